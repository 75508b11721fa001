"""Money of a whole plan as sentences tell it: in whole New Taiwan dollars, for all recipients or for a thousand."""

from __future__ import annotations

from fractions import Fraction

from nmlint.bilingual import Bilingual
from nmlint.channel.outcomes import Expectation, Money

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


def total(each: Fraction, size: int) -> str:
    """One sum for all recipients, in whole dollars."""
    return f"NT$ {round(each * size):,}"
