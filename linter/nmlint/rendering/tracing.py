# ruff: noqa: D102  the methods are those of str
"""Strings that remember where each of their characters was written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, Self

from markupsafe import Markup
from markupsafe import escape as plain_escape

from nmlint.rendering.model import Origin, Value
from nmlint.source import Span


class Segment(NamedTuple):
    """Some characters in a row with one origin.

    When `exact`, each stands for the character at the same place of the origin, or all of them for its one character.
    `source` is None while the origin is not known: it becomes the place that prints the text.
    """

    length: int
    source: str | None = None
    start: int = 0
    end: int = 0
    exact: bool = False
    through: tuple[Origin, ...] = ()
    value: Value | None = None

    @property
    def carried(self) -> bool:
        """Whether each character has a place of its own."""
        return self.exact and self.length == self.end - self.start

    def cut(self, low: int, high: int) -> Segment:
        """The segment of its characters `low` to `high`."""
        if self.carried:
            return self._replace(length=high - low, start=self.start + low, end=self.start + high)
        return self._replace(length=high - low)

    def follows(self, other: Segment) -> bool:
        """Whether it continues another one without a seam."""
        return (
            self.carried
            and other.carried
            and self.start == other.end
            and self.source == other.source
            and self.through == other.through
            and self.value is other.value
        )

    @property
    def origin(self) -> Origin:
        """Where a placed segment stands."""
        return Origin(self.source or "", Span(self.start, self.end))


Segments = tuple[Segment, ...]

_REPEATED = 1_000
_WORK = 20_000
"""Cuts times segments above which a text gives up its origins, so that time stays linear."""


def segments_of(text: str) -> Segments:
    """The segments of any string; those of a plain one are of unknown origin."""
    if isinstance(text, (Traced, TracedMarkup)):
        return text._segments  # noqa: SLF001 the attribute is private to templates, not to this package
    return (Segment(len(text)),) if text else ()


def merged(segments: Iterable[Segment]) -> Segments:
    """The same segments, with those that continue each other made one."""
    result: list[Segment] = []
    for segment in segments:
        if result and segment.follows(result[-1]):
            last = result[-1]
            result[-1] = last._replace(length=last.length + segment.length, end=segment.end)
        else:
            result.append(segment)
    return tuple(result)


def sliced(segments: Segments, low: int, high: int) -> Segments:
    """The segments of the characters `low` to `high`."""
    result: list[Segment] = []
    at = 0
    for segment in segments:
        start, end = max(low - at, 0), min(high - at, segment.length)
        if start < end:
            result.append(segment if end - start == segment.length else segment.cut(start, end))
        at += segment.length
        if at >= high:
            break
    return tuple(result)


def pieced(make: type[Traced | TracedMarkup], parts: Sequence[str]) -> Any:
    """The concatenation of strings, as a traced one of the given type."""
    return make("".join(parts), merged(segment for part in parts for segment in segments_of(part)))


class _Tracing(str):
    """What `Traced` and `TracedMarkup` share: the operations that keep the segments.

    Everything else that `str` offers answers with a plain string, whose origin is unknown.
    """

    __slots__ = ()
    _segments: Segments

    def _like(self, text: str, segments: Iterable[Segment]) -> Self:
        raise NotImplementedError

    def _operand(self, other: str) -> str:
        raise NotImplementedError

    def _slice(self, low: int, high: int) -> Self:
        return self._like(str.__getitem__(self, slice(low, high)), sliced(self._segments, low, high))

    def _rewritten(self, text: str) -> Any:
        return self._like(text, self._segments) if len(text) == len(self) else self._like(text, segments_of(text))

    def __str__(self) -> str:
        return self

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, slice):
            low, high, step = key.indices(len(self))
            if step == 1:
                return self._slice(low, max(low, high))
            return self._like(text := str.__getitem__(self, key), segments_of(text))
        low = range(len(self))[key]
        return self._slice(low, low + 1)

    def __mul__(self, times: Any) -> Any:
        if not isinstance(times, int):
            return NotImplemented
        text = str.__mul__(self, times)
        few = len(self._segments) * times <= _REPEATED
        return self._like(text, self._segments * max(times, 0) if few else segments_of(text))

    __rmul__ = __mul__

    def __iter__(self) -> Any:
        if self._costly(len(self)):
            return (self._like(character, (Segment(1),)) for character in str.__iter__(self))
        return (self[index] for index in range(len(self)))

    def _costly(self, cuts: int) -> bool:
        return cuts * len(self._segments) > _WORK

    def join(self, parts: Iterable[Any], /) -> Any:
        pieces: list[str] = []
        for part in parts:
            if pieces:
                pieces.append(self)
            pieces.append(self._operand(part))
        return self._like(str.join("", pieces), [segment for piece in pieces for segment in segments_of(piece)])

    def upper(self) -> Any:
        return self._rewritten(str.upper(self))

    def lower(self) -> Any:
        return self._rewritten(str.lower(self))

    def title(self) -> Any:
        return self._rewritten(str.title(self))

    def capitalize(self) -> Any:
        return self._rewritten(str.capitalize(self))

    def swapcase(self) -> Any:
        return self._rewritten(str.swapcase(self))

    def casefold(self) -> Any:
        return self._rewritten(str.casefold(self))

    def lstrip(self, chars: str | None = None, /) -> Any:
        return self._slice(len(self) - len(str.lstrip(self, chars)), len(self))

    def rstrip(self, chars: str | None = None, /) -> Any:
        return self._slice(0, len(str.rstrip(self, chars)))

    def strip(self, chars: str | None = None, /) -> Any:
        return self.rstrip(chars).lstrip(chars)

    def removeprefix(self, prefix: str, /) -> Any:
        return self[len(prefix) :] if str.startswith(self, prefix) else self

    def removesuffix(self, suffix: str, /) -> Any:
        return self[: len(self) - len(suffix)] if suffix and str.endswith(self, suffix) else self

    def _found(self, parts: Iterable[str], gap: int = 0) -> list[Any]:
        """The parts, which stand in this order and at least `gap` apart in the string, as slices of it."""
        parts = list(parts)
        if self._costly(len(parts)):
            return [self._like(part, (Segment(len(part)),) if part else ()) for part in parts]
        result, at = [], 0
        for part in parts:
            at = str.index(self, part, at)
            result.append(self._slice(at, at + len(part)))
            at += len(part) + gap
        return result

    def split(self, sep: str | None = None, maxsplit: Any = -1) -> Any:
        return self._found(str.split(self, sep, maxsplit), len(sep or ""))

    def rsplit(self, sep: str | None = None, maxsplit: Any = -1) -> Any:
        return self._found(str.rsplit(self, sep, maxsplit), len(sep or ""))

    def splitlines(self, keepends: bool = False) -> Any:
        return self._found(str.splitlines(self, keepends))

    def partition(self, sep: str, /) -> Any:
        return tuple(self._found(str.partition(self, sep)))

    def rpartition(self, sep: str, /) -> Any:
        return tuple(self._found(str.rpartition(self, sep)))

    def replace(self, old: str, new: str, count: Any = -1, /) -> Any:
        new = self._operand(new)
        if not old or self._costly(str.count(self, old)):
            text = str.replace(str.__str__(self), old, new, count)
            return self._like(text, segments_of(text))
        parts, at = [], 0
        while count != 0 and (found := str.find(self, old, at)) >= 0:
            end = found + len(old)
            tail = self._slice(end - len(new), end) if str.endswith(old, new) else new
            parts += [self._slice(at, found), tail]
            at, count = end, count - 1
        parts.append(self._slice(at, len(self)))
        return self._like(str.join("", parts), [segment for part in parts for segment in segments_of(part)])

    def center(self, width: Any, fill: str = " ", /) -> Any:
        text = str.center(self, width, fill)
        left = (len(text) - len(self)) // 2 + ((len(text) - len(self)) & width & 1)
        return self._padded(text, left)

    def ljust(self, width: Any, fill: str = " ", /) -> Any:
        return self._padded(str.ljust(self, width, fill), 0)

    def rjust(self, width: Any, fill: str = " ", /) -> Any:
        text = str.rjust(self, width, fill)
        return self._padded(text, len(text) - len(self))

    def _padded(self, text: str, left: int) -> Any:
        right = len(text) - len(self) - left
        pads = [(Segment(size),) if size else () for size in (left, right)]
        return self._like(text, (*pads[0], *self._segments, *pads[1]))


class Traced(_Tracing):
    """A string with the origins of its characters."""

    __slots__ = ("_segments",)

    def __new__(cls, text: str = "", segments: Iterable[Segment] | None = None) -> Self:
        self = str.__new__(cls, text)
        self._segments = segments_of(text) if segments is None else tuple(segments)
        return self

    def _like(self, text: str, segments: Iterable[Segment]) -> Self:
        return type(self)(text, segments)

    def _operand(self, other: str) -> str:
        return other

    def __add__(self, other: Any) -> Any:
        if hasattr(other, "__html__"):
            return escape(self) + other
        return pieced(Traced, (self, other)) if isinstance(other, str) else NotImplemented

    def __radd__(self, other: Any) -> Any:
        return pieced(Traced, (other, self)) if isinstance(other, str) else NotImplemented


class TracedMarkup(_Tracing, Markup):
    """The same for text that is already escaped."""

    __slots__ = ("_segments",)

    def __new__(cls, text: Any = "", segments: Iterable[Segment] | None = None, errors: str = "strict") -> Self:
        if segments is None and not isinstance(text, str):
            text = text.__html__() if hasattr(text, "__html__") else str(text)
        del errors
        self = str.__new__(cls, text)
        self._segments = segments_of(text) if segments is None else tuple(segments)
        return self

    def _like(self, text: str, segments: Iterable[Segment]) -> Self:
        return type(self)(text, segments)

    def _operand(self, other: Any) -> str:
        return escape(other)

    def __add__(self, other: Any) -> Any:
        if isinstance(other, str) or hasattr(other, "__html__"):
            return pieced(TracedMarkup, (self, escape(other)))
        return NotImplemented

    def __radd__(self, other: Any) -> Any:
        if isinstance(other, str) or hasattr(other, "__html__"):
            return pieced(TracedMarkup, (escape(other), self))
        return NotImplemented

    def __repr__(self) -> str:
        return f"Markup({str.__repr__(self)})"

    @classmethod
    def escape(cls, text: Any, /) -> Self:
        return escape(text)  # type: ignore[return-value]


class TracedInt(int):
    """A number the author wrote, with its place."""

    segments: Segments

    def __str__(self) -> str:
        return Traced(int.__repr__(self), self.segments)


class TracedFloat(float):
    """The same for a number with a fraction."""

    segments: Segments

    def __str__(self) -> str:
        return Traced(float.__repr__(self), self.segments)


_ESCAPED: Callable[[str], str] = plain_escape


def escape(value: Any) -> TracedMarkup:
    """Markup of any value; each escaped character keeps its place, approximately where it grew."""
    if isinstance(value, TracedMarkup):
        return value
    if hasattr(value, "__html__"):
        return TracedMarkup(value.__html__())
    text = str(value)
    if not isinstance(text, Traced):
        return TracedMarkup(str(_ESCAPED(text)))
    if not any(character in text for character in "&<>'\""):
        return TracedMarkup(text, text._segments)  # noqa: SLF001
    parts: list[str] = []
    segments: list[Segment] = []
    at = 0
    for segment in text._segments:  # noqa: SLF001
        start = 0
        raw = str.__getitem__(text, slice(at, at + segment.length))
        for index, character in enumerate(raw):
            grown = str(_ESCAPED(character))
            if len(grown) > 1:
                if index > start:
                    segments.append(segment.cut(start, index))
                segments.append(segment.cut(index, index + 1)._replace(length=len(grown), exact=False))
                start = index + 1
            parts.append(grown)
        if start < segment.length:
            segments.append(segment.cut(start, segment.length))
        at += segment.length
    return TracedMarkup("".join(parts), segments)
