"""One difference from what was approved: how much it weighs, why, and where it stands now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from nmlint.bilingual import Bilingual
from nmlint.rendering import Origin, Region, Variant
from nmlint.source import Span

KINDS = (
    "text",
    "variable",
    "link",
    "branch",
    "condition",
    "order",
    "design",
    "template-key",
    "item-key",
    "fallback",
    "scenario",
    "message",
    "sender",
    "event",
    "basis",
    "id",
)
"""What may change: `template-key` and `item-key` name a template of LINE's and its parts, `design` is other looks."""

REVIEW_CHANGE, REVIEW_SCENARIO, REVIEW_NEW = "review-change", "review-existing-scenario", "review-new-scenario"


class Drift(IntEnum):
    """What a difference asks for: nothing, nothing of LINE, a review of the change, or one of a new scenario."""

    NONE = 0
    COSMETIC = 1
    REVIEW = 2
    NEW_SCENARIO = 3

    @property
    def word(self) -> str:
        """Its name in files and reports."""
        return self.name.lower().replace("_", "-")


@dataclass(frozen=True, slots=True)
class Change:
    """A difference.

    `what` is one of KINDS. `before` and `after` are the very characters, values as `{{ expression }}`. `places`
    is where the new ones stand, of what is gone the place where it was; empty where no file says it. `case` is when it
    is sent, empty for always.
    """

    drift: Drift
    what: str
    reason: Bilingual
    before: str = ""
    after: str = ""
    slot: str | None = None
    clause: str | None = None
    places: tuple[Region, ...] = ()
    case: str = ""


def worst(changes: Iterable[Change]) -> Drift:
    """What all changes together ask for."""
    return max((change.drift for change in changes), default=Drift.NONE)


def at(origin: Origin | None) -> tuple[Region, ...]:
    """A place in a file, as a change has it."""
    return () if origin is None else (Region(origin, True, (), ()),)


def regions(variant: Variant, span: Span) -> tuple[Region, ...]:
    """Where a part of a rendering stands, one place for each file or call that it came through.

    Of an empty part it is the place behind what stands before it, else the one before what follows.
    """
    if span.start == span.end:
        return _between(variant, span.start)
    stretches: list[tuple[object, int, int]] = []
    reached = 0
    for start, piece in variant.pieces_in(span):
        whence, end = (piece.origin.source, piece.through), start + len(piece.text)
        # The next round of a loop begins before the end of the last one.
        if stretches and stretches[-1][0] == whence and piece.origin.span.start >= reached:
            stretches[-1] = (whence, stretches[-1][1], end)
        else:
            stretches.append((whence, start, end))
        reached = piece.origin.span.end
    return tuple(variant.locate(Span(max(start, span.start), min(end, span.end))) for _, start, end in stretches)


def _between(variant: Variant, at_: int) -> tuple[Region, ...]:
    if not variant.pieces:
        return ()
    if at_ > 0:
        behind = variant.locate(Span(at_ - 1, at_))
        end = behind.origin.span.end
        return (Region(Origin(behind.origin.source, Span(end, end)), behind.exact, behind.through, ()),)
    ahead = variant.locate(Span(0, 1))
    start = ahead.origin.span.start
    return (Region(Origin(ahead.origin.source, Span(start, start)), ahead.exact, ahead.through, ()),)
