"""Taiwan's working days: weekends and public holidays are off, and so are the days off in lieu of holidays.

Counting. The *first day* of a date, its day 0, is the date itself, or the next working day where it is off: what is
handed in on a Saturday counts as handed in on the working day after. So many working days after a date are counted from
its first day, which is not counted itself: one working day after a Friday, a Saturday or a Sunday with an ordinary
Monday and Tuesday behind it is the Monday for the Friday, the Tuesday for the other two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from nmlint.bilingual import Bilingual
from nmlint.catalogue.model import Catalogue
from nmlint.errors import CatalogueError, UsageError

TABLE = "working-days"

_DAY = timedelta(days=1)
_SATURDAY = 5
_QUARTER = 3
_DECEMBER = 12


class BeyondCalendarError(UsageError):
    """A day whose working days are not known, for its `year` cannot be reckoned."""

    def __init__(self, text: Bilingual, year: int) -> None:
        super().__init__(text)
        self.year = year


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The working days from the first to the last year that can be reckoned, both included.

    `announced` are the years whose official calendar was looked up; the days of the others are reckoned from the law.
    Whatever needs a day of another year raises BeyondCalendarError.
    """

    first: int
    last: int
    announced: frozenset[int]

    def is_working(self, day: date) -> bool:
        """Whether the day is worked."""
        self._require(day)
        off, made_up = _days_of(day.year)
        return day in made_up if day.weekday() >= _SATURDAY else day not in off

    def first_day(self, day: date) -> date:
        """The day itself, or the next working day where it is off."""
        return next(self._working(day, _DAY))

    def last_day(self, day: date) -> date:
        """The day itself, or the working day before it where it is off."""
        return next(self._working(day, -_DAY))

    def add(self, day: date, count: int) -> date:
        """So many working days (0 or more) after the first day of a date; always a working day."""
        return _nth(self._working(day, _DAY), count)

    def back(self, day: date, count: int) -> date:
        """The latest date from which so many working days end on this day or before: `add(start, count) <= day`."""
        return _nth(self._working(day, -_DAY), count)

    def between(self, start: date, end: date) -> int:
        """How many working days the first day of `end` is after that of `start`; less than 0 where it is before."""
        if end < start:
            return -self.between(end, start)
        first, last = self.first_day(start), self.first_day(end)
        return sum(map(self.is_working, _days(first, last)))

    def last_working_day_of(self, year: int, month: int) -> date:
        """The last working day of a month."""
        following = date(year + 1, 1, 1) if month == _DECEMBER else date(year, month + 1, 1)
        return self.last_day(following - _DAY)

    def next_headquarters_day(self, day: date) -> date:
        """The last working day of a quarter's first month, on the date or after it: new scenarios go out that day."""
        return next(found for found in self._headquarters_days(day, _later) if found >= day)

    def last_headquarters_day(self, day: date) -> date:
        """The same, on the date or before it."""
        return next(found for found in self._headquarters_days(day, _earlier) if found <= day)

    def reckoned(self, first: date, last: date) -> tuple[int, ...]:
        """The years from one date to another whose official calendar was not looked up."""
        return tuple(year for year in range(first.year, last.year + 1) if year not in self.announced)

    def _working(self, day: date, step: timedelta) -> Iterator[date]:
        """The working days from a date on, forward or backward."""
        while True:
            if self.is_working(day):
                yield day
            day += step

    def _headquarters_days(self, day: date, then: Callable[[int, int], tuple[int, int]]) -> Iterator[date]:
        year, month = day.year, (day.month - 1) // _QUARTER * _QUARTER + 1
        while True:
            yield self.last_working_day_of(year, month)
            year, month = then(year, month)

    def _require(self, day: date) -> None:
        if not self.first <= day.year <= self.last:
            raise BeyondCalendarError(
                Bilingual(
                    f"{day}: working days are known from {self.first} to {self.last} only; choose a date that leads to "
                    "none beyond",
                    f"{day}：只能計算 {self.first} 到 {self.last} 年的工作天；請換一個不會超出範圍的日期",
                ),
                day.year,
            )


def working_days_of(catalogue: Catalogue) -> WorkingDays:
    """The working days of a catalogue; a CatalogueError with its faults where the table did not load."""
    years = table_of(catalogue)["years"]
    return WorkingDays(years["first"], years["last"], frozenset(entry["year"] for entry in years["announced"]))


def table_of(catalogue: Catalogue) -> Mapping[str, Any]:
    """The table of working days and timelines as its file has it; a CatalogueError where it did not load."""
    if TABLE not in catalogue.tables:
        raise CatalogueError(catalogue.faults)
    table: Mapping[str, Any] = catalogue.tables[TABLE]
    return table


@cache
def _days_of(year: int) -> tuple[frozenset[date], frozenset[date]]:
    """The holidays of a year, those in lieu included, and the Saturdays that were worked in exchange."""
    # Late: it knows every country of the world, and most runs ask for no date.
    from holidays import country_holidays  # noqa: PLC0415

    known = country_holidays("TW", years=year, expand=False)
    return frozenset(known), frozenset(known.weekend_workdays)


def _days(first: date, last: date) -> Iterator[date]:
    """Every day after the first up to the last."""
    return (first + timedelta(days=count) for count in range(1, (last - first).days + 1))


def _nth(days: Iterator[date], count: int) -> date:
    if count < 0:
        raise ValueError(f"a count of working days is 0 or more, not {count}")
    for _ in range(count):
        next(days)
    return next(days)


def _later(year: int, month: int) -> tuple[int, int]:
    return (year, month + _QUARTER) if month + _QUARTER <= _DECEMBER else (year + 1, 1)


def _earlier(year: int, month: int) -> tuple[int, int]:
    return (year, month - _QUARTER) if month > _QUARTER else (year - 1, _DECEMBER - _QUARTER + 1)
