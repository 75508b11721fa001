"""How long a text is, in the units that platforms and people count in."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import regex

_GRAPHEME = regex.compile(r"\X")


def utf16_length(text: str) -> int:
    """The UTF-16 code units of a text: what LINE, JavaScript and editors count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def grapheme_length(text: str) -> int:
    """The characters of a text as a reader counts them."""
    return len(_GRAPHEME.findall(text))


def first_beyond(text: str, unit: str, limit: int, *, ignoring: str = "") -> int:
    """Where the first character stands that a limit no longer holds whole; `ignoring` counts nothing.

    It is a character as a reader sees it, of which no part can go alone, whatever the unit.
    """
    at = total = 0
    for piece in _GRAPHEME.findall(text):
        total += LENGTHS[unit](piece.replace(ignoring, "") if ignoring else piece)
        if total > limit:
            return at
        at += len(piece)
    return at


# By the names that limits use for their counting units.
LENGTHS: Mapping[str, Callable[[str], int]] = {
    "utf16": utf16_length,
    "graphemes": grapheme_length,
    "bytes": lambda text: len(text.encode()),
}
