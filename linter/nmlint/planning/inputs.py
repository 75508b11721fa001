"""What a plan is worked out from, each figure with where it comes from: the plan, past deliveries, or an assumption."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from pathlib import Path

from nmlint.bilingual import Bilingual
from nmlint.channel.forecast import course_of, delays_of, rates_of
from nmlint.channel.outcomes import Course, Delays, FollowUp, Line, Money, Rates
from nmlint.checks.planned import Planned
from nmlint.documents.plan import NOTIFICATION, SMS
from nmlint.errors import UsageError
from nmlint.planning.deliveries import deliveries
from nmlint.planning.estimates import Estimate, from_counts, from_deliveries

_SHARES = {
    "rejected": Bilingual("refused by LINE at once", "LINE 當下就拒絕"),
    "at_once": Bilingual("delivered at once", "立即送達"),
    "later": Bilingual("delivered later, within 24 hours", "24 小時內較晚送達"),
    "never": Bilingual("never delivered, and nothing heard", "始終沒有送達，也沒有回覆"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure; `origin` is plan, counts, deliveries, states, assumption or catalogue.

    `low` to `high` is the 95 % interval of a share that was estimated from `n`, or a range of prices.
    """

    name: str
    value: Fraction | float
    unit: str
    origin: str
    says: Bilingual
    low: Fraction | float | None = None
    high: Fraction | float | None = None
    n: int | None = None


@dataclass(frozen=True, slots=True)
class Inputs:
    """The course of the plan, and what becomes of its notification message.

    `completed` is the course with a message and a fallback, where the plan lacks one of them. `n` is how many past
    messages the rates were estimated from.
    """

    course: Course
    completed: Course
    rates: Rates
    delays: Delays
    n: int | None
    figures: tuple[Figure, ...]


def inputs_of(planned: Planned, folder: Path) -> Inputs:
    """The inputs of a plan whose files stand beside it. Raises UsageError where there are none to work with."""
    course = _course(planned)
    completed = _with_both(course, planned)
    estimate, origin = _estimate(planned, folder)
    rates = rates_of(planned.plan, planned.matrix) if estimate is None else estimate.rates
    learnt = None if estimate is None else estimate.delays
    delays = delays_of(planned.plan, planned.matrix) if learnt is None else learnt
    figures = (*_of_rates(rates, estimate, origin), *_of_steps(completed, planned), *_of_audience(planned))
    return Inputs(course, completed, rates, delays, None if estimate is None else estimate.n, figures)


def _course(planned: Planned) -> Course:
    course = course_of(planned.plan, planned.matrix, planned.tariff)
    if course is None:
        raise UsageError(
            Bilingual(
                "the planner works with one notification message, which goes first, and at most four steps behind it",
                "規劃時，通知型訊息只能有一則且排在最前面，後面最多四個步驟",
            )
        )
    return course


def _with_both(course: Course, planned: Planned) -> Course:
    """The course with a notification message and a follow-up; itself where it has both."""
    line = course.line
    if line is None:
        price = planned.tariff.prices.get(NOTIFICATION, Money(Fraction(0), Fraction(0)))
        line = Line(price.low, price.high, planned.window)
    follow_ups = course.follow_ups
    if not follow_ups:
        channel, price = planned.matrix.channels[SMS], planned.tariff.prices.get(SMS, Money(Fraction(0), Fraction(0)))
        follow_ups = (
            FollowUp(
                SMS, planned.matrix.norms.shortest_timer, channel.transit, channel.delivered, price.low, price.high
            ),
        )
    return replace(course, line=line, follow_ups=follow_ups)


def _estimate(planned: Planned, folder: Path) -> tuple[Estimate | None, str]:
    audience = planned.plan.audience
    if audience.deliveries is not None:
        past = deliveries(folder / audience.deliveries)
        return from_deliveries(past, planned.matrix.norms.at_once, planned.window), "deliveries"
    if audience.counts:
        return from_counts(audience.counts), "counts"
    return None, "plan" if audience.rates else "states" if audience.states else "assumption"


def _of_rates(rates: Rates, estimate: Estimate | None, origin: str) -> Iterator[Figure]:
    for field in fields(Rates):
        known = None if estimate is None else estimate.shares.get(field.name)
        low, high, n = (None, None, None) if known is None else (known.low, known.high, known.n)
        value: Fraction = getattr(rates, field.name)
        yield Figure(f"rates.{field.name}", value, "share", origin, _SHARES[field.name], low, high, n)


def _of_steps(course: Course, planned: Planned) -> Iterator[Figure]:
    if course.line is not None:
        yield _price("line", Money(course.line.price_low, course.line.price_high), planned, NOTIFICATION)
    told: set[str] = set()
    for step in course.follow_ups:
        if step.channel in told:
            continue
        told.add(step.channel)
        names = planned.listed([step.channel])
        said = "plan" if step.channel in planned.plan.audience.delivered else "assumption"
        arrives = Bilingual(f"{names} that arrives", f"{names.chinese}送達的比例")
        takes = Bilingual(f"time until {names} arrives", f"{names.chinese}送達所需的時間")
        yield Figure(f"{step.channel}.delivered", step.delivered, "share", said, arrives)
        yield Figure(f"{step.channel}.transit", Fraction(step.transit), "s", "assumption", takes)
        yield _price(step.channel, planned.tariff.prices.get(step.channel), planned, step.channel)
    parts = next((planned.tariff.parts.get(step.key) for step in planned.plan.steps if step.channel == SMS), None)
    if parts is not None:
        charged = Bilingual("parts that the SMS of the plan is charged as", "計畫的簡訊以幾則計費")
        yield Figure("sms.parts", Fraction(parts), "parts", "plan", charged)


def _price(name: str, price: Money | None, planned: Planned, channel: str) -> Figure:
    names = planned.listed([channel])
    if price is None:
        unknown = Bilingual(f"price of {names}: none known, counted as nothing", f"{names.chinese}的價格未知，以零計")
        return Figure(f"price.{name}", Fraction(0), "TWD", "assumption", unknown)
    said = Bilingual(f"price of {names}", f"{names.chinese}的價格")
    origin = "plan" if channel in planned.plan.prices else "catalogue"
    low, high = (None, None) if price.low == price.high else (price.low, price.high)
    return Figure(f"price.{name}", price.low, "TWD", origin, said, low, high)


def _of_audience(planned: Planned) -> Iterator[Figure]:
    if (size := planned.plan.audience.size) is not None:
        yield Figure("audience.size", Fraction(size), "count", "plan", Bilingual("receivers", "收件人數"))
