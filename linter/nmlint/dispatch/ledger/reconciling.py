"""Compares what the ledger has of a day with what LINE counts, for the latter is what is billed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from nmlint.dispatch.ledger.counting import DayCount

CLAUSE = "billing-console-figure"
TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Figure:
    """What LINE counts of one type on a day; `count` is None, and `status` says why, where it tells nothing."""

    status: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Reconciled:
    """One type of message on one of LINE's days; `message` is `total` where LINE's figure is that of all types."""

    day: date
    message: str
    accepted: int
    delivered: int
    figure: Figure

    @property
    def difference(self) -> int | None:
        """How many more LINE counts than the ledger has delivered; None where it tells nothing."""
        return None if self.figure.count is None else self.figure.count - self.delivered

    def to_json(self) -> dict[str, Any]:
        """The comparison as plain data."""
        return {
            "day": self.day.isoformat(),
            "message": self.message,
            "accepted": self.accepted,
            "delivered": self.delivered,
            "billed": self.figure.count,
            "status": self.figure.status,
            "difference": self.difference,
        }


def reconciled(
    day: date, ours: Iterable[DayCount], asked: Iterable[str], figure: Callable[[date, str], Figure]
) -> Iterator[Reconciled]:
    """The types asked for, and those that the ledger has besides; asked for the total, that alone."""
    counts = {each.message: each for each in ours}
    asked = list(asked)
    if asked == [TOTAL]:
        accepted = sum(each.accepted for each in counts.values())
        delivered = sum(each.delivered for each in counts.values())
        yield Reconciled(day, TOTAL, accepted, delivered, figure(day, TOTAL))
        return
    for message in dict.fromkeys([*asked, *counts]):
        own = counts.get(message, DayCount(message, 0, 0))
        yield Reconciled(day, message, own.accepted, own.delivered, figure(day, message))
