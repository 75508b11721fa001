"""Breaks text into lines of a width in cells, as English and Chinese are broken."""

from __future__ import annotations

from collections.abc import Iterator

from nmlint.output.terminal import cells, one_line

# Never at the start of a line, and never at its end.
_CLOSING = frozenset("，。、；：！？）」』】》〉％%…·")
_OPENING = frozenset("（「『【《〈")


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` cells; only a single character wider than that makes a wider line.

    A line ends at a blank, beside a wide character, or within a word that has no line to itself. Characters that
    would disturb a terminal are shown by their number.
    """
    lines: list[str] = []
    line, used = "", 0
    for piece in _pieces(one_line(text)):
        fits = used + cells_of(piece.rstrip(" ")) <= width
        if line and not fits:
            lines.append(line.rstrip(" "))
            line, used = "", 0
        if not line:
            piece = piece.lstrip(" ") if lines else piece  # noqa: PLW2901  what stands at a line's start
        *whole, rest = _chopped(piece, width) if used == 0 else [piece]
        lines += whole
        line, used = line + rest, used + cells_of(rest)
    return [*lines, line.rstrip(" ")]


def padded(text: str, width: int) -> str:
    """The text followed by blanks up to a width in cells."""
    return text + " " * (width - cells_of(text))


def _pieces(text: str) -> Iterator[str]:
    """What stays on one line: words with the blanks behind them, and wide characters with their punctuation."""
    piece, open_, before_wide = "", True, False
    for cell in cells(text):
        wide = cell.width > 1
        may_break = piece and not open_ and cell.shown not in _CLOSING and cell.shown != " "
        if may_break and (wide or before_wide or piece.endswith(" ")):
            yield piece
            piece = ""
        piece += cell.shown
        open_, before_wide = cell.shown in _OPENING, wide or cell.shown in _CLOSING
    yield piece


def _chopped(piece: str, width: int) -> list[str]:
    """A piece too long for any line, in parts that fit; the blanks behind it stay with the last."""
    word = piece.rstrip(" ")
    parts, used = [""], 0
    for cell in cells(word):
        if parts[-1] and used + cell.width > width:
            parts.append("")
            used = 0
        parts[-1] += cell.shown
        used += cell.width
    parts[-1] += piece[len(word) :]
    return parts


def cells_of(text: str) -> int:
    """How many cells a text of one line takes."""
    return sum(cell.width for cell in cells(text))
