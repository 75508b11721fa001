"""Sentences for people, said in English and in Traditional Chinese at the place that knows what happened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Self

ENGLISH = "en"
CHINESE = "zh-TW"
LANGUAGES = (CHINESE, ENGLISH)


class Bilingual(str):
    """A text that reads as English wherever a string is expected and carries its Traditional Chinese."""

    __slots__ = ("chinese",)

    chinese: str

    def __new__(cls, english: str, chinese: str) -> Self:
        """The English text, with the Chinese beside it."""
        text = super().__new__(cls, english)
        text.chinese = chinese
        return text

    def __reduce__(self) -> tuple[type[Bilingual], tuple[str, str]]:
        return Bilingual, (str(self), self.chinese)


def in_language(text: str, lang: str) -> str:
    """The text in the language asked for, where it is known in it."""
    return text.chinese if isinstance(text, Bilingual) and lang == CHINESE else str(text)


def joined(separator: str, texts: Iterable[str]) -> Bilingual:
    """Several texts as one, in both languages."""
    parts = list(texts)
    return Bilingual(separator.join(parts), separator.join(in_language(part, CHINESE) for part in parts))


def language(wanted: str | None, environment: Mapping[str, str]) -> str:
    """The language asked for, else that of the locale: Chinese for every zh, English for all else."""
    if wanted is not None:
        return wanted
    names = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale = next(filter(None, names), "")
    return CHINESE if locale.lower().startswith("zh") else ENGLISH


def did_you_mean(word: str, known: Iterable[str], nearness: float = 0.6) -> Bilingual:
    """A question that offers the nearest known word, or nothing when none is near; nearness runs up to 1."""
    # Late: difflib costs a millisecond or two, and most runs have no typing mistake in them.
    from difflib import get_close_matches  # noqa: PLC0415

    near = get_close_matches(word, sorted(known), n=1, cutoff=nearness)
    return Bilingual(f"; did you mean {near[0]!r}?", f"；是不是「{near[0]}」？") if near else Bilingual("", "")
