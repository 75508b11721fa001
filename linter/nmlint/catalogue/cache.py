"""Keeps compiled catalogues between runs. A cache that is missing, broken or forbidden costs time, never an answer."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
from pathlib import Path

_KEPT = 24
_PREFIX = "catalogue-"


def cache_folder() -> Path | None:
    """The folder to keep compiled catalogues in, None where the user has none."""
    own = os.environ.get("NMLINT_CACHE_DIR")
    if own:
        return Path(own)
    try:
        if sys.platform == "win32":
            local = os.environ.get("LOCALAPPDATA")
            return Path(local) / "nmlint" / "Cache" if local else Path.home() / "AppData" / "Local" / "nmlint" / "Cache"
        if sys.platform == "darwin":
            return Path.home() / "Library" / "Caches" / "nmlint"
        shared = os.environ.get("XDG_CACHE_HOME", "")
        # The specification has relative paths ignored.
        return (Path(shared) if Path(shared).is_absolute() else Path.home() / ".cache") / "nmlint"
    except RuntimeError:
        return None


def read(key: str) -> bytes | None:
    """What was kept under a key, None if nothing whole is there."""
    folder = cache_folder()
    if folder is None:
        return None
    try:
        head, _, content = (folder / _name(key)).read_bytes().partition(b"\n")
    except OSError:
        return None
    return content if head == _head(key, content) else None


def write(key: str, content: bytes) -> None:
    """Keeps content under a key, at once or not at all, whoever else is writing."""
    folder = cache_folder()
    if folder is None:
        return
    import tempfile  # noqa: PLC0415  late: most runs only read

    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".new-", dir=folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_head(key, content) + b"\n" + content)
            Path(name).replace(folder / _name(key))
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
        _forget_oldest(folder)


def _forget_oldest(folder: Path) -> None:
    entries = sorted(folder.glob(f"{_PREFIX}*.json"), key=lambda entry: entry.stat().st_mtime, reverse=True)
    for entry in entries[_KEPT:]:
        entry.unlink(missing_ok=True)


def _name(key: str) -> str:
    return f"{_PREFIX}{key[:32]}.json"


def _head(key: str, content: bytes) -> bytes:
    return f"{key} {hashlib.sha256(content).hexdigest()}".encode()
