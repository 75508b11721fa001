"""Writes pages and pictures: whole or not at all, and never over anything but one of ours."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from nmlint.bilingual import Bilingual
from nmlint.errors import UsageError

_HEAD = 4096


def refuse_to_overwrite(option: str, target: Path, is_ours: Callable[[bytes], bool], inputs: Iterable[str]) -> None:
    """Raises UsageError where something stands that is no earlier output of ours, or that this run reads."""
    try:
        there = target.stat()
    except FileNotFoundError:
        return
    except (OSError, ValueError) as error:
        raise UsageError(_unwritable(option, target, error)) from error
    if any(os.path.samestat(there, status) for status in map(_status, inputs) if status is not None):
        raise UsageError(
            Bilingual(
                f"{option} {target}: this run reads that file; write to another one",
                f"{option} {target}：這個檔案是本次的輸入；請寫到別的檔案",
            )
        )
    if not stat.S_ISREG(there.st_mode) or not is_ours(_head(option, target)):
        raise UsageError(
            Bilingual(
                f"{option} {target}: something is there that is no nmlint preview; remove it or write to another file",
                f"{option} {target}：那裡已有不是 nmlint 預覽的檔案；請先移除，或寫到別的檔案",
            )
        )


def write_whole(option: str, target: Path, data: bytes) -> None:
    """Puts the data in place at once, so that nobody ever reads half of them."""
    # What a symbolic link leads to is replaced, not the link.
    final = Path(os.path.realpath(target))
    beside = final.with_name(f".{final.name[:200]}.{secrets.token_hex(4)}.tmp")
    try:
        with beside.open("xb") as file:
            file.write(data)
        beside.replace(final)
    except (OSError, ValueError) as error:
        raise UsageError(_unwritable(option, target, error)) from error
    finally:
        with suppress(OSError, ValueError):
            beside.unlink(missing_ok=True)


def _head(option: str, target: Path) -> bytes:
    try:
        with target.open("rb") as file:
            return file.read(_HEAD)
    except OSError as error:
        raise UsageError(_unwritable(option, target, error)) from error


def _status(path: str) -> os.stat_result | None:
    try:
        return os.stat(path)  # noqa: PTH116  a name is not always a path
    except (OSError, ValueError):
        return None


def _unwritable(option: str, target: Path, error: OSError | ValueError) -> Bilingual:
    said = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return Bilingual(f"{option} {target}: cannot be written: {said}", f"{option} {target}：無法寫入：{said}")
