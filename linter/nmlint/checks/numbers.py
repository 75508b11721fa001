"""Numbers that identify a person, where no label says that they are something else."""

from __future__ import annotations

from collections.abc import Iterator

from nmlint.checks.model import Finder, Hit, Registry, Spec, Subject
from nmlint.checks.phrases import Phrases
from nmlint.checks.proximity import NEAR_BY_DEFAULT, Beside
from nmlint.text.numbers import FINDERS, MARKS, digits_of


class Numbers:
    """Numbers of one kind whose check digits agree, unless a word beside them explains them."""

    def __init__(self, test: str, unless_near: Beside, registry: Registry) -> None:
        marks = MARKS.get(test)
        self.triggers = None if marks is None else frozenset(map(registry.needle, marks))
        self._find = FINDERS[test]
        self._unless_near = unless_near

    def find(self, subject: Subject) -> Iterator[Hit]:
        if not subject.long_number:
            return
        text, own = subject.view.text, subject.case.own_numbers
        hits = [
            subject.folded_hit(start, end)
            for start, end in self._find(text)
            if not own or digits_of(text[start:end]) not in own
        ]
        if hits:
            yield from (hit._replace(secret=True) for hit in self._unless_near.without(subject, hits))


def numbers(spec: Spec, registry: Registry) -> Finder:
    """`numbers: {test: …, unless_near: […], within: …}`."""
    words = Phrases(spec.get("unless_near", ()), registry)
    beside = Beside(words, within=spec.get("within", NEAR_BY_DEFAULT), side="either", one_clause=False)
    return Numbers(spec["test"], beside, registry)
