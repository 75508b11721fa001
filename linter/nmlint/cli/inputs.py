"""What the paths of a command mean together: whether they agree, and where their configuration is looked for."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable
from pathlib import Path

from nmlint.bilingual import Bilingual
from nmlint.config import LOCK_NAME, Settings, repository_root
from nmlint.errors import UsageError

STANDARD_INPUT = "-"

# A report in JSON or HTML says at its head what wrote it, one in text at its end.
_PEEK = 4096
_REPORTS = re.compile(
    rb'\{\s*"schema": "nmlint\.|<!doctype html>.*?<meta name="generator" content="nmlint ', re.DOTALL | re.IGNORECASE
)
_CLOSING = re.compile(rb"nmlint [0-9]\S* \xc2\xb7 ")


def require_consistent(paths: tuple[str, ...], stdin_filename: str | None) -> None:
    """Raises UsageError for arguments that contradict one another."""
    if paths.count(STANDARD_INPUT) > 1:
        raise UsageError(Bilingual("standard input (-) can be read only once", "標準輸入（-）只能讀取一次"))
    if stdin_filename is not None and STANDARD_INPUT not in paths:
        raise UsageError(
            Bilingual(
                "--stdin-filename says what standard input is called; give - as a path too",
                "--stdin-filename 是標準輸入的檔名；請同時以 - 作為路徑",
            ),
        )


def start_of(paths: tuple[str, ...], stdin_filename: str | None) -> Path:
    """Where to look for the configuration.

    That is the working directory, unless inputs lie outside the repository around it: then what they have in common.
    """
    here = Path.cwd()
    named = [path for path in (*paths, stdin_filename) if path not in {STANDARD_INPUT, None}]
    absolute = [os.path.abspath(path) for path in named if path is not None and "\0" not in path]  # noqa: PTH100
    root = repository_root(here)
    if not absolute or (root is not None and all(Path(path).is_relative_to(root) for path in absolute)):
        return here
    try:
        common = Path(os.path.commonpath(absolute))
    except ValueError:
        return here
    return common if os.path.isdir(common) else common.parent  # noqa: PTH112  Path.is_dir raises where it may not look


def refuse_overwriting(output: Path | None, read: Iterable[str], settings: Settings) -> None:
    """Raises UsageError for a report in the place of what a run reads, or of anything but an earlier report.

    What a run reads beside its arguments is the configuration and the lock.
    """
    there = None if output is None else _status(output)
    if output is None or there is None:
        return
    refuse_inputs(output, read, settings)
    # What is no regular file, such as a pipe, keeps nothing.
    if stat.S_ISREG(there.st_mode) and there.st_size and not is_report(output):
        raise UsageError(
            Bilingual(
                f"--output {output}: there is such a file already, and it is no earlier report of nmlint; choose "
                "another name, or delete it",
                f"--output {output}：檔案已經存在，而且不是 nmlint 先前的報告；請換一個檔名，或先刪除它",
            ),
        )


def refuse_inputs(output: Path, read: Iterable[str], settings: Settings) -> None:
    """Raises UsageError for an output in the place of a file of the run, of the configuration or of the lock."""
    there = _status(output)
    files: tuple[str | Path, ...] = (
        *read,
        settings.root / LOCK_NAME,
        *([] if settings.file is None else [settings.file.name]),
    )
    if there is not None and any(
        status is not None and os.path.samestat(there, status) for status in map(_status, files)
    ):
        raise UsageError(
            Bilingual(
                f"--output {output}: this run reads that file; write the report to another one",
                f"--output {output}：這個檔案是本次執行的輸入；請將報告寫到別的檔案",
            ),
        )


def is_report(path: Path) -> bool:
    """Whether a file shows that nmlint wrote it as a report, by its first or its last words."""
    try:
        with path.open("rb") as file:
            head = file.read(_PEEK)
            file.seek(-min(_PEEK, os.fstat(file.fileno()).st_size), os.SEEK_END)
            tail = file.read()
    except OSError:
        return False
    return _REPORTS.match(head) is not None or _CLOSING.search(tail) is not None


def _status(path: str | Path) -> os.stat_result | None:
    try:
        return os.stat(path)  # noqa: PTH116  a name is not always a path
    except (OSError, ValueError):
        return None
