"""What was read, and where in it something stands."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Code points `start` to `end` (0-based, end exclusive) of some text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"a span runs forward from 0: {self.start}..{self.end}")

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: Span) -> bool:
        """Whether the other lies wholly within this one."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """One position: line and column count from 1, the offset from 0, all in code points."""

    line: int
    column: int
    offset: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a spreadsheet, and the `span` of what was made of it in the text of its source.

    `starts` are the offsets in that text of the cell's characters from `first` on; none where what was made of it are
    other characters, or only stands near it.
    """

    span: Span
    sheet: str
    name: str
    text: str
    first: int = 0
    starts: tuple[int, ...] = ()

    def within(self, span: Span) -> Span:
        """Which characters of the cell a span of the source's text means; all where that is not known."""
        if not self.starts:
            return Span(0, len(self.text))
        start, end = bisect_left(self.starts, span.start), bisect_left(self.starts, span.end)
        return Span(self.first + start, self.first + max(start, end))


@dataclass(frozen=True, slots=True)
class CellPlace:
    """A location in a spreadsheet: the sheet, the cell such as F3, and the characters of its text that are meant."""

    sheet: str
    cell: str
    start: Place
    end: Place
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Source:
    """A decoded file, with the name it is shown under.

    The text keeps its line ends as they were read; a byte order mark is not part of it. That of a spreadsheet is made
    of its `cells`, which stand in the order of their spans, the outer before the inner.
    """

    name: str
    text: str
    cells: tuple[Cell, ...] = field(default=(), repr=False)
    _line_starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        starts = (0, *(match.end() for match in _LINE_END.finditer(self.text)))
        object.__setattr__(self, "_line_starts", starts)

    def place(self, offset: int) -> Place:
        """The line and column of an offset; an offset past the end is the end."""
        offset = min(offset, len(self.text))
        line = bisect_right(self._line_starts, offset)
        return Place(line, offset - self._line_starts[line - 1] + 1, offset)

    def line(self, number: int) -> str:
        """The text of a line, counted from 1, without its line end."""
        start = self._line_starts[number - 1]
        end = self._line_starts[number] if number < len(self._line_starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")

    def cell(self, span: Span) -> CellPlace | None:
        """The cell that a span of the text was made of, None where the source is no spreadsheet."""
        for at in range(bisect_right(self.cells, span.start, key=_start_of), 0, -1):
            cell = self.cells[at - 1]
            # An empty span may stand right behind the last character.
            if span.start < cell.span.end or span.end == cell.span.end:
                meant, text = cell.within(span), Source(self.name, cell.text)
                return CellPlace(cell.sheet, cell.name, text.place(meant.start), text.place(meant.end), cell.text)
        return None


def _start_of(cell: Cell) -> int:
    return cell.span.start


@dataclass(frozen=True, slots=True)
class Location:
    """A span of a named file, made concrete once, at the end; in a spreadsheet it is the `cell` that people know."""

    path: str
    start: Place
    end: Place
    cell: CellPlace | None = None

    @classmethod
    def of(cls, source: Source, span: Span) -> Location:
        """The span's place in its source."""
        return cls(source.name, source.place(span.start), source.place(span.end), source.cell(span))

    @property
    def within(self) -> str:
        """Where in its file: 3:5 for line and column, 情境!F3 in a spreadsheet."""
        cell = self.cell
        return f"{self.start.line}:{self.start.column}" if cell is None else f"{cell.sheet}!{cell.cell}"

    def __str__(self) -> str:
        """The place as people read it: plan.yaml:3:5, plan.xlsx 情境!F3."""
        return f"{self.path}{':' if self.cell is None else ' '}{self.within}"
