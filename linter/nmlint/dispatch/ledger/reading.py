"""Reads the ledger: one decision with its history, and many by what they have in common."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, or_, select

from nmlint.dispatch.ledger.days import TAIWAN, within
from nmlint.dispatch.ledger.life import Outcome, Tried
from nmlint.dispatch.ledger.lives import tried_of
from nmlint.dispatch.ledger.records import Arrived, Recorded, Undecided
from nmlint.dispatch.ledger.tables import attempts, decisions, deliveries, objections
from nmlint.dispatch.outgoing import Fate

# How many decisions are read at a time, so that no reader holds up who writes or cleans up.
PAGE = 500

VERDICTS = ("allowed", "refused", "observed")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which decisions are asked for; what is None is not asked for.

    `day` is a day in Taiwan, `key` the idempotency key, `rule` one that objected. `verdict` is `allowed`, `refused` or
    `observed`, whatever came of it.
    """

    template: str | None = None
    day: date | None = None
    verdict: str | None = None
    outcome: Outcome | None = None
    rule: str | None = None
    key: str | None = None

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        """The same as the database is asked."""
        asked: list[ColumnElement[bool]] = []
        if self.template is not None:
            asked.append(decisions.c.template == self.template)
        if self.key is not None:
            asked.append(decisions.c.key == self.key)
        if self.day is not None:
            asked += within(decisions.c.at, self.day, TAIWAN)
        if self.verdict is not None:
            asked.append(decisions.c.observed.is_(self.verdict == "observed"))
        if self.verdict in {"allowed", "refused"}:
            asked.append(decisions.c.allowed.is_(self.verdict == "allowed"))
        if self.outcome is not None:
            asked.append(decisions.c.outcome == self.outcome)
        if self.rule is not None:
            asked.append(decisions.c.id.in_(select(objections.c.decision).where(objections.c.rule == self.rule)))
        return asked


_UNDECIDED = (
    select(
        attempts.c.decision,
        decisions.c.template,
        attempts.c.tag,
        attempts.c.step,
        attempts.c.channel,
        attempts.c.begun,
        attempts.c.reason,
    )
    .join_from(attempts, decisions)
    .where(
        attempts.c.fate == Fate.UNKNOWN,
        # What its sender answered is no matter of patience.
        or_(attempts.c.answered.is_not(None), attempts.c.begun < bindparam("before")),
    )
    .order_by(attempts.c.begun, attempts.c.tag)
)


def one(connection: Connection, decision: str) -> Recorded | None:
    """The decision of that id."""
    found = connection.execute(select(decisions).where(decisions.c.id == decision)).all()
    return next(iter(_recorded(connection, found)), None)


def page(
    connection: Connection, wanted: Wanted, after: Recorded | None, limit: int | None, *, newest: bool
) -> list[Recorded]:
    """Those wanted that come after one of them, in the order of their time, or against it."""
    key = [decisions.c.at, decisions.c.id]
    asked = select(decisions).where(*wanted.conditions).limit(PAGE if limit is None else min(limit, PAGE))
    if after is not None:
        at, name = (after.at, after.id)
        beyond = (key[0] < at, key[1] < name) if newest else (key[0] > at, key[1] > name)
        asked = asked.where(or_(beyond[0], and_(key[0] == at, beyond[1])))
    asked = asked.order_by(*(column.desc() if newest else column for column in key))
    return list(_recorded(connection, connection.execute(asked).all()))


def _recorded(connection: Connection, rows: Sequence[Any]) -> Iterator[Recorded]:
    ids = [row.id for row in rows]
    tried: dict[str, list[Tried]] = defaultdict(list)
    arrived: dict[str, list[Arrived]] = defaultdict(list)
    if ids:
        columns = [attempts.c[name] for name in Tried.__dataclass_fields__]
        theirs = select(*columns).where(attempts.c.decision.in_(ids)).order_by(attempts.c.step)
        for row in connection.execute(theirs):
            tried[row.decision].append(tried_of(row))
        events = (
            select(deliveries, attempts.c.decision)
            .join(attempts, attempts.c.tag == deliveries.c.attempt)
            .where(attempts.c.decision.in_(ids))
            .order_by(deliveries.c.received, deliveries.c.event)
        )
        for row in connection.execute(events):
            arrived[row.decision].append(Arrived(row.event, row.data, row.at, row.received, row.redelivery))
    for row in rows:
        record = json.loads(row.record)
        yield Recorded(
            row.id, row.at, Outcome(row.outcome), record, row.earlier, tuple(tried[row.id]), tuple(arrived[row.id])
        )


def undecided(connection: Connection, before: datetime) -> list[Undecided]:
    """The attempts that may have been sent: those answered so, and those begun before that moment; the oldest first."""
    return [Undecided(*row) for row in connection.execute(_UNDECIDED, {"before": before})]
