"""Cards and accounts: whole, masked, or by their last digits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from nmlint.intent.facts.model import Found, Kind
from nmlint.intent.facts.reading import Reading
from nmlint.intent.facts.words import either, words
from nmlint.text.numbers import accounts as account_numbers
from nmlint.text.numbers import cards as card_numbers

# Behind the code of a bank; accounts of Japan have seven digits.
_BANKED = re.compile(
    r"""
    (?:帳號|帳戶|賬號|賬戶)[\s:為是]{0,3}(?P<hit>\(?[0-9]{3}\)?\s?-\s?(?P<number>[0-9]{10,16}))(?![0-9a-z*\-])
    | 口座番號[\s:]{0,2}(?P<short>[0-9]{7})(?![0-9a-z*\-])
    """,
    re.VERBOSE,
)
_MASKED = re.compile(
    r"""
    (?<![0-9a-z*•●○])
    (?P<hit>
        (?!09)(?P<bank>[0-9]{3}-)?                          # a mobile phone is no card
        (?:[0-9]{4}[\s\-]?[0-9]{0,2})?                      # the first digits, as far as they are shown
        (?:[*•●○]{2,12}|x{2,12})
        (?:[\s\-]?(?:[*•●○]{2,12}|x{3,12})){0,4}
        [\s\-]?(?P<tail>[0-9]{3,6})
    )
    (?![0-9a-z*•●○]|[/:][0-9])
    """,
    re.VERBOSE,
)
_SHOWN = 4
_LABEL_REACH = 14


def cards_and_accounts(reading: Reading) -> Iterator[Found]:
    """Cards and accounts; a whole card number has the value of its last four digits."""
    text = reading.text
    for start, end in card_numbers(text):
        digits = re.sub(r"[^0-9]", "", text[start:end])
        yield Found(Kind.CARD, start, end, digits[-_SHOWN:])
    for start, end in account_numbers(text):
        yield Found(Kind.ACCOUNT, start, end, re.sub(r"[^0-9]", "", text[start:end]))
    for match in _BANKED.finditer(text):
        yield Found(Kind.ACCOUNT, *match.span("hit" if match["hit"] else "short"), match["number"] or match["short"])
    for pattern in (_tails(), _MASKED):
        for match in pattern.finditer(text):
            kind = _owner(text, match.start(), match.start("hit"), match["tail"])
            if kind is Kind.CARD and match.groupdict().get("bank"):
                kind = Kind.ACCOUNT
            if kind is not None:
                yield Found(kind, *match.span("hit"), match["tail"])


def _owner(text: str, start: int, hit: int, tail: str) -> Kind | None:
    """Whose last digits these are, by the nearest word before them; four of them are a card's when none tells."""
    ahead = text[max(0, start - _LABEL_REACH) : hit]
    owners = ((Kind.CARD, "card"), (Kind.ACCOUNT, "account"), (None, "neither"))
    nearest: tuple[int, Kind | None] = (-1, Kind.CARD if len(tail) >= _SHOWN else None)
    for kind, name in owners:
        for word in words().some("cards", name):
            if (at := ahead.rfind(word)) > nearest[0]:
                nearest = (at, kind)
    return nearest[1]


@cache
def _tails() -> re.Pattern[str]:
    return re.compile(
        rf"""
        (?:{either(words().some("cards", "tails"))}|[末後尾下]\s?[3-6]\s?[碼位桁])
        [\s:為是(「【]{{0,3}}(?:is\s)?(?:[*x•·]{{1,12}}[\s\-]?)?
        (?P<hit>(?P<tail>[0-9]{{3,6}}))
        (?![0-9a-z]|[/:.][0-9]|\s?[元年月])
        """,
        re.VERBOSE,
    )
