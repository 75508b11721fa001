"""The facts that a notice carries: dates, times, amounts, numbers of orders, phones and the like."""

from nmlint.intent.facts.finding import facts_of
from nmlint.intent.facts.model import Fact, Kind

__all__ = ["Fact", "Kind", "facts_of"]
