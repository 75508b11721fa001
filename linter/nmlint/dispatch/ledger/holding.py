"""Holds a ledger open from the first question to its end, for all threads of one process."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Self, TypeVar
from weakref import WeakSet

from sqlalchemy import Connection

from nmlint.bilingual import Bilingual
from nmlint.dispatch.ledger.opening import Database
from nmlint.dispatch.ledger.place import address, file_of, shown
from nmlint.dispatch.ledger.problems import LedgerError, Problem, closed_already, copied, translated
from nmlint.dispatch.ledger.writer import Bulk, Writer

T = TypeVar("T")
R = TypeVar("R")

_held: WeakSet[Held] = WeakSet()


@dataclass(frozen=True, slots=True)
class _Inside:
    """What an open ledger is made of."""

    database: Database
    writer: Writer


class Held:
    """A place that is opened when something is asked, and let go of in the end."""

    def __init__(self, url: str | Path) -> None:
        self._url = address(url)
        self._lock, self._closed = Lock(), False
        self._inside: _Inside | None = None
        self._failed: tuple[float, Exception] | None = None
        self._abandoned: list[_Inside] = []
        _held.add(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.close()
        except LedgerError:
            if error is None:
                raise

    def close(self) -> None:
        """Records what is owed and lets go of the database. Raises LedgerError when answers could not be recorded."""
        with self._lock:
            inside, self._inside, self._closed = self._inside, None, True
        if inside is None:
            return
        inside.writer.close()
        inside.database.close()
        owed = inside.writer.owed
        if owed:
            raise LedgerError(
                Bilingual(
                    f"ledger {self.place}: {owed} answers could not be recorded; their attempts will show as unknown",
                    f"帳本 {self.place}：有 {owed} 筆回應無法記錄；這些發送將顯示為結果不明",
                ),
                Problem.FAILED,
            )

    @property
    def place(self) -> str:
        """Where the ledger lies, as it may be shown."""
        return shown(self._url)

    @property
    def file(self) -> Path | None:
        """The file that the ledger lies in; None where it lies on a server."""
        path = file_of(self._url)
        return None if path is None else Path(path)

    @property
    def owed(self) -> int:
        """How many answers wait to be recorded, because the database did not take them."""
        inside = self._inside
        return 0 if inside is None else inside.writer.owed

    def _write(self, bulk: Bulk[T, R], request: T) -> R:
        return self._open().writer.write(bulk, request)

    def _owe(self, bulk: Bulk[T, R], request: T) -> bool:
        """Writes, or has it written as soon as that is possible; false where it was not possible now."""
        writer = self._open().writer
        try:
            writer.write(bulk, request, owed=True)
        except LedgerError as error:
            if error.problem is Problem.WRONG_USE:
                raise
            return False
        return True

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        database = self._open().database
        try:
            with database.reading.connect() as connection:
                yield connection
        except Exception as error:
            told = translated(error, self.place)
            if told is error:
                raise
            raise told from error

    def _open(self) -> _Inside:
        asked = time.monotonic()
        with self._lock:
            if self._closed:
                raise closed_already(self.place)
            if self._inside is None:
                if self._failed is not None and self._failed[0] > asked:
                    # Who has waited while another one tried does not try, and wait, once more.
                    raise copied(self._failed[1])
                self._inside = self._opened()
            return self._inside

    def _opened(self) -> _Inside:
        database = Database(self._url)
        try:
            database.prepare()
        except Exception as error:
            database.close()
            told = translated(error, self.place)
            self._failed = time.monotonic(), told
            raise copied(told) from error
        return _Inside(database, Writer(database.writing, self.place))

    def _forked(self) -> None:
        """In the child of a fork: nobody else holds the lock there, and the parent's connections are not touched."""
        self._lock = Lock()
        if self._inside is not None:
            self._abandoned.append(self._inside)
            self._inside = None


def _after_fork() -> None:
    for each in list(_held):
        each._forked()  # noqa: SLF001  nobody else may ask for it


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
