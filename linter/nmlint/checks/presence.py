"""What a notice must carry, in its text or in its declaration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nmlint.bilingual import Bilingual
from nmlint.checks.model import Finder, Hit, PlacedValue, Registry, Subject, declared_hit
from nmlint.documents.model import Declaration
from nmlint.text import literals

ALWAYS: frozenset[int] | None = None
_NOTHING = Bilingual("nothing", "未宣告")


class Required:
    """Fires once for the message when none of the finders hits in any of its slots.

    A link that is declared stands for one that is written: the text of a plan says nothing of what its buttons open.
    """

    triggers = ALWAYS

    def __init__(self, finders: Sequence[Finder]) -> None:
        self._finders = finders
        self._by_link = any(isinstance(finder, Fact) and finder.is_of("url") for finder in finders)

    def find(self, subject: Subject) -> Iterator[Hit]:
        if not subject.understandable or (self._by_link and subject.case.document.declaration.links):
            return
        if not _shown(subject, self._finders):
            yield subject.whole()


def _shown(subject: Subject, finders: Sequence[Finder]) -> bool:
    """Whether any of the finders hits in any slot of the message."""
    return any(
        finder.stands(other) if isinstance(finder, Fact) else other.shows(finder)
        for other in subject.message.subjects
        for finder in finders
    )


class Fact:
    """Values of certain types and, if asked, the same facts written out in the text.

    A value without a declared type may be any of them, so it counts: that it is untyped is a finding of its own.
    """

    triggers = ALWAYS

    def __init__(self, types: Sequence[str], *, literal: bool) -> None:
        self._types = frozenset(types)
        self._literals = tuple(kind for kind in types if kind in literals.KINDS) if literal else ()

    def find(self, subject: Subject) -> Iterator[Hit]:
        for value in subject.values:
            if self._may_be(value):
                yield subject.hit(value.span)
        for kind in self._literals:
            for start, end in literals.find(kind, subject.view.text):
                yield subject.folded_hit(start, end)

    def is_of(self, type_: str) -> bool:
        """Whether a value of a type is such a fact."""
        return type_ in self._types

    def stands(self, subject: Subject) -> bool:
        """Whether such a fact stands in the text, without looking for its place."""
        return any(map(self._may_be, subject.values)) or any(
            literals.stands(kind, subject.view.text) for kind in self._literals
        )

    def _may_be(self, value: PlacedValue) -> bool:
        return value.variable is None or value.variable.type is None or value.variable.type in self._types


class FactMissing:
    """A group of facts that the declared scenario demands and the message does not carry."""

    triggers = ALWAYS

    def __init__(self, registry: Registry) -> None:
        self._groups = {
            scenario.id: [
                (
                    group["name"],
                    Fact(group.get("types", ()), literal=group.get("literal", False)),
                    frozenset(registry.word(word) for word in group.get("words", ())),
                )
                for group in scenario.facts
                if not group.get("optional", False)
            ]
            for scenario in registry.catalogue.scenarios.values()
        }

    def find(self, subject: Subject) -> Iterator[Hit]:
        scenario = subject.case.scenario
        if scenario is None or not subject.understandable:
            return
        for name, fact, words in self._groups[scenario.id]:
            if not any(_stands(other, fact, words) for other in subject.message.subjects):
                yield subject.whole(fact=subject.case.localized(name))


def _stands(subject: Subject, fact: Fact, words: frozenset[int]) -> bool:
    return not words.isdisjoint(subject.words) or fact.stands(subject)


class AnchorMissing:
    """No word that tells the declared scenario stands in the message, nor does that fit best by what was learnt."""

    triggers = ALWAYS

    def __init__(self, registry: Registry) -> None:
        self._anchors = {
            scenario.id: frozenset(map(registry.word, (*scenario.all_anchors, *scenario.all_strong_anchors)))
            for scenario in registry.catalogue.scenarios.values()
        }

    def find(self, subject: Subject) -> Iterator[Hit]:
        scenario = subject.case.scenario
        if scenario is None or not subject.understandable or subject.case.guess.best == scenario.id:
            return
        anchors = self._anchors[scenario.id]
        if all(anchors.isdisjoint(other.words) for other in subject.message.subjects):
            yield subject.whole()


class Declared:
    """The declaration lacks a key, or gives it a value outside the list."""

    triggers = ALWAYS

    def __init__(self, key: str, allowed: Sequence[Any] | None, unless: Sequence[Finder]) -> None:
        self._key, self._allowed, self._unless = key, allowed, unless

    def find(self, subject: Subject) -> Iterator[Hit]:
        if not subject.speaks:
            return
        value = declared_value(subject.case.document.declaration, self._key)
        if value is None:
            if not _shown(subject, self._unless):
                yield declared_hit(subject, self._key.partition(".")[0], key=self._key, value=_NOTHING)
        elif self._allowed is not None and value not in self._allowed:
            yield declared_hit(subject, self._key, key=self._key, value=str(value))


def declared_value(declaration: Declaration, key: str) -> Any:
    """What the declaration says under a dotted key, None if nothing."""
    value: Any = declaration
    for part in key.split("."):
        value = value.get(part) if isinstance(value, Mapping) else getattr(value, part, None)
        if value is None:
            return None
    return value


class SenderMissing:
    """The message nowhere says who sends it."""

    triggers = ALWAYS

    def __init__(self, shown: Finder) -> None:
        self._shown = shown

    def find(self, subject: Subject) -> Iterator[Hit]:
        if not subject.understandable or subject.case.document.declaration.sender:
            return
        senders = subject.case.settings.senders
        for other in subject.message.subjects:
            if any(sender in other.raw for sender in senders) or other.shows(self._shown):
                return
        yield subject.whole()
