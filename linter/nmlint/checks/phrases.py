"""Literal words: found by one scan of the text for all rules together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nmlint.checks.model import Finder, Hit, Registry, Spec, Subject
from nmlint.source import Span


def phrases_of(spec: Spec, registry: Registry) -> list[str]:
    """The phrases a finder names, from its own list and from the catalogue's lists."""
    listed = spec.get("in", ())
    names = [listed] if isinstance(listed, str) else listed
    found = [phrase for name in names for phrase in registry.catalogue.lists[name].all_phrases]
    return [*found, *spec.get("list", ())]


class Phrases:
    """Any of the phrases, as they read once folded."""

    def __init__(self, phrases: Iterable[str], registry: Registry) -> None:
        self._phrases = {registry.word(phrase): phrase for phrase in phrases}
        self.triggers: frozenset[int] | None = frozenset(self._phrases)

    def find(self, subject: Subject) -> Iterator[Hit]:
        for word in sorted(self._phrases.keys() & subject.words.keys()):
            for hit in subject.words[word]:
                raw = subject.view.to_raw(hit.start, hit.end)
                yield Hit(hit.start, hit.end, raw, read_as=self._phrases[word], tricks=hit.tricks)


class ExactPhrases:
    """Any of the phrases, character for character."""

    triggers: frozenset[int] | None = None

    def __init__(self, phrases: Iterable[str]) -> None:
        self._phrases = tuple(phrases)

    def find(self, subject: Subject) -> Iterator[Hit]:
        for phrase in self._phrases:
            start = subject.raw.find(phrase)
            while start >= 0:
                yield subject.hit(Span(start, start + len(phrase)))
                start = subject.raw.find(phrase, start + len(phrase))


def phrases(spec: Spec, registry: Registry) -> Finder:
    """`phrases: {in: list, list: […], view: folded | raw}`."""
    words = phrases_of(spec, registry)
    return ExactPhrases(words) if spec.get("view") == "raw" else Phrases(words, registry)
