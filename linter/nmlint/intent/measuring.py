"""Where the thresholds of the table lie, measured on texts of the corpus that it was not taught."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from nmlint.intent.lessons import Lesson
from nmlint.intent.reading import Understood
from nmlint.intent.table import NONE, PROMOTIONAL, Table
from nmlint.text.views import fold

# Of a thousand honest notices, so many may read like adverts at each threshold.
LIKELY_PERMILLE = 15
SURE_PERMILLE = 5
# Of a thousand adverts, so many may read so little like one that a word rule's error is doubted.
DOUBT_PERMILLE = 100
# Of a thousand notices, so many may fit another scenario than their own by the lead that counts as a mismatch.
MISMATCH_PERMILLE = 10
STEPS = 8
"""How many steps a confidence has."""


def measured(table: Table, lessons: Sequence[Lesson]) -> dict[str, Any]:
    """The thresholds and how the trial table did at them."""
    return {"promotional": _promotional(table, lessons), "scenario": _scenarios(table, lessons)}


def _promotional(table: Table, lessons: Sequence[Lesson]) -> dict[str, Any]:
    honest: list[int] = []
    adverts: list[int] = []
    for lesson in lessons:
        if lesson.promotional is not None:
            (adverts if lesson.promotional else honest).append(read(table, lesson).promotion.points)
    honest.sort(reverse=True)
    adverts.sort()
    likely = honest[len(honest) * LIKELY_PERMILLE // 1000]
    sure = honest[len(honest) * SURE_PERMILLE // 1000]
    return {
        "likely": likely,
        "sure": sure,
        "doubt": adverts[len(adverts) * DOUBT_PERMILLE // 1000],
        "steps": [[least, _share(least, adverts, honest)] for least in _edges(adverts, likely)],
        "held_out": {
            "honest": len(honest),
            "honest_likely": sum(points > likely for points in honest),
            "honest_sure": sum(points > sure for points in honest),
            "adverts": len(adverts),
            "adverts_likely": sum(points > likely for points in adverts),
            "adverts_sure": sum(points > sure for points in adverts),
        },
    }


def _edges(points: Sequence[int], least: int) -> list[int]:
    """Points that part those above the least into steps of equally many, in order."""
    above = [value for value in points if value > least]
    return sorted({above[len(above) * step // STEPS] for step in range(STEPS)})


def _share(least: int, adverts: Sequence[int], honest: Sequence[int]) -> int:
    """Among texts with so many points, the percentage of adverts, were there as many adverts as honest notices."""
    of_adverts = sum(points >= least for points in adverts) * len(honest)
    of_honest = sum(points >= least for points in honest) * len(adverts)
    return of_adverts * 100 // (of_adverts + of_honest)


def _scenarios(table: Table, lessons: Sequence[Lesson]) -> dict[str, Any]:
    margins, behind = [], []
    for lesson in lessons:
        if lesson.scenario in {None, NONE} or lesson.promotional:
            continue
        by_label = dict(zip(table.labels, table.unpacked(read(table, lesson).total), strict=True))
        points = {label: value for label, value in by_label.items() if label not in {PROMOTIONAL, NONE}}
        first, second = sorted(points, key=lambda label: (-points[label], label))[:2]
        margins.append((points[first] - points[second], first == lesson.scenario))
        behind.append(points[first] - points[str(lesson.scenario)])
    margins.sort()
    behind.sort(reverse=True)
    edges = [len(margins) * step // STEPS for step in range(STEPS + 1)]
    steps, surest = [], 0
    for start, end in pairwise(edges):
        right = sum(correct for _, correct in margins[start:end]) * 100 // (end - start)
        surest = max(surest, right)
        steps.append([margins[start][0] if start else 0, surest])
    return {
        "steps": steps,
        "mismatch": behind[len(behind) * MISMATCH_PERMILLE // 1000],
        "held_out": {"notices": len(margins), "right": sum(correct for _, correct in margins)},
    }


def read(table: Table, lesson: Lesson) -> Understood:
    """A lesson as the table reads it."""
    return Understood(fold(lesson.text).text, table)
