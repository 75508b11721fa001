"""What is to be expected of a send plan: who gets its notice in time, late, twice or never, and what that costs.

A plan sends a LINE notification message first (or none), then follow-ups on other channels, each unless something was
delivered by then. Of the LINE message exactly one thing happens to each recipient:

- rejected: LINE refuses it at once; the first follow-up goes out at once, the others keep their distance from it;
- at once: delivered without delay;
- later: delivered after a delay of up to a day, while nothing tells whether it will be;
- never: accepted, and silence ever after.

A delivery is known the moment it happens, that of a follow-up as well. What is delivered in the very second of a
follow-up counts as delivered by then. A follow-up on its way is not called back. Everything is exact: all numbers are
whole seconds or fractions, and no distribution is sampled.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from itertools import pairwise, product
from math import inf

from nmlint.vocabulary import NOTIFICATION

# Every subset of the follow-ups is looked at, so they must be few.
MOST_FOLLOW_UPS = 4


@dataclass(frozen=True, slots=True)
class Rates:
    """The shares of the recipients to whom each of the four things happens; together exactly 1, else ValueError."""

    rejected: Fraction
    at_once: Fraction
    later: Fraction
    never: Fraction

    def __post_init__(self) -> None:
        shares = [getattr(self, field.name) for field in fields(self)]
        if min(shares) < 0 or sum(shares) != 1:
            raise ValueError(f"four shares of 0 or more must make exactly 1: {', '.join(map(str, shares))}")


@dataclass(frozen=True, slots=True)
class Delays:
    """How long those take who get the LINE message later: (seconds, share delivered by then), linear in between.

    Nobody is delivered to at 0 seconds, everybody by the last point. ValueError unless seconds rise and shares do not
    fall up to 1.
    """

    points: tuple[tuple[int, Fraction], ...]

    def __post_init__(self) -> None:
        path = ((0, Fraction(0)), *self.points)
        rising = all(before < after and low <= high for (before, low), (after, high) in pairwise(path))
        if not rising or path[-1][1] != 1:
            raise ValueError("delays need rising seconds above 0, and shares that never fall and end at 1")

    @property
    def longest(self) -> int:
        """The seconds after which everybody has it."""
        return self.points[-1][0]

    def by(self, seconds: int) -> Fraction:
        """The share delivered so many seconds after sending or sooner."""
        if seconds <= 0:
            return Fraction(0)
        at = bisect_left(self.points, seconds, key=lambda point: point[0])
        if at == len(self.points):
            return Fraction(1)
        before, low = self.points[at - 1] if at else (0, Fraction(0))
        after, high = self.points[at]
        return low + (high - low) * Fraction(seconds - before, after - before)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A message on another channel, sent `after` seconds unless something was delivered by then.

    It arrives `transit` seconds later with the probability `delivered`. Each one sent costs from `low` to `high`,
    all its parts together. ValueError when one of these is out of its range.
    """

    channel: str
    after: int
    transit: int
    delivered: Fraction
    low: Fraction
    high: Fraction

    def __post_init__(self) -> None:
        if self.after < 0 or self.transit < 0 or not 0 <= self.delivered <= 1 or not 0 <= self.low <= self.high:
            raise ValueError(f"a follow-up that cannot be: {self}")


@dataclass(frozen=True, slots=True)
class Line:
    """The LINE message: its price from low to high, owed only when it is delivered, and how long it may be silent."""

    price_low: Fraction
    price_high: Fraction
    window: int

    def __post_init__(self) -> None:
        if not 0 <= self.price_low <= self.price_high or self.window <= 0:
            raise ValueError(f"a LINE message that cannot be: {self}")


@dataclass(frozen=True, slots=True)
class Course:
    """A plan as it runs, in seconds: `after` counts from its start, `deadline` from the event, as does `start`.

    ValueError when it sends nothing, when its follow-ups are out of order, too many or LINE messages themselves.
    """

    line: Line | None
    follow_ups: tuple[FollowUp, ...]
    deadline: int | None = None
    start: int = 0

    def __post_init__(self) -> None:
        times = [step.after for step in self.follow_ups]
        if self.line is None and not times:
            raise ValueError("a plan sends something")
        if times != sorted(times) or len(times) > MOST_FOLLOW_UPS:
            raise ValueError(f"at most {MOST_FOLLOW_UPS} follow-ups, in the order of their time: {times}")
        if any(step.channel == NOTIFICATION for step in self.follow_ups):
            raise ValueError("a follow-up goes out on another channel than the LINE notification message")

    @property
    def left(self) -> float:
        """The seconds from the start of the plan to its deadline, less than 0 when it starts too late."""
        return inf if self.deadline is None else self.deadline - self.start

    def with_timer(self, seconds: int) -> Course:
        """The plan with another time for its first follow-up; the others keep their distance from it."""
        move = seconds - self.follow_ups[0].after
        moved = (replace(step, after=step.after + move) for step in self.follow_ups)
        return replace(self, follow_ups=tuple(moved))


@dataclass(frozen=True, slots=True)
class Money:
    """An amount for each recipient, from low to high."""

    low: Fraction
    high: Fraction

    def __add__(self, other: Money) -> Money:
        return Money(self.low + other.low, self.high + other.high)

    def times(self, count: Fraction) -> Money:
        """So many times the amount."""
        return Money(self.low * count, self.high * count)


