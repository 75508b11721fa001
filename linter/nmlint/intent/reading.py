"""What a text says by the intent table: how much of an advert it is, clause by clause, and which scenario it fits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, repeat
from typing import NamedTuple

from nmlint.intent.grams import clauses, grams, places, tokens
from nmlint.intent.table import PROMOTIONAL, Table
from nmlint.source import Span

# Of a language that was learnt two tokens in three have a weight; of another, only numbers, names and letters alone.
KNOWN_ONE_IN = 2
FEW_TOKENS = 6
FEW_LETTERS = 4
# So many tokens are a sentence that can be read as a record; fewer are a button or a headline.
ENOUGH_TOKENS = 12
# A clause at the end of a passage belongs to it if it says at least such a part of the whole.
HARDLY = 5
# What a finding quotes as the words that decided.
MOST_WORDS = 3
LONGEST_WORDS = 6
# n-grams of one, two and three tokens are shared out without a rest.
_SHARES = 6


class Clause(NamedTuple):
    """A stretch of tokens between two breaks, and the sum of its rows."""

    start: int
    end: int
    total: int


class Passage(NamedTuple):
    """Neighbouring clauses by number, and what they say together for an advert."""

    start: int
    end: int
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
    def _rows(self) -> Sequence[Sequence[int]]:
        """The row of the n-gram that begins with each token, by length; 0 where it has none."""
        weigh = self.table.rows(self.words).get
        return [list(map(weigh, length, repeat(0))) for length in grams(self.words)]

    @cached_property
    def clauses(self) -> Sequence[Clause]:
        """The clauses in order."""
        # An n-gram that crosses a break has no row.
        return [
            Clause(start, end, sum(sum(row[start:end]) for row in self._rows)) for start, end in clauses(self.words)
        ]

    @cached_property
    def total(self) -> int:
        """The sum of all rows."""
        return sum(clause.total for clause in self.clauses)

    @cached_property
    def known_language(self) -> bool:
        """Whether the table learnt the language of the text, as far as its few tokens tell."""
        known = len(self.words) - self._rows[0].count(0)
        return self._within < FEW_TOKENS or known * KNOWN_ONE_IN >= self._within

    @cached_property
    def _within(self) -> int:
        """How many tokens stand in clauses."""
        return sum(clause.end - clause.start for clause in self.clauses)

    @cached_property
    def promotion(self) -> Passage:
        """The neighbouring clauses that together say most for an advert."""
        best = Passage(0, 0, 0)
        running, first = 0, 0
        for number, points in enumerate(self._promotional):
            if running <= 0:
                running, first = 0, number
            running += points
            if running > best.points:
                best = Passage(first, number + 1, running)
        return self._trimmed(best)

    def _trimmed(self, passage: Passage) -> Passage:
        """A passage without the clauses at its ends that hardly add to it: they are the notice's."""
        start, end = passage.start, passage.end
        while end - start > 1 and self._promotional[start] * HARDLY < passage.points:
            start += 1
        while end - start > 1 and self._promotional[end - 1] * HARDLY < passage.points:
            end -= 1
        return Passage(start, end, passage.points)

    def worded(self, passage: Passage) -> bool:
        """Whether a passage holds words: numbers and exclamation marks alone advertise nothing."""
        clauses = self.clauses[passage.start : passage.end]
        return sum(word.isalpha() for at in clauses for word in self.words[at.start : at.end]) >= FEW_LETTERS

    @cached_property
    def _promotional(self) -> Sequence[int]:
        lane = self.table.labels.index(PROMOTIONAL)
        return [self.table.lane(clause.total, lane) for clause in self.clauses]

    def span(self, passage: Passage) -> Span:
        """Where a passage stands in the folded text."""
        return Span(
            self._places[self.clauses[passage.start].start].start,
            self._places[self.clauses[passage.end - 1].end - 1].end,
        )

    def doubts(self, span: Span) -> bool:
        """Whether what stands around a span of the folded text reads so little like an advert that it is hardly one.

        A few words give no ground for doubt, nor does a language that was not learnt.
        """
        if self._within < ENOUGH_TOKENS or not self.known_language:
            return False
        least: int = self.table.card[PROMOTIONAL]["doubt"]
        return self.around(span) <= least

    def around(self, span: Span) -> int:
        """How much of an advert the clauses are that a span of the folded text touches, with those beside them."""
        touched = [
            number
            for number, clause in enumerate(self.clauses)
            if self._places[clause.start].start < span.end and span.start < self._places[clause.end - 1].end
        ]
        if not touched:
            return 0
        before, after = self._promotional[: touched[0]], self._promotional[touched[-1] + 1 :]
        within = sum(self._promotional[touched[0] : touched[-1] + 1])
        return within + max(accumulate(reversed(before), initial=0)) + max(accumulate(after, initial=0))

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
