"""How many decisions a ledger takes, beside a bare SQLite loop in the same run.

Run by hand: `python tests/benchmarks/ledger.py`. Every decision is durable when its caller goes on. `--folder` says on
which disk, and `--postgres URL` measures a server too. The time that the processor is busy is told beside, for a disk
and a processor that others use make everything slower. In the end a process is killed while sixteen threads write, and
the ledger is compared with what it had acknowledged.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

sys.path.insert(0, str(Path(__file__).parents[1] / "dispatch"))

from crowd import Crowd, Order, acknowledged, contradictions
from ledgers import ACCEPTED, KEY, at, attempt, decision, following, tag

from nmlint.dispatch.ledger import Ledger

THREADS = (1, 4, 16)
DECISIONS = 1600
ROUNDS = 5

_names = count()


def bare(path: Path, number: int) -> float:
    """Transactions a second of a loop that inserts one row of a decision's size into a table with a key."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS decisions (id TEXT PRIMARY KEY, record TEXT)")
    record = json.dumps(decision("bare").to_json())
    start = time.perf_counter()
    for _ in range(number):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO decisions VALUES (?, ?)", (f"{next(_names)}", record))
        connection.execute("COMMIT")
    rate = number / (time.perf_counter() - start)
    connection.close()
    return rate


def begin(ledger: Ledger, name: str) -> None:
    """A decision that is sent."""
    assert ledger.begin(decision(name), attempt(name)).fresh


def whole(ledger: Ledger, name: str) -> None:
    """A decision with a fallback, its answer and its delivery: three durable writes."""
    assert ledger.begin(decision(name), attempt(name, following=following(name))).fresh
    ledger.answered(tag(name), ACCEPTED, at(seconds=1))
    ledger.delivered(tag(name), f"event {name}", at(minutes=1), at(minutes=1), redelivery=False)


def rate(work: Callable[[Ledger, str], None], ledger: Ledger, threads: int, number: int) -> tuple[float, float]:
    """Decisions a second of so many callers, each of whom waits for the one before, and the processor's µs for each."""
    names = [[f"{next(_names)}" for _ in range(number // threads)] for _ in range(threads)]

    def run(mine: Sequence[str]) -> None:
        for name in mine:
            work(ledger, name)

    callers = [Thread(target=run, args=(mine,)) for mine in names]
    start, busy = time.perf_counter(), time.process_time()
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    return number / (time.perf_counter() - start), (time.process_time() - busy) / number * 1e6


def measure(title: str, place: str, folder: Path) -> None:
    """The median of rounds, each beside the bare loop of its own round."""
    found: dict[str, list[tuple[float, float, float]]] = {}
    floors = []
    with Ledger(place, key=KEY) as ledger:
        begin(ledger, f"{next(_names)}")
        for _ in range(ROUNDS):
            floor = bare(folder / "bare.db", 300)
            floors.append(floor)
            for what, work in (("begun", begin), ("begun, answered, delivered", whole)):
                for threads in THREADS:
                    number = DECISIONS if threads > 1 else DECISIONS // 4
                    reached, busy = rate(work, ledger, threads, number)
                    found.setdefault(f"{what}, {threads} threads", []).append((reached, reached / floor, busy))
    print(f"{title}, beside {statistics.median(floors):,.0f} commits a second of the bare loop")
    for what, rounds in found.items():
        reached, ratio, busy = map(statistics.median, zip(*rounds, strict=True))
        print(f"  {what:38} {reached:7,.0f} a second  {ratio:5.2f} x  {busy:6,.0f} µs busy")


def killed(place: str, folder: Path) -> None:
    """A process that is killed in the middle has lost nothing that it was told to be durable."""
    acks = folder / "acks"
    with Crowd() as crowd:
        process = crowd.start(Order("work", place, str(acks), "killed", threads=16, keys=10**9))
        while len(acknowledged(acks)) < 2 * DECISIONS:
            time.sleep(0.05)
        crowd.kill(process)
    with Ledger(place, key=KEY) as ledger:
        wrong = contradictions(ledger, acks)
    print(f"killed after {len(acknowledged(acks)):,} acknowledgements: {len(wrong)} of them not in the ledger")


def main() -> None:
    """All of it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--folder", type=Path)
    options.add_argument("--postgres")
    asked = options.parse_args()
    with TemporaryDirectory(dir=asked.folder) as name:
        folder = Path(name)
        measure("SQLite", str(folder / "ledger.db"), folder)
        if asked.postgres is not None:
            measure("PostgreSQL", asked.postgres, folder)
        killed(str(folder / "killed.db"), folder)


if __name__ == "__main__":
    main()
