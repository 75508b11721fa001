"""Words that a rule found only after a disguise was taken off them."""

from __future__ import annotations

from collections.abc import Iterator

from nmlint.checks.model import Finder, Hit, Registry, Spec, Subject
from nmlint.text.views import Trick


class Disguise:
    """Has no hits of its own: the engine asks it about the hits of other rules."""

    triggers: frozenset[int] | None = frozenset()

    def __init__(self, tricks: frozenset[Trick]) -> None:
        self.tricks = tricks

    def find(self, subject: Subject) -> Iterator[Hit]:
        del subject
        yield from ()


def disguise(spec: Spec, registry: Registry) -> Finder:
    """`disguise: {tricks: [invisible, inserted, look-alike, phonetic]}`."""
    del registry
    return Disguise(frozenset(Trick(trick) for trick in spec["tricks"]))
