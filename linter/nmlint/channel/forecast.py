"""From a plan as it is written to the course that its chances and costs are worked out from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from nmlint.channel.matrix import Matrix
from nmlint.channel.outcomes import MOST_FOLLOW_UPS, Course, Delays, FollowUp, Line, Money, Rates
from nmlint.documents.plan import SendPlan, Step
from nmlint.vocabulary import NOTIFICATION, OUTCOMES

FREE = Money(Fraction(0), Fraction(0))


@dataclass(frozen=True, slots=True)
class Tariff:
    """What a message costs by channel (a part of one where it is sent in parts), and in how many parts steps go out.

    `parts` are by the key of a step, with usual values and at most; one that is not there has one part.
    """

    prices: Mapping[str, Money]
    parts: Mapping[str, tuple[int, int]]

    def of(self, step: Step) -> Money:
        """What one message of a step costs: its usual parts at the low price, to its most parts at the high price.

        Nothing where no price is known.
        """
        price = self.prices.get(step.channel, FREE)
        usual, most = self.parts.get(step.key, (1, 1))
        return Money(price.low * usual, price.high * most)


def course_of(plan: SendPlan, matrix: Matrix, tariff: Tariff) -> Course | None:
    """The course of a plan, None for one that cannot be worked out.

    That is one of too many steps, one that begins without its notification message, or one by whose delays LINE would
    deliver later than it does.
    """
    steps = plan.follow_ups if plan.line is not None else plan.steps
    if len(steps) > MOST_FOLLOW_UPS or (plan.line is not None and plan.line is not plan.steps[0]):
        return None
    window = matrix.channels[NOTIFICATION].window or 0
    if plan.audience.delays and plan.audience.delays[-1][0] > window:
        return None
    if any(step.channel == NOTIFICATION for step in steps):
        return None
    follow_ups = tuple(_follow_up(step, plan, matrix, tariff) for step in steps)
    line = None
    if plan.line is not None:
        price = tariff.of(plan.line)
        line = Line(price.low, price.high, window)
    return Course(line, follow_ups, plan.deadline, plan.starts_after)


def _follow_up(step: Step, plan: SendPlan, matrix: Matrix, tariff: Tariff) -> FollowUp:
    channel, price = matrix.channels[step.channel], tariff.of(step)
    delivered = plan.audience.delivered.get(step.channel, channel.delivered)
    return FollowUp(step.channel, plan.timer(step), channel.transit, delivered, price.low, price.high)


def rates_of(plan: SendPlan, matrix: Matrix) -> Rates:
    """What becomes of the notification message: by the plan's rates, counts or user states, else as is assumed."""
    audience = plan.audience
    shares: Mapping[str, Fraction] = audience.rates or _of_counts(audience.counts) or _of_states(plan, matrix)
    return Rates(**{outcome: (shares or matrix.assumptions.rates).get(outcome, Fraction(0)) for outcome in OUTCOMES})


def _of_counts(counts: Mapping[str, int]) -> Mapping[str, Fraction]:
    total = sum(counts.values())
    return {outcome: Fraction(count, total) for outcome, count in counts.items()} if total else {}


def _of_states(plan: SendPlan, matrix: Matrix) -> Mapping[str, Fraction]:
    """What each user state leads to, of those whose number matches and who have not blocked the account."""
    found: dict[str, Fraction] = {}
    for name, share in plan.audience.states.items():
        verified, _, consent = name.partition("-")
        state = matrix.state(verified=verified == "verified", consent=consent)
        outcome = state.today or state.outcome
        found[outcome] = found.get(outcome, Fraction(0)) + share
    return found


def delays_of(plan: SendPlan, matrix: Matrix) -> Delays:
    """How long those wait who get the message later, as the plan says or as is assumed."""
    return Delays(plan.audience.delays or matrix.assumptions.delays)
