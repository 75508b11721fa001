"""What a plan takes its audience for, and what that costs."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import ceil
from pathlib import Path

from nmlint.bilingual import Bilingual
from nmlint.channel.forecast import course_of, delays_of, rates_of
from nmlint.channel.outcomes import expect
from nmlint.checks.model import Spec
from nmlint.checks.plan_money import budget_said, sendings, sendings_said
from nmlint.checks.planned import PlanHit, Planned, Test
from nmlint.durations import spoken
from nmlint.vocabulary import NEVER, NOTIFICATION, REJECTED

_SILENT = (REJECTED, NEVER)


def everyone_reached(planned: Planned, _: Spec) -> Iterator[PlanHit]:
    """The plan counts on reaching everybody by a notification message, or leaves out who is not reached."""
    audience = planned.plan.audience
    for key, told in (("rates", audience.rates), ("counts", audience.counts)):
        forgotten = [outcome for outcome in _SILENT if outcome not in told]
        if planned.line is not None and told and (forgotten or not any(told[outcome] for outcome in _SILENT)):
            missing = Bilingual(" and ".join(forgotten or _SILENT), "、".join(forgotten or _SILENT))
            yield PlanHit(f"audience.{key}", {"value": key, "missing": missing})


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


def delays_beyond_window(planned: Planned, _: Spec) -> Iterator[PlanHit]:
    """Messages are taken to arrive after LINE has deleted them."""
    delays = planned.plan.audience.delays
    if planned.line is not None and delays and delays[-1][0] > planned.window:
        yield PlanHit("audience.delays", {"timer": spoken(delays[-1][0]), "most": spoken(planned.window)})


def deliveries_missing(planned: Planned, _: Spec) -> Iterator[PlanHit]:
    """The file of past deliveries is not there."""
    named = planned.plan.audience.deliveries
    # A name may hold what no file can be called by, and pathlib raises for that.
    beside = Path(planned.document.source.name).parent
    if named is not None and (Path(named).is_absolute() or not os.path.isfile(beside / named)):  # noqa: PTH113
        yield PlanHit("audience.deliveries", {"value": named})


def beyond_limits(planned: Planned, _: Spec) -> Iterator[PlanHit]:
    """By the shares that the plan gives or that are assumed, it breaks a limit that it sets itself."""
    plan = planned.plan
    course = course_of(plan, planned.matrix, planned.tariff)
    if not plan.limits or course is None or plan.audience.deliveries is not None:
        return
    found = expect(course, rates_of(plan, planned.matrix), delays_of(plan, planned.matrix))
    for name, limit in plan.limits.items():
        share = getattr(found, name)
        if share > limit:
            yield PlanHit(f"limits.{name}", {"share": _percent(share), "most": _percent(limit)})


def _percent(share: Fraction) -> str:
    return f"{float(share * 100):.3g} %"


def over_budget(planned: Planned, _: Spec) -> Iterator[PlanHit]:
    """What the plan is expected to cost, at the lowest prices and with its reminders, is more than its budget."""
    plan = planned.plan
    course = course_of(plan, planned.matrix, planned.tariff)
    # What a file of past deliveries tells is for the planner to read.
    if plan.budget is None or plan.audience.size is None or course is None or plan.audience.deliveries is not None:
        return
    each = expect(course, rates_of(plan, planned.matrix), delays_of(plan, planned.matrix)).cost_low
    cost = each * plan.audience.size * sendings(plan)
    if cost > plan.budget.amount:
        details = {"count": sendings_said(plan), "cost": f"NT$ {ceil(cost):,}", "budget": budget_said(plan.budget)}
        yield PlanHit("budget", details)


TESTS: Mapping[str, Test] = {
    "everyone-reached": everyone_reached,
    "in-states": in_states,
    "price-differs": price_differs,
    "delays-beyond-window": delays_beyond_window,
    "deliveries-missing": deliveries_missing,
    "beyond-limits": beyond_limits,
    "over-budget": over_budget,
}
