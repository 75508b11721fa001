"""A first look at a short text: whether it can read like an advert at all, for callers who ask for every message."""

from __future__ import annotations

from nmlint.intent.grams import BREAKS, CLOSING, tokens
from nmlint.intent.table import PROMOTIONAL, Table


class Glance:
    """Tells, in a third of the time, what `Understood.promotion` would say; of one label, so with plain numbers."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._lane = table.labels.index(PROMOTIONAL)
        # As many as the table has n-grams, at most.
        self._points: dict[str, int] = {}

    def points(self, text: str) -> int:
        """How many points the neighbouring clauses of a folded text have that together say most for an advert."""
        words = tokens(text)
        rows = self._table.rows(words)
        best = running = clause = 0
        last = len(words)
        known = self._points
        for at, word in enumerate(words):
            if word in BREAKS:
                running = max(0, running + clause)
                best, clause = max(best, running), 0
                continue
            gram = word
            for following in range(at + 1, at + 4):
                points = known.get(gram)
                if points is None and gram in rows:
                    points = known[gram] = self._table.lane(rows[gram], self._lane)
                if points:
                    clause += points
                if following >= last or following == at + 3:
                    break
                gram += words[following]
            if word in CLOSING:
                running = max(0, running + clause)
                best, clause = max(best, running), 0
        return max(best, running + clause)
