"""Opens the database of a ledger, so that what it says it has written stays written."""

from __future__ import annotations

import os
import random
import sqlite3
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, select, text

from nmlint.bilingual import Bilingual
from nmlint.dispatch.ledger import tables
from nmlint.dispatch.ledger.place import file_of, is_uri, shown
from nmlint.dispatch.ledger.problems import LedgerError, Problem

# Seconds that one waits for another who writes; `?timeout=` in the address of a SQLite file says otherwise.
_PATIENCE = 10
_TRIES = 500
_NAP = 0.0005, 0.003
_WAITS = {"timeout": _PATIENCE}
# A server that says nothing any more is given up in less than half a minute, not in the hours of the network's own.
_REMOTE = {
    "connect_timeout": _PATIENCE,
    "keepalives_idle": _PATIENCE,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}
# Who holds this number writes; in PostgreSQL it plays the part of the write lock that SQLite has.
_LOCK = 0x6E6D6C696E74
_BEGIN_WRITING = text(
    "SELECT set_config('lock_timeout', '10s', true), set_config('idle_in_transaction_session_timeout', '10s', true),"
    " set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on'"
    " ELSE current_setting('synchronous_commit') END, true), pg_advisory_xact_lock(:number)"
).bindparams(number=_LOCK)

# SQLite files that this process has open, and those that were open when it was forked from its parent.
_opened: dict[str, int] = {}
_inherited: set[str] = set()


def _forked() -> None:
    _inherited.update(_opened)
    _opened.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)


class Database:
    """The connections to one ledger: one that writes, and some that read."""

    def __init__(self, url: URL) -> None:
        self._url, self._file = url, file_of(url)
        if self._file in _inherited:
            # SQLite's locks belong to a process, and what is open when it forks makes the child believe that it holds
            # them: its commits would be lost when the parent closes.
            raise LedgerError(
                Bilingual(
                    f"ledger {shown(url)}: this process was forked while its parent had the ledger open; "
                    "open it after the fork, or start processes with spawn",
                    f"帳本 {shown(url)}：這個行程是在父行程開啟帳本時 fork 出來的；請在 fork 之後才開啟，或改用 spawn",
                )
            )
        if self._file is not None and not is_uri(url):
            # Whom messages go to is nobody's business but the sender's. What cannot be made is told when it is opened.
            with suppress(OSError):
                Path(self._file).touch(mode=0o600)
        try:
            self.reading = _engine(url, pool_size=5, writes=False)
            self.writing = _engine(url, pool_size=1, writes=True)
        except ModuleNotFoundError as error:
            needed = "pip install 'nmlint[postgres]'"
            raise LedgerError(
                Bilingual(
                    f"ledger {shown(url)}: it needs psycopg: {needed}", f"帳本 {shown(url)}：需要 psycopg：{needed}"
                )
            ) from error
        if self._file is not None:
            _opened[self._file] = _opened.get(self._file, 0) + 1

    def prepare(self) -> None:
        """Makes the tables where there are none; refuses what a newer nmlint has made."""
        with self.reading.connect() as connection:
            version = _version(connection)
        if version is None:
            with self.writing.begin() as connection:
                tables.metadata.create_all(connection)
                # Another process may have been here in between.
                version = _version(connection)
                if version is None:
                    version = tables.VERSION
                    connection.execute(tables.meta.insert(), {"name": "schema", "value": str(version)})
        if version > tables.VERSION:
            known = tables.VERSION
            raise LedgerError(
                Bilingual(
                    f"ledger {shown(self._url)}: a newer nmlint made it (version {version}, this one knows {known}); "
                    "update nmlint",
                    f"帳本 {shown(self._url)}：由較新的 nmlint 建立"
                    f"（版本 {version}，目前只認得 {known}）；請更新 nmlint",
                ),
                Problem.NEWER,
            )

    def close(self) -> None:
        """Lets go of the database."""
        self.reading.dispose()
        self.writing.dispose()
        if self._file is not None:
            _opened[self._file] -= 1
            if not _opened[self._file]:
                del _opened[self._file]


def _version(connection: Connection) -> int | None:
    """The version of the tables; None where there are none yet."""
    if not inspect(connection).has_table(tables.meta.name):
        return None
    value = connection.execute(select(tables.meta.c.value).where(tables.meta.c.name == "schema")).scalar()
    return None if value is None else int(value)


def _engine(url: URL, *, pool_size: int, writes: bool) -> Engine:
    sqlite = url.get_backend_name() == "sqlite"
    waits = {name: value for name, value in (_WAITS if sqlite else _REMOTE).items() if name not in url.query}
    engine = create_engine(
        url,
        # What is written may be personal, and is in no error message.
        hide_parameters=True,
        pool_size=pool_size,
        max_overflow=0,
        # A server that was started anew in between is no failure.
        pool_pre_ping=not sqlite,
        connect_args=waits,
    )
    if sqlite:
        event.listen(engine, "connect", _tune_writing if writes else _tune_reading)
        patience = float(str(url.query.get("timeout", _PATIENCE)))
        event.listen(engine, "begin", partial(_begin_immediate, patience=patience) if writes else _begin)
    elif writes:
        event.listen(engine, "begin", _begin_alone)
    return engine


def _tune_reading(connection: sqlite3.Connection, _record: object) -> None:
    # Python's own idea of when a transaction begins is put aside: each is begun in words.
    connection.isolation_level = None


def _tune_writing(connection: sqlite3.Connection, record: object) -> None:
    _tune_reading(connection, record)
    connection.execute("PRAGMA busy_timeout=0")
    _want_wal(connection)
    for pragma in ("synchronous=FULL", "fullfsync=ON", "secure_delete=ON", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _want_wal(connection: sqlite3.Connection) -> None:
    """Readers do not wait for who writes. SQLite does not wait for its turn to change the journal, so this does."""
    for left in reversed(range(_TRIES)):
        try:
            if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or not left:
                raise
            time.sleep(_PATIENCE / _TRIES)
        else:
            return


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _begin_immediate(connection: Connection, patience: float) -> None:
    """Waits for its turn to write. SQLite's own waiting sleeps so long that among busy processes one may starve."""
    driver: Any = connection.connection.dbapi_connection
    end = time.monotonic() + patience
    while True:
        try:
            driver.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(random.uniform(*_NAP))  # noqa: S311  no secret
        else:
            return


def _begin_alone(connection: Connection) -> None:
    connection.execute(_BEGIN_WRITING)
