"""Refuses what would cost too much, before it is done."""

from __future__ import annotations

import operator
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from nmlint.bilingual import Bilingual
from nmlint.rendering.model import Bounds

_BITS = 1024
_SLOW_INPUT = 10_000
_NESTING = 60
_CONTAINERS = (list, tuple, dict, set, frozenset)
_WIDE = re.compile(r"[0-9]{5}")
_STAR = re.compile(r"%(?:\([^)]{0,200}\))?[#0\- +]*(?:\*|[0-9]*\.\*)")
_WIDTHS = 8
_MAKES_BYTES = frozenset({"encode", "to_bytes"})

THIS_TEMPLATE = Bilingual("the template", "這個範本")
THIS_TEXT = Bilingual("this text", "這段文字")
THIS_VALUE = Bilingual("this value", "這個值")
THIS_LIST = Bilingual("this list", "這個清單")
THIS_CALL = Bilingual("this call", "這個呼叫")
AN_EXAMPLE = Bilingual("an example", "範例")
OPERATIONS: Mapping[str, Bilingual] = {
    sign: Bilingual(f"this {sign}", f"「{sign}」運算") for sign in ("+", "*", "**", "%", "~")
}

SLOW = frozenset({"striptags", "urlize", "wordwrap", "xmlattr", "pprint", "title", "wordcount"})
"""Filters whose time grows faster than their input."""


class TooMuchError(Exception):
    """A template asked for more than a bound allows; the reason says which."""

    def __init__(self, reason: Bilingual) -> None:
        super().__init__(reason)
        self.reason = reason


class OutOfTimeError(TooMuchError):
    """The time for a whole template is over, so that what is left of it stays unknown."""


