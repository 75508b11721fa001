"""What the rules of words find in one text, and how it is disguised."""

from __future__ import annotations

from collections.abc import Iterator

from nmlint.checks.disguise import Disguise
from nmlint.checks.model import Hit, Subject
from nmlint.finding import Severity
from nmlint.rulebook import NO_ADVERTISING, Applicable, Prepared, Rulebook
from nmlint.yielding import exempt, joined


class BudgetSpentError(Exception):
    """A rule needed more time than a rule may take."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


def hits_in(rulebook: Rulebook, subject: Subject, asked: Applicable) -> Iterator[tuple[Prepared, Hit]]:
    """What these rules find in a text. Raises BudgetSpentError."""
    disguised: list[Hit] = []
    for prepared in rulebook.candidates(asked, subject.present):
        try:
            hits = subject.hits_of(prepared.finder)
        except TimeoutError as error:
            raise BudgetSpentError(prepared.rule.id) from error
        if not hits:
            continue
        if NO_ADVERTISING in prepared.rule.clauses and (names := exempt(subject)):
            hits = [hit for hit in hits if not any(span.start <= hit.raw.start < span.end for span in names)]
        if prepared.severity is Severity.ERROR:
            disguised.extend(part for hit in hits if hit.tricks for part in _disguised_parts(rulebook, subject, hit))
        for hit in joined(subject, hits):
            doubted = prepared.doubt(subject, hit)
            if doubted is None or prepared.severity is Severity.ERROR:
                yield prepared, hit._replace(doubted=doubted)
    for prepared in rulebook.disguises if disguised else ():
        if isinstance(prepared.finder, Disguise):
            for hit in joined(subject, [hit for hit in disguised if hit.tricks & prepared.finder.tricks]):
                yield prepared, hit


def _disguised_parts(rulebook: Rulebook, subject: Subject, hit: Hit) -> list[Hit]:
    """The disguised words of a hit; the hit itself where no single word is."""
    words = [
        hit._replace(start=word.start, end=word.end, raw=raw, read_as=rulebook.literals[number], tricks=word.tricks)
        for number, found in subject.words.items()
        for word in found
        if word.tricks and hit.raw.covers(raw := subject.view.to_raw(word.start, word.end))
    ]
    return words or [hit]
