"""How well the facts in texts are recognised, compared with those that people found in them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from nmlint.evaluation.rows import WantedFact
from nmlint.shares import share_dict


class Recognised(Protocol):
    """A fact as far as it is compared."""

    @property
    def kind(self) -> str:
        """What it is."""

    @property
    def value(self) -> str:
        """What it says, however it is written."""


Recogniser = Callable[[str], Iterable[Recognised]]


@dataclass(slots=True)
class Agreement:
    """How many facts were wanted, how many found, and how many are both."""

    wanted: int = 0
    found: int = 0
    both: int = 0

    def add(self, wanted: int, found: int) -> None:
        """Counts how often one and the same fact was wanted and found in a text."""
        self.wanted += wanted
        self.found += found
        self.both += min(wanted, found)

    def to_dict(self) -> dict[str, Any]:
        """As the contract has it; null where nothing was found, or nothing wanted."""
        return {"precision": share_dict(self.both, self.found), "recall": share_dict(self.both, self.wanted)}


@dataclass(slots=True)
class Recognition:
    """Counts facts by kind; a fact that stands in a text twice is wanted twice."""

    overall: Agreement = field(default_factory=Agreement)
    by_kind: dict[str, Agreement] = field(default_factory=lambda: defaultdict(Agreement))
    rows: int = 0

    def add(self, wanted: Iterable[WantedFact], found: Iterable[Recognised]) -> None:
        """Compares the facts of one text."""
        self.rows += 1
        asked = Counter(wanted)
        told = Counter(WantedFact(str(fact.kind), fact.value) for fact in found)
        for fact in asked | told:
            for agreement in (self.overall, self.by_kind[fact.kind]):
                agreement.add(asked[fact], told[fact])

    def to_dict(self) -> dict[str, Any] | None:
        """As the contract has it; None when no row says which facts it has."""
        if not self.rows:
            return None
        return {
            "overall": self.overall.to_dict(),
            "by_kind": {kind: self.by_kind[kind].to_dict() for kind in sorted(self.by_kind)},
        }


def recognise(text: str) -> Iterable[Recognised]:
    """The facts that nmlint finds in a text."""
    # Late: it loads spaCy, which only files with facts in them need.
    from nmlint.intent.facts import facts_of  # noqa: PLC0415

    return facts_of(text)
