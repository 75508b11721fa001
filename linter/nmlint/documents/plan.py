"""A send plan as it was read: whom a notice reaches, over which channels, how soon, and what follows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from nmlint.documents.model import Declaration, Document
from nmlint.vocabulary import NOTIFICATION

CURRENCY = "TWD"
_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Step:
    """One sending. `key` leads to it in the file; `after` counts, in seconds, from the step before.

    `unless` is the status of the step before that makes this one needless, `on` the status that calls for it.
    `valid_for` is how long the author takes the message to be held, `via` who sends it.
    """

    channel: str
    key: str
    template: str | None = None
    text: str | None = None
    after: int | None = None
    unless: str | None = None
    on: str | None = None
    valid_for: int | None = None
    via: str | None = None


@dataclass(frozen=True, slots=True)
class Reminder:
    """A further sending, so many seconds before what it reminds of."""

    before: int
    key: str


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one minute of the day to another, often past midnight."""

    start: int
    end: int

    def holds(self, minute: int) -> bool:
        """Whether nothing is to be sent in a minute of the day."""
        minute %= _DAY
        if self.start <= self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end

    def longest(self, timers: Iterable[int]) -> int:
        """How long after an event, in seconds, the last of these goes out when the event falls on the worst minute.

        Each timer counts from the one before, and each step waits for the end of the hours that it falls into.
        """
        waits = [*timers]
        longest = 0
        for minute in range(_DAY):
            at = minute * 60
            for wait in (0, *waits):
                at += wait
                if self.holds(at // 60):
                    at += (self.end * 60 - at) % (_DAY * 60)
            longest = max(longest, at - minute * 60)
        return longest

    @property
    def length(self) -> int:
        """How long they last, in seconds."""
        return (self.end - self.start) % _DAY * 60


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in New Taiwan dollars; `written` in whatever currency it was."""

    amount: Fraction
    written: str


@dataclass(frozen=True, slots=True)
class PriceRange:
    """What one message, or one part of an SMS, costs by the author's contract, in New Taiwan dollars."""

    low: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is to be reached, and what is known of them.

    `rates`, `counts` and `deliveries` (a file) tell what becomes of a notification message, by outcome; `states` how
    many are in each user state, such as `verified-agreed`. `delays` are shares of those that come later, by seconds.
    `delivered` is the share of other channels' messages that arrive. `friends` is all, some or none.
    """

    size: int | None = None
    countries: tuple[str, ...] = ()
    friends: str | None = None
    rates: Mapping[str, Fraction] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    deliveries: str | None = None
    states: Mapping[str, Fraction] = field(default_factory=dict)
    delays: tuple[tuple[int, Fraction], ...] = ()
    delivered: Mapping[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SendPlan:
    """A plan; durations are seconds, times of day minutes. `present` tells a file from what a template declares.

    `deliver_within` and `starts_after` count from the event. `friends` is how the list of friends is kept, by what
    feeds it. `notice` names a row of the urgency-to-channel matrix.
    """

    steps: tuple[Step, ...]
    notice: str | None = None
    deliver_within: int | None = None
    deliver_by: datetime | None = None
    starts_after: int = 0
    send_at: int | None = None
    industry: str | None = None
    timezone: str | None = None
    quiet_hours: QuietHours | None = None
    audience: Audience = Audience()
    friends: tuple[str, ...] = ()
    deduplicate_by: tuple[str, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    limits: Mapping[str, Fraction] = field(default_factory=dict)
    budget: Money | None = None
    prices: Mapping[str, PriceRange] = field(default_factory=dict)
    code_valid_for: int | None = None
    present: bool = True

    def timer(self, step: Step) -> int:
        """How long after the first step one goes out, as far as durations say."""
        return sum(earlier.after or 0 for earlier in self.steps[1 : self.steps.index(step) + 1])

    @property
    def deadline(self) -> int | None:
        """How soon after the event, in seconds, it must have arrived by all that the plan says.

        A reminder must arrive before what it reminds of, a code while it is valid; None where nothing is said.
        """
        reminders = [reminder.before for reminder in self.reminders]
        said = [seconds for seconds in (self.deliver_within, self.code_valid_for, *reminders) if seconds is not None]
        return min(said, default=None)

    @property
    def line(self) -> Step | None:
        """The step that is a notification message."""
        return next((step for step in self.steps if step.channel == NOTIFICATION), None)

    @property
    def follow_ups(self) -> tuple[Step, ...]:
        """The steps behind the notification message; none where there is none."""
        return () if self.line is None else self.steps[self.steps.index(self.line) + 1 :]


@dataclass(frozen=True, slots=True)
class PlanDocument(Document):
    """A send plan's file; what it declares beside the plan holds for all its texts."""

    plan: SendPlan = field(kw_only=True)


def plan_of(declaration: Declaration, channel: str) -> SendPlan:
    """The plan that a template's own declaration amounts to: itself, and its fallback."""
    steps = [Step(channel, "message")]
    if (fallback := declaration.fallback) is not None:
        steps.append(Step(fallback.channel, "fallback", fallback.template, None, fallback.after, fallback.unless))
    return SendPlan(tuple(steps), present=False)
