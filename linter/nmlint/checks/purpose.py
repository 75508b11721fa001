"""What a text is for, as the intent table reads it; it was learnt, so it asks for a look and never decides alone."""

from __future__ import annotations

from collections.abc import Iterator

from nmlint.bilingual import CHINESE, ENGLISH, Bilingual
from nmlint.checks.model import Finder, Hit, Spec, Subject, declared_hit
from nmlint.intent.evidence import luring, telling
from nmlint.intent.table import NONE, PROMOTIONAL

ALWAYS: frozenset[int] | None = None


class Advert:
    """The passage that reads most like an advert, where it does so by more points than the threshold."""

    triggers = ALWAYS

    def __init__(self, threshold: str) -> None:
        self._threshold = threshold

    def find(self, subject: Subject) -> Iterator[Hit]:
        understood = subject.understood
        if understood is None:
            return
        passage = understood.promotion
        if understood.advertises(self._threshold):
            span = understood.span(passage)
            words = subject.quoted(luring(understood))
            sure = understood.table.confidence(PROMOTIONAL, passage.points) or 0
            found = subject.folded_hit(span.start, span.end)
            yield found._replace(details={"words": words, "confidence": f"{sure:.0%}"})


class Named:
    """The hits of a finder that stand in the passage that reads like an advert."""

    def __init__(self, advert: Finder, naming: Finder) -> None:
        self._advert, self._naming = advert, naming
        self.triggers = naming.triggers

    def find(self, subject: Subject) -> Iterator[Hit]:
        # Most texts read like no advert, and then nothing is looked for.
        for passage in subject.hits_of(self._advert):
            for named in subject.hits_of(self._naming):
                if passage.raw.covers(named.raw):
                    yield named._replace(details={**passage.details, **named.details})


class UnknownLanguage:
    """A text, or a passage of it, in a language that was not learnt."""

    triggers = ALWAYS

    def find(self, subject: Subject) -> Iterator[Hit]:
        understood = subject.understood
        if understood is None:
            return
        if not understood.known_language:
            if subject.speaks:
                yield subject.whole()
        elif understood.unread is not None:
            span = understood.span(understood.unread)
            yield subject.folded_hit(span.start, span.end)


class ScenarioDeclared:
    """What is wrong with the scenario that is declared, or that none is."""

    triggers = ALWAYS

    def __init__(self, test: str) -> None:
        self._test = test

    def find(self, subject: Subject) -> Iterator[Hit]:
        if not subject.speaks:
            return
        case = subject.case
        declared = case.document.declaration.scenario
        if self._test == "undeclared" and declared is None:
            yield subject.whole(suggested=case.said_once("suggestion", lambda: _suggestion(subject)))
        elif self._test == "unknown" and declared is not None and case.scenario is None:
            yield declared_hit(subject, "scenario", declared=declared, nearest=case.nearest_scenario(declared))
        elif self._test == "extension" and case.scenario is not None and case.scenario.extension:
            yield declared_hit(subject, "scenario", declared=case.scenario.id)
        elif self._test == "mismatch" and case.scenario is not None and _mismatch(subject, case.scenario.id):
            suggested = case.said_once("suggestion", lambda: _suggestion(subject))
            yield declared_hit(subject, "scenario", declared=case.scenario.id, suggested=suggested)


def _mismatch(subject: Subject, declared: str) -> bool:
    """Whether another scenario fits better by so much that the declared one is hardly meant."""
    guess, understood = subject.case.guess, subject.understood
    if understood is None or guess.best in {None, declared} or declared not in understood.table.labels:
        return False
    threshold: int = understood.table.card["scenario"]["mismatch"]
    return guess.lead(declared) > threshold


def _suggestion(subject: Subject) -> str:
    """A sentence that names the scenario the words suggest, the next one, and the words; empty when none is."""
    case = subject.case
    guess = case.guess
    if guess.best is None:
        return ""
    names = case.catalogue.scenarios[guess.best].names
    sure = "" if guess.confidence is None else f", {guess.confidence:.0%}"
    english = f"The text suggests {guess.best} ({names[ENGLISH]}{sure})"
    chinese = f"依文字推測：{guess.best}（{names[CHINESE]}{sure.replace(', ', '，')}）"
    if guess.runner_up is not None:
        english += f", then {guess.runner_up}"
        chinese += f"，其次 {guess.runner_up}"
    words = _deciding(subject, guess.best, case.scenario.id if case.scenario else guess.runner_up)
    if words is not None:
        english += f", for {words}"
        chinese += f"，因為有{words.chinese}"
    return Bilingual(english + ".", chinese + "。")


def _deciding(subject: Subject, best: str, against: str | None) -> Bilingual | None:
    """The words that spoke for the best scenario and against the other; None where it was not the table that chose."""
    understood = subject.understood
    if understood is None or not understood.known_language or best not in understood.table.labels:
        return None
    other = against if against in understood.table.labels and against != best else NONE
    words = telling(understood, best, other)
    return subject.quoted(words) if words else None


def reads(spec: Spec) -> Finder:
    """`reads: {as: advert | unknown-language, sure: true}`."""
    if spec["as"] == "unknown-language":
        return UnknownLanguage()
    return Advert("sure" if spec.get("sure") else "likely")
