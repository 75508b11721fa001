"""The texts and templates of a service plan's notices: whether they can be judged, and stand up to it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from nmlint.checks import judged
from nmlint.checks.keyed import PlanHit
from nmlint.checks.model import Spec
from nmlint.checks.submitted import Submitted, Test
from nmlint.verdict import Verdict, verdict_of


def unreadable(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """The text or the template of a notice cannot be read or rendered."""
    for entry in submitted.entries:
        for text in entry.every:
            if text.problem is not None:
                reason, origin = judged.why_not(text.problem, embedded=text.text is not None)
                yield PlanHit(text.key, {"reason": reason}, origin)


def refused(submitted: Submitted, spec: Spec) -> Iterator[PlanHit]:
    """The template of a notice may not be sent."""
    yield from _judged(submitted, Verdict.BLOCK, spec.get("besides", ()))


def doubtful(submitted: Submitted, spec: Spec) -> Iterator[PlanHit]:
    """A person must look at the template of a notice before it is sent."""
    yield from _judged(submitted, Verdict.REVIEW, spec.get("besides", ()))


def _judged(submitted: Submitted, verdict: Verdict, besides: Collection[str]) -> Iterator[PlanHit]:
    """The templates with a verdict, for what was found besides what the plan's own rules tell."""
    told: set[str] = set()
    for entry in submitted.entries:
        # What stands in the plan itself has findings of its own there.
        template = entry.template
        if template is None or template.artefact is None or template.artefact.path in told:
            continue
        counted = [finding for finding in judged.standing(template.artefact) if finding.rule not in besides]
        if verdict_of(counted) is verdict:
            found = judged.decisive(template.artefact, verdict, besides)
            told.add(template.artefact.path)
            yield PlanHit(template.key, {"value": entry.entry.template or "", "rules": judged.placed(found)})


def unused_variable(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """The plan declares a variable of a notice that neither its texts nor its template have."""
    for entry in submitted.entries:
        for name, variable in entry.entry.declaration.variables.items():
            if entry.in_use is not None and name not in entry.in_use:
                key = f"{entry.entry.key}.variables.{name}"
                yield PlanHit(key, {"value": name}, submitted.declared_at(variable))


TESTS: Mapping[str, Test] = {
    "text-unreadable": unreadable,
    "text-refused": refused,
    "text-doubtful": doubtful,
    "variable-unused": unused_variable,
}
