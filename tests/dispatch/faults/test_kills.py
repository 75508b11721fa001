"""Processes that send are killed: nothing is sent twice, nothing is lost without a word."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from random import Random

from faults.audit import Audit, contradicted
from faults.processes import NOON, Order, Processes
from faults.witnesses import (
    CUT,
    FAILED_LATE,
    LIMITED,
    MALFORMED,
    NO_USER,
    NONSENSE,
    RESET_EARLY,
    RESET_LATE,
    TAKEN,
    Turn,
    WitnessGateway,
    WitnessLine,
)
from servers import Reply
from service.notices import KEY, until

from nmlint.dispatch.ledger import Ledger

KEYS = 6
LINGERS = Turn(done=True, reply=Reply(after=0.03))
LINE_TURNS = [TAKEN] * 6 + [LINGERS] * 3 + [NO_USER] * 4 + [MALFORMED, LIMITED, LIMITED]
LINE_TURNS += [RESET_EARLY, RESET_LATE, CUT, NONSENSE, FAILED_LATE]
SMS_LINGERS = Turn(done=True, reply=Reply(200, b'{"code": "0"}', after=0.03))
SMS_TURNS = [TAKEN] * 6 + [SMS_LINGERS] * 3 + [MALFORMED, RESET_EARLY, RESET_LATE, NONSENSE]


def test_at_any_moment(
    processes: Processes, place: str, line: WitnessLine, gateway: WitnessGateway, rounds: int
) -> None:
    """Two processes and a worker die in each round, whatever LINE and the gateway answer, and others go on."""
    chance = Random(rounds)  # noqa: S311  no secret
    line.turn_of = lambda _: chance.choice(LINE_TURNS)
    gateway.turn_of = lambda _: chance.choice(SMS_TURNS)
    for number in range(rounds):
        keys = tuple(f"TW{number:05}{key:02}" for key in range(KEYS))
        both = number % 2 == 1
        seen = len(line.seen)
        doomed = [processes.start(Order(do, keys, threads=2)) for do in ("send", "await")]
        if chance.random() < 0.7:
            until(lambda own=seen: len(line.seen) > own)
        for process in doomed:
            time.sleep(chance.uniform(0, 0.08))
            processes.kill(process)
        processes.run(Order("send", keys))
        if both:
            worker = processes.start(Order("work", threads=2, ahead=45))
            time.sleep(chance.uniform(0, 0.1))
            processes.kill(worker)
            processes.run(Order("work", threads=2, ahead=45))
            processes.run(Order("await", keys, threads=2))
        with Ledger(place, key=KEY) as ledger:
            assert [] == Audit(ledger, line, gateway, both=both).faults(keys, NOON), number
            assert [] == contradicted(ledger, [ack for ack in processes.acks() if ack[1] in keys]), number
    with Ledger(place, key=KEY) as ledger:
        sent = sorted({each.key for each in line.seen})
        assert [] == Audit(ledger, line, gateway, both=True).faults(sent, NOON)
    if place.endswith(".db"):
        with closing(sqlite3.connect(place)) as connection:
            assert [("ok",)] == connection.execute("PRAGMA integrity_check").fetchall()
