"""How much room a text takes, in the units that screens, editors and people count in."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import regex
from wcwidth import wcswidth, wcwidth

_GRAPHEME = regex.compile(r"\X")
_TAB_WIDTH = 4


def cells(text: str) -> int:
    """The columns of a terminal that a text takes; control characters take none, a tabulator four."""
    width = wcswidth(text)
    if width >= 0:
        return width
    return sum(_TAB_WIDTH if char == "\t" else max(0, wcwidth(char)) for char in text)


def shown(line: str) -> str:
    """A line as a frame prints it: tabulators as spaces, control characters as their pictures."""
    return "".join(_shown(char) for char in line)


def caret_line(line: str, start: int, end: int) -> str:
    """Padding and carets to print under a line, marking its code points from start to end; one caret at least.

    It fits under `shown(line)`.
    """
    before, marked = shown(line[:start]), shown(line[start:end])
    return " " * cells(before) + "^" * max(1, cells(marked))


def utf16_length(text: str) -> int:
    """The UTF-16 code units of a text: what LINE, JavaScript and editors count."""
    return len(text) + sum(char > "\uffff" for char in text)


def grapheme_length(text: str) -> int:
    """The characters of a text as a reader counts them."""
    return len(_GRAPHEME.findall(text))


# By the names that limits use for their counting units.
LENGTHS: Mapping[str, Callable[[str], int]] = {
    "characters": len,
    "utf16": utf16_length,
    "graphemes": grapheme_length,
    "bytes": lambda text: len(text.encode()),
}


def _shown(char: str) -> str:
    if char == "\t":
        return " " * _TAB_WIDTH
    if char < " ":
        return chr(0x2400 + ord(char))
    return "\u2421" if char == "\x7f" else char
