"""What a check looks at, and what it answers with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from nmlint.bilingual import Bilingual
from nmlint.catalogue import Catalogue, Scenario, localized
from nmlint.config import Settings
from nmlint.documents.model import Document, Variable
from nmlint.intent.reading import Understood
from nmlint.intent.scenarios import Guess
from nmlint.messages.anatomy import Anatomy
from nmlint.messages.content import Content
from nmlint.rendering import Origin, Piece, Rendering, Variant
from nmlint.source import Span
from nmlint.text.numbers import digits_of
from nmlint.text.scanner import TermHit
from nmlint.text.sentences import sentences
from nmlint.text.urls import Url, find_urls
from nmlint.text.views import Trick, View

if TYPE_CHECKING:
    from nmlint.approval.standing import Approval
    from nmlint.checks.planned import Planned
    from nmlint.checks.submitted import Submitted

NO_TRICKS: frozenset[Trick] = frozenset()
NO_DETAILS: Mapping[str, str] = MappingProxyType({})
VALUE = "\ufffc"
_LONG_NUMBER = re.compile("[0-9][0-9 -]{6,}[0-9]")
_ODD = re.compile("[\u2e80-\u2fd5\uff61-\uff9f\ufffd]")


class Hit(NamedTuple):
    """Characters that a check names; a tuple, for many are made that no finding comes of.

    `start` and `end` count in the folded text, `raw` in the text as written. A hit that is not in a text at all
    (a declared variable, a branch that nothing reaches) has an `origin` in a source file instead.
    `read_as` is the term that was recognised; without one, the engine tells how the characters read.
    `details` fill the placeholders of the rule's message. A `secret` is never shown whole. A `placeless` hit is about
    the message as a whole and only stands at its first line. `pointer` is the JSON pointer of what is meant, where that
    is not the text that was looked at. A hit is `doubted` for the words around it that read like no advert.
    """

    start: int
    end: int
    raw: Span
    view: str = "folded"
    read_as: str = ""
    tricks: frozenset[Trick] = NO_TRICKS
    details: Mapping[str, str] = NO_DETAILS
    origin: Origin | None = None
    secret: bool = False
    placeless: bool = False
    pointer: str = ""
    doubted: Bilingual | None = None


@dataclass(frozen=True, slots=True)
class PlacedValue:
    """Where the value of a variable is printed in a text; `variable` is None when it is not declared."""

    span: Span
    expression: str
    name: str
    variable: Variable | None
    piece: Piece


def placed_values(document: Document, variant: Variant) -> tuple[PlacedValue, ...]:
    """The values that are printed in a text, with their declarations."""
    placed, offset = [], 0
    for piece in variant.pieces:
        if piece.value is not None:
            name = next(iter(piece.value.variables), "")
            variable = document.declaration.variables.get(name)
            span = Span(offset, offset + len(piece.text))
            placed.append(PlacedValue(span, piece.value.expression, name, variable, piece))
        offset += len(piece.text)
    return tuple(placed)


@dataclass(frozen=True)
class Case:
    """What is true of the whole artefact while its texts are judged.

    It `may_advertise` where it stands alone on a channel that carries advertisements to those who agreed to them;
    `adverts` then fills with the rules by which it does.
    """

    document: Document
    catalogue: Catalogue
    settings: Settings
    scenario: Scenario | None
    rendering: Rendering | None
    guess: Guess
    planned: Planned | None = None
    may_advertise: bool = False
    adverts: list[str] = field(default_factory=list, repr=False)
    submitted: Submitted | None = None
    approval: Approval | None = None
    _said: dict[str, str] = field(default_factory=dict, repr=False)

    def said_once(self, of: str, say: Callable[[], str]) -> str:
        """What is said of the whole artefact, in the words of the first variant that was asked."""
        if of not in self._said:
            self._said[of] = say()
        return self._said[of]

    def localized(self, texts: Mapping[str, str]) -> str:
        """A text in the reader's language."""
        return localized(texts, self.settings.lang)

    def nearest_scenario(self, declared: str) -> str:
        """The id of the scenario that has this name, else the known one that is spelt most like it."""
        # Late: few documents declare a scenario that does not exist.
        from difflib import get_close_matches  # noqa: PLC0415

        from nmlint.catalogue.naming import scenario_named  # noqa: PLC0415

        named = scenario_named(declared, self.catalogue.scenarios)
        near = get_close_matches(declared, self.catalogue.scenarios, 1, 0.4)
        return named or next(iter(near), self.guess.best or "")

    @cached_property
    def own_numbers(self) -> frozenset[str]:
        """The sender's own phone numbers, which identify nobody else."""
        return frozenset(map(digits_of, self.settings.phones))

    @cached_property
    def top_level_domains(self) -> frozenset[str]:
        """The endings that make a bare name a host."""
        return frozenset(self.catalogue.lists["links/top-level-domains"].all_phrases)


