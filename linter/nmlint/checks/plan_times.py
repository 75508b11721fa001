"""Whether a plan is in time: urgency, timers, deadlines, the validity of what is sent."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from nmlint.bilingual import did_you_mean
from nmlint.checks.channel_words import within
from nmlint.checks.model import Spec
from nmlint.checks.planned import PlanHit, Planned, Test, named
from nmlint.durations import HOUR, MINUTE, spoken
from nmlint.vocabulary import NOTIFICATION, SMS

# A length of time as facts have it, where it is a clock's.
_ISO = re.compile(r"PT(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+)S)?")


def urgent_on_line(planned: Planned, spec: Spec) -> Iterator[PlanHit]:
    """The plan says that it must arrive sooner than a notification message is for, in a class that a rule names."""
    plan, matrix, notice = planned.plan, planned.matrix, planned.notice
    if plan.deliver_within is not None:
        key, urgency = "deliver_within", matrix.class_of(plan.deliver_within)
    elif notice is not None and notice.tension is None:
        # Where the sales kit contradicts itself, its row alone is no fault.
        key, urgency = "notice", matrix.classes[notice.deadline]
    else:
        return
    if planned.line is not None and urgency.id in spec["classes"] and NOTIFICATION not in urgency.channels:
        yield PlanHit(key, {"within": within(urgency.within), "channels": planned.listed(urgency.channels)})


def unknown_notice(planned: Planned, _: Spec) -> Iterator[PlanHit]:
    """The plan names a row of the matrix that it does not have."""
    name, rows = planned.plan.notice, planned.matrix.notices
    if name is not None and name not in rows:
        yield PlanHit("notice", {"value": name, "hint": did_you_mean(name, rows)})


def barred_on_line(planned: Planned, _: Spec) -> Iterator[PlanHit]:
    """The notice is one that must be immediate by law, and the plan sends it by a channel that is barred."""
    notice = planned.notice
    bar = planned.matrix.bars.get(notice.bar or "") if notice is not None else None
    if notice is None or bar is None:
        return
    for step in planned.plan.steps:
        if step.channel in bar.channels:
            details = {"notice": named(notice.names), "channels": planned.listed(bar.instead)}
            yield PlanHit(f"{step.key}.channel", details)


def dearer_than_needed(planned: Planned, _: Spec) -> Iterator[PlanHit]:
    """An SMS goes first though a notification message would be in time."""
    plan, urgency, first = planned.plan, planned.urgency, next(iter(planned.plan.steps))
    if urgency is None or NOTIFICATION not in urgency.channels or _out_of_question(planned):
        return
    if plan.present and first.channel == SMS:
        yield PlanHit(f"{first.key}.channel", {"within": within(urgency.within)})


def _out_of_question(planned: Planned) -> bool:
    """Whether no notification message could do, however long there is time: by law, for the code in it, or abroad."""
    plan = planned.plan
    dies = plan.code_valid_for is not None and plan.code_valid_for < planned.window
    served, countries = planned.matrix.channels[NOTIFICATION].countries, plan.audience.countries
    abroad = bool(countries) and not set(countries) & set(served)
    return planned.barred or dies or abroad


def timer_past_deadline(planned: Planned, _: Spec) -> Iterator[PlanHit]:
    """A step goes out only when it should have arrived already."""
    yield from _timers(planned, lambda timer, _transit, deadline: timer > deadline)


def timer_too_tight(planned: Planned, _: Spec) -> Iterator[PlanHit]:
    """A step goes out in time, but cannot arrive in time."""
    yield from _timers(planned, lambda timer, transit, deadline: timer <= deadline < timer + transit)


def late_for_pressing(planned: Planned, _: Spec) -> Iterator[PlanHit]:
    """A step goes out too late for what the law wants at once, though not for the deadline of the plan itself."""
    plan, notice = planned.plan, planned.pressing
    within = planned.matrix.classes[notice.deadline].within if notice is not None else None
    if notice is None or notice.bar is None or within is None:
        return
    for step in plan.steps:
        timer, first = plan.starts_after + plan.timer(step), step is plan.steps[0]
        told = plan.deliver_within is not None and timer > plan.deliver_within
        # What comes when the step before fails, or with it, has no time of its own.
        timed = plan.starts_after > 0 if first else step.after is not None
        if timed and timer > within and not told:
            key = "starts_after" if first else f"{step.key}.after"
            yield PlanHit(key, {"notice": named(notice.names), "timer": spoken(timer), "deadline": spoken(within)})
            return


def _timers(planned: Planned, wrong: Callable[[int, int, int], bool]) -> Iterator[PlanHit]:
    """The steps that are wrong by the deadline of the plan, or by what a reminder reminds of."""
    plan = planned.plan
    reminded = min((reminder.before for reminder in plan.reminders), default=None)
    for step in plan.steps:
        transit, first = planned.matrix.channels[step.channel].transit, step is plan.steps[0]
        if (first and plan.starts_after == 0) or (not first and step.after is None):
            continue
        # A deadline counts from the event, a reminder from its own sending.
        for start, deadline in ((plan.starts_after, plan.deliver_within), (0, None if first else reminded)):
            timer = start + plan.timer(step)
            if deadline is not None and wrong(timer, transit, deadline):
                key = "starts_after" if first else f"{step.key}.after"
                yield PlanHit(key, {"timer": spoken(timer), "deadline": spoken(deadline)})
                break


def timer_too_short(planned: Planned, _: Spec) -> Iterator[PlanHit]:
    """A timer that gives a notification message no chance; often seconds that were meant as minutes."""
    for step in planned.plan.follow_ups[:1]:
        if step.after is not None and step.after < planned.matrix.norms.shortest_timer:
            yield PlanHit(f"{step.key}.after", {"timer": spoken(step.after)})


def deadline_past(planned: Planned, _: Spec) -> Iterator[PlanHit]:
    """The day by which it must arrive is over."""
    by = planned.plan.deliver_by
    if by is not None and by.date().isoformat() < planned.as_of:
        yield PlanHit("deliver_by", {"deadline": by.date().isoformat(), "today": planned.as_of})


def sent_late(planned: Planned, _: Spec) -> Iterator[PlanHit]:
    """Sending a notification message begins later after the event than partners allow."""
    most = planned.matrix.norms.send_within
    if planned.line is not None and planned.plan.starts_after > most:
        yield PlanHit("starts_after", {"timer": spoken(planned.plan.starts_after), "most": spoken(most)})


def window_shortened(planned: Planned, _: Spec) -> Iterator[PlanHit]:
    """The author takes a notification message to be held for less than LINE holds it."""
    for step in planned.plan.steps:
        held = planned.matrix.channels[step.channel].window
        if step.valid_for is not None and held is not None and step.valid_for < held:
            yield PlanHit(f"{step.key}.valid_for", {"timer": spoken(step.valid_for), "most": spoken(held)})


def code_dead_at_fallback(planned: Planned, _: Spec) -> Iterator[PlanHit]:
    """A one-time code is no longer valid when a later step brings it."""
    plan = planned.plan
    for step in plan.steps[1:]:
        if plan.code_valid_for is not None and step.after is not None and plan.timer(step) >= plan.code_valid_for:
            details = {"timer": spoken(plan.timer(step)), "deadline": spoken(plan.code_valid_for)}
            yield PlanHit(f"{step.key}.after", details)


def code_dead_by_text(planned: Planned, spec: Spec) -> Iterator[PlanHit]:
    """By what a text says of its code, found by the given rules, that is no longer valid when a later step goes out."""
    plan = planned.plan
    # What the plan says itself is for the other tests.
    if plan.code_valid_for is not None:
        return
    valid: int | None = None
    for step in planned.steps:
        told = [finding.matched for finding in step.as_line if finding.rule in spec["rules"]]
        valid = min((seconds for text in told for seconds in _durations(text)), default=valid)
        timer = plan.timer(step.step)
        if valid is not None and step.step.after is not None and timer >= valid:
            yield PlanHit(f"{step.step.key}.after", {"timer": spoken(timer), "deadline": spoken(valid)})


def _durations(text: str) -> Iterator[int]:
    """The lengths of time, in seconds, that a text writes out."""
    # Late: it loads spaCy, which a check of texts does without.
    from nmlint.intent.facts import facts_of  # noqa: PLC0415

    for fact in facts_of(text):
        match = _ISO.fullmatch(fact.value)
        if match is not None:
            hours, minutes, seconds = (int(part or 0) for part in match.groups())
            yield hours * HOUR + minutes * MINUTE + seconds


def code_outlived(planned: Planned, _: Spec) -> Iterator[PlanHit]:
    """A notification message may bring a one-time code after it has died."""
    valid = planned.plan.code_valid_for
    if valid is not None and planned.line is not None and valid < planned.window:
        yield PlanHit("code_valid_for", {"deadline": spoken(valid), "most": spoken(planned.window)})


TESTS: Mapping[str, Test] = {
    "urgent-on-line": urgent_on_line,
    "unknown-notice": unknown_notice,
    "barred-on-line": barred_on_line,
    "dearer-than-needed": dearer_than_needed,
    "timer-past-deadline": timer_past_deadline,
    "timer-too-tight": timer_too_tight,
    "late-for-pressing": late_for_pressing,
    "timer-too-short": timer_too_short,
    "deadline-past": deadline_past,
    "sent-late": sent_late,
    "window-shortened": window_shortened,
    "code-dead-at-fallback": code_dead_at_fallback,
    "code-dead-by-text": code_dead_by_text,
    "code-outlived": code_outlived,
}
