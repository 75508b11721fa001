"""The words that decided how a text was read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from nmlint.intent.reading import Clause, Understood
from nmlint.intent.table import PROMOTIONAL
from nmlint.source import Span

MOST_WORDS = 3
LONGEST_WORDS = 6
# n-grams of one, two and three tokens are shared out without a rest.
_SHARES = 6

Weigh = Callable[[int], int]
"""What a row of the table says."""


def telling(understood: Understood, label: str, against: str | None = None) -> list[Span]:
    """The words that said most for a label, or for it and against another, the heaviest first."""
    table = understood.table
    lane = table.labels.index(label)
    if against is None:
        return _heaviest(understood, understood.clauses, lambda row: table.lane(row, lane))
    other = table.labels.index(against)
    return _heaviest(understood, understood.clauses, lambda row: table.lane(row, lane) - table.lane(row, other))


def luring(understood: Understood) -> list[Span]:
    """The words of the most promotional passage that said most for an advert."""
    passage, table = understood.promotion, understood.table
    lane = table.labels.index(PROMOTIONAL)
    return _heaviest(understood, understood.clauses[passage.start : passage.end], lambda row: table.lane(row, lane))


def soothing(understood: Understood, span: Span) -> list[Span]:
    """The words that said most against an advert: of the clauses that a span touches, else of the text."""
    table = understood.table
    lane = table.labels.index(PROMOTIONAL)
    for clauses in (understood.clauses[understood.touched(span)], understood.clauses):
        words = _heaviest(understood, clauses, lambda row: -table.lane(row, lane))
        if words:
            return words
    return []


def _heaviest(understood: Understood, clauses: Iterable[Clause], weigh: Weigh) -> list[Span]:
    found: list[tuple[int, int, int]] = []
    for clause in clauses:
        peaks = _peaks(_said(understood, clause, weigh))
        found += [(points, clause.start + start, clause.start + end) for points, start, end in peaks]
    found.sort(key=lambda peak: (-peak[0], peak[1]))
    spans = (understood.place(start, end) for _, start, end in found)
    # One character alone tells a reader nothing.
    return [span for span in spans if span.end - span.start > 1][:MOST_WORDS]


def _said(understood: Understood, clause: Clause, weigh: Weigh) -> list[int]:
    """What each token of a clause says: its share of every n-gram that it stands in."""
    said = [0] * (clause.end - clause.start)
    for length, rows in enumerate(understood.rows, 1):
        for at, row in enumerate(rows[clause.start : clause.end]):
            if row:
                share = weigh(row) * _SHARES // length
                for token in range(at, at + length):
                    said[token] += share
    return said


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
