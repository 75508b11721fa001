"""Processes that send by a real guard, or work off fallbacks, and may be killed at any moment.

Run as a program it imports and prepares what is slow once, and forks a process for each order that it reads as a line
of JSON. A process appends to the file `acks` what the guard answered, and at which step it waits for its end. As a
module it is the other side, which gives the orders.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self

# As a program nobody has told it where the tests are.
sys.path.insert(0, str(Path(__file__).parents[1]))

from faults.desk import LINE, SMS, async_senders, senders
from faults.witnesses import key_in
from projects import NUMBER, VALUES
from service.notices import DAY, HASH, KEY
from service.notices import NUMBER as E164
from sqlalchemy import create_engine

import nmlint
from nmlint.dispatch.decision import Sent
from nmlint.dispatch.ledger.ledger import Ledger
from nmlint.dispatch.outgoing import Answer, Outgoing, Sender
from nmlint.dispatch.working import Worker

NOON = datetime(2026, 11, 26, 4, tzinfo=UTC)
_TIMEOUT = 5.0
# Where nobody listens.
_NOBODY = "http://127.0.0.1:9"


@dataclass(frozen=True, slots=True)
class Place:
    """Where everything is: the project, the ledger, the servers, and the file of what was answered."""

    root: str
    ledger: str
    line: str
    gateway: str
    acks: str


@dataclass(frozen=True, slots=True)
class Order:
    """What one process is to do: `send` or `await` (the awaited guard) these keys, or one round of `work`.

    Its clock is so many minutes `ahead`. With `stop` it waits at that step of the key `at` for ever. With a `gate` it
    begins when there is such a file.
    """

    do: str
    keys: tuple[str, ...] = ()
    threads: int = 1
    ahead: float = 0
    stop: str = ""
    at: str = ""
    gate: str = ""


class Program:
    """The program that forks the processes of all places."""

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

    def asked(self, **question: Any) -> str:
        """The answer to one line."""
        assert self._program.stdin is not None
        assert self._program.stdout is not None
        self._program.stdin.write(json.dumps(question) + "\n")
        self._program.stdin.flush()
        return self._program.stdout.readline()


class Processes:
    """The processes of one place."""

    def __init__(self, program: Program, place: Place) -> None:
        self._program, self._acks = program, Path(place.acks)
        program.asked(place=asdict(place))

    def start(self, order: Order) -> int:
        """Forks a process; its id."""
        return int(self._program.asked(order=asdict(order)))

    def wait(self, process: int) -> int:
        """How a process ended: its exit code, or the number of the signal that killed it, negative."""
        return int(self._program.asked(wait=process))

    def run(self, order: Order) -> None:
        """A process that comes to its end by itself."""
        code = self.wait(self.start(order))
        assert 0 == code, self.acks()[-1]

    def kill(self, process: int) -> None:
        """Ends a process in the middle of whatever it does; it may have ended before."""
        os.kill(process, signal.SIGKILL)
        code = self.wait(process)
        assert code in {0, -signal.SIGKILL}, self.acks()[-1]

    def acks(self) -> list[list[Any]]:
        """What processes told; the last word of one that was killed may be half."""
        lines = self._acks.read_text("utf-8").splitlines() if self._acks.exists() else []
        return [json.loads(line) for line in lines if line.endswith("]")]


class _Run:
    """What the parts of a process share: its order, its time, and where it tells what happens."""

    def __init__(self, acks: str) -> None:
        self._acks = acks
        self.order = Order("")
        self._began = time.time()
        self._asked = 0

    def __call__(self) -> datetime:
        """The time. After an answer of LINE it is asked for twice: when the answer came, and when the SMS goes."""
        self._asked += 1
        if self._asked == 2:
            self.reached("line recorded", self._answered)
        return NOON + timedelta(seconds=time.time() - self._began, minutes=self.order.ahead)

    def told(self, *words: Any) -> None:
        """Appends a line, whole or not at all."""
        out = os.open(self._acks, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(out, f"{json.dumps(words)}\n".encode())
        os.close(out)

    def reached(self, step: str, key: str) -> None:
        """Tells of the step that the order names, and waits there to be killed."""
        if (step, key) == (self.order.stop, self.order.at):
            self.told("at", step, key)
            while True:
                signal.pause()

    def answered(self, channel: str, key: str) -> None:
        """The sender is about to give back what the other side said."""
        self.reached(f"{channel} answered", key)
        self._answered, self._asked = key, 0 if channel == "line" else 2

    _answered = ""


class _Watched:
    """A sender, and what there is to see before and after."""

    def __init__(self, sender: Sender, name: str, run: _Run) -> None:
        self._sender, self._name, self._run = sender, name, run

    def send(self, outgoing: Outgoing) -> Answer:
        """Sends by the real sender."""
        key = key_in(outgoing.body)
        self._run.reached(f"{self._name} begun", key)
        answer = self._sender.send(outgoing)
        self._run.answered(self._name, key)
        return answer


async def _warmed() -> None:
    """Sends to nobody, so that no process has to import and prepare what the first message needs."""
    outgoing = {
        LINE: Outgoing(LINE, "line-flexible", HASH, {"messages": []}, "tag-of-no-message"),
        SMS: Outgoing(SMS, "sms", E164, {"text": ""}, "tag-of-no-message"),
    }
    pushes, texts = senders(_NOBODY, _NOBODY)
    with pushes, texts:
        pushes.send(outgoing[LINE])
        texts.send(outgoing[SMS])
    for channel, sender in async_senders(_NOBODY, _NOBODY).items():
        await sender.send(outgoing[channel])
        await sender.close()
    with TemporaryDirectory() as folder, Ledger(Path(folder) / "ledger.db", key=KEY) as ledger:
        ledger.is_friend("")
    create_engine("postgresql+psycopg://").dispose()


class _Parts:
    """What the processes of one place send by; a guard is made when one is first asked for."""

    def __init__(self, place: Place) -> None:
        self._place, self._run, self._ledger = place, _Run(place.acks), Ledger(place.ledger, key=KEY)
        self._line, sms = senders(place.line, place.gateway)
        self._sms = _Watched(sms, "sms", self._run)

    @cached_property
    def _guard(self) -> nmlint.Guard:
        return nmlint.Guard(
            self._place.root,
            senders={LINE: _Watched(self._line, "line", self._run), SMS: self._sms},
            ledger=self._ledger,
            clock=self._run,
            observer=lambda decision, _seconds: self._run.reached("decided", decision.key),
        )

    @cached_property
    def _async_guard(self) -> nmlint.AsyncGuard:
        senders = async_senders(self._place.line, self._place.gateway)
        return nmlint.AsyncGuard(self._place.root, senders=senders, ledger=self._ledger, clock=self._run)

    def fork(self, order: Order) -> int:
        """Forks a process that does what is ordered; its id."""
        if order.do != "work":
            _ = self._guard if order.do == "send" else self._async_guard
        process = os.fork()
        if process == 0:
            self._do(order)
        return process

    def _do(self, order: Order) -> None:
        self._run.order = order
        code = 1
        try:
            while order.gate and not Path(order.gate).exists():
                time.sleep(0.001)
            with self._ledger:
                {"send": self._send, "await": self._await, "work": self._work}[order.do](order)
            code = 0
        except BaseException:  # noqa: BLE001  whatever it is, the other side must hear of it
            self._run.told("failed", traceback.format_exc())
        finally:
            os._exit(code)

    def _send(self, order: Order) -> None:
        def through(thread: int) -> None:
            for key in _shuffled(order, thread):
                try:
                    self._sent(key, self._guard.send(*_message(key), key=key))
                except nmlint.Rejected as rejected:
                    self._rejected(key, rejected)
                self._run.reached("returned", key)

        with ThreadPoolExecutor(order.threads) as threads:
            list(threads.map(through, range(order.threads)))

    def _await(self, order: Order) -> None:
        asyncio.run(self._awaited(order))

    async def _awaited(self, order: Order) -> None:
        async def through(thread: int) -> None:
            for key in _shuffled(order, thread):
                try:
                    self._sent(key, await self._async_guard.send(*_message(key), key=key))
                except nmlint.Rejected as rejected:
                    self._rejected(key, rejected)

        await asyncio.gather(*map(through, range(order.threads)))

    def _work(self, order: Order) -> None:
        worker = Worker(self._ledger, self._sms, window=DAY, clock=self._run, parallel=order.threads)
        done = worker.round(self._run())
        self._run.told("round", {str(went): number for went, number in done.fallbacks.items()}, str(done.trouble))
        worker.close()

    def _sent(self, key: str, sent: Sent) -> None:
        fates = [None if answer is None else answer.fate for answer in (sent.answer, sent.followed)]
        self._run.told("sent", key, sent.decision.id, sent.repeated, *fates)

    def _rejected(self, key: str, rejected: nmlint.Rejected) -> None:
        self._run.told("rejected", key, [each.rule for each in rejected.decision.refused_by])


def _message(key: str) -> tuple[str, str, dict[str, str]]:
    return "shipped", NUMBER, {**VALUES, "order_no": key}


def _shuffled(order: Order, thread: int) -> list[str]:
    """The first thread keeps the order of the keys; each other one has its own."""
    keys = list(order.keys)
    if thread:
        Random(f"{thread}-{keys}").shuffle(keys)  # noqa: S311  no secret
    return keys


def _main() -> None:
    asyncio.run(_warmed())
    parts: _Parts | None = None
    for line in sys.stdin:
        asked = json.loads(line)
        answer = 0
        if "place" in asked:
            parts = _Parts(Place(**asked["place"]))
        elif "wait" in asked:
            answer = os.waitstatus_to_exitcode(os.waitpid(asked["wait"], 0)[1])
        else:
            assert parts is not None
            answer = parts.fork(Order(**{**asked["order"], "keys": tuple(asked["order"]["keys"])}))
        print(answer, flush=True)  # noqa: T201  the answer
    # Nothing is open that would have to be closed.
    os._exit(0)


if __name__ == "__main__":
    _main()
