"""Regular expressions folded like the texts they are to match."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from nmlint.text.characters import is_attached, is_invisible, tables

# What is taken over as it stands: names, flags and comments of groups, properties, references, and other escapes.
_VERBATIM = re.compile(
    r"""
    \(\?\#[^)]*\)                             # comment
  | \(\?P?<[A-Za-z_]\w*>                      # named group
  | \(\?P[=>&]\w+\) | \(\?&\w+\) | \(\?R\)    # reference to a group
  | \(\?\(\w+\)                               # condition
  | \(\?[aiLmsuxbefprwV01-]*[:)]              # flags
  | \\[pPgkLN](?:\{[^}]*\}|<[^>]*>)           # property, reference, name
  | \[:\^?\w+:\]                              # POSIX class
  | \\[\x20-\x2f\x3a-\x7f\d]                  # other escape
    """,
    re.VERBOSE,
)
_CODED = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")
_SPECIAL = frozenset(r"\.^$*+?{}[]()|#&~-")
_SPECIAL_IN_CLASS = frozenset(r"\]^[-&~|")

# A longer range stands for a script or a block, not for the characters at its ends.
_LONGEST_RANGE = 64


def fold_pattern(source: str) -> str:
    """A regular expression with its literal characters folded; its syntax, escapes and names stay."""
    source = unicodedata.normalize("NFC", source)
    pieces = []
    at = 0
    while at < len(source):
        if source[at] == "[":
            at, piece = _class(source, at)
        else:
            char, verbatim, at = _next(source, at)
            piece = verbatim if char is None else _literal(char, verbatim)
        pieces.append(piece)
    return "".join(pieces)


@lru_cache(4096)
def fold_char(char: str) -> str:
    """A character as it stands in folded texts; one that folding removes or joins stays, and matches nothing."""
    if char.isascii():
        return char.lower()
    if is_invisible(char) or is_attached(char):
        return char
    return "".join(map(tables().key, tables().fold(char)))


def _next(source: str, at: int) -> tuple[str | None, str, int]:
    """The literal character at a position, if one stands there; its spelling; where the next begins."""
    if source[at] not in "\\([":
        return source[at], source[at], at + 1
    if coded := _CODED.match(source, at):
        return chr(int(coded[1] or coded[2] or coded[3], 16)), coded[0], coded.end()
    if verbatim := _VERBATIM.match(source, at):
        return None, verbatim[0], verbatim.end()
    if source[at] == "\\" and at + 1 < len(source):
        return source[at + 1], source[at : at + 2], at + 2
    return source[at], source[at], at + 1


def _literal(char: str, spelling: str) -> str:
    folded = fold_char(char)
    if folded == char:
        return spelling
    escaped = "".join(f"\\{one}" if one in _SPECIAL else one for one in folded)
    return escaped if len(folded) == 1 else f"(?:{escaped})"


def _class(source: str, at: int) -> tuple[int, str]:
    """A character class from its bracket to its closing bracket."""
    opening = re.compile(r"\[\^?\]?").match(source, at)
    assert opening is not None  # noqa: S101  # the caller saw the bracket
    pieces, at = [opening[0]], opening.end()
    while at < len(source) and source[at] != "]":
        if source[at] == "[" and not _VERBATIM.match(source, at):
            at, piece = _class(source, at)
            pieces.append(piece)
            continue
        char, spelling, at = _next(source, at)
        if char is not None and source[at : at + 1] == "-" and source[at + 1 : at + 2] not in ("", "]", "-", "["):
            last, last_spelling, after = _next(source, at + 1)
            if last is not None:
                pieces.append(_range(char, last, f"{spelling}-{last_spelling}"))
                at = after
                continue
        pieces.append(spelling if char is None or fold_char(char) == char else _members(char))
    return at + 1, "".join(pieces) + source[at : at + 1]


def _range(first: str, last: str, spelling: str) -> str:
    points = range(ord(first), ord(last) + 1)
    if not 0 < len(points) <= _LONGEST_RANGE:
        return spelling
    folded = [fold_char(chr(point)) for point in points]
    if folded == list(map(chr, points)):
        return spelling
    ends = folded[0] + folded[-1]
    if len(ends) == 2 and folded == [chr(point) for point in range(ord(ends[0]), ord(ends[1]) + 1)]:  # noqa: PLR2004
        return f"{ends[0]}-{ends[1]}"
    return "".join(map(_members, map(chr, points)))


def _members(char: str) -> str:
    return "".join(f"\\{one}" if one in _SPECIAL_IN_CLASS else one for one in fold_char(char))
