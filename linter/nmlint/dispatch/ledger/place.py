"""Where a ledger lies."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from nmlint.bilingual import Bilingual
from nmlint.dispatch.ledger.problems import LedgerError

_URI = "file:"


def address(place: str | Path) -> URL:
    """Where a ledger lies: a file's path, or the address of a SQLite file or a PostgreSQL database."""
    if isinstance(place, Path) or "://" not in place:
        return URL.create("sqlite", database=os.path.abspath(place))  # noqa: PTH100  a link is followed when it is opened
    try:
        url = make_url(place)
    except (ArgumentError, ValueError):
        # What was given may hold a password and is not repeated.
        raise LedgerError(Bilingual("the address of the ledger cannot be read", "無法解讀帳本的位置")) from None
    kind = url.drivername.partition("+")[0]
    if kind in {"postgresql", "postgres"}:
        return url.set(drivername="postgresql+psycopg")
    if kind == "sqlite" and url.database not in {None, "", ":memory:"}:
        # Where it lies does not change when the program goes to another folder.
        return url if is_uri(url) else url.set(database=os.path.abspath(str(url.database)))  # noqa: PTH100  as above
    raise LedgerError(
        Bilingual(
            f"a ledger is a SQLite file or a PostgreSQL database, not {kind or 'this'}"
            f"{' in memory' if kind == 'sqlite' else ''}",
            "帳本必須是 SQLite 檔案或 PostgreSQL 資料庫",
        )
    )


def shown(url: URL) -> str:
    """The place as it may be shown: a file's path, or an address without its password."""
    return str(url.database) if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)


def is_uri(url: URL) -> bool:
    """Whether a SQLite file is named by a URI of its own, which says how it is opened."""
    return str(url.database).startswith(_URI)


def file_of(url: URL) -> str | None:
    """The file of a ledger in SQLite, by its real path."""
    if url.get_backend_name() != "sqlite":
        return None
    return os.path.realpath(str(url.database).removeprefix(_URI).partition("?")[0])
