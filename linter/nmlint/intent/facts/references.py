"""Numbers that stand for something: orders, parcels, bookings, contracts, codes, cards, accounts, plates.

Each is known by the label before it. A label that names its own kind of number (訂單編號, order no.) may be followed
by any number; one that only names the thing (訂單, parcel) must be followed by one that looks the part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from nmlint.intent.facts.model import Found, Kind, Reading
from nmlint.intent.facts.words import either, words
from nmlint.text.numbers import accounts as account_numbers
from nmlint.text.numbers import cards as card_numbers

_KINDS = (Kind.ORDER, Kind.TRACKING, Kind.BOOKING, Kind.CONTRACT, Kind.REFERENCE)
_END = r"(?![0-9a-z*]|[\-/:.][0-9]|\s?[年月日元點圓%]|\s?(?:個|件|筆|張)(?!人)|\)字)"
_RUN = r"(?=[a-z\-_]{0,12}[0-9])[a-z0-9](?:[a-z0-9]|[\-_](?=[a-z0-9]))"
# Numbers of parcels are set in groups: 1234 5678 9012.
_GROUPS = r"(?:[a-z]{1,3}\s?)?[0-9]{3,5}(?:\s[0-9]{3,5}){1,5}"
_DATE = re.compile(r"(?:19|20)[0-9]{2}-(?:1[0-2]|0?[1-9])-(?:3[01]|[12][0-9]|0?[1-9])")
_PHONE = re.compile(r"0[0-9\-]{8,11}")
# Behind the code of a bank; accounts of Japan have seven digits.
_BANKED = re.compile(
    r"(?:帳號|帳戶|賬號|賬戶)[\s:為是]{0,3}(?P<hit>\(?[0-9]{3}\)?\s?-\s?(?P<number>[0-9]{10,16}))(?![0-9a-z*\-])"
    r"|口座番號[\s:]{0,2}(?P<short>[0-9]{7})(?![0-9a-z*\-])"
)
_WEAK_LENGTH = 5
_SHOWN = 4
_LABEL_REACH = 14


def references(reading: Reading) -> Iterator[Found]:
    """Numbers of orders, parcels, bookings and contracts, and others that have a label."""
    for kind, pattern in _labelled():
        for match in pattern.finditer(reading.text):
            hit = match["hit"]
            strong = bool(match["suffix"] or match["colon"])
            if _DATE.fullmatch(hit):
                continue
            if not strong and (len(hit) < _WEAK_LENGTH or " " in hit or _PHONE.fullmatch(hit)):
                continue
            if not match["suffix"] and match["label"] in _suffix_only():
                continue
            yield Found(kind, *match.span("hit"), _plain(hit))
    for kind, pattern in _lettered():
        for match in pattern.finditer(reading.text):
            yield Found(kind, *match.span("hit"), _plain(match["hit"]))


def codes(reading: Reading) -> Iterator[Found]:
    """One-time codes."""
    for pattern in _codes():
        for match in pattern.finditer(reading.text):
            if not _never_between().search(match.groupdict().get("between") or ""):
                yield Found(Kind.CODE, *match.span("hit"), _plain(match["hit"]))


def cards_and_accounts(reading: Reading) -> Iterator[Found]:
    """Cards and accounts, masked or by their last digits; a whole card number has the value of its last four."""
    text = reading.text
    for start, end in card_numbers(text):
        digits = re.sub(r"[^0-9]", "", text[start:end])
        yield Found(Kind.CARD, start, end, digits[-_SHOWN:])
    for start, end in account_numbers(text):
        yield Found(Kind.ACCOUNT, start, end, re.sub(r"[^0-9]", "", text[start:end]))
    for match in _BANKED.finditer(text):
        yield Found(Kind.ACCOUNT, *match.span("hit" if match["hit"] else "short"), match["number"] or match["short"])
    tails, masked = _masks()
    for pattern in (tails, masked):
        for match in pattern.finditer(text):
            kind = _owner(text, match.start(), match.start("hit"), match["tail"])
            if kind is Kind.CARD and match.groupdict().get("bank"):
                kind = Kind.ACCOUNT
            if kind is not None:
                yield Found(kind, *match.span("hit"), match["tail"].replace("-", ""))


def plates(reading: Reading) -> Iterator[Found]:
    """Licence plates: those of Taiwan by their label, those of mainland China by their province."""
    labelled, provincial, beside = _plates()
    for match in beside.finditer(reading.text):
        if "車" in reading.text[max(0, match.start() - _LABEL_REACH) : match.end() + _LABEL_REACH]:
            yield Found(Kind.PLATE, *match.span(), _plain(match[0]))
    for pattern in (labelled, provincial):
        for match in pattern.finditer(reading.text):
            yield Found(Kind.PLATE, *match.span("hit"), _plain(match["hit"]).replace("·", ""))


def _plain(number: str) -> str:
    return re.sub(r"[\s\-_]", "", number).upper()


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
def _suffix_only() -> frozenset[str]:
    return frozenset(words().some("suffix_only"))


@cache
def _never_between() -> re.Pattern[str]:
    return re.compile(either(words().some("codes", "never_between")))


@cache
def _labelled() -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    suffix = rf"(?P<suffix>(?:{either(words().some('suffixes'))}\s?\.?|\(?(?:no|id)\.?\)?(?![a-z])|\#){{0,2}})"
    found = []
    for kind in _KINDS:
        label = f"(?P<label>{either(words().some('references', kind))})"
        if kind is Kind.REFERENCE:
            # A bare # says no more than that a number follows.
            named = f"{either(words().some('references', kind))}|{either(words().some('bare_labels'))}"
            label = rf"(?P<label>{named}|(?<![0-9a-z&#])(?=\#[a-z0-9]{{5}}))"
        found.append(
            (
                kind,
                re.compile(
                    rf"{label}\s?{suffix}\s?(?P<colon>(?:是|為|は|is(?![a-z]))?\s?:|\#)?\s?(?:是|為|は|is(?![a-z]))?\s?[(「【\[]?\s?\#?\s?(?:第\s?)?"
                    rf"(?P<hit>{_GROUPS}{_END}|{_RUN}{{1,31}}{_END})"
                ),
            )
        )
    return tuple(found)


@cache
def _lettered() -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    """Booking references may be of letters alone: behind a label that ends in a colon."""
    label = either(words().some("references", "booking-number"))
    suffix = either(words().some("suffixes"))
    return (
        (
            Kind.BOOKING,
            re.compile(rf"{label}\s?(?:{suffix}\s?){{0,2}}\s?:\s?(?P<hit>[a-z]{{6}})(?![a-z0-9\-])(?!\s[a-z])"),
        ),
    )


@cache
def _codes() -> tuple[re.Pattern[str], ...]:
    label = either(words().some("codes", "labels"))
    code = r"(?P<hit>(?=[a-z]{0,4}[0-9])[0-9a-z]{4,8}|[0-9]{3}[\s\-][0-9]{3}|[0-9]{4}-[0-9]{2,4})"
    end = r"(?![0-9a-z*]|[/:.\-][0-9]|\s?[年月日元分秒點])"
    return (
        re.compile(rf"{label}(?P<between>[^0-9a-z。！？!?\n]{{0,12}})(?:is\s?:?\s?)?(?:g-)?{code}{end}"),
        re.compile(rf"(?<![a-z])(?:use|enter)\s{code}(?=\sto\s(?:sign|log|verify|confirm|complete)(?![a-z]))"),
        re.compile(rf"{label}(?P<between>\s(?:for|to)\s[^0-9。！？!?\n]{{1,48}}?(?:\sis|:)\s?:?\s?){code}{end}"),
        re.compile(
            rf"(?<![0-9a-z./\-:$])(?:g-)?{code}(?=\s?(?:是|為|is)\s?(?P<between>[^0-9。！？!?\n]{{0,24}}?)(?:{label}|密碼|(?<![a-z])code))"
        ),
    )


@cache
def _masks() -> tuple[re.Pattern[str], re.Pattern[str]]:
    tails = rf"(?:{either(words().some('cards', 'tails'))}|[末後尾下]\s?[3-6]\s?[碼位桁])"
    return (
        re.compile(
            rf"{tails}[\s:為是(「【]{{0,3}}(?:is\s)?(?:[*x•·]{{1,12}}[\s\-]?)?(?P<hit>(?P<tail>[0-9]{{3,6}}))(?![0-9a-z]|[/:.][0-9]|\s?[元年月])"
        ),
        re.compile(
            r"(?<![0-9a-z*•●○])(?P<hit>(?!09)(?P<bank>[0-9]{3}-)?(?:[0-9]{4}[\s\-]?[0-9]{0,2})?(?:[*•●○]{2,12}|x{2,12})(?:[\s\-]?(?:[*•●○]{2,12}|x{3,12})){0,4}[\s\-]?(?P<tail>[0-9]{3,6}))"
            r"(?![0-9a-z*•●○]|[/:][0-9])"
        ),
    )


@cache
def _plates() -> tuple[re.Pattern[str], ...]:
    label = either(words().some("plates", "labels"))
    provinces = "".join(words().some("plates", "provinces"))
    shape = r"(?=[a-z0-9]{0,4}-?[a-z0-9]{0,4}(?<=[0-9]))"
    return (
        re.compile(
            rf"{label}[\s:為是(「號碼]{{0,4}}(?:is\s)?(?P<hit>{shape}[a-z0-9]{{2,4}}\s?-?\s?[a-z0-9]{{2,4}})(?![a-z0-9\-])"
        ),
        re.compile(rf"(?P<hit>[{provinces}][a-z]·?(?=[a-z0-9]{{0,5}}[0-9])[a-z0-9]{{5,6}})(?![a-z0-9])"),
        re.compile(r"(?<![a-z0-9\-#])(?:[a-z]{2,3}-[0-9]{4}|[0-9]{4}-[a-z]{2})(?![a-z0-9\-])"),
    )
