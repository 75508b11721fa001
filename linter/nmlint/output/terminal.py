"""How text looks on a terminal: its width in cells, what is made visible in it, and colour."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import IO

import regex

TAB = 4

# Letters that are blank to the eye, and a mark that is nothing at all.
_BLANK = "".join(sorted("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"))
_PATTERNS = {
    "cluster": r"\X",
    "picture": r"\p{Extended_Pictographic}|\p{Regional_Indicator}|[0-9#*]\uFE0F?\u20E3",
    # Lines of characters that look like what they are and need no closer look.
    # (The second and third part of a Hangul syllable have no width of their own.)
    "plain": rf"[[\p{{L}}\p{{N}}\p{{P}}\p{{Zs}}\p{{Sm}}\p{{Sc}}\p{{Sk}}\n]--[{_BLANK}\u1160-\u11ff\ud7b0-\ud7ff]]*",
    # Characters that show nothing, move the cursor, reverse the text or have no agreed shape.
    "hidden": rf"[\p{{Cc}}\p{{Cf}}\p{{Cn}}\p{{Co}}\p{{Cs}}\p{{Zl}}\p{{Zp}}\ufe00-\ufe0f{_BLANK}]",
}
# These glue an emoji together and are left alone within one.
_GLUE = frozenset({"\u200d", "\ufe0e", "\ufe0f"})

_CODES = {"red": "31", "yellow": "33", "green": "32", "cyan": "36", "bold": "1", "dim": "2"}


@dataclass(frozen=True, slots=True)
class Cell:
    """What a reader sees as one character: what is printed, how wide it is, and which code points it stands for."""

    shown: str
    width: int
    start: int
    end: int


def cells(line: str) -> Iterator[Cell]:
    """The line's characters as they can be printed safely; tabs become spaces, hidden characters become visible."""
    column = 0
    for match in _pattern("cluster").finditer(line):
        cluster = match.group()
        if cluster == "\t":
            width = TAB - column % TAB
            shown = " " * width
        else:
            shown, width = _printed(cluster)
        column += width
        yield Cell(shown, width, match.start(), match.end())


@lru_cache(maxsize=8192)
def _printed(cluster: str) -> tuple[str, int]:
    """What is printed for a character other than a tab, and how wide that is."""
    if _pattern("picture").search(cluster):
        shown = "".join(c if c in _GLUE or not _is_hidden(c) or _is_tag(c) else _named(c) for c in cluster)
    else:
        shown = "".join(_named(c) if _is_hidden(c) or c in _GLUE else c for c in cluster)
    # Late: a report without odd characters measures nothing, and the tables take their time.
    from wcwidth import wcswidth  # noqa: PLC0415

    if wcswidth(shown) <= 0:
        # A mark without anything to stand on would slide onto the character before it.
        shown = f"\u25cc{shown}"
    return shown, max(wcswidth(shown), 1)


def visible(text: str) -> str:
    """The text as it can be printed safely, line by line."""
    if _is_plain(text):
        return text.removesuffix("\n")
    return "\n".join("".join(cell.shown for cell in cells(line)) for line in text.splitlines())


def one_line(text: str) -> str:
    """The text as it can be printed safely on a single line."""
    joined = " ".join(text.split("\n"))
    return joined if _is_plain(joined) else "".join(cell.shown for cell in cells(joined))


@cache
def _pattern(name: str) -> regex.Pattern[str]:
    """Compiled when first needed: properties of all of Unicode take a while."""
    return regex.compile(_PATTERNS[name], regex.VERSION1)


def _is_plain(text: str) -> bool:
    return (text.isascii() and text.replace("\n", "").isprintable()) or _pattern("plain").fullmatch(text) is not None


def _is_hidden(character: str) -> bool:
    return _pattern("hidden").match(character) is not None


def _is_tag(character: str) -> bool:
    return "\U000e0020" <= character <= "\U000e007f"


def _named(character: str) -> str:
    return f"‹U+{ord(character):04X}›"


@dataclass(frozen=True, slots=True)
class Style:
    """Paints words, or leaves them as they are."""

    coloured: bool

    def __call__(self, text: str, *looks: str) -> str:
        """The text in these looks (a colour, bold, dim)."""
        if not self.coloured or not looks or not text:
            return text
        return f"\x1b[{';'.join(_CODES[look] for look in looks)}m{text}\x1b[0m"


PLAIN = Style(coloured=False)


def wants_colour(choice: str, stream: IO[str], environment: Mapping[str, str] = os.environ) -> bool:
    """Whether to colour: as chosen, else by FORCE_COLOR and NO_COLOR, else only on a terminal that can."""
    if choice != "auto":
        return choice == "always"
    if environment.get("FORCE_COLOR", "") not in {"", "0"}:
        return True
    if environment.get("NO_COLOR") or environment.get("TERM") == "dumb":
        return False
    return stream.isatty()