class Meter:
    """Counts what one run has spent against its bounds, and watches the time of all runs."""

    def __init__(self, bounds: Bounds, deadline: float) -> None:
        self.bounds = bounds
        self.deadline = deadline
        self.steps = 0
        self.produced = 0

    def restart(self) -> None:
        """Begins another run; the deadline stays."""
        self.steps = self.produced = 0

    def tick(self) -> None:
        """Counts one step of a run."""
        self.steps += 1
        if self.steps > self.bounds.steps:
            limit = f"{self.bounds.steps:,}"
            what = Bilingual(
                f"the template does more than {limit} steps; shorten its loops",
                f"範本執行超過 {limit} 個步驟；請縮短迴圈",
            )
            raise TooMuchError(what)
        if not self.steps & 15:
            self.check_time()

    def check_time(self) -> None:
        """Raises once the time for the whole template is over."""
        if time.thread_time() > self.deadline:
            limit = f"{self.bounds.seconds:g}"
            what = Bilingual(
                f"trying every branch of the template needs more than {limit} seconds; simplify or split it",
                f"試完範本的所有分支需要超過 {limit} 秒；請簡化或拆開",
            )
            raise OutOfTimeError(what)

    def room(self, size: float, what: str) -> None:
        """Raises when a text of this size would be too long."""
        if size > self.bounds.output_characters:
            limit = f"{self.bounds.output_characters:,}"
            raise TooMuchError(
                Bilingual(
                    f"{what} would make more than {limit} characters; shorten it",
                    f"{_chinese(what)}會產生超過 {limit} 字；請縮短",
                ),
            )

    def count(self, number: int, what: str) -> None:
        """Raises when a number handed to an operation is too large, or too far below zero."""
        if abs(number) <= self.bounds.number:
            return
        limit, given = f"{self.bounds.number:,}", _digits(number)
        if number < 0:
            raise TooMuchError(
                Bilingual(
                    f"{what} is given {given}, less than -{limit}; use a number nearer to zero",
                    f"{_chinese(what)}得到的數字是 {given.chinese}，小於 -{limit}；請改用接近零的數字",
                ),
            )
        raise TooMuchError(
            Bilingual(
                f"{what} is given {given}, more than {limit}; use a smaller number",
                f"{_chinese(what)}得到的數字是 {given.chinese}，超過 {limit}；請改小",
            ),
        )

    def spent(self, value: Any, what: str) -> Any:
        """Takes a result into account and hands it on."""
        if isinstance(value, str | bytes):
            self.room(len(value), what)
            self.produced += len(value)
        elif isinstance(value, _CONTAINERS):
            self.count(len(value), what)
            self.produced += len(value)
        elif isinstance(value, int) and value.bit_length() > _BITS:
            raise TooMuchError(_too_large_a_number(what))
        if self.produced > 25 * self.bounds.output_characters:
            raise TooMuchError(_TOO_MUCH_TEXT)
        return value

    def weigh(self, value: Any, what: str) -> Any:
        """Raises when a container is too large to be shown or compared; hands it on otherwise."""
        if isinstance(value, _CONTAINERS):
            size = 0
            for items, (depth, leaf) in enumerate(_leaves(value), 1):
                size += len(leaf) if isinstance(leaf, str) else 4
                if items > self.bounds.number or size > self.bounds.output_characters or depth > _NESTING:
                    raise TooMuchError(
                        Bilingual(
                            f"{what} holds too much; take less of it",
                            f"{_chinese(what)}裡的東西太多；請減少",
                        ),
                    )
                if not items & 1023:
                    self.check_time()
        return value

    # -- operators

    def binary(self, sign: str, left: Any, right: Any) -> None:
        """Checks `left sign right` before it is computed."""
        what = OPERATIONS[sign]
        if isinstance(left, bytes) or isinstance(right, bytes):
            raise TooMuchError(_NO_BYTES)
        if sign == "*":
            for sequence, times in ((left, right), (right, left)):
                if isinstance(sequence, str | list | tuple) and isinstance(times, int):
                    self.room(len(sequence) * max(times, 0), what)
                    if isinstance(sequence, list | tuple):
                        self.count(_weight(sequence) * max(times, 0), what)
            if _integers(left, right) and left.bit_length() + right.bit_length() > _BITS:
                raise TooMuchError(_too_large_a_number(what))
        elif sign == "**":
            if _integers(left, right) and left.bit_length() * max(right, 0) > _BITS:
                raise TooMuchError(_too_large_a_number(what))
        elif sign == "+":
            if isinstance(left, str | list | tuple) and isinstance(right, str | list | tuple):
                self.room(len(left) + len(right), what)
        elif sign == "%" and isinstance(left, str):
            self.percent(left)
            self.weigh(right, what)

    def percent(self, template: str) -> None:
        """Checks the widths in a `%` format."""
        if "%" in template and (_wide_percent(template) or _STAR.search(template)):
            raise TooMuchError(_WIDE_PERCENT)

    def braces(self, spec: str) -> None:
        """Checks the widths in the part of a `{}` format after the colon."""
        if _WIDE.search(spec) or spec.count("{") > _WIDTHS:
            raise TooMuchError(_WIDE_BRACES)

    # -- calls

    def method(self, name: str, subject: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> None:
        """Checks a call of a built-in function or of a method of a string; what makes bytes is refused."""
        if isinstance(subject, bytes) or (name in _MAKES_BYTES and isinstance(subject, str | int)):
            raise TooMuchError(_NO_BYTES)
        if name in ("format", "format_map") and isinstance(subject, str):
            self.weigh([*args, *kwargs.values()], name)
        else:
            self.arguments(name, subject, args, kwargs)

    def arguments(self, name: str, subject: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> None:
        """Checks the arguments of a filter or of a method of a string, its subject apart."""
        everything = [*args, *kwargs.values()]
        for argument in everything:
            if isinstance(argument, int):
                self.count(argument, name)
            self.weigh(argument, name)
        self.weigh(subject, name)
        if isinstance(subject, str):
            if name in SLOW and len(subject) > _SLOW_INPUT:
                raise TooMuchError(
                    Bilingual(
                        f"{name} is given more than {_SLOW_INPUT:,} characters; shorten its input",
                        f"交給「{name}」的文字超過 {_SLOW_INPUT:,} 字；請縮短",
                    ),
                )
            self.room(_growth(name, subject, everything), name)
        elif name == "join" and isinstance(subject, list | tuple):
            separator = max((len(a) for a in everything if isinstance(a, str)), default=0)
            self.room(sum(len(str(a)) for a in subject) + separator * len(subject), name)


def _growth(name: str, text: str, args: Sequence[Any]) -> int:
    """The most characters that a method or filter of that name can answer with."""
    widest = max((a for a in args if isinstance(a, int)), default=0)
    longest = max((len(a) for a in args if isinstance(a, str)), default=0)
    match name:
        case "replace":
            old = str(args[0]) if args else ""
            return len(text) + (text.count(old) if old else len(text) + 1) * (longest - len(old))
        case "join":
            parts = args[0] if args and isinstance(args[0], list | tuple) else ()
            return len(parts) * len(text) + sum(len(str(part)) for part in parts)
        case "indent":
            return len(text) + (len(text.splitlines()) + 1) * max(widest, longest, 4)
        case "expandtabs":
            return len(text) + text.count("\t") * max(widest, 8)
        case "wordwrap":
            return len(text) * (1 + longest)
        case "translate":
            table = args[0] if args and isinstance(args[0], dict) else {}
            return len(text) * max((len(v) for v in table.values() if isinstance(v, str)), default=1)
        case "truncate":
            return len(text) + longest
    return max(len(text), widest)


def _leaves(value: Any) -> Iterator[tuple[int, Any]]:
    """Everything inside a container, however often it is shared, with its depth."""
    stack = [(1, iter([value]))]
    while stack:
        depth, items = stack[-1]
        for item in items:
            yield depth, item
            if isinstance(item, dict):
                stack.append((depth + 1, iter([part for pair in item.items() for part in pair])))
                break
            if isinstance(item, _CONTAINERS):
                stack.append((depth + 1, iter(item)))
                break
        else:
            stack.pop()


def _weight(value: Any) -> int:
    return sum(1 for _ in _leaves(value))


def _integers(left: Any, right: Any) -> bool:
    return isinstance(left, int) and isinstance(right, int)


def _digits(number: int) -> Bilingual:
    if number.bit_length() > _BITS:
        return Bilingual("a huge number", "天文數字")
    return Bilingual(f"{number:,}", f"{number:,}")


def _chinese(what: str) -> str:
    """How a filter, an operator or a part of a template is called in a Chinese sentence."""
    return what.chinese if isinstance(what, Bilingual) else f"「{what}」"


def _too_large_a_number(what: str) -> Bilingual:
    return Bilingual(
        f"{what} makes too large a number; compute with smaller ones", f"{_chinese(what)}算出的數字太大；請改小"
    )


_NO_BYTES = Bilingual(
    "bytes have no limit here and no place in a notice; work with the text itself",
    "通知用不到位元組（bytes），這裡也無法限制它的大小；請直接處理文字",
)
_TOO_MUCH_TEXT = Bilingual("the template builds too much text; shorten its loops", "範本產生的文字太多；請縮短迴圈")
_WIDE_PERCENT = Bilingual(
    "the format asks for a width of more than four digits, or takes it from data; write a small width",
    "格式要求的寬度超過四位數，或由資料決定寬度；請直接寫較小的寬度",
)
_WIDE_BRACES = Bilingual(
    "the format asks for a width of more than four digits; write a smaller one",
    "格式要求的寬度超過四位數；請改小",
)


def _wide_percent(template: str) -> bool:
    return any(_WIDE.search(match[0]) for match in re.finditer(r"%(?:\([^)]{0,200}\))?[#0\- +]*[0-9.]+", template))


def safe_range(meter: Meter) -> Callable[..., range]:
    """`range` with as many items as a number may be."""

    def bounded(*args: int) -> range:
        result = range(*args)
        try:
            meter.count(len(result), "range")
        except OverflowError:
            huge = Bilingual("range is given a huge number; use a smaller one", "range 得到天文數字；請改小")
            raise TooMuchError(huge) from None
        return result

    return bounded


OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "*": operator.mul,
    "**": operator.pow,
    "%": operator.mod,
}

SIGNS: Mapping[Callable[..., Any], str] = {function: sign for sign, function in OPERATORS.items()}
