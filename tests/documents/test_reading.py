"""Reading: bytes become text, or a reason with its mend."""

from __future__ import annotations

import io
import os
import socket
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nmlint.bilingual import CHINESE, in_language
from nmlint.documents.reading import MAX_CHARACTERS, decode, read_file, read_stream, refuse_empty
from nmlint.errors import UnreadableError

NOTICE = "您的訂單已出貨，商品預計明日送達門市，請留意取貨通知。"
SIMPLIFIED = "您的订单已出货，商品预计明日送达门店，请留意取货通知。"
JAPANESE = "ご注文の商品を発送しました。お届け予定日をご確認ください。"


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff"), max_size=200))
def test_text_survives(text: str) -> None:
    """Any text without zero characters is read back unchanged, with or without a byte order mark."""
    data = text.encode()
    assume(not text.startswith(("PK\x03\x04", "%PDF")))

    assert [text, text] == [decode(mark + data, "a.j2").text for mark in (b"", b"\xef\xbb\xbf")]


def test_places_count_from_behind_the_byte_order_mark() -> None:
    """A byte order mark is no character of the first line."""
    source = decode(b"\xef\xbb\xbfabc", "a.j2")

    assert (1, 1) == (source.place(0).line, source.place(0).column)
    assert "a" == source.text[0]


def test_line_ends_are_kept() -> None:
    """CRLF stays CRLF, so offsets mean the same in the file."""
    assert "a\r\nb\r" == decode(b"a\r\nb\r", "a.j2").text


@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        (NOTICE, "cp950", "Big5"),
        (SIMPLIFIED, "gbk", "GBK"),
        (JAPANESE, "cp932", "Shift-JIS"),
        (NOTICE, "utf-16", "UTF-16"),
        ("order {{ no }} shipped", "utf-16-le", "UTF-16"),
    ],
)
def test_other_encodings_are_recognized(text: str, codec: str, name: str) -> None:
    """A file in another usual encoding is refused by the name of that encoding, with the mend."""
    with pytest.raises(UnreadableError) as refused:
        decode(text.encode(codec), "a.j2")

    assert f"looks like {name}" in refused.value.reason
    assert "save it as UTF-8" in refused.value.reason
    assert name in in_language(refused.value.reason, CHINESE)


def test_the_place_of_a_wrong_byte() -> None:
    """A byte that is no UTF-8 is told with its line and column, counted in characters."""
    with pytest.raises(UnreadableError) as refused:
        decode("第一行\n第二".encode() + b"\xff" + b"x", "a.j2")

    assert refused.value.location is not None
    assert (2, 3) == (refused.value.location.start.line, refused.value.location.start.column)


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ("第一行\n第\0二行，第三行".encode(), (2, 2)),
        (b"\xef\xbb\xbfabc def ghi\0", (1, 12)),
        (b"\0abc def ghi jkl", (1, 1)),
        (b"\xff\xfe\0abc def ghi jkl", None),
        (b"ab\0cd\0\0", None),
    ],
)
def test_the_place_of_a_zero(data: bytes, place: tuple[int, int] | None) -> None:
    """A stray zero in what is text besides is told with its line and column; of other bytes there is no place."""
    with pytest.raises(UnreadableError) as refused:
        decode(data, "a.j2")

    location = refused.value.location
    assert place == (None if location is None else (location.start.line, location.start.column))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("好".encode()[:2], "cut off"),
        (b"ab\0cd\0\0", "binary"),
        (b"PK\x03\x04....", "Word, Excel or ZIP"),
        (b"%PDF-1.7", "PDF"),
        (b"x" * (MAX_CHARACTERS + 1), "too big"),
        (b"\x80\x81\x82", "not UTF-8"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, said: str) -> None:
    """Each kind of unreadable bytes has its own reason."""
    with pytest.raises(UnreadableError, match=said):
        decode(data, "a.j2")


@pytest.mark.parametrize("text", ["", " \n\t", "\r\n"])
def test_nothing_to_judge(text: str) -> None:
    """A file without any character to judge is refused where something must be judged."""
    with pytest.raises(UnreadableError, match="empty"):
        refuse_empty(decode(text.encode(), "a.j2"))


def test_empty_standard_input() -> None:
    """Nothing on standard input is no empty message."""
    with pytest.raises(UnreadableError, match="standard input"):
        read_stream(io.BytesIO(b""), "<stdin>")


def test_missing_file(tmp_path: Path) -> None:
    """A path to nothing says so."""
    with pytest.raises(UnreadableError, match="no such file"):
        read_file(tmp_path / "none.j2")


def test_broken_link(tmp_path: Path) -> None:
    """A broken symbolic link names where it leads."""
    link = tmp_path / "link.j2"
    link.symlink_to("gone.j2")

    with pytest.raises(UnreadableError, match=r"broken symbolic link: it leads to gone\.j2"):
        read_file(link)


def test_link_to_itself(tmp_path: Path) -> None:
    """A link that leads back to itself is told as that."""
    link = tmp_path / "link.j2"
    link.symlink_to(link)

    with pytest.raises(UnreadableError, match="leads back to itself"):
        read_file(link)


def test_folder(tmp_path: Path) -> None:
    """A folder is no file."""
    with pytest.raises(UnreadableError, match="is a folder"):
        read_file(tmp_path)


def test_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    """A named pipe would keep a reader waiting for ever."""
    pipe = tmp_path / "pipe.j2"
    os.mkfifo(pipe)

    with pytest.raises(UnreadableError, match="a pipe"):
        read_file(pipe)


def test_socket_is_refused(tmp_path: Path) -> None:
    """A socket cannot be read as a file."""
    path = tmp_path / "s.j2"
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path))

        with pytest.raises(UnreadableError, match="a socket"):
            read_file(path)


def test_device_is_refused() -> None:
    """A device may never end."""
    with pytest.raises(UnreadableError, match="a device"):
        read_file(Path("/dev/zero"))


def test_huge_file_is_not_read(tmp_path: Path) -> None:
    """The size is asked before a byte is read."""
    path = tmp_path / "huge.j2"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024 * 1024)

    with pytest.raises(UnreadableError, match="too big"):
        read_file(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_no_permission(tmp_path: Path) -> None:
    """A file that may not be read says what to change."""
    path = tmp_path / "closed.j2"
    path.write_text("x")
    path.chmod(0)

    with pytest.raises(UnreadableError, match="no permission"):
        read_file(path)


@pytest.mark.parametrize("path", ["a\0b.j2", "x" * 5000])
def test_impossible_paths(path: str) -> None:
    """A path no file can have is an answer, not a crash."""
    with pytest.raises(UnreadableError):
        read_file(Path(path))
