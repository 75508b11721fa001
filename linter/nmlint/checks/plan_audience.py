"""What a plan takes its audience for, and what that costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import ceil

from nmlint.channel.forecast import course_of, delays_of, rates_of
from nmlint.channel.outcomes import expect
from nmlint.checks.model import Spec
from nmlint.checks.planned import PlanHit, Planned, Test
from nmlint.documents.plan import NOTIFICATION

_SILENT = ("rejected", "never")


def everyone_reached(planned: Planned, _: Spec) -> Iterator[PlanHit]:
    """The plan counts on reaching everybody by a notification message."""
    audience = planned.plan.audience
    for key, told in (("rates", audience.rates), ("counts", audience.counts)):
        if planned.line is not None and told and not any(told.get(outcome) for outcome in _SILENT):
            yield PlanHit(f"audience.{key}", {"value": key})


def in_states(planned: Planned, spec: Spec) -> Iterator[PlanHit]:
    """Part of the audience is in user states that a rule names."""
    states = planned.plan.audience.states
    share = sum(states.get(state, 0) for state in spec["states"])
    if planned.line is not None and share > 0:
        first = next(state for state in spec["states"] if states.get(state))
        yield PlanHit(f"audience.states.{first}", {"share": f"{float(share * 100):.4g} %"})


def price_differs(planned: Planned, _: Spec) -> Iterator[PlanHit]:
    """The plan reckons with another price of a notification message than the price list has."""
    own, listed = planned.plan.prices.get(NOTIFICATION), planned.listed_price
    if own is not None and listed is not None and not listed.low <= own.low <= own.high <= listed.high:
        yield PlanHit(f"prices.{NOTIFICATION}", {"price": f"{float(listed.low):g}"})


def over_budget(planned: Planned, _: Spec) -> Iterator[PlanHit]:
    """What the plan is expected to cost, at the lowest prices, is more than its budget."""
    plan = planned.plan
    course = course_of(plan, planned.matrix, planned.tariff)
    # What a file of past deliveries tells is for the planner to read.
    if plan.budget is None or plan.audience.size is None or course is None or plan.audience.deliveries is not None:
        return
    cost = expect(course, rates_of(plan, planned.matrix), delays_of(plan, planned.matrix)).cost_low * plan.audience.size
    if cost > plan.budget.amount:
        yield PlanHit("budget", {"cost": f"{ceil(cost):,}", "budget": plan.budget.written})


TESTS: Mapping[str, Test] = {
    "everyone-reached": everyone_reached,
    "in-states": in_states,
    "price-differs": price_differs,
    "over-budget": over_budget,
}