@dataclass(frozen=True, eq=False)
class Subject:
    """One slot of one variant: the text, its folded view, the words seen in it, and the values printed in it.

    `present` are the numbers of all literals that stand in the text, words and needles. `opening` is the first stretch
    of it that the judged file itself wrote, None where that is not known. `understood` is the folded text as the intent
    table reads it; a message as it is written, which is no text for people, has none.
    """

    case: Case
    slot: str
    view: View
    words: Mapping[int, Sequence[TermHit]]
    values: tuple[PlacedValue, ...]
    message: Message
    present: AbstractSet[int] = frozenset()
    opening: Span | None = None
    understood: Understood | None = None
    _found: dict[int, list[Hit]] = field(default_factory=dict, repr=False)

    @property
    def primary(self) -> bool:
        """Whether this is the slot that speaks for the message as a whole."""
        return self.message.subjects[0] is self

    @property
    def speaks(self) -> bool:
        """Whether something can be missing here: a file that only holds macros is no message."""
        return self.primary and (bool(self.raw.strip()) or self.case.document.declaration.present)

    @property
    def understandable(self) -> bool:
        """Whether the words would be known if they stood here, so that it can be told that some are missing."""
        return self.speaks and (self.understood is None or self.understood.known_language)

    @property
    def raw(self) -> str:
        """The text as written, each value one U+FFFC."""
        return self.view.raw

    @cached_property
    def readable(self) -> str:
        """The folded text as it reads to a person."""
        return self.view.readable()

    @cached_property
    def odd(self) -> bool:
        """Whether any character is one that texts for people seldom hold."""
        return not self.raw.replace("\n", "").isprintable() or _ODD.search(self.raw) is not None

    @cached_property
    def long_number(self) -> bool:
        """Whether any number is long enough to identify somebody."""
        return _LONG_NUMBER.search(self.view.text) is not None

    @property
    def suspected(self) -> bool:
        """Whether anything that was looked for stands here, be it excused or only a part of what a rule finds."""
        return any(self._found.values())

    def hits_of(self, finder: Finder) -> list[Hit]:
        """The hits of a finder, looked for once however many rules share it."""
        if finder.triggers is not None and self.present.isdisjoint(finder.triggers):
            return []
        key = id(finder)
        if key not in self._found:
            self._found[key] = list(finder.find(self))
        return self._found[key]

    def shows(self, finder: Finder) -> bool:
        """Whether a finder hits at all; looks no further than its first hit."""
        if finder.triggers is not None and self.present.isdisjoint(finder.triggers):
            return False
        return next(iter(self._found.get(id(finder)) or finder.find(self)), None) is not None

    @cached_property
    def sentence_ends(self) -> list[int]:
        """The ends of the folded text's sentences, in order."""
        return [span.end for span in sentences(self.view.text)]

    @cached_property
    def urls(self) -> tuple[Url, ...]:
        """The links written in the text, in raw offsets."""
        return tuple(find_urls(self.raw, self.case.top_level_domains))

    def hit(self, raw: Span, view: str = "raw", **details: str) -> Hit:
        """A hit on characters of the text as written."""
        folded = self.view.from_raw(raw.start, raw.end)
        return Hit(folded.start, folded.end, raw, view, details=details)

    def folded_hit(self, start: int, end: int) -> Hit:
        """A hit on characters of the folded text."""
        raw = self.view.to_raw(start, end)
        return Hit(start, end, raw, tricks=self.view.tricks_in(start, end))

    def shown(self, raw: Span) -> str:
        """The characters of a span, each value by its expression."""
        text, start = "", raw.start
        for value in self.values:
            if raw.start <= value.span.start and value.span.end <= raw.end:
                text += self.raw[start : value.span.start] + "{{ " + value.expression + " }}"
                start = value.span.end
        return text + self.raw[start : raw.end]

    def quoted(self, spans: Iterable[Span]) -> Bilingual:
        """Stretches of the folded text as they are written, each in quotation marks."""
        written = [self.shown(self.view.to_raw(span.start, span.end)).strip() for span in spans]
        return Bilingual(", ".join(f"“{words}”" for words in written), "".join(f"「{words}」" for words in written))

    def whole(self, **details: str) -> Hit:
        """A hit on the first line that says something, for what is missing from the text as a whole."""
        first = self.opening or Span(0, len(self.raw))
        start = first.end - len(self.raw[first.start : first.end].lstrip())
        line_end = self.raw.find("\n", start, first.end)
        text = self.raw[start : first.end if line_end < 0 else line_end]
        return self.hit(Span(start, start + len(text.rstrip())), **details)._replace(placeless=True)


