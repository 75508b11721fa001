"""What the rules of words find in a value that is about to fill an approved text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from string import ascii_lowercase
from typing import Any

from nmlint.checks.disguise import Disguise
from nmlint.checks.model import Case, Hit, Message, Subject
from nmlint.finding import Severity
from nmlint.hunting import hits_in
from nmlint.intent.glance import Glance
from nmlint.intent.table import shipped
from nmlint.messages.content import Content
from nmlint.rulebook import NO_ADVERTISING, Applicable, Prepared, Rulebook
from nmlint.source import Span
from nmlint.text.views import Trick, raw_view
from nmlint.yielding import exempt

# What a value can be wrong in by its words alone. What a whole message lacks and how it is built are no matter of one,
# and its characters, its links and what is left unfilled in it are looked at by the rules of the moment.
_FAMILIES = frozenset({"promotion", "privacy", "disguise", "wording", "links"})
_NUMBERS = "privacy"
_SLOT = "value"

# What parts a value into pieces.
_BREAKS = re.compile(r"[。，、；！？;!?\n]+|,(?![0-9])|(?<=[^\x00-\x7f])[ \u3000]+(?=[^\x00-\x7f])")
# Blanks where perhaps nothing but a word ends; beside a number none does.
_BLANKS = re.compile(r"(?<=[^\x00-\x7f])[ \u3000]+(?![0-9]+(?![0-9%]))|(?<![0-9])[ \u3000]+(?=[^\x00-\x7f])")
# A part says as much for an advert as all of it only where all of it says one part in so many.
_HINTS = 2
# An offer has no more words than so many.
_LONGEST_RUN = 6
# Characters with the same sign, or the same blanks, between every two of them.
_SPACED = re.compile(r"(?<![0-9A-Za-z])\S(?P<sign>(?:\W|_){1,3})(?:(?!(?P=sign))\S(?P=sign))+\S(?![0-9A-Za-z])")
# From so many Latin letters on that stand apart nobody can tell any more where a word ends.
_UNREADABLE = 9


class ValueRules:
    """The rules of words for the values of one document, made ready once and asked for every message.

    A value is judged as if the author had written it: nobody else looks at it before it leaves. Only what refuses it
    is asked: errors, and whatever advertises.
    """

    def __init__(self, rulebook: Rulebook, case: Case, content: Content) -> None:
        self._rulebook, self._case = rulebook, case
        self._glance = Glance(shipped())
        whole = rulebook.applicable(case.document.kind, case.document.declaration, case.scenario, _SLOT)
        # By whether the value can read like an advert, and whether it has a number long enough to be somebody's.
        self._asked: Mapping[tuple[bool, bool], Applicable] = {
            (lures, numbered): _chosen(whole, rulebook, lures=lures, numbered=numbered)
            for lures in (False, True)
            for numbered in (False, True)
        }
        self._offers = frozenset(
            trigger
            for trigger, rules in whole.by_trigger.items()
            if any(NO_ADVERTISING in rulebook.rules[index].rule.clauses for index in rules)
        )
        # Nothing stands first, and so speaks for the message: of no value is asked what the message as a whole lacks.
        self._message = Message(content, [Subject(case, _SLOT, raw_view(""), {}, (), Message(content))])

    def find(self, text: str, least: int | None) -> Iterator[tuple[Prepared, Hit]]:
        """What is wrong with the words of a value.

        It reads like an advert from so many points of the table on; None asks for words that say so.

        Raises BudgetSpentError.
        """
        whole = self._subject(text)
        points = 0 if least is None else self._glance.points(whole.view.text)
        found = list(self._found(whole, lures=least is not None and points > least))
        yield from found
        # What is one word has no parts, and what is refused already is not read again.
        if text.isalnum() or any(hit.doubted is None for _, hit in found):
            return
        hinted = least if least is not None and points * _HINTS > least else None
        if whole.suspected or hinted is not None:
            yield from self._parts(whole, hinted)
        closed = _closed(text)
        if len(closed) < len(text):
            for prepared, hit in self.find("".join([text[at] for at in closed]), least):
                if hit.doubted is None:
                    yield prepared, _moved(hit, whole, closed)
            yield from self._unreadable(whole)

    def _parts(self, whole: Subject, least: int | None) -> Iterator[tuple[Prepared, Hit]]:
        """What is wrong with a part of a value alone: what is told beside an offer excuses it nowhere."""
        pieces = _between(_BREAKS, whole.raw, 0, len(whole.raw))
        for start, end in pieces:
            piece = whole if len(pieces) == 1 else self._subject(whole.raw[start:end])
            found = [] if piece is whole else self._again(whole, piece, range(start, end), least)
            yield from found
            if found or not piece.suspected:
                continue
            for run in _runs(_between(_BLANKS, whole.raw, start, end)):
                yield from self._again(whole, self._subject(whole.raw[run.start : run.stop]), run, least)

    def _again(
        self, whole: Subject, part: Subject, places: Sequence[int], least: int | None
    ) -> list[tuple[Prepared, Hit]]:
        """What stands in some characters of a value alone, and is not doubted there either."""
        lures = least is not None and self._glance.points(part.view.text) > least
        certain = [(prepared, hit) for prepared, hit in self._found(part, lures=lures) if hit.doubted is None]
        names = exempt(whole) if certain else ()
        moved = [(prepared, _moved(hit, whole, places)) for prepared, hit in certain]
        # A name of the sender's advertises nothing, also where a part ends within it.
        return [(prepared, hit) for prepared, hit in moved if not any(name.covers(hit.raw) for name in names)]

    def _subject(self, text: str) -> Subject:
        view, words, present, understood = self._rulebook.read(text)
        return Subject(self._case, _SLOT, view, words, (), self._message, present, None, understood)

    def _found(self, subject: Subject, *, lures: bool) -> Iterator[tuple[Prepared, Hit]]:
        asked = self._asked[lures, subject.long_number]
        if asked.always or not asked.by_trigger.keys().isdisjoint(subject.present):
            yield from hits_in(self._rulebook, subject, asked)
        if not subject.present.isdisjoint(self._offers):
            yield from self._disguised(subject)

    def _unreadable(self, whole: Subject) -> Iterator[tuple[Prepared, Hit]]:
        """Letters that stand apart: nobody can tell where their words end, so no rule can read them."""
        for match in _SPACED.finditer(whole.raw):
            folded = whole.view.from_raw(*match.span())
            letters = [char for char in whole.view.text[folded.start : folded.end] if char in ascii_lowercase]
            if len(letters) >= _UNREADABLE:
                for prepared in self._rulebook.disguises:
                    if isinstance(prepared.finder, Disguise) and Trick.INSERTED in prepared.finder.tricks:
                        yield prepared, whole.hit(Span(*match.span()))

    def _disguised(self, subject: Subject) -> Iterator[tuple[Prepared, Hit]]:
        """Words of offers that are spelt so that no rule would know them: in a value there is no honest reason to."""
        for number, found in subject.words.items():
            if number not in self._offers:
                continue
            for word in found:
                for prepared in self._rulebook.disguises if word.tricks else ():
                    if isinstance(prepared.finder, Disguise) and word.tricks & prepared.finder.tricks:
                        raw = subject.view.to_raw(word.start, word.end)
                        yield prepared, Hit(word.start, word.end, raw, tricks=word.tricks)


def _moved(hit: Hit, whole: Subject, places: Sequence[int]) -> Hit:
    """A hit in some characters of a value, told by the whole of it."""
    raw = Span(places[hit.raw.start], places[hit.raw.end - 1] + 1)
    folded = whole.view.from_raw(raw.start, raw.end)
    return hit._replace(start=folded.start, end=folded.end, raw=raw)


def _between(gaps: re.Pattern[str], text: str, start: int, end: int) -> list[tuple[int, int]]:
    """What stands between the gaps of a stretch of a text."""
    edges = [start, *(edge for gap in gaps.finditer(text, start, end) for edge in gap.span()), end]
    return [(first, last) for first, last in zip(edges[::2], edges[1::2], strict=True) if first < last]


def _runs(words: Sequence[tuple[int, int]]) -> Iterator[range]:
    """Neighbouring words, but not all of them together."""
    for first, (start, _) in enumerate(words):
        for _, end in words[first : first + _LONGEST_RUN]:
            if (start, end) != (words[0][0], words[-1][1]):
                yield range(start, end)


def _closed(text: str) -> Sequence[int]:
    """The characters of a value less the signs that stand between every two of them."""
    within: set[int] = set()
    for match in _SPACED.finditer(text):
        step = match.end("sign") - match.start("sign") + 1
        within.update(at for at in range(*match.span()) if (at - match.start()) % step)
    return [at for at in range(len(text)) if at not in within]


def _chosen(whole: Applicable, rulebook: Rulebook, *, lures: bool, numbered: bool) -> Applicable:
    """Of the rules for a slot, those that such a value can break."""

    def kept(index: int) -> bool:
        prepared = rulebook.rules[index]
        if _of_adverts_only(prepared.rule.check) and not lures:
            return False
        return prepared.rule.family in _FAMILIES and _refuses(prepared)

    def always(index: int) -> bool:
        prepared = rulebook.rules[index]
        by_number = numbered and prepared.rule.family == _NUMBERS
        return kept(index) and (by_number or _of_adverts_only(prepared.rule.check))

    by_trigger = {trigger: _filtered(rules, kept) for trigger, rules in whole.by_trigger.items()}
    return Applicable(
        _filtered(whole.always, always), {trigger: rules for trigger, rules in by_trigger.items() if rules}
    )


def _filtered(rules: tuple[int, ...], keeps: Callable[[int], bool]) -> tuple[int, ...]:
    return tuple(filter(keeps, rules))


def _of_adverts_only(check: Mapping[str, Any]) -> bool:
    """Whether a check finds nothing in what does not read like an advert."""
    if "any" in check:
        return all(map(_of_adverts_only, check["any"]))
    if "all" in check:
        return any(map(_of_adverts_only, check["all"]))
    return bool(check.get("reads", {}).get("as") == "advert")


def _refuses(prepared: Prepared) -> bool:
    """Whether what a rule finds refuses a value."""
    return prepared.severity is Severity.ERROR or (
        NO_ADVERTISING in prepared.rule.clauses and prepared.severity is not Severity.INFO
    )
