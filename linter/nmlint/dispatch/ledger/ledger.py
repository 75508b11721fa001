"""The ledger: the durable record of what the guard decided, what was sent, what arrived and what followed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path

from nmlint.bilingual import Bilingual
from nmlint.dispatch.decision import Decision
from nmlint.dispatch.ledger import closing, counting, following, friends, reading
from nmlint.dispatch.ledger.answering import Answered, answer
from nmlint.dispatch.ledger.arrivals import Arrival, Told, arrive
from nmlint.dispatch.ledger.beginning import attempt_row, begin, made_ready
from nmlint.dispatch.ledger.counting import Counts, DayCount
from nmlint.dispatch.ledger.holding import Held
from nmlint.dispatch.ledger.model import Attempt, Begun, Due
from nmlint.dispatch.ledger.problems import LedgerError
from nmlint.dispatch.ledger.reading import Wanted
from nmlint.dispatch.ledger.records import Recorded, Undecided
from nmlint.dispatch.ledger.sealing import Seal
from nmlint.dispatch.outgoing import Answer

_AGES_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Ledger(Held):
    """One ledger, for all threads of a process, and beside other processes and hosts on the same database.

    `url` is a file, which is made on first use, or the address of a PostgreSQL database; nothing is opened before
    something is asked. `key` seals what a fallback needs; after a comma it may name older keys. Whatever returns is
    durable. Every method raises LedgerError when the database does not do it; what was begun then must not be sent.
    Moments are the caller's, with their time zone.
    """

    def __init__(self, url: str | Path = "nmlint-ledger.db", *, key: str | None = None) -> None:
        super().__init__(url)
        self._seal = Seal(key)

    def begin(self, decision: Decision, attempt: Attempt | None) -> Begun:
        """Records a decision and, where it is to be sent, takes its key: `fresh` for one caller over all processes.

        The key is free again when it is known that nothing was sent for it, and that nothing will follow.
        """
        _know_zone(decision.at)
        if attempt is not None:
            _know_zone(attempt.at)
        return self._write(begin, made_ready(decision, attempt, self._seal))

    def answered(self, tag: str, answered: Answer, at: datetime) -> bool:
        """Records what the sender answered; what is known better already stays.

        False when the database does not take it now: it is owed then, and recorded as soon as the database does.
        """
        _know_zone(at)
        return self._owe(answer, Answered(tag, answered, at))

    def delivered(self, data: str, event_id: str, at: datetime, received: datetime, *, redelivery: bool) -> Told:
        """Records a delivery event, once. `data` is the tag, or the receiver's hash where no tag was sent."""
        _know_zone(at)
        _know_zone(received)
        return self._write(arrive, Arrival(event_id, data, at, received, redelivery))

    def follow(self, user: str, at: datetime) -> None:
        """The user became a friend of the official account."""
        self._befriend([user], at, friend=True)

    def unfollow(self, user: str, at: datetime) -> None:
        """The user is no friend any more."""
        self._befriend([user], at, friend=False)

    def backfill(self, users: Iterable[str], at: datetime) -> None:
        """These users were friends at that moment, as LINE listed them; it says nothing of others."""
        for portion in _portions(users, closing.PORTION):
            self._befriend(portion, at, friend=True)

    def is_friend(self, user: str) -> bool | None:
        """Whether the user is a friend; None where the register never heard of him."""
        with self._read() as connection:
            return friends.is_friend(connection, user)

    def _befriend(self, users: Iterable[str], at: datetime, *, friend: bool) -> None:
        _know_zone(at)
        told = [friends.Friendship(friends.user_hash(user), friend, at) for user in users]
        self._write(friends.befriend, told)

    def due(self, now: datetime, limit: int = 100, *, window: timedelta | None = None) -> list[Due]:
        """The messages whose fallback is due: refused for good, or taken or unknown and not delivered in time.

        Those that were begun longer ago than `window` are left out. More than one caller may get the same;
        `begin_fallback` says who sends.
        """
        _know_zone(now)
        since = _AGES_AGO if window is None else now - window
        with self._read() as connection:
            return following.due(connection, now, limit, since, self._seal)

    def begin_fallback(self, decision_id: str, attempt: Attempt, now: datetime) -> bool:
        """Takes one step after the first, if the message did not arrive meanwhile: true once over all processes."""
        _know_zone(now)
        row = attempt_row(decision_id, "", attempt, self._seal)
        return self._write(following.begin_fallbacks, following.Fallback(decision_id, {**row, "begun": now}))

    def close_silent(self, now: datetime, *, window: timedelta) -> int:
        """Closes the attempts that LINE, or nobody, told anything about for as long as it may; says how many."""
        _know_zone(now)
        silence = closing.Silence(now, now - window)
        return sum(iter(lambda: self._write(closing.close_silent, silence), 0))

    def unknown(self, older_than: datetime) -> list[Undecided]:
        """The attempts begun before that moment of which nobody knows whether they were sent, the oldest first.

        What was begun then and never answered, because its process ended, becomes one of them.
        """
        _know_zone(older_than)
        while self._write(closing.give_up, older_than):
            pass
        with self._read() as connection:
            return reading.undecided(connection, older_than)

    def read(self, decision_id: str) -> Recorded | None:
        """One decision with its history."""
        with self._read() as connection:
            return reading.one(connection, decision_id)

    def entries(
        self, wanted: Wanted | None = None, *, limit: int | None = None, newest_first: bool = False
    ) -> Iterator[Recorded]:
        """The decisions wanted, in the order of their time, read as they are asked for."""
        wanted, last, left = wanted or Wanted(), None, limit
        while left is None or left > 0:
            with self._read() as connection:
                found = reading.page(connection, wanted, last, left, newest=newest_first)
            if not found:
                return
            yield from found
            last, left = found[-1], None if left is None else left - len(found)

    def counts(self) -> Counts:
        """How many there are of what is watched."""
        with self._read() as connection:
            return counting.counts(connection, list(self._seal.opens))

    def day_counts(self, day: date) -> list[DayCount]:
        """What was accepted and delivered on one of LINE's days, by type of message."""
        with self._read() as connection:
            return counting.day_counts(connection, day)

    def prune(self, before: datetime) -> closing.Pruned:
        """Deletes what is over and was decided before that moment, with its deliveries; what is open stays."""
        _know_zone(before)
        decisions = deliveries = 0
        while True:
            gone = self._write(closing.prune, before)
            decisions, deliveries = decisions + gone.decisions, deliveries + gone.deliveries
            if not gone.decisions:
                return closing.Pruned(decisions, deliveries, gone.open)


def _know_zone(moment: datetime) -> None:
    if moment.utcoffset() is None:
        raise LedgerError(
            Bilingual(f"{moment} has no time zone; give it one, such as UTC", f"{moment} 沒有時區；請加上，例如 UTC")
        )


def _portions(users: Iterable[str], size: int) -> Iterator[list[str]]:
    left = iter(users)
    return iter(lambda: list(islice(left, size)), [])
