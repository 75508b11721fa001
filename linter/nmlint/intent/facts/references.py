"""Numbers that stand for something: orders, parcels, bookings, contracts and whatever else has a label.

Each is known by the label before it. A label that names its own kind of number (訂單編號, order no.) may be followed
by any number; one that only names the thing (訂單, parcel) must be followed by one that looks the part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from nmlint.intent.facts.model import Found, Kind
from nmlint.intent.facts.reading import Reading
from nmlint.intent.facts.words import either, words

_END = r"(?![0-9a-z*]|[\-/:.][0-9]|\s?[年月日元點圓%]|\s?(?:個|件|筆|張)(?!人)|\)字)"
_RUN = r"(?=[a-z\-_]{0,12}[0-9])[a-z0-9](?:[a-z0-9]|[\-_](?=[a-z0-9])){1,31}"
_DATE = re.compile(r"(?:19|20)[0-9]{2}-(?:1[0-2]|0?[1-9])-(?:3[01]|[12][0-9]|0?[1-9])")
_PHONE = re.compile(r"0[0-9\-]{8,11}")
_WEAK_LENGTH = 5


def references(reading: Reading) -> Iterator[Found]:
    """Numbers of orders, parcels, bookings and contracts, and others that have a label."""
    for match in _labelled().finditer(reading.text):
        hit = match["hit"]
        strong = bool(match["suffix"] or match["colon"])
        if _DATE.fullmatch(hit):
            continue
        if not strong and (len(hit) < _WEAK_LENGTH or " " in hit or _PHONE.fullmatch(hit)):
            continue
        if not match["suffix"] and match["label"] in _suffix_only():
            continue
        yield Found(_kinds().get(match["label"], Kind.REFERENCE), *match.span("hit"), plain(hit))
    for match in _lettered_booking().finditer(reading.text):
        yield Found(Kind.BOOKING, *match.span("hit"), plain(match["hit"]))


def plain(number: str) -> str:
    """A number without what only sets it apart."""
    return re.sub(r"[\s\-_]", "", number).upper()


@cache
def _kinds() -> dict[str, Kind]:
    return {word: Kind(name) for word, name in words().by_word("references").items()}


@cache
def _suffix_only() -> frozenset[str]:
    return frozenset(words().some("suffix_only"))


def _grouped() -> str:
    """Numbers that are set in groups; what is counted behind them is no group."""
    tail = rf"(?:\s[0-9]{{1,2}}(?![0-9a-z]|\s?{either(words().some('counters'))}))?"
    return rf"""
        (?:
            (?:[a-z]{{1,3}}\s?)?[0-9]{{3,5}}(?:\s[0-9]{{3,5}}){{1,5}}{tail}              # KL 8890 1234 55
          | (?!(?:no|is|of)\s)[a-z]{{1,3}}\s[0-9]{{3,5}}{tail}                           # DN 7781 02
          | [0-9][a-z](?:\s(?=[a-z]{{0,3}}[0-9])[a-z0-9]{{2,5}}(?![a-z0-9])){{2,6}}      # 1Z 999 AA1 01
        )
    """


@cache
def _labelled() -> re.Pattern[str]:
    listed = words()
    # A bare # says no more than that a number follows.
    label = rf"{either({*_kinds(), *listed.some('bare_labels')})}|(?<![0-9a-z&\#])(?=\#[a-z0-9]{{5}})"
    suffix = rf"(?:{either(listed.some('suffixes'))}\s?\.?|\(?(?:no|id)\.?\)?(?![a-z])|\#)"
    named = r"(?:是|為|は|is(?![a-z]))"
    return re.compile(
        rf"""
        (?P<label>{label})\s?\(?\s?
        (?P<suffix>{suffix}{{0,2}})\s?
        (?P<colon>{named}?\s?:|\#)?\s?
        {named}?\s?[(「【\[]?\s?\#?\s?(?:第\s?)?
        (?P<hit>{_grouped()}{_END}|{_RUN}{_END})
        """,
        re.VERBOSE,
    )


@cache
def _lettered_booking() -> re.Pattern[str]:
    """Booking references may be of letters alone: behind a label that ends in a colon."""
    label = either(words().some("references", "booking-number"))
    suffix = either(words().some("suffixes"))
    return re.compile(rf"{label}\s?(?:{suffix}\s?){{0,2}}\s?:\s?(?P<hit>[a-z]{{6}})(?![a-z0-9\-])(?!\s[a-z])")
