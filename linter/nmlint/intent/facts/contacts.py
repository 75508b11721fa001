"""Phones and web addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from unicodedata import normalize

import phonenumbers

from nmlint.intent.facts.model import Found, Kind, Reading, Script
from nmlint.intent.facts.words import either, words
from nmlint.text.numbers import landlines, mobiles

_REGIONS = {Script.SIMPLIFIED: ("TW", "CN"), Script.JAPANESE: ("JP", "TW")}
# The longest stretch in which numbers and what sets them apart follow each other.
_CANDIDATE = re.compile(
    r"(?<![0-9a-z*●○_=&%])(?<![0-9*●○][.,\-/:])\+?\(?\+?[0-9](?:[ \-()]{0,2}[0-9]){6,16}(?![0-9a-z*●○])"
)
_STARTS = ("0", "+", "(0", "(+", "886", "1", "4", "8")
_DIGITS = re.compile(r"[^0-9+]")
_LAST_GROUP = re.compile(r"[ \-()]+[0-9]+\Z")
_NEXT_IS_NUMBER = re.compile(r"[/:.,\-][0-9]|\s?[元年月]")
_WIDE = re.compile("(?<=[!-~])[（），；：！？～＆＃]")
_TRAILING = ".,;:!?'*~)"
_URLS = (
    re.compile(r"(?<![a-z0-9])(?:https?|line)://[a-z0-9][a-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]*"),
    re.compile(
        r"(?<![a-z0-9@./\-_])(?:[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?\.){1,6}"
        r"(?:com|net|org|gov|edu|tw|hk|jp|sg|cn|io|me|cc|ee|ly|gl|app|link|shop|co|ai|info|biz|tv|to|store|page)"
        r"(?![a-z0-9@]|\.[a-z0-9])(?:/[a-z0-9\-._~:/?#@!$&'()*+,;=%]*)?"
    ),
)


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
        if (value := _e164(number, "TW", strict=False)) is not None:
            yield _with_extension(text, start, start + len(number.rstrip()), value)
    for match in _short().finditer(text):
        yield Found(Kind.PHONE, *match.span("hit"), match["hit"].replace("-", ""))


def urls(reading: Reading) -> Iterator[Found]:
    """Web addresses; the scheme makes no difference, the case of a path does."""
    for pattern in _URLS:
        for match in pattern.finditer(reading.text):
            start, end = match.span()
            # Full-width punctuation ends an address that is not full-width itself.
            if found := _WIDE.search(reading.raw(start, end), 1):
                end = reading.view.from_raw(
                    found.start() + reading.view.to_raw(start, end).start, len(reading.view.raw)
                ).start
            end = start + len(reading.text[start:end].rstrip(_TRAILING))
            yield Found(Kind.URL, start, end, _address(reading.raw(start, end)))


def _address(raw: str) -> str:
    written = normalize("NFKC", raw)
    scheme, slashes, rest = (
        written.rpartition("://") if written.lower().startswith(("http", "line:")) else ("", "", written)
    )
    host, slash, path = rest.partition("/")
    kept = "line://" if scheme.lower() == "line" and slashes else ""
    return f"{kept}{host.lower()}{slash}{path}".rstrip("/")


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
        rf"{label}(?:專線|電話|服務|熱線)?\s?(?:是|為|:|\()?\s?(?P<hit>1[0-9]{{2,4}}|[*#][0-9]{{3,4}}|9[0-9]{{4}}|55688"
        r"|(?:412-?|449-?)[0-9]{4})(?![0-9a-z:.\-*]|/[0-9]|\s?[年月日元點個分秒次])"
    )
