"""A line of the source with carets under the characters that are meant."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from nmlint.output.terminal import Cell, cells
from nmlint.source import Location, Source

ELLIPSIS = "…"
_CONTEXT = 30
# Of a long line only this many characters around the mark are measured; wider than any room.
_REACH = 256
# The measured part begins at multiples of this, so that findings near each other share it.
_STEP = 128


@dataclass(frozen=True, slots=True)
class Marked:
    """One line of a frame: its number, what is printed, and the cells to mark under it."""

    number: int
    text: str
    start: int
    width: int
    continues: bool = False

    @property
    def carets(self) -> str:
        """Spaces up to the mark, then a caret under every cell of it."""
        return " " * self.start + "^" * self.width + (ELLIPSIS if self.continues else "")


def marked_lines(source: Source, location: Location, room: int) -> Iterator[Marked]:
    """The first line of the span and, when it runs over several, the last, each cut to `room` cells around its mark."""
    first, line, start = location.start, location.start.line, location.start.column - 1
    last_line, end = location.end.line, location.end.column - 1
    if last_line > line and end == 0:
        # A span that ends with its line's end does not reach into the next line.
        last_line -= 1
        end = len(source.line(last_line))
    if last_line == line:
        yield _Row(source.line(line), start, end, room).marked(line)
        return
    text = source.line(line)
    yield _Row(text, start, max(len(text), first.column), room).marked(line, continues=True)
    yield _Row(source.line(last_line), 0, end, room).marked(last_line)


class _Row:
    """The part of one line around a mark in cells, with the cells from `first` to `last` to be marked."""

    def __init__(self, line: str, start: int, end: int, room: int) -> None:
        low = max(start // _STEP * _STEP - _REACH, 0)
        high = start // _STEP * _STEP + _STEP + _REACH
        self._row, self._width = _cells_of(line[low:high])
        self._before, self._after = low > 0, high < len(line)
        self._room = room
        # An empty span, or the end of the line, has one caret where it stands.
        self._first = bisect_right(self._row, start - low, key=_end)
        self._last = max(bisect_left(self._row, end - low, key=_start), self._first)
        self._ends_here = end <= high

    def marked(self, number: int, *, continues: bool = False) -> Marked:
        row, first = self._row, self._first
        whole = self._width + self._before + self._after <= self._room
        low, high = (0, len(row)) if whole else _window(row, first, self._last, self._room)
        lead = ELLIPSIS if low > 0 or self._before else ""
        tail = ELLIPSIS if high < len(row) or self._after else ""
        text = lead + "".join(cell.shown for cell in row[low:high]) + tail
        width = _width(row[first : min(self._last, high)])
        continues = continues or high < self._last or not self._ends_here
        return Marked(number, text, len(lead) + _width(row[low:first]), max(width, 1), continues)


@lru_cache(maxsize=64)
def _cells_of(part: str) -> tuple[tuple[Cell, ...], int]:
    """The part of a line in cells, and how wide it is; several findings often stand close together."""
    row = tuple(cells(part))
    return row, _width(row)


def _start(cell: Cell) -> int:
    return cell.start


def _end(cell: Cell) -> int:
    return cell.end


def _window(row: Sequence[Cell], first: int, last: int, room: int) -> tuple[int, int]:
    """Which characters to show so that the mark is among them and nothing is wider than the room."""
    low = first
    context = 0
    while low > 0 and context + row[low - 1].width <= min(_CONTEXT, room // 3):
        low -= 1
        context += row[low].width
    # Two cells are left for the marks that say there is more.
    high, used = low, 2
    while high < len(row) and used + row[high].width <= room:
        used += row[high].width
        high += 1
    if high == len(row):
        while low > 0 and used + row[low - 1].width <= room:
            low -= 1
            used += row[low].width
    return low, max(high, min(last, first + 1))


def _width(row: Sequence[Cell]) -> int:
    return sum(cell.width for cell in row)
