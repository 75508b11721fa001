"""What the tests of the ledger share: the servers, and a place for a ledger in each database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from ledgers import KEY
from postgres import Postgres, postgres

from nmlint.dispatch.ledger import Ledger

__all__ = ["postgres"]


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a new ledger may lie, in each database that it can lie in."""
    if request.param == "sqlite":
        return str(tmp_path / "ledger.db")
    server: Postgres = request.getfixturevalue("postgres")
    return server.url()


@pytest.fixture
def ledger(place: str) -> Iterator[Ledger]:
    """A new ledger with a key."""
    with Ledger(place, key=KEY) as opened:
        yield opened
