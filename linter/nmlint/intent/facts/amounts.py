"""Amounts of money.

Which money a bare 元 or $ means follows the script: New Taiwan dollars in Traditional Chinese (which is what notices
of Taiwan are written in, Hong Kong says HK$), yuan in Simplified Chinese; `XXX`, the code for no currency, where the
script does not tell. In English it does not: $ are those of the United States as well as of Taiwan or Singapore.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from nmlint.intent.facts.model import Found, Kind
from nmlint.intent.facts.numerals import ARABIC, BEGINS, NUMBER, number
from nmlint.intent.facts.reading import Reading, Script
from nmlint.intent.facts.words import either, words

_UNKNOWN = "XXX"
_HOME = {Script.TRADITIONAL: "TWD", Script.SIMPLIFIED: "CNY", Script.JAPANESE: "JPY"}
_YEN = {**_HOME, Script.TRADITIONAL: "JPY"}
_RANGE = r"\s?(?:~|～|〜|–|—|−|-|至|到)\s?"


def amounts(reading: Reading) -> Iterator[Found]:
    """Every amount of money, with its sign, and every range of amounts in one currency."""
    before, after, labelled = _money()
    for match in before.finditer(reading.text):
        # The unit behind may be more telling than a sign before: $100 USD.
        currency = _currency(reading, match["before"], match.start("before"))
        if match["before"] in {"$", "¥"} and match["after"]:
            currency = _currency(reading, match["after"], match.start("after"))
        yield _amount(match, currency)
    for match in after.finditer(reading.text):
        yield _amount(match, _currency(reading, match["after"], match.start("after")))
    for match in labelled.finditer(reading.text):
        found = _amount(match, _HOME.get(reading.script, _UNKNOWN))
        yield Found(found.kind, match.start("hit"), match.end("hit"), found.value)


def _amount(match: re.Match[str], currency: str) -> Found:
    groups = match.groupdict()
    sign = -1 if groups.get("sign") in {"-", "−"} or groups.get("sign2") in {"-", "−"} else 1
    last = _value(currency, number(match["count"]) * sign)
    if first := groups.get("first"):
        last = f"{_value(currency, number(first) * sign)}/{last}"
    return Found(Kind.AMOUNT, *match.span(), last)


def _value(currency: str, count: Decimal) -> str:
    return f"{currency} {count.quantize(Decimal('0.01'))}"


def _currency(reading: Reading, word: str, at: int) -> str:
    if (code := _codes().get(word)) is not None:
        return str(code)
    if word == "¥":
        return _YEN.get(reading.script, _UNKNOWN)
    # The folding makes no difference between 円 and 圓.
    if word == "圓" and reading.raw(at, at + 1) == "円":
        return "JPY"
    if word == "dollars":
        return _UNKNOWN
    if word == "$" and reading.script is Script.JAPANESE:
        return _UNKNOWN
    return _HOME.get(reading.script, _UNKNOWN)


@cache
def _codes() -> dict[str, str]:
    return words().by_word("currencies")


@cache
def _money() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    named = either(_codes())
    signs = r"(?:\$|¥)"
    yuan = r"元(?!旦|月|素|件|氣|老|宵|宇|首|年|代|大(?!於)|智|富)|圓(?!形|環|山|桌|規|滿)"
    unit = rf"(?:{named}|{yuan}|塊錢|塊(?![一-鿿])|dollars(?![a-z]))"
    sign = r"(?:(?<![0-9a-z])(?P<sign>[\-−+])\s?)?"
    many = rf"{NUMBER}(?:\s?(?:多|餘)(?=\s?[元萬]))?"
    spread = rf"(?:(?P<first>{NUMBER}){_RANGE}(?:{named}|{signs})?\s?)?"
    return (
        re.compile(
            rf"{sign}(?P<before>{named}|(?<![a-z0-9]){signs})\s?[:]?\s?(?P<sign2>[\-−+])?\s?{spread}"
            rf"(?P<count>{NUMBER})(?!\.?[0-9])(?!%)(?:\s?(?P<after>{unit}))?整?"
        ),
        re.compile(
            rf"{sign}{BEGINS}(?<![/])(?<![0-9]-)(?:(?P<first>{NUMBER})\s?(?:元)?{_RANGE})?"
            rf"(?P<count>{many})\s?(?P<after>{unit})整?"
        ),
        re.compile(
            rf"{either(words().some('amount_labels'))}(?:\([^()\n]{{1,8}}\))?\s?:\s?"
            rf"(?P<hit>(?P<sign>[\-−+])?(?P<count>{ARABIC}))"
            r"(?=\s?(?:\Z|[\n,。;、)!|]))(?!,[0-9])"
        ),
    )
