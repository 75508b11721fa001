"""Days of the week, Monday being 1."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from nmlint.intent.facts.model import Found, Kind
from nmlint.intent.facts.reading import Reading
from nmlint.intent.facts.words import either, words


def weekdays(reading: Reading) -> Iterator[Found]:
    """Days of the week and ranges of them; those of this week plain, those of the next with `+1w`."""
    by_word = _days()
    for pattern in _patterns():
        for match in pattern.finditer(reading.text):
            groups = match.groupdict()
            value = f"weekday:{by_word[match['day']]}"
            if last := groups.get("last"):
                value += f"/{by_word[last]}"
            if groups.get("next"):
                value += "+1w"
            yield Found(Kind.WEEKDAY, *match.span("hit" if "hit" in groups else 0), value)


@cache
def _days() -> dict[str, int]:
    listed = words()
    signs = {str(sign): int(day) for sign, day in listed.table["weekdays"]["signs"].items()}
    return {**listed.by_word("weekdays", "full"), **listed.by_word("weekdays", "short"), **signs}


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    listed = words()
    named = either(listed.by_word("weekdays", "full"))
    brief = either(listed.by_word("weekdays", "short"))
    month = either(listed.by_word("months"))
    week = r"(?:週|星期|禮拜)"
    counted = either(listed.some("weekdays", "counted"))
    return (
        # 每週一盒 is one box a week; 一週一次 is no Monday either.
        re.compile(
            rf"""
            (?<![0-9])(?<![0-9]\s)(?<![一每]1)
            (?!(?<=每){week}[1-6]\s?{counted})
            (?:(?:[這本]個?|(?P<next>下個?)))?
            {week}(?P<day>[1-6日天])
            (?:\s?(?:至|到|~|–|-)\s?{week}?(?P<last>[1-6日天]))?
            (?!\s?[個次回項筆件年十百月間內後以])
            """,
            re.VERBOSE,
        ),
        re.compile(rf"(?:(?P<next>next\s)|this\s)?(?P<day>{named})(?:\s?(?:to|through|-|–|~)\s?(?P<last>{named}))?"),
        # In parentheses, behind a day or before a time.
        re.compile(r"(?<=[0-9日號])\s?\((?P<hit>(?P<day>[1-6日天月火水木金土]))\)"),
        re.compile(r"\((?P<hit>(?P<day>[1-6日]))\)(?=\s?(?:[0-2]?[0-9]:|[上下]午|中午|[早晚]上|凌晨))"),
        re.compile(rf"\((?P<hit>(?P<day>{brief}))\.?\)"),
        # Short English names: a range of them, or one before a day.
        re.compile(rf"(?P<day>{brief})\s?(?:-|–|~|to)\s?(?P<last>{brief})(?=[\s,:.]|\Z)"),
        re.compile(
            rf"""
            (?P<hit>(?P<day>{brief}))\.?,?\s
            (?=[0-9]{{1,2}}(?:st|nd|rd|th)?[\s\-]{month}|{month}\.?\s?[0-9]|[0-9]{{1,2}}[/:])
            """,
            re.VERBOSE,
        ),
    )
