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


# By the names that limits use for their counting units.
LENGTHS: Mapping[str, Callable[[str], int]] = {
    "characters": len,
    "utf16": utf16_length,
    "graphemes": grapheme_length,
    "bytes": lambda text: len(text.encode()),
}
