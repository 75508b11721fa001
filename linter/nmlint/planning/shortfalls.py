"""Where a plan falls short of what its own author asks: limits that it breaks, and its budget."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from nmlint.bilingual import Bilingual
from nmlint.channel.outcomes import Expectation, expect
from nmlint.checks.plan_money import budget_said
from nmlint.checks.planned import Planned
from nmlint.documents.plan import SendPlan
from nmlint.durations import spoken
from nmlint.planning.inputs import Inputs
from nmlint.planning.money import in_all, spent, together, total
from nmlint.planning.timing import Timing, in_budget, limits_of

_SHARES = {
    "late": Bilingual("late", "逾期"),
    "duplicate": Bilingual("twice", "重複"),
    "never": Bilingual("never", "收不到"),
}


def beyond_limits(planned: Planned, inputs: Inputs, own: int | None) -> Iterator[Bilingual]:
    """Each limit that the plan breaks as it stands, with its own timer where it has one."""
    found, limits = expect(inputs.course, inputs.rates, inputs.delays), limits_of(planned)
    shares = ((found.late, limits.late), (found.duplicate, limits.duplicate), (found.never, limits.never))
    if own is None:
        plan = Bilingual("your plan as it stands", "原計畫")
    elif own == 0:
        plan = Bilingual("your plan, which does not wait", "原計畫不等待")
    else:
        plan = Bilingual(f"your timer of {spoken(own)}", f"原計畫的等待時間 {spoken(own).chinese}")
    for words, (share, limit) in zip(_SHARES.values(), shares, strict=True):
        if limit is not None and share > limit:
            first, last = _apart(share, limit)
            yield Bilingual(
                f"{plan}: {first} {words}, your limit is {last}",
                f"{plan.chinese}：{words.chinese} {first}，超過上限 {last}",
            )


def _apart(share: Fraction, limit: Fraction) -> tuple[str, str]:
    """Two different shares, told so finely that they read differently."""
    for digits in (3, 6, 12):
        first, last = (f"{float(each * 100):.{digits}g} %" for each in (share, limit))
        if first != last:
            break
    return first, last


def over_budget(timing: Timing) -> Iterator[Bilingual]:
    """How the budget stands to the timer that is recommended, where any of the prices is too much for it."""
    planned, chosen = timing.planned, timing.at(timing.timer)
    budget = planned.plan.budget
    if budget is None or planned.plan.audience.size is None:
        return
    cheapest = chosen if timing.options.cheapest is None else timing.options.cheapest.expectation
    own = expect(timing.inputs.course, timing.inputs.rates, timing.inputs.delays)
    said = budget_said(budget)
    if not in_budget(planned, cheapest):
        cost = spent(cheapest, planned.plan)
        yield Bilingual(
            f"even the cheapest timer costs {cost}, and the budget is {said}",
            f"最省的等待時間也要 {cost and cost.chinese}，超過預算 {said.chinese}",
        )
    elif not in_budget(planned, own):
        cost = spent(own, planned.plan)
        yield Bilingual(
            f"your plan as it stands costs {cost}, and the budget is {said}",
            f"原計畫的成本 {cost and cost.chinese}，超過預算 {said.chinese}",
        )
    else:
        yield from _at_most(chosen, planned.plan)


def over_budget_alone(planned: Planned, found: Expectation) -> Iterator[Bilingual]:
    """The same of a plan whose steps have no timer to choose."""
    budget = planned.plan.budget
    if budget is None or planned.plan.audience.size is None:
        return
    if not in_budget(planned, found):
        cost, said = spent(found, planned.plan), budget_said(budget)
        yield Bilingual(
            f"it costs {cost}, and the budget is {said}",
            f"成本 {cost and cost.chinese}，超過預算 {said.chinese}",
        )
    else:
        yield from _at_most(found, planned.plan)


def _at_most(found: Expectation, plan: SendPlan) -> Iterator[Bilingual]:
    """That the highest prices are too much for the budget, where they are."""
    budget, messages = plan.budget, in_all(plan)
    if budget is None or messages is None or found.cost_high * messages <= budget.amount:
        return
    sum_, said = total(found.cost_high, messages), budget_said(budget)
    most = together(Bilingual(sum_, sum_), plan)
    yield Bilingual(
        f"at the highest prices it costs {most}, and the budget is {said}",
        f"以最高價計要 {most.chinese}，超過預算 {said.chinese}",
    )
