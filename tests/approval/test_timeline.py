"""Timelines agree with dates counted by hand, promise nothing that is not promised, and are consistent both ways."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from nmlint.approval.calendar import table_of, working_days_of
from nmlint.approval.routes import Length, Route, assumed_development, routes_of
from nmlint.approval.timeline import IN_TIME, LATE, OPEN, POSSIBLE, Range, Timeline, timeline
from nmlint.catalogue import load_builtin
from nmlint.errors import UsageError

FIXTURES = Path(__file__).parents[2] / "fixtures" / "approval" / "timeline"
CATALOGUE = load_builtin()
CALENDAR = working_days_of(CATALOGUE)
ROUTES = routes_of(CATALOGUE, assumed_development(CATALOGUE))
CASES: dict[str, dict[str, Any]] = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FIXTURES.glob("*.yaml"))
}
ROWS = [(case, route) for case, data in CASES.items() for route in data["routes"]]
STARTS = st.dates(date(2027, 1, 1), date(2031, 12, 31))


def found_for(case: dict[str, Any], name: str) -> Timeline:
    """The timeline of a route as a fixture asks for it."""
    development = case.get("development", assumed_development(CATALOGUE))
    return timeline(routes_of(CATALOGUE, development)[name], case["from"], CALENDAR, case["launch"])


def pair(dates: Range | None) -> list[date | None] | None:
    """Dates as fixtures write them."""
    return None if dates is None else [dates.earliest, dates.latest]


@pytest.mark.parametrize(("case", "name"), ROWS)
def test_dates_counted_by_hand(case: str, name: str) -> None:
    """Each end of a step, the launch and the way back from a wanted one."""
    expected = CASES[case]["routes"][name]
    found = found_for(CASES[case], name)
    steps = {dated.step.id: dated for dated in found.steps}

    assert CASES[case]["day_zero"] == found.start
    assert expected["launch"] == pair(found.launch)
    for key in ("begins", "ends"):
        told = expected.get(key, {})
        assert told == {step: pair(getattr(steps[step], key)) for step in told}
    assert expected.get("ends", steps).keys() == steps.keys()
    assert found.backward is not None
    assert (expected["start_by"], expected["outlook"]) == (pair(found.backward.start_by), found.backward.outlook)
    assert expected.get("answer_by") == pair(found.backward.answer_by)
    after = found.after_answer
    assert expected.get("after_answer") == (None if after is None else [after.least, after.most])


def test_every_route_has_its_dates() -> None:
    """Each fixture tells all routes."""
    assert all(ROUTES.keys() == case["routes"].keys() for case in CASES.values())


def test_reviews_are_those_of_the_policy() -> None:
    """Every review time of the policy is a step, or lies within one, and no other length stands in the routes."""
    table = table_of(CATALOGUE)
    used = set()
    for applicant, steps in table["steps"].items():
        for step in steps.values():
            reviews = [step["review"]] if "review" in step else []
            used |= {(applicant, review) for review in reviews}
            used |= {(applicant, part["review"]) for part in step.get("includes", ())}
    policy = CATALOGUE.policies["line-tw"].application["review_times"]

    assert {(entry["route"], entry["step"]) for entry in policy} == used


def test_the_review_within_is_not_added() -> None:
    """The scenario review of 7 to 14 working days is a part of the Service Plan review's 20."""
    (step,) = (step for step in ROUTES["customer"].steps if step.id == "service-plan")

    assert Length(20, None) == step.length
    assert [Length(7, 14)] == [part.length for part in step.includes]


@pytest.mark.parametrize("name", ROUTES)
def test_each_step_waits_for_the_one_before(name: str) -> None:
    """The chain has no gap, but for the wait for a headquarters day; the other steps wait for nothing."""
    found = timeline(ROUTES[name], date(2026, 12, 1), CALENDAR)
    chain = [dated for dated in found.steps if dated.step.due_before is None]

    assert [None, *(dated.step.id for dated in chain[:-1])] == [dated.waits_for for dated in chain]
    for before, after in pairwise(chain):
        assert after.step.headquarters or before.ends == after.begins
    beside = [dated for dated in found.steps if dated.step.due_before is not None]
    by_id = {dated.step.id: dated for dated in chain}
    assert all(dated.ends == by_id[dated.step.due_before or ""].begins for dated in beside)
    assert all(dated.waits_for is None for dated in beside)


