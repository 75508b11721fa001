"""What a plan could be instead: other timers for its first follow-up, LINE alone, or SMS alone.

With a later timer more of LINE's own deliveries are waited for: the notice can only come later, and only fewer
follow-ups are sent, so fewer are doubled and none costs more. Therefore the best timers are found by halving.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from nmlint.bilingual import Bilingual
from nmlint.channel.outcomes import FREE, Course, Delays, Expectation, FollowUp, Money, Rates, expect
from nmlint.durations import MINUTE, spoken
from nmlint.vocabulary import SMS


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest shares that a plan may have of each, and the longest timer; None where it does not matter."""

    late: Fraction | None = None
    duplicate: Fraction | None = None
    never: Fraction | None = None
    timer: int | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One way to send. `timer`: seconds until the first follow-up, None without LINE message or without follow-up."""

    timer: int | None
    yours: bool
    expectation: Expectation

    def saving(self, other: Expectation) -> Money:
        """What it costs less than the other for each recipient (below 0: more), at the same prices in both."""
        ours, theirs = self.expectation.costs, other.costs
        low = high = Fraction(0)
        # Each channel has its price somewhere between low and high, whatever the others have.
        for channel in {**ours, **theirs}:
            here, there = ours.get(channel, FREE), theirs.get(channel, FREE)
            least, most = sorted((there.low - here.low, there.high - here.high))
            low += least
            high += most
        return Money(low, high)


@dataclass(frozen=True, slots=True)
class Options:
    """The ways to send one notice, compared.

    `timers`: ascending, the plan's own among them. `sms_only`: the first SMS of the plan sent to everybody at its
    start; None when it has none. `latest`: the latest timer with which no more are late than with the shortest.
    `cheapest`: the cheapest timer within the limits, the shorter of equally cheap ones. Where one of the two is None,
    `why_no_latest` or `why_none` says why.
    """

    timers: tuple[Option, ...]
    line_only: Option
    sms_only: Option | None
    latest: Option | None
    why_no_latest: Bilingual | None
    cheapest: Option | None
    why_none: Bilingual | None


def alone(course: Course, step: FollowUp) -> Course:
    """The plan that sends that message to everybody at its start, and nothing else."""
    return replace(course, line=None, follow_ups=(replace(step, after=0),))


def compare(
    course: Course, rates: Rates, delays: Delays, *, timers: Iterable[int], shortest: int, limits: Limits
) -> Options:
    """The ways to send a notice.

    `timers` are the seconds to show beside the plan's own; the best ones are looked for on whole minutes from
    `shortest` seconds up to the longest of the limits, or up to the window of the LINE message. ValueError when the
    plan has no LINE message or no follow-up, or when no minute is left to look at.
    """
    line, own = course.line, course.follow_ups[0].after if course.follow_ups else None
    if line is None or own is None:
        raise ValueError("timers are for a LINE message with a follow-up")
    sms = next((step for step in course.follow_ups if step.channel == SMS), None)
    last = line.window - line.window % MINUTE
    end = last if limits.timer is None else min(limits.timer, last)
    search = _Search(course, rates, delays, range(-(-shortest // MINUTE) * MINUTE, end + 1, MINUTE), last)
    latest = search.latest()
    cheapest = search.cheapest(limits)
    return Options(
        timers=tuple(search.option(timer) for timer in sorted({*timers, own})),
        line_only=Option(None, False, expect(replace(course, follow_ups=()), rates, delays)),
        sms_only=None if sms is None else Option(None, False, expect(alone(course, sms), rates, delays)),
        latest=latest if isinstance(latest, Option) else None,
        why_no_latest=None if isinstance(latest, Option) else latest,
        cheapest=cheapest if isinstance(cheapest, Option) else None,
        why_none=None if isinstance(cheapest, Option) else cheapest,
    )


@dataclass(frozen=True, slots=True)
class _Search:
    """The timers to choose from, ascending; `last` is the longest that LINE leaves, whatever the limits."""

    course: Course
    rates: Rates
    delays: Delays
    timers: range
    last: int

    def __post_init__(self) -> None:
        if not self.timers:
            raise ValueError("the shortest timer is longer than the LINE message may be silent")

    def at(self, timer: int) -> Expectation:
        return expect(self.course.with_timer(timer), self.rates, self.delays)

    def option(self, timer: int) -> Option:
        return Option(timer, timer == self.course.follow_ups[0].after, self.at(timer))

    def longest(self, fits: Callable[[Expectation], bool]) -> int:
        """The longest timer that fits, where the shortest one does, and all shorter than one that does."""
        return self.timers[bisect_left(self.timers, True, key=lambda timer: not fits(self.at(timer))) - 1]

    def shortest(self, fits: Callable[[Expectation], bool]) -> int:
        """The shortest timer that fits, where the longest one does, and all longer than one that does."""
        return self.timers[bisect_left(self.timers, True, key=lambda t: fits(self.at(t)))]

    def latest(self) -> Option | Bilingual:
        if self.course.deadline is None:
            return Bilingual("the plan has no deadline", "計畫沒有設定期限")
        least, most = self.at(self.timers[0]).late, self.at(self.last).late
        if 0 < least == most:
            return Bilingual(
                f"{_percent(least)} are late with every timer from {spoken(self.timers[0])} on; a shorter one, or"
                " another channel, is needed",
                f"等待時間從 {spoken(self.timers[0]).chinese}起，無論設多久，都有 {_percent(least)} 逾期；"
                "需要更短的等待時間，或改用其他管道",
            )
        return self.option(self.longest(lambda found: found.late <= least))

    def cheapest(self, limits: Limits) -> Option | Bilingual:
        start, end = self.at(self.timers[0]), self.at(self.timers[-1])
        late, duplicate, never = (
            Fraction(1) if limit is None else limit for limit in (limits.late, limits.duplicate, limits.never)
        )
        missed = []
        if start.never > never:
            missed.append(_never_missed(start.never, never))
        if start.late > late:
            missed.append(_late_missed(start.late, late, self.timers[0]))
        if end.duplicate > duplicate:
            missed.append(_duplicate_missed(end.duplicate, duplicate, self.timers[-1]))
        if missed:
            return Bilingual("; ".join(missed), "；".join(each.chinese for each in missed))
        most = self.longest(lambda found: found.late <= late)
        least = self.shortest(lambda found: found.duplicate <= duplicate)
        if least > most:
            return _apart(late, most, duplicate, least)
        # What is not dearer at the highest prices has no more messages, and so is not dearer at any.
        cost = self.at(most).cost_high
        return self.option(max(least, self.shortest(lambda found: found.cost_high <= cost)))


def _never_missed(best: Fraction, limit: Fraction) -> Bilingual:
    return Bilingual(
        f"{_percent(best)} get nothing with any timer, and the limit is {_percent(limit)}",
        f"無論等待多久，都有 {_percent(best)} 收不到，上限是 {_percent(limit)}",
    )


def _late_missed(best: Fraction, limit: Fraction, timer: int) -> Bilingual:
    return Bilingual(
        f"{_percent(best)} are late even with a timer of {spoken(timer)}, and the limit is {_percent(limit)}",
        f"等待時間設為 {spoken(timer).chinese}，仍有 {_percent(best)} 逾期，上限是 {_percent(limit)}",
    )


def _duplicate_missed(best: Fraction, limit: Fraction, timer: int) -> Bilingual:
    return Bilingual(
        f"{_percent(best)} get it twice even with a timer of {spoken(timer)}, and the limit is {_percent(limit)}",
        f"等待時間設為 {spoken(timer).chinese}，仍有 {_percent(best)} 重複收到，上限是 {_percent(limit)}",
    )


def _apart(late: Fraction, most: int, duplicate: Fraction, least: int) -> Bilingual:
    return Bilingual(
        f"no timer meets both limits: at most {_percent(late)} late needs {spoken(most)} or less, "
        f"at most {_percent(duplicate)} twice needs {spoken(least)} or more",
        f"沒有等待時間能同時符合兩個上限：逾期不超過 {_percent(late)} 需要 {spoken(most).chinese}以下，"
        f"重複收到不超過 {_percent(duplicate)} 需要 {spoken(least).chinese}以上",
    )


def _percent(share: Fraction) -> str:
    return f"{float(share) * 100:.4g}%"
