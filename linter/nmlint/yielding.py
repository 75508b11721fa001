"""Which hits are told: names advertise nothing, what shares characters is one, and a rule may yield to another."""

from __future__ import annotations

from typing import NamedTuple

from nmlint.checks.model import Hit, Subject
from nmlint.messages.lines import SlotText
from nmlint.rulebook import Prepared
from nmlint.source import Span


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


def exempt(subject: Subject) -> list[Span]:
    """Where the declared sender and products are named: names advertise nothing."""
    declaration = subject.case.document.declaration
    raw, spans = subject.raw, []
    for name in dict.fromkeys((declaration.sender, *declaration.products, *subject.case.settings.senders)):
        start = raw.find(name) if name else -1
        while name and start >= 0:
            spans.append(Span(start, start + len(name)))
            start = raw.find(name, start + 1)
    return spans


def joined(subject: Subject, hits: list[Hit]) -> list[Hit]:
    """The hits of one rule, those that share characters as one."""
    if len(hits) < 2:  # noqa: PLR2004  one hit has no other
        return hits
    together: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.raw.start, -hit.raw.end)):
        last = together[-1] if together else None
        if last is None or last.origin is not None or hit.origin is not None or not last.raw.overlaps(hit.raw):
            together.append(hit)
        elif not last.raw.covers(hit.raw):
            both = subject.folded_hit(last.start, max(last.end, hit.end))
            tricks = last.tricks | hit.tricks
            together[-1] = last._replace(end=both.end, raw=both.raw, read_as="", tricks=tricks)
    return together
