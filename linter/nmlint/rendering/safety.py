"""Refuses what would cost too much, before it is done."""

from __future__ import annotations

import operator
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from nmlint.rendering.model import Bounds

_BITS = 1024
_SLOW_INPUT = 10_000
_NESTING = 60
_CONTAINERS = (list, tuple, dict, set, frozenset)
_WIDE = re.compile(r"[0-9]{5}")
_STAR = re.compile(r"%(?:\([^)]*\))?[#0\- +]*(?:\*|[0-9]*\.\*)")

SLOW = frozenset({"striptags", "urlize", "wordwrap", "xmlattr", "pprint", "title", "wordcount"})
"""Filters whose time grows faster than their input."""


class TooMuchError(Exception):
    """A template asked for more than a bound allows; the text says which."""


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
            raise TooMuchError(f"the template does more than {self.bounds.steps:,} steps; shorten its loops")
        if not self.steps & 15:
            self.check_time()

    def check_time(self) -> None:
        """Raises once the time for the whole template is over."""
        if time.thread_time() > self.deadline:
            raise TooMuchError(f"the template needs more than {self.bounds.seconds:g} seconds; simplify it")

    def room(self, size: float, what: str) -> None:
        """Raises when a text of this size would be too long."""
        if size > self.bounds.output_characters:
            raise TooMuchError(f"{what} would make more than {self.bounds.output_characters:,} characters")

    def count(self, number: int, what: str) -> None:
        """Raises when a number handed to an operation is too large."""
        if number > self.bounds.number:
            raise TooMuchError(f"{what} is given {_digits(number)}, more than {self.bounds.number:,}")

    def spent(self, value: Any, what: str) -> Any:
        """Takes a result into account and hands it on."""
        if isinstance(value, str | bytes):
            self.room(len(value), what)
            self.produced += len(value)
        elif isinstance(value, _CONTAINERS):
            self.count(len(value), what)
            self.produced += len(value)
        elif isinstance(value, int) and value.bit_length() > _BITS:
            raise TooMuchError(f"{what} makes a number with more than {_BITS} bits")
        if self.produced > 25 * self.bounds.output_characters:
            raise TooMuchError("the template builds too much text; shorten its loops")
        return value

    def weigh(self, value: Any, what: str) -> Any:
        """Raises when a container is too large to be shown or compared; hands it on otherwise."""
        if isinstance(value, _CONTAINERS):
            size = 0
            for items, (depth, leaf) in enumerate(_leaves(value), 1):
                size += len(leaf) if isinstance(leaf, str) else 4
                if items > self.bounds.number or size > self.bounds.output_characters or depth > _NESTING:
                    raise TooMuchError(f"{what} holds too much")
                if not items & 1023:
                    self.check_time()
        return value

    # -- operators

    def binary(self, sign: str, left: Any, right: Any) -> None:
        """Checks `left sign right` before it is computed."""
        if sign == "*":
            for sequence, times in ((left, right), (right, left)):
                if isinstance(sequence, str | bytes | list | tuple) and isinstance(times, int):
                    self.room(len(sequence) * max(times, 0), f"this * {_digits(times)}")
                    if isinstance(sequence, list | tuple):
                        self.count(_weight(sequence) * max(times, 0), "this *")
            if _integers(left, right) and left.bit_length() + right.bit_length() > _BITS:
                raise TooMuchError("this * makes too large a number")
        elif sign == "**":
            if _integers(left, right) and left.bit_length() * max(right, 0) > _BITS:
                raise TooMuchError("this ** makes too large a number")
        elif sign == "+":
            if isinstance(left, str | list | tuple) and isinstance(right, str | list | tuple):
                self.room(len(left) + len(right), "this +")
        elif sign == "%" and isinstance(left, str | bytes):
            self.percent(str(left))
            self.weigh(right, "this %")

    def percent(self, template: str) -> None:
        """Checks the widths in a `%` format."""
        if "%" in template and (_wide_percent(template) or _STAR.search(template)):
            raise TooMuchError("the format asks for a width of more than four digits, or takes it from data")

    def braces(self, spec: str) -> None:
        """Checks the widths in the part of a `{}` format after the colon."""
        if _WIDE.search(spec):
            raise TooMuchError("the format asks for a width of more than four digits")

    # -- calls

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
                raise TooMuchError(f"{name} is given more than {_SLOW_INPUT:,} characters")
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


def _digits(number: int) -> str:
    return f"{number:,}" if number.bit_length() <= _BITS else "a huge number"


def _wide_percent(template: str) -> bool:
    return any(_WIDE.search(match[0]) for match in re.finditer(r"%(?:\([^)]*\))?[#0\- +]*[0-9.]+", template))


def safe_range(meter: Meter) -> Callable[..., range]:
    """`range` with as many items as a number may be."""

    def bounded(*args: int) -> range:
        result = range(*args)
        try:
            meter.count(len(result), "range")
        except OverflowError:
            raise TooMuchError("range is given a huge number") from None
        return result

    return bounded


OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "*": operator.mul,
    "**": operator.pow,
    "%": operator.mod,
}

SIGNS: Mapping[Callable[..., Any], str] = {function: sign for sign, function in OPERATORS.items()}
