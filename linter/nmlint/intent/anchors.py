"""Suggests a scenario from the anchor words that the scenario files name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# How much more a strong anchor says than an ordinary one. A heuristic: no source gives a figure.
STRONG = 4.0


@dataclass(frozen=True, slots=True)
class Guess:
    """Scenarios by how well their words fit, best first, with the best one's share of the weight."""

    ranked: tuple[str, ...] = ()
    confidence: float | None = None

    @property
    def best(self) -> str | None:
        """The scenario whose words fit best."""
        return self.ranked[0] if self.ranked else None


def guess_scenario(
    anchors: Mapping[str, tuple[frozenset[int], frozenset[int]]], texts: Sequence[Mapping[int, Sequence[Any]]]
) -> Guess:
    """Weighs each anchor word seen by how few scenarios share it."""
    seen = frozenset().union(*texts) if texts else frozenset()
    if not seen:
        return Guess()
    shared = Counter(word for ordinary, strong in anchors.values() for word in (ordinary | strong) & seen)
    weights = {
        scenario: _weight(ordinary & seen, shared) + STRONG * _weight(strong & seen, shared)
        for scenario, (ordinary, strong) in anchors.items()
    }
    ranked = sorted((name for name, weight in weights.items() if weight), key=lambda name: (-weights[name], name))
    total = sum(weights.values())
    return Guess(tuple(ranked), round(weights[ranked[0]] / total, 2) if ranked else None)


def _weight(words: Iterable[int], shared: Mapping[int, int]) -> float:
    return sum(1 / shared[word] for word in words)
