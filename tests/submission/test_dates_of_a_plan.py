"""The days of a service plan: the earliest one that is told is the first one that passes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nmlint
from nmlint.approval.calendar import working_days_of
from nmlint.catalogue import load_builtin
from nmlint.config import Settings
from nmlint.documents.submitted import STEPS

WORKING_DAYS = working_days_of(load_builtin())
TODAY = date(2026, 11, 26)
TOO_SOON = {
    "submission/launch-too-soon",
    "submission/partner-launch-too-soon",
    "submission/test-account-too-soon",
    "submission/partner-test-too-soon",
    "submission/production-too-soon",
    "submission/partner-production-too-soon",
}


def too_soon(plan: Mapping[str, Any], today: date = TODAY) -> dict[str, str]:
    """The keys of the days that come too soon, each with what is said of it."""
    data = {"kind": "service-plan", "scenarios": [{"scenario": "delivery", "text": "您的訂單已出貨"}], **plan}
    (artefact,) = nmlint.check(data, config=Settings(as_of=str(today), lang="en")).artefacts
    assert artefact.problem is None, artefact.problem
    return {found.pointer: found.message for found in artefact.findings if found.rule in TOO_SOON}


def customer(step: str, **dates: date) -> dict[str, Any]:
    """A plan of the customer's route."""
    return {"route": "customer", "step": step, "dates": {key: str(day) for key, day in dates.items()}}


# What LINE's reviews take at the least, from each step to the launch, in working days.
LEAST = {"service-plan": 35, "test-permission": 15, "production-permission": 5}


@pytest.mark.parametrize("step", STEPS)
@given(today=st.dates(date(2026, 1, 1), date(2033, 12, 31)))
@settings(max_examples=8, deadline=None)
def test_the_first_day_that_passes(step: str, today: date) -> None:
    """A launch passes on the day on which the last review may end, and not on the day before."""
    earliest = WORKING_DAYS.add(today, LEAST[step])

    assert {} == too_soon(customer(step, launch=earliest), today)
    before = earliest - timedelta(days=1)
    (said,) = too_soon(customer(step, launch=before), today).values()
    assert said.endswith(f"the earliest is {earliest}")


@given(later=st.integers(1, 60))
@settings(max_examples=8, deadline=None)
def test_a_later_step_moves_the_launch(later: int) -> None:
    """What follows a step of the company's own choice is counted from that step."""
    asked = WORKING_DAYS.add(TODAY, 20 + later)
    earliest = WORKING_DAYS.add(asked, 15)

    plan = customer("service-plan", test_account=asked, launch=earliest)
    early = customer("service-plan", test_account=asked, launch=earliest - timedelta(days=1))

    assert {} == too_soon(plan)
    assert ["/dates/launch"] == [*too_soon(early)]


def test_each_day_is_told_once() -> None:
    """A day before the step that it follows is out of order, and is not called too soon as well."""
    plan = customer(
        "service-plan",
        test_account=date(2026, 12, 10),
        production_permission=date(2026, 12, 7),
        launch=date(2027, 1, 4),
    )

    assert ["/dates/test_account", "/dates/launch"] == [*too_soon(plan)]


def test_a_review_that_took_too_long_may_end_today() -> None:
    """A plan handed in long ago may be through today, and no sooner."""
    handed_in = {"documents": {"service-plan": {"submitted": "2026-06-01"}}}

    plan = {**customer("service-plan", test_account=date(2026, 11, 27), launch=date(2026, 12, 18)), **handed_in}

    assert {} == too_soon(plan)
    assert ["/dates/launch"] == [*too_soon({**plan, "dates": {"launch": "2026-12-10"}})]


@pytest.mark.parametrize("today", [date(2024, 6, 3), date(2035, 12, 1), date(2060, 1, 1)])
@pytest.mark.parametrize("scenario", ["delivery", "refund"])
def test_beyond_the_calendar_nothing_is_said(today: date, scenario: str) -> None:
    """Where no working days are known, no day is called too soon, and nothing breaks."""
    plan = customer("service-plan", launch=today + timedelta(days=20))

    assert {} == too_soon({**plan, "scenarios": [{"scenario": scenario, "text": "您的退款已完成"}]}, today)


def test_without_a_route_nothing_is_said() -> None:
    """Which reviews wait depends on the route."""
    assert {} == too_soon({"dates": {"launch": "2026-11-27"}})
