"""Spans of time, as ISO 8601 writes them; business days, which it does not know, are counted in `BD`.

Equal durations are equal values: 90 minutes are `PT1H30M`, a week is `P7D`, a year is `P12M`. A day is not 24 hours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from nmlint.intent.facts.model import Found, Kind
from nmlint.intent.facts.numerals import BEGINS, number
from nmlint.intent.facts.reading import Reading
from nmlint.intent.facts.words import either, words

_SECONDS = {"S": 1, "M": 60, "H": 3600}
# Units that are a date, a time or a score as well: they need words around.
_SHORT_UNITS = {"日": "D", "分": "M"}
_HALVES = {"年": "P6M", "天": "PT12H", "小時": "PT30M", "鐘頭": "PT30M"}
# A fact says at most so much: longer ones are no deadlines.
_MOST_YEARS = 50
_COUNT = r"(?:[0-9]{1,4}(?:\.[0-9])?|[0-9]?[十廿卅][0-9]?|[0-9]百(?:[0-9]?十[0-9]?)?)"


@dataclass(frozen=True, slots=True)
class _Patterns:
    counted: re.Pattern[str]
    compound: re.Pattern[str]
    half: re.Pattern[str]
    announced: re.Pattern[str]
    delimited: re.Pattern[str]


def durations(reading: Reading) -> Iterator[Found]:
    """Every duration and every range of durations."""
    patterns = _patterns()
    for pattern in (patterns.announced, patterns.delimited):
        for match in pattern.finditer(reading.text):
            unit = _SHORT_UNITS[match["unit"]]
            yield Found(Kind.DURATION, *match.span("hit"), _spread(unit, match["first"], number(match["count"])))
    for match in patterns.compound.finditer(reading.text):
        seconds = number(match["h"]) * 3600 + number(match["mi"] or "0") * 60
        seconds += 1800 if match["half"] else 0
        yield Found(Kind.DURATION, *match.span(), _clock_value(seconds))
    for match in patterns.half.finditer(reading.text):
        yield Found(Kind.DURATION, *match.span(), _HALVES[match["unit"]])
    for match in patterns.counted.finditer(reading.text):
        unit = _units()[match["unit"]]
        last = _count(match["count"])
        if unit == "Y" and last > _MOST_YEARS:
            continue
        # One half more stands after the unit's measure word: 一個半小時.
        last += Decimal("0.5") if match["more"] else 0
        yield Found(Kind.DURATION, *match.span(), _spread(unit, match["first"], last))


def _spread(unit: str, first: str | None, last: Decimal) -> str:
    value = _value(unit, last)
    return f"{_value(unit, _count(first))}/{value}" if first else value


def _count(text: str) -> Decimal:
    named = words().table["counts"]
    return Decimal(str(named[text])) if text in named else number(text)


def _value(unit: str, count: Decimal) -> str:
    if unit in _SECONDS:
        return _clock_value(count * _SECONDS[unit])
    if unit == "W":
        return f"P{_plain(count * 7)}D"
    if unit in "NY":
        return f"P{_plain(count * (12 if unit == 'Y' else 1))}M"
    return f"P{_plain(count)}{'BD' if unit == 'B' else 'D'}"


def _clock_value(seconds: Decimal) -> str:
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    parts = ((hours, "H"), (minutes, "M"), (left, "S"))
    return "PT" + ("".join(f"{_plain(count)}{unit}" for count, unit in parts if count) or "0S")


def _plain(count: Decimal) -> str:
    return f"{count.normalize():f}"


@cache
def _units() -> dict[str, str]:
    return words().by_word("durations")


@cache
def _patterns() -> _Patterns:
    listed = words()
    unit = either(_units())
    count = rf"(?:{_COUNT}|{either(listed.some('counts'))}(?=\s))"
    alone = rf"{BEGINS}(?<![第$])(?<!第\s)(?<!民國)(?<!民國\s)(?<!令和)"
    between = r"\s?個?\s?(?:~|–|—|−|-|至|到|to)\s?"
    hit = rf"(?P<hit>(?:(?P<first>{_COUNT}){between})?(?P<count>{_COUNT})\s?(?P<unit>[{''.join(_SHORT_UNITS)}]))"
    return _Patterns(
        counted=re.compile(
            rf"""
            {alone}
            (?:(?P<first>{count}){between})?
            (?P<count>{count})\s?(?:-\s?)?
            (?:(?P<more>個半)\s?)?(?P<unit>{unit})
            # A year of an era, of a school, of a date; the age of a person; a rate.
            (?!\s?(?:級|班|度|年|old\b)|\s?[0-9十]{{1,2}}\s?(?:月|分))
            """,
            re.VERBOSE,
        ),
        compound=re.compile(
            rf"""
            {alone}(?P<h>{_COUNT})\s?個?(?:小時|鐘頭|時間|hours?|hrs?|h)\s?(?:又\s?|and\s)?
            (?:(?P<mi>{_COUNT})\s?(?:分鐘?|minutes?|mins?|m)(?![a-z之])|(?P<half>半(?!價)))
            """,
            re.VERBOSE,
        ),
        half=re.compile(r"(?<![0-9個])半\s?個?(?P<unit>小時|鐘頭|年(?!報|度)|天)"),
        announced=re.compile(
            rf"{either(listed.some('duration', 'before'))}\s?(?:は|為|是|:)?\s?{hit}(?!期|前|付|之|[0-9])"
        ),
        delimited=re.compile(
            rf"{alone}(?<!月)(?<!月\s)(?<!時)(?<!點){hit}(?=\s?{either(listed.some('duration', 'after'))})"
        ),
    )
