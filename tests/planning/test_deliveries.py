"""Past deliveries read from files: what is understood, and what is said of what is not."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nmlint.bilingual import CHINESE, ENGLISH, in_language
from nmlint.errors import NmlintError, UnreadableError, UsageError
from nmlint.planning.deliveries import Delivery, Heard, deliveries
from nmlint.planning.rows import rows

FOLDER = Path(__file__).parents[2] / "fixtures" / "planning" / "deliveries"


def read(path: Path, data: bytes | str) -> list[Delivery]:
    """The deliveries of a file with that in it."""
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(deliveries(path))


def refused(path: Path, data: bytes | str) -> str:
    """What is said of a file that cannot be read, in English; its Chinese is there as well."""
    with pytest.raises(UnreadableError) as caught:
        read(path, data)
    assert caught.value.reason.startswith(path.as_posix())
    assert caught.value.reason != in_language(caught.value.args[0], CHINESE)
    return caught.value.reason.removeprefix(f"{path.as_posix()}: ")


@pytest.mark.parametrize("lang", [ENGLISH, CHINESE])
@pytest.mark.parametrize("name", ["faulty.csv", "faulty.jsonl"])
def test_every_fault_is_named(name: str, lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With file, row, column and mend, all in one error."""
    monkeypatch.chdir(FOLDER)
    with pytest.raises(UnreadableError) as caught:
        list(deliveries(Path(name)))

    expected = (FOLDER / f"{name}.{lang}.txt").read_text(encoding="utf-8")
    assert expected.splitlines() == in_language(caught.value.args[0], lang).splitlines()


def test_of_many_faults_the_first_are_named(tmp_path: Path) -> None:
    """And the others are counted."""
    said = refused(tmp_path / "many.csv", "status\n" + "read\n" * 1050).splitlines()

    assert 21 == len(said)
    assert said[19].endswith("row 21, status: 'read' is none; write delivered, rejected or none")
    assert said[20].endswith("many.csv: faults in 1,030 rows more")


def test_a_long_value_is_cut_where_it_is_quoted(tmp_path: Path) -> None:
    """Nobody needs all of it to find it."""
    said = refused(tmp_path / "long.csv", "status\n" + "r" * 900 + "\n")

    assert f"row 2, status: '{'r' * 40}…' is none" in said


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("front", [b"", b"\xef\xbb\xbf"])
def test_files_as_programs_save_them(tmp_path: Path, front: bytes, end: str) -> None:
    """With or without byte order mark, with any line end, with or without one at the end."""
    for last in ("", end):
        text = end.join(["Status , Delay_Seconds", "delivered,5", '"rejected",']) + last
        found = read(tmp_path / "saved.CSV", front + text.encode())
        assert [Delivery(Heard.DELIVERED, 5), Delivery(Heard.REJECTED)] == found


def test_a_value_over_two_lines(tmp_path: Path) -> None:
    """A row of a CSV file is counted as an editor does: by its last line."""
    said = refused(tmp_path / "two.csv", 'remark,status\n"a\nb",none\n"c\nd",read\n')

    assert said.startswith("row 5, status: 'read'")


def test_the_first_column_filled_in_counts(tmp_path: Path) -> None:
    """`delay` goes before `delay_seconds`, this before the two times; a part of a second is a whole one."""
    text = (
        "status,delay,delay_seconds,sent_at,delivered_at\n"
        "delivered,1m,5,2026-01-01T00:00:00Z,2026-01-01T00:00:09Z\n"
        "delivered,,5,2026-01-01T00:00:00Z,2026-01-01T00:00:09Z\n"
        "delivered,,,2026-01-01T00:00:00Z,2026-01-01T00:00:09Z\n"
        "delivered,,5.000001,,\n"
        "delivered,,,2026-01-01T00:00:00Z,2026-01-01T00:00:00Z\n"
        "delivered,,,2026-01-01T00:00:00Z,2026-01-01T00:00:00.001Z\n"
    )

    assert [60, 5, 9, 6, 0, 1] == [delivery.delay for delivery in read(tmp_path / "all.csv", text)]


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("empty.csv", b"", "there is no row in it"),
        ("head.csv", b"status,delay\n", "there is no row in it"),
        ("blank.jsonl", b"\n\n", "there is no row in it"),
        ("bare.csv", b"delivered,45s\n", "row 1, status: there is no such column; name the columns in row 1"),
        ("semicolon.csv", b"status;delay\ndelivered;45s\n", "row 1, status: there is no such column"),
        ("twice.csv", b"status,delay,delay\nnone,,\n", "row 1, delay: the column stands there more than once"),
        ("quotes.csv", b'status\n"none\n', "row 2 is no CSV"),
        ("quotes.csv", b'status\n"none"x\n', "row 2 is no CSV"),
        ("big5.csv", "status,remark\nnone,通知\n".encode("big5"), "row 2 is not UTF-8"),
        ("utf16.csv", "status\nnone\n".encode("utf-16"), "row 1 is not UTF-8"),
        ("long.jsonl", b'{"status": "' + b"x" * 70_000, "row 1 has more than 65,536 bytes"),
        ("deep.jsonl", b"[" * 60_000 + b"\n", "row 1, this is no JSON object"),
        ("digits.jsonl", b'{"status": ' + b"9" * 60_000 + b"}\n", "row 1, this is no JSON object"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, name: str, data: bytes, says: str) -> None:
    """What is wrong with it is said, and where."""
    assert refused(tmp_path / name, data).startswith(says)


def test_a_file_without_end(tmp_path: Path) -> None:
    """More rows than are read at most are refused, not cut off."""
    path = tmp_path / "long.csv"
    path.write_text("status\n" + "none\n" * 11, encoding="utf-8")

    with pytest.raises(UnreadableError, match="more than 10 rows; give a sample"):
        list(rows(path, "status", (), limit=10))
    assert 11 == len(list(rows(path, "status", (), limit=11)))


@pytest.mark.parametrize("name", ["past.xlsx", "past", "past.json"])
def test_a_file_of_another_kind(tmp_path: Path, name: str) -> None:
    """Its name tells what is read from it."""
    with pytest.raises(UsageError, match=r"save it as one of these"):
        list(deliveries(tmp_path / name))


def test_no_file(tmp_path: Path) -> None:
    """A missing file, a folder and a pipe are each named as what they are, without waiting."""
    folder, pipe = tmp_path / "folder.csv", tmp_path / "pipe.csv"
    folder.mkdir()
    os.mkfifo(pipe)

    for path, says in ((tmp_path / "no.csv", "there is no such file"), (folder, "no file"), (pipe, "no file")):
        with pytest.raises(UnreadableError, match=says):
            list(deliveries(path))


@given(st.sampled_from([".csv", ".jsonl"]), st.binary(max_size=200), st.booleans())
def test_any_bytes_are_answered(tmp_path_factory: pytest.TempPathFactory, suffix: str, data: bytes, head: bool) -> None:
    """Whatever stands in a file, it is read or explained."""
    path = tmp_path_factory.getbasetemp() / f"any{suffix}"
    path.write_bytes((b"status,delay\n" if head else b"") + data)
    with suppress(NmlintError):
        assert list(deliveries(path))
