"""Spans of time, as ISO 8601 writes them; business days, which it does not know, are counted in `BD`.

Equal durations are equal values: 90 minutes are `PT1H30M`, a week is `P7D`, a year is `P12M`. A day is not 24 hours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from nmlint.intent.facts.model import Found, Kind, Reading
from nmlint.intent.facts.numerals import BEGINS, number
from nmlint.intent.facts.words import either, words

_SECONDS = {"S": 1, "M": 60, "H": 3600}
# A fact says at most so much: longer ones are no deadlines.
_MOST_YEARS = 50
_COUNT = r"(?:[0-9]{1,4}(?:\.[0-9])?|[0-9]?[十廿卅][0-9]?|[0-9]百(?:[0-9]?十[0-9]?)?)"


def durations(reading: Reading) -> Iterator[Found]:
    """Every duration and every range of durations."""
    counted, compound, half, hinted = _patterns()
    for match in hinted.finditer(reading.text):
        yield Found(Kind.DURATION, *match.span("hit"), _value("D", number(match["count"])))
    for match in compound.finditer(reading.text):
        seconds = number(match["h"]) * 3600 + number(match["mi"] or "0") * 60
        seconds += 1800 if match["half"] else 0
        yield Found(Kind.DURATION, *match.span(), _clock_value(seconds))
    for match in half.finditer(reading.text):
        unit = match["unit"]
        value = {"年": "P6M", "天": "PT12H", "日": "PT12H"}.get(unit, "PT30M" if "時" in unit or "頭" in unit else "")
        if value:
            yield Found(Kind.DURATION, *match.span(), value)
    for match in counted.finditer(reading.text):
        unit = _units()[match["unit"]]
        last = _count(match["count"])
        if unit == "Y" and last > _MOST_YEARS:
            continue
        # One half more stands after the unit's measure word: 一個半小時.
        value = _value(unit, last + (Decimal("0.5") if match["more"] else 0))
        if first := match["first"]:
            value = f"{_value(unit, _count(first))}/{value}"
        yield Found(Kind.DURATION, *match.span(), value)


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
def _patterns() -> tuple[re.Pattern[str], ...]:
    unit = either(_units())
    named = either(words().some("counts"))
    count = rf"(?:{_COUNT}|{named}(?=\s))"
    alone = rf"{BEGINS}(?<![第$])(?<!第\s)(?<!民國)(?<!民國\s)(?<!令和)"
    # A year of an era, of a school, of a date; the age of a person; a rate.
    no_unit = r"(?!\s?(?:級|班|度|年|old\b)|\s?[0-9十]{1,2}\s?(?:月|分))"
    return (
        re.compile(
            rf"{alone}(?:(?P<first>{count})\s?(?:個)?\s?(?:~|–|—|−|-|至|到|to)\s?)?(?P<count>{count})\s?(?:-\s?)?"
            rf"(?:(?P<more>個半)\s?)?(?P<unit>{unit}){no_unit}"
        ),
        re.compile(
            rf"{alone}(?P<h>{_COUNT})\s?(?:個)?(?:小時|鐘頭|時間|hours?|hrs?|h)\s?(?:又\s?|and\s)?"
            rf"(?:(?P<mi>{_COUNT})\s?(?:分鐘?|minutes?|mins?|m)(?![a-z之])|(?P<half>半(?!價)))"
        ),
        re.compile(r"(?<![0-9個])半\s?(?:個)?(?P<unit>小時|鐘頭|年(?!報|度)|天)"),
        re.compile(rf"(?:剩|約|還有|倒數|為期|共|逾|超過|あと)\s?(?P<hit>(?P<count>{_COUNT})\s?日)(?!期|前|付)"),
    )
