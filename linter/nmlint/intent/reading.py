"""What a text says by the intent table: how much of an advert it is, clause by clause, and which scenario it fits."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
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
FEWEST_TOKENS = 3
# So many tokens in a row that were not learnt are more than a name.
UNREAD_TOKENS = 8
FEW_LETTERS = 4
# So many tokens are a sentence that can be read as a record; fewer are a button or a headline.
ENOUGH_TOKENS = 12
# A clause at the end of a passage belongs to it if it says at least such a part of the whole.
HARDLY = 5


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
    def rows(self) -> Sequence[Sequence[int]]:
        """The row of the n-gram that begins with each token, by length; 0 where it has none."""
        weigh = self.table.rows(self.words).get
        return [list(map(weigh, length, repeat(0))) for length in grams(self.words)]

    @cached_property
    def clauses(self) -> Sequence[Clause]:
        """The clauses in order."""
        # An n-gram that crosses a break has no row.
        return [Clause(start, end, sum(sum(row[start:end]) for row in self.rows)) for start, end in clauses(self.words)]

    @cached_property
    def total(self) -> int:
        """The sum of all rows."""
        return sum(clause.total for clause in self.clauses)

    @cached_property
    def known_language(self) -> bool:
        """Whether the table learnt the language of the text, as far as its few tokens tell."""
        known = len(self.words) - self.rows[0].count(0)
        if self._within < FEW_TOKENS:
            return known > 0 or self._within < FEWEST_TOKENS
        return known * KNOWN_ONE_IN >= self._within

    @cached_property
    def unread(self) -> Passage | None:
        """The first neighbouring clauses in a language that was not learnt; None where there are none."""
        start, stretch = 0, 0
        for number, clause in enumerate(self.clauses):
            length = clause.end - clause.start
            own = length - self.rows[0][clause.start : clause.end].count(0)
            if own * KNOWN_ONE_IN >= length:
                if stretch >= UNREAD_TOKENS:
                    break
                start, stretch = number + 1, 0
            else:
                stretch += length
        else:
            number = len(self.clauses)
        return Passage(start, number, 0) if stretch >= UNREAD_TOKENS else None

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

    def advertises(self, threshold: str = "likely") -> bool:
        """Whether a passage reads like an advert by more points than a threshold of the table's card."""
        least: int = self.table.card[PROMOTIONAL][threshold]
        return self.promotion.points > least and self.known_language and self._worded(self.promotion)

    def _worded(self, passage: Passage) -> bool:
        """Whether a passage holds words: numbers and exclamation marks alone advertise nothing."""
        clauses = self.clauses[passage.start : passage.end]
        return sum(word.isalpha() for at in clauses for word in self.words[at.start : at.end]) >= FEW_LETTERS

    def points(self, start: int, end: int) -> int:
        """How much of an advert some neighbouring clauses are together, by number, the end exclusive."""
        return self._sums[end] - self._sums[start]

    @cached_property
    def _promotional(self) -> Sequence[int]:
        lane = self.table.labels.index(PROMOTIONAL)
        return [self.table.lane(clause.total, lane) for clause in self.clauses]

    def span(self, passage: Passage) -> Span:
        """Where a passage stands in the folded text."""
        return self.place(self.clauses[passage.start].start, self.clauses[passage.end - 1].end)

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
        touched = self.touched(span)
        if touched.start == touched.stop:
            return 0
        before: int = self._best_before[touched.start]
        after: int = self._best_after[touched.stop]
        return before + self.points(touched.start, touched.stop) + after

    @cached_property
    def _sums(self) -> Sequence[int]:
        """How much of an advert the first so many clauses are."""
        return list(accumulate(self._promotional, initial=0))

    @cached_property
    def _best_before(self) -> Sequence[int]:
        """The most that clauses right before a clause add, by its number."""
        return list(accumulate(self._promotional, _grown, initial=0))

    @cached_property
    def _best_after(self) -> Sequence[int]:
        """The most that clauses from a clause on add, by its number."""
        return list(accumulate(reversed(self._promotional), _grown, initial=0))[::-1]

    def touched(self, span: Span) -> slice:
        """The clauses, by number, that a span of the folded text touches."""
        start = bisect_right(self._ends, span.start)
        return slice(start, max(start, bisect_left(self._starts, span.end)))

    @cached_property
    def _starts(self) -> Sequence[int]:
        return [self._places[clause.start].start for clause in self.clauses]

    @cached_property
    def _ends(self) -> Sequence[int]:
        return [self._places[clause.end - 1].end for clause in self.clauses]

    def place(self, start: int, end: int) -> Span:
        """Where some tokens stand in the folded text, the end exclusive."""
        return Span(self._places[start].start, self._places[end - 1].end)

    @cached_property
    def _places(self) -> Sequence[Span]:
        return places(self.text)


def _grown(best: int, points: int) -> int:
    """The most that a run adds once it is longer by a clause; a run that takes away is left out."""
    return max(0, best + points)
