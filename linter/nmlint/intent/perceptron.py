"""Learns linear weights in whole numbers, so that the same lessons give the same weights on every machine.

An averaged perceptron with a margin (Freund and Schapire 1999; Collins 2002): whoever answers wrongly, or rightly by
too little, is corrected by one for each n-gram of the lesson; the average over all steps is kept, as a sum.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from nmlint.intent.corpus import chance
from nmlint.intent.grams import clauses, grams, tokens
from nmlint.intent.lessons import Lesson
from nmlint.intent.table import LIMIT

ROUNDS = 6
SHUFFLES = 3
MARGIN = 100
# An n-gram of one text alone says more of that text than of the language.
FEWEST_TEXTS = 2
# The greatest weights are cut: a single n-gram must not decide against all others.
CUT_PERMILLE = 997
ROWS = 32_000
"""How many n-grams the table keeps."""

Integers = npt.NDArray[np.int64]
_OUT_OF_REACH = np.int64(1) << 40


@dataclass(frozen=True)
class _Row:
    """The n-grams of a lesson by number, each once, and how often each stands there."""

    names: Integers
    counts: Integers

    @classmethod
    def of(cls, numbers: Sequence[int]) -> _Row:
        names, counts = np.unique(np.array(numbers, dtype=np.int64), return_counts=True)
        return cls(names, counts.astype(np.int64))


def features(text: str) -> list[str]:
    """The n-grams of a folded text, each as often as it stands there."""
    words = tokens(text)
    return [gram for start, end in clauses(words) for gram in chain.from_iterable(grams(words[start:end]))]


def learn(lessons: Sequence[Lesson], labels: Sequence[str], folded: Sequence[str]) -> dict[str, list[int]]:
    """Weights by n-gram for each label, of which the first is that of adverts.

    `folded` are the texts of the lessons, folded.
    """
    found = [features(text) for text in folded]
    origins: dict[str, set[str]] = defaultdict(set)
    for lesson, own in zip(lessons, found, strict=True):
        for gram in own:
            if len(origins[gram]) < FEWEST_TEXTS:
                origins[gram].add(lesson.origin)
    names = sorted(gram for gram, seen in origins.items() if len(seen) >= FEWEST_TEXTS)
    numbers = {gram: number for number, gram in enumerate(names)}
    rows = [_Row.of([numbers[gram] for gram in own if gram in numbers]) for own in found]
    place = {label: lane for lane, label in enumerate(labels)}
    scenarios = [place[lesson.scenario] if lesson.scenario is not None else None for lesson in lessons]
    adverts = [{True: 1, False: -1, None: 0}[lesson.promotional] for lesson in lessons]
    sums = np.zeros((len(names), len(labels)), dtype=np.int64)
    for shuffle in range(SHUFFLES):
        sums += _run(rows, adverts, scenarios, sums.shape, str(shuffle))
    return _rounded(names, sums)


def _run(
    rows: Sequence[_Row],
    adverts: Sequence[int],
    scenarios: Sequence[int | None],
    shape: tuple[int, int],
    seed: str,
) -> Integers:
    """The average of one run, times its steps."""
    weights = np.zeros(shape, dtype=np.int64)
    earlier = np.zeros(shape, dtype=np.int64)  # each correction times the step at which it was made
    step = 0

    def correct(own: _Row, lane: int, by: int) -> None:
        weights[own.names, lane] += by * own.counts
        earlier[own.names, lane] += by * step * own.counts

    for turn in range(ROUNDS):
        for at in sorted(range(len(rows)), key=lambda at: chance(f"{seed}/{turn}/{at}", 1 << 62)):
            step += 1
            own = rows[at]
            points = own.counts @ weights[own.names]
            if adverts[at] and adverts[at] * points[0] < MARGIN:
                correct(own, 0, adverts[at])
            right = scenarios[at]
            if right is not None:
                others = points[1:].copy()
                others[right - 1] -= _OUT_OF_REACH
                rival = int(others.argmax()) + 1
                if points[right] - points[rival] < MARGIN:
                    correct(own, right, 1)
                    correct(own, rival, -1)
    return weights * step - earlier


def _rounded(names: Sequence[str], sums: Integers) -> dict[str, list[int]]:
    """The weightiest n-grams, their weights in the range of a byte."""
    greatest = np.abs(sums).max(axis=1)
    scale = int(np.sort(greatest)[len(greatest) * CUT_PERMILLE // 1000])
    halves = 2 * LIMIT * np.abs(sums) + scale  # rounds half away from zero, in whole numbers
    small = np.minimum(halves // (2 * scale), LIMIT) * np.sign(sums)
    order = sorted(range(len(names)), key=lambda at: (-int(greatest[at]), names[at]))
    return {names[at]: small[at].tolist() for at in order[:ROWS] if small[at].any()}
