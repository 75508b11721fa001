"""Reads whom a send plan reaches, and what becomes of a notification message to them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

from nmlint import durations
from nmlint.bilingual import Bilingual
from nmlint.documents.plan import Audience
from nmlint.documents.plan_fields import SHARE, said, shares
from nmlint.documents.plan_values import share
from nmlint.fields import Fields
from nmlint.vocabulary import CHANNELS, OUTCOMES

_KEYS = frozenset({"size", "countries", "friends", "rates", "counts", "deliveries", "states", "delays", "delivered"})
_STATES = frozenset(
    f"{verified}-{consent}" for verified in ("verified", "unverified") for consent in ("first", "agreed", "refused")
)
_TELL_OUTCOMES = ("rates", "counts", "deliveries", "states")
_COUNTRY = re.compile(r"[A-Za-z]{2}")


def audience_of(found: Fields | None) -> Audience:
    """The audience under its key; nobody in particular where a plan says nothing of it."""
    if found is None:
        return Audience()
    found.only(_KEYS)
    told = [key for key in _TELL_OUTCOMES if key in found.keys]
    if len(told) > 1:
        listed = ", ".join(told)
        found.refuse(
            told[-1],
            Bilingual(
                f"audience has {listed}; the outcomes come from one of them",
                f"audience 同時有 {'、'.join(told)}；只能擇一",
            ),
        )
    return Audience(
        size=found.integer("size"),
        countries=_countries(found),
        friends=found.text("friends", one_of=("all", "some", "none")),
        rates=shares(found, "rates", OUTCOMES, whole=True),
        counts=_counts(found),
        deliveries=found.text("deliveries"),
        states=shares(found, "states", _STATES, whole=True),
        delays=_delays(found),
        delivered=shares(found, "delivered", CHANNELS),
    )


def _countries(found: Fields) -> tuple[str, ...]:
    countries = found.texts("countries")
    for country in countries:
        if _COUNTRY.fullmatch(country) is None:
            found.refuse(
                "countries",
                Bilingual(
                    f"countries: {country!r} is no country code; write two letters such as TW",
                    f"countries：「{country}」不是國家代碼；請寫兩個字母，例如 TW",
                ),
            )
    return tuple(country.upper() for country in countries)


def _counts(found: Fields) -> Mapping[str, int]:
    inner = found.fields("counts")
    if inner is None:
        return {}
    inner.only(OUTCOMES)
    counts = {key: number for key in OUTCOMES if (number := inner.integer(key, least=0)) is not None}
    if len(counts) == len(inner.keys) and not sum(counts.values()):
        found.refuse("counts", Bilingual("counts: nothing was sent", "counts：沒有任何一筆"))
    return counts


def _delays(found: Fields) -> tuple[tuple[int, Fraction], ...]:
    """What part of the later ones has arrived by when: {30m: 30%, 24h: 100%}."""
    inner = found.fields("delays")
    if inner is None:
        return ()
    points: dict[int, Fraction] = {}
    for key in inner.keys:
        part = said(inner, key, share, SHARE)
        seconds = durations.parsed(key)
        if not seconds:
            inner.refuse(
                key, Bilingual(f"{key!r} is no duration such as 30m or 6h", f"「{key}」不是時間長度，例如 30m、6h")
            )
        elif seconds in points:
            inner.refuse(
                key,
                Bilingual(f"{key!r} stands here twice, written otherwise", f"「{key}」重複了，只是寫法不同"),
            )
        elif part is not None:
            points[seconds] = part
    delays = sorted(points.items())
    grown = [part for _, part in delays]
    if len(delays) == len(inner.keys) and (grown != sorted(grown) or grown[-1:] != [1]):
        found.refuse(
            "delays",
            Bilingual("delays: shares grow and end at 100%", "delays：比例要遞增，最後到 100%"),
        )
    return tuple(delays)
