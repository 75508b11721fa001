"""Suggests a scenario from the anchor words that the scenario files name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

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

    @property
    def runner_up(self) -> str | None:
        """The scenario whose words fit next."""
        return self.ranked[1] if len(self.ranked) > 1 else None


class Anchors:
    """What each anchor word says for which scenario: the more scenarios share it, the less."""

    def __init__(self, words: Mapping[str, tuple[frozenset[int], frozenset[int]]]) -> None:
        """Takes, by scenario, the numbers of its ordinary and of its strong anchor words."""
        shared = Counter(word for ordinary, strong in words.values() for word in ordinary | strong)
        self._votes: dict[int, list[tuple[str, float]]] = {}
        for scenario, (ordinary, strong) in words.items():
            for word in ordinary | strong:
                weight = (STRONG if word in strong else 0) + (word in ordinary)
                self._votes.setdefault(word, []).append((scenario, weight / shared[word]))

    def guess(self, texts: Iterable[Iterable[int]]) -> Guess:
        """The scenarios that the words seen in some texts speak for."""
        weights: dict[str, float] = {}
        for word in sorted(self._votes.keys() & set(chain.from_iterable(texts))):
            for scenario, weight in self._votes[word]:
                weights[scenario] = weights.get(scenario, 0.0) + weight
        if not weights:
            return Guess()
        ranked = sorted(weights, key=lambda name: (-weights[name], name))
        return Guess(tuple(ranked), round(weights[ranked[0]] / sum(weights.values()), 2))
