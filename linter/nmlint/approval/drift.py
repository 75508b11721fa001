"""What an edit of an approved text asks for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from nmlint.approval.change import Change, Drift, at, regions, worst
from nmlint.approval.facts import declared_changes, fact_changes, fallback_changes
from nmlint.approval.model import Approved, Fingerprint, Words
from nmlint.approval.renaming import Names, names_in, renamed, with_names
from nmlint.approval.wording import word_changes
from nmlint.bilingual import Bilingual
from nmlint.catalogue.model import Scenario
from nmlint.rendering import Region
from nmlint.source import Span

__all__ = ["Change", "Drift", "compare", "worst"]

_FALLBACK = Bilingual("in the text of the fallback: ", "備援的文字：")
_RENAMED = Bilingual("the variable was renamed, and is declared as before", "變數只是改名，宣告與之前相同")


def compare(approved: Approved, now: Fingerprint, scenarios: Mapping[str, Scenario]) -> tuple[Change, ...]:
    """Every difference of a document from what was approved; none but another id where a reviewer would see the same.

    `scenarios` are all that the catalogue knows: another one of LINE's own list of 18 is reviewed as an existing
    scenario, anything else as a new one.
    """
    old = approved.fingerprint
    if old.sha256 == now.sha256:
        return tuple(fact_changes(old, now, scenarios))
    names = renamed(_all_words(old), _all_words(now))
    return (
        *fact_changes(old, now, scenarios),
        *_renamed(names, _all_words(now)),
        *_said(with_names(old.words, names), now.words, now),
        *fallback_changes(old.fallback, now.fallback, now.places),
        *_fallback_words(old, now, names),
    )


def _all_words(known: Fingerprint) -> Sequence[Words]:
    """The words of a message, then those of its fallback."""
    behind = None if known.fallback is None else known.fallback.words
    return (known.words,) if behind is None else (known.words, behind)


def _renamed(names: Names, new: Sequence[Words]) -> Iterator[Change]:
    for before, after in names.items():
        what = "variable" if any(after in words.variables for words in new) else "condition"
        places = tuple(place for words in new for place in _uses(words, after))
        yield Change(Drift.COSMETIC, what, _RENAMED, before, after, places=places)


def _uses(words: Words, name: str) -> tuple[Region, ...]:
    """The first place where a variable is printed, else where it is asked for."""
    for text in words.texts:
        start = 0
        for piece in () if text.written is None else text.written.pieces:
            if piece.value is not None and name in piece.value.variables:
                return () if text.written is None else regions(text.written, Span(start, start + len(piece.text)))
            start += len(piece.text)
    return at(next((origin for phrase, origin in words.asked.items() if name in names_in(phrase)), None))


def _said(old: Words, new: Words, now: Fingerprint, told: Collection[str] = ()) -> Iterator[Change]:
    """The differences in words; what is declared of some variables is told already."""
    yield from word_changes(old, new)
    asked = {name: known for name, known in new.variables.items() if name not in told}
    yield from declared_changes(old, replace(new, variables=asked), now.places)


def _fallback_words(old: Fingerprint, now: Fingerprint, names: Names) -> Iterator[Change]:
    before = None if old.fallback is None else old.fallback.words
    after = None if now.fallback is None else now.fallback.words
    if before is None or after is None:
        return
    for change in _said(with_names(before, names), after, now, now.words.variables):
        reason = Bilingual(f"{_FALLBACK}{change.reason}", f"{_FALLBACK.chinese}{change.reason.chinese}")
        yield replace(change, what="fallback", reason=reason)
