"""The texts of a plan's steps: whether they can be read, may go out on their channel, and bear arriving twice."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from nmlint.bilingual import did_you_mean
from nmlint.checks import judged
from nmlint.checks.model import Spec
from nmlint.checks.planned import PlanHit, Planned, Test
from nmlint.rendering import Origin
from nmlint.verdict import Verdict
from nmlint.vocabulary import channel_of


def unreadable(planned: Planned, _: Spec) -> Iterator[PlanHit]:
    """The text of a step cannot be read or rendered."""
    for step in planned.steps:
        if step.problem is not None:
            reason, origin = judged.why_not(step.problem, embedded=step.step.text is not None)
            yield PlanHit(step.key, {"reason": reason}, origin)


def without_text(planned: Planned, _: Spec) -> Iterator[PlanHit]:
    """A step says not what it sends."""
    for step in planned.plan.steps:
        if planned.plan.present and step.text is None and step.template is None:
            yield PlanHit(f"{step.key}.channel", {"channels": planned.listed([step.channel])})


def unknown_scenario(planned: Planned, _: Spec) -> Iterator[PlanHit]:
    """The plan declares a scenario that does not exist."""
    declared = planned.document.declaration.scenario
    if declared is not None and planned.deadline_class is None and "scenario" in planned.spans:
        yield PlanHit("scenario", {"value": declared, "hint": did_you_mean(declared, planned.scenarios)})


def other_scenario(planned: Planned, _: Spec) -> Iterator[PlanHit]:
    """A text declares another scenario than the plan."""
    declared = planned.document.declaration.scenario
    for step in planned.steps if planned.plan.present else ():
        if step.said.scenario is not None and step.said.scenario != declared:
            span = step.said.spans.get("scenario")
            origin = Origin(step.document.source.name, span) if step.document is not None and span else None
            yield PlanHit(step.key, {"value": declared or "", "others": step.said.scenario}, origin)


def circular(planned: Planned, _: Spec) -> Iterator[PlanHit]:
    """The fallback of a step's text leads back to where it began."""
    for step in planned.steps:
        if step.circle:
            yield PlanHit(step.key, {"circle": " → ".join(step.circle)})


def of_other_type(planned: Planned, _: Spec) -> Iterator[PlanHit]:
    """A text declares another message type than its step's channel takes."""
    for step in planned.steps:
        said, channel = step.said.message, step.step.channel
        if said is not None and channel_of(said) != channel:
            yield PlanHit(step.key, {"type": said, "channels": planned.listed([channel])})


def lacking(planned: Planned, spec: Spec) -> Iterator[PlanHit]:
    """The notification message lacks what a receiver needs who gets two, as the given rules tell."""
    line = planned.line
    # What stands in the plan itself, or declares its own fallback, has those rules' findings itself.
    if line is None or not planned.plan.follow_ups or line.step.template is None:
        return
    if any(finding.rule in spec["rules"] for finding in judged.standing(line.artefact)):
        yield PlanHit(line.key, {"value": line.step.template})


def refused(planned: Planned, spec: Spec) -> Iterator[PlanHit]:
    """A step's text may not go out on its channel."""
    yield from _judged(planned, Verdict.BLOCK, spec["besides"])


def doubtful(planned: Planned, spec: Spec) -> Iterator[PlanHit]:
    """A person must look at a step's text before it goes out."""
    yield from _judged(planned, Verdict.REVIEW, spec["besides"])


def _judged(planned: Planned, verdict: Verdict, besides: Collection[str]) -> Iterator[PlanHit]:
    """The steps with a verdict, for what was found besides what `lacking` tells of the notification message."""
    for step in planned.steps:
        # What stands in the plan itself has findings of its own there, and so has a template that is judged itself.
        if step.step.template is None or step.artefact is None or step.artefact.verdict is not verdict:
            continue
        told = step is planned.line and planned.plan.follow_ups and planned.plan.present
        # What a text says of its channel is told of the plan as it stands there.
        counted = judged.decisive(step.artefact, verdict, planned.signs.union(besides if told else ()))
        if not counted:
            continue
        details = {"value": step.step.template, "channels": planned.listed([step.step.channel])}
        yield PlanHit(step.key, {**details, "rules": judged.placed(counted)})


TESTS: Mapping[str, Test] = {
    "unreadable": unreadable,
    "without-text": without_text,
    "unknown-scenario": unknown_scenario,
    "other-scenario": other_scenario,
    "circular": circular,
    "of-other-type": of_other_type,
    "lacking": lacking,
    "refused": refused,
    "doubtful": doubtful,
}