@dataclass(frozen=True, eq=False)
class Message:
    """The slots of one variant, the one that speaks for the message first, and how the message is built."""

    content: Content
    subjects: list[Subject] = field(default_factory=list)

    @property
    def anatomy(self) -> Anatomy:
        """The parts of the message."""
        return self.content.anatomy


class Structural:
    """A check of how a message is built: it is asked once for each variant, about the whole of it.

    Its subject is the message as it is written, and no words are looked for in that. `of_plain` is whether a plain
    text, which is built of nothing, can be wrong by it too.
    """

    triggers: frozenset[int] | None = None
    of_plain = False


class Finder(Protocol):
    """A check made ready.

    `triggers` are the literals of which one must stand in the text, None if it always runs.
    """

    triggers: frozenset[int] | None

    def find(self, subject: Subject) -> Iterator[Hit]:
        """The hits in one slot, in order of place."""
        ...  # pragma: no cover


class PatternOf(Protocol):
    """Gives a rule's pattern as it is matched, and whether it is tame."""

    def __call__(self, source: str, *, raw: bool) -> tuple[str, bool]:
        """The pattern of a rule, for folded texts or for raw ones."""
        ...  # pragma: no cover


@dataclass(frozen=True, slots=True)
class Registry:
    """Where finders announce their literals: a `word` to be found, a `needle` of which only its presence matters.

    Both answer with the number under which the literal is reported as present.
    """

    word: Callable[[str], int]
    needle: Callable[[str], int]
    pattern: PatternOf
    catalogue: Catalogue
    built: dict[str, Finder] = field(default_factory=dict)


def join_triggers(finders: Sequence[Finder]) -> frozenset[int] | None:
    """The triggers of finders of which any may hit."""
    together: frozenset[int] = frozenset()
    for finder in finders:
        if finder.triggers is None:
            return None
        together |= finder.triggers
    return together


def source_hit(origin: Origin, **details: str) -> Hit:
    """A hit that stands in a file, not in a rendered text."""
    return Hit(0, 0, Span(0, 0), "raw", details=details, origin=origin)


def declared_hit(subject: Subject, place: str, /, **details: str) -> Hit:
    """A hit on what the front comment says under a key; on the text where the comment does not say it."""
    document = subject.case.document
    span = document.declaration.spans.get(place)
    if span is None:
        return subject.whole(**details)
    return source_hit(Origin(document.source.name, span), **details)


Spec = Mapping[str, Any]
