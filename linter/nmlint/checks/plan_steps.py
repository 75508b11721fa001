"""How the steps of a plan follow one another, and what each needs beside its text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from nmlint.checks.model import Spec
from nmlint.checks.planned import PlanHit, Planned, Test
from nmlint.documents.model import DELIVERED
from nmlint.vocabulary import NOTIFICATION, OA_PUSH, SMS

_ALL, _NONE = "all", "none"


def no_fallback(planned: Planned, _: Spec) -> Iterator[PlanHit]:
    """Nothing follows the notification message, though part of the receivers never gets one."""
    if planned.plan.line is not None and not planned.plan.follow_ups:
        yield PlanHit(f"{planned.plan.line.key}.channel")


def broadcast(planned: Planned, _: Spec) -> Iterator[PlanHit]:
    """A later step has no condition, so that everybody gets it beside the notification message."""
    for step in planned.plan.steps[1:]:
        if planned.line is not None and step.unless is None and step.on is None:
            yield PlanHit(f"{step.key}.channel", {"channels": planned.listed([step.channel])})


def first_step_waits(planned: Planned, _: Spec) -> Iterator[PlanHit]:
    """The first step is to wait for something, though nothing stands before it."""
    first = planned.plan.steps[0]
    for key, told in (("after", first.after), ("unless", first.unless), ("on", first.on)):
        if planned.plan.present and told:
            yield PlanHit(f"{first.key}.{key}")
            return


def success_not_delivered(planned: Planned, _: Spec) -> Iterator[PlanHit]:
    """What stops the fallback is not the delivery."""
    for step in planned.plan.follow_ups[:1]:
        if step.unless is not None and step.unless != DELIVERED:
            yield PlanHit(f"{step.key}.unless", {"status": step.unless})


def waits_for_failure(planned: Planned, _: Spec) -> Iterator[PlanHit]:
    """The fallback waits for a failure to be reported, which LINE does not do."""
    for step in planned.plan.follow_ups[:1]:
        if step.on is not None:
            yield PlanHit(f"{step.key}.on", {"status": step.on})


def no_timer(planned: Planned, _: Spec) -> Iterator[PlanHit]:
    """The fallback has a condition, but no time at which it is looked at."""
    for step in planned.plan.follow_ups[:1]:
        if step.unless is not None and step.on is None and step.after is None:
            yield PlanHit(f"{step.key}.unless", {"most": str(planned.window // 3600)})


def no_deduplication(planned: Planned, _: Spec) -> Iterator[PlanHit]:
    """Nothing tells that two messages are about the same thing."""
    plan = planned.plan
    if plan.present and plan.follow_ups and not plan.deduplicate_by:
        yield PlanHit(f"{plan.follow_ups[0].key}.channel")


def friend_only(planned: Planned, spec: Spec) -> Iterator[PlanHit]:
    """A push to friends goes to people who may be none; `told` asks whether it was said who they are.

    A list of friends that is kept true leaves the others out, but where nobody is a friend it leaves nobody in.
    """
    plan, friends = planned.plan, planned.plan.audience.friends
    if friends == _ALL or (friends is not None) is not spec["told"]:
        return
    missing = _not_kept(plan.friends, spec["kept_by"])
    for step in plan.steps:
        if step.channel == OA_PUSH and (missing or friends == _NONE):
            key = f"{step.key}.channel" if friends is None else "audience.friends"
            yield PlanHit(key, {"value": friends or "", "missing": ", ".join(missing or spec["kept_by"])})


def _not_kept(kept_by: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """What is wanted for a list of friends to stay true and is not named, however that is spelt."""
    named = [re.sub(r"[\s_-]", "", word).casefold() for word in kept_by]
    return [want for want in wanted if not any(word.startswith(want.replace("-", "")) for word in named)]


def country_not_served(planned: Planned, _: Spec) -> Iterator[PlanHit]:
    """Numbers of countries in which there are no notification messages."""
    if planned.plan.line is None:
        return
    served = planned.matrix.channels[NOTIFICATION].countries
    others = [country for country in planned.plan.audience.countries if country not in served]
    if others:
        yield PlanHit("audience.countries", {"countries": ", ".join(others), "served": ", ".join(served)})


def phone_source_missing(planned: Planned, _: Spec) -> Iterator[PlanHit]:
    """Nobody says by what right the phone numbers are used."""
    told = planned.document.declaration.evidence.get("phone_source")
    by_texts = any(step.said.evidence.get("phone_source") for step in planned.steps)
    if planned.plan.present and not told and not by_texts:
        by_phone = [step for step in planned.plan.steps if step.channel in (NOTIFICATION, SMS)]
        if by_phone:
            yield PlanHit(f"{by_phone[0].key}.channel")


def sender_of_sms_missing(planned: Planned, _: Spec) -> Iterator[PlanHit]:
    """Nobody says who sends the SMS of the plan."""
    for step in planned.plan.steps:
        if planned.plan.present and step.channel == SMS and step.via is None:
            yield PlanHit(f"{step.key}.channel")
            return


def doubtful_twice(planned: Planned, spec: Spec) -> Iterator[PlanHit]:
    """A trade in which a second message about money alarms people or breaks the law, with a fallback that sends one."""
    plan = planned.plan
    scenario = planned.document.declaration.scenario
    industry = (plan.industry or "").casefold()
    if industry in spec["industries"] and scenario in spec["scenarios"] and plan.line and plan.follow_ups:
        yield PlanHit("industry", {"industry": plan.industry or ""})


TESTS: Mapping[str, Test] = {
    "no-fallback": no_fallback,
    "broadcast": broadcast,
    "first-step-waits": first_step_waits,
    "success-not-delivered": success_not_delivered,
    "waits-for-failure": waits_for_failure,
    "no-timer": no_timer,
    "no-deduplication": no_deduplication,
    "friend-only": friend_only,
    "country-not-served": country_not_served,
    "phone-source-missing": phone_source_missing,
    "sender-of-sms-missing": sender_of_sms_missing,
    "doubtful-twice": doubtful_twice,
}
