"""The life of a message under any order of events: what has arrived stays so, and nothing is sent twice."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from shutil import rmtree

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from ledgers import (
    ACCEPTED,
    FINAL,
    KEY,
    PHONE,
    REFUSED,
    START,
    UNKNOWN,
    WINDOW,
    attempt,
    decision,
    fallback,
    following,
    outcome,
    tag,
)
from postgres import Postgres

from nmlint.dispatch.ledger import Ledger
from nmlint.dispatch.ledger.life import Life, Outcome, Tried
from nmlint.dispatch.outgoing import Answer, Fate

NUMBERS = st.integers(0, 5)
# A clock may go back, and far forward.
LENGTHS = st.sampled_from([timedelta(minutes=minutes) for minutes in (-600, -1, 0, 1, 31, 600, 1441)])
KNOWLEDGE = [None, Fate.UNKNOWN, Fate.REFUSED, Fate.ACCEPTED]
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class Lives(RuleBasedStateMachine):
    """Senders, a webhook and workers, who do not know of one another."""

    def __init__(self) -> None:
        super().__init__()
        self.place = self.new_place()
        self.ledger = Ledger(self.place, key=KEY)
        self.now, self.numbers = START, count()
        self.fresh: dict[str, list[str]] = defaultdict(list)
        self.sent: list[str] = []
        self.followed: list[str] = []
        self.arrived: set[str] = set()
        self.best: dict[str, Fate | None] = {}

    def new_place(self) -> str:
        """Where a ledger may lie."""
        return str(Path(tempfile.mkdtemp()) / "ledger.db")

    def teardown(self) -> None:
        """Nothing is left of a file."""
        self.ledger.close()
        if self.place.endswith(".db"):
            rmtree(Path(self.place).parent)

    @rule(key=st.sampled_from("xyz"), follows=st.booleans())
    def begin(self, key: str, follows: bool) -> None:
        """Somebody wants to send: he may when everything that was begun under the key is known to have failed."""
        name = f"{next(self.numbers)}"
        free = all(outcome(self.ledger, each) is Outcome.FAILED for each in self.fresh[key])
        begun = self.ledger.begin(
            decision(name, key=key, at=self.now),
            attempt(name, at=self.now, following=following(name) if follows else None),
        )
        assert free is begun.fresh
        if begun.fresh:
            self.fresh[key].append(name)
            self.sent.append(name)
        else:
            assert begun.earlier in self.fresh[key]

    @rule(number=NUMBERS, step=st.integers(0, 1), answer=st.sampled_from([ACCEPTED, REFUSED, FINAL, UNKNOWN]))
    def answer(self, number: int, step: int, answer: Answer) -> None:
        """A sender has its answer, the first or another one."""
        name = self._one(number)
        if name is not None and (step == 0 or name in self.followed):
            self.ledger.answered(tag(name, step), answer, self.now)

    @rule(number=NUMBERS, event=st.integers(0, 2))
    def deliver(self, number: int, event: int) -> None:
        """LINE tells, once or again."""
        name = self._one(number)
        if name is not None:
            self.ledger.delivered(tag(name), f"{event} {name}", self.now, self.now, redelivery=event > 0)
            self.arrived.add(name)

    @rule()
    def work(self) -> None:
        """A worker sends what is due, and another one wanted to send the same."""
        for due in self.ledger.due(self.now, window=WINDOW):
            assert PHONE == due.following.outgoing.to
            assert [True, False] == [self._follow(due.decision) for _ in range(2)]

    @rule(number=NUMBERS)
    def hurry(self, number: int) -> None:
        """Somebody wants to send a fallback that may not be due."""
        name = self._one(number)
        if name is not None:
            self._follow(name)

    @rule()
    def tidy(self) -> None:
        """What is over is closed, and what was lost is surfaced."""
        self.ledger.unknown(self.now - timedelta(minutes=5))
        self.ledger.close_silent(self.now, window=WINDOW)

    @rule(length=LENGTHS)
    def wait(self, length: timedelta) -> None:
        """Time goes on, or back."""
        self.now += length

    @rule()
    def restart(self) -> None:
        """The process is replaced by another."""
        self.ledger.close()
        self.ledger = Ledger(self.place, key=KEY)

    @invariant()
    def nothing_is_taken_back(self) -> None:
        """What has arrived stays so, an answer is replaced by a better one only, and the outcome is that of both."""
        for each in self.ledger.entries():
            if each.id in self.arrived:
                assert each.outcome in {Outcome.DELIVERED, Outcome.DUPLICATE}
            if each.tried:
                assert each.outcome is Life(each.id, "", each.outcome, each.tried).lost(LONG_AGO).outcome
            for tried in each.tried:
                self._gets_better(tried)

    def _gets_better(self, tried: Tried) -> None:
        assert KNOWLEDGE.index(tried.fate) >= KNOWLEDGE.index(self.best.get(tried.tag))
        assert tried.closed is None or tried.sealed_with is None
        self.best[tried.tag] = tried.fate

    def _follow(self, name: str) -> bool:
        """Begins a fallback: never where the message is known to have arrived, and never again."""
        begun = self.ledger.begin_fallback(name, fallback(name, self.now), self.now)
        if begun:
            assert name not in self.arrived
            assert name not in self.followed
            self.followed.append(name)
        return begun

    def _one(self, number: int) -> str | None:
        return self.sent[number % len(self.sent)] if self.sent else None


def test_lives() -> None:
    """In a file."""
    run_state_machine_as_test(Lives, settings=settings(max_examples=30, stateful_step_count=30, deadline=None))


def test_lives_on_a_server(postgres: Postgres) -> None:
    """In PostgreSQL."""

    class OnServer(Lives):
        def new_place(self) -> str:
            return postgres.url()

    run_state_machine_as_test(OnServer, settings=settings(max_examples=6, stateful_step_count=30, deadline=None))
