"""Who is a friend of the official account, told by events that may come in any order."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from sqlalchemy import Connection, bindparam, insert, select, update

from nmlint.dispatch.ledger.tables import friends

_KNOWN = select(friends).where(friends.c.user.in_(bindparam("users", expanding=True)))
_CHANGE = (
    update(friends).where(friends.c.user == bindparam("of")).values(friend=bindparam("friend"), at=bindparam("at"))
)
_IS_FRIEND = select(friends.c.friend).where(friends.c.user == bindparam("user"))


@dataclass(frozen=True, slots=True)
class Friendship:
    """That a user, known by the hash of his id, became a friend or ceased to be one."""

    user: str
    friend: bool
    at: datetime


def user_hash(user: str) -> str:
    """What the register knows a user by. His id has 128 bits of chance in it, so that nobody can try them all."""
    return hashlib.sha256(user.encode()).hexdigest()


def befriend(connection: Connection, told: Sequence[Sequence[Friendship]]) -> list[None]:
    """Notes what was told, where it is younger than what is known; of one moment, that he is no friend counts."""
    newest: dict[str, Friendship] = {}
    for each in chain.from_iterable(told):
        if each.user not in newest or _counts(each, newest[each.user].friend, newest[each.user].at):
            newest[each.user] = each
    known = {row.user: row for row in connection.execute(_KNOWN, {"users": list(newest)})}
    new = [
        {"user": each.user, "friend": each.friend, "at": each.at} for each in newest.values() if each.user not in known
    ]
    changed = [
        {"of": each.user, "friend": each.friend, "at": each.at}
        for each in newest.values()
        if each.user in known and _counts(each, known[each.user].friend, known[each.user].at)
    ]
    if new:
        connection.execute(insert(friends), new)
    if changed:
        connection.execute(_CHANGE, changed)
    return [None] * len(told)


def _counts(told: Friendship, friend: bool, at: datetime) -> bool:
    return told.at > at or (told.at == at and friend and not told.friend)


def is_friend(connection: Connection, user: str) -> bool | None:
    """Whether the user is a friend; None of whom nothing was ever told."""
    return connection.execute(_IS_FRIEND, {"user": user_hash(user)}).scalar()
