"""A folded text as the n-grams that the intent table weighs.

A token is a Han character, a kana or another letter of a script without blanks; a Latin word, cut to its first letters;
a number of any length or a value to be filled in, which are all the same token; a link; or one of the few marks that
carry tone. A blank between Han characters stands for a comma.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from operator import add

from nmlint.source import Span

LONGEST = 3
"""The most tokens of an n-gram."""
NUMBER = "0"
BREAKS = frozenset(",;。、\n.")
"""Marks between two clauses, which no n-gram holds."""
CLOSING = frozenset("!?")
"""Marks that end a clause and belong to it."""

_WORD = 6
_URL = r"https?:[!-~]+"
# What other systems write for a value: {name}, {{ name }}, ${name}.
_BLANK = r"\$?\{{1,2}[^{}\n]{1,60}\}{1,2}"
# Digits that a collection has masked count as digits.
_NUMBER = r"[0-9*\ufffc][0-9*\ufffc,.:/\-]*(?<![,.:])|(?<![a-z])x{2,}(?![a-z])"
_LETTERS = rf"(?<![a-z])[a-z]{{1,{_WORD}}}|[^\W_a-z0-9]"
_MARKS = r"[!?%$~:#,;。、\n]|\.(?=\s|\Z)"
# Between two Han characters or kana a blank stands for a comma.
_LETTER = r"[\u3040-\u30ff\u3400-\u9fff]"
_GAP = rf"(?<={_LETTER})[ \u3000]+(?={_LETTER})"
_TOKEN = re.compile(f"{_URL}|{_BLANK}|{_NUMBER}|{_LETTERS}|{_MARKS}|{_GAP}")
_NUMERIC = frozenset("0123456789*\ufffc{")
_BLANKS = frozenset(" \u3000")
_NUMERIC_STARTS = frozenset({"xx", "${"})


def tokens(text: str) -> list[str]:
    """The tokens of a folded text."""
    return [
        NUMBER if token[0] in _NUMERIC or token[:2] in _NUMERIC_STARTS else "," if token[0] in _BLANKS else token
        for token in _TOKEN.findall(text)
    ]


def places(text: str) -> list[Span]:
    """Where each token of a folded text stands; a Latin word with all its letters."""
    spans = []
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        while match[0].isascii() and match[0].isalpha() and end < len(text) and "a" <= text[end] <= "z":
            end += 1
        spans.append(Span(start, end))
    return spans


def grams(words: Sequence[str]) -> list[list[str]]:
    """The n-grams of some tokens by length, shortest first; the n-gram at index i begins with token i."""
    lengths = [list(words)]
    for _ in range(1, LONGEST):
        # One token longer: the n-gram at i, and the token that follows it.
        lengths.append(list(map(add, lengths[-1], words[len(lengths) :])))
    return lengths


def clauses(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The stretches of tokens between breaks, as start and end."""
    start = 0
    for at, word in enumerate(words):
        if word in BREAKS or word in CLOSING:
            end = at + (word in CLOSING)
            if start < end:
                yield start, end
            start = at + 1
    if start < len(words):
        yield start, len(words)
