"""Addresses of Taiwan, branches and rooms by their name, counters and gates by their number.

A place is put together from its parts: `戶政大樓 3 樓 8 號櫃台` is a building, a floor and a counter. What says too
little alone, a floor or a lobby, is a place only beside another part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import cache

from nmlint.intent.facts.model import Found, Kind
from nmlint.intent.facts.reading import Reading
from nmlint.intent.facts.words import either, words

_ADDRESS = re.compile(
    r"""
    (?:(?<![0-9])[0-9]{3,6}\s?)?                                    # postal code
    (?:[一-鿿]{2}[縣市]\s?)?(?:[一-鿿]{1,3}[區鄉鎮市]\s?)?
    (?:[一-鿿]{2,3}[村裡]\s?)?
    (?:[一-鿿0-9]{1,5}(?:路|街|大道)\s?)(?:[0-9十]{1,2}\s?段\s?)?
    (?:[0-9]{1,4}\s?巷\s?)?(?:[0-9]{1,4}\s?弄\s?)?
    [0-9]{1,4}(?:[\-之][0-9]{1,3})?\s?號(?:之[0-9]{1,3})?
    (?:\s?(?:地下)?(?:[0-9十]{1,3}\s?(?:樓|f(?![a-z]))|b[0-9])(?:之[0-9]{1,3})?)?
    """,
    re.VERBOSE,
)
# What may stand before an address without being of it.
_LEAD = re.compile(r"\A(?:[一-鿿]{0,4}(?:地址|地點|位於|送至|寄至|請至|前往|至|到|於|在|為|是))")
_FLOOR = re.compile(
    r"""
    (?<![0-9a-z\-/第])(?<![0-9][.,])
    (?:(?:地下\s?)?(?:[0-9]{1,2}|[1-9]?十[1-9]?|b[1-9])\s?(?:樓|階|f(?![a-z]))|b[1-9](?![0-9a-z\-]))
    """,
    re.VERBOSE,
)
_BLOCK = re.compile(r"(?<![0-9a-z\-/])(?<![0-9][.,])(?:[a-z]|[0-9]{1,2})\s?[棟座](?![位標])")
_SENDER = re.compile(r"\s*【[^】\n]{1,30}】")
_ENDS = frozenset("。!")
_END = re.compile(r"\s*\Z")
_WORD = re.compile(r"\S+")
_CAPITALISED = re.compile(r"(?<![^'\"(\[])[A-Z][A-Za-z'\-]{1,20}\Z")
_HOUSE_NUMBER = re.compile(r"(?<![0-9a-z.,\-/$])[0-9]{1,4}[a-z]?\s\Z")
# The longest English name before its kind: St. Mary's Road ... Branch.
_ENGLISH_REACH = 60
_ENGLISH_WORDS = 4
_TO = frozenset("至到於在往")


class _Role(Enum):
    """What a part of a place says."""

    NAME = auto()  # a place by itself
    NUMBERED = auto()  # a place by itself, within what is named before it
    ROOM = auto()  # a place on a floor
    BUILDING = auto()  # a place with what is in it
    LEVEL = auto()  # a floor or block: never a place alone


@dataclass(frozen=True, slots=True)
class _Part:
    start: int
    end: int
    roles: frozenset[_Role]

    @property
    def stands_alone(self) -> bool:
        return bool(self.roles & {_Role.NAME, _Role.NUMBERED})


@dataclass(frozen=True, slots=True)
class _Patterns:
    named: re.Pattern[str]
    rooms: re.Pattern[str]
    english: re.Pattern[str]
    numbered: re.Pattern[str]
    numbering: re.Pattern[str]


def places(reading: Reading) -> Iterator[Found]:
    """Every address, branch, room, counter and gate; the name of the sender, in front or as signature, is none."""
    text = reading.text
    begin = sender.end() if (sender := _SENDER.match(text)) else 0
    for match in _ADDRESS.finditer(text, begin):
        lead = _LEAD.match(match[0])
        yield _place(text, match.start() + (lead.end() if lead else 0), match.end())
    for start, end in _english(reading):
        if start >= begin:
            yield _place(text, start, end)
    for part in _joined(text, sorted(_parts(reading, begin), key=lambda part: (part.start, -part.end))):
        inside = _Role.LEVEL in part.roles and part.roles & {_Role.ROOM, _Role.BUILDING}
        if (part.stands_alone or inside) and not _is_signature(text, part):
            yield _place(text, part.start, part.end)


def _is_signature(text: str, part: _Part) -> bool:
    """Whether a name is all that the last sentence says: then it is the sender's."""
    last = text[part.start - 1 : part.start] in _ENDS and _END.match(text, part.end) is not None
    return last and part.roles == {_Role.NAME}


def _parts(reading: Reading, begin: int) -> Iterator[_Part]:
    """What a place may be put together from; names do not go through floors and blocks."""
    text = reading.text
    patterns = _patterns()
    levels = [match.span() for pattern in (_FLOOR, _BLOCK) for match in pattern.finditer(text, begin)]
    for start, end in levels:
        yield _Part(start, end, frozenset({_Role.LEVEL}))
        if room := patterns.rooms.match(text, end):
            yield _Part(start, room.end(), frozenset({_Role.LEVEL, _Role.ROOM}))
    never = words().some("places", "never_first")
    for match in patterns.named.finditer(_without(text, levels), begin):
        if not match[0].startswith(never) and not _is_verb(text, match):
            role = _Role[match.lastgroup.upper()] if match.lastgroup else _Role.NAME
            yield _Part(*match.span(), frozenset({role}))
    for pattern in (patterns.numbered, patterns.numbering):
        for match in pattern.finditer(text, begin):
            letter = match["letter"]
            # A letter alone is a name when it is written as one.
            if letter is None or reading.raw(*match.span("letter")).isupper() or not letter.isascii():
                yield _Part(*match.span(), frozenset({_Role.NUMBERED}))


