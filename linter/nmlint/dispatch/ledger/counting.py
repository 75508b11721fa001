"""How many there are of what is watched, and what one of LINE's days came to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select

from nmlint.dispatch.ledger.days import LINE, within
from nmlint.dispatch.ledger.life import NOTIFICATION, Outcome
from nmlint.dispatch.ledger.tables import attempts, decisions, deliveries
from nmlint.dispatch.outgoing import Fate


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there are: decisions by outcome, attempts still open or without an answer, events nobody knows.

    `sealed_otherwise` counts fallbacks that none of the keys given opens.
    """

    by_outcome: Mapping[Outcome, int]
    open: int
    pending: int
    unmatched: int
    sealed_otherwise: int

    @property
    def duplicates(self) -> int:
        """The messages that arrived although their fallback was sent."""
        return self.by_outcome.get(Outcome.DUPLICATE, 0)

    @property
    def unknown(self) -> int:
        """The messages of which nobody knows whether they were sent."""
        return self.by_outcome.get(Outcome.UNKNOWN, 0)


@dataclass(frozen=True, slots=True)
class DayCount:
    """The notification messages of one type on one of LINE's days: accepted by LINE then, delivered then."""

    message: str
    accepted: int
    delivered: int


def counts(connection: Connection, keys: Sequence[str]) -> Counts:
    """How many there are of what is watched; `keys` names those that open seals."""
    outcomes = connection.execute(select(decisions.c.outcome, func.count()).group_by(decisions.c.outcome)).all()
    is_open = attempts.c.closed.is_(None)
    sealed = attempts.c.sealed_with.is_not(None)

    def how_many(*conditions: ColumnElement[bool]) -> int:
        return connection.execute(select(func.count()).where(*conditions)).scalar_one()

    return Counts(
        {Outcome(outcome): number for outcome, number in outcomes},
        open=how_many(is_open),
        pending=how_many(is_open, attempts.c.fate.is_(None)),
        unmatched=how_many(deliveries.c.attempt.is_(None)),
        sealed_otherwise=how_many(sealed, attempts.c.sealed_with.not_in(keys)),
    )


def day_counts(connection: Connection, day: date) -> list[DayCount]:
    """What the ledger has of one of LINE's days, by type of message; a type that it has nothing of is left out."""
    accepted = and_(attempts.c.fate == Fate.ACCEPTED, *within(attempts.c.begun, day, LINE))
    delivered = and_(*within(attempts.c.delivered, day, LINE))
    asked = (
        select(attempts.c.message, func.sum(case((accepted, 1), else_=0)), func.sum(case((delivered, 1), else_=0)))
        .where(attempts.c.channel == NOTIFICATION, or_(accepted, delivered))
        .group_by(attempts.c.message)
        .order_by(attempts.c.message)
    )
    return [DayCount(message, int(took), int(came)) for message, took, came in connection.execute(asked)]
