"""What can be wrong with a send plan, or with the fallback that a template declares: `plan: {test: …}`."""

from __future__ import annotations

from collections.abc import Iterator

from nmlint.checks.model import Hit, Registry, Spec, Subject, source_hit
from nmlint.rendering import Origin


class OfPlan:
    """The hits of one test; its subject is the plan as a whole, and what it finds stands under the plan's keys."""

    triggers: frozenset[int] | None = None

    def __init__(self, spec: Spec) -> None:
        self._spec = spec

    def find(self, subject: Subject) -> Iterator[Hit]:
        planned = subject.case.planned
        if planned is None:
            return
        # Late: most documents have no plan, and are judged without what the tests load.
        from nmlint.checks.plan_tests import TESTS  # noqa: PLC0415

        for key, details, origin in TESTS[self._spec["test"]](planned, self._spec):
            place = origin or Origin(planned.document.source.name, planned.place(key))
            yield source_hit(place, **details)._replace(pointer=planned.pointer(key))


def plans(spec: Spec, _registry: Registry) -> OfPlan:
    """`plan: {test: …}` with the options of the test."""
    return OfPlan(spec)
