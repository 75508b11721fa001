"""Many processes on one ledger, which may be killed at any moment.

Run as a program it imports what is slow once and forks a process for each line of JSON that it reads: `{"do": "claim"}`
takes keys as long as there are some, `{"do": "work"}` never ends. Each appends to the file `acks` what the ledger has
acknowledged. As a module it is the other side: it starts that program, and compares what was acknowledged with what
the ledger says.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from random import Random
from threading import Thread
from types import TracebackType
from typing import Any, Self

from ledgers import ACCEPTED, FINAL, KEY, REFUSED, UNKNOWN, at, attempt, decision, fallback, following, tag

from nmlint.dispatch.ledger.ledger import Ledger
from nmlint.dispatch.ledger.life import Outcome
from nmlint.dispatch.ledger.records import Recorded
from nmlint.dispatch.outgoing import Fate

KEYS = 4000
_ARRIVED = {Outcome.DELIVERED, Outcome.DUPLICATE}


@dataclass(frozen=True, slots=True)
class Order:
    """What one process is to do: the ledger, the file of acknowledgements, its name and its threads."""

    do: str
    place: str
    acks: str
    name: str
    threads: int = 1
    keys: int = KEYS


class Crowd:
    """The program that forks the processes."""

    def __init__(self) -> None:
        self._program = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._program.communicate()

    def start(self, order: Order) -> int:
        """Forks a process; its id."""
        return int(self._asked({name: getattr(order, name) for name in Order.__dataclass_fields__}))

    def wait(self, process: int) -> int:
        """How a process ended: its exit code, or the number of the signal that killed it, negative."""
        return int(self._asked({"wait": process}))

    def kill(self, process: int) -> None:
        """Ends a process in the middle of whatever it does."""
        os.kill(process, signal.SIGKILL)
        assert -signal.SIGKILL == self.wait(process)

    def _asked(self, question: dict[str, Any]) -> str:
        assert self._program.stdin is not None
        assert self._program.stdout is not None
        self._program.stdin.write(json.dumps(question) + "\n")
        self._program.stdin.flush()
        return self._program.stdout.readline()


def acknowledged(acks: Path) -> list[list[Any]]:
    """What processes have been told; the last word of one that was killed may be half."""
    lines = acks.read_text("utf-8").splitlines() if acks.exists() else []
    return [json.loads(line) for line in lines if line.endswith("]")]


def contradictions(ledger: Ledger, acks: Path) -> list[str]:
    """Where the ledger does not have what it acknowledged, or gave a key to two who may have sent it."""
    found = {each.id: each for each in ledger.entries()}
    wrong = [
        f"{what} {name} {detail}: {found.get(name)}"
        for what, name, detail in acknowledged(acks)
        if name not in found or not _agrees(what, detail, found[name])
    ]
    nobody = {Outcome.REPEATED, Outcome.FAILED}
    held = Counter(each.record["key"] for each in found.values() if each.outcome not in nobody)
    return wrong + [f"{key} was sent {number} times" for key, number in held.items() if number > 1]


def _agrees(what: str, detail: Any, found: Recorded) -> bool:
    if what == "begun":
        return detail is (found.outcome is not Outcome.REPEATED) is bool(found.tried)
    if what == "answered":
        return found.tried[0].fate == (Fate.ACCEPTED if found.outcome in _ARRIVED else detail)
    return found.outcome in _ARRIVED if what == "delivered" else [0, 1] == [each.step for each in found.tried]


def _claim(ledger: Ledger, order: Order, told: Any, _thread: int) -> None:
    for number in range(order.keys):
        name = f"{order.name}-{number}"
        told("begun", name, ledger.begin(decision(name, key=f"{number}"), attempt(name)).fresh)


def _work(ledger: Ledger, order: Order, told: Any, thread: int) -> None:
    chance = Random(f"{order.name}-{thread}")  # noqa: S311  no secret
    number = 0
    while True:
        number += 1
        name = f"{order.name}-{thread}-{number}"
        key = f"{chance.randrange(order.keys)}"
        begun = ledger.begin(decision(name, key=key), attempt(name, following=following(name)))
        told("begun", name, begun.fresh)
        answer = chance.choice([ACCEPTED, ACCEPTED, UNKNOWN, REFUSED, FINAL, None])
        if not begun.fresh or answer is None:
            continue
        if ledger.answered(tag(name), answer, at(seconds=1)):
            told("answered", name, answer.fate)
        if answer is ACCEPTED and chance.random() < 0.5:
            ledger.delivered(tag(name), f"event {name}", at(minutes=1), at(minutes=1), redelivery=False)
            told("delivered", name, None)
        elif answer is not REFUSED and ledger.begin_fallback(name, fallback(name), at(minutes=31)):
            told("followed", name, None)


def _run(order: Order) -> None:
    acks = os.open(order.acks, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def told(*words: Any) -> None:
        os.write(acks, f"{json.dumps(words)}\n".encode())

    def work(thread: int) -> None:
        try:
            {"claim": _claim, "work": _work}[order.do](ledger, order, told, thread)
        except Exception as error:  # noqa: BLE001  whatever it is, it is seen
            told("failed", order.name, repr(error))

    with Ledger(order.place, key=KEY) as ledger:
        threads = [Thread(target=work, args=(number,)) for number in range(order.threads)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def _main() -> None:
    for line in sys.stdin:
        asked = json.loads(line)
        if "wait" in asked:
            answer = os.waitstatus_to_exitcode(os.waitpid(asked["wait"], 0)[1])
        else:
            answer = os.fork()
            if answer == 0:
                _run(Order(**asked))
                os._exit(0)
        print(answer, flush=True)  # noqa: T201  the answer


if __name__ == "__main__":
    _main()
