"""Writes a file as a whole or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path


def write_whole(path: Path, data: bytes) -> None:
    """Puts the bytes in the place of a file; whatever happens, it holds the old bytes or the new. Raises OSError.

    What is no regular file, such as a pipe, is written straight away. A link stays one, and a file keeps its mode.
    """
    if path.exists() and not path.is_file():
        path.write_bytes(data)
        return
    target = Path(os.path.realpath(path))
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(_mode(target))
        os.replace(name, target)  # noqa: PTH105  the names are plain
    except BaseException:
        with suppress(OSError):
            os.unlink(name)  # noqa: PTH108  as above
        raise


def _mode(path: Path) -> int:
    """The mode of a file; that of a new one is as the process makes them."""
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
