"""Reads what a send plan may cost and what its messages cost, in New Taiwan dollars."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

from nmlint.bilingual import Bilingual
from nmlint.documents.plan import CURRENCY, Money, PriceRange
from nmlint.documents.plan_fields import said
from nmlint.documents.plan_values import currency_of, money, price_range
from nmlint.fields import Fields
from nmlint.vocabulary import CHANNELS

_CODE = re.compile(rf"(?!{CURRENCY})[A-Z]{{3}}")
_RATE = Bilingual("how many New Taiwan dollars one unit is, such as 32.5", "一單位等於多少新臺幣，例如 32.5")
_AMOUNT = Bilingual("an amount such as 30000 TWD", "金額，例如 30000 TWD")
_PRICE = Bilingual(
    "a price such as 0.9, or a range from low to high such as 0.8-1.2", "單價，例如 0.9，或由低到高的範圍，例如 0.8-1.2"
)


def exchange_of(top: Fields) -> Mapping[str, Fraction]:
    """How many New Taiwan dollars a unit of each other currency is."""
    inner = top.fields("exchange")
    if inner is None:
        return {}
    for key in inner.keys:
        if _CODE.fullmatch(key) is None:
            inner.refuse(
                key,
                Bilingual(
                    f"exchange: {key!r} is no other currency; write its three letters, such as USD",
                    f"exchange：「{key}」不是外幣；請寫三個大寫字母，例如 USD",
                ),
            )
    rates = {key: said(inner, key, _rate, _RATE) for key in inner.keys}
    return {key: rate for key, rate in rates.items() if rate is not None}


def _rate(text: str) -> Fraction | None:
    found = money(text, {})
    return None if found is None else found.amount or None


def budget_of(top: Fields, exchange: Mapping[str, Fraction]) -> Money | None:
    """What the plan may cost at most."""
    return said(top, "budget", lambda text: money(text, exchange), lambda text: _wanted(text, exchange, _AMOUNT))


def prices_of(top: Fields, exchange: Mapping[str, Fraction]) -> Mapping[str, PriceRange]:
    """What one message of each channel costs by the author's contract."""
    inner = top.fields("prices")
    if inner is None:
        return {}
    inner.only(CHANNELS)
    found = {
        key: said(inner, key, lambda text: price_range(text, exchange), lambda text: _wanted(text, exchange, _PRICE))
        for key in inner.keys
    }
    return {key: price for key, price in found.items() if price is not None}


def _wanted(text: str, exchange: Mapping[str, Fraction], otherwise: Bilingual) -> Bilingual:
    """What an amount lacks: the rate of its currency, or all that makes it one."""
    currency = currency_of(text)
    if currency is None or currency == CURRENCY or currency in exchange:
        return otherwise
    return Bilingual(
        f"an exchange rate for {currency}; add exchange: {{{currency}: …}}, New Taiwan dollars per unit",
        f"{currency} 的匯率；請加上 exchange: {{{currency}: …}}（一單位等於多少新臺幣）",
    )
