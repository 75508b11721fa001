"""Columns of figures on a terminal, where Chinese characters are two cells wide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nmlint.output.terminal import Style, one_line
from nmlint.output.wrapping import cells_of, padded


class Table:
    """Rows of one or more lines below a heading; what is marked is bold, further lines of a row are dim."""

    def __init__(self, heading: Sequence[str], gap: int = 2) -> None:
        self._cells, self._looks, self._gap = [heading], ["bold"], gap

    def add(self, lines: Sequence[Sequence[str]], *, marked: bool) -> None:
        """One more row."""
        self._cells += lines
        self._looks += ["bold" if marked else "", *["dim"] * (len(lines) - 1)]

    @property
    def width(self) -> int:
        """How many cells the widest line takes."""
        return max(map(cells_of, self._aligned()))

    def lines(self, style: Style) -> Iterator[str]:
        """The table, line by line."""
        for line, look in zip(self._aligned(), self._looks, strict=True):
            yield style(line, *filter(None, (look,)))

    def _aligned(self) -> list[str]:
        return aligned(self._cells, self._gap)


def aligned(rows: Sequence[Sequence[str]], gap: int = 2) -> list[str]:
    """Columns with `gap` cells between, made safe to print: the first to the left, the others to the right."""
    safe = [[one_line(text) for text in row] for row in rows]
    widths = [max(map(cells_of, column)) for column in zip(*safe, strict=True)]
    lines = []
    for first, *others in safe:
        figures = (f"{' ' * (width - cells_of(text))}{text}" for text, width in zip(others, widths[1:], strict=True))
        lines.append((" " * gap).join([padded(first, widths[0]), *figures]).rstrip())
    return lines
