"""When a message goes out: after what happened, before it is too late, and not while people sleep."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from nmlint.bilingual import Bilingual
from nmlint.catalogue import Catalogue
from nmlint.channel.matrix import matrix_of
from nmlint.checks.model import Spec
from nmlint.checks.moments import Ask, Flaw, Maker, Moment
from nmlint.durations import DAY, HOUR, MINUTE, spoken
from nmlint.vocabulary import EMAIL, NOTIFICATION

# By so much the clocks of two machines may differ.
_SKEW = timedelta(minutes=5)


def too_late(_spec: Spec, _catalogue: Catalogue) -> Ask:
    """The moment has passed until which the message must have arrived."""

    def ask(moment: Moment) -> Flaw | None:
        if moment.now is None or moment.deadline is None or moment.now < moment.deadline:
            return None
        return Flaw(details={"late": _rounded(moment.now - moment.deadline)})

    return ask


def too_urgent(_spec: Spec, catalogue: Catalogue) -> Ask:
    """So little time is left that the matrix no longer lets a notification message take it."""
    classes = matrix_of(catalogue).classes.values()
    bounds = [(known.within, NOTIFICATION in known.channels) for known in classes if known.within is not None]
    urgent = max((within for within, by_line in bounds if not by_line), default=0)

    def ask(moment: Moment) -> Flaw | None:
        if moment.channel != NOTIFICATION or moment.now is None or moment.deadline is None:
            return None
        left = moment.deadline - moment.now
        if not timedelta(0) < left <= timedelta(seconds=urgent):
            return None
        return Flaw(details={"left": _rounded(left), "needed": spoken(urgent)})

    return ask


def fallback_late(_spec: Spec, _catalogue: Catalogue) -> Ask:
    """The fallback of a notification message goes out after the deadline, though there is still time."""

    def ask(moment: Moment) -> Flaw | None:
        if moment.channel != NOTIFICATION or moment.now is None or moment.deadline is None or moment.after is None:
            return None
        left = moment.deadline - moment.now
        if not timedelta(0) < left < moment.after:
            return None
        return Flaw(details={"left": _rounded(left), "timer": _rounded(moment.after)})

    return ask


def quiet_hours(_spec: Spec, _catalogue: Catalogue) -> Ask:
    """A message that can wait, within the hours in which nobody is to be woken; an e-mail rings nowhere."""

    def ask(moment: Moment) -> Flaw | None:
        quiet, now = moment.quiet, moment.now
        if quiet is None or now is None or moment.urgent or moment.channel == EMAIL:
            return None
        if not quiet.holds(now.hour * 60 + now.minute):
            return None
        return Flaw(details={"time": f"{now:%H:%M}", "until": f"{quiet.end // 60:02}:{quiet.end % 60:02}"})

    return ask


def event_old(_spec: Spec, catalogue: Catalogue) -> Ask:
    """A notification message long after what it tells of."""
    most = matrix_of(catalogue).norms.send_within
    longest = timedelta(seconds=most)

    def ask(moment: Moment) -> Flaw | None:
        if moment.channel != NOTIFICATION or moment.now is None or moment.event is None:
            return None
        passed = moment.now - moment.event
        return Flaw(details={"late": _rounded(passed), "most": spoken(most)}) if passed > longest else None

    return ask


def event_ahead(_spec: Spec, _catalogue: Catalogue) -> Ask:
    """A message before what it tells of."""

    def ask(moment: Moment) -> Flaw | None:
        if moment.now is None or moment.event is None or moment.event - moment.now <= _SKEW:
            return None
        return Flaw(details={"left": _rounded(moment.event - moment.now)})

    return ask


def _rounded(span: timedelta) -> Bilingual:
    """A length of time in words, in the two largest units that say something."""
    seconds = int(span.total_seconds())
    unit = next((unit for size, unit in ((DAY, HOUR), (HOUR, MINUTE)) if seconds > size), 1)
    return spoken(max(seconds // unit * unit, 1))


TESTS: Mapping[str, Maker] = {
    "too-late": too_late,
    "too-urgent": too_urgent,
    "fallback-late": fallback_late,
    "quiet-hours": quiet_hours,
    "event-old": event_old,
    "event-ahead": event_ahead,
}
