"""Everything that a template may say: it is rendered once for each arm of its branches, and arms go together freely."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, combinations

from nmlint.approval.tokens import Hunk, hunks
from nmlint.checks.wordings import Wording

# With more arms than these they are put together by none, one, two, all but one and all; then not by two either.
_FEW_ARMS, _SOME_ARMS = 8, 20


@dataclass(frozen=True, eq=False)
class Way:
    """One thing that a template may say; `arms` are the numbers of those renderings whose arms are in it."""

    wording: Wording
    arms: frozenset[int]


class Ways:
    """What a template may say, by its renderings: the first, and each other as what it changes in that."""

    def __init__(self, wordings: Sequence[Wording]) -> None:
        self._first, *others = wordings
        self._others = dict(enumerate(others, start=1))
        sources = self._first.sources
        self._changes = {number: hunks(sources, other.sources) for number, other in self._others.items()}

    @cached_property
    def all(self) -> tuple[Way, ...]:
        """Every way in which arms go together, the renderings themselves among them."""
        return tuple(
            Way(self._put_together(chosen), frozenset(chosen))
            for chosen in self._choices()
            if not any(self._touch(one, other) for one, other in combinations(chosen, 2))
        )

    def unshown(self, shown: Sequence[frozenset[int]]) -> Iterator[int]:
        """The numbers of the renderings of which some arm is in none of these ways; 0 is the first."""
        if not shown or any(
            all(any(self._touch(number, arm) for arm in arms) for arms in shown) for number in self._changes
        ):
            yield 0
        for number in self._changes:
            if self._changes[number] and not any(number in arms for arms in shown):
                yield number

    def _choices(self) -> Iterator[tuple[int, ...]]:
        count = len(self._others)
        pairs = {2} if count <= _SOME_ARMS else set()
        sizes = range(count + 1) if count <= _FEW_ARMS else sorted({0, 1, count - 1, count} | pairs)
        return chain.from_iterable(combinations(self._others, size) for size in sizes)

    def _touch(self, one: int, other: int) -> bool:
        """Whether two renderings change the same place, so that only one of their arms can be there."""
        return any(
            max(a.start, b.start) < min(a.end, b.end) or (a.start, a.end) == (b.start, b.end)
            for a in self._changes[one]
            for b in self._changes[other]
        )

    def _put_together(self, chosen: Sequence[int]) -> Wording:
        changes: list[tuple[Hunk, Wording]] = sorted(
            ((hunk, self._others[number]) for number in chosen for hunk in self._changes[number]),
            key=lambda change: change[0][:2],
        )
        tokens, places, at = [], [], 0
        for hunk, other in changes:
            tokens += [*self._first.tokens[at : hunk.start], *other.tokens[hunk.new_start : hunk.new_end]]
            places += [*self._first.places[at : hunk.start], *other.places[hunk.new_start : hunk.new_end]]
            at = hunk.end
        tokens += self._first.tokens[at:]
        places += self._first.places[at:]
        return Wording(tuple(tokens), tuple(places), Counter(token.text for token in tokens))
