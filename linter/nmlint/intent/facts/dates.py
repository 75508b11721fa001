"""Days, months and ranges of days.

A range leaves out what its ends share (`11/23～25`, `12月3日至5日`, `Nov 23-25, 2026`); both are completed. Between
3/4/2026 as April and as March the American order wins when both are possible. Today is `relative:0`, tomorrow
`relative:+1`.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from nmlint.intent.facts.model import Found, Kind
from nmlint.intent.facts.numerals import BEGINS, integer
from nmlint.intent.facts.reading import Reading
from nmlint.intent.facts.words import either, words

_LEAP = 2024
_REPUBLIC = 1911
_LAST_MONTH = 12

_WEEKDAY = (
    r"(?:\s?\((?:週|星期|禮拜)?[1-7日天月火水木金土]\)|\s?(?:週|星期|禮拜)[1-6日天]"
    r"|\s?\((?:mon|tue|wed|thu|fri|sat|sun)[a-z.]{0,6}\))"
)
_BETWEEN = r"\s?(?:起|開始)?\s?(?:~|～|〜|–|—|−|至|到|迄|から|to|until|till|through|thru)\s?"
_HYPHEN = r"\s?-\s?"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[12]?)"
_DAY = r"(?:3[01]|[12][0-9]|0?[1-9]|[123]?十[1-9]?|廿[1-9]?|卅1?)"
# Away from paths, versions, fractions and other numbers.
_ALONE = r"(?<![0-9a-z/._=&%#$+\-])"
_ENDS = r"(?![0-9a-z/_%])(?![.\-][0-9])"
_NOT_COUNTED = r"(?!\s?(?:[a-z%]|[:/.][0-9]|[點時個件天人筆元折次期分張份杯台]))"
# Before a fraction: 1 1/2.
_MIXED = re.compile(r"(?<![0-9a-z])[0-9]\s\Z")
_BETWEEN_AHEAD = re.compile(r"between\s(?:[a-z]{3,9},?\s)?\Z")
_AND = re.compile(r"\sand\s(?:[a-z]{3,9},?\s)?")


@dataclass(frozen=True, slots=True)
class _Day:
    """A day as far as the text tells it; `relative` counts from the day of reading."""

    start: int
    end: int
    month: int = 0
    day: int = 0
    year: int | None = None
    relative: int | None = None

    def exists(self) -> bool:
        if self.relative is not None:
            return True
        if not 1 <= self.month <= _LAST_MONTH or (self.year is not None and not 1 <= self.year <= 9999):  # noqa: PLR2004
            return False
        return 1 <= self.day <= calendar.monthrange(self.year or _LEAP, self.month)[1]

    def value(self) -> str:
        if self.relative is not None:
            return f"relative:{self.relative:+d}" if self.relative else "relative:0"
        return f"{'-' if self.year is None else f'{self.year:04d}'}-{self.month:02d}-{self.day:02d}"


@dataclass(frozen=True, slots=True)
class _Patterns:
    written: re.Pattern[str]
    numeric: re.Pattern[str]
    trailing_year: re.Pattern[str]
    bare: re.Pattern[str]
    dotted: re.Pattern[str]
    month_first: re.Pattern[str]
    day_first: re.Pattern[str]
    relative: re.Pattern[str]
    between: re.Pattern[str]
    months: tuple[re.Pattern[str], ...]
    before: re.Pattern[str]
    after: re.Pattern[str]
    never_before: re.Pattern[str]
    never_after: re.Pattern[str]


def dates(reading: Reading) -> Iterator[Found]:
    """Every day, range of days and month."""
    text = reading.text
    spans = _longest(_days(text))
    joined: list[tuple[_Day, _Day]] = []
    for first, last in spans:
        if joined and _may_join(text, joined[-1], first, last):
            joined[-1] = (joined[-1][0], first)
        else:
            joined.append((first, last))
    for first, last in joined:
        if first is last:
            yield Found(Kind.DATE, first.start, first.end, first.value())
            continue
        early, late = _complete(first, last)
        yield Found(Kind.DATE_RANGE, first.start, last.end, f"{early.value()}/{late.value()}")
    yield from _months(text)


def _may_join(text: str, before: tuple[_Day, _Day], first: _Day, last: _Day) -> bool:
    single = before[0] is before[1] and first is last
    alike = (before[1].relative is None) == (first.relative is None)
    if not (single and alike):
        return False
    if _patterns().between.fullmatch(text, before[1].end, first.start):
        return True
    ahead = text[max(0, before[0].start - 20) : before[0].start]
    return _AND.fullmatch(text, before[1].end, first.start) is not None and _BETWEEN_AHEAD.search(ahead) is not None


def _complete(first: _Day, last: _Day) -> tuple[_Day, _Day]:
    """Both ends with the year that one of them names; a range may run over New Year."""
    backwards = (last.month, last.day) < (first.month, first.day)
    if first.year is not None and last.year is None and last.relative is None:
        return first, replace(last, year=first.year + backwards)
    if last.year is not None and first.year is None and first.relative is None:
        return replace(first, year=last.year - backwards), last
    return first, last


def _longest(days: Iterator[tuple[_Day, _Day]]) -> list[tuple[_Day, _Day]]:
    kept: list[tuple[_Day, _Day]] = []
    for first, last in sorted(days, key=lambda pair: (pair[0].start, -pair[1].end)):
        if first.exists() and last.exists() and (not kept or kept[-1][1].end <= first.start):
            kept.append((first, last))
    return kept


def _days(text: str) -> Iterator[tuple[_Day, _Day]]:
    """Days, and ranges that leave out the month or year of their end; a single day is its own end."""
    patterns = _patterns()
    for pattern in (patterns.written, patterns.numeric, patterns.month_first, patterns.day_first):
        for match in pattern.finditer(text):
            yield from _pair(match)
    for match in patterns.trailing_year.finditer(text):
        one, other = int(match["one"]), int(match["other"])
        month, day = (one, other) if one <= _LAST_MONTH else (other, one)
        found = _Day(*match.span(), month, day, int(match["gy"]))
        yield found, found
    for match in patterns.bare.finditer(text):
        if _is_day(text, match):
            yield from _pair(match)
    for match in patterns.dotted.finditer(text):
        found = _Day(*match.span("day"), int(match["m"]), int(match["d"]))
        yield found, found
    for match in patterns.relative.finditer(text):
        found = _Day(*match.span(), relative=_relative()[match[0]])
        yield found, found


def _pair(match: re.Match[str]) -> Iterator[tuple[_Day, _Day]]:
    groups = match.groupdict()
    year = _year(groups)
    name = groups.get("name")
    month = _month_names()[name] if name else integer(match["m"])
    day = integer(match["d"])
    tail = groups.get("d2")
    head = groups.get("d0")
    # Behind the day a weekday may have been looked at, or an end of a range that turns out to be none.
    end = match.end("day") if "w" in groups or tail is not None else match.end()
    if head is not None:
        early = _Day(match.start(), match.end("d0"), month, integer(head), year)
        yield early, _Day(match.start("d"), end, month, day, year)
    elif tail is not None:
        later = integer(groups["m2"]) if groups.get("m2") else month
        first = _Day(match.start(), match.end("d"), month, day, year)
        # A tail that runs backwards within a month is no range; what stands before it may be a day all the same.
        if later != month or integer(tail) > day:
            last = _Day(match.start("d2"), match.end(), later, integer(tail))
            yield first, replace(last, year=None if year is None else year + (later < month))
        else:
            single = replace(first, end=end)
            yield single, single
    else:
        found = _Day(match.start(), end, month, day, year)
        yield found, found


def _year(groups: dict[str, str | None]) -> int | None:
    if written := groups.get("gy"):
        return int(written)
    if written := groups.get("ry"):
        return int(written) + _REPUBLIC
    if era := groups.get("era"):
        count = groups.get("ey") or ""
        return _eras()[era] + (1 if count == "元" else integer(count))
    return None


def _is_day(text: str, match: re.Match[str]) -> bool:
    """Whether the words around, or the numbers themselves, say that this is a day and no fraction."""
    patterns = _patterns()
    start, end = match.span()
    ahead = text[max(0, start - 9) : start]
    if patterns.never_before.search(ahead) or patterns.never_after.match(text, end):
        return False
    month, day = match["m"], match["d"]
    if _MIXED.search(ahead) and not match["w"]:
        return patterns.after.match(text, end) is not None
    if match["w"] or match["d2"] or month.startswith("0") or day.startswith("0") or int(day) > _LAST_MONTH:
        return True
    if len(month) == len(day) == 2:  # noqa: PLR2004
        return True
    return patterns.before.search(ahead) is not None or patterns.after.match(text, end) is not None


def _months(text: str) -> Iterator[Found]:
    for pattern in _patterns().months:
        for match in pattern.finditer(text):
            groups = match.groupdict()
            year = _year(groups)
            month = _month_names()[match["name"]] if "name" in groups else integer(match["m"])
            yield Found(Kind.MONTH, *match.span(), f"{'-' if year is None else f'{year:04d}'}-{month:02d}")


@cache
def _month_names() -> dict[str, int]:
    return words().by_word("months")


@cache
def _relative() -> dict[str, int]:
    return words().by_word("relative")


@cache
def _eras() -> dict[str, int]:
    return dict(zip(words().some("eras"), words().table["eras"].values(), strict=True))


@cache
def _patterns() -> _Patterns:
    listed = words()
    era = either(listed.some("eras"))
    gregorian = "(?P<gy>(?:19|20)[0-9]{2})"
    counted = r"(?P<ey>元|[0-9]{1,3}|[0-9]?[十百][0-9十百]{0,5})"
    era_year = rf"(?P<era>{era})\s?{counted}"
    year = rf"(?:{era_year}|(?:(?:西元|公元)\s?)?(?<![0-9]){gregorian}|(?<![0-9.])(?P<ry>1[0-4][0-9]))\s?年\s?"
    name = rf"(?P<name>{either(_month_names())})(?:\.(?=[,\s]{{0,2}}[0-9]))?"
    english_year = rf"(?:,?[\s\-]{gregorian}(?![0-9]))?"
    ordinal = r"(?:st|nd|rd|th)?"
    to_day = rf"(?:{_BETWEEN}|{_HYPHEN})"
    bare_tail = rf"(?:{to_day}(?:(?P<m2>{_MONTH})/)?(?P<d2>{_DAY})(?:\s?日)?(?(m2)|{_NOT_COUNTED}){_ENDS})?"
    relative = rf"(?<!光)(?<!聲){either(_relative())}(?!報|之星|頭條)"
    return _Patterns(
        written=re.compile(
            rf"""
            (?<![0-9])(?:{year})?(?<![0-9.])
            (?P<m>{_MONTH})\s?月\s?(?P<day>(?P<d>{_DAY})(?:\s?[日號](?!數|份|樓))?)
            (?:(?<=[日號])|(?={to_day}{_DAY}\s?[日號]))            # 12月3日, or 12月3 before 至5日
            (?:{_WEEKDAY}?{to_day}(?P<d2>{_DAY})\s?[日號](?!數|份))?
            """,
            re.VERBOSE,
        ),
        numeric=re.compile(
            rf"""
            (?:
                (?P<era>{era})\s?(?P<ey>[0-9]{{1,3}})
              | (?<!版本)(?<!版本\s)(?<!version\s)(?<!ver\s)
                (?:{_ALONE}|(?<=[0-9]-)(?=[0-9]{{4}}[/.]))         # the end of 2026/11/12-2026/12/12
                (?:{gregorian}|(?P<ry>1[0-4][0-9]))
            )
            (?P<s>[/.\-])(?P<m>1[0-2]|0?[1-9])(?P=s)(?P<day>(?P<d>3[01]|[12][0-9]|0?[1-9]))
            (?![0-9/_%])(?!\.[0-9])(?:(?!-[0-9]{{3}})|(?=-(?:19|20)[0-9]{{2}}[/.]))
            (?:
                {_WEEKDAY}?(?:{_BETWEEN}|(?<=[/.][0-9]){_HYPHEN}|(?<=[/.][0-9][0-9]){_HYPHEN})
                (?:(?P<m2>{_MONTH})[/.\-])?(?P<d2>{_DAY})(?:\s?日)?(?(m2)|{_NOT_COUNTED}){_ENDS}
            )?
            """,
            re.VERBOSE,
        ),
        trailing_year=re.compile(
            rf"{_ALONE}(?P<one>{_DAY})(?P<s>[/\-.])(?P<other>3[01]|[12][0-9]|0?[1-9])(?P=s){gregorian}{_ENDS}"
        ),
        bare=re.compile(
            rf"""
            {_ALONE}(?P<m>1[0-2]|0?[1-9])/(?P<day>(?P<d>3[01]|[12][0-9]|0?[1-9]))(?![0-9a-z/_%])(?!\.[0-9])
            (?P<w>{_WEEKDAY})?{bare_tail}
            """,
            re.VERBOSE,
        ),
        dotted=re.compile(
            rf"""
            {either(listed.some("day", "dotted_before"))}\s?
            (?P<day>(?P<m>1[0-2]|0?[1-9])\.(?P<d>3[01]|[12][0-9]|0[1-9]))
            (?=\s?{either(listed.some("day", "dotted_after"))})
            """,
            re.VERBOSE,
        ),
        month_first=re.compile(
            rf"""
            (?<![a-z0-9])(?<!you\s)(?<!we\s)(?<!it\s)(?<!they\s)(?<!that\s)      # you may 5
            {name}\s?(?P<day>(?P<d>{_DAY}){ordinal})
            (?:{to_day}(?P<d2>{_DAY}){ordinal}(?!\s?[ap]\.?m)(?![0-9a-z:/]))?
            (?![0-9a-z]|:[0-9]){english_year}
            """,
            re.VERBOSE,
        ),
        day_first=re.compile(
            rf"""
            {BEGINS}(?<!\$)(?:(?P<d0>{_DAY}){ordinal}{to_day})?
            (?P<d>{_DAY}){ordinal}[\s\-]?(?:of\s)?{name}(?![a-z]){english_year}
            """,
            re.VERBOSE,
        ),
        relative=re.compile(relative),
        between=re.compile(rf"{_WEEKDAY}?(?:{_BETWEEN}|{_HYPHEN})(?:[a-z]{{3,9}},?\s)?"),
        months=(
            re.compile(rf"(?<![0-9]){year}(?P<m>{_MONTH})\s?月(?!\s?{_DAY}\s?[日號])份?"),
            re.compile(
                rf"""
                (?<![0-9.十])(?P<m>{_MONTH})\s?月
                (?:\s?份|(?=\s?(?:帳單|賬單|電費|水費|話費|費用|房租|租金|帳款|明細|對帳)))
                """,
                re.VERBOSE,
            ),
            re.compile(
                rf"""
                (?<![0-9.十])(?<![0-9][\-~至、])(?P<m>{_MONTH})\s?月
                (?!\s?(?:{_DAY}(?![0-9])|[租費薪餅經號初中底上下旬]|曜))
                """,
                re.VERBOSE,
            ),
            re.compile(rf"{_ALONE}(?P<m>1[0-2]|0[1-9])/{gregorian}(?![0-9/\-.])"),
            re.compile(rf"{_ALONE}(?<!\d\s){gregorian}[/\-](?P<m>1[0-2]|0[1-9])(?![0-9/\-.])"),
            re.compile(rf"(?<![a-z0-9])(?<![0-9]\s){name}\s{gregorian}(?![0-9])"),
        ),
        before=re.compile(rf"{either(listed.some('day', 'before'))}\s?\Z"),
        after=re.compile(rf"\s?(?:{either(listed.some('day', 'after'))}|[0-2]?[0-9]:[0-5][0-9])"),
        never_before=re.compile(rf"{either(listed.some('day', 'never_before'))}\s?\Z"),
        never_after=re.compile(rf"\s?{either(listed.some('day', 'never_after'))}"),
    )
