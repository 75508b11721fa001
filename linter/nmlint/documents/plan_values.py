"""The values that only plans have: shares, money, times of day, moments."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction

from nmlint.documents.plan import CURRENCY, Money, PriceRange, QuietHours

_DECIMALS = r"(?:\.[0-9]{1,21})?"
# A program that writes a plan may write small numbers as 5e-05.
_SHARE = re.compile(rf"(?P<number>(?:0|[1-9][0-9]{{0,2}}){_DECIMALS}(?:e-[0-9]{{1,2}})?)\s?(?P<percent>[%％])?")
_NUMBER = rf"(?:0|[1-9][0-9]{{0,2}}(?:,[0-9]{{3}}){{1,4}}|[1-9][0-9]{{0,12}}){_DECIMALS}"
_AMOUNT = re.compile(rf"(?:(?P<sign>NT\$|[A-Z]{{3}})\s?)?(?P<number>{_NUMBER})(?:\s?(?P<code>[A-Z]{{3}}|元))?")
_RANGE = re.compile(r"\s?(?:-|–|~|～|to|至)\s?")
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[+-][0-9]{2}:[0-9]{2})?")

_TAIWANESE = {"NT$": CURRENCY, "元": CURRENCY}


def share(text: str) -> Fraction | None:
    """A share such as 8 %, 8% or 0.08; None for what is none, a number above 1 without its sign included."""
    match = _SHARE.fullmatch(text.strip())
    if match is None:
        return None
    number = Fraction(match["number"]) / (100 if match["percent"] else 1)
    return number if number <= 1 else None


def _amounts(text: str) -> tuple[Sequence[Fraction], str] | None:
    """The numbers of an amount or a range, and the one currency that is named with any of them."""
    numbers: list[Fraction] = []
    named: set[str] = set()
    for part in _RANGE.split(text.strip()):
        match = _AMOUNT.fullmatch(part)
        if match is None:
            return None
        numbers.append(Fraction(match["number"].replace(",", "")))
        named |= {_TAIWANESE.get(code, code) for code in match.group("sign", "code") if code is not None}
    return (numbers, next(iter(named), CURRENCY)) if len(named) <= 1 else None


def currency_of(text: str) -> str | None:
    """The three letters of the currency of an amount or a range, None for what is neither."""
    found = _amounts(text)
    return None if found is None else found[1]


def _converted(text: str, exchange: Mapping[str, Fraction]) -> Sequence[Fraction]:
    """The numbers of an amount or a range in New Taiwan dollars, none without the rate of their currency."""
    found = _amounts(text)
    rate = None if found is None else Fraction(1) if found[1] == CURRENCY else exchange.get(found[1])
    return [] if found is None or rate is None else [number * rate for number in found[0]]


def money(text: str, exchange: Mapping[str, Fraction]) -> Money | None:
    """An amount such as 30000, 30,000 TWD or 900 USD, by the rates given; None for what cannot be one."""
    match _converted(text, exchange):
        case [amount]:
            return Money(amount, text.strip())
    return None


def price_range(text: str, exchange: Mapping[str, Fraction]) -> PriceRange | None:
    """A price such as 0.9 or 0.8-1.2, in one currency; None for what is none."""
    match _converted(text, exchange):
        case [price]:
            return PriceRange(price, price)
        case [low, high] if low <= high:
            return PriceRange(low, high)
    return None


def minute_of_day(text: str) -> int | None:
    """A time of day such as 20:30, in minutes."""
    match = _CLOCK.fullmatch(text.strip())
    return int(match[1]) * 60 + int(match[2]) if match else None


def quiet_hours(text: str) -> QuietHours | None:
    """Hours such as 22:00-08:00."""
    minutes = [minute_of_day(part) for part in _RANGE.split(text.strip())]
    match minutes:
        case [int(start), int(end)] if start != end:
            return QuietHours(start, end)
    return None


def moment(text: str) -> datetime | None:
    """A day and time such as 2026-12-01 18:00, with or without its distance from UTC."""
    if _MOMENT.fullmatch(text.strip()) is None:
        return None
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        return None
