"""What a message as a whole does: it records, it advertises, or a notice carries an advert."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from nmlint.intent.reading import FEW_TOKENS, Understood


class Intent(StrEnum):
    """What a message is, by the table alone."""

    TRANSACTIONAL = "transactional"
    PROMOTIONAL = "promotional"
    MIXED = "mixed"


def intent_of(texts: Iterable[Understood]) -> Intent | None:
    """The intent of a message with these texts; None where nothing is written in a language that was learnt."""
    known = [text for text in texts if text.words and text.known_language]
    if not known:
        return None
    if not any(text.advertises() for text in known):
        return Intent.TRANSACTIONAL
    return Intent.MIXED if any(map(_records, known)) else Intent.PROMOTIONAL


def _records(text: Understood) -> bool:
    """Whether a text, or what stands around the advert in it, is long enough to be a notice and reads like one."""
    start, end = (text.promotion.start, text.promotion.end) if text.advertises() else (0, 0)
    tokens = sum(clause.end - clause.start for clause in (*text.clauses[:start], *text.clauses[end:]))
    return tokens >= FEW_TOKENS and text.points(0, start) + text.points(end, len(text.clauses)) < 0
