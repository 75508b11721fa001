"""Learns linear weights in whole numbers, so that the same lessons give the same weights on every machine.

An averaged perceptron with a margin (Freund and Schapire 1999; Collins 2002): whoever answers wrongly, or rightly by
too little, is corrected by one for each n-gram of the lesson; the average over all steps is kept, as a sum.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np

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

Integers = np.ndarray[Any, np.dtype[np.int64]]
_OUT_OF_REACH = np.int64(1) << 40


@dataclass(frozen=True)
class Weights:
    """What was learnt: a row of weights for each n-gram, unrounded."""

    labels: Sequence[str]
    names: Sequence[str]
    sums: Integers

    def rounded(self) -> dict[str, list[int]]:
        """The weightiest rows in the range of one byte."""
        greatest = np.abs(self.sums).max(axis=1)
        scale = int(np.sort(greatest)[len(greatest) * CUT_PERMILLE // 1000])
        doubled = 2 * LIMIT * np.abs(self.sums) + scale  # rounds half away from zero, in whole numbers
        small = np.minimum(doubled // (2 * scale), LIMIT) * np.sign(self.sums)
        order = sorted(range(len(self.names)), key=lambda at: (-int(greatest[at]), self.names[at]))
        return {self.names[at]: small[at].tolist() for at in order[:ROWS] if small[at].any()}


def features(text: str) -> list[str]:
    """The n-grams of a folded text, each as often as it stands there."""
    words = tokens(text)
    return [gram for start, end in clauses(words) for gram in chain.from_iterable(grams(words[start:end]))]


def learn(lessons: Sequence[Lesson], labels: Sequence[str], folded: Sequence[str]) -> Weights:
    """Weights for the labels, of which the first is that of adverts; `folded` are the texts of the lessons, folded."""
    found = [features(text) for text in folded]
    origins: dict[str, set[str]] = defaultdict(set)
    for lesson, own in zip(lessons, found, strict=True):
        for gram in own:
            if len(origins[gram]) < FEWEST_TEXTS:
                origins[gram].add(lesson.origin)
    names = sorted(gram for gram, seen in origins.items() if len(seen) >= FEWEST_TEXTS)
    numbers = {gram: number for number, gram in enumerate(names)}
    rows = [np.array([numbers[gram] for gram in own if gram in numbers], dtype=np.int64) for own in found]
    place = {label: lane for lane, label in enumerate(labels)}
    scenarios = [place[lesson.scenario] if lesson.scenario is not None else None for lesson in lessons]
    adverts = [{True: 1, False: -1, None: 0}[lesson.promotional] for lesson in lessons]
    sums = np.zeros((len(names), len(labels)), dtype=np.int64)
    for shuffle in range(SHUFFLES):
        sums += _run(rows, adverts, scenarios, sums.shape, str(shuffle))
    return Weights(labels, names, sums)


def _run(
    rows: Sequence[Integers],
    adverts: Sequence[int],
    scenarios: Sequence[int | None],
    shape: tuple[int, int],
    seed: str,
) -> Integers:
    """The average of one run, times its steps."""
    weights = np.zeros(shape, dtype=np.int64)
    earlier = np.zeros(shape, dtype=np.int64)  # each correction times the step at which it was made
    step = 0

    def correct(own: Integers, lane: int, by: int) -> None:
        np.add.at(weights, (own, lane), by)
        np.add.at(earlier, (own, lane), by * step)

    for turn in range(ROUNDS):
        for at in sorted(range(len(rows)), key=lambda at: chance(f"{seed}/{turn}/{at}", 1 << 62)):
            step += 1
            own = rows[at]
            if not len(own):
                continue
            points = weights[own].sum(axis=0)
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
