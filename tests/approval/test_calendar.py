"""Working days agree with dates counted by hand, and their arithmetic holds together."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from nmlint.approval.calendar import WorkingDays, working_days_of
from nmlint.catalogue import load_builtin
from nmlint.errors import CatalogueError, UsageError

FIXTURE = Path(__file__).parents[2] / "fixtures" / "approval" / "working-days.yaml"
BY_HAND: dict[str, Any] = yaml.safe_load(FIXTURE.read_text(encoding="utf-8"))
CALENDAR = working_days_of(load_builtin())
# Far enough from both ends of the calendar for the counts below.
DAYS = st.dates(date(2026, 1, 1), date(2033, 12, 31))
COUNTS = st.integers(0, 120)


def year_of(year: int) -> list[date]:
    """Every day of a year."""
    first = date(year, 1, 1)
    return [first + timedelta(days=count) for count in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("year", BY_HAND["days_off"])
def test_days_off(year: int) -> None:
    """Exactly the weekends and the listed days are off."""
    listed = set(BY_HAND["days_off"][year])
    expected = [day for day in year_of(year) if day.weekday() >= 5 or day in listed]

    assert expected == [day for day in year_of(year) if not CALENDAR.is_working(day)]


def test_the_official_number_of_days_off() -> None:
    """The official calendar of 2026 has 120 days off."""
    assert 120 == sum(not CALENDAR.is_working(day) for day in year_of(2026))


def test_make_up_saturdays_end_with_the_new_rule() -> None:
    """One Saturday of 2025 was worked in exchange for a day off; none is since."""
    assert CALENDAR.is_working(date(2025, 2, 8))
    assert not CALENDAR.is_working(date(2025, 1, 27))
    later = [day for year in range(2026, CALENDAR.last + 1) for day in year_of(year) if day.weekday() >= 5]
    assert not any(map(CALENDAR.is_working, later))


def test_labour_day_is_a_holiday_for_all() -> None:
    """Since the law of 2025; in lieu of a Saturday the Friday before is off."""
    assert not CALENDAR.is_working(date(2026, 5, 1))
    assert not CALENDAR.is_working(date(2027, 4, 30))


@pytest.mark.parametrize(("start", "count", "expected"), BY_HAND["add"])
def test_add(start: date, count: int, expected: date) -> None:
    """Each row of the table that was counted by hand; on the way back the day is the latest possible start."""
    assert expected == CALENDAR.add(start, count)
    assert CALENDAR.first_day(start) == CALENDAR.back(expected, count)


@pytest.mark.parametrize(("year", "month", "expected"), BY_HAND["month_ends"])
def test_last_working_day(year: int, month: int, expected: date) -> None:
    """The last working day of a month, across holidays at its end."""
    assert expected == CALENDAR.last_working_day_of(year, month)


@pytest.mark.parametrize(("day", "expected"), BY_HAND["headquarters"])
def test_next_headquarters_day(day: date, expected: date) -> None:
    """The last working day of the quarter's first month, on the date or after."""
    assert expected == CALENDAR.next_headquarters_day(day)


def test_the_table_is_large_enough() -> None:
    """At least forty dates were counted by hand."""
    assert 40 <= len(BY_HAND["add"])


@given(DAYS, COUNTS)
def test_add_lands_on_a_working_day(day: date, count: int) -> None:
    """Whatever is added, the result is worked, and not before the date."""
    end = CALENDAR.add(day, count)

    assert CALENDAR.is_working(end)
    assert day <= end


@given(DAYS, COUNTS)
def test_between_undoes_add(day: date, count: int) -> None:
    """So many working days lie between a date and what that many lead to."""
    assert count == CALENDAR.between(day, CALENDAR.add(day, count))


@given(DAYS, DAYS, COUNTS)
def test_add_is_monotone(one: date, other: date, count: int) -> None:
    """Who starts later does not end earlier."""
    first, second = sorted((one, other))

    assert CALENDAR.add(first, count) <= CALENDAR.add(second, count)


@given(DAYS, COUNTS, COUNTS)
def test_additions_add_up(day: date, one: int, other: int) -> None:
    """Two steps in a row end when one of their joint length does."""
    assert CALENDAR.add(day, one + other) == CALENDAR.add(CALENDAR.add(day, one), other)


@given(DAYS, st.integers(-200, 200), COUNTS)
def test_back_is_the_latest_start(start: date, shift: int, count: int) -> None:
    """A start is in time exactly when it is not after what is counted back from the end."""
    end = start + timedelta(days=shift)

    assert (CALENDAR.add(start, count) <= end) == (start <= CALENDAR.back(end, count))


@given(DAYS, DAYS, DAYS)
def test_between_is_a_distance_with_a_sign(one: date, other: date, third: date) -> None:
    """There and back is nothing, and a way over a third date is as long."""
    assert CALENDAR.between(one, other) == -CALENDAR.between(other, one)
    assert CALENDAR.between(one, third) == CALENDAR.between(one, other) + CALENDAR.between(other, third)


@given(DAYS)
def test_headquarters_days(day: date) -> None:
    """The next one is the first on the date or after it, the last one the nearest on the date or before it."""
    following, past = CALENDAR.next_headquarters_day(day), CALENDAR.last_headquarters_day(day)

    assert past <= day <= following
    assert {following.month, past.month} <= {1, 4, 7, 10}
    assert (past == day) == (following == day)
    assert following == CALENDAR.next_headquarters_day(past + timedelta(days=1)) or following == past


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2026, 11, 26), date(2026, 12, 31), ()),
        (date(2026, 12, 1), date(2027, 1, 5), (2027,)),
        (date(2027, 3, 1), date(2028, 1, 31), (2027, 2028)),
    ],
)
def test_years_that_were_not_looked_up(first: date, last: date, expected: tuple[int, ...]) -> None:
    """Only 2025 and 2026 have an official calendar that was looked up."""
    assert expected == CALENDAR.reckoned(first, last)


@pytest.mark.parametrize("day", [date(2024, 12, 31), date(2036, 1, 1)])
def test_beyond_the_calendar(day: date) -> None:
    """A year that cannot be reckoned is refused with the years that can, in both languages."""
    with pytest.raises(UsageError) as refused:
        CALENDAR.is_working(day)

    said = refused.value.args[0]
    assert all("2025" in text and "2035" in text for text in (said, said.chinese))


def test_a_count_that_leads_beyond_the_calendar() -> None:
    """The same where only the answer lies beyond."""
    with pytest.raises(UsageError):
        CALENDAR.add(date(2035, 12, 20), 30)
    with pytest.raises(UsageError):
        CALENDAR.back(date(2025, 1, 10), 30)


@pytest.mark.parametrize("move", [WorkingDays.add, WorkingDays.back])
def test_a_negative_count(move: Any) -> None:
    """Counts never turn round by their sign."""
    with pytest.raises(ValueError, match="0 or more"):
        move(CALENDAR, date(2026, 12, 1), -1)


def test_without_the_table() -> None:
    """A catalogue whose table did not load cannot tell working days."""
    with pytest.raises(CatalogueError):
        working_days_of(replace(load_builtin(), tables={}))


def test_the_library_is_loaded_late() -> None:
    """Whoever asks for no date does not wait for the holidays of the world."""
    program = "import sys, nmlint.approval.calendar; sys.exit('holidays' in sys.modules)"

    assert 0 == subprocess.run([sys.executable, "-c", program], check=False).returncode
