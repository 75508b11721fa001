"""Where a plan falls short of what its own author asks: limits that it breaks, and its budget."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from nmlint.bilingual import Bilingual
from nmlint.channel.outcomes import Expectation, expect
from nmlint.checks.planned import Planned
from nmlint.durations import spoken
from nmlint.planning.inputs import Inputs
from nmlint.planning.money import cost_of, told, total
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
    budget, size = planned.plan.budget, planned.plan.audience.size
    if budget is None or size is None:
        return
    cheapest = chosen if timing.options.cheapest is None else timing.options.cheapest.expectation
    own = expect(timing.inputs.course, timing.inputs.rates, timing.inputs.delays)
    if not in_budget(planned, cheapest):
        cost = told(cost_of(cheapest), size)
        yield Bilingual(
            f"even the cheapest timer costs {cost}, and the budget is {budget.written}",
            f"最省的等待時間也要 {cost and cost.chinese}，超過預算 {budget.written}",
        )
    elif not in_budget(planned, own):
        cost = told(cost_of(own), size)
        yield Bilingual(
            f"your plan as it stands costs {cost}, and the budget is {budget.written}",
            f"原計畫的成本 {cost and cost.chinese}，超過預算 {budget.written}",
        )
    elif chosen.cost_high * size > budget.amount:
        yield _at_most(chosen, size, budget.written)


def over_budget_alone(planned: Planned, found: Expectation) -> Iterator[Bilingual]:
    """The same of one channel that everybody is sent a message by."""
    budget, size = planned.plan.budget, planned.plan.audience.size
    if budget is None or size is None:
        return
    if not in_budget(planned, found):
        cost = told(cost_of(found), size)
        yield Bilingual(
            f"it costs {cost}, and the budget is {budget.written}",
            f"成本 {cost and cost.chinese}，超過預算 {budget.written}",
        )
    elif found.cost_high * size > budget.amount:
        yield _at_most(found, size, budget.written)


def _at_most(found: Expectation, size: int, written: str) -> Bilingual:
    most = total(found.cost_high, size)
    return Bilingual(
        f"at the highest prices it costs {most}, and the budget is {written}",
        f"以最高價計要 {most}，超過預算 {written}",
    )
