"""What a text says by the intent table: how much of an advert it is, clause by clause, and which scenario it fits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from nmlint.intent.grams import clauses, grams, places, tokens
from nmlint.intent.table import PROMOTIONAL, Table
from nmlint.source import Span


# Of a language that was learnt nearly every token has a weight, of another hardly any but names and loan words.
KNOWN_ONE_IN = 3
FEW_LETTERS = 6
# What a finding quotes as the words that decided.
MOST_WORDS = 3
LONGEST_WORDS = 6
# n-grams of one, two and three tokens are shared out without a rest.
_SHARES = 6


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of tokens between two breaks, and the sum of its rows."""

    start: int
    end: int
    total: int


@dataclass(frozen=True, slots=True)
class Passage:
    """Neighbouring clauses that read as one thing, as offsets in the folded text."""

    span: Span
    points: int


@dataclass(frozen=True)
class Understood:
    """A folded text as the table reads it."""

    text: str
    table: Table

    @cached_property
    def words(self) -> Sequence[str]:
        """The tokens."""
        return tokens(self.text)

    @cached_property
    def clauses(self) -> Sequence[Clause]:
        """The clauses in order."""
        words = self.words
        weigh = self.table.rows(words).get
        return [
            Clause(start, end, sum(filter(None, map(weigh, chain.from_iterable(grams(words[start:end]))))))
            for start, end in clauses(words)
        ]

    @cached_property
    def total(self) -> int:
        """The sum of all rows."""
        return sum(clause.total for clause in self.clauses)

    @cached_property
    def known_language(self) -> bool:
        """Whether the table learnt the language of the text, as far as its few letters tell."""
        letters = [word for word in self.words if word.isalpha()]
        rows = self.table.rows(letters)
        return len(letters) < FEW_LETTERS or sum(word in rows for word in letters) * KNOWN_ONE_IN >= len(letters)

    @cached_property
    def promotion(self) -> Passage | None:
        """The neighbouring clauses that together say most for an advert; None where no clause does."""
        best, best_range = 0, (0, 0)
        running, first = 0, 0
        for number, points in enumerate(self._promotional):
            if running <= 0:
                running, first = 0, number
            running += points
            if running > best:
                best, best_range = running, (first, number)
        return Passage(self._span(*best_range), best) if best > 0 else None

    @cached_property
    def _promotional(self) -> Sequence[int]:
        lane = self.table.labels.index(PROMOTIONAL)
        return [self.table.lane(clause.total, lane) for clause in self.clauses]

    def record_points(self, span: Span) -> int:
        """How much the clauses that a span of the folded text touches speak against an advert."""
        touched = [
            -points
            for clause, points in zip(self.clauses, self._promotional, strict=True)
            if self._places[clause.start].start < span.end and span.start < self._places[clause.end - 1].end
        ]
        return sum(touched)

    def telling(self, label: str, against: str | None = None, within: Span | None = None) -> list[Span]:
        """The words that said most for a label, or for it and against another, the heaviest first."""
        lane = self.table.labels.index(label)
        other = None if against is None else self.table.labels.index(against)
        found: list[tuple[int, int, int]] = []
        for clause in self.clauses:
            place = Span(self._places[clause.start].start, self._places[clause.end - 1].end)
            if within is None or within.covers(place):
                said = self._said(clause, lane, other)
                found += [(points, clause.start + start, clause.start + end) for points, start, end in _peaks(said)]
        found.sort(key=lambda peak: (-peak[0], peak[1]))
        spans = (Span(self._places[start].start, self._places[end - 1].end) for _, start, end in found)
        # One character alone tells a reader nothing.
        return [span for span in spans if span.end - span.start > 1][:MOST_WORDS]

    def _said(self, clause: Clause, lane: int, other: int | None) -> list[int]:
        """What each token of a clause says: its share of every n-gram that it stands in."""
        words = self.words[clause.start : clause.end]
        said = [0] * len(words)
        for length, row in enumerate(grams(words), 1):
            for at, gram in enumerate(row):
                weights = self.table.weights(gram)
                if weights is not None:
                    points = weights[lane] - (0 if other is None else weights[other])
                    for token in range(at, at + length):
                        said[token] += points * _SHARES // length
        return said

    @cached_property
    def _places(self) -> Sequence[Span]:
        return places(self.text)

    def _span(self, first: int, last: int) -> Span:
        return Span(self._places[self.clauses[first].start].start, self._places[self.clauses[last].end - 1].end)


def _peaks(said: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """The stretches of a clause that say most, none longer than a few tokens: points, start and end."""
    stretches = [
        (sum(said[start:end]), start, end)
        for start in range(len(said))
        for end in range(start + 1, min(start + LONGEST_WORDS, len(said)) + 1)
    ]
    taken: list[tuple[int, int, int]] = []
    for points, start, end in sorted(stretches, key=lambda peak: (-peak[0], peak[2] - peak[1], peak[1])):
        if points <= 0 or len(taken) == MOST_WORDS:
            break
        if all(end <= other_start or other_end <= start for _, other_start, other_end in taken):
            taken.append((points, start, end))
    yield from taken
