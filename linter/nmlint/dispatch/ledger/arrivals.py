"""What LINE tells of messages that arrived, each event once, in whatever order and before whatever else."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, bindparam, insert, or_, select, update

from nmlint.dispatch.ledger import lives
from nmlint.dispatch.ledger.life import NOTIFICATION, Life, Outcome
from nmlint.dispatch.ledger.tables import attempts, deliveries
from nmlint.dispatch.outgoing import Fate


class Meaning(StrEnum):
    """What an event of LINE turned out to be."""

    DELIVERED = "delivered"
    """A message of this ledger arrived."""
    DUPLICATE = "duplicate"
    """One arrived whose fallback was sent already."""
    REPEATED = "repeated"
    """The event was known, or the message was known to have arrived."""
    UNMATCHED = "unmatched"
    """Nothing here goes by that tag or receiver; the event is kept in case it does later."""


@dataclass(frozen=True, slots=True)
class Told:
    """What an event meant, for which attempt and decision."""

    meaning: Meaning
    decision: str | None = None
    tag: str | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """One delivery event: `data` is the tag, or the receiver's hash when none was sent; LINE's clock says `at`."""

    event: str
    data: str = field(repr=False)
    at: datetime
    received: datetime
    redelivery: bool


_KNOWN = select(deliveries.c.event, deliveries.c.attempt).where(
    deliveries.c.event.in_(bindparam("events", expanding=True))
)
# Of those that may have been sent before LINE told it, the youngest; clocks differ, so a younger one will do.
_OPEN = (
    select(attempts.c.tag)
    .where(
        attempts.c.receiver == bindparam("receiver"),
        attempts.c.channel == NOTIFICATION,
        attempts.c.closed.is_(None),
        attempts.c.delivered.is_(None),
        or_(attempts.c.fate.is_(None), attempts.c.fate != Fate.REFUSED),
    )
    .order_by((attempts.c.begun <= bindparam("at")).desc(), attempts.c.begun.desc(), attempts.c.tag)
    .limit(1)
)
_ORPHANS = select(deliveries.c.event, deliveries.c.data, deliveries.c.at).where(
    deliveries.c.attempt.is_(None), deliveries.c.data.in_(bindparam("tags", expanding=True))
)
_RECORD = insert(deliveries)
_ADOPT = update(deliveries).where(deliveries.c.event == bindparam("of")).values(attempt=bindparam("tag"))


def arrive(connection: Connection, arrivals: Sequence[Arrival]) -> list[Told]:
    """Records the events, and what they mean for the messages."""
    events = {"events": [each.event for each in arrivals]}
    known: dict[str, str | None] = {row.event: row.attempt for row in connection.execute(_KNOWN, events)}
    before = lives.of_tags(connection, {each.data for each in arrivals} | {*filter(None, known.values())})
    now, owners = dict(before), lives.by_tag(before)
    rows, told = [], []
    for each in arrivals:
        if each.event in known:
            tag = known[each.event]
            told.append(Told(Meaning.REPEATED, owners.get(tag or ""), tag))
            continue
        tag = each.data if each.data in owners else None
        if tag is None:
            # Which message of a receiver is meant depends on what was told of the others so far.
            lives.save(connection, before, now)
            before = dict(now)
            tag = connection.execute(_OPEN, {"receiver": each.data, "at": each.at}).scalar()
            if tag is not None:
                found = lives.of_tags(connection, {tag})
                before |= found
                now |= found
                owners |= lives.by_tag(found)
        known[each.event] = tag
        rows.append(
            {
                "event": each.event,
                "data": each.data,
                "at": each.at,
                "received": each.received,
                "redelivery": each.redelivery,
                "attempt": tag,
            }
        )
        if tag is None:
            told.append(Told(Meaning.UNMATCHED))
        else:
            was = now[owners[tag]]
            now[was.decision] = was.delivered(tag, each.at)
            told.append(Told(_meaning(was, now[was.decision]), was.decision, tag))
    if rows:
        connection.execute(_RECORD, rows)
    lives.save(connection, before, now)
    return told


def _meaning(was: Life, life: Life) -> Meaning:
    if was == life:
        return Meaning.REPEATED
    return Meaning.DUPLICATE if life.outcome is Outcome.DUPLICATE else Meaning.DELIVERED


def adopt(connection: Connection, tags: Collection[str]) -> None:
    """Gives attempts that have just been recorded the events that came before them."""
    before = lives.of_tags(connection, tags)
    now, owners = dict(before), lives.by_tag(before)
    # What was not begun, because its key is taken, adopts nothing.
    orphans = connection.execute(_ORPHANS, {"tags": list(owners.keys() & set(tags))}).all()
    for orphan in orphans:
        owner = owners[orphan.data]
        now[owner] = now[owner].delivered(orphan.data, orphan.at)
    if orphans:
        connection.execute(_ADOPT, [{"of": orphan.event, "tag": orphan.data} for orphan in orphans])
    lives.save(connection, before, now)
