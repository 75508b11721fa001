"""What the paths of a command mean together: whether they agree, and where their configuration is looked for."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from nmlint.bilingual import Bilingual
from nmlint.config import Settings, repository_root
from nmlint.errors import UsageError

STANDARD_INPUT = "-"


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
    """Raises UsageError for a report that would be written over a file of the run, or over the configuration."""
    there = None if output is None else _status(output)
    if there is None:
        return
    files = {*read, *([] if settings.file is None else [settings.file.name])}
    if any(status is not None and os.path.samestat(there, status) for status in map(_status, files)):
        raise UsageError(
            Bilingual(
                f"--output {output}: this run reads that file; write the report to another one",
                f"--output {output}：這個檔案是本次執行的輸入；請將報告寫到別的檔案",
            ),
        )


def _status(path: str | Path) -> os.stat_result | None:
    try:
        return os.stat(path)  # noqa: PTH116  a name is not always a path
    except (OSError, ValueError):
        return None
