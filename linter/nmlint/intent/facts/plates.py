"""Licence plates: by their label, by the province of mainland China, or beside a word for a vehicle."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from nmlint.intent.facts.model import Found, Kind
from nmlint.intent.facts.reading import Reading
from nmlint.intent.facts.references import plain
from nmlint.intent.facts.words import either, words

_LABEL_REACH = 14
# As Taiwan writes them.
_BESIDE = re.compile(r"(?<![a-z0-9\-#])(?:[a-z]{2,3}-[0-9]{4}|[0-9]{4}-[a-z]{2})(?![a-z0-9\-])")


def plates(reading: Reading) -> Iterator[Found]:
    """Licence plates."""
    for match in _BESIDE.finditer(reading.text):
        if "車" in reading.text[max(0, match.start() - _LABEL_REACH) : match.end() + _LABEL_REACH]:
            yield Found(Kind.PLATE, *match.span(), plain(match[0]))
    for match in _labelled().finditer(reading.text):
        # Words in capitals only: a vehicle of 2024 is no plate.
        if reading.raw(*match.span("hit")).isupper():
            yield Found(Kind.PLATE, *match.span("hit"), plain(match["hit"]))
    for match in _provincial().finditer(reading.text):
        yield Found(Kind.PLATE, *match.span("hit"), plain(match["hit"]).replace("·", ""))


@cache
def _labelled() -> re.Pattern[str]:
    return re.compile(
        rf"""
        {either(words().some("plates", "labels"))}[\s:為是(「號碼]{{0,4}}(?:is\s)?
        (?P<hit>
            (?=[a-z0-9]{{0,4}}[\s\-]{{0,3}}[a-z0-9]{{0,4}}(?<=[0-9]))
            [a-z0-9]{{2,4}}\s?-?\s?[a-z0-9]{{2,4}}
          | [a-z]{{2}}\s?[0-9]{{1,4}}                                     # Hong Kong: AB 1
        )
        (?![a-z0-9\-])
        """,
        re.VERBOSE,
    )


@cache
def _provincial() -> re.Pattern[str]:
    provinces = "".join(words().some("plates", "provinces"))
    return re.compile(
        rf"""
        (?P<hit>[{provinces}][a-z]·?(?:(?=[a-z0-9]{{0,5}}[0-9])[a-z0-9]{{5,6}}|[a-z0-9]{{4}}[港澳]))
        (?![a-z0-9])
        """,
        re.VERBOSE,
    )
