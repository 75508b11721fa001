"""Writes for all threads of a process: what is asked for at one time is made durable at one time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

from nmlint.dispatch.ledger.problems import LedgerError, Problem, closed_already, copied, translated

T = TypeVar("T")
R = TypeVar("R")

# What does the work for all who asked for the same at one time: their requests in, the answer to each out.
Bulk = Callable[[Connection, Sequence[T]], Sequence[R]]

# The most that one transaction takes; a waiting thread asks for one thing at a time.
_MOST = 256
# Seconds after which what could not be recorded is tried again, when nothing else happens.
_AGAIN = 1.0
# Seconds that a commit waits for others that usually come with it; a commit takes longer.
_MOMENT = 0.0005


@dataclass(slots=True, eq=False)
class _Item:
    """One request. What is `owed` is kept until it is recorded, whatever its caller was told."""

    bulk: Bulk[Any, Any]
    request: Any
    owed: bool = False
    future: Future[Any] = field(default_factory=Future)


class Writer:
    """One thread that writes, and all others wait for it; so a commit is paid once for all that wait."""

    def __init__(self, engine: Engine, place: str) -> None:
        self._engine, self._place = engine, place
        self._queue: SimpleQueue[_Item | None] = SimpleQueue()
        self._owed: list[_Item] = []
        self._usual = 0
        self._door, self._closed = Lock(), False
        self._thread = Thread(target=self._run, name="nmlint-ledger", daemon=True)
        self._thread.start()

    @property
    def owed(self) -> int:
        """How many answers wait to be recorded."""
        return len(self._owed)

    def write(self, bulk: Bulk[T, R], request: T, *, owed: bool = False) -> R:
        """Does what is asked, durably; raises what went wrong with it. What is owed is tried again after a failure."""
        item = _Item(bulk, request, owed)
        with self._door:
            if self._closed:
                raise closed_already(self._place)
            self._queue.put(item)
        answer: R = item.future.result()
        return answer

    def close(self) -> None:
        """Does what was asked for, and ends. What is owed has one more chance."""
        with self._door:
            self._closed = True
            self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        ending = False
        while not ending:
            batch, ending = self._gathered()
            self._write([*self._owed, *batch])

    def _gathered(self) -> tuple[list[_Item], bool]:
        """What is asked for at this time, and whether that is all that ever will be."""
        batch: list[_Item] = []
        with suppress(Empty):
            item = self._queue.get(timeout=_AGAIN if self._owed else None)
            while item is not None:
                batch.append(item)
                if len(batch) == _MOST:
                    break
                # Those who were written for together come back together, but not in the same instant.
                item = self._queue.get(timeout=_MOMENT) if len(batch) < self._usual else self._queue.get_nowait()
            else:
                return batch, True
        self._usual = max(len(batch), self._usual - 1)
        return batch, False

    def _write(self, batch: list[_Item]) -> None:
        if not batch:
            return
        try:
            answers = self._together(batch)
        except Exception as error:  # noqa: BLE001  whatever it is, it is for who asked
            answers = self._apart(batch, translated(error, self._place))
        told = list(zip(batch, answers, strict=True))
        self._owed = [item for item, answer in told if item.owed and _may_succeed_later(answer)]
        for item, answer in told:
            if item.future.done():
                continue
            if isinstance(answer, Exception):
                item.future.set_exception(answer)
            else:
                item.future.set_result(answer)

    def _together(self, batch: Sequence[_Item]) -> list[Any]:
        """All in one transaction: each has its answer when all are durable, and none when one has failed."""
        kinds: dict[Bulk[Any, Any], list[_Item]] = {}
        for item in batch:
            kinds.setdefault(item.bulk, []).append(item)
        answers: dict[_Item, Any] = {}
        with self._engine.begin() as connection:
            for bulk, items in kinds.items():
                answers |= zip(items, bulk(connection, [item.request for item in items]), strict=True)
        return [answers[item] for item in batch]

    def _apart(self, batch: Sequence[_Item], error: Exception) -> list[Any]:
        """Each in a transaction of its own, so that what fails for one fails for nobody else."""
        nobody = isinstance(error, LedgerError) and error.problem in {Problem.LOCKED, Problem.UNREACHABLE}
        if len(batch) == 1 or nobody:
            return [copied(error) for _ in batch]
        answers: list[Any] = []
        for item in batch:
            try:
                answers += self._together([item])
            except Exception as own:  # noqa: BLE001  as above
                answers.append(translated(own, self._place))
        return answers


def _may_succeed_later(answer: object) -> bool:
    """Whether it failed for a reason that passes; what is not fit to be recorded today will not be tomorrow."""
    if isinstance(answer, LedgerError):
        return answer.problem is not Problem.WRONG_USE
    return isinstance(answer, Exception) and not isinstance(answer, ValueError | TypeError | LookupError)
