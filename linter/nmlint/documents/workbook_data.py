"""Puts the values of cells where a service plan in YAML would have them, and remembers the cell of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nmlint.documents.message import dumped
from nmlint.documents.workbook_cells import CellError, Told, told
from nmlint.documents.workbook_grid import GridCell
from nmlint.documents.workbook_keeping import NoteKey
from nmlint.documents.workbook_layout import DOCUMENTS, ITEMS, STATEMENTS, Column, Holds
from nmlint.documents.workbook_rows import Row, repeated
from nmlint.fields import FieldFault
from nmlint.jsontree import json_runs, read_json
from nmlint.nodes import Mapped, Node, Scalar
from nmlint.nodes import Sequence as Listed
from nmlint.source import Cell, Source, Span

Path = tuple[str | int, ...]

_SEVERAL = (Holds.TEXTS, Holds.LINES, Holds.VALUES)
# A notice mostly has one text, which stands without a list.
_ALONE = "text"


# What stands on a sheet of its own, row by row.
_PARTS: frozenset[Path] = frozenset({(DOCUMENTS.key,), (STATEMENTS.key,)})
_ITEMS = frozenset(column.key.partition(".")[0] for column in ITEMS)


def without_blanks(data: Mapping[str, Any]) -> dict[str, Any]:
    """A plan that was read from a spreadsheet, without the places of what is not given."""
    plan = {
        key: {name: one for name, one in value.items() if one is not None}
        if key in _ITEMS and isinstance(value, dict)
        else value
        for key, value in data.items()
    }
    return {key: value for key, value in plan.items() if value not in (None, {})}


@dataclass
class Gathered:
    """The plan so far, with the cell of every value and of every key that is written in a cell.

    `notes` are for people alone.
    """

    path: str
    faults: list[FieldFault]
    data: dict[str, Any] = field(default_factory=dict)
    notes: dict[NoteKey, list[GridCell]] = field(default_factory=dict)
    _blank: dict[Path, GridCell] = field(default_factory=dict)
    _told: dict[Path, Told] = field(default_factory=dict)
    _keys: dict[Path, GridCell] = field(default_factory=dict)

    def put(self, at: Path, column: Column, cells: tuple[GridCell, ...]) -> None:
        """The values of cells at a place; those of a list behind those that stand there."""
        values = [value for cell in cells for value in self._values(cell, column)]
        if not values:
            return
        if column.key == _ALONE and len(values) == 1:
            self.say(at, values[0])
        elif column.holds in _SEVERAL:
            listed: list[Any] = self._holder(at[:-1]).setdefault(at[-1], [])
            for value in values:
                self._told[(*at, len(listed))] = value
                listed.append(value.value)
        else:
            self.say(at, values[0])

    def say(self, at: Path, value: Told) -> None:
        """One value at a place where nothing stands yet."""
        holder = self._holder(at[:-1])
        if at[-1] in holder:
            self.fault(value.cell, _shown(at))
        else:
            holder[at[-1]] = value.value
            self._told[at] = value

    def entry(self, at: Path, value: Any, cell: GridCell) -> bool:
        """What the key in a cell leads to; whether there is none of that name yet."""
        holder = self._holder(at[:-1])
        if at[-1] in holder:
            self.fault(cell, _shown(at))
            return False
        holder[at[-1]] = value
        self._keys[at] = cell
        return True

    def at(self, at: Path, cell: GridCell) -> None:
        """Where a thing stands that has no value of its own."""
        self._keys[at] = cell

    def columns(self, at: Path, row: Row, columns: tuple[Column, ...]) -> None:
        """The values of a row's cells below a place, in the order of the columns."""
        for column in columns:
            if column.key in row.cells:
                self.put((*at, *column.key.split(".")), column, row.cells[column.key])

    def blank(self, at: Path, cell: GridCell) -> None:
        """Where a value would stand that is not given; of a part of the plan, the first such place."""
        self._blank.setdefault(at, cell)
        part = at if at in _PARTS else at[:-1]
        if part:
            self._keys.setdefault(part, cell)

    def note(self, of: NoteKey, cells: Sequence[GridCell]) -> None:
        """What somebody noted on a row, or beside all rows of a sheet."""
        if cells:
            self.notes.setdefault(of, []).extend(cells)

    def key(self, cell: GridCell, column: Column) -> str | None:
        """What stands in a cell that names something, None where that cannot be told."""
        values = self._values(cell, column)
        return str(values[0].value) if values else None

    def fault(self, cell: GridCell, name: str) -> None:
        """That something stands twice."""
        self.faults.append(cell.fault(self.path, repeated(name)))

    def source(self) -> Source:
        """The plan as JSON, with the cell of everything in it. Raises JsonError for what JSON cannot hold."""
        for at, cell in self._blank.items():
            holder = self._holder(at[:-1])
            if at[-1] not in holder:
                holder[at[-1]] = {} if at in _PARTS else None
                self._keys[at] = cell
        text = dumped(self.data)
        root = read_json(text, values=False)
        return Source(self.path, text, tuple(self._cells(root, text, ())[0]))

    def _values(self, cell: GridCell, column: Column) -> tuple[Told, ...]:
        try:
            return told(cell, column)
        except CellError as error:
            self.faults.append(cell.fault(self.path, error.said))
            return ()

    def _holder(self, at: Path) -> Any:
        holder: Any = self.data
        for step in at:
            holder = holder[step] if isinstance(step, int) else holder.setdefault(step, {})
        return holder

    def _cells(self, node: Node, text: str, at: Path) -> tuple[list[Cell], GridCell | None]:
        """The cells of all that is in a node, the outer before the inner, and the first of them."""
        value = self._told.get(at)
        if isinstance(node, Scalar) and value is not None and value.first is not None:
            return [_verbatim(node.span, value.cell, value.first, _offsets(text, node))], value.cell
        inner: list[Cell] = []
        own = self._keys.get(at) if value is None else value.cell
        first = own
        for name, key, child in _children(node):
            if key is not None and (cell := self._keys.get((*at, name))) is not None:
                inner.append(_verbatim(key.span, cell, cell.text.find(key.written), _offsets(text, key)))
            cells, found = self._cells(child, text, (*at, name))
            inner += cells
            first = first or found
        return ([] if first is None else [_whole(node.span, first)]) + inner, first


def _shown(at: Path) -> str:
    """A place as people know it: a thing of a notice by its name, an item by its key."""
    return str(at[-1]) if at[0] in ("scenarios", "documents", "statements") else ".".join(map(str, at))


def _children(node: Node) -> Iterator[tuple[str | int, Scalar | None, Node]]:
    if isinstance(node, Mapped):
        for entry in node.entries:
            yield entry.key, Scalar(entry.key_span, entry.key, entry.key), entry.node
    elif isinstance(node, Listed):
        for index, item in enumerate(node.items):
            yield index, None, item


def _whole(span: Span, cell: GridCell) -> Cell:
    return Cell(span, cell.sheet, cell.name, cell.text)


def _verbatim(span: Span, cell: GridCell, first: int, starts: tuple[int, ...]) -> Cell:
    return Cell(span, cell.sheet, cell.name, cell.text, first, starts) if first >= 0 else _whole(span, cell)


def _offsets(text: str, scalar: Scalar) -> tuple[int, ...]:
    """Where each character of a value stands in the JSON."""
    return tuple(run.start + index for run in json_runs(text, scalar) for index in range(run.length))
