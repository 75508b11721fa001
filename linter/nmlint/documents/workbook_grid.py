"""From the bytes of a workbook to its cells, as plain data that knows its place."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from nmlint.bilingual import Bilingual
from nmlint.documents.workbook_package import damaged
from nmlint.fields import FieldFault
from nmlint.source import CellPlace, Location, Source

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

# As the format has characters that XML cannot hold, and these very letters themselves.
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
MOST_FAULTS = 500
_HALF = range(0xD800, 0xE000)
# LibreOffice writes truth so.
_CONSTANTS = {"=TRUE()": True, "=FALSE()": False}


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell that holds something; `format` is how a number in it is shown, `serial` the number that a day is."""

    sheet: str
    row: int
    column: int
    value: Any
    format: str = "General"
    formula: bool = False
    error: bool = False
    serial: int | None = None

    @property
    def name(self) -> str:
        """The cell as people call it, such as F3."""
        letters, number = "", self.column
        while number:
            number, letter = divmod(number - 1, 26)
            letters = chr(ord("A") + letter) + letters
        return f"{letters}{self.row}"

    @property
    def text(self) -> str:
        """What stands in it, as text."""
        if isinstance(self.value, bool):
            return str(self.value).upper()
        return str(self.value).removesuffix(" 00:00:00") if isinstance(self.value, datetime) else str(self.value)

    def fault(self, path: str, what: Bilingual) -> FieldFault:
        """That something is wrong with it."""
        source = Source(path, self.text)
        start, end = source.place(0), source.place(len(self.text))
        return FieldFault(what, Location(path, start, start, CellPlace(self.sheet, self.name, start, end, self.text)))


class EnoughError(Exception):
    """More faults than anybody mends before reading again."""


class Faults(list[FieldFault]):
    """The faults of a workbook so far; to add one raises EnoughError where there are plenty."""

    def append(self, fault: FieldFault) -> None:
        """One more."""
        super().append(fault)
        if len(self) >= MOST_FAULTS:
            raise EnoughError


@dataclass(frozen=True, slots=True)
class Area:
    """Merged cells: the first and last row and column."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet: its cells that hold something, by row and in order, and what of it nobody sees."""

    name: str
    rows: Mapping[int, tuple[GridCell, ...]]
    merged: tuple[Area, ...] = ()
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    @property
    def corner(self) -> GridCell:
        """Its first cell, whatever stands there."""
        cells = self.rows.get(1, ())
        return cells[0] if cells and cells[0].column == 1 else GridCell(self.name, 1, 1, "")


def grids_of(data: bytes) -> tuple[Grid, ...]:
    """The sheets of a workbook. Raises UnreadableError where it cannot be opened."""
    try:
        return tuple(_grid(sheet) for sheet in opened(data).worksheets)
    except Exception as error:
        raise damaged() from error


def opened(data: bytes) -> Workbook:
    """A workbook as openpyxl has it; whatever is wrong with it is raised."""
    from openpyxl import load_workbook  # noqa: PLC0415  late: few inputs are spreadsheets

    # It prints of styles that are not there, and warns of what it does not keep; of neither anything is read.
    with redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return load_workbook(io.BytesIO(data), keep_links=False)


def _grid(sheet: Worksheet) -> Grid:
    rows: dict[int, list[GridCell]] = {}
    for cell in _cells(sheet):
        rows.setdefault(cell.row, []).append(cell)
    hidden = [(size.min or 0, size.max or 0) for size in sheet.column_dimensions.values() if size.hidden]
    columns = {cell.column for cells in rows.values() for cell in cells}
    return Grid(
        sheet.title,
        {row: tuple(cells) for row, cells in rows.items()},
        tuple(Area(area.min_row, area.min_col, area.max_row, area.max_col) for area in sheet.merged_cells.ranges),
        sheet.sheet_state != "visible",
        frozenset(row for row in rows if row in sheet.row_dimensions and sheet.row_dimensions[row].hidden),
        frozenset(column for column in columns if any(first <= column <= last for first, last in hidden)),
    )


def _cells(sheet: Worksheet) -> Iterator[GridCell]:
    from openpyxl.utils.datetime import WINDOWS_EPOCH, to_excel  # noqa: PLC0415  late, as above

    epoch = WINDOWS_EPOCH if sheet.parent is None else sheet.parent.epoch
    # To ask for rows would make every cell between the first and the last.
    for (row, column), cell in sorted(sheet._cells.items()):  # noqa: SLF001
        value = cell.value
        if isinstance(value, str) and cell.data_type != "f":
            value = _ESCAPED.sub(_unescaped, value)
        if value is None or (isinstance(value, str) and not value.strip()):
            continue
        formula = cell.data_type == "f"
        if formula:
            value = _formula(value)
            formula, value = value not in _CONSTANTS, _CONSTANTS.get(value, value)
        serial = None
        if isinstance(value, datetime):
            serial = int(to_excel(value, epoch))  # type: ignore[no-untyped-call]  # the stubs leave it open
        yield GridCell(sheet.title, row, column, value, str(cell.number_format), formula, cell.data_type == "e", serial)


def _formula(value: Any) -> str:
    """A formula as it is typed."""
    text = value if isinstance(value, str) else getattr(value, "text", None)
    return f"={(text or '').removeprefix('=')}"


def _unescaped(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return match[0] if code in _HALF else chr(code)
