# ruff: noqa: SLF001  one unknown value reads the other; templates never do
"""Values nobody knows before the message is sent."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from nmlint.rendering.knowledge import Question
from nmlint.rendering.model import PLACEHOLDER, Value
from nmlint.rendering.oracle import UNKNOWN, Oracle
from nmlint.rendering.tracing import Segment, Traced, TracedMarkup

_EXPRESSION = 200
_PLAIN = (str, int, float, bool, type(None))


@dataclass(frozen=True, slots=True)
class Outside:
    """What the values of one run share.

    `compute` runs an operation on examples under the guards; it answers `UNKNOWN` when that fails.
    """

    oracle: Oracle
    compute: Callable[..., Any]
    hints: Mapping[str, object]

    def variable(self, name: str) -> Opaque:
        """The variable of that name."""
        return Opaque(self, name, (name,), self.hints.get(name, UNKNOWN), Question("truth", name), 0)


def shown(value: Any) -> str:
    """A value as it stands in the text of an expression."""
    if isinstance(value, Opaque):
        text = value._text
        return f"({text})" if " " in text and not text.endswith(")") else text
    text = repr(value)
    return text if len(text) <= _EXPRESSION else f"{text[:_EXPRESSION]}…"


def hint_of(value: Any) -> Any:
    """The example of an unknown value, or a known value itself."""
    return value._hint if isinstance(value, Opaque) else value


class Opaque:
    """A value that is unknown but has an expression, perhaps an example, and consistent answers.

    Whatever is done with it yields another one; its truth asks the run's oracle.
    """

    __slots__ = ("_depth", "_hint", "_question", "_roots", "_run", "_taken", "_text")

    def __init__(
        self, run: Outside, text: str, roots: tuple[str, ...], hint: Any, question: Question, depth: int
    ) -> None:
        self._run = run
        # the sum keeps two long expressions apart that begin alike
        self._text = text if len(text) <= _EXPRESSION else f"{text[:_EXPRESSION]}…{crc32(text.encode()):08x}"
        self._roots = roots
        self._hint = hint
        self._question = question
        self._depth = depth
        self._taken = True
        """False when the value is the negation of its question."""

    def derived(self, text: str, function: Callable[..., Any], *operands: Any) -> Opaque:
        """The unknown result of a function of this and other values."""
        others = [value for value in operands if isinstance(value, Opaque)]
        roots = tuple(dict.fromkeys(root for value in others for root in value._roots)) or self._roots
        hints = [hint_of(value) for value in operands]
        hint = self._run.hints.get(text, UNKNOWN)
        if hint is UNKNOWN and not any(value is UNKNOWN for value in hints):
            hint = self._run.compute(function, *hints)
        depth = max((value._depth for value in others), default=self._depth) + 1
        return Opaque(self._run, text, roots, hint, Question("truth", text), depth)

    def asked(self, question: Question, taken: bool, function: Callable[..., Any], *operands: Any) -> Opaque:
        """The truth of a question about this value, or of its contrary."""
        result = self.derived(question.atom, function, *operands)
        result._question = question
        result._taken = taken
        return result

    # -- truth and iteration

    def __bool__(self) -> bool:
        hint = self._hint
        if hint is not UNKNOWN and not self._taken:
            hint = not hint
        return self._run.oracle.decide(self._question, hint, self._depth) is self._taken

    def items(self, several: bool = False) -> list[Opaque]:
        """One or two unknown items when the value is decided not to be empty, else none."""
        entries = self._run.compute(list, self._hint) if self._hint is not UNKNOWN else UNKNOWN
        hint = UNKNOWN if entries is UNKNOWN else len(entries) > 0
        question = Question("some", self._text)
        if not self._run.oracle.decide(question, hint, self._depth):
            return []
        count = 2 if several and entries is UNKNOWN else 1
        if entries is not UNKNOWN:
            count = max(1, min(len(entries), 2))
        name = shown(self)
        return [
            Opaque(
                self._run,
                text := f"{name}[{index}]",
                self._roots,
                entries[index] if entries is not UNKNOWN and index < len(entries) else UNKNOWN,
                Question("truth", text),
                self._depth + 2,
            )
            for index in range(count)
        ]

    def unpacked(self, count: int) -> tuple[Opaque, ...]:
        """The parts of an item that a loop takes apart."""
        return tuple(self[index] for index in range(count))

    def __iter__(self) -> Iterator[Opaque]:
        return iter(self.items())

    def __len__(self) -> int:
        return len(self.items())

    def __contains__(self, item: Any) -> bool:
        return bool(self.contains(item, self))

    def contains(self, item: Any, container: Any) -> Opaque:
        """Whether `item in container`; one of the two is this value."""
        atom = f"{shown(item)} in {shown(container)}"
        return self.asked(Question("other", atom), True, operator.contains, container, item)

    # -- text

    @property
    def value(self) -> Value:
        """What a piece says about it."""
        hint = self._hint
        example = None if hint is UNKNOWN else self._run.compute(str, hint)
        return Value(self._text, self._roots, example if isinstance(example, str) else None)

    def __str__(self) -> str:
        return Traced(PLACEHOLDER, (Segment(1, value=self.value),))

    def __html__(self) -> str:
        return TracedMarkup(PLACEHOLDER, (Segment(1, value=self.value),))

    def __format__(self, spec: str) -> str:
        return PLACEHOLDER

    def __repr__(self) -> str:
        return PLACEHOLDER

    def __hash__(self) -> int:
        return hash(self._text)

    # -- operations

    def attribute(self, name: str) -> Opaque:
        """`value.name`."""

        def read(value: Any) -> Any:
            return value[name] if isinstance(value, Mapping) else getattr(value, name)

        return self.derived(f"{shown(self)}.{name}", read, self)

    def __getitem__(self, key: Any) -> Opaque:
        if isinstance(key, str) and key.isidentifier():
            return self.attribute(str(key))
        if isinstance(key, slice):
            parts = ["" if part is None else shown(part) for part in (key.start, key.stop, key.step)]
            text = ":".join(parts[:2] if key.step is None else parts)
            return self.derived(f"{shown(self)}[{text}]", lambda value: value[key], self)
        return self.derived(f"{shown(self)}[{shown(key)}]", operator.getitem, self, key)

    def called(self, *args: Any, **kwargs: Any) -> Opaque:
        """`value(…)`."""
        words = [shown(arg) for arg in args] + [f"{name}={shown(arg)}" for name, arg in kwargs.items()]
        names = tuple(kwargs)

        def call(function: Any, *values: Any) -> Any:
            plain = len(values) - len(names)
            return function(*values[:plain], **dict(zip(names, values[plain:], strict=True)))

        return self.derived(f"{self._text}({', '.join(words)})", call, self, *args, *kwargs.values())

    def _equality(self, other: Any, taken: bool) -> Any:
        if isinstance(other, Opaque):
            pair = sorted((shown(self), shown(other)))
            if pair[0] == pair[1]:
                return taken
            question = Question("other", " == ".join(pair))
        elif isinstance(other, _PLAIN):
            question = Question("none" if other is None else "eq", self._text, _bare(other))
        else:
            question = Question("other", f"{shown(self)} == {shown(other)}")
        return self.asked(question, taken, operator.eq if taken else operator.ne, self, other)

    def __eq__(self, other: object) -> Any:
        return self._equality(other, taken=True)

    def __ne__(self, other: object) -> Any:
        return self._equality(other, taken=False)

    def _order(self, kind: str, other: Any, taken: bool, function: Callable[..., Any]) -> Opaque:
        if isinstance(other, int | float) and not isinstance(other, bool):
            question = Question(kind, self._text, _bare(other))
        else:
            left, right = shown(self), shown(other)
            if kind == "ge":  # a >= b is not b > a
                left, right, taken = right, left, not taken
            question = Question("other", f"{left} > {right}")
        return self.asked(question, taken, function, self, other)

    def __gt__(self, other: Any) -> Any:
        return self._order("gt", other, True, operator.gt)

    def __le__(self, other: Any) -> Any:
        return self._order("gt", other, False, operator.le)

    def __ge__(self, other: Any) -> Any:
        return self._order("ge", other, True, operator.ge)

    def __lt__(self, other: Any) -> Any:
        return self._order("ge", other, False, operator.lt)

    def __neg__(self) -> Opaque:
        return self.derived(f"-{shown(self)}", operator.neg, self)

    def __pos__(self) -> Opaque:
        return self


def _bare(value: Any) -> Any:
    """A constant without the place it was written at."""
    for kind in (bool, int, float, str):
        if isinstance(value, kind):
            return value if kind is bool else kind.__str__(value) if kind is str else kind(value)
    return value


def _binary(sign: str, function: Callable[..., Any]) -> tuple[Callable[..., Any], Callable[..., Any]]:
    def forward(self: Opaque, other: Any) -> Opaque:
        return self.derived(f"{shown(self)} {sign} {shown(other)}", function, self, other)

    def backward(self: Opaque, other: Any) -> Opaque:
        return self.derived(f"{shown(other)} {sign} {shown(self)}", function, other, self)

    return forward, backward


for _name, _sign, _function in (
    ("add", "+", operator.add),
    ("sub", "-", operator.sub),
    ("mul", "*", operator.mul),
    ("truediv", "/", operator.truediv),
    ("floordiv", "//", operator.floordiv),
    ("mod", "%", operator.mod),
    ("pow", "**", operator.pow),
):
    _forward, _backward = _binary(_sign, _function)
    setattr(Opaque, f"__{_name}__", _forward)
    setattr(Opaque, f"__r{_name}__", _backward)
