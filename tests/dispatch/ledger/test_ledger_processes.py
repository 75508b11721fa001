"""Many processes on one ledger: a key goes to one of them, and what was acknowledged outlives them."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from crowd import Crowd, Order, acknowledged, contradictions
from ledgers import KEY

from nmlint.dispatch.ledger import Ledger

PROCESSES = 8
# How often processes are killed; more of it by NMLINT_KILL_ROUNDS.
ROUNDS = int(os.environ.get("NMLINT_KILL_ROUNDS", "20"))


@pytest.fixture(scope="module")
def crowd() -> Iterator[Crowd]:
    """Processes, made quickly."""
    with Crowd() as started:
        yield started


def test_a_key_goes_to_one_process(crowd: Crowd, place: str, tmp_path: Path) -> None:
    """Eight processes want to send the same messages on a ledger that none of them has made yet."""
    acks = tmp_path / "acks"
    orders = [Order("claim", place, str(acks), f"{number}", keys=100) for number in range(PROCESSES)]
    processes = [crowd.start(order) for order in orders]

    assert [0] * PROCESSES == [crowd.wait(process) for process in processes]
    fresh = Counter(name.partition("-")[2] for _, name, was_fresh in acknowledged(acks) if was_fresh)
    assert {f"{number}": 1 for number in range(100)} == fresh
    with Ledger(place) as ledger:
        assert [] == contradictions(ledger, acks)
        assert 100 * PROCESSES == len(list(ledger.entries()))


def test_processes_that_are_killed(crowd: Crowd, place: str, tmp_path: Path) -> None:
    """Whatever was acknowledged before a process was killed is there, and no key was given twice."""
    acks, chance = tmp_path / "acks", Random(ROUNDS)  # noqa: S311  no secret
    rounds = ROUNDS if place.endswith(".db") else ROUNDS // 4
    for number in range(rounds):
        told = len(acknowledged(acks))
        doomed = [crowd.start(Order("work", place, str(acks), f"{number}-{twin}", threads=4)) for twin in range(2)]
        while len(acknowledged(acks)) < told + 10:
            time.sleep(0.01)
        for process in doomed:
            time.sleep(chance.uniform(0, 0.05))
            crowd.kill(process)
        with Ledger(place, key=KEY) as ledger:
            assert [] == contradictions(ledger, acks), number
    if place.endswith(".db"):
        connection = sqlite3.connect(place)
        assert [("ok",)] == connection.execute("PRAGMA integrity_check").fetchall()
        connection.close()


FORK = """
import os, sys
from ledgers import attempt, decision
from nmlint.dispatch.ledger import Ledger, LedgerError
unused, used = Ledger(sys.argv[1]), Ledger(sys.argv[2])
used.begin(decision("parent"), attempt("parent"))
if os.fork() == 0:
    print(unused.begin(decision("child"), attempt("child")).fresh)
    for again in (used, Ledger(sys.argv[2])):
        try:
            print(again.begin(decision("child"), attempt("child")).fresh)
        except LedgerError as error:
            print(str(error).partition(": ")[2].partition(" while")[0])
    unused.close()
    sys.stdout.flush()
    os._exit(0)
os.wait()
used.close()
if os.fork() == 0:
    print(Ledger(sys.argv[2]).begin(decision("later"), attempt("later")).fresh, flush=True)
    os._exit(0)
os.wait()
"""


def test_a_fork(tmp_path: Path) -> None:
    """A file that was open when the process forked is refused in the child, whose commits could be lost."""
    places = [str(tmp_path / name) for name in ("unused.db", "used.db")]
    command = [sys.executable, "-W", "ignore", "-c", FORK, *places]
    paths = [str(Path(__file__).parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)

    refused = "this process was forked"
    assert ["True", refused, refused, "True"] == done.stdout.splitlines()
