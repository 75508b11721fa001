"""The fallbacks of messages that did not arrive in time: which are due, and who may send them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, insert, or_, select

from nmlint.dispatch.ledger import lives
from nmlint.dispatch.ledger.life import Tried
from nmlint.dispatch.ledger.model import Due
from nmlint.dispatch.ledger.problems import LedgerError
from nmlint.dispatch.ledger.sealing import Seal
from nmlint.dispatch.ledger.tables import attempts
from nmlint.dispatch.outgoing import Fate

# What was begun and has no answer yet is not due: it is being sent, or becomes unknown.
_DUE = (
    select(attempts.c.decision, attempts.c.tag, attempts.c.sealed, attempts.c.sealed_with)
    .where(
        attempts.c.sealed_with.is_not(None),
        attempts.c.begun > bindparam("since"),
        or_(
            and_(attempts.c.fate == Fate.REFUSED, attempts.c.final),
            and_(attempts.c.fate.in_([Fate.ACCEPTED, Fate.UNKNOWN]), attempts.c.due <= bindparam("now")),
        ),
    )
    .order_by(attempts.c.due, attempts.c.tag)
    .limit(bindparam("limit"))
)
_OPENING = _DUE.where(attempts.c.sealed_with.in_(bindparam("keys", expanding=True)))


def due(connection: Connection, now: datetime, limit: int, since: datetime, seal: Seal) -> list[Due]:
    """The messages whose fallback is due, those that wait longest first.

    One whose seal does not open holds up no other; when none opens, LedgerError says why.
    """
    asked = {"now": now, "since": since, "limit": limit}
    found, broken = [], None
    for row in connection.execute(_OPENING, {**asked, "keys": list(seal.opens)}):
        try:
            found.append(Due(row.decision, row.tag, seal.open(row.sealed_with, row.sealed, row.tag)))
        except LedgerError as error:
            broken = error
    if not found and broken is None and connection.execute(_DUE, {**asked, "limit": 1}).first() is not None:
        broken = seal.refusal()
    if not found and broken is not None:
        raise broken
    return found


@dataclass(frozen=True, slots=True)
class Fallback:
    """One step after the first that is about to be handed over: the row of its attempt, but for the receiver."""

    decision: str
    attempt: Mapping[str, Any]


def begin_fallbacks(connection: Connection, fallbacks: Sequence[Fallback]) -> list[bool]:
    """Says of each whether it may be sent: once, and only while nobody has told that the message arrived."""
    before = lives.of_decisions(connection, {each.decision for each in fallbacks})
    now, told, rows = dict(before), [], []
    for each in fallbacks:
        life = now.get(each.decision)
        may = life is not None and life.may_follow(each.attempt["step"])
        told.append(may)
        if life is None or not may:
            continue
        row = {**each.attempt, "receiver": life.tried[0].receiver}
        rows.append(row)
        now[each.decision] = life.followed(Tried(**{field.name: row[field.name] for field in fields(Tried)}))
    if rows:
        connection.execute(insert(attempts), rows)
    lives.save(connection, before, now)
    return told
