"""Which channel a message takes at this moment: by the matrix, by the time that is left, and by law."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from nmlint.bilingual import CHINESE, ENGLISH, Bilingual
from nmlint.catalogue import localized
from nmlint.channel.matrix import DeadlineClass, Matrix
from nmlint.checks.moments import Moment
from nmlint.dispatch.templates import Ready
from nmlint.documents.plan import QuietHours
from nmlint.vocabulary import NOTIFICATION, SMS

_HOME = "TW"


@dataclass(frozen=True, slots=True)
class Timing:
    """When a message is to leave, when that happened of which it tells, and until when it must have arrived."""

    now: datetime
    event: datetime | None
    deadline: datetime | None


@dataclass(frozen=True, slots=True)
class Route:
    """The channel and what led to it, and what is known of the moment for the rules that speak about it."""

    channel: str
    reasons: tuple[Bilingual, ...]
    moment: Moment
    not_before: datetime | None


def route(ready: Ready, matrix: Matrix, timing: Timing, senders: Collection[str], *, by_number: bool) -> Route:
    """The channel of a message; `by_number` says that the receiver's number is known, and not only its hash."""
    own = channel = ready.channel
    barred = urgent = None
    reasons: list[Bilingual] = []
    if own == NOTIFICATION:
        barred = _barred(ready)
        urgent = _too_urgent(matrix, timing)
        if barred is not None or urgent is not None:
            reasons = [each for each in (barred, urgent) if each is not None]
            if ready.follows is not None and SMS in senders and by_number:
                channel = SMS
    quiet = None if ready.plan is None else ready.plan.quiet_hours
    now = timing.now.astimezone(_zone(ready, matrix))
    waits_until = None if quiet is None else _end_of(quiet, now)
    # What cannot wait for the morning wakes people.
    pressing = waits_until is not None and timing.deadline is not None and timing.deadline <= waits_until
    moment = Moment(
        now=now,
        event=timing.event,
        deadline=timing.deadline,
        after=timedelta(seconds=ready.after) if channel == NOTIFICATION and ready.follows is not None else None,
        quiet=quiet,
        urgent=pressing or urgent is not None or barred is not None,
        scenario=ready.scenario.id if ready.scenario is not None else None,
        channel=channel,
        senders=frozenset(senders),
        barred_by="" if barred is None or channel == SMS else barred,
    )
    return Route(channel, tuple(reasons), moment, None if pressing else waits_until)


def fallback_after(ready: Ready, matrix: Matrix, timing: Timing) -> timedelta:
    """How long after now the fallback goes out: by its timer, not at night where it can wait, and always in time."""
    after = timedelta(seconds=ready.after)
    latest = None if timing.deadline is None else timing.deadline - timing.now - _transit(matrix)
    quiet = None if ready.plan is None else ready.plan.quiet_hours
    if quiet is not None:
        due = (timing.now + after).astimezone(_zone(ready, matrix))
        morning = _end_of(quiet, due)
        if morning is not None and (latest is None or morning - timing.now <= latest):
            after = morning - timing.now
    return after if latest is None else max(timedelta(0), min(after, latest))


def _transit(matrix: Matrix) -> timedelta:
    return timedelta(seconds=matrix.channels[SMS].transit)


def _zone(ready: Ready, matrix: Matrix) -> ZoneInfo:
    """The time zone that hours are told in."""
    return ZoneInfo((ready.plan.timezone if ready.plan is not None else None) or matrix.zones[_HOME])


def _barred(ready: Ready) -> Bilingual | None:
    """What keeps a template off LINE whenever it is sent, as its own text or its scenario has it."""
    advice = ready.advice
    if advice.channel == NOTIFICATION:
        return None
    first = advice.reasons[0]
    said = first.says if isinstance(first.says, Bilingual) else Bilingual(first.says, first.says)
    named = first.rule or first.clause or ""
    return Bilingual(f"{named}: {said}", f"{named}：{said.chinese}")


def _too_urgent(matrix: Matrix, timing: Timing) -> Bilingual | None:
    """Why there is too little time left for LINE; None where there is enough, or none at all."""
    if timing.deadline is None or timing.deadline <= timing.now:
        return None
    left = int((timing.deadline - timing.now).total_seconds())
    urgency = matrix.class_of(left)
    return None if NOTIFICATION in urgency.channels else _of_class(urgency)


def _of_class(urgency: DeadlineClass) -> Bilingual:
    english, chinese = localized(urgency.names, ENGLISH), localized(urgency.names, CHINESE)
    return Bilingual(f"{urgency.clause}: it must arrive {english}", f"{urgency.clause}：須在{chinese}送達")


def _end_of(quiet: QuietHours, now: datetime) -> datetime | None:
    """When the quiet hours end that hold now; None where none do."""
    minute = now.hour * 60 + now.minute
    if not quiet.holds(minute):
        return None
    start = now.replace(hour=0, minute=0, second=0, microsecond=0)
    end = start + timedelta(minutes=quiet.end)
    return end if end > now else end + timedelta(days=1)
