"""What is wrong with a template as a program."""

from __future__ import annotations

from collections.abc import Iterator

from nmlint.checks.model import Finder, Hit, Registry, Spec, Subject, source_hit


class Template:
    """Branches that nothing reaches, branches that fail, and constructs that a notice has no use for."""

    triggers: frozenset[int] | None = None

    def __init__(self, test: str) -> None:
        self._test = test

    def find(self, subject: Subject) -> Iterator[Hit]:
        rendering = subject.case.rendering
        if rendering is None or not subject.primary:
            return
        if self._test == "unreached":
            for gap in rendering.unreached:
                yield source_hit(gap.origin, reason=gap.reason)
        elif self._test == "failed-branch":
            for failure in rendering.failed:
                when = " and ".join(decision.phrase for decision in failure.decisions)
                yield source_hit(failure.problem.origin, reason=failure.problem.message, when=when)
        else:
            for construct in rendering.unsafe if self._test == "unsafe" else rendering.unknown:
                yield source_hit(construct.origin, reason=construct.kind, name=construct.name)


def template(spec: Spec, registry: Registry) -> Finder:
    """`template: {test: unreached | failed-branch | unsafe | unknown}`."""
    del registry
    return Template(spec["test"])
