"""A picture of a page, made by a Chromium that is installed anyway, and cut where the page ends."""

from __future__ import annotations

import os
import shutil
import signal
import struct
import subprocess
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from nmlint.bilingual import Bilingual
from nmlint.errors import UsageError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
VARIABLE = "CHROMIUM"
WIDTH = 1280

# As high as Chromium draws; what is left below the page is cut off.
_HEIGHT = 16_000
_SECONDS = 60
_MARGIN = 16
_KEPT_BACK = 200
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_MADE_BY = b"tEXtSoftware\0nmlint preview"
_CHANNELS = {2: 3, 6: 4}  # bytes a pixel, by the colour type of a PNG


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG, and whether the page was longer than it."""

    data: bytes
    cut: bool


def find_browser(environment: Mapping[str, str] = os.environ) -> str | None:
    """The browser that $CHROMIUM names, else the first that is in the PATH."""
    named = environment.get(VARIABLE)
    if named:
        return shutil.which(named)
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def no_browser() -> Bilingual:
    """What to install for pictures."""
    names = ", ".join(BROWSERS)
    return Bilingual(
        f"--png needs a Chromium, and none is found; install one of {names}, or set ${VARIABLE} to its path",
        f"--png 需要 Chromium，但找不到；請安裝其中之一：{names}，或以環境變數 {VARIABLE} 指定路徑",
    )


def picture_of(page: str, browser: str) -> Picture:
    """The page as PNG. Raises UsageError when the browser makes none."""
    with tempfile.TemporaryDirectory(prefix="nmlint-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source, target, profile = folder / "page.html", folder / "page.png", folder / "profile"
        profile.mkdir()
        source.write_text(page, encoding="utf-8", newline="\n")
        _run([browser, *_flags(profile), f"--screenshot={target}", source.as_uri()])
        try:
            return cropped(target.read_bytes())
        except FileNotFoundError:
            raise UsageError(_failed(browser, Bilingual("it made no picture", "沒有產生圖片"))) from None


def is_picture(head: bytes) -> bool:
    """Whether a file that begins so is a picture of ours."""
    return head.startswith(_SIGNATURE) and _MADE_BY in head


def cropped(png: bytes) -> Picture:
    """The picture without the empty rows at its end, marked as ours."""
    chunks = list(_chunks(png))
    header = dict(chunks)[b"IHDR"]
    width, height, depth, colour, *rest = struct.unpack(">IIBBBBB", header)
    if depth != 8 or colour not in _CHANNELS or rest[-1]:  # noqa: PLR2004  what Chromium writes
        raise ValueError("an unusual PNG")
    rows = zlib.decompress(b"".join(data for kind, data in chunks if kind == b"IDAT"))
    size = 1 + width * _CHANNELS[colour]
    used = _rows_in_use(rows, size)
    kept = min(used + _MARGIN, height)
    header = struct.pack(">IIBBBBB", width, kept, depth, colour, *rest)
    made_by = (_MADE_BY[:4], _MADE_BY[4:])
    written = ((b"IHDR", header), made_by, (b"IDAT", zlib.compress(rows[: kept * size], 6)), (b"IEND", b""))
    # Chromium keeps some rows at the end of its window to itself.
    cut = used > height - _KEPT_BACK
    return Picture(_SIGNATURE + b"".join(_chunk(kind, data) for kind, data in written), cut)


def _rows_in_use(rows: bytes, size: int) -> int:
    """How many rows there are before those at the end that are all the same.

    Rows are written as differences from the one above, so two that are the same may be the last of a picture and the
    first of the empty ones; that is one row too many, and no harm.
    """
    count = len(rows) // size
    last = rows[(count - 1) * size :]
    while count and rows[(count - 1) * size : count * size] == last:
        count -= 1
    return count


def _flags(profile: Path) -> list[str]:
    """Headless, quiet, and without a word to anybody."""
    flags = [
        "--headless",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        f"--user-data-dir={profile}",
        f"--window-size={WIDTH},{_HEIGHT}",
    ]
    # As root, Chromium starts only without its sandbox.
    return [*flags, "--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else flags


def _run(command: list[str]) -> None:
    try:
        with subprocess.Popen(  # noqa: S603  the browser that the user has, with flags of ours
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as process:
            try:
                process.wait(_SECONDS)
            except BaseException as error:
                _end(process)
                if isinstance(error, subprocess.TimeoutExpired):
                    slow = Bilingual(f"it was not done after {_SECONDS} s", f"{_SECONDS} 秒內沒有完成")
                    raise UsageError(_failed(command[0], slow)) from error
                raise
    except OSError as error:
        said = error.strerror or type(error).__name__
        raise UsageError(_failed(command[0], Bilingual(said, said))) from error


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends the browser with the processes that it started."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()


def _failed(browser: str, why: Bilingual) -> Bilingual:
    return Bilingual(f"--png: {browser} failed: {why}", f"--png：{browser} 失敗：{why.chinese}")


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_SIGNATURE)
    while at < len(png):
        length, kind = struct.unpack_from(">I4s", png, at)
        yield kind, png[at + 8 : at + 8 + length]
        at += length + 12


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I4s", len(data), kind) + data + struct.pack(">I", zlib.crc32(kind + data))