def _joined(text: str, parts: list[_Part]) -> list[_Part]:
    """Parts that follow each other, put together; two names side by side are two places."""
    joined: list[_Part] = []
    for part in parts:
        before = joined[-1] if joined else None
        if before is None or text[before.end : part.start] not in {"", " "}:
            joined.append(part)
        elif part.start < before.end:
            # The longer reading of the same characters.
            if part.start == before.start or part.end <= before.end:
                joined[-1] = replace(before, end=max(before.end, part.end), roles=before.roles | part.roles)
            else:
                joined.append(part)
        elif _Role.NAME in part.roles and _Role.NAME in before.roles:
            joined.append(part)
        else:
            joined[-1] = _Part(before.start, part.end, before.roles | part.roles)
    return joined


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with lines in place of these spans."""
    pieces = []
    done = 0
    for start, end in sorted(spans):
        if start >= done:
            pieces += [text[done:start], "\n" * (end - start)]
            done = end
    return "".join(pieces) + text[done:]


def _is_verb(text: str, match: re.Match[str]) -> bool:
    """Whether 店取 is a way of delivery (選擇店取貨) and no shop at which something is fetched (至車站店取貨)."""
    shop = match[0].endswith("店") and text.startswith("取", match.end())
    return shop and text[max(0, match.start() - 2) : match.start()].rstrip()[-1:] not in _TO


def _english(reading: Reading) -> Iterator[tuple[int, int]]:
    """Names in capitals before their kind (Riverside Branch), streets with the number of a house."""
    text = reading.text
    for match in _patterns().english.finditer(text):
        from_ = max(0, match.start() - _ENGLISH_REACH)
        name = _capitalised(reading.raw(from_, match.start()))
        start = match.start() - len(name)
        # The raw text may be longer than the folded one; then this is no plain English.
        if not name or text[start : match.start()] != name.lower():
            continue
        if match["street"]:
            if house := _HOUSE_NUMBER.search(text[from_:start]):
                yield start - len(house[0]), match.end()
        else:
            yield start, match.end()


def _capitalised(name: str) -> str:
    """The end of a name that is written with capitals, with the blank behind it."""
    never = words().some("places", "never_in_english")
    start = len(name)
    for word in reversed(list(_WORD.finditer(name))[-_ENGLISH_WORDS:]):
        capitalised = _CAPITALISED.search(word[0])
        if capitalised is None or capitalised[0].lower() in never or name[word.end() : start] not in {" ", ""}:
            break
        start = word.start() + capitalised.start()
        if capitalised.start():
            # A quotation mark or bracket before it begins the name.
            break
    return name[start:]


def _place(text: str, start: int, end: int) -> Found:
    start += len(text[start:end]) - len(text[start:end].lstrip())
    return Found(Kind.PLACE, start, end, re.sub(r"\s", "", text[start:end]))


@cache
def _patterns() -> _Patterns:
    listed = words()
    stops = "".join(listed.some("places", "stops"))
    whole = either(listed.some("places", "whole"))
    kinds = listed.some("places", "suffixes")
    not_shop = "".join(f"(?<!{word})" for word in listed.some("places", "never_before_shop"))
    name = rf"(?:{whole}|(?![{stops}])[一-鿿0-9ぁ-ゖァ-ヺー]){{1,8}}?"
    return _Patterns(
        named=re.compile(
            rf"""
            (?<![0-9]){name}
            (?:
                {either(kinds)}店?
              | (?P<building>{either(listed.some("places", "buildings"))})
              | (?P<room>{either(listed.some("places", "rooms"))})
              | {not_shop}(?<![ぁ-ゖァ-ヺー])[店館](?!家|面|員|長|鋪|內|舖|名|號|到|配|址|休|裡|頭)
            )
            """,
            re.VERBOSE,
        ),
        rooms=re.compile(rf"\s?{either((*kinds, *listed.some('places', 'rooms')))}"),
        english=re.compile(
            rf"{either(listed.some('places', 'english'))}|(?P<street>{either(listed.some('places', 'streets'))})"
        ),
        numbered=re.compile(
            rf"""
            (?:第\s?|(?<![a-z0-9\-])(?<![0-9][.,])(?:[a-z]-?)?)
            [0-9]{{1,3}}\s?{either(listed.some("places", "numbered"))}
          | (?<![a-z0-9\-])(?P<letter>[a-z])\s?{either(listed.some("places", "lettered"))}
            """,
            re.VERBOSE,
        ),
        numbering=re.compile(
            rf"""
            {either(listed.some("places", "numbering"))}\s?(?::\s?)?
            (?:[a-z]?[0-9]{{1,3}}[a-z]?|(?P<letter>[a-hj-z]))(?![0-9a-z]|[:.,/][0-9]|\s?[樓階號])
            """,
            re.VERBOSE,
        ),
    )
