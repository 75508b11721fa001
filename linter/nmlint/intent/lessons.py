"""The corpus as lessons: texts with what there is to learn from each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nmlint.intent.corpus import Corpus, Pattern, chance
from nmlint.intent.table import NONE, PROMOTIONAL

VARIATIONS = 4
"""How many ways each text of the corpus is written out."""
HELD_OUT = 5
"""One pattern in so many is kept out of learning while thresholds are measured."""
_BREAK = re.compile(r"[，。；、！？!?,;\n]")


@dataclass(frozen=True, slots=True)
class Lesson:
    """A text, and what it teaches: whether it advertises and which scenario it is, None where it teaches nothing."""

    origin: str
    text: str
    lang: str
    promotional: bool | None
    scenario: str | None

    @property
    def held_out(self) -> bool:
        """Whether it is kept to measure by."""
        return chance(self.origin, HELD_OUT) == 0


def lessons(corpus: Corpus) -> Iterator[Lesson]:
    """Every pattern alone and within other sentences; every honest notice once with an advert behind it."""
    tails = [pattern for pattern in corpus.patterns if pattern.intent == PROMOTIONAL and not pattern.whole]
    for pattern in corpus.patterns:
        promotional = pattern.intent == PROMOTIONAL
        # A sentence that stands in any notice teaches no scenario, not even that there is none.
        scenario = pattern.scenario if pattern.whole else None
        for number in range(VARIATIONS):
            seed = f"{pattern.origin}/{number}"
            written = corpus.written(pattern, number)
            text = _within(corpus, pattern, written, seed) if number % 2 else written
            if number == VARIATIONS - 1:
                text = _with_slip(text, seed)
            yield Lesson(pattern.origin, text, pattern.lang, promotional, scenario)
        if scenario not in {None, NONE} and not promotional:
            yield Lesson(pattern.origin, _with_advert(corpus, pattern, tails), pattern.lang, None, scenario)
    for number, (lang, sentence) in enumerate(corpus.neutral()):
        # Each part alone too: an advert that follows must not swallow the end of the notice.
        for text in dict.fromkeys((sentence, *filter(None, _BREAK.split(sentence)))):
            yield Lesson(f"closings.yaml#{number}", text, lang, False, None)


def _within(corpus: Corpus, pattern: Pattern, text: str, seed: str) -> str:
    if chance(f"{seed}/opening", 2):
        text = corpus.opening(pattern.lang, seed) + text
    if chance(f"{seed}/closing", 2):
        text += "\n" + corpus.closing(pattern.lang, seed)
    return text


def _with_slip(text: str, seed: str) -> str:
    """A text with two neighbouring characters changed over, as people mistype it."""
    at = chance(f"{seed}/slip", max(1, len(text) - 1))
    return text[:at] + text[at : at + 2][::-1] + text[at + 2 :]


def _with_advert(corpus: Corpus, pattern: Pattern, tails: Sequence[Pattern]) -> str:
    own = [tail for tail in tails if corpus.market(tail.lang) == corpus.market(pattern.lang)]
    if not own:
        return corpus.written(pattern, 0)
    tail = own[chance(f"{pattern.origin}/tail", len(own))]
    return corpus.written(pattern, 0) + "\n" + corpus.written(tail, chance(pattern.origin, VARIATIONS))
