"""An edit shows in every case that has its text: from what was seen in each case to changes, each once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from nmlint.approval.change import Change
from nmlint.approval.conditions import common
from nmlint.approval.model import Words
from nmlint.rendering import Origin, Region, Variant
from nmlint.source import Span


@dataclass(frozen=True, slots=True)
class Sighting:
    """A change as one case shows it, and the characters on both sides of it where they are known."""

    change: Change
    behind: Region | None = None
    ahead: Region | None = None

    def is_same(self, other: Sighting) -> bool:
        """Whether another case shows the same edit; what is gone has one of its neighbours in both."""
        one, two = self.change, other.change
        if (one.slot, one.before, one.after) != (two.slot, two.before, two.after):
            return False
        # A macro that is called twice was edited once.
        same = [region.origin for region in one.places] == [region.origin for region in two.places]
        beside = (self.behind is not None and self.behind == other.behind) or (
            self.ahead is not None and self.ahead == other.ahead
        )
        return same or (not one.after and beside)


def beside(variant: Variant, start: int, end: int) -> tuple[Region | None, Region | None]:
    """The characters behind which a part of a rendering stands, and those that follow it."""
    behind = variant.locate(Span(start - 1, start)) if start > 0 else None
    ahead = variant.locate(Span(end, end + 1)) if end < len(variant.text) else None
    return behind, ahead


def gathered(seen: Iterable[tuple[int, Sighting]], new: Words) -> list[Change]:
    """The changes of all cases, each once and as it was seen first; with each sighting goes the number of its case."""
    first: list[Sighting] = []
    cases: list[set[int]] = []
    for case, sighting in seen:
        index = next((index for index, known in enumerate(first) if known.is_same(sighting)), None)
        if index is None:
            first.append(sighting)
            cases.append({case})
        else:
            cases[index].add(case)
    return [
        replace(_placed(sighting, shown, new), case=_when(shown, new))
        for sighting, shown in zip(first, cases, strict=True)
    ]


def _when(cases: set[int], new: Words) -> str:
    """When a change is sent; empty where it always is."""
    return "" if len(cases) == len(new.cases) else common([new.cases[case] for case in sorted(cases)])


def _placed(sighting: Sighting, cases: set[int], new: Words) -> Change:
    """The change; what is gone from a branch stood in it, not behind the text before the branch."""
    change, ahead = sighting.change, sighting.ahead
    if change.after or ahead is None or sighting.behind is None or _cases_of(sighting.behind, new) <= cases:
        return change
    if not _cases_of(ahead, new) <= cases:
        return change
    start = ahead.origin.span.start
    origin = Origin(ahead.origin.source, Span(start, start))
    return replace(change, places=(Region(origin, ahead.exact, ahead.through, ()),))


def _cases_of(region: Region, new: Words) -> set[int]:
    """The cases that show what stands there."""
    place = region.origin
    return {
        case
        for text in new.texts
        if text.written is not None
        and any(
            piece.origin.source == place.source and piece.origin.span.covers(place.span)
            for piece in text.written.pieces
        )
        for case in text.cases
    }
