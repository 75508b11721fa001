"""Durations in a plan report: in words, briefly, and by when the later messages have arrived at round times."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Any

from nmlint.bilingual import CHINESE, in_language
from nmlint.durations import DAY, HOUR, MINUTE, spoken

ROUND = (
    5 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    4 * HOUR,
    8 * HOUR,
    12 * HOUR,
    24 * HOUR,
)
"""The times that a learnt curve is told at."""
_UNITS = ((DAY, "d", "天"), (HOUR, "h", "小時"), (MINUTE, "min", "分"), (1, "s", "秒"))


def time(seconds: int, lang: str) -> str:
    """A duration in words, such as `1 hour 30 minutes`."""
    return in_language(spoken(seconds), lang)


def brief(seconds: int, lang: str) -> str:
    """A duration in as few letters as people read without a key, such as `1 h 30 min`."""
    if seconds == 0:
        return time(seconds, lang)
    parts = []
    for size, english, chinese in _UNITS:
        if size == DAY and seconds <= DAY:
            continue
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {chinese if lang == CHINESE else english}")
    return " ".join(parts)


def told_delays(points: Sequence[Mapping[str, Any]]) -> list[tuple[int, float]]:
    """The delays to tell, as seconds and the share arrived by then: a few plain ones as given, others at round times.

    Between two points the share rises evenly, from nothing at the start; once all have arrived, no more is told.
    """
    given = [(point["after"], point["share"]) for point in points]
    if len(given) <= len(ROUND) and all(after % MINUTE == 0 for after, _ in given):
        return given
    told = [(after, _by(after, given)) for after in ROUND]
    rising = [(after, share) for after, share in told if share < 1]
    return [*rising, *told[len(rising) : len(rising) + 1]]


def _by(seconds: int, points: Sequence[tuple[int, float]]) -> float:
    """The share that has arrived by then."""
    at = bisect_left(points, seconds, key=lambda point: point[0])
    if at == len(points):
        return points[-1][1]
    before, low = points[at - 1] if at else (0, 0.0)
    after, high = points[at]
    return high if after == before else low + (high - low) * (seconds - before) / (after - before)
