"""Which timer is recommended for the first follow-up of a plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto

from nmlint.channel.outcomes import Expectation, expect
from nmlint.checks.planned import Planned
from nmlint.durations import HOUR, MINUTE
from nmlint.planning.inputs import Inputs
from nmlint.planning.options import Limits, Options, compare

# From so many seconds on, a timer is recommended in steps of so many.
_PLAIN = ((4 * HOUR, HOUR), (HOUR, 15 * MINUTE), (15 * MINUTE, 5 * MINUTE))


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
        return _wakes(self.planned, timer)


def timing(planned: Planned, inputs: Inputs, options: Options) -> Timing:
    """The timer of the plan where that is good enough, else the cheapest within what is asked, in plain measure.

    A timer of the author's that makes nobody late beyond need is kept unless the author has set limits. Limits that no
    timer keeps are set aside, first that of what no timer bears on. Quiet hours are kept where the limits allow it.
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
    limits, course = limits_of(planned), inputs.completed
    if course.deadline is None:
        return limits
    if limits.late is None:
        return replace(limits, late=_at(inputs, shortest_of(planned)).late)
    longest = longest_in_time(planned, inputs)
    return limits if longest is None else replace(limits, late=min(limits.late, _at(inputs, longest).late))


def shortest_of(planned: Planned) -> int:
    """The shortest timer that makes sense, in whole minutes."""
    return -(-planned.matrix.norms.shortest_timer // MINUTE) * MINUTE


def longest_in_time(planned: Planned, inputs: Inputs) -> int | None:
    """The longest timer, in whole minutes, with which every follow-up that is sent arrives by the deadline.

    None where the shortest is too long for that.
    """
    course, window = inputs.completed, planned.window
    if course.deadline is None:
        return window
    first, left = course.follow_ups[0].after, course.deadline - course.start
    longest = min(window, *(left - (step.after - first) - step.transit for step in course.follow_ups))
    return longest - longest % MINUTE if longest >= shortest_of(planned) else None


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
        wanted = self._plain(cheapest, limits)
        timer = self._awake(wanted, limits)
        plain = self._plain(timer, limits)
        return self._told(Ground.CHEAPEST, wanted, plain if _wakes(self.planned, plain) else timer)

    def _told(self, ground: Ground, wanted: int, timer: int) -> Timing:
        return Timing(self.planned, self.inputs, self.options, self.limits, ground, wanted, timer)

    @property
    def _shortest(self) -> int:
        return shortest_of(self.planned)

    @property
    def _longest(self) -> int:
        """The longest timer to recommend; where none lets the follow-ups be in time, as long as LINE may be silent."""
        return longest_in_time(self.planned, self.inputs) or self.planned.window

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
        return sensible and self.limits == Limits() and self._fits(own, self._kept)

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

    def _plain(self, timer: int, limits: Limits) -> int:
        """The timer in a measure that people speak in, a little shorter, where that keeps to the limits."""
        for least, step in _PLAIN:
            if timer >= least:
                plain = timer - timer % step
                return plain if self._fits(plain, limits) else timer
        return timer

    def _awake(self, timer: int, limits: Limits) -> int:
        """The nearest timer outside of the quiet hours, a shorter one first; as it is where none keeps the limits."""
        if _wakes(self.planned, timer):
            return timer
        shorter = range(timer - MINUTE, self._shortest - 1, -MINUTE)
        longer = range(timer + MINUTE, self._longest + 1, MINUTE)
        # Of each the nearest decides: those beyond it are further from the limits.
        nearest = (next((each for each in timers if _wakes(self.planned, each)), None) for timers in (shorter, longer))
        return next((found for found in nearest if found is not None and self._fits(found, limits)), timer)


def _wakes(planned: Planned, timer: int) -> bool:
    plan = planned.plan
    if plan.quiet_hours is None or plan.send_at is None:
        return True
    return not plan.quiet_hours.holds(plan.send_at + timer // MINUTE)


def _at(inputs: Inputs, timer: int) -> Expectation:
    return expect(inputs.completed.with_timer(timer), inputs.rates, inputs.delays)
