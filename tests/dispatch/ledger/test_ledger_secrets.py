"""What must not stand in a ledger's file: whom a fallback goes to, and what it says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from ledgers import ACCEPTED, KEY, PHONE, WINDOW, at, attempt, decision, fallback, following, sent, tag
from sqlalchemy import Connection, update

from nmlint.dispatch.ledger import Ledger, LedgerError
from nmlint.dispatch.ledger.problems import Problem
from nmlint.dispatch.ledger.tables import attempts

PLANTED = "TW-planted-20261123001"


def raw(folder: Path) -> bytes:
    """All bytes of the ledger's files, also of those beside it."""
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


def variants(text: str) -> list[bytes]:
    """The text as it may stand in a file."""
    return [text.encode(), text.encode("utf-16-le"), text.encode("unicode-escape"), text.removeprefix("+").encode()]


def test_nothing_stands_in_clear(tmp_path: Path) -> None:
    """Neither number nor text, at any time of its life, in any file."""
    secret = replace(following("a"), outgoing=replace(following("a").outgoing, body={"text": f"好日子 {PLANTED}"}))
    with Ledger(tmp_path / "ledger.db", key=KEY) as ledger:
        seen = [raw(tmp_path)]
        ledger.begin(decision("a"), attempt("a", following=secret))
        seen.append(raw(tmp_path))
        ledger.answered(tag("a"), ACCEPTED, at(seconds=1))
        assert [secret] == [each.following for each in ledger.due(at(hours=1))]
        ledger.begin_fallback("a", fallback("a"), at(minutes=31))
        seen.append(raw(tmp_path))
        ledger.prune(at(days=99))
    seen.append(raw(tmp_path))

    for data in seen:
        for text in (PHONE, PLANTED, "好日子", KEY):
            assert not any(variant in data for variant in variants(text)), text
    assert tag("a").encode() in seen[1]


@pytest.mark.parametrize("end", ["delivered", "followed", "closed", "refused"])
def test_what_is_over_is_forgotten(tmp_path: Path, end: str) -> None:
    """The seal itself is gone from the file when it is of no more use, also from the pages that are free."""
    path = tmp_path / "ledger.db"
    # So long that it fills pages of its own, which are free afterwards.
    long = replace(following("a"), outgoing=replace(following("a").outgoing, body={"text": "好日子" * 4000}))
    with Ledger(path, key=KEY) as ledger:
        sent(ledger, "a", following=long)
        sealed = _sealed(ledger)[20_000:20_100]
        assert sealed in raw(tmp_path)
        if end == "delivered":
            ledger.delivered(tag("a"), "event", at(minutes=1), at(minutes=1), redelivery=False)
        elif end == "followed":
            ledger.begin_fallback("a", fallback("a"), at(minutes=31))
        elif end == "closed":
            ledger.close_silent(at(days=2), window=WINDOW)
        else:
            ledger.unknown(at(minutes=1))
            ledger.close_silent(at(days=2), window=WINDOW)

    # Closing writes what stands beside the file into it.
    assert ["ledger.db"] == [each.name for each in tmp_path.iterdir()]
    assert sealed not in raw(tmp_path)


def _sealed(ledger: Ledger) -> bytes:
    with ledger._read() as connection:  # noqa: SLF001  nobody else may see it
        found = connection.exec_driver_sql("SELECT sealed FROM nmlint_attempts").scalar_one()
    assert isinstance(found, bytes)
    return found


def test_a_seal_opens_for_its_attempt_only(ledger: Ledger) -> None:
    """Whoever can write to the database cannot send one receiver what is another's."""
    sent(ledger, "a")
    sent(ledger, "b")

    def swap(connection: Connection) -> None:
        rows = {row.tag: row.sealed for row in connection.execute(attempts.select())}
        for one, other in ((tag("a"), tag("b")), (tag("b"), tag("a"))):
            connection.execute(update(attempts).where(attempts.c.tag == one).values(sealed=rows[other]))

    with ledger._open().database.writing.begin() as connection:  # noqa: SLF001  as above
        swap(connection)
    with pytest.raises(LedgerError, match="was changed after it was sealed") as refused:
        ledger.due(at(hours=1))
    assert Problem.CORRUPT == refused.value.problem


def test_the_file_is_its_owners(tmp_path: Path) -> None:
    """Nobody else may read a ledger that was made here."""
    path = tmp_path / "ledger.db"
    with Ledger(path, key=KEY) as ledger:
        sent(ledger, "a")
        modes = {each.stat().st_mode & 0o777 for each in tmp_path.iterdir()}

    assert {0o600} == modes
