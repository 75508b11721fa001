"""When the database fails: it is said what happened, nothing is half done, and no answer is lost."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from ledgers import ACCEPTED, KEY, PHONE, at, attempt, decision, outcome, sent, tag
from postgres import Postgres
from sqlalchemy import Engine, event

from nmlint.bilingual import CHINESE, in_language
from nmlint.dispatch.ledger import Ledger, LedgerError
from nmlint.dispatch.ledger.life import Outcome
from nmlint.dispatch.ledger.model import Begun
from nmlint.dispatch.ledger.problems import Problem


def refuses(ledger: Ledger, problem: Problem, name: str = "refused") -> str:
    """What is said when nothing can be begun."""
    with pytest.raises(LedgerError) as refused:
        ledger.begin(decision(name), attempt(name))
    assert problem == refused.value.problem
    assert in_language(refused.value.args[0], CHINESE) != str(refused.value)
    return str(refused.value)


@contextmanager
def small(pages: int) -> Iterator[None]:
    """A disk that is full when a ledger has so many pages."""

    def limit(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}")

    event.listen(Engine, "connect", limit)
    try:
        yield
    finally:
        event.remove(Engine, "connect", limit)


def test_a_full_disk(tmp_path: Path) -> None:
    """The decision is refused, with words; what was acknowledged before is there, and with room it goes on."""
    path = tmp_path / "ledger.db"
    acknowledged = 0
    with small(80), Ledger(path, key=KEY) as ledger:
        with suppress(LedgerError):
            for acknowledged in range(1000):
                sent(ledger, f"{acknowledged}")
        assert 0 < acknowledged < 1000
        assert "no room left" in refuses(ledger, Problem.FULL)
        assert ledger.is_friend("anybody") is None
    with Ledger(path, key=KEY) as ledger:
        assert ledger.begin(decision("refused"), attempt("refused")).fresh
        found = {each.id: each.outcome for each in ledger.entries()}
    # The last one was begun, and found no room for its answer.
    assert {f"{name}": Outcome.ACCEPTED for name in range(acknowledged)}.items() <= found.items()


def test_somebody_holds_it(tmp_path: Path) -> None:
    """It is waited for, but not for ever; the answer that came meanwhile is owed and then recorded."""
    path = tmp_path / "ledger.db"
    with Ledger(f"sqlite:///{path}?timeout=0.1", key=KEY) as ledger:
        sent(ledger, "a", None)
        holder = sqlite3.connect(path, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        assert "held it for too long" in refuses(ledger, Problem.LOCKED)
        assert ledger.answered(tag("a"), ACCEPTED, at(seconds=1)) is False
        assert (1, Outcome.PENDING) == (ledger.owed, outcome(ledger, "a"))
        holder.execute("ROLLBACK")
        holder.close()

        assert Begun(fresh=False, earlier="a", answer=ACCEPTED) == ledger.begin(
            decision("b", key="key of a"), attempt("b")
        )
        assert (0, Outcome.ACCEPTED) == (ledger.owed, outcome(ledger, "a"))


def test_what_is_owed_is_recorded_without_being_asked(tmp_path: Path) -> None:
    """Also when nothing else is to be written."""
    path = tmp_path / "ledger.db"
    with Ledger(f"sqlite:///{path}?timeout=0.1", key=KEY) as ledger:
        sent(ledger, "a", None)
        holder = sqlite3.connect(path, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        ledger.answered(tag("a"), ACCEPTED, at(seconds=1))
        holder.execute("ROLLBACK")
        holder.close()
        while ledger.owed:
            time.sleep(0.01)

        assert Outcome.ACCEPTED == outcome(ledger, "a")


def test_what_is_owed_at_the_end(tmp_path: Path) -> None:
    """It has one more chance, and when that is gone it is said."""
    path = tmp_path / "ledger.db"
    ledger = Ledger(f"sqlite:///{path}?timeout=0.1", key=KEY)
    sent(ledger, "a", None)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    ledger.answered(tag("a"), ACCEPTED, at(seconds=1))
    with pytest.raises(LedgerError, match="1 answers could not be recorded"):
        ledger.close()
    holder.close()
    ledger.close()
    with pytest.raises(LedgerError, match="closed already"):
        ledger.begin(decision("b"), attempt("b"))


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    """It can be read, and says why nothing can be begun."""
    path = tmp_path / "ledger.db"
    with Ledger(path, key=KEY) as ledger:
        sent(ledger, "a")
    with Ledger(f"sqlite:///file:{path}?mode=ro&uri=true") as ledger:
        assert Outcome.ACCEPTED == outcome(ledger, "a")
        assert "can be read but not written" in refuses(ledger, Problem.READ_ONLY)


@pytest.mark.parametrize("damage", [b"this is no ledger at all, but some other file " * 100, b"\xff" * 5000])
def test_a_file_that_is_no_ledger(tmp_path: Path, damage: bytes) -> None:
    """It is left as it is."""
    path = tmp_path / "ledger.db"
    path.write_bytes(damage)
    with Ledger(path) as ledger:
        assert "damaged, or no ledger" in refuses(ledger, Problem.CORRUPT)

    assert damage == path.read_bytes()


def test_a_damaged_ledger(tmp_path: Path) -> None:
    """Pages that make no sense any more are told as damage."""
    path = tmp_path / "ledger.db"
    with Ledger(path, key=KEY) as ledger:
        for number in range(50):
            sent(ledger, f"{number}")
    data = path.read_bytes()
    path.write_bytes(data[:8192] + b"\x5a" * (len(data) - 8192))
    with Ledger(path, key=KEY) as ledger:
        assert "damaged" in refuses(ledger, Problem.CORRUPT)


@pytest.mark.parametrize(
    ("place", "problem"),
    [
        ("missing/ledger.db", Problem.UNREACHABLE),
        ("postgresql://nobody:secret@127.0.0.1:1/nothing?connect_timeout=2", Problem.UNREACHABLE),
    ],
)
def test_a_place_that_cannot_be_reached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, problem: Problem
) -> None:
    """It is said where, without a password."""
    monkeypatch.chdir(tmp_path)
    with Ledger(place) as ledger:
        said = refuses(ledger, problem)

    assert "secret" not in said
    assert "cannot be opened or reached" in said


def test_many_find_the_place_unreachable_together(tmp_path: Path) -> None:
    """Each is told, in an error of his own; and when it can be reached nobody is reminded of it."""
    folder = tmp_path / "later"
    with Ledger(folder / "ledger.db") as ledger:

        def ask(number: int) -> Exception | None:
            with suppress(LedgerError):
                ledger.begin(decision(f"{number}"), attempt(f"{number}"))
                return None
            with pytest.raises(LedgerError) as refused:
                ledger.counts()
            return refused.value

        with ThreadPoolExecutor(8) as threads:
            errors = list(threads.map(ask, range(8)))
        folder.mkdir()

        assert 8 == len({id(error) for error in errors if error is not None})
        assert ledger.begin(decision("a"), attempt("a")).fresh


@pytest.mark.parametrize(
    "place",
    [
        "mysql://root:secret@localhost/x",
        "sqlite://",
        "sqlite:///:memory:",
        "://secret",
        "postgresql://a:secret@b:port/c",
    ],
)
def test_a_place_that_is_none(place: str) -> None:
    """It is refused at once, and what may be a password is not repeated."""
    with pytest.raises(LedgerError) as refused:
        Ledger(place)

    assert "secret" not in str(refused.value)


def test_a_newer_ledger(place: str) -> None:
    """What a newer nmlint made is left alone."""
    with Ledger(place) as ledger:
        ledger.follow("somebody", at())
        with ledger._open().database.writing.begin() as connection:  # noqa: SLF001  nobody else makes one
            connection.exec_driver_sql("UPDATE nmlint_meta SET value = '999' WHERE name = 'schema'")
    with Ledger(place) as ledger:
        assert "update nmlint" in refuses(ledger, Problem.NEWER)


def test_a_server_that_goes_away_and_comes_back(postgres: Postgres) -> None:
    """What was begun is kept, what cannot be begun is refused, and answers are recorded when it is back."""
    with Ledger(postgres.url(), key=KEY) as ledger:
        sent(ledger, "a", None)
        sent(ledger, "b", None)
        postgres.stop()
        try:
            assert ledger.answered(tag("a"), ACCEPTED, at(seconds=1)) is False
            assert "cannot be opened or reached" in refuses(ledger, Problem.UNREACHABLE)
            with pytest.raises(LedgerError):
                ledger.due(at(hours=1))
            assert 1 == ledger.owed
        finally:
            postgres.start()
        assert ledger.begin(decision("refused"), attempt("refused")).fresh
        assert (0, Outcome.ACCEPTED) == (ledger.owed, outcome(ledger, "a"))
        assert ["a"] == [each.decision for each in ledger.due(at(hours=1))]


def test_a_server_that_was_started_anew(postgres: Postgres) -> None:
    """Nobody notices: the connections of before are not relied on."""
    with Ledger(postgres.url(), key=KEY) as ledger:
        sent(ledger, "a", None)
        postgres.stop()
        postgres.start()

        assert ledger.answered(tag("a"), ACCEPTED, at(seconds=1)) is True
        assert Outcome.ACCEPTED == outcome(ledger, "a")


def test_no_message_quotes_what_was_to_be_written(place: str) -> None:
    """A number in a key, which should not be there, is in no error and in nothing that a log shows."""
    with Ledger(place) as ledger:
        ledger.begin(decision("a", key=PHONE), attempt("a"))
        with pytest.raises(LedgerError) as refused:
            ledger.begin(decision("a", key=PHONE), attempt("b"))

    assert PHONE not in str(refused.value)
    assert PHONE not in repr(refused.value)