@given(STARTS)
def test_the_headquarters_are_never_given_a_date(start: date) -> None:
    """A new scenario waits for a headquarters day, and nothing after it has a date."""
    found = timeline(ROUTES["customer-new"], start, CALENDAR)
    sent = next(dated for dated in found.steps if dated.step.headquarters)
    after = found.steps[found.steps.index(sent) + 1 :]

    assert CALENDAR.next_headquarters_day(start) == sent.begins.earliest
    assert {Range(None, None)} == {sent.ends, found.launch, *(dated.ends for dated in after)}


@given(STARTS, STARTS, st.sampled_from([route for route in ROUTES if route != "customer-new"]))
def test_forward_and_backward_agree(start: date, launch: date, name: str) -> None:
    """A launch is in time exactly when the start is not after the day that is counted back from it."""
    found = timeline(ROUTES[name], start, CALENDAR, launch)
    backward, ends = found.backward, found.launch

    assert backward is not None
    assert ends.earliest is not None
    in_time = ends.latest is not None and ends.latest <= launch
    assert (IN_TIME if in_time else POSSIBLE if ends.earliest <= launch else LATE) == backward.outlook


@given(STARTS, STARTS)
def test_an_open_route_is_never_in_time(start: date, launch: date) -> None:
    """With the headquarters it is too late, or open."""
    backward = timeline(ROUTES["customer-new"], start, CALENDAR, launch).backward

    assert backward is not None
    assert backward.outlook in {LATE, OPEN}
    assert backward.start_by.earliest is None


@given(STARTS, STARTS)
def test_the_headquarters_answer_after_they_were_asked(start: date, launch: date) -> None:
    """Whatever the wanted launch, the answer is dated behind the day on which the scenario goes out."""
    backward = timeline(ROUTES["customer-new"], start, CALENDAR, launch).backward

    assert backward is not None
    assert backward.answer_by is not None
    sent, least, sure = backward.start_by.latest, backward.answer_by.latest, backward.answer_by.earliest
    assert sent is not None
    assert least is not None
    assert sent < least
    assert sure is None or sent < sure <= least


@given(STARTS, st.integers(0, 60))
def test_development_moves_the_launch(start: date, days: int) -> None:
    """The launch by a partner is its reviews and the given days later."""
    route = routes_of(CATALOGUE, days)["partner"]

    assert CALENDAR.add(start, 10 + days + 3) == timeline(route, start, CALENDAR).launch.earliest


def test_a_review_that_no_policy_has() -> None:
    """A route of a pack that names an unknown review is refused with its name, in both languages."""
    table = table_of(CATALOGUE)
    steps = {**table["steps"], "partner": {**table["steps"]["partner"]}}
    steps["partner"]["new-scenario"] = {**steps["partner"]["new-scenario"], "review": "no-such-review"}
    broken = replace(CATALOGUE, tables={**CATALOGUE.tables, "working-days": {**table, "steps": steps}})

    with pytest.raises(UsageError) as refused:
        routes_of(broken, 10)

    said = refused.value.args[0]
    assert all("no-such-review" in text for text in (said, said.chinese))


def test_every_clause_exists() -> None:
    """Whatever a step cites stands in a policy."""
    assert {clause for route in ROUTES.values() for clause in cited(route)} <= CATALOGUE.clauses.keys()


def cited(route: Route) -> set[str]:
    """The clauses of a route."""
    return {
        clause
        for step in route.steps
        for clause in (
            *step.clauses,
            *(remark.clause for remark in (*step.needs, *step.meanwhile)),
            *(part.clause for part in step.includes),
        )
    }
