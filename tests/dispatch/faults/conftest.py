"""What the tests of faults share: a project, the servers that know what they did, and a ledger in each database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from faults.desk import Desk, desk_of, ledger_at
from faults.processes import Place, Processes, Program
from faults.witnesses import WitnessGateway, WitnessLine
from postgres import Postgres, postgres
from projects import project

__all__ = ["postgres"]

DATABASES = ["sqlite", "postgresql"]


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose templates are approved."""
    return project(tmp_path_factory.mktemp("project"))


@pytest.fixture
def line() -> Iterator[WitnessLine]:
    """A LINE for one test."""
    server = WitnessLine()
    yield server
    server.close()


@pytest.fixture
def gateway() -> Iterator[WitnessGateway]:
    """An SMS gateway for one test."""
    server = WitnessGateway()
    yield server
    server.close()


@pytest.fixture(params=DATABASES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a new ledger may lie, in each database that it can lie in."""
    return _place(request, tmp_path)


@pytest.fixture(scope="module", params=DATABASES)
def desk(request: pytest.FixtureRequest, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A guard for all tests of a module, each of which has keys of its own."""
    with ExitStack() as open_:
        line, gateway = WitnessLine(), WitnessGateway()
        open_.callback(line.close)
        open_.callback(gateway.close)
        ledger = open_.enter_context(ledger_at(_place(request, tmp_path_factory.mktemp("ledger"))))
        yield open_.enter_context(desk_of(root, ledger, line, gateway))


def _place(request: pytest.FixtureRequest, folder: Path) -> str:
    if request.param == "sqlite":
        return str(folder / "ledger.db")
    server: Postgres = request.getfixturevalue("postgres")
    return server.url()


@pytest.fixture(scope="session")
def rounds() -> int:
    """How often processes are killed in each way; more of it by NMLINT_ROUNDS."""
    return int(os.environ.get("NMLINT_ROUNDS", "10"))


@pytest.fixture(scope="session")
def program() -> Iterator[Program]:
    """Forks processes for as long as the run takes."""
    with Program() as started:
        yield started


@pytest.fixture
def processes(
    program: Program, root: Path, place: str, line: WitnessLine, gateway: WitnessGateway, tmp_path: Path
) -> Processes:
    """Processes that send from there."""
    return Processes(program, Place(str(root), place, line.url, gateway.url, str(tmp_path / "acks")))
