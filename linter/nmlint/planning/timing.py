"""Which timer is recommended for the first follow-up of a plan."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto
from fractions import Fraction

from nmlint.channel.outcomes import Expectation, expect
from nmlint.checks.planned import Planned
from nmlint.durations import HOUR, MINUTE
from nmlint.planning.inputs import Inputs
from nmlint.planning.money import in_all
from nmlint.planning.options import Limits, Options, compare
from nmlint.planning.quiet import held, wakes

# From so many seconds on, a timer is recommended in steps of so many.
_PLAIN = ((4 * HOUR, HOUR), (HOUR, 15 * MINUTE), (15 * MINUTE, 5 * MINUTE))
# Of timers whose highest costs differ by no more than this, the earlier one is taken: the customer hears sooner.
_ALIKE = Fraction(5, 1000)


class Ground(Enum):
    """What a timer is recommended for: the author's will do, it is the cheapest, or none is in time."""

    OWN = auto()
    CHEAPEST = auto()
    LATE_ANYHOW = auto()


@dataclass(frozen=True, slots=True)
class Timing:
    """The `timer` that is recommended, in seconds; `wanted` is the one that it would be without quiet hours.

    `own` is the plan's, None where it has no follow-up of a notification message. `limits` are the author's.
    """

    planned: Planned
    inputs: Inputs
    options: Options
    limits: Limits
    ground: Ground
    wanted: int
    timer: int

    @property
    def own(self) -> int | None:
        """The timer of the plan, where it has one."""
        return own_timer(self.inputs)

    def at(self, timer: int) -> Expectation:
        """What is to be expected with a timer."""
        return _at(self.inputs, timer)

    def wakes(self, timer: int) -> bool:
        """Whether the follow-up then goes out while people are awake, as far as the plan says."""
        return wakes(self.planned, timer)


def timing(planned: Planned, inputs: Inputs, options: Options) -> Timing:
    """The timer of the plan where that is good enough, else one about as cheap as the cheapest within what is asked.

    A timer of the author's that makes nobody late beyond need is kept unless the author has set limits, or a budget
    that it breaks in vain. Else it is the earliest of the timers in plain measure that cost about as little as the
    cheapest. Limits that no timer keeps are set aside, first that of what no timer bears on. Quiet hours are kept
    where the limits allow it.
    """
    return _Choice(planned, inputs, options).made()


def limits_of(planned: Planned) -> Limits:
    """The largest shares that the author allows."""
    limits = planned.plan.limits
    return Limits(limits.get("late"), limits.get("duplicate"), limits.get("never"))


def asked(planned: Planned, inputs: Inputs) -> Limits:
    """What is asked of a timer: the limits of the author, and that the follow-ups can be in time whatever these allow.

    Without a limit of the author's no more may be late than with the shortest timer.
    """
    limits, shortest, longest = limits_of(planned), shortest_of(planned), longest_in_time(planned, inputs)
    if inputs.completed.deadline is None:
        return limits
    # Where it comes too late with every timer, waiting only makes that worse.
    limits = replace(limits, timer=shortest if longest is None else longest_held(planned, inputs))
    if limits.late is None:
        return replace(limits, late=_at(inputs, shortest).late)
    return limits if longest is None else replace(limits, late=min(limits.late, _at(inputs, longest).late))


