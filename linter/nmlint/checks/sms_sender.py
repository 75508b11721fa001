"""Whether an SMS says who sends it, in the words that carriers know.

Registered are the `senders` of the configuration; where it lists none, the declared `sender`.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from nmlint.bilingual import Bilingual
from nmlint.checks.model import VALUE, Finder, Hit, Subject
from nmlint.source import Span
from nmlint.text.data import FoldData
from nmlint.text.folding import Folder
from nmlint.text.views import fold_term

# What an author declares when the gateway, not the text, names the sender: `evidence: {sender_prefix: gateway}`.
PREFIX_EVIDENCE = "sender_prefix"

_HALVED = {ord(letter) + 0xFEE0: letter for letter in string.ascii_letters + string.digits}
_WIDE_LETTER = re.compile("[０-９Ａ-Ｚａ-ｚ]")
_IN_BRACKETS = re.compile(rf"(?<=[【\[「]){VALUE}(?=[】\]」])")
_LETTER = re.compile(r"\w")
_BOPOMOFO = re.compile("[ㄅ-ㄯ]")
# The data of folding say how bopomofo reads; a name without any is spared reading them.
_BARE = Folder(FoldData(readings={}, marks="", latin_marks="", ordinary=""))
_LONGEST_GREETING = 12
# How many of the registered names a message lists.
_NAMED = 3


class Naming(NamedTuple):
    """A place that names a registered sender: in the folded text, and as it is written."""

    start: int
    end: int
    raw: Span
    name: str


def registered(subject: Subject) -> tuple[str, ...]:
    """The names that carriers know."""
    sender = subject.case.document.declaration.sender
    return subject.case.settings.senders or ((sender,) if sender else ())


def front(subject: Subject) -> str:
    """What a gateway puts before a text that does not name its sender; empty where the text does, or none is known."""
    names = registered(subject)
    sender = subject.case.document.declaration.sender or (names[0] if len(names) == 1 else None)
    return f"【{sender}】" if sender and not names_sender(subject) else ""


def names_sender(subject: Subject) -> bool:
    """Whether the text names a registered sender in any spelling, or leaves that to a value."""
    return bool(namings(subject)) or bool(_naming_values(subject))


@lru_cache(maxsize=8)
def namings(subject: Subject) -> list[Naming]:
    """Where the text names a registered sender, however it is spelt; a host is no name."""
    text = subject.view.text
    found = []
    for name in registered(subject):
        for match in re.finditer(_pattern(name), text):
            raw = subject.view.to_raw(*match.span())
            if not any(url.span.overlaps(raw) for url in subject.urls):
                found.append(Naming(*match.span(), raw, name))
    return sorted(found)


@lru_cache(maxsize=256)
def _folded(words: str) -> str:
    return fold_term(words) if _BOPOMOFO.search(words) else _BARE.fold(words).text


@lru_cache(maxsize=256)
def _pattern(name: str) -> str:
    folded = _folded(name)
    before = "(?<![a-z0-9])" if folded[:1].isascii() and folded[:1].isalnum() else ""
    after = "(?![a-z0-9])" if folded[-1:].isascii() and folded[-1:].isalnum() else ""
    return before + re.escape(folded) + after


def _naming_values(subject: Subject) -> list[Span]:
    """Values that are a registered name, or stand where a name does: alone in brackets."""
    names = set(registered(subject))
    bracketed = {match.start() for match in _IN_BRACKETS.finditer(subject.raw)}
    return [
        value.span
        for value in subject.values
        if value.span.start in bracketed
        or (value.variable is not None and value.variable.values and names.issuperset(map(str, value.variable.values)))
    ]


def missing(subject: Subject) -> Iterator[Hit]:
    """No registered name stands in the text, and nothing says that the gateway adds one."""
    names = registered(subject)
    if names and subject.speaks and not _added(subject) and not names_sender(subject):
        known = names[:_NAMED]
        bracketed = [f"【{name}】" for name in known]
        listed = Bilingual(", ".join(known), "、".join(known))
        yield subject.whole(name=listed, bracketed=Bilingual(" or ".join(bracketed), "或".join(bracketed)))


def unnamed(subject: Subject, shown: Finder) -> Iterator[Hit]:
    """No name is registered, and the text shows none either."""
    known = registered(subject) or _added(subject) or _naming_values(subject)
    if subject.speaks and not known and not subject.shows(shown):
        yield subject.whole()


def late(subject: Subject, greetings: Sequence[str]) -> Iterator[Hit]:
    """The first naming stands behind the first sentence, a mere greeting not counted."""
    found = namings(subject)
    if not found or not subject.primary or _added(subject):
        return
    first = subject.view.from_raw(found[0].raw.start, found[0].raw.end).start
    by_value = [span.start for span in _naming_values(subject)]
    end = _first_sentence_end(subject, greetings)
    if first >= end and not any(subject.view.from_raw(at, at + 1).start < end for at in by_value):
        yield subject.hit(found[0].raw, name=found[0].name)


def _first_sentence_end(subject: Subject, greetings: Sequence[str]) -> int:
    start = 0
    for end in subject.sentence_ends:
        sentence = subject.view.text[start:end]
        said = len(_LETTER.findall(sentence))
        if said and not (said <= _LONGEST_GREETING and any(_folded(word) in sentence for word in greetings)):
            return end
        start = end
    return len(subject.view.text)


def misspelt(subject: Subject, *, wide: bool) -> Iterator[Hit]:
    """Namings that are not letter for letter as registered, where none is; `wide` asks for full-width letters."""
    found = namings(subject)
    if any(_written(subject, naming) == naming.name.translate(_HALVED) for naming in found):
        return
    for naming in found:
        if wide is bool(_WIDE_LETTER.search(_written(subject, naming))):
            yield subject.hit(naming.raw, name=naming.name.translate(_HALVED))


def _written(subject: Subject, naming: Naming) -> str:
    return subject.raw[naming.raw.start : naming.raw.end]


def _added(subject: Subject) -> bool:
    """Whether it is declared that the gateway puts the name in front."""
    return bool(subject.case.document.declaration.evidence.get(PREFIX_EVIDENCE))
