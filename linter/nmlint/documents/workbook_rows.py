"""A sheet as rows under the headings we know; whatever would not be read is a fault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nmlint.bilingual import Bilingual, did_you_mean
from nmlint.documents.workbook_grid import Area, Grid, GridCell
from nmlint.documents.workbook_layout import NOTE, Column, Holds, Sheet, called, named
from nmlint.fields import FieldFault

# Headings stand at the top, below a title and a hint or two.
_TOP = 10


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row by key of their column; `first` is the one that is shown for all of them.

    `notes` are those that are for people alone.
    """

    cells: Mapping[str, tuple[GridCell, ...]]
    first: GridCell
    notes: tuple[GridCell, ...] = ()

    def cell(self, key: str) -> GridCell | None:
        """The one cell of a column, None where it is empty."""
        return next(iter(self.cells.get(key, ())), None)


class Table:
    """A sheet on its way to rows; `faults` fill with all that is wrong with it, `loose` with notes on blank rows."""

    def __init__(self, grid: Grid, sheet: Sheet, path: str, faults: list[FieldFault]) -> None:
        self._grid, self._sheet, self._path, self._faults = grid, sheet, path, faults
        self.loose: list[GridCell] = []
        self._seen: set[int] = set()
        self._hidden: set[tuple[str, int]] = set()

    def rows(self) -> tuple[Row, ...]:
        """Its rows in order, without those that are blank."""
        grid = self._grid
        if grid.hidden and grid.rows:
            self._fault(grid.corner, _HIDDEN_SHEET)
        if not grid.rows:
            return ()
        top = max([*grid.rows][:_TOP], key=self._recognised)
        if not self._recognised(top):
            self._fault(next(iter(grid.rows[top])), _no_headings(self._sheet))
            return ()
        columns = self._columns(top)
        cells = {row: cells for row, cells in grid.rows.items() if row > top}
        for area in grid.merged:
            if area.bottom > top:
                self._spread(area, cells, columns)
        missing = [column for column in self._sheet.columns if column.needed and column not in columns.values()]
        if missing and cells:
            self._fault(grid.rows[top][0], _lacks_columns(missing))
        made = (self._row(cells[row], columns, without={column.key for column in missing}) for row in sorted(cells))
        return tuple(row for row in made if row is not None)

    def _recognised(self, row: int) -> int:
        return sum(named(cell.text, self._sheet.columns) is not None for cell in self._grid.rows[row])

    def _columns(self, top: int) -> dict[int, Column]:
        found: dict[int, Column] = {}
        for cell in self._grid.rows[top]:
            column = named(cell.text, self._sheet.columns)
            if column is None:
                self._fault(cell, _unknown(cell.text, self._sheet.columns, "heading", "欄名"))
            elif column in found.values() and column.holds is not Holds.TEXTS and column is not NOTE:
                self._fault(cell, _twice(column.heading))
            else:
                found[cell.column] = column
                continue
            # What stands below is not said again.
            self._seen.add(cell.column)
        return found

    def _spread(self, area: Area, rows: dict[int, tuple[GridCell, ...]], columns: Mapping[int, Column]) -> None:
        """What is merged means all its rows where it leads to something, and is not guessed elsewhere."""
        corner = next((cell for cell in rows.get(area.top, ()) if cell.column == area.left), None)
        column = columns.get(area.left)
        if corner is None or column is NOTE:
            return
        others = [columns[number] for number in range(area.left + 1, area.right + 1) if number in columns]
        if others or (area.bottom > area.top and (column is None or not column.says_which)):
            self._fault(corner, _MERGED)
            return
        for row in range(area.top + 1, area.bottom + 1):
            if row in rows:
                rows[row] = (corner, *rows[row])

    def _row(self, cells: tuple[GridCell, ...], columns: Mapping[int, Column], without: set[str]) -> Row | None:
        found: dict[str, list[GridCell]] = {}
        notes: list[GridCell] = []
        for cell in cells:
            column = columns.get(cell.column)
            if column is None:
                if cell.column not in self._seen:
                    self._fault(cell, _NO_HEADING)
            elif column is NOTE:
                notes.append(cell)
            else:
                self._refuse_hidden(cell)
                found.setdefault(column.key, []).append(cell)
        if not found:
            self.loose += notes
            return None
        first = next(iter(found.values()))[0]
        lacking = [column for column in self._sheet.columns if column.needed and column.key not in found]
        if lacking:
            if not without.issuperset(column.key for column in lacking):
                self._fault(first, _lacks(lacking))
            return None
        return Row({key: tuple(several) for key, several in found.items()}, first, tuple(notes))

    def _refuse_hidden(self, cell: GridCell) -> None:
        """Says once of a hidden row, and once of a hidden column, that it is."""
        lines = {("row", cell.row)} if cell.row in self._grid.hidden_rows else set()
        lines |= {("column", cell.column)} if cell.column in self._grid.hidden_columns else set()
        if lines - self._hidden:
            self._hidden |= lines
            self._fault(cell, _HIDDEN)

    def _fault(self, cell: GridCell, what: Bilingual) -> None:
        self._faults.append(cell.fault(self._path, what))


