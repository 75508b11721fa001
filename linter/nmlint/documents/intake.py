"""Reads any file that may be judged: a text as it stands, a spreadsheet as the plan that its cells are."""

from __future__ import annotations

from pathlib import Path

from nmlint.documents.reading import read_file
from nmlint.source import Source

# What cannot be read of these is refused by its name, and not as a text of unknown kind.
WORKBOOK_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".xls", ".ods"})


def is_workbook(path: Path) -> bool:
    """Whether a file is a spreadsheet by its name."""
    return path.suffix.lower() in WORKBOOK_SUFFIXES


def read_input(path: Path, name: str) -> Source:
    """The text of a file, or the JSON of the service plan in a spreadsheet. Raises UnreadableError."""
    if not is_workbook(path):
        return read_file(path, name)
    from nmlint.documents.workbook import read_workbook  # noqa: PLC0415  late: few inputs are spreadsheets

    return read_workbook(path, name)


def holds_service_plan(path: Path) -> bool:
    """Whether a spreadsheet has the sheets of a service plan."""
    from nmlint.documents.workbook import is_service_plan  # noqa: PLC0415  late, as above

    return is_service_plan(path)
