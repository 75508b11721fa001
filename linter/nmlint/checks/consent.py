"""The consent that a stand-alone advertisement rests on, on channels that may carry one, and what else it needs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from nmlint.checks.model import Finder, Hit, Registry, Spec, Subject


class Consent:
    """Has no hits of its own: the engine puts under it where a text begins to advertise that may do so by consent."""

    triggers: frozenset[int] | None = frozenset()

    def __init__(self, evidence: str, denials: Iterable[str], told_by: Iterable[str]) -> None:
        self._evidence = evidence
        self._denials = frozenset(word.casefold() for word in denials)
        self._told_by = frozenset(told_by)

    def is_missing(self, evidence: Mapping[str, Any], found: Collection[str]) -> bool:
        """Whether the evidence is not declared, or only says that there is none, and no rule found it in the text."""
        said = evidence.get(self._evidence)
        denied = not said or str(said).strip().casefold() in self._denials
        return denied and self._told_by.isdisjoint(found)

    def find(self, subject: Subject) -> Iterator[Hit]:
        del subject
        yield from ()


def consent(spec: Spec, _registry: Registry) -> Finder:
    """`consent: {evidence: …, denials: […], told_by: […]}`.

    The key under which it is declared, words by which it is not, and rules whose findings in the text stand for it.
    """
    return Consent(spec["evidence"], spec.get("denials", ()), spec.get("told_by", ()))
