"""Ways in which a ledger cannot be written for a while."""

from __future__ import annotations

import resource
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

from postgres import Postgres
from sqlalchemy import Engine, event, make_url

BEFORE, AFTER = "before", "after"

Outage = Callable[[], AbstractContextManager[None]]


def unwritable(path: str) -> Outage:
    """Every write that makes a file of the ledger longer fails, as on a disk that is full or breaks."""

    @contextmanager
    def lasts() -> Iterator[None]:
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (Path(f"{path}-wal").stat().st_size, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    return lasts


def held(path: str) -> Outage:
    """Somebody else keeps a transaction open."""

    @contextmanager
    def lasts() -> Iterator[None]:
        # Begun in one thread, ended in another.
        holder = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        holder.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            holder.execute("ROLLBACK")
            holder.close()

    return lasts


def stopped(server: Postgres) -> Outage:
    """The database server is down."""

    @contextmanager
    def lasts() -> Iterator[None]:
        server.stop()
        try:
            yield
        finally:
            server.start()

    return lasts


@contextmanager
def small(pages: int) -> Iterator[Callable[[], None]]:
    """A disk that is full when a ledger has so many pages, until room is made."""
    connections: list[sqlite3.Connection] = []

    def limit(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}")
        connections.append(connection)

    def make_room() -> None:
        for connection in connections:
            connection.execute("PRAGMA max_page_count=1000000")

    event.listen(Engine, "connect", limit)
    try:
        yield make_room
    finally:
        event.remove(Engine, "connect", limit)


class Wire:
    """The network before a PostgreSQL server, which breaks at a commit when it is told to."""

    def __init__(self, url: str) -> None:
        self._to = make_url(url)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._cut: str | None = None
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        """The address of the database behind the wire."""
        host, port = self._listener.getsockname()
        query = {key: value for key, value in self._to.query.items() if key != "host"}
        own = self._to.set(host=host, port=port, query={**query, "sslmode": "disable", "gssencmode": "disable"})
        return own.render_as_string(hide_password=False)

    def cut(self, where: str) -> None:
        """Breaks the connection at the next commit: before the server hears of it, or after it has done it."""
        self._cut = where

    def close(self) -> None:
        """Takes no more connections."""
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client = self._listener.accept()[0]
                server = socket.socket(socket.AF_UNIX)
                server.connect(f"{self._to.query['host']}/.s.PGSQL.{self._to.port or 5432}")
                lost = threading.Event()
                for pump in (self._ask, _tell):
                    threading.Thread(target=pump, args=(client, server, lost), daemon=True).start()

    def _ask(self, client: socket.socket, server: socket.socket, lost: threading.Event) -> None:
        """Hands on what the client says."""
        with suppress(OSError):
            while data := client.recv(65536):
                cut = None
                if b"COMMIT" in data:
                    cut, self._cut = self._cut, None
                if cut == BEFORE:
                    break
                if cut == AFTER:
                    lost.set()
                server.sendall(data)
        _break(client, server)


def _tell(client: socket.socket, server: socket.socket, lost: threading.Event) -> None:
    """Hands on what the server says, as long as that is not to be lost."""
    with suppress(OSError):
        while (data := server.recv(65536)) and not lost.is_set():
            client.sendall(data)
    _break(client, server)


def _break(*ends: socket.socket) -> None:
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
