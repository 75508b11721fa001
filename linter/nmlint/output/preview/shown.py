"""A text as a reader sees it, each value by its example, and which of its characters were written where."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from nmlint.finding import Finding
from nmlint.rendering import Origin, Piece, Variant
from nmlint.source import Location, Span

Way = tuple[str, tuple[tuple[str, Span], ...]]
"""The file that a text was written in, and the calls and includes that lead to it."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece where it is shown, in offsets of the shown text."""

    span: Span
    piece: Piece

    def part(self, written: Span) -> Span | None:
        """The shown characters that were written within a span of the piece's file; None where none were."""
        origin = self.piece.origin.span
        if not origin.overlaps(written):
            return None
        if not self.piece.carried or self.piece.value is not None:
            return self.span
        low, high = max(written.start, origin.start), min(written.end, origin.end)
        return Span(self.span.start + low - origin.start, self.span.start + high - origin.start)


@dataclass(frozen=True, slots=True)
class Shown:
    """The shown text of a variant, stretch by stretch."""

    text: str
    stretches: tuple[Stretch, ...]
    _strands: Mapping[Way, _Strand] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        strands: dict[Way, list[Stretch]] = {}
        for stretch in self.stretches:
            strands.setdefault(way_of(stretch.piece), []).append(stretch)
        object.__setattr__(self, "_strands", {way: _Strand.of(those) for way, those in strands.items()})

    @classmethod
    def of(cls, variant: Variant) -> Shown:
        """What is shown of a variant."""
        texts, stretches, at = [], [], 0
        for piece in variant.pieces:
            texts.append(shown_of(piece))
            stretches.append(Stretch(Span(at, at + len(texts[-1])), piece))
            at = stretches[-1].span.end
        return cls("".join(texts), tuple(stretches))

    @property
    def ways(self) -> Iterable[Way]:
        """The ways that lead to its characters."""
        return self._strands

    def parts(self, finding: Finding) -> Iterator[Span]:
        """The shown characters that a finding means, in order; what hangs together is one span."""
        written, strand = span_of(finding.location), self._strands.get(way_to(finding))
        last: Span | None = None
        reached = 0
        for stretch in strand.near(written) if strand is not None else ():
            part = stretch.part(written)
            if part is None:
                continue
            origin = stretch.piece.origin.span
            # Where the file is read from further up again, as in a loop, the same characters are shown once more.
            if last is not None and last.end == part.start and reached <= origin.start:
                last = Span(last.start, part.end)
            else:
                if last is not None:
                    yield last
                last = part
            reached = origin.end
        if last is not None:
            yield last


@dataclass(frozen=True, slots=True)
class _Strand:
    """The stretches that one way leads to; `starts` is where each was written, empty where they are out of order."""

    stretches: Sequence[Stretch]
    starts: Sequence[int]

    @classmethod
    def of(cls, stretches: Sequence[Stretch]) -> _Strand:
        ends = [0, *(stretch.piece.origin.span.end for stretch in stretches)]
        starts = [stretch.piece.origin.span.start for stretch in stretches]
        in_order = all(end <= start for end, start in zip(ends, starts, strict=False))
        return cls(stretches, starts if in_order else ())

    def near(self, written: Span) -> Sequence[Stretch]:
        """The stretches that may have been written within a span: in a text of many escapes, a few of very many."""
        if not self.starts:
            return self.stretches
        first = max(bisect_right(self.starts, written.start) - 1, 0)
        return self.stretches[first : bisect_left(self.starts, written.end)]


def shown_of(piece: Piece) -> str:
    """A value by its example, else by its expression; any other text as it is."""
    if piece.value is None:
        return piece.text
    return piece.value.example or "{{ " + piece.value.expression + " }}"


def way_to(finding: Finding) -> Way:
    """How a finding's place is reached."""
    return finding.location.path, tuple((step.path, span_of(step)) for step in finding.through)


def way_of(piece: Piece) -> Way:
    """How a piece was reached."""
    return piece.origin.source, steps(piece.through)


def span_of(location: Location) -> Span:
    """The offsets of a place."""
    return Span(location.start.offset, location.end.offset)


def steps(through: Sequence[Origin]) -> tuple[tuple[str, Span], ...]:
    """The calls and includes of a way."""
    return tuple((origin.source, origin.span) for origin in through)
