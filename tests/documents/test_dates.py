"""Days as people in Taiwan write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nmlint.documents.dates import DAY as ANY_DAY
from nmlint.documents.dates import day_of, wanted_day

DAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-26",
        "2026/11/26",
        "2026.11.26",
        "2026年11月26日",
        "西元2026年11月26日",
        "2026-11-26 00:00:00",
        "民國115年11月26日",
        "中華民國 115 年 11 月 26 日",
        "115年11月26日",
        "115/11/26",
        "115.11.26",
        " 115-11-26 ",
        "1151126",
    ],
)
def test_ways_to_write_a_day(written: str) -> None:
    """The common calendar and that of the Republic of China, which began in 1912."""
    assert day_of(written) == DAY


@pytest.mark.parametrize(
    "written",
    [
        "",
        "soon",
        "2026-13-01",
        "2026-02-30",
        "民國115年2月29日",
        "26-11-2026",
        "11/26/2026",
        "5",
        "20261126",
        "1151301",
        "115112",
        "民國115年",
    ],
)
def test_what_is_no_day(written: str) -> None:
    """Nothing is guessed."""
    assert day_of(written) is None


@given(st.dates(date(1912, 1, 1), date(2199, 12, 31)))
def test_both_calendars_name_the_same_day(day: date) -> None:
    """A day is the same in either calendar."""
    assert day_of(day.isoformat()) == day
    assert day_of(f"民國{day.year - 1911:02}年{day.month}月{day.day}日") == day


@pytest.mark.parametrize("written", ["民國115年2月30日", "2026-02-30", "1150230"])
def test_a_day_that_does_not_exist(written: str) -> None:
    """What is written like a day and is none is told so, in both languages; anything else is told how to write one."""
    said = wanted_day(written)

    assert f"there is no {written}" in said
    assert f"沒有「{written}」這一天" in said.chinese
    assert ANY_DAY == wanted_day("soon")
