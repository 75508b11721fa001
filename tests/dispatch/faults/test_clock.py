"""A clock that is set forwards and back by hours: nothing is sent twice for it, and nothing too early."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from faults.desk import Desk
from faults.witnesses import NO_USER, RESET_LATE, Seen
from service.notices import START

from nmlint.dispatch.ledger.reading import Wanted

AFTER = timedelta(minutes=30)


def test_it_jumps_between_messages(desk: Desk) -> None:
    """Each goes once, and so does its SMS, which is never earlier than half an hour after LINE took the message."""
    chance = Random(30)  # noqa: S311  no secret
    keys = [f"TW1{number}" for number in range(6)]
    desk.line.plays({"TW11": [NO_USER], "TW12": [RESET_LATE]})
    for number in range(60):
        desk.clock.now = START + timedelta(hours=chance.uniform(-11, 11))
        if number % 5 == 4:
            desk.worker.round(desk.clock.now)
        else:
            desk.send(chance.choice(keys))
    desk.clock.now = START + timedelta(hours=12)
    desk.worker.round(desk.clock.now)

    assert [(1, 1)] * len(keys) == list(map(desk.asked, keys))
    assert [] == desk.faults(*keys)
    for key in keys:
        first, fallback = next(each.tried for each in desk.ledger.entries(Wanted(key=key)) if each.tried)
        assert first.answered is not None
        assert (fallback.begun - first.answered >= AFTER) is (key != "TW11"), key


@pytest.mark.parametrize(("key", "hours"), [("TW2", -3), ("TW3", 3)])
def test_it_jumps_while_line_answers(desk: Desk, key: str, hours: int) -> None:
    """The message is not sent again, and its SMS waits for at least half an hour from when it was handed over."""

    def jumps(_: Seen) -> None:
        desk.clock.goes(hours=hours)

    desk.clock.now, desk.line.tells = START, jumps
    begun = desk.send(key).decision.at
    desk.line.tells = lambda _: None

    assert desk.send(key).repeated
    desk.worker.round(begun + AFTER - timedelta(seconds=1))
    assert (1, 0) == desk.asked(key)
    desk.worker.round(begun + AFTER)
    assert (1, 1) == desk.asked(key)
    assert [] == desk.faults(key)


def test_deadlines_go_by_the_clock(desk: Desk) -> None:
    """What is too late by the clock is refused, and goes when the clock was wrong; afterwards it is sent already."""
    deadline = START + timedelta(hours=5)
    desk.clock.now = START + timedelta(hours=6)
    assert ["dispatch/too-late"] == desk.refused("TW4", deadline=deadline)
    assert (0, 0) == desk.asked("TW4")

    desk.clock.now = START
    assert not desk.send("TW4", deadline=deadline).repeated
    desk.clock.now = START + timedelta(hours=6)
    assert ["dispatch/too-late"] == desk.refused("TW4", deadline=deadline)
    desk.clock.now = START + timedelta(hours=1)
    assert desk.send("TW4", deadline=deadline).repeated
    assert (1, 0) == desk.asked("TW4")

    desk.clock.now = START + timedelta(hours=6)
    desk.worker.round(desk.clock.now)
    assert (1, 0) == desk.asked("TW4")
    assert ["accepted"] == [each for each in desk.outcomes("TW4") if each not in {"refused", "repeated"}]
