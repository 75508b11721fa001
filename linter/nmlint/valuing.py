"""What the rules of words find in a value that is about to fill an approved text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from nmlint.checks.disguise import Disguise
from nmlint.checks.model import Case, Hit, Message, Subject
from nmlint.finding import Severity
from nmlint.hunting import hits_in
from nmlint.intent.glance import Glance
from nmlint.intent.table import shipped
from nmlint.messages.content import Content
from nmlint.rulebook import NO_ADVERTISING, Applicable, Prepared, Rulebook
from nmlint.text.views import raw_view

# What a value can be wrong in by its words alone. What a whole message lacks and how it is built are no matter of one,
# and its characters, its links and what is left unfilled in it are looked at by the rules of the moment.
_FAMILIES = frozenset({"promotion", "privacy", "disguise", "wording", "links"})
_NUMBERS = "privacy"
_SLOT = "value"


class ValueRules:
    """The rules of words for the values of one document, made ready once and asked for every message.

    A value is judged as if the author had written it: nobody else looks at it before it leaves. Only what refuses it
    is asked: errors, and whatever advertises.
    """

    def __init__(self, rulebook: Rulebook, case: Case, content: Content) -> None:
        self._rulebook, self._case, self._content = rulebook, case, content
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
        # It stands first, and so speaks for the message: of no value is asked what the message as a whole lacks.
        self._first = Subject(case, _SLOT, raw_view(""), {}, (), Message(content))

    def find(self, text: str, least: int | None) -> Iterator[tuple[Prepared, Hit]]:
        """What is wrong with the words of a value.

        It reads like an advert from so many points of the table on; None asks for words that say so.

        Raises BudgetSpentError.
        """
        view, words, present, understood = self._rulebook.read(text)
        message = Message(self._content, [self._first])
        subject = Subject(self._case, _SLOT, view, words, (), message, present, None, understood)
        lures = least is not None and self._glance.points(view.text) > least
        asked = self._asked[lures, subject.long_number]
        if asked.always or not asked.by_trigger.keys().isdisjoint(present):
            yield from hits_in(self._rulebook, subject, asked)
        if not present.isdisjoint(self._offers):
            yield from self._disguised(subject)

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
