"""Addresses of Taiwan, branches by their name, counters and gates by their number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from nmlint.intent.facts.model import Found, Kind, Reading
from nmlint.intent.facts.words import either, words

_ADDRESS = re.compile(
    r"(?:(?<![0-9])[0-9]{3,6}\s?)?"
    r"(?:[一-鿿]{2}[縣市]\s?)?(?:[一-鿿]{1,3}[區鄉鎮市]\s?)?(?:[一-鿿]{2,3}[村裡]\s?)?"
    r"(?:[一-鿿0-9]{1,5}(?:路|街|大道)\s?)(?:[0-9十]{1,2}\s?段\s?)?(?:[0-9]{1,4}\s?巷\s?)?(?:[0-9]{1,4}\s?弄\s?)?"
    r"[0-9]{1,4}(?:[\-之][0-9]{1,3})?\s?號(?:之[0-9]{1,3})?(?:\s?(?:地下)?(?:[0-9十]{1,3}\s?(?:樓|f(?![a-z]))|b[0-9])(?:之[0-9]{1,3})?)?"
)
# What may stand before an address without being of it.
_LEAD = re.compile(r"\A(?:[一-鿿]{0,4}(?:地址|地點|位於|送至|寄至|請至|前往|至|到|於|在|為|是))")
_WORD = re.compile(r"\S+")


def places(reading: Reading) -> Iterator[Found]:
    """Every address, branch, counter and gate."""
    text = reading.text
    for match in _ADDRESS.finditer(text):
        start = match.start()
        if lead := _LEAD.match(match[0]):
            start += lead.end()
        yield _place(text, start, match.end())
    branch, english, numbered, numbering = _patterns()
    never = words().some("places", "never_first")
    for match in branch.finditer(text):
        if match[0].startswith(never):
            continue
        yield _place(text, *match.span())
    for match in english.finditer(text):
        name = _capitalised(reading.raw(*match.span("name")))
        if name:
            yield _place(text, match.end("name") - len(name), match.end())
    for pattern in (numbered, numbering):
        for match in pattern.finditer(text):
            yield _place(text, *match.span())


def _capitalised(name: str) -> str:
    """The end of a name that is written with capitals."""
    never = words().some("places", "never_in_english")
    start = len(name)
    for word in reversed(list(_WORD.finditer(name))):
        if not word[0][0].isupper() or word[0].lower() in never:
            break
        start = word.start()
    return name[start:]


def _place(text: str, start: int, end: int) -> Found:
    start += len(text[start:end]) - len(text[start:end].lstrip())
    return Found(Kind.PLACE, start, end, re.sub(r"\s", "", text[start:end]))


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    listed = words()
    stops = "".join(listed.some("places", "stops"))
    suffixes = either(set(listed.some("places", "suffixes")) - {"店", "館"})
    not_shop = "".join(f"(?<!{word})" for word in listed.some("places", "never_before_shop"))
    name = rf"(?:(?![{stops}])[一-鿿0-9]){{1,8}}?"
    return (
        re.compile(
            rf"(?<![0-9]){name}(?:{suffixes}店?|{not_shop}[店館](?!家|面|員|長|鋪|內|舖|名|號|取|到|配|址|休|裡))"
        ),
        re.compile(
            rf"(?P<name>(?:(?<![a-z])[a-z][a-z'\-]{{1,20}}\s){{1,3}}){either(listed.some('places', 'english'))}"
        ),
        re.compile(rf"(?<![a-z0-9.,\-])(?:[a-z]-?)?第?[0-9]{{1,3}}\s?{either(listed.some('places', 'numbered'))}"),
        re.compile(
            rf"{either(listed.some('places', 'numbering'))}\s?(?::\s?)?"
            r"(?:[a-z]?[0-9]{1,3}[a-z]?)(?![0-9a-z]|[:.,/][0-9])"
        ),
    )
