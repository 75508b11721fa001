"""From a path or a stream of bytes to a `Source`, or the reason why it cannot be read."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from nmlint.bilingual import Bilingual
from nmlint.documents.encodings import BYTE_ORDER_MARK, looks_binary, looks_like
from nmlint.errors import UnreadableError
from nmlint.source import Location, Source, Span

# A template is judged in every branch, so its size is held far below what a text editor would open.
MAX_CHARACTERS = 256 * 1024
_BYTES_PER_CHARACTER = 4


def shown_name(path: str | os.PathLike[str]) -> str:
    """The path with forward slashes and without bytes that no output could carry."""
    text = os.fspath(path).replace(os.sep, "/")
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def read_file(path: Path, name: str | None = None, *, limit: int = MAX_CHARACTERS) -> Source:
    """The file as text; anything but a readable, regular UTF-8 file of bearable size is refused."""
    name = shown_name(path) if name is None else name
    try:
        data = _bytes_of(path, name, limit * _BYTES_PER_CHARACTER + len(BYTE_ORDER_MARK))
    except (OSError, ValueError) as error:
        raise UnreadableError(_reason(error, path)) from error
    return decode(data, name, limit=limit)


def read_stream(stream: IO[bytes], name: str, *, limit: int = MAX_CHARACTERS) -> Source:
    """The whole stream as text, under the same terms as a file."""
    data = stream.read(limit * _BYTES_PER_CHARACTER + len(BYTE_ORDER_MARK) + 1)
    if not data:
        raise UnreadableError(Bilingual("nothing came on standard input", "標準輸入沒有任何內容"))
    return decode(data, name, limit=limit)


def read_bytes(path: Path, name: str, limit: int) -> bytes:
    """The first bytes of a regular file. Raises UnreadableError."""
    try:
        with _opened(path, name) as file:
            return file.read(limit)
    except (OSError, ValueError) as error:
        raise UnreadableError(_reason(error, path)) from error


def read_head(path: Path, limit: int) -> bytes:
    """The first bytes of a regular file; of what cannot be read as one, none."""
    try:
        with _opened(path, shown_name(path)) as file:
            return file.read(limit)
    except (OSError, ValueError, UnreadableError):
        return b""


def decode(data: bytes, name: str, *, limit: int = MAX_CHARACTERS) -> Source:
    """Bytes as text; a byte order mark is dropped, so places count from behind it."""
    data = data.removeprefix(BYTE_ORDER_MARK)
    if what := looks_binary(data):
        raise UnreadableError(what, _zero(data, name))
    try:
        source = Source(name, data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise _undecodable(data, name, error) from error
    if len(source.text) > limit:
        raise UnreadableError(_too_big(limit))
    return source


def refuse_empty(source: Source) -> Source:
    """The source, unless there is nothing in it to judge."""
    if not source.text.strip():
        raise UnreadableError(
            Bilingual("the file is empty; there is nothing to judge", "檔案是空的，沒有內容可以判斷"),
        )
    return source


def _bytes_of(path: Path, name: str, limit: int) -> bytes:
    with _opened(path, name) as file:
        size = os.fstat(file.fileno()).st_size
        data = b"" if size > limit else file.read(limit + 1)
        if size > limit or len(data) > limit:
            raise UnreadableError(_too_big(limit // _BYTES_PER_CHARACTER, size))
        return data


@contextmanager
def _opened(path: Path, name: str) -> Iterator[IO[bytes]]:
    # Without O_NONBLOCK, opening a named pipe waits for somebody to write into it.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    before = path.stat()
    if not stat.S_ISREG(before.st_mode):
        raise UnreadableError(_not_regular(before.st_mode, name))
    with os.fdopen(os.open(path, flags), "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableError(_not_regular(status.st_mode, name))
        yield file


def _not_regular(mode: int, name: str) -> Bilingual:
    if stat.S_ISDIR(mode):
        return Bilingual(f"{name} is a folder, not a file", f"{name} 是資料夾，不是檔案")
    kinds = (
        (stat.S_ISFIFO, "a pipe", "管線（pipe）"),
        (stat.S_ISSOCK, "a socket", "socket"),
        (stat.S_ISCHR, "a device", "裝置檔"),
        (stat.S_ISBLK, "a device", "裝置檔"),
    )
    english, chinese = next(((en, zh) for test, en, zh in kinds if test(mode)), ("no regular file", "特殊檔案"))
    return Bilingual(
        f"this is {english} and cannot be read as a file; give the text on standard input: nmlint check -",
        f"這是{chinese}，不能當檔案讀取；請改從標準輸入送進來：nmlint check -",
    )


def _too_big(characters: int, size: int | None = None) -> Bilingual:
    english = "" if size is None else f" ({size:,} bytes)"
    chinese = "" if size is None else f"（{size:,} 位元組）"
    return Bilingual(
        f"the file is too big to judge{english}; at most {characters:,} characters are read, so split it",
        f"檔案太大，無法判斷{chinese}；上限為 {characters:,} 個字元，請拆成多個檔案",
    )


def _reason(error: OSError | ValueError, path: Path) -> Bilingual:
    if isinstance(error, ValueError):
        return Bilingual("the path contains a character no file name can have", "路徑含有檔名不能使用的字元")
    match error.errno:
        case errno.ENOENT if path.is_symlink():
            target = shown_name(path.readlink())
            return Bilingual(
                f"a broken symbolic link: it leads to {target}, which does not exist; mend or remove the link",
                f"符號連結失效：它指向的 {target} 不存在；請修正或移除這個連結",
            )
        case errno.ENOENT | errno.ENOTDIR:
            return Bilingual("there is no such file or folder; check the path", "沒有這個檔案或資料夾；請檢查路徑")
        case errno.EACCES | errno.EPERM:
            return Bilingual(
                "no permission to read it; change its mode or run as a user who may",
                "沒有讀取權限；請調整檔案權限，或改用有權限的使用者執行",
            )
        case errno.ELOOP:
            return Bilingual("a symbolic link that leads back to itself", "符號連結繞回自己，形成迴圈")
        case errno.ENAMETOOLONG:
            return Bilingual("the file name is too long", "檔名太長")
        case _:
            said = error.strerror or type(error).__name__
            return Bilingual(f"the system could not read it: {said}", f"系統無法讀取：{said}")


def reason_of(error: OSError, path: Path) -> Bilingual:
    """What a failed system call means for whoever named the path."""
    return _reason(error, path)


def _zero(data: bytes, name: str) -> Location | None:
    """Where a stray zero stands in what is text besides."""
    if data.count(0) * 8 > len(data):
        return None
    try:
        text = data[: data.find(0) + 1].decode("utf-8")
    except UnicodeDecodeError:
        return None
    return Location.of(Source(name, text), Span(len(text) - 1, len(text))) if text else None


def _undecodable(data: bytes, name: str, error: UnicodeDecodeError) -> UnreadableError:
    before = Source(name, data[: error.start].decode("utf-8"))
    at = len(before.text)
    location = Location.of(before, Span(at, at))
    if error.end == len(data) and error.reason == "unexpected end of data":
        return UnreadableError(
            Bilingual(
                "the file ends in the middle of a character; was it cut off? Save it again as UTF-8",
                "檔案在一個字的中間結束，可能被截斷了；請重新以 UTF-8 存檔",
            ),
            location,
        )
    guess = looks_like(data)
    if guess is None:
        said = Bilingual(
            f"the file is not UTF-8 (byte 0x{data[error.start]:02X}); save it as UTF-8",
            f"檔案不是 UTF-8（位元組 0x{data[error.start]:02X}）；請以 UTF-8 存檔",
        )
    else:
        said = Bilingual(
            f"the file is not UTF-8; it looks like {guess}; save it as UTF-8",
            f"檔案不是 UTF-8，看起來是 {guess}；請以 UTF-8 存檔",
        )
    return UnreadableError(said, location)
