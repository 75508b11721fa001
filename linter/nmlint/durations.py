"""Lengths of time as people write them in a plan: whole numbers with a unit, kept in seconds."""

from __future__ import annotations

import re

from nmlint.bilingual import Bilingual

MINUTE, HOUR, DAY = 60, 3600, 86400

_UNITS = {"d": DAY, "h": HOUR, "m": MINUTE, "s": 1}
_WRITTEN = re.compile(r"(0|[1-9][0-9]{0,5})\s?([smhd])")
_WORDS = {DAY: ("day", "天"), HOUR: ("hour", "小時"), MINUTE: ("minute", "分鐘"), 1: ("second", "秒")}


def parsed(text: str) -> int | None:
    """The seconds of a duration such as 30s, 30m, 2h or 1d; None for what is none."""
    match = _WRITTEN.fullmatch(text.strip())
    return int(match[1]) * _UNITS[match[2]] if match else None


def written(seconds: int) -> str:
    """A duration as a plan has it, in the largest unit that divides it; a day and what is less in hours."""
    unit = next((unit for unit, size in _UNITS.items() if seconds % size == 0 and seconds > (size == DAY) * DAY), "s")
    return f"{seconds // _UNITS[unit]}{unit}"


def spoken(seconds: int) -> Bilingual:
    """A duration in words, such as `1 hour 30 minutes`."""
    if seconds == 0:
        return Bilingual("at once", "立即")
    english, chinese = [], []
    for size, (singular, characters) in _WORDS.items():
        if size == DAY and seconds <= DAY:
            continue
        count, seconds = divmod(seconds, size)
        if count:
            english.append(f"{count} {singular}{'s' if count > 1 else ''}")
            chinese.append(f"{count} {characters}")
    return Bilingual(" ".join(english), " ".join(chinese))
