"""Channels and deadlines by the names that people have for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nmlint.bilingual import Bilingual
from nmlint.channel.matrix import Matrix
from nmlint.durations import spoken


def named(names: Mapping[str, str]) -> Bilingual:
    """A name of the matrix in both languages."""
    return Bilingual(names.get("en", names["zh-TW"]), names["zh-TW"])


def listed(matrix: Matrix, channels: Iterable[str]) -> Bilingual:
    """Channels by their names."""
    names = [named(matrix.channels[channel].names) for channel in channels]
    return Bilingual(", ".join(names), "、".join(name.chinese for name in names))


def within(seconds: int | None) -> Bilingual:
    """A deadline class by its length, in seconds; None has no bound."""
    if seconds is None:
        return Bilingual("more than a day", "一天以上")
    words = spoken(seconds)
    return Bilingual(f"within {words}", f"{words.chinese}內")
