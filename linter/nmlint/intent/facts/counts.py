"""Points, miles and percentages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from nmlint.intent.facts.model import Found, Kind
from nmlint.intent.facts.numerals import ARABIC, BEGINS, NUMBER, number
from nmlint.intent.facts.reading import Reading
from nmlint.intent.facts.words import either, words

# 點 counts points from here on: a day has no such hour.
_MOST_HOURS = 24
_MINUS = frozenset("-−")
_SIGN = r"(?:(?<![0-9a-z])(?P<sign>[\-−+])\s?)?"
_PERCENT = re.compile(
    rf"{_SIGN}{BEGINS}(?P<count>{ARABIC})\s?(?:%|percent(?![a-z])|per\scent)"
    rf"|百分之(?P<named>{NUMBER})(?:點(?P<fraction>[0-9]{{1,4}}))?"
)


def points(reading: Reading) -> Iterator[Found]:
    """Points, miles and what else is counted instead of money; the sign is kept when something is taken away."""
    counted, hinted, labelled = _points()
    for pattern in (counted, hinted, labelled):
        for match in pattern.finditer(reading.text):
            count = number(match["count"])
            hour = pattern is counted and match["unit"] == "點" and count <= _MOST_HOURS
            if hour or count != count.to_integral_value():
                continue
            start = match.start("sign") if match["sign"] else match.start("count")
            sign = "-" if match["sign"] in _MINUS else ""
            yield Found(Kind.POINTS, start, match.end("hit"), f"{sign}{int(count)}")


def percents(reading: Reading) -> Iterator[Found]:
    """Percentages."""
    for match in _PERCENT.finditer(reading.text):
        count = number(match["count"] or match["named"])
        if fraction := match["fraction"]:
            count += Decimal(f"0.{fraction}")
        sign = "-" if match["sign"] in _MINUS and count else ""
        yield Found(Kind.PERCENT, *match.span(), f"{sign}{count.normalize():f}%")


@cache
def _points() -> tuple[re.Pattern[str], ...]:
    listed = words()
    units = rf"(?:{either(listed.some('points', 'units'))}|p(?=\s?(?:進呈|獲得|付与|還元)))"
    not_time = r"(?!半|整|鐘|[0-9]{1,2}\s?分|多鐘)"
    start = rf"{BEGINS}(?<![第$週])(?<!第\s)(?<!星期)(?<!禮拜)"
    return (
        re.compile(rf"{_SIGN}{start}(?P<hit>(?P<count>{NUMBER})\s?(?P<unit>{units}){not_time})(?!名|評|以前|前)"),
        re.compile(
            rf"{either(listed.some('points', 'before'))}\s?[:為]?\s?"
            rf"(?P<hit>(?P<sign>[\-−+])?(?P<count>{NUMBER})\s?(?P<unit>點){not_time})(?!前)"
        ),
        re.compile(
            rf"{either(listed.some('points', 'labels'))}\s?[:為]\s?"
            rf"(?P<hit>(?P<sign>[\-−+])?(?P<count>{ARABIC}))(?!\s?(?:[0-9/:%元年月日公k]|[.,][0-9]))"
        ),
    )
