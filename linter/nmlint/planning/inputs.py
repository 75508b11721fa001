"""What a plan is worked out from, each figure with where it comes from: the plan, past deliveries, or an assumption."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from pathlib import Path

from nmlint.bilingual import CHINESE, Bilingual, in_language
from nmlint.channel.forecast import course_of, delays_of, rates_of
from nmlint.channel.outcomes import FREE, MOST_FOLLOW_UPS, Course, Delays, FollowUp, Line, Money, Rates
from nmlint.checks.planned import Planned
from nmlint.durations import spoken
from nmlint.errors import UnreadableError, UsageError
from nmlint.planning.deliveries import deliveries
from nmlint.planning.estimates import Estimate, from_counts, from_deliveries
from nmlint.source import Location
from nmlint.vocabulary import NOTIFICATION, SMS

Find = Callable[[str], Path | None]
"""Finds a file that the plan names; raises UnreadableError for one that lies outside its folders."""

_NO_FILE = Bilingual(
    "there is no such file beside the plan or in the repository; check the path",
    "計畫旁邊與專案裡都沒有這個檔案；請檢查路徑",
)
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
    messages the rates were estimated from, `beyond` how many of them were said to come later than LINE delivers.
    `of_line` are the figures of the notification message, `others` those of all else.
    """

    course: Course
    completed: Course
    rates: Rates
    delays: Delays
    n: int | None
    beyond: int
    of_line: tuple[Figure, ...]
    others: tuple[Figure, ...]

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All of them."""
        return (*self.of_line, *self.others)


def inputs_of(planned: Planned, find: Find) -> Inputs:
    """The inputs of a plan, whose files are found by name. Raises UsageError where there are none to work with."""
    estimate, origin = _estimate(planned, find)
    rates = rates_of(planned.plan, planned.matrix) if estimate is None else estimate.rates
    delays, of_delays = _delays(planned, estimate)
    course = _course(planned)
    completed = _with_both(course, planned)
    of_line = (*_of_rates(rates, estimate, origin), of_delays, *_of_deliveries(estimate), *_of_line(completed, planned))
    others = (*_of_steps(completed, planned), *_of_audience(planned))
    n, beyond = (None, 0) if estimate is None else (estimate.n, estimate.beyond)
    return Inputs(course, completed, rates, delays, n, beyond, of_line, others)


def sms_of(planned: Planned) -> FollowUp:
    """An SMS of one part after the shortest timer, for a plan that has none."""
    channel, price = planned.matrix.channels[SMS], planned.tariff.prices.get(SMS, FREE)
    delivered = planned.plan.audience.delivered.get(SMS, channel.delivered)
    return FollowUp(SMS, planned.matrix.norms.shortest_timer, channel.transit, delivered, price.low, price.high)


def _course(planned: Planned) -> Course:
    plan = planned.plan
    if plan.line is not None and plan.line is not plan.steps[0]:
        raise _refused(
            planned,
            f"{plan.line.key}.channel",
            Bilingual(
                "the notification message is not the first step; the planner works with it first, so move it up",
                "通知型訊息不是第一個步驟；規劃時它必須排在最前面，請往前移",
            ),
        )
    course = course_of(plan, planned.matrix, planned.tariff)
    if course is None:
        most = MOST_FOLLOW_UPS + (plan.line is not None)
        raise _refused(
            planned,
            f"{plan.steps[most].key}.channel",
            Bilingual(
                f"too many steps; the planner works with {MOST_FOLLOW_UPS} beside the notification message",
                f"步驟太多；規劃時，通知型訊息之外最多 {MOST_FOLLOW_UPS} 個步驟",
            ),
        )
    return course


def _refused(planned: Planned, key: str, why: Bilingual) -> UsageError:
    """That a plan cannot be worked out, with the place that says so."""
    start = Location.of(planned.document.source, planned.place(key)).start
    place = f"{planned.document.source.name}:{start.line}:{start.column}"
    return UsageError(Bilingual(f"{place}: {why}", f"{place}：{why.chinese}"))


def _with_both(course: Course, planned: Planned) -> Course:
    """The course with a notification message and a follow-up; itself where it has both."""
    line = course.line
    if line is None:
        price = planned.tariff.prices.get(NOTIFICATION, FREE)
        line = Line(price.low, price.high, planned.window)
    return replace(course, line=line, follow_ups=course.follow_ups or (sms_of(planned),))


def _estimate(planned: Planned, find: Find) -> tuple[Estimate | None, str]:
    audience = planned.plan.audience
    if audience.deliveries is not None:
        try:
            file = find(audience.deliveries)
        except UnreadableError as error:
            outside = Bilingual(error.reason, in_language(error.reason, CHINESE))
            raise _refused(planned, "audience.deliveries", outside) from error
        if file is None:
            raise _refused(planned, "audience.deliveries", _NO_FILE)
        past = deliveries(file)
        return from_deliveries(past, planned.matrix.norms.at_once, planned.window), "deliveries"
    if audience.counts:
        return from_counts(audience.counts), "counts"
    return None, "plan" if audience.rates else "states" if audience.states else "assumption"


def _delays(planned: Planned, estimate: Estimate | None) -> tuple[Delays, Figure]:
    """How long the later ones take, and that as a figure. Raises UsageError for delays that cannot be."""
    if estimate is not None and estimate.delays is not None:
        delays, origin, n = estimate.delays, "deliveries", round(estimate.rates.later * estimate.n)
    else:
        delays = delays_of(planned.plan, planned.matrix)
        origin, n = "plan" if planned.plan.audience.delays else "assumption", None
    if delays.longest > planned.window:
        window = spoken(planned.window)
        late = Bilingual(
            f"nothing is delivered after {window}, when LINE drops the message; let the delays end there with 100%",
            f"LINE 過了 {window.chinese}就不再送達；delays 請在那之前到 100%",
        )
        raise _refused(planned, "audience.delays", late)
    half = bisect_left(range(delays.longest + 1), Fraction(1, 2), key=delays.by)
    says = Bilingual("time until half of those have it who get it later", "較晚送達者，半數收到所需的時間")
    return delays, Figure("delays.half", Fraction(half), "s", origin, says, n=n)


def _of_deliveries(estimate: Estimate | None) -> Iterator[Figure]:
    if estimate is not None and estimate.beyond:
        says = Bilingual(
            "past messages delivered later than LINE delivers, counted as never delivered",
            "紀錄中超過 LINE 送達時限的訊息，以未送達計",
        )
        yield Figure("deliveries.beyond", Fraction(estimate.beyond), "count", "deliveries", says)


def _of_rates(rates: Rates, estimate: Estimate | None, origin: str) -> Iterator[Figure]:
    for field in fields(Rates):
        known = None if estimate is None else estimate.shares.get(field.name)
        low, high, n = (None, None, None) if known is None else (known.low, known.high, known.n)
        value: Fraction = getattr(rates, field.name)
        yield Figure(f"rates.{field.name}", value, "share", origin, _SHARES[field.name], low, high, n)


def _of_line(course: Course, planned: Planned) -> Iterator[Figure]:
    if course.line is not None:
        yield _price("line", Money(course.line.price_low, course.line.price_high), planned, NOTIFICATION)


def _of_steps(course: Course, planned: Planned) -> Iterator[Figure]:
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
        usual = Bilingual("parts that the SMS of the plan is charged as", "計畫的簡訊以幾則計費")
        longest = Bilingual("the same, with every value at its longest", "每個變數都最長時，簡訊以幾則計費")
        yield Figure("sms.parts", Fraction(parts[0]), "parts", "plan", usual)
        yield Figure("sms.parts_at_most", Fraction(parts[1]), "parts", "plan", longest)


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
        yield Figure("audience.size", Fraction(size), "count", "plan", Bilingual("recipients", "收件人數"))
