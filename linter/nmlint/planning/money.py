"""Money of a whole plan as sentences tell it: in whole New Taiwan dollars, for all recipients or for a thousand."""

from __future__ import annotations

from fractions import Fraction

from nmlint.bilingual import Bilingual
from nmlint.channel.outcomes import Expectation, Money
from nmlint.checks.plan_money import sendings
from nmlint.documents.plan import SendPlan

# So many recipients are reckoned with where a plan does not say how many there are.
_THOUSAND = 1000


def told(amount: Money, size: int | None) -> Bilingual | None:
    """What an amount for each recipient makes in all, such as `NT$ 450 to 600`; None where that is nothing."""
    low, high = sorted((abs(amount.low) * (size or _THOUSAND), abs(amount.high) * (size or _THOUSAND)))
    if not round(high):
        return None
    first, last = f"{round(low):,}", f"{round(high):,}"
    english = f"NT$ {first}" if first == last else f"NT$ {first} to {last}"
    chinese = f"NT$ {first}" if first == last else f"NT$ {first} 至 {last}"
    if size is None:
        return Bilingual(f"{english} per {_THOUSAND:,} recipients", f"每 {_THOUSAND:,} 人 {chinese}")
    return Bilingual(english, chinese)


def cost_of(found: Expectation) -> Money:
    """What a plan costs for each recipient, all channels together."""
    return Money(found.cost_low, found.cost_high)


def in_all(plan: SendPlan) -> int | None:
    """How many recipients all sendings of a plan have together; None where their number is not known."""
    return None if plan.audience.size is None else plan.audience.size * sendings(plan)


def spent(found: Expectation, plan: SendPlan) -> Bilingual | None:
    """What all sendings of a plan cost, with their number where there are several; None where that is nothing."""
    amount = told(cost_of(found), in_all(plan))
    return None if amount is None else together(amount, plan)


def together(amount: Bilingual, plan: SendPlan) -> Bilingual:
    """An amount as that of all sendings of a plan, where there are several."""
    if sendings(plan) == 1:
        return amount
    return Bilingual(f"{amount} for all {sendings(plan)} sendings", f"{amount.chinese}（{sendings(plan)} 次發送合計）")


def total(each: Fraction, recipients: int) -> str:
    """One sum for so many recipients, in whole dollars."""
    return f"NT$ {round(each * recipients):,}"
