"""Which of the hits in one place is told: a rule may yield to another that says more."""

from __future__ import annotations

from typing import NamedTuple

from nmlint.checks.model import Hit, Subject
from nmlint.messages.lines import SlotText
from nmlint.rulebook import Prepared


class Found(NamedTuple):
    """A hit of a rule, and the text that it was found in."""

    prepared: Prepared
    hit: Hit
    subject: Subject
    text: SlotText


def without_yielding(hits: list[Found]) -> list[Found]:
    """The hits less those of rules that yield to another rule's hit in the same place."""
    rules = {id(found.prepared): found.prepared for found in hits}
    superiors = {
        key: {other for other, superior in rules.items() if prepared.yields_to(superior)}
        for key, prepared in rules.items()
        if prepared.rule.yields_to
    }
    above = {key: [found for found in hits if id(found.prepared) in others] for key, others in superiors.items()}
    return [
        found for found in hits if not any(_in_one_place(found, other) for other in above.get(id(found.prepared), ()))
    ]


def _in_one_place(found: Found, other: Found) -> bool:
    """Whether two hits are about the same characters, or both about the message as a whole."""
    if found.hit.placeless or other.hit.placeless or other.hit.origin is not None:
        return found.hit.placeless and (other.hit.placeless or other.hit.origin is not None)
    return found.text is other.text and found.hit.raw.overlaps(other.hit.raw)
