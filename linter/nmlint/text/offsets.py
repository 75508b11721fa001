"""A text as a check sees it, and where each piece of it stands in the raw text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from nmlint.source import Span


class Trick(StrEnum):
    """A way of writing a term so that a plain search misses it."""

    INVISIBLE = "invisible"
    INSERTED = "inserted"
    LOOKALIKE = "look-alike"
    PHONETIC = "phonetic"


NO_TRICKS: frozenset[Trick] = frozenset()


@dataclass(frozen=True, slots=True)
class View:
    """One reading of a raw text; positions translate both ways.

    Every character of `text` comes from a non-empty span of `raw`; the spans never run backwards. Without offsets
    the two agree position by position. `tricks` are the raw positions at which one begins, in order.
    """

    name: str
    text: str
    raw: str
    starts: tuple[int, ...] | None = field(default=None, repr=False)
    ends: tuple[int, ...] | None = field(default=None, repr=False)
    tricks: tuple[tuple[int, Trick], ...] = field(default=(), repr=False)
    _reader: Callable[[str], str] | None = field(default=None, repr=False, compare=False)

    def to_raw(self, start: int, end: int) -> Span:
        """The raw span of a span of this view; an empty span stays empty."""
        if self.starts is None or self.ends is None:
            return Span(start, end)
        if start < end:
            return Span(self.starts[start], self.ends[end - 1])
        at = self.starts[start] if start < len(self.starts) else len(self.raw)
        return Span(at, at)

    def from_raw(self, start: int, end: int) -> Span:
        """The characters of this view that come, even partly, from a raw span; none for what was removed."""
        if self.starts is None or self.ends is None:
            return Span(start, end)
        first = bisect_right(self.ends, start)
        if start == end:
            return Span(first, first)
        return Span(first, max(first, bisect_left(self.starts, end)))

    def tricks_in(self, start: int, end: int) -> frozenset[Trick]:
        """The tricks that stand within the raw span of a span of this view."""
        if not self.tricks or start >= end:
            return NO_TRICKS
        span = self.to_raw(start, end)
        first, last = bisect_left(self.tricks, (span.start,)), bisect_left(self.tricks, (span.end,))
        return frozenset(trick for _, trick in self.tricks[first:last])

    def readable(self) -> str:
        """The text as it reads to a person, place by place: numerals and Traditional forms as they were written."""
        return self._reader(self.raw) if self._reader else self.text


def raw_view(raw: str) -> View:
    """The text as it was written."""
    return View("raw", raw, raw)
