"""The days of an application: their order, and whether LINE's reviews fit between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from nmlint.approval.calendar import WorkingDays, working_days_of
from nmlint.approval.routes import Route, Step, routes_of
from nmlint.bilingual import Bilingual
from nmlint.checks.keyed import PlanHit
from nmlint.checks.model import Spec
from nmlint.checks.submission_route import new_entries, route_of
from nmlint.checks.submission_words import listed, named
from nmlint.checks.submitted import Submitted, Test
from nmlint.documents.submitted import CUSTOMER, PRODUCTION_PERMISSION, SERVICE_PLAN_REVIEW
from nmlint.errors import UsageError

LAUNCH = "launch"
_ORDER = ("technical_documents", "test_account", "production_permission", LAUNCH)
# The key of the day on which a step of the timeline begins.
_BEGINS = {"test-permission": "test_account", "production-permission": "production_permission"}


@dataclass(frozen=True, slots=True)
class _Early:
    """A day of the plan that comes before the earliest one that the reviews before it leave, which are named."""

    key: str
    day: date
    earliest: date
    reviews: tuple[Bilingual, ...]


def launch_missing(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """Production permission is asked for, and LINE is not told when the launch will be."""
    if submitted.plan.asks_for(PRODUCTION_PERMISSION) and LAUNCH not in submitted.plan.dates:
        yield PlanHit("dates.launch")


def launch_past(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """The launch is over, and nothing tells that production permission was there for it."""
    dates = submitted.plan.dates
    if LAUNCH in dates and dates[LAUNCH] < submitted.today and "production_permission" not in dates:
        yield PlanHit("dates.launch", {"date": str(dates[LAUNCH])})


def out_of_order(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """A step before the one that it follows."""
    for before, after in _crossed(submitted):
        dates = submitted.plan.dates
        yield PlanHit(f"dates.{after}", {"value": f"dates.{before}", "date": str(dates[before])})


def too_soon(submitted: Submitted, spec: Spec) -> Iterator[PlanHit]:
    """A day that leaves no room for LINE's reviews, even if each takes its least."""
    if route_of(submitted) != spec["route"] or spec["key"] not in submitted.plan.dates:
        return
    for early in _early(submitted):
        if early.key == spec["key"]:
            details = {"value": str(early.day), "date": str(early.earliest), "reason": listed(early.reviews)}
            yield PlanHit(f"dates.{early.key}", details)


def not_promised(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """A day of launch for notices whose review by the headquarters has no promised time."""
    plan, new = submitted.plan, [*new_entries(submitted)]
    launch = plan.dates.get(LAUNCH)
    if route_of(submitted) != CUSTOMER or plan.step != SERVICE_PLAN_REVIEW or not new or launch is None:
        return
    if launch < submitted.today:
        return
    try:
        sent = working_days_of(submitted.catalogue).next_headquarters_day(submitted.today)
    except UsageError:
        return
    yield PlanHit("dates.launch", {"missing": listed(entry.name for entry in new), "date": str(sent)})


def _crossed(submitted: Submitted) -> Iterator[tuple[str, str]]:
    dates = submitted.plan.dates
    said = [key for key in _ORDER if key in dates]
    return ((before, after) for before, after in pairwise(said) if dates[after] < dates[before])


def _early(submitted: Submitted) -> Iterator[_Early]:
    """The days that are too early; none where the calendar does not reach, or no time is promised."""
    applicant = route_of(submitted)
    name = f"{applicant}-new" if any(True for _ in new_entries(submitted)) else f"{applicant}"
    # How long the company itself takes for development nobody knows: it may be done at once.
    route = routes_of(submitted.catalogue, 0)[name]
    ahead = _ahead(route, submitted.plan.step)
    if not any(step.headquarters for step in ahead):
        try:
            yield from _along(submitted, ahead, working_days_of(submitted.catalogue))
        except UsageError:
            return


def _ahead(route: Route, at: str) -> tuple[Step, ...]:
    """The steps of a route from the one that the plan is handed in for."""
    reviewed = route.chain[1:]
    names = [step.id for step in reviewed]
    return reviewed[names.index(at) if at in names else 0 :]


def _along(submitted: Submitted, ahead: tuple[Step, ...], calendar: WorkingDays) -> Iterator[_Early]:
    dates, today = submitted.plan.dates, submitted.today
    told_already = {after for _, after in _crossed(submitted)}
    day, reviews = _start(submitted), list[Bilingual]()

    def too_early(key: str) -> Iterator[_Early]:
        if key in dates and today < dates[key] < day and key not in told_already:
            yield _Early(key, dates[key], day, tuple(reviews))

    for step in ahead:
        key = _BEGINS.get(step.id)
        if key is not None and key in dates:
            yield from too_early(key)
            # What is over took what it took; what is to come begins no sooner than it can.
            if dates[key] <= today or dates[key] > day:
                day, reviews = dates[key], []
        if step.length.least:
            # A review that should be over by now, and is not, may end today.
            day = max(calendar.add(day, step.length.least), today)
            reviews.append(_spoken(step))
    yield from too_early(LAUNCH)


def _start(submitted: Submitted) -> date:
    """The day on which the step begins that the plan is handed in for."""
    paper = submitted.plan.papers.get(SERVICE_PLAN_REVIEW)
    if submitted.plan.step == SERVICE_PLAN_REVIEW and paper is not None and paper.submitted is not None:
        return paper.submitted
    return submitted.today


def _spoken(step: Step) -> Bilingual:
    names, days = named(step.names), step.length.least
    return Bilingual(f"{names} {days}", f"{names.chinese} {days}")


TESTS: Mapping[str, Test] = {
    "launch-missing": launch_missing,
    "launch-past": launch_past,
    "dates-out-of-order": out_of_order,
    "too-soon": too_soon,
    "launch-not-promised": not_promised,
}
