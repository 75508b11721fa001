"""Texts as words, characters and values: how they stand in a lock, and what changes between two of them.

A value is written `{{ expression }}`, as in a template; two opening braces that are text are written as Jinja would
print them. A word of Latin letters and digits is one token, so is a value; of everything else each character is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from nmlint.rendering import Variant

if TYPE_CHECKING:
    import regex

_BRACES = "{{ '{{' }}"
_BLANK = re.compile(r"[ \t\r\n\f\v]+")
_LINE_END = re.compile(r"\r\n|\r")
# What was taken away on one side of a token and added on the other.
_SHIFTS = frozenset({"-+", "+-"})
# Beyond this many pairs of tokens a rewritten text is not looked into, it is told as a whole.
_MOST_PAIRS = 4_000_000


class Token(NamedTuple):
    """A word, a character or a value, and where it stands in the text that it was taken from."""

    text: str
    start: int
    end: int
    is_value: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether it is nothing but ordinary blanks and line ends."""
        return _BLANK.fullmatch(self.text) is not None

    @property
    def glues(self) -> bool:
        """Whether it runs together with another such token where no blank stands between them."""
        return self.is_value or (self.text[0].isalnum() and self.text[0] < "\u0250")


class Hunk(NamedTuple):
    """A stretch of old tokens that became a stretch of new ones; one of both may be empty."""

    start: int
    end: int
    new_start: int
    new_end: int


def written(variant: Variant) -> str:
    """The text of a rendering as it stands in a lock."""
    return "".join(
        value_of(said) if is_value else _LINE_END.sub("\n", said).replace("{{", _BRACES)
        for said, _, _, is_value in _stretches(variant)
    )


def tokens_of(variant: Variant) -> list[Token]:
    """The tokens of a rendering, placed in its text."""
    tokens: list[Token] = []
    for said, start, end, is_value in _stretches(variant):
        tokens += [Token(value_of(said), start, end, is_value=True)] if is_value else _cut(said, start)
    return tokens


def tokens_in(text: str) -> list[Token]:
    """The tokens of a text as it stands in a lock, placed in it."""
    tokens: list[Token] = []
    at = 0
    for value in placeholders(text):
        tokens += _cut(text[at : value.start], at)
        if value.text == _BRACES:
            tokens += [Token("{", value.start, value.start), Token("{", value.start, value.end)]
        else:
            tokens.append(value)
        at = value.end
    return tokens + _cut(text[at:], at)


def placeholders(text: str) -> Iterator[Token]:
    """The values of a text as it stands in a lock."""
    for match in _placeholder().finditer(text):
        yield Token(match.group(), match.start(), match.end(), is_value=True)


def value_of(expression: str) -> str:
    """A value as it stands in a lock."""
    return f"{{{{ {expression} }}}}"


def expression_of(value: str) -> str:
    """What stands between the braces of a value."""
    return value[3:-3]


def hunks(old: Sequence[Token], new: Sequence[Token]) -> list[Hunk]:
    """Where two texts differ, in order; put in place of the old stretches, the new ones make the new text."""
    before, after = [token.text for token in old], [token.text for token in new]
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    tail = 0
    while tail < min(len(before), len(after)) - start and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    end, new_end = len(before) - tail, len(after) - tail
    if start in (end, new_end) or (end - start) * (new_end - start) > _MOST_PAIRS:
        return [Hunk(start, end, start, new_end)] if (start, start) != (end, new_end) else []
    # Late: most texts are equal to what was approved, and this takes its time.
    from difflib import SequenceMatcher  # noqa: PLC0415

    matcher = SequenceMatcher(None, before[start:end], after[start:new_end], autojunk=False)
    return _unshifted(
        Hunk(start + i, start + j, start + k, start + m) for tag, i, j, k, m in matcher.get_opcodes() if tag != "equal"
    )


def _unshifted(found: Iterable[Hunk]) -> list[Hunk]:
    """The hunks, those joined between which a single token only moved: 出貨 became 寄出, and 出 is no anchor."""
    joined: list[Hunk] = []
    for hunk in found:
        last = joined[-1] if joined else None
        if last is not None and hunk.start == last.end + 1 and _sides(last) + _sides(hunk) in _SHIFTS:
            joined[-1] = Hunk(last.start, hunk.end, last.new_start, hunk.new_end)
        else:
            joined.append(hunk)
    return joined


def _sides(hunk: Hunk) -> str:
    """Whether it takes away, adds, or does both."""
    return ("-" if hunk.start < hunk.end else "") + ("+" if hunk.new_start < hunk.new_end else "")


def only_blanks(old: Sequence[Token], new: Sequence[Token], hunk: Hunk) -> bool:
    """Whether a hunk changes blanks and line ends alone, and neither joins nor parts words or values by that."""
    changed = (*old[hunk.start : hunk.end], *new[hunk.new_start : hunk.new_end])
    if not all(token.is_blank for token in changed):
        return False
    parted = (hunk.start < hunk.end, hunk.new_start < hunk.new_end)
    if parted[0] == parted[1]:
        return True
    left, right = old[: hunk.start][-1:], old[hunk.end : hunk.end + 1]
    return not (left and right and left[0].glues and right[0].glues)


def _stretches(variant: Variant) -> Iterator[tuple[str, int, int, bool]]:
    """Expressions of values and the text between them: each with its span, and whether it is a value."""
    fixed, begun, at = "", 0, 0
    for piece in variant.pieces:
        end = at + len(piece.text)
        if piece.value is None:
            fixed += piece.text
        else:
            if fixed:
                yield fixed, begun, at, False
            yield piece.value.expression, at, end, True
            fixed, begun = "", end
        at = end
    if fixed:
        yield fixed, begun, at, False


def _cut(text: str, start: int) -> list[Token]:
    return [
        Token("\n" if match.group() in ("\r\n", "\r") else match.group(), start + match.start(), start + match.end())
        for match in _token().finditer(text)
    ]


@cache
def _token() -> regex.Pattern[str]:
    # Late: whoever finds nothing changed needs no tokens.
    import regex  # noqa: PLC0415

    return regex.compile(r"[A-Za-z0-9\u00c0-\u024f]+(?:['’][A-Za-z]+)*|\X")


@cache
def _placeholder() -> re.Pattern[str]:
    # Strings within an expression may hold braces.
    return re.compile(r"""\{\{ (?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|(?! \}\})[^'"])* \}\}""")