def unknown_item(text: str, items: tuple[Column, ...]) -> Bilingual:
    """That a row of the first sheet names nothing we know, and what is nearest."""
    return _unknown(text, items, "item", "項目")


def repeated(text: str) -> Bilingual:
    """That something stands twice which may stand once."""
    return _twice(text)


_HIDDEN_SHEET = Bilingual(
    "the sheet is hidden, and what is handed in must be seen; unhide it, or delete what stands in it",
    "這個工作表被隱藏；送審內容必須看得見，請取消隱藏或刪除內容",
)
_HIDDEN = Bilingual(
    "the row or column is hidden, and what is handed in must be seen; unhide it and clear filters, or delete it",
    "這一列或欄被隱藏；送審內容必須看得見，請取消隱藏、清除篩選，或刪除",
)
_NO_HEADING = Bilingual(
    "nothing says what this is: there is no heading over it; write one, or delete the cell",
    "這一欄沒有欄名，不知道是什麼；請補上欄名，或刪除這一格",
)
_MERGED = Bilingual(
    "merged cells: it is not known which of them the value is for; unmerge them and write it in each",
    "合併的儲存格：不知道內容屬於哪一格；請取消合併，分別填寫",
)


def _unknown(text: str, known: tuple[Column, ...], english: str, chinese: str) -> Bilingual:
    said = " ".join(text.split())[:60]
    names = {name for column in known for name in (column.key, column.chinese, column.english, column.heading)}
    listed = called(known)
    hint = did_you_mean(said, names) or Bilingual(f"; known: {listed}", f"；可用：{listed.chinese}")
    return Bilingual(f"unknown {english} {said!r}{hint}", f"不認得{chinese}「{said}」{hint.chinese}")


def _twice(text: str) -> Bilingual:
    return Bilingual(f"{text!r} stands twice; keep one of them", f"「{text}」出現兩次；請只留一個")


def _no_headings(sheet: Sheet) -> Bilingual:
    listed = called(sheet.columns)
    return Bilingual(
        f"no headings in the first {_TOP} rows of the sheet; one row holds: {listed}",
        f"工作表前 {_TOP} 列找不到欄名；其中一列要是：{listed.chinese}",
    )


def _lacks_columns(missing: list[Column]) -> Bilingual:
    listed = called(missing)
    return Bilingual(f"the sheet lacks the columns: {listed}", f"工作表缺少欄位：{listed.chinese}")


def _lacks(missing: list[Column]) -> Bilingual:
    listed = called(missing)
    return Bilingual(f"the row lacks: {listed}", f"這一列沒有填：{listed.chinese}")
