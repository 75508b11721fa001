"""Phones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import phonenumbers

from nmlint.intent.facts.model import Found, Kind
from nmlint.intent.facts.reading import Reading, Script
from nmlint.intent.facts.words import either, words
from nmlint.text.numbers import landlines, mobiles

# Whose numbers these may be, the likeliest first: the same digits may be a number in more than one of them.
_REGIONS = {Script.SIMPLIFIED: ("CN", "TW"), Script.JAPANESE: ("JP", "TW")}
# The longest stretch in which numbers and what sets them apart follow each other.
_CANDIDATE = re.compile(
    r"(?<![0-9a-z*●○_=&%])(?<![0-9*●○][.,\-/:])\+?\(?\+?[0-9](?:[ \-()]{0,2}[0-9]){6,16}(?![0-9a-z*●○])"
)
_STARTS = ("0", "+", "(0", "(+", "886", "1", "4", "8")
_DIGITS = re.compile(r"[^0-9+]")
_LAST_GROUP = re.compile(r"[ \-()]+[0-9]+\Z")
_NEXT_IS_NUMBER = re.compile(r"[/:.,\-][0-9]|\s?[元年月]")


def phones(reading: Reading) -> Iterator[Found]:
    """Phone numbers as E.164 with their extension (`;ext=12`), and short numbers behind a label as they are."""
    text = reading.text
    regions = _REGIONS.get(reading.script, ("TW",))
    known = {*mobiles(text), *landlines(text)}
    for match in _CANDIDATE.finditer(text):
        found = _valid(text, *match.span(), regions)
        if found is not None:
            yield _with_extension(text, *found)
    for start, end in known:
        number = _extension().split(text[start:end])[0]
        strict = (_e164(number, region, strict=True) for region in regions)
        if (value := next(filter(None, strict), None) or _e164(number, regions[0], strict=False)) is not None:
            yield _with_extension(text, start, start + len(number.rstrip()), value)
    for match in _short().finditer(text):
        yield Found(Kind.PHONE, *match.span("hit"), match["hit"].replace("-", ""))


def _valid(text: str, start: int, end: int, regions: tuple[str, ...]) -> tuple[int, int, str] | None:
    """The longest beginning of a stretch that is a number somewhere."""
    while end > start:
        written = text[start:end]
        if not written.startswith(_STARTS):
            return None
        if not _NEXT_IS_NUMBER.match(text, end):
            for region in regions:
                if (value := _e164(written, region, strict=True)) is not None:
                    return start, end, value
        shorter = _LAST_GROUP.search(written)
        if shorter is None:
            return None
        end = start + shorter.start()
    return None


def _e164(written: str, region: str, *, strict: bool) -> str | None:
    digits = _DIGITS.sub("", written)
    if digits.startswith("886"):
        digits = f"+{digits}"
    # A number without the 0 or the code before it is any number, unless it is a mobile of mainland China or 400/800.
    if digits[:1] not in {"0", "+"} and not (region == "CN" and re.fullmatch(r"1[3-9][0-9]{9}|[48]00[0-9]{7}", digits)):
        return None if strict else digits
    try:
        parsed = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return None
    if not (phonenumbers.is_valid_number(parsed) if strict else phonenumbers.is_possible_number(parsed)):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _with_extension(text: str, start: int, end: int, value: str) -> Found:
    if match := _extension().match(text, end):
        return Found(Kind.PHONE, start, match.end(), f"{value};ext={match['extension']}")
    return Found(Kind.PHONE, start, end, value)


@cache
def _extension() -> re.Pattern[str]:
    return re.compile(
        rf"\s?[,(]?\s?{either(words().some('phones', 'extensions'))}\s?[:.]?\s?(?P<extension>[0-9]{{1,6}})(?![0-9])\)?"
    )


@cache
def _short() -> re.Pattern[str]:
    label = either(words().some("phones", "labels"))
    return re.compile(
        rf"""
        {label}(?:專線|電話|服務|熱線)?\s?(?:是|為|:|\()?\s?
        (?P<hit>1[0-9]{{2,4}}|[*\#][0-9]{{3,4}}|9[0-9]{{4}}|55688|(?:412-?|449-?)[0-9]{{4}})
        (?![0-9a-z:.\-*]|/[0-9]|\s?[年月日元點個分秒次])
        """,
        re.VERBOSE,
    )