FREE = Money(Fraction(0), Fraction(0))


@dataclass(frozen=True, slots=True)
class Expectation:
    """What becomes of a plan, of each recipient on average.

    `duplicate`: more than one message arrives. `late`: the first to arrive comes after the deadline. `never`: none
    arrives. `steps`: messages sent of each follow-up. `sent` and `charged` count messages by channel; of the LINE
    message every one asked of LINE is sent, and only what was delivered is charged. `costs` are by channel.
    """

    duplicate: Fraction
    late: Fraction
    never: Fraction
    steps: tuple[Fraction, ...]
    sent: Mapping[str, Fraction]
    charged: Mapping[str, Fraction]
    costs: Mapping[str, Money]

    @property
    def on_time(self) -> Fraction:
        """The share that gets the notice by the deadline; without one, at all."""
        return 1 - self.late - self.never

    @property
    def cost_low(self) -> Fraction:
        """The cost for each recipient at the lowest prices, all channels together."""
        return sum((cost.low for cost in self.costs.values()), Fraction(0))

    @property
    def cost_high(self) -> Fraction:
        """The same at the highest prices."""
        return sum((cost.high for cost in self.costs.values()), Fraction(0))


def expect(course: Course, rates: Rates, delays: Delays) -> Expectation:
    """What to expect of a plan; without a LINE message, rates and delays say nothing.

    ValueError when delays go beyond the window of the LINE message.
    """
    line, steps, left = course.line, course.follow_ups, course.left
    if line is None:
        # All is as if LINE were silent for good.
        rates = Rates(Fraction(0), Fraction(0), Fraction(0), Fraction(1))
    elif delays.longest > line.window:
        raise ValueError(f"delays of {delays.longest} s go beyond the window of {line.window} s")
    first = steps[0].after if steps else 0
    spells = _spells(course, delays)
    duplicate = late = never = Fraction(0)
    counts = [Fraction(0)] * len(steps)
    if left < 0:
        late += rates.at_once
    for chance, sent, arriving in _chains(steps):
        unreached = rates.rejected + rates.never
        for at in sent:
            counts[at] += chance * unreached
        if not arriving:
            never += chance * unreached
        elif len(arriving) > 1:
            duplicate += chance * unreached
        earliest = min((steps[at].after + steps[at].transit for at in arriving), default=None)
        if earliest is not None:
            late += chance * (rates.never * (earliest > left) + rates.rejected * (earliest - first > left))
        for passed, (share, overdue) in enumerate(spells):
            weight = chance * rates.later
            for at in sent:
                if at < passed:
                    counts[at] += weight * share
            before = [steps[at].after + steps[at].transit for at in arriving if at < passed]
            if before:
                duplicate += weight * share
            if not before or min(before) > left:
                late += weight * overdue
    return _priced(course, rates, Expectation(duplicate, late, never, tuple(counts), {}, {}, {}))


def _spells(course: Course, delays: Delays) -> list[tuple[Fraction, Fraction]]:
    """Of those delivered to later, the shares after each number of follow-ups' times, and what of it is overdue."""
    ends = [*(delays.by(step.after) for step in course.follow_ups), Fraction(1)]
    by_deadline = Fraction(1) if course.deadline is None else delays.by(course.deadline - course.start)
    spells = pairwise((Fraction(0), *ends))
    return [(end - start, max(end - max(start, by_deadline), Fraction(0))) for start, end in spells]


def _chains(steps: tuple[FollowUp, ...]) -> Iterator[tuple[Fraction, list[int], list[int]]]:
    """Every course the follow-ups can take while LINE is silent: its probability, who is sent and who arrives.

    That a message would have been lost says nothing while it is not sent, so each course is met in several of the
    patterns, whose probabilities add up.
    """
    for pattern in product((True, False), repeat=len(steps)):
        chance = Fraction(1)
        sent: list[int] = []
        arriving: list[int] = []
        for at, (step, arrives) in enumerate(zip(steps, pattern, strict=True)):
            chance *= step.delivered if arrives else 1 - step.delivered
            if all(steps[other].after + steps[other].transit > step.after for other in arriving):
                sent.append(at)
                if arrives:
                    arriving.append(at)
        if chance:
            yield chance, sent, arriving


def _priced(course: Course, rates: Rates, found: Expectation) -> Expectation:
    """The same with its messages and costs by channel."""
    sent: dict[str, Fraction] = {}
    charged: dict[str, Fraction] = {}
    costs: dict[str, Money] = {}
    if course.line is not None:
        sent[NOTIFICATION] = Fraction(1)
        charged[NOTIFICATION] = rates.at_once + rates.later
        price = Money(course.line.price_low, course.line.price_high)
        costs[NOTIFICATION] = price.times(charged[NOTIFICATION])
    for step, count in zip(course.follow_ups, found.steps, strict=True):
        sent[step.channel] = charged[step.channel] = sent.get(step.channel, Fraction(0)) + count
        costs[step.channel] = costs.get(step.channel, FREE) + Money(step.low, step.high).times(count)
    return replace(found, sent=sent, charged=charged, costs=costs)
