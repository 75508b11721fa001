"""Reminders, and the hours in which nobody is to be woken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nmlint.checks.model import Spec
from nmlint.checks.planned import PlanHit, Planned, Test, named
from nmlint.durations import DAY, MINUTE, spoken
from nmlint.vocabulary import EMAIL, NOTIFICATION


def reminder_too_early(planned: Planned, _: Spec) -> Iterator[PlanHit]:
    """A reminder long before what it reminds of."""
    most = planned.matrix.norms.reminder_earliest
    for reminder in planned.plan.reminders:
        if planned.line is not None and reminder.before > most:
            yield PlanHit(f"{reminder.key}.before", {"timer": spoken(reminder.before), "most": spoken(most)})


def too_many_reminders(planned: Planned, _: Spec) -> Iterator[PlanHit]:
    """More reminders of one thing than partners allow."""
    norms, reminders = planned.matrix.norms, planned.plan.reminders
    if planned.line is not None and len(reminders) > norms.reminders_most:
        details = {
            "count": str(len(reminders)),
            "most": str(norms.reminders_most),
            "preferred": str(norms.reminders_preferred),
        }
        yield PlanHit(f"{reminders[norms.reminders_most].key}.before", details)


def reminder_after_event(planned: Planned, _: Spec) -> Iterator[PlanHit]:
    """A reminder that LINE may hold until what it reminds of is over."""
    for reminder in planned.plan.reminders:
        if planned.line is not None and reminder.before < planned.window:
            details = {"timer": spoken(reminder.before), "most": spoken(planned.window)}
            yield PlanHit(f"{reminder.key}.before", details)


def no_quiet_hours(planned: Planned, _: Spec) -> Iterator[PlanHit]:
    """Nothing keeps a notice that can wait from ringing at night."""
    urgency, plan = planned.urgency, planned.plan
    # What must arrive sooner than a notification message may come has no time to sleep.
    can_wait = urgency is not None and NOTIFICATION in urgency.channels
    can_wait = can_wait and (plan.deliver_within is None or plan.deliver_within >= planned.window)
    rings = any(step.channel != EMAIL for step in plan.steps)
    if plan.present and can_wait and rings and plan.quiet_hours is None and plan.send_at is None:
        yield PlanHit("steps.0.channel")


def quiet_past_deadline(planned: Planned, _: Spec) -> Iterator[PlanHit]:
    """Quiet hours are longer than a notice may wait, and no hour of sending keeps it out of them."""
    plan = planned.plan
    if plan.quiet_hours is None or plan.deliver_within is None or plan.send_at is not None:
        return
    left = plan.deliver_within - plan.starts_after
    if 0 < left < plan.quiet_hours.length:
        details = {"timer": spoken(plan.quiet_hours.length), "deadline": spoken(plan.deliver_within)}
        yield PlanHit("quiet_hours", details)


def quiet_hold_pressing(planned: Planned, _: Spec) -> Iterator[PlanHit]:
    """Quiet hours that hold what the law wants at once, where no deadline of the plan's own tells that they do."""
    plan, notice = planned.plan, planned.pressing
    if plan.quiet_hours is None or plan.send_at is not None or notice is None or notice.bar is None:
        return
    within = planned.matrix.classes[notice.deadline].within
    told = any(True for _ in quiet_past_deadline(planned, {}))
    if within is not None and within < plan.quiet_hours.length and not told:
        details = {"notice": named(notice.names), "deadline": spoken(within), "timer": spoken(plan.quiet_hours.length)}
        yield PlanHit("quiet_hours", details)


def quiet_hold_fallback(planned: Planned, _: Spec) -> Iterator[PlanHit]:
    """A timer in time that quiet hours, at the worst minute for the event, hold until after the deadline."""
    plan = planned.plan
    if plan.quiet_hours is None or plan.deliver_within is None or plan.send_at is not None:
        return
    left = plan.deliver_within - plan.starts_after
    if plan.quiet_hours.length > left:
        return
    timers = [step.after or 0 for step in plan.steps[1:]]
    for number, step in enumerate(plan.steps[1:], 1):
        transit = planned.matrix.channels[step.channel].transit
        arrives = plan.quiet_hours.longest(timers[:number]) + transit
        if step.after is not None and plan.timer(step) + transit <= left < arrives:
            details = {"timer": spoken(arrives), "deadline": spoken(plan.deliver_within)}
            yield PlanHit(f"{step.key}.after", details)


def sent_in_quiet_hours(planned: Planned, _: Spec) -> Iterator[PlanHit]:
    """By the hour at which the plan starts, a step falls into the quiet hours."""
    plan = planned.plan
    if plan.quiet_hours is None or plan.send_at is None:
        return
    for step in plan.steps:
        minute = (plan.send_at + plan.timer(step) // MINUTE) % (DAY // MINUTE)
        first = step is plan.steps[0]
        # What has no timer goes out with the step before, or when that one fails.
        if (first or step.after is not None) and plan.quiet_hours.holds(minute):
            key = "send_at" if first else f"{step.key}.after"
            yield PlanHit(
                key, {"time": f"{minute // 60:02}:{minute % 60:02}", "channels": planned.listed([step.channel])}
            )
            if first:
                # What follows moves with it.
                return


def hours_elsewhere(planned: Planned, _: Spec) -> Iterator[PlanHit]:
    """Quiet hours and hours of sending that are others where part of the audience lives."""
    plan, zones = planned.plan, planned.matrix.zones
    own = plan.timezone or next(iter(zones.values()))
    others = [country for country in plan.audience.countries if zones.get(country, own) != own]
    if others and (plan.quiet_hours is not None or plan.send_at is not None):
        yield PlanHit("audience.countries", {"countries": ", ".join(others), "value": own})


TESTS: Mapping[str, Test] = {
    "reminder-too-early": reminder_too_early,
    "too-many-reminders": too_many_reminders,
    "reminder-after-event": reminder_after_event,
    "no-quiet-hours": no_quiet_hours,
    "quiet-past-deadline": quiet_past_deadline,
    "quiet-hold-pressing": quiet_hold_pressing,
    "quiet-hold-fallback": quiet_hold_fallback,
    "sent-in-quiet-hours": sent_in_quiet_hours,
    "hours-elsewhere": hours_elsewhere,
}
