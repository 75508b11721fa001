"""Times of day and ranges of them.

What part of the day is said once holds for both ends of a range (`下午2點到4點`, `9-11am`). A bare `8點` is a time only
when the words around it say so: it may as well be points.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from nmlint.intent.facts.model import Found, Kind
from nmlint.intent.facts.numerals import BEGINS, integer
from nmlint.intent.facts.reading import Reading
from nmlint.intent.facts.words import either, words

_NOON = 12
_MIDNIGHT = 24
_HOUR = r"(?:2[0-4]|1[0-9]|0?[0-9]|2?十[1-9]?|廿[1-4]?)"
_MINUTE = r"(?:[0-5]?[0-9]|[2-5]?十[1-9]?)"
_BETWEEN = r"\s?(?:~|～|〜|–|—|−|-|至|到|迄|から|to|until|till|through)\s?(?:隔[日天]|翌日|次日)?\s?"
_LATIN_HALF = r"(?:[ap]\.m\.?|[ap]m)(?![a-z])"
# After a day, before an end: there 8點 is a time.
_AHEAD = re.compile(r"(?:[日號)天晚早於至到~\-]|[0-9]/[0-9]{1,2}|(?:週|星期|禮拜)[1-6日天]|每[日天])\s?\Z")
_BEHIND = re.compile(r"\s?(?:[前後起至到~\-(]|以前|之前|開始|準時)")


@dataclass(frozen=True, slots=True)
class _Clock:
    start: int
    end: int
    hour: int
    minute: int
    second: int
    part: str

    def minutes(self) -> int:
        return self.hour * 60 + self.minute

    def exists(self) -> bool:
        return self.hour < _MIDNIGHT or (self.hour == _MIDNIGHT and not self.minute and not self.second)

    def value(self) -> str:
        return f"{self.hour:02d}:{self.minute:02d}" + (f":{self.second:02d}" if self.second else "")


@dataclass(frozen=True, slots=True)
class _Patterns:
    clocks: tuple[re.Pattern[str], ...]
    elided: tuple[re.Pattern[str], ...]
    between: re.Pattern[str]
    points_ahead: re.Pattern[str]
    morning: frozenset[str]
    evening: frozenset[str]
    night: frozenset[str]


def times(reading: Reading) -> Iterator[Found]:
    """Every time of day and every range of times."""
    found = list(_elided(reading))
    taken = {at for one in found for at in range(one.start, one.end)}
    clocks = [clock for clock in _clocks(reading) if taken.isdisjoint(range(clock.start, clock.end))]
    yield from found
    ends: set[int] = set()
    for index, clock in enumerate(clocks):
        if index in ends:
            continue
        following = clocks[index + 1] if index + 1 < len(clocks) else None
        if following and _may_join(reading.text, clock, following):
            ends.add(index + 1)
            first, last = _agree(clock, following)
            yield Found(Kind.TIME_RANGE, clock.start, following.end, f"{first.value()}/{last.value()}")
        else:
            yield Found(Kind.TIME, clock.start, clock.end, clock.value())


def _may_join(text: str, first: _Clock, last: _Clock) -> bool:
    if _patterns().between.fullmatch(text, first.end, last.start):
        return True
    return text.endswith("between ", 0, first.start) and text[first.end : last.start] == " and "


def _elided(reading: Reading) -> Iterator[Found]:
    """Ranges whose first hour is a bare number: `下午2-4點`, `9-11am`, `14-16時`."""
    for pattern in _patterns().elided:
        for match in pattern.finditer(reading.text):
            part = match["part"] or match.groupdict().get("latin") or ""
            first = _clock(match.start(), match.end("h"), part, match["h"], match.groupdict().get("mi0"))
            last = _clock(match.start("h2"), match.end(), part, match["h2"], _minute(match.groupdict()))
            if not (first.exists() and last.exists()):
                continue
            if part in _patterns().evening and first.minutes() > last.minutes():
                first = _clock(first.start, first.end, "", match["h"], match.groupdict().get("mi0"))
            elif part in _patterns().morning | _patterns().evening and last.minutes() < first.minutes():
                last = _later(last)
            yield Found(Kind.TIME_RANGE, match.start(), match.end(), f"{first.value()}/{last.value()}")


def _clocks(reading: Reading) -> list[_Clock]:
    found = []
    for pattern in _patterns().clocks:
        for match in pattern.finditer(reading.text):
            groups = match.groupdict()
            if groups.get("noon"):
                found.append(_Clock(*match.span(), _NOON, 0, 0, "noon"))
                continue
            part = (
                groups.get("part")
                or groups.get("latin")
                or (groups.get("shared") or "").strip()[-1:]
                or groups.get("half")
                or ""
            )
            minute = _minute(groups)
            start = match.end("shared") if groups.get("shared") and not groups.get("part") else match.start()
            start += len(reading.text[start : match.end()]) - len(reading.text[start : match.end()].lstrip())
            clock = _clock(start, match.end(), part, match["h"], minute, groups.get("s"))
            if clock.exists() and (part or minute or _is_hour(reading, match)):
                found.append(clock)
    kept: list[_Clock] = []
    for clock in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or kept[-1].end <= clock.start:
            kept.append(clock)
    return kept


def _minute(groups: dict[str, str | None]) -> str | None:
    match groups.get("rest"):
        case "半":
            return "30"
        case "1刻":
            return "15"
        case "3刻":
            return "45"
        case _:
            return groups.get("mi")


def _is_hour(reading: Reading, match: re.Match[str]) -> bool:
    text = reading.text
    if match["unit"] == "時":
        # 一時 is a while.
        return reading.raw(*match.span("h")) != "一"
    ahead = text[max(0, match.start() - 6) : match.start()]
    if _patterns().points_ahead.search(ahead):
        return False
    if match["rest"]:
        return True
    return _AHEAD.search(ahead) is not None or _BEHIND.match(text, match.end()) is not None


def _clock(start: int, end: int, part: str, hour: str, minute: str | None, second: str | None = None) -> _Clock:
    hours, minutes = _hour(part, integer(hour)), integer(minute or "0")
    # Midnight ends the day, what comes after it begins one.
    hours = 0 if hours == _MIDNIGHT and minutes and part else hours
    return _Clock(start, end, hours, minutes, int(second or 0), part)


def _hour(part: str, hour: int) -> int:
    patterns = _patterns()
    if hour == _NOON and part in patterns.night:
        return _MIDNIGHT
    if part in patterns.evening and hour < _NOON:
        # 晚上1點 is after midnight, 下午1點 is not.
        return hour if part in patterns.night and hour < 5 else hour + _NOON  # noqa: PLR2004
    if part in patterns.morning and hour == _NOON and part != "早上":
        return 0
    if part == "中午" and hour < 10:  # noqa: PLR2004
        return hour + _NOON
    return hour


def _agree(first: _Clock, last: _Clock) -> tuple[_Clock, _Clock]:
    """The part of the day that only one end names, given to the other as well."""
    if first.part and not last.part and last.hour <= _NOON:
        hour = _hour(first.part, last.hour)
        last = _Clock(last.start, last.end, hour, last.minute, last.second, first.part)
        if last.minutes() < first.minutes():
            last = _later(last)
    elif last.part in _patterns().evening | _patterns().morning and not first.part and first.hour < _NOON:
        hour = _hour(last.part, first.hour)
        moved = _Clock(first.start, first.end, hour, first.minute, first.second, last.part)
        first = moved if moved.minutes() < last.minutes() else first
    return first, last


def _later(clock: _Clock) -> _Clock:
    hour = clock.hour + _NOON if clock.hour <= _NOON else clock.hour
    return _Clock(clock.start, clock.end, hour, clock.minute, clock.second, clock.part)


@cache
def _patterns() -> _Patterns:
    listed = words()
    parts = {name: frozenset(listed.some("day_parts", name)) for name in listed.table["day_parts"]}
    every = sorted(set().union(*parts.values()))
    latin = [word for word in every if word.isascii()]
    own = either(set(every) - set(latin) - {"今晚", "今早", "明早", "明晚", "昨晚"})
    shared = r"[今明昨當][晚早]\s?"
    part = rf"(?:(?P<part>{own})\s?|{BEGINS}(?<![$第])(?:(?P<latin>[ap]\.?m\.?)\s?)?)"
    digital = r"(?P<h>2[0-4]|1[0-9]|0?[0-9]):(?P<mi>[0-5][0-9])(?::(?P<s>[0-5][0-9]))?(?![0-9:])"
    alone = r"(?<!比例)(?<!比例\s)(?<!比分)(?<!比率)"
    not_hour = r"(?!間|期|段|數|效|常|候|尚|代|令|機)"
    not_minute = r"(?!鐘|期|之|店|類|享|行)"
    return _Patterns(
        clocks=(
            re.compile(rf"(?:(?P<shared>{shared})|{alone}{part}){digital}(?:\s?(?P<half>{_LATIN_HALF}))?"),
            re.compile(r"(?<=[0-9]t)(?P<h>2[0-3]|[01][0-9]):(?P<mi>[0-5][0-9])(?::(?P<s>[0-5][0-9]))?(?![0-9:])"),
            re.compile(
                rf"(?:(?P<shared>{shared})|{part})(?P<h>{_HOUR})\s?(?P<unit>[點時]){not_hour}"
                rf"(?:(?P<rest>半|整|鐘(?!頭)|[13]刻)|\s?(?P<mi>{_MINUTE})\s?分{not_minute})?"
            ),
            re.compile(rf"{BEGINS}(?<!\$)(?P<h>1[0-2]|0?[1-9])(?::(?P<mi>[0-5][0-9]))?\s?(?P<half>{_LATIN_HALF})"),
            re.compile(r"(?P<noon>正午(?![0-9])|(?<![a-z])(?<!after)noon(?![a-z]))"),
        ),
        elided=(
            re.compile(
                rf"""
                (?<![\-年月/]){part}(?P<h>{_HOUR})\s?(?:~|–|—|−|-|至|到)\s?
                (?P<h2>{_HOUR})\s?(?:點(?!數|紅利)|時{not_hour})
                (?:(?P<rest>半|整)|(?P<mi>{_MINUTE})\s?分{not_minute})?
                """,
                re.VERBOSE,
            ),
            re.compile(
                rf"""
                {BEGINS}(?<![\-$/])(?P<h>1[0-2]|0?[1-9])(?::(?P<mi0>[0-5][0-9]))?\s?(?:~|–|—|-|to)\s?
                (?P<h2>1[0-2]|0?[1-9])(?::(?P<mi>[0-5][0-9]))?\s?(?P<part>{_LATIN_HALF})
                """,
                re.VERBOSE,
            ),
        ),
        between=re.compile(_BETWEEN),
        points_ahead=re.compile(rf"{either(listed.some('points', 'before'))}\s?[:+]?\s?\Z"),
        morning=parts["morning"],
        evening=parts["evening"],
        night=parts["night"],
    )
