"""The consent that a stand-alone advertisement rests on, on channels that may carry one."""

from __future__ import annotations

from collections.abc import Iterator

from nmlint.checks.model import Finder, Hit, Registry, Spec, Subject


class Consent:
    """Has no hits of its own: the engine puts under it where a text begins to advertise that may do so by consent."""

    triggers: frozenset[int] | None = frozenset()

    def __init__(self, evidence: str) -> None:
        self.evidence = evidence

    def find(self, subject: Subject) -> Iterator[Hit]:
        del subject
        yield from ()


def consent(spec: Spec, _registry: Registry) -> Finder:
    """`consent: {evidence: …}`, with the key under which the consent is declared."""
    return Consent(spec["evidence"])
