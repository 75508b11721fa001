"""A plan played out message by message, to see that what was computed of it is what happens.

Nothing of the closed form is used here: each recipient goes through sending, the answer of LINE, timers, follow-ups
and deliveries as events in time, and what arrived is counted in the end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from math import exp, lgamma, log, log1p

import numpy as np
from simpy import Environment, Event
from simpy.events import NORMAL, URGENT, EventPriority

from nmlint.channel.outcomes import FREE, Course, Delays, Expectation, Money, Rates
from nmlint.vocabulary import NOTIFICATION

# So wide that of a thousand measures of a right model one disagrees: a run with a fixed seed is no toss of a coin.
CONFIDENCE = 0.999
# Enough for the last bit of a number between 0 and 1.
_HALVINGS = 60
_NEGLIGIBLE = 1e-16

_REJECTED, _AT_ONCE, _LATER, _NEVER = range(4)


@dataclass(frozen=True, slots=True)
class Simulated:
    """What happened to `sends` recipients: how many of them, and how many messages of each follow-up and channel.

    The words mean what they mean in `Expectation`; `steps` are named after their channels, with a number where several
    have the same one; `cost` is that of all messages together.
    """

    sends: int
    seed: int
    duplicate: int
    late: int
    never: int
    steps: Mapping[str, int]
    sent: Mapping[str, int]
    charged: Mapping[str, int]
    cost: Money


@dataclass(frozen=True, slots=True)
class Measure:
    """An expected share beside the simulated one, with the 99.9 % interval of the latter (Clopper and Pearson)."""

    name: str
    expected: float
    simulated: float
    low: float
    high: float

    @property
    def agrees(self) -> bool:
        """Whether the expected share lies in the interval."""
        return self.low <= self.expected <= self.high


def simulate(course: Course, rates: Rates, delays: Delays, *, sends: int, seed: int) -> Simulated:
    """The plan sent to so many recipients, at least one, else ValueError; the same seed makes the same run."""
    if sends < 1:
        raise ValueError(f"{sends} sends show nothing")
    generator = np.random.default_rng(seed)
    shares = [float(share) for share in (rates.rejected, rates.at_once, rates.later, rates.never)]
    fates = generator.choice(len(shares), sends, p=shares).tolist() if course.line else [_NEVER] * sends
    known = ((0, 0.0), *((at, float(share)) for at, share in delays.points))
    waits = np.interp(generator.random(sends), [share for _, share in known], [at for at, _ in known]).tolist()
    chances = [float(step.delivered) for step in course.follow_ups]
    arrives = (generator.random((sends, len(chances))) < chances).tolist()

    play = _Play(course)
    people = [_Recipient(each) for each in arrives]
    for person, fate, wait in zip(people, fates, waits, strict=True):
        play.send(person, fate, wait)
    play.world.run()
    return _counted(course, people, play, fates.count(_AT_ONCE) + fates.count(_LATER), seed)


def agreement(expectation: Expectation, result: Simulated) -> tuple[Measure, ...]:
    """The shares that were expected beside those that came about."""
    count = result.sends
    found = [
        ("duplicate", expectation.duplicate, result.duplicate),
        ("late", expectation.late, result.late),
        ("never", expectation.never, result.never),
        ("on_time", expectation.on_time, count - result.late - result.never),
    ]
    if NOTIFICATION in result.charged:
        found.append((NOTIFICATION, expectation.charged[NOTIFICATION], result.charged[NOTIFICATION]))
    steps = zip(result.steps.items(), expectation.steps, strict=True)
    found += [(name, share, hits) for (name, hits), share in steps]
    return tuple(Measure(name, float(share), hits / count, *_interval(hits, count)) for name, share, hits in found)


class _Recipient:
    """Who is sent to: which follow-ups would arrive, when the first message arrived, and how many did."""

    __slots__ = ("arrivals", "arrives", "first")

    def __init__(self, arrives: list[bool]) -> None:
        self.arrives = arrives
        self.arrivals = 0
        self.first = 0.0


class _Happening(Event):
    """Something that happens after a while; of all that happens at one time, what is urgent comes first."""

    def __init__(
        self, world: Environment, delay: float, priority: EventPriority, then: Callable[[Event], None]
    ) -> None:
        super().__init__(world)
        self._ok = True
        self._value = None
        self.callbacks.append(then)
        world.schedule(self, priority, delay)


class _Play:
    """The plan in simulated time, the same for all recipients, each of whom is sent to at its start."""

    def __init__(self, course: Course) -> None:
        self.world = Environment()
        self.sent = [0] * len(course.follow_ups)
        self._steps = course.follow_ups

    def send(self, person: _Recipient, fate: int, wait: float) -> None:
        """LINE takes the message, or refuses it, and the first timer is set."""
        if fate in (_AT_ONCE, _LATER):
            self._on_its_way(person, wait if fate == _LATER else 0)
        if self._steps:
            self._set_timer(person, 0, 0 if fate == _REJECTED else self._steps[0].after)

    def _on_its_way(self, person: _Recipient, transit: float) -> None:
        # Urgent: a delivery in the second of a timer is known when the timer asks.
        _Happening(self.world, transit, URGENT, partial(self._deliver, person))

    def _set_timer(self, person: _Recipient, at: int, delay: float) -> None:
        _Happening(self.world, delay, NORMAL, partial(self._follow_up, person, at))

    def _deliver(self, person: _Recipient, _event: Event) -> None:
        if person.arrivals == 0:
            person.first = self.world.now
        person.arrivals += 1

    def _follow_up(self, person: _Recipient, at: int, _event: Event) -> None:
        if person.arrivals:
            return
        step = self._steps[at]
        self.sent[at] += 1
        if person.arrives[at]:
            self._on_its_way(person, step.transit)
        if at + 1 < len(self._steps):
            self._set_timer(person, at + 1, self._steps[at + 1].after - step.after)


def _counted(course: Course, people: Sequence[_Recipient], play: _Play, delivered: int, seed: int) -> Simulated:
    sent, charged = Counter[str](), Counter[str]()
    cost = FREE
    if course.line is not None:
        sent[NOTIFICATION], charged[NOTIFICATION] = len(people), delivered
        cost += Money(course.line.price_low, course.line.price_high).times(Fraction(delivered))
    for step, count in zip(course.follow_ups, play.sent, strict=True):
        sent[step.channel] += count
        charged[step.channel] += count
        cost += Money(step.low, step.high).times(Fraction(count))
    return Simulated(
        sends=len(people),
        seed=seed,
        duplicate=sum(person.arrivals > 1 for person in people),
        late=sum(person.arrivals > 0 and person.first > course.left for person in people),
        never=sum(person.arrivals == 0 for person in people),
        steps=dict(zip(_names([step.channel for step in course.follow_ups]), play.sent, strict=True)),
        sent=sent,
        charged=charged,
        cost=cost,
    )


def _names(channels: Sequence[str]) -> list[str]:
    """The channels, numbered where there are several of one."""
    return [
        channel if channels.count(channel) == 1 else f"{channel} {channels[: at + 1].count(channel)}"
        for at, channel in enumerate(channels)
    ]


def _interval(hits: int, n: int) -> tuple[float, float]:
    """The exact interval of a share: the shares with which neither so many hits nor so few are too rare to believe."""
    return _least(hits, n), 1 - _least(n - hits, n)


def _least(hits: int, n: int) -> float:
    """The least share with which so many hits of n, or more, are not too rare."""
    low, high = 0.0, hits / n
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if middle > 0 and _at_least(hits, n, middle) >= (1 - CONFIDENCE) / 2:
            high = middle
        else:
            low = middle
    return low


def _at_least(hits: int, n: int, share: float) -> float:
    """How probable so many hits of n or more are, where the share is below hits / n."""
    ways = lgamma(n + 1) - lgamma(hits + 1) - lgamma(n - hits + 1)
    term = exp(ways + hits * log(share) + (n - hits) * log1p(-share))
    total = 0.0
    while term > total * _NEGLIGIBLE:
        total += term
        term *= (n - hits) / (hits + 1) * share / (1 - share)
        hits += 1
    return total
