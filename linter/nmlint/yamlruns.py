"""Where each character of a YAML value stands in the text it was read from.

What the value is, YAML's parser has already said. Here it is laid beside the text, stretch by stretch, and each stretch
must say what the value says there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from yaml.scanner import Scanner

from nmlint.nodes import Run, Scalar

# A stretch of the text, from where to where, and what it says: just what stands there, or one other character.
_Piece = tuple[int, int, str]

_END = r"(?:\r\n?|[\n\x85\u2028\u2029])"
_FOLD = rf"(?:{_END}[ \t]*)+"
_LINE_END = re.compile(_END)
_EMPTY_LINES = re.compile(rf"(?:{_END} *)+")
_PLAIN = re.compile(rf"(?P<fold>{_FOLD})")
_SINGLE = re.compile(rf"''|(?P<fold>{_FOLD})")
_HEX = "[0-9A-Fa-f]"
_ESCAPE = rf"x{_HEX}{{2}}|u{_HEX}{{4}}|U00(?:0{_HEX}|10){_HEX}{{4}}|[^\r\n\x85\u2028\u2029]"
_DOUBLE = re.compile(rf"\\(?:{_ESCAPE})|(?P<fold>\\?{_FOLD})")
# Line ends as they are read: all others become \n.
_READ_ENDS = re.compile("[\n\u2028\u2029]*")
_SPACES = re.compile(" *")


def yaml_runs(text: str, scalar: Scalar) -> tuple[Run, ...]:
    """Where each character of a YAML value stands in the text it was read from.

    The runs spell `scalar.written`, one after the other. What says nothing lies between them: indentation, the mark of
    a block, a line end that is folded away. What a block ends with, blanks and line ends, lies behind its span.
    Raises ValueError for a value that was not read from there.
    """
    runs: list[Run] = []
    at, joins = 0, -1
    for start, end, said in _pieces(text, scalar):
        if not scalar.written.startswith(said, at):
            break
        at += len(said)
        if said == text[start:end]:
            first = runs.pop().start if start == joins else start
            runs.append(Run(first, end - first, end - first))
            joins = end
        else:
            runs.append(Run(start, 1, end - start))
    if at != len(scalar.written):
        raise ValueError(f"offset {scalar.span.start}: character {at} of the value does not stand in the text")
    return tuple(runs)


def _pieces(text: str, scalar: Scalar) -> Iterator[_Piece]:
    start, end = scalar.span.start, scalar.span.end
    match text[start:end][:1]:
        case "|" | ">":
            pieces = _block(text, start, scalar.written)
        case "'":
            pieces = _flow(text, start + 1, end - 1, _SINGLE)
        case '"':
            pieces = _flow(text, start + 1, end - 1, _DOUBLE)
        case _:
            pieces = _flow(text, start, end, _PLAIN)
    return (piece for piece in pieces if piece[2])


def _flow(text: str, start: int, end: int, marks: re.Pattern[str]) -> Iterator[_Piece]:
    for mark in marks.finditer(text, start, end):
        raw = text[start : mark.start()]
        if mark["fold"] is None:
            yield start, mark.start(), raw
            yield mark.start(), mark.end(), _unescaped(mark[0])
        else:
            ends = _ends(text, *mark.span())
            if mark[0].startswith("\\"):
                del ends[0]
            else:
                # The blanks before a line end go with it.
                raw = raw.rstrip(" \t")
                if ends[0][2] == "\n":
                    ends = _folded(ends, start + len(raw), mark.end())
            yield start, start + len(raw), raw
            yield from ends
        start = mark.end()
    yield start, end, text[start:end]


def _block(text: str, start: int, written: str) -> Iterator[_Piece]:
    header = _EMPTY_LINES.search(text, start)
    if header is None:
        return
    # The line end of the header says nothing; the empty lines before the first other line are all kept.
    at = _length(_READ_ENDS, written, 0)
    ends = _ends(text, *header.span())[: at + 1]
    yield from ends[1:]
    # What the first line has more of in the text than in the value is what all lines are indented by.
    here = ends[-1][1]
    indent = max(0, _length(_SPACES, text, here) - _length(_SPACES, written, at))
    gaps = re.compile(rf"(?:{_END} {{0,{indent}}})+")
    here += indent
    while at < len(written):
        gap = gaps.search(text, here)
        # The value may end within a line, where what is read is only a part of the text.
        stop = min(gap.start() if gap else len(text), here + len(written) - at)
        yield here, stop, text[here:stop]
        at += stop - here
        if gap is None or at == len(written):
            return
        ends, kept = _ends(text, *gap.span()), _length(_READ_ENDS, written, at)
        if at + kept == len(written):
            ends = ends[:kept]
        elif kept < len(ends):
            ends = _folded(ends, *gap.span())
        yield from ends
        at += kept or 1
        here = gap.end()


def _ends(text: str, start: int, end: int) -> list[_Piece]:
    found = _LINE_END.finditer(text, start, end)
    return [(one.start(), one.end(), one[0] if one[0] in "\u2028\u2029" else "\n") for one in found]


def _folded(ends: list[_Piece], start: int, end: int) -> list[_Piece]:
    """What folded line ends say: one alone is a space, of several the first says nothing."""
    return ends[1:] or [(start, end, " ")]


def _unescaped(escape: str) -> str:
    code = escape[2:]
    return chr(int(code, 16)) if code else str(Scanner.ESCAPE_REPLACEMENTS.get(escape[1], escape[1]))


def _length(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() - at if found else 0
