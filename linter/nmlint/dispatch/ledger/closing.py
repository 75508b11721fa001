"""What comes to an end without anybody telling: silence, lost answers, and the time that records are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, Connection, bindparam, delete, exists, func, select

from nmlint.dispatch.ledger import lives
from nmlint.dispatch.ledger.tables import attempts, claims, decisions, deliveries, objections

# How many decisions one transaction closes, so that who sends meanwhile does not wait.
PORTION = 500

_SILENT = (
    select(attempts.c.decision)
    .distinct()
    .where(attempts.c.closed.is_(None), func.coalesce(attempts.c.answered, attempts.c.begun) <= bindparam("before"))
    .limit(PORTION)
)
_LOST = (
    select(attempts.c.decision)
    .distinct()
    .where(attempts.c.closed.is_(None), attempts.c.fate.is_(None), attempts.c.begun < bindparam("before"))
    .limit(PORTION)
)
_OPEN = exists().where(attempts.c.decision == decisions.c.id, attempts.c.closed.is_(None))
_OLD = select(decisions.c.id).where(decisions.c.at < bindparam("before"), ~_OPEN).limit(PORTION)
_KEPT = select(func.count()).select_from(decisions).where(decisions.c.at < bindparam("before"), _OPEN)
_STRANGE = delete(deliveries).where(deliveries.c.attempt.is_(None), deliveries.c.received < bindparam("before"))

_IDS: BindParameter[str] = bindparam("ids", expanding=True)
_TAGS = select(attempts.c.tag).where(attempts.c.decision.in_(_IDS))
_THEIR_DELIVERIES = delete(deliveries).where(deliveries.c.attempt.in_(_TAGS))
# In an order in which none of them refers to what is gone.
_THEIRS = (
    delete(objections).where(objections.c.decision.in_(_IDS)),
    delete(claims).where(claims.c.decision.in_(_IDS)),
    delete(attempts).where(attempts.c.decision.in_(_IDS)),
    delete(decisions).where(decisions.c.id.in_(_IDS)),
)


@dataclass(frozen=True, slots=True)
class Silence:
    """What LINE took before a moment will not be told about any more; `now` is when that is noted."""

    now: datetime
    before: datetime


@dataclass(frozen=True, slots=True)
class Pruned:
    """How many decisions and deliveries were deleted, and how many decisions of that age are still open."""

    decisions: int
    deliveries: int
    open: int


def close_silent(connection: Connection, silences: Sequence[Silence]) -> list[int]:
    """Closes a portion of what is silent; says how many attempts, 0 when there are no more."""
    return [_closed(connection, each) for each in silences]


def _closed(connection: Connection, silence: Silence) -> int:
    before = lives.of_decisions(connection, connection.execute(_SILENT, {"before": silence.before}).scalars().all())
    now = {decision: life.silent(silence.now, silence.before) for decision, life in before.items()}
    lives.save(connection, before, now)
    return sum(
        old.closed is None and new.closed is not None
        for decision, life in now.items()
        for old, new in zip(before[decision].tried, life.tried, strict=True)
    )


def give_up(connection: Connection, moments: Sequence[datetime]) -> list[int]:
    """Marks a portion of what was begun before the moments, and never answered, as unknown; 0 when there is no more."""
    return [_given_up(connection, each) for each in moments]


def _given_up(connection: Connection, moment: datetime) -> int:
    before = lives.of_decisions(connection, connection.execute(_LOST, {"before": moment}).scalars().all())
    lives.save(connection, before, {decision: life.lost(moment) for decision, life in before.items()})
    return len(before)


def prune(connection: Connection, moments: Sequence[datetime]) -> list[Pruned]:
    """Deletes a portion of what is over and older than the moments; no decisions when there are no more."""
    return [_pruned(connection, each) for each in moments]


def _pruned(connection: Connection, moment: datetime) -> Pruned:
    before = {"before": moment}
    ids = connection.execute(_OLD, before).scalars().all()
    gone = connection.execute(_STRANGE, before).rowcount
    if ids:
        gone += connection.execute(_THEIR_DELIVERIES, {"ids": ids}).rowcount
        for statement in _THEIRS:
            connection.execute(statement, {"ids": ids})
    return Pruned(len(ids), gone, connection.execute(_KEPT, before).scalar_one() if not ids else 0)
