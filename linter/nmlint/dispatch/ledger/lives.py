"""Reads the lives of decisions from the tables and writes back what has changed; whoever does holds the write lock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from nmlint.dispatch.ledger.life import SENT_NOTHING, Life, Outcome, Tried
from nmlint.dispatch.ledger.tables import attempts, claims, decisions
from nmlint.dispatch.outgoing import Fate

_FIELDS = tuple(field.name for field in fields(Tried))
_COLUMNS = [attempts.c[name] for name in _FIELDS]
# What changes after an attempt was begun.
_CHANGING = (
    *("fate", "status", "reason", "final", "requests", "request_id"),
    *("answered", "due", "sealed_with", "delivered", "closed"),
)

_READ = select(*_COLUMNS, decisions.c.key, decisions.c.outcome).join_from(attempts, decisions)
_ORDER = (attempts.c.decision, attempts.c.step)
_OF_DECISIONS = _READ.where(attempts.c.decision.in_(bindparam("decisions", expanding=True))).order_by(*_ORDER)
_OF_TAGS = _READ.where(
    attempts.c.decision.in_(select(attempts.c.decision).where(attempts.c.tag.in_(bindparam("tags", expanding=True))))
).order_by(*_ORDER)

_CHANGE = (
    update(attempts).where(attempts.c.tag == bindparam("of")).values({name: bindparam(name) for name in _CHANGING})
)
_FORGET = update(attempts).where(attempts.c.tag == bindparam("of")).values(sealed=None)
_CONCLUDE = update(decisions).where(decisions.c.id == bindparam("of")).values(outcome=bindparam("outcome"))
_RELEASE = delete(claims).where(claims.c.decision == bindparam("of"))
_HELD = select(claims.c.key).where(claims.c.key.in_(bindparam("keys", expanding=True)))
_SENT = (
    select(decisions.c.key, decisions.c.id)
    .where(decisions.c.key.in_(bindparam("keys", expanding=True)), decisions.c.outcome.not_in(SENT_NOTHING))
    .order_by(decisions.c.at.desc())
)


def tried_of(row: Row[Any]) -> Tried:
    """An attempt as its row has it."""
    values = dict(zip(_FIELDS, row, strict=False))
    return Tried(**{**values, "fate": None if values["fate"] is None else Fate(values["fate"])})


def of_decisions(connection: Connection, ids: Collection[str]) -> dict[str, Life]:
    """The lives of these decisions, as far as they have any attempt."""
    return _lives(connection.execute(_OF_DECISIONS, {"decisions": list(ids)})) if ids else {}


def of_tags(connection: Connection, tags: Collection[str]) -> dict[str, Life]:
    """The lives of the decisions that these attempts belong to, by decision."""
    return _lives(connection.execute(_OF_TAGS, {"tags": list(tags)})) if tags else {}


def _lives(rows: Iterable[Row[Any]]) -> dict[str, Life]:
    found: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        found[row.decision].append(row)
    return {
        decision: Life(decision, of[0].key, Outcome(of[0].outcome), tuple(map(tried_of, of)))
        for decision, of in found.items()
    }


def by_tag(lives: Mapping[str, Life]) -> dict[str, str]:
    """The decision that each of the attempts belongs to."""
    return {each.tag: decision for decision, life in lives.items() for each in life.tried}


def save(connection: Connection, before: Mapping[str, Life], after: Mapping[str, Life]) -> None:
    """Writes what has become of lives; attempts that are new in them are written by who has begun them."""
    changed, forgotten, concluded, released, keys = [], [], [], [], set()
    for decision, life in after.items():
        was = before[decision]
        for old, new in zip(was.tried, life.tried, strict=False):
            if old != new:
                changed.append({"of": new.tag, **{name: getattr(new, name) for name in _CHANGING}})
            if old.sealed_with is not None and new.sealed_with is None:
                forgotten.append({"of": new.tag})
        if was.outcome is not life.outcome:
            concluded.append({"of": decision, "outcome": life.outcome})
            # A key may be sent again when it is known that it was not sent.
            if life.outcome is Outcome.FAILED:
                released.append({"of": decision})
            if Outcome.FAILED in {was.outcome, life.outcome}:
                keys.add(life.key)
    for statement, rows in ((_CHANGE, changed), (_FORGET, forgotten), (_CONCLUDE, concluded), (_RELEASE, released)):
        if rows:
            connection.execute(statement, rows)
    if keys:
        _hold(connection, keys)


def _hold(connection: Connection, keys: Collection[str]) -> None:
    """Keeps what was sent after all from being sent again: of what LINE had refused it may tell that it arrived."""
    asked = {"keys": list(keys)}
    sent = {row.key: row.id for row in connection.execute(_SENT, asked)}
    free = sent.keys() - set(connection.execute(_HELD, asked).scalars()) if sent else ()
    if free:
        connection.execute(insert(claims), [{"key": key, "decision": sent[key]} for key in free])


def row_of(attempt: Tried, sealed: bytes | None) -> dict[str, Any]:
    """An attempt as a row of its own; the seal stands beside it."""
    return {**{name: getattr(attempt, name) for name in _FIELDS}, "sealed": sealed}
