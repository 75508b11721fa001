"""What can be wrong with a service plan: `submission: {test: …}`."""

from __future__ import annotations

from collections.abc import Iterator

from nmlint.checks.model import Hit, Registry, Spec, Subject, source_hit
from nmlint.rendering import Origin


class OfSubmission:
    """The hits of one test; its subject is the plan as a whole, and what it finds stands under the plan's keys."""

    triggers: frozenset[int] | None = None

    def __init__(self, spec: Spec) -> None:
        self._spec = spec

    def find(self, subject: Subject) -> Iterator[Hit]:
        submitted = subject.case.submitted
        if submitted is None:
            return
        # Late: few documents are service plans.
        from nmlint.checks.submission_tests import TESTS  # noqa: PLC0415

        for key, details, origin in TESTS[self._spec["test"]](submitted, self._spec):
            place = origin or Origin(submitted.document.source.name, submitted.place(key))
            yield source_hit(place, **details)._replace(pointer=submitted.pointer(key))


def submissions(spec: Spec, _registry: Registry) -> OfSubmission:
    """`submission: {test: …}` with the options of the test."""
    return OfSubmission(spec)
