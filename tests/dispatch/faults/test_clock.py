"""A clock that is set forwards and back by hours: nothing is sent twice for it, and nothing too early."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from faults.desk import Desk, desk_of, ledger_at
from faults.witnesses import NO_USER, RESET_LATE, Seen, WitnessGateway, WitnessLine
from service.notices import START

from nmlint.dispatch.ledger.reading import Wanted

AFTER = timedelta(minutes=30)


@pytest.fixture
def desk(root: Path, place: str, line: WitnessLine, gateway: WitnessGateway) -> Iterator[Desk]:
    """A guard and a worker by one clock."""
    with ledger_at(place) as ledger, desk_of(root, ledger, line, gateway) as opened:
        yield opened


def test_it_jumps_between_messages(desk: Desk) -> None:
    """Each goes once, and so does its SMS, which is never earlier than half an hour after LINE took the message."""
    chance = Random(30)  # noqa: S311  no secret
    keys = [f"TW{number}" for number in range(6)]
    desk.line.plays({"TW1": [NO_USER], "TW2": [RESET_LATE]})
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
        assert (fallback.begun - first.answered >= AFTER) is (key != "TW1"), key


@pytest.mark.parametrize("hours", [-3, 3])
def test_it_jumps_while_line_answers(desk: Desk, hours: int) -> None:
    """The message is not sent again, and its SMS waits for at least half an hour from when it was handed over."""

    def jumps(_: Seen) -> None:
        desk.clock.goes(hours=hours)

    desk.line.tells = jumps
    begun = desk.send("TW1").decision.at
    desk.line.tells = lambda _: None
    desk.clock.now = begun + AFTER - timedelta(seconds=1)

    assert desk.send("TW1").repeated
    desk.clock.now = begun + AFTER - timedelta(seconds=1)
    assert 0 == desk.worker.round(desk.clock.now).due
    desk.work(seconds=1)
    assert (1, 1) == desk.asked("TW1")
    assert [] == desk.faults("TW1")


def test_deadlines_go_by_the_clock(desk: Desk) -> None:
    """What is too late by the clock is refused, and goes when the clock was wrong; afterwards it is sent already."""
    deadline = START + timedelta(hours=5)
    desk.clock.now = START + timedelta(hours=6)
    assert ["dispatch/too-late"] == desk.refused("TW1", deadline=deadline)
    assert (0, 0) == desk.asked("TW1")

    desk.clock.now = START
    assert not desk.send("TW1", deadline=deadline).repeated
    desk.clock.now = START + timedelta(hours=6)
    assert ["dispatch/too-late"] == desk.refused("TW1", deadline=deadline)
    desk.clock.now = START + timedelta(hours=1)
    assert desk.send("TW1", deadline=deadline).repeated
    assert (1, 0) == desk.asked("TW1")

    desk.clock.now = START + timedelta(hours=6)
    desk.worker.round(desk.clock.now)
    assert (1, 0) == desk.asked("TW1")
    assert ["accepted"] == [each for each in desk.outcomes("TW1") if each not in {"refused", "repeated"}]
