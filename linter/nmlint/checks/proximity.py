"""Words near one another, and where in a text they stand."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from nmlint.checks.model import Finder, Hit, Structural, Subject, join_triggers

NEAR_BY_DEFAULT = 16

_COMMA = re.compile("[,，;；]")


class Neighbours:
    """Hits by place, so that those near another are found without asking all."""

    def __init__(self, hits: Sequence[Hit]) -> None:
        self._hits = sorted(hits, key=lambda hit: (hit.start, hit.end))
        self._starts = [hit.start for hit in self._hits]
        self._longest = max((hit.end - hit.start for hit in hits), default=0)

    def within(self, hit: Hit, reach: int) -> list[Hit]:
        """The hits that begin or end at most so many characters away."""
        first = bisect_left(self._starts, hit.start - reach - self._longest)
        last = bisect_right(self._starts, hit.end + reach)
        return [other for other in self._hits[first:last] if _gap(hit, other) <= reach]

    def touching(self, hit: Hit) -> bool:
        """Whether any of them shares a character with a hit."""
        return any(other.start < hit.end and hit.start < other.end for other in self.within(hit, 0))


def _gap(first: Hit, second: Hit) -> int:
    """How many characters stand between two hits; negative when they overlap."""
    return max(first.start, second.start) - min(first.end, second.end)


def _same_sentence(subject: Subject, first: Hit, second: Hit) -> bool:
    ends = subject.sentence_ends
    return bisect_right(ends, first.start) == bisect_right(ends, second.start)


def _apart(subject: Subject, hit: Hit, word: Hit) -> bool:
    """Whether a word is said of something else: before a comma, or behind one and not at its beginning."""
    text = subject.view.text
    if word.start < hit.start:
        return _COMMA.search(text, word.end, hit.start) is not None
    between = text[hit.end : word.start].rstrip()
    return _COMMA.search(between) is not None and _COMMA.fullmatch(between[-1]) is None


class Near:
    """Two things within a few characters of one another."""

    def __init__(
        self, first: Finder, second: Finder, *, within: int, forward: bool, one_sentence: bool, mark: str
    ) -> None:
        self._first, self._second = first, second
        self._within, self._forward, self._one_sentence, self._mark = within, forward, one_sentence, mark
        self.triggers = first.triggers if first.triggers is not None else second.triggers

    def find(self, subject: Subject) -> Iterator[Hit]:
        firsts = subject.hits_of(self._first)
        others = subject.hits_of(self._second) if firsts else []
        if not others:
            return
        seconds = Neighbours(others)
        seen: set[tuple[int, int]] = set()
        for first in firsts:
            near = seconds.within(first, self._within)
            partners = [second for second in near if self._together(subject, first, second)]
            if partners:
                nearest = min(partners, key=lambda hit: (_gap(first, hit), hit.start))
                marked = self._marked(subject, first, nearest)
                if (marked.start, marked.end) not in seen:
                    seen.add((marked.start, marked.end))
                    yield marked

    def _together(self, subject: Subject, first: Hit, second: Hit) -> bool:
        if _gap(first, second) < 0 or (self._forward and second.start < first.end):
            return False
        return not self._one_sentence or _same_sentence(subject, first, second)

    def _marked(self, subject: Subject, first: Hit, second: Hit) -> Hit:
        if self._mark != "both":
            return first if self._mark == "first" else second
        hit = subject.folded_hit(min(first.start, second.start), max(first.end, second.end))
        return hit._replace(tricks=first.tricks | second.tricks)


class Beside:
    """Not a hit of its own: tells whether words stand beside another hit (for exceptions)."""

    def __init__(self, words: Finder, *, within: int, side: str, one_clause: bool) -> None:
        self._words, self._within, self._side, self._one_clause = words, within, side, one_clause

    def without(self, subject: Subject, hits: Sequence[Hit]) -> list[Hit]:
        """Those of the hits that have no such word beside them in their clause, or in their sentence."""
        found = subject.hits_of(self._words)
        if not found:
            return list(hits)
        words = Neighbours(found)
        return [
            hit for hit in hits if not any(self._beside(subject, hit, word) for word in words.within(hit, self._within))
        ]

    def _beside(self, subject: Subject, hit: Hit, word: Hit) -> bool:
        if self._side == "before" and word.start >= hit.start:
            return False
        if self._side == "after" and word.end <= hit.end:
            return False
        return _same_sentence(subject, hit, word) and not (self._one_clause and _apart(subject, hit, word))


class Count:
    """The hits of a finder, when there are at least so many."""

    def __init__(self, of: Finder, at_least: int) -> None:
        self._of, self._at_least = of, at_least
        self.triggers = of.triggers

    def find(self, subject: Subject) -> Iterator[Hit]:
        hits = subject.hits_of(self._of)
        if len(hits) >= self._at_least:
            yield from hits


class Position:
    """The hits that open or close the text, or stand in its title."""

    def __init__(self, of: Finder, at: str) -> None:
        self._of, self._at = of, at
        self.triggers = of.triggers

    def find(self, subject: Subject) -> Iterator[Hit]:
        text = subject.view.text
        for hit in subject.hits_of(self._of):
            if (
                (self._at == "start" and not text[: hit.start].strip())
                or (self._at == "end" and not text[hit.end :].strip())
                or (self._at == "title" and subject.slot == "title")
            ):
                yield hit


class Split:
    """A notice that turns into promotion: from the first promotional sentence after it to the last one."""

    def __init__(self, notice: Finder, promotion: Finder) -> None:
        self._notice, self._promotion = notice, promotion
        self.triggers = promotion.triggers

    def find(self, subject: Subject) -> Iterator[Hit]:
        promotions = sorted(subject.hits_of(self._promotion), key=lambda hit: hit.start)
        notices = subject.hits_of(self._notice) if promotions else []
        after = [hit for hit in promotions if any(notice.end <= hit.start for notice in notices)]
        if not after:
            return
        bounds = [0, *subject.sentence_ends, len(subject.view.text)]
        start = bounds[bisect_right(bounds, after[0].start) - 1]
        # Where the notice runs into the promotion in one sentence, the promotion begins with its own words.
        if not any(notice.start < start for notice in notices):
            start = after[0].start
        end = bounds[bisect_right(bounds, after[-1].end - 1)]
        text = subject.view.text[start:end]
        yield subject.folded_hit(start + len(text) - len(text.lstrip()), start + len(text.rstrip()))


class AllOf:
    """The first finder's hits, when every finder hits somewhere in the text."""

    def __init__(self, finders: Sequence[Finder]) -> None:
        self._finders = finders
        self.triggers = next((f.triggers for f in finders if f.triggers is not None), None)

    def find(self, subject: Subject) -> Iterator[Hit]:
        hits = subject.hits_of(self._finders[0])
        if hits and all(subject.hits_of(finder) for finder in self._finders[1:]):
            yield from hits


class AnyOf:
    """The hits of several finders, less those that an exception touches."""

    def __init__(self, finders: Sequence[Finder], exceptions: Sequence[Finder], beside: Sequence[Beside]) -> None:
        self._finders, self._exceptions, self._beside = finders, exceptions, beside
        self.triggers = join_triggers(finders)

    def find(self, subject: Subject) -> Iterator[Hit]:
        hits = _all_hits(subject, self._finders)
        if hits and self._exceptions:
            excused = _all_hits(subject, self._exceptions)
            if excused:
                spared = Neighbours(excused)
                hits = [hit for hit in hits if not spared.touching(hit)]
        for beside in self._beside:
            if hits:
                hits = beside.without(subject, hits)
        yield from hits


class AnyFlaw(AnyOf, Structural):
    """The same, of finders that look at how a message is built."""


def _all_hits(subject: Subject, finders: Sequence[Finder]) -> list[Hit]:
    """The hits of several finders; most have none of their literals in the text and are not even called."""
    present = subject.present
    hits: list[Hit] = []
    for finder in finders:
        if finder.triggers is None or not present.isdisjoint(finder.triggers):
            hits += subject.hits_of(finder)
    return hits
