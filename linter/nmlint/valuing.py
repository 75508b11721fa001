"""What the rules of words find in a value that is about to fill an approved text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nmlint.checks.model import Case, Hit, Message, Subject
from nmlint.checks.purpose import Advert
from nmlint.hunting import hits_in
from nmlint.messages.content import Content
from nmlint.rulebook import Applicable, Prepared, Rulebook
from nmlint.text.views import raw_view

# What a value can be wrong in by its words alone. What a whole message lacks and how it is built are no matter of one,
# and its characters, its links and what is left unfilled in it are looked at by the rules of the moment.
_FAMILIES = frozenset({"promotion", "privacy", "disguise", "wording", "links"})
_NUMBERS = "privacy"
_SLOT = "value"


class ValueRules:
    """The rules of words for the values of one document, made ready once and asked for every message.

    A value is judged as if the author had written it: nobody else looks at it before it leaves.
    """

    def __init__(self, rulebook: Rulebook, case: Case, content: Content) -> None:
        self._rulebook, self._case, self._content = rulebook, case, content
        asked = rulebook.applicable(case.document.kind, case.document.declaration, case.scenario, _SLOT)
        always = [index for index in asked.always if _speaks_of_values(rulebook.rules[index])]
        adverts = [index for index in always if isinstance(rulebook.rules[index].finder, Advert)]
        triggered = {trigger: _of_words(rules, rulebook) for trigger, rules in asked.by_trigger.items()}
        self._triggers = {trigger: rules for trigger, rules in triggered.items() if rules}
        # A value without a long number is nobody's card or identity number.
        self._numbered = Applicable(tuple(always), self._triggers)
        self._plain = Applicable(tuple(adverts), self._triggers)
        # It stands first, and so speaks for the message: of no value is asked what the message as a whole lacks.
        self._first = Subject(case, _SLOT, raw_view(""), {}, (), Message(content))

    def find(self, text: str) -> Iterator[tuple[Prepared, Hit]]:
        """What is wrong with the words of a value. Raises BudgetSpentError."""
        view, words, present, understood = self._rulebook.read(text)
        message = Message(self._content, [self._first])
        subject = Subject(self._case, _SLOT, view, words, (), message, present, None, understood)
        return hits_in(self._rulebook, subject, self._numbered if subject.long_number else self._plain)


def _of_words(rules: Iterable[int], rulebook: Rulebook) -> tuple[int, ...]:
    """Of some rules, by number, those of words."""
    return tuple(index for index in rules if rulebook.rules[index].rule.family in _FAMILIES)


def _speaks_of_values(prepared: Prepared) -> bool:
    """Whether a rule that no word calls can find anything in a value."""
    return prepared.rule.family == _NUMBERS or isinstance(prepared.finder, Advert)
