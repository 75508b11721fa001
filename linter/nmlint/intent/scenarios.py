"""Suggests what a notice is for: by the intent table, and by the anchor words that the scenario files name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from itertools import chain

from nmlint.intent.reading import FEW_LETTERS, Understood
from nmlint.intent.table import NONE, Table

# What an anchor word adds to the points of its scenario, and how much more a strong one says. Heuristics: measured on
# the project's own messages, and flat around these values.
ANCHOR = 50
STRONG = 4
# LINE reviews an extension case by case: it is suggested only where it leads the listed scenarios by so much.
EXTENSION_LEAD = 60
# A text that fits no scenario at all by so much more than the best one suggests none.
NONE_LEAD = 300


@dataclass(frozen=True, slots=True)
class Guess:
    """Scenarios by how well a message fits them, best first.

    `confidence` is how often such a lead over the next is right, 0 to 1; `learnt` are the points of the table alone.
    """

    ranked: tuple[str, ...] = ()
    confidence: float | None = None
    learnt: Mapping[str, int] = field(default_factory=dict)

    @property
    def best(self) -> str | None:
        """The scenario that fits best."""
        return self.ranked[0] if self.ranked else None

    @property
    def runner_up(self) -> str | None:
        """The scenario that fits next."""
        return self.ranked[1] if len(self.ranked) > 1 else None

    def lead(self, over: str) -> int:
        """By how many points of the table the best fits better than another."""
        return self.learnt.get(self.ranked[0], 0) - self.learnt.get(over, 0) if self.ranked else 0


class Scenarios:
    """What each word and n-gram says for which scenario."""

    def __init__(
        self,
        words: Mapping[str, tuple[frozenset[int], frozenset[int]]],
        extensions: AbstractSet[str],
        table: Table,
    ) -> None:
        """Takes, by scenario, the numbers of its ordinary and of its strong anchor words."""
        self._table, self._extensions = table, extensions
        self._known = words.keys()
        shared = Counter(word for ordinary, strong in words.values() for word in ordinary | strong)
        self._votes: dict[int, list[tuple[str, int]]] = {}
        for scenario, (ordinary, strong) in words.items():
            for word in ordinary | strong:
                # The more scenarios share a word, the less it says.
                points = ANCHOR * (STRONG * (word in strong) + (word in ordinary)) // shared[word]
                self._votes.setdefault(word, []).append((scenario, points))

    def guess(self, texts: Sequence[tuple[Understood, Iterable[int]]]) -> Guess:
        """The scenarios that the texts of a message speak for, each with the anchor words seen in it."""
        learnt: dict[str, int] = {}
        read = [understood for understood, _ in texts if understood.known_language]
        total = sum(understood.total for understood in read)
        # Numbers, or one word again and again, fit every scenario as badly.
        if total and len({word for understood in read for word in understood.words if word.isalpha()}) >= FEW_LETTERS:
            every = dict(zip(self._table.labels, self._table.unpacked(total), strict=True))
            learnt = {label: points for label, points in every.items() if label in self._known}
            if every[NONE] - max(learnt.values(), default=0) > NONE_LEAD:
                return Guess()
        points = dict(learnt)
        for word in self._votes.keys() & set(chain.from_iterable(words for _, words in texts)):
            for scenario, votes in self._votes[word]:
                points[scenario] = points.get(scenario, 0) + votes
        if not points:
            return Guess()
        for scenario in self._extensions & points.keys():
            points[scenario] -= EXTENSION_LEAD
        ranked = tuple(sorted(points, key=lambda name: (-points[name], name)))
        guess = Guess(ranked, None, learnt)
        if len(ranked) == 1 or ranked[0] not in learnt:
            return guess
        return replace(guess, confidence=self._table.confidence("scenario", guess.lead(ranked[1])))
