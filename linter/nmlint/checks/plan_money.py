"""What a plan spends: how often it sends to everybody, and how its budget is told."""

from __future__ import annotations

from nmlint.bilingual import Bilingual
from nmlint.documents.plan import CURRENCY, Money, SendPlan
from nmlint.documents.plan_values import currency_of


def sendings(plan: SendPlan) -> int:
    """How often the plan sends: once, and once more for each reminder."""
    return 1 + len(plan.reminders)


def sendings_said(plan: SendPlan) -> Bilingual:
    """The same in words, such as `3 sendings (with 2 reminders)`."""
    reminders = len(plan.reminders)
    if not reminders:
        return Bilingual("one sending", "單次發送")
    said = f"{reminders} reminder{'s' if reminders > 1 else ''}"
    return Bilingual(f"{sendings(plan)} sendings (with {said})", f"{sendings(plan)} 次發送（含 {reminders} 次提醒）")


def budget_said(budget: Money) -> Bilingual:
    """A budget as costs are told, with what was written where that is in other money."""
    amount = f"NT$ {float(budget.amount):,.2f}".removesuffix(".00")
    if currency_of(budget.written) in (None, CURRENCY):
        return Bilingual(amount, amount)
    return Bilingual(f"{budget.written} ({amount})", f"{budget.written}（{amount}）")