def shortest_of(planned: Planned) -> int:
    """The shortest timer that makes sense, in whole minutes."""
    return -(-planned.matrix.norms.shortest_timer // MINUTE) * MINUTE


def longest_in_time(planned: Planned, inputs: Inputs) -> int | None:
    """The longest timer, in whole minutes, with which every follow-up that is sent arrives by the deadline.

    Where quiet hours can hold it at any hour, it arrives even so, unless they are too long for every timer. None where
    the shortest is too long even without them.
    """
    awake = longest_held(planned, inputs)
    return _longest(planned, inputs, 0) if awake is None else awake


def longest_held(planned: Planned, inputs: Inputs) -> int | None:
    """The longest timer with which every follow-up is in time even if quiet hours hold it for their whole length.

    None where there is none, and where no quiet hours hold anything.
    """
    return _longest(planned, inputs, held(planned)) if held(planned) else None


def _longest(planned: Planned, inputs: Inputs, hold: int) -> int | None:
    """The longest timer with which every follow-up is in time that is held for so many seconds."""
    course, window = inputs.completed, planned.window
    if course.deadline is None:
        return window
    first, left = course.follow_ups[0].after, course.deadline - course.start - hold
    longest = min(window, *(left - (step.after - first) - step.transit for step in course.follow_ups))
    return longest - longest % MINUTE if longest >= shortest_of(planned) else None


def in_budget(planned: Planned, found: Expectation) -> bool:
    """Whether it costs at the lowest prices, with all reminders, no more than the budget, as far as both are known."""
    budget, messages = planned.plan.budget, in_all(planned.plan)
    return budget is None or messages is None or found.cost_low * messages <= budget.amount


def late_anyhow(planned: Planned, inputs: Inputs, options: Options) -> bool:
    """Whether as many are late with every timer, though the author lets nobody be."""
    return options.latest is None and inputs.completed.deadline is not None and limits_of(planned).late is None


def own_timer(inputs: Inputs) -> int | None:
    """The timer of a plan, None where it lacks the notification message or what follows that."""
    return inputs.course.follow_ups[0].after if inputs.course == inputs.completed else None


@dataclass(frozen=True, slots=True)
class _Choice:
    planned: Planned
    inputs: Inputs
    options: Options

    @property
    def limits(self) -> Limits:
        return limits_of(self.planned)

    def made(self) -> Timing:
        own = own_timer(self.inputs)
        if late_anyhow(self.planned, self.inputs, self.options):
            return self._told(Ground.LATE_ANYHOW, self._shortest, self._shortest)
        if own is not None and self._suffices(own):
            return self._told(Ground.OWN, own, self._awake(own, self._kept))
        cheapest, limits = self._within_limits()
        wanted = self._early(cheapest, limits)
        timer = self._awake(wanted, limits)
        plain = self._plain(timer, limits)
        return self._told(Ground.CHEAPEST, wanted, plain if wakes(self.planned, plain) else timer)

    def _told(self, ground: Ground, wanted: int, timer: int) -> Timing:
        return Timing(self.planned, self.inputs, self.options, self.limits, ground, wanted, timer)

    @property
    def _shortest(self) -> int:
        return shortest_of(self.planned)

    @property
    def _longest(self) -> int:
        """The longest timer to recommend; where none lets the follow-ups be in time, the shortest."""
        longest = longest_in_time(self.planned, self.inputs)
        return self._shortest if longest is None else longest

    @property
    def _kept(self) -> Limits:
        return asked(self.planned, self.inputs)

    def _at(self, timer: int) -> Expectation:
        return _at(self.inputs, timer)

    def _fits(self, timer: int, limits: Limits) -> bool:
        found = self._at(timer)
        shares = ((found.late, limits.late), (found.duplicate, limits.duplicate))
        return all(limit is None or share <= limit for share, limit in shares)

    def _suffices(self, own: int) -> bool:
        """Whether the timer of the plan may stay: there are no limits to be met, it makes sense, and is in time."""
        sensible = self.planned.matrix.norms.shortest_timer <= own <= self._longest
        return sensible and self.limits == Limits() and self._fits(own, self._kept) and self._affordable(own)

    def _affordable(self, timer: int) -> bool:
        """Whether a timer is within the budget, or no timer is."""
        cheapest = self.options.cheapest
        needless = cheapest is None or not in_budget(self.planned, cheapest.expectation)
        return needless or in_budget(self.planned, self._at(timer))

    def _within_limits(self) -> tuple[int, Limits]:
        """The cheapest timer within the limits, or else within what can be met of them, and these limits."""
        if self.options.cheapest is not None and self.options.cheapest.timer is not None:
            return min(self.options.cheapest.timer, self._longest), self._kept
        for limits in self._relaxed():
            if (found := self._cheapest(limits)) is not None:
                # Where there must be too many duplicates, no more are added for the sake of a plain number.
                return min(found, self._longest), replace(limits, duplicate=self.limits.duplicate)
        raise AssertionError("no more late than need be is always possible")

    def _relaxed(self) -> Iterator[Limits]:
        """The limits, with ever more of them set aside; being in time goes before being sent once."""
        yield (limits := replace(self._kept, never=None))
        if limits.late is not None:
            yield (limits := replace(limits, late=max(limits.late, self._at(self._shortest).late)))
        yield replace(limits, duplicate=None)

    def _cheapest(self, limits: Limits) -> int | None:
        course, rates, delays = self.inputs.completed, self.inputs.rates, self.inputs.delays
        found = compare(course, rates, delays, timers=(), shortest=self._shortest, limits=limits).cheapest
        return None if found is None else found.timer

    def _early(self, cheapest: int, limits: Limits) -> int:
        """The earliest timer in plain measure that costs about as little as the cheapest and keeps the limits.

        Where there is none, the plain one below the cheapest.
        """
        most = self._at(cheapest).cost_high * (1 + _ALIKE)

        def good(timer: int) -> bool:
            return self._at(timer).cost_high <= most and self._fits(timer, limits) and self._affordable(timer)

        # Up to the cheapest nobody more is late than may be, and whatever else is asked for speaks for a longer timer.
        plain = [timer for timer in range(self._shortest, cheapest + 1, MINUTE) if _is_plain(timer)]
        at = bisect_left(plain, True, key=good)
        return plain[at] if at < len(plain) else self._plain(cheapest, limits)

    def _plain(self, timer: int, limits: Limits) -> int:
        """The timer in a measure that people speak in, a little shorter, where that keeps to the limits."""
        plain = timer - timer % _measure(timer)
        return plain if self._fits(plain, limits) and self._affordable(plain) else timer

    def _awake(self, timer: int, limits: Limits) -> int:
        """The nearest timer outside of the quiet hours, a shorter one first; as it is where none keeps the limits."""
        if wakes(self.planned, timer):
            return timer
        shorter = range(timer - MINUTE, self._shortest - 1, -MINUTE)
        longer = range(timer + MINUTE, self._longest + 1, MINUTE)
        # Of each the nearest decides: those beyond it are further from the limits.
        nearest = (next((each for each in timers if wakes(self.planned, each)), None) for timers in (shorter, longer))
        return next((found for found in nearest if found is not None and self._fits(found, limits)), timer)


def _measure(timer: int) -> int:
    """The step in which people speak of such a timer, in seconds; below, each second is as good."""
    return next((step for least, step in _PLAIN if timer >= least), 1)


def _is_plain(timer: int) -> bool:
    return timer % _measure(timer) == 0


def _at(inputs: Inputs, timer: int) -> Expectation:
    return expect(inputs.completed.with_timer(timer), inputs.rates, inputs.delays)
