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
        found = {
            "unreached": rendering.unreached,
            "failed-branch": rendering.failed,
            "unsafe": rendering.unsafe,
        }[self._test]
        for item in found:
            yield source_hit(item.origin, reason=item.reason)


def template(spec: Spec, registry: Registry) -> Finder:
    """`template: {test: unreached | failed-branch | unsafe}`."""
    del registry
    return Template(spec["test"])
