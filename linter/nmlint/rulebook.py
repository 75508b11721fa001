"""The rules of a catalogue made ready to run, with the one scanner that serves them all."""

from __future__ import annotations

import fnmatch
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, NamedTuple

from nmlint.bilingual import Bilingual
from nmlint.catalogue import Catalogue, Rule, Scenario
from nmlint.catalogue.model import RAW
from nmlint.checks.approved import OfApproval
from nmlint.checks.build import build
from nmlint.checks.consent import Consent
from nmlint.checks.disguise import Disguise
from nmlint.checks.model import Finder, Hit, Registry, Structural, Subject
from nmlint.checks.moments import Ask, OfMoment
from nmlint.checks.plans import OfPlan
from nmlint.checks.submissions import OfSubmission
from nmlint.config import Settings
from nmlint.documents.model import Declaration
from nmlint.finding import Severity
from nmlint.intent.evidence import soothing
from nmlint.intent.reading import Understood
from nmlint.intent.scenarios import Guess, Scenarios
from nmlint.intent.table import shipped
from nmlint.messages.anatomy import PLAIN
from nmlint.source import Span
from nmlint.text.scanner import Scanner, TermHit
from nmlint.text.views import FoldData, Folder, View, fold_pattern
from nmlint.verdict import WEIGHT
from nmlint.vocabulary import DEFAULT_TYPE, LINE_TYPES, SMS

NO_ADVERTISING = "no-advertising"
# The slot of a message as a whole; that of a plain text has the name of its shape.
WHOLE = "message"
# The slot of a send plan, and of the plan that a text's fallback makes of it.
PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A rule with its finder, and how much it weighs under the profile in force."""

    rule: Rule
    finder: Finder
    severity: Severity

    @property
    def structural(self) -> bool:
        """Whether the rule is about how a message is built."""
        return isinstance(self.finder, Structural)

    @property
    def slots(self) -> frozenset[str]:
        """The slots it looks at; the whole message is one for what is about how it is built."""
        if isinstance(self.finder, OfPlan | OfSubmission | OfApproval):
            return frozenset((PLAN,))
        if isinstance(self.finder, OfMoment):
            return frozenset()
        if isinstance(self.finder, Structural):
            return frozenset((WHOLE, PLAIN) if self.finder.of_plain else (WHOLE,))
        return self.rule.slots

    def yields_to(self, other: Prepared) -> bool:
        """Whether the rule is silent where another hits, which must weigh no less; of two polite ones, the later is."""
        if other is self or WEIGHT[other.severity] < WEIGHT[self.severity] or not self._names(other):
            return False
        return not other._names(self) or other.rule.id < self.rule.id

    def _names(self, other: Prepared) -> bool:
        """Whether the rule says that it yields to another."""
        superiors = self.rule.yields_to
        cited = set(other.rule.clauses) & set(superiors.get("clauses", ()))
        return bool(cited) or other.rule.id in superiors.get("rules", ())

    def doubt(self, subject: Subject, hit: Hit) -> Bilingual | None:
        """The words around the hit of a rule about adverts that read like none; None where it is not doubted."""
        understood = subject.understood
        # Disguise is no accident.
        if self.rule.if_no_advert is None or hit.origin is not None or hit.tricks or understood is None:
            return None
        place = Span(hit.start, hit.end)
        return subject.quoted(soothing(understood, place)) if understood.doubts(place) else None

    def applies(self, kind: str, declaration: Declaration, scenario: Scenario | None) -> bool:
        """Whether the rule speaks about such an artefact at all."""
        applies, of_type = self.rule.applies, type_of(declaration)
        return (
            kind in applies.get("kinds", (kind,))
            and of_type in applies.get("types", (of_type,))
            and (scenario is not None or "scenarios" not in applies)
            and (scenario is None or scenario.id in applies.get("scenarios", (scenario.id,)))
            and (scenario is None or scenario.id not in applies.get("not_scenarios", ()))
            and holds(applies.get("when", {}), declaration, scenario)
        )

    def severity_of(self, hit: Hit, declaration: Declaration, scenario: Scenario | None) -> Severity:
        """The severity of a hit; a doubted one only asks for a look."""
        usual = self.severity_for(declaration, scenario)
        return Severity.WARNING if hit.doubted is not None and usual is Severity.ERROR else usual

    def severity_for(self, declaration: Declaration, scenario: Scenario | None) -> Severity:
        """The severity, raised or lowered by what the artefact declares."""
        if self.severity is not self.rule.severity:
            return self.severity
        for entry in self.rule.severity_when:
            conditions = {key: value for key, value in entry.items() if key != "severity"}
            if holds(conditions, declaration, scenario):
                return Severity(entry["severity"])
        return self.severity


def may_advertise(declaration: Declaration) -> bool:
    """Whether a text that follows no notification message may advertise: it is none itself.

    The ban on advertising binds notification messages and their fallbacks; what stands alone on another channel rests
    on consent. An SMS that declares a scenario is taken for a fallback, for that is what notices by SMS are here.
    """
    of_type = type_of(declaration)
    return of_type not in LINE_TYPES and (of_type != SMS or declaration.scenario is None)


def type_of(declaration: Declaration) -> str:
    """The message type that is declared, else the usual one."""
    return declaration.message or DEFAULT_TYPE


def holds(conditions: Mapping[str, object], declaration: Declaration, scenario: Scenario | None) -> bool:
    """Whether every condition of a `when:` or `severity_when:` is true of the artefact."""
    return all(_HOLDS[name](wanted, declaration, scenario) for name, wanted in conditions.items())


def _asks(wanted: Any, _declaration: Declaration, scenario: Scenario | None) -> bool:
    if scenario is None:
        return False
    return all(
        scenario.wording[wording] in (levels if isinstance(levels, (list, tuple)) else (levels,))
        for wording, levels in wanted.items()
    )


_HOLDS: Mapping[str, Callable[[Any, Declaration, Scenario | None], bool]] = {
    "fallback": lambda wanted, declaration, _: (declaration.fallback is not None) is wanted,
    "declared": lambda wanted, _, scenario: (scenario is not None) is wanted,
    "types": lambda wanted, declaration, _: type_of(declaration) in wanted,
    "asks": _asks,
}


@dataclass(frozen=True, slots=True)
class Applicable:
    """The rules for one slot of one sort of artefact: those that always run, and those that a literal calls."""

    always: tuple[int, ...]
    by_trigger: Mapping[int, tuple[int, ...]]


class Reading(NamedTuple):
    """A folded text, where each known word stands in it, the numbers of all literals in it, and what it is for."""

    view: View
    words: Mapping[int, Sequence[TermHit]]
    present: AbstractSet[int]
    understood: Understood


class Rulebook:
    """All rules in force, found by the literals that stand in a text."""

    def __init__(self, catalogue: Catalogue, settings: Settings) -> None:
        self._numbers: dict[str, int] = {}  # by the folded literal
        self._words: dict[str, int] = {}  # by the literal as rules have it
        self.literals: dict[int, str] = {}
        self._catalogue = catalogue
        data = FoldData.of(catalogue.tables["disguise/separators"], catalogue.tables["disguise/bopomofo"])
        self.fold = Folder(data).fold
        registry = Registry(self._word, self._needle, self._pattern, catalogue)
        self.rules = tuple(
            Prepared(rule, build(rule.check, registry), severity)
            for rule, severity in rules_in_force(catalogue, settings)
        )
        self.disguises = tuple(p for p in self.rules if isinstance(p.finder, Disguise))
        self.consents = tuple((p, p.finder) for p in self.rules if isinstance(p.finder, Consent))
        self._table = shipped()
        self._scenarios = Scenarios(
            {
                scenario.id: (
                    frozenset(map(self._word, scenario.all_anchors)),
                    frozenset(map(self._word, scenario.all_strong_anchors)),
                )
                for scenario in catalogue.scenarios.values()
            },
            frozenset(scenario.id for scenario in catalogue.scenarios.values() if scenario.extension),
            self._table,
        )
        needles = set(self._numbers.values()) - set(self._words.values())
        self._scanner = Scanner(self._numbers, data, frozenset(needles))
        self._applicable: dict[tuple[object, ...], Applicable] = {}
        self._moments: dict[str, tuple[tuple[Prepared, Ask], ...]] = {}

    def _term(self, literal: str) -> str:
        known = self._catalogue.folded_terms.get(literal)
        return self.fold(literal).text if known is None else known

    def _pattern(self, source: str, *, raw: bool) -> tuple[str, bool]:
        """A pattern as it is matched, and whether it is known to be tame."""
        known = self._catalogue.folded_patterns.get(RAW + source if raw else source)
        return (source if raw else fold_pattern(source), False) if known is None else known

    def _word(self, phrase: str) -> int:
        number = self._words.get(phrase)
        if number is None:
            number = self._words[phrase] = self._needle(phrase)
            self.literals.setdefault(number, phrase)
        return number

    def _needle(self, literal: str) -> int:
        return self._numbers.setdefault(self._term(literal), len(self._numbers))

    def read(self, raw: str) -> Reading:
        """The text folded, with the known literals in it."""
        view = self.fold(raw)
        words: dict[int, list[TermHit]] = {}
        hits, present = self._scanner.scan(view)
        for hit in hits:
            words.setdefault(hit.term, []).append(hit)
        return Reading(view, words, present, Understood(view.text, self._table))

    def guess(self, readings: Iterable[Reading]) -> Guess:
        """The scenarios that the texts of a message speak for."""
        return self._scenarios.guess([(reading.understood, reading.words) for reading in readings])

    def applicable(self, kind: str, declaration: Declaration, scenario: Scenario | None, slot: str) -> Applicable:
        """The rules that speak about such an artefact in a slot; worked out once for each sort of artefact."""
        sort = (kind, declaration.message, scenario and scenario.id, declaration.fallback is not None, slot)
        if sort not in self._applicable:
            chosen = [
                index
                for index, rule in enumerate(self.rules)
                if slot in rule.slots and rule.applies(kind, declaration, scenario)
            ]
            by_trigger: dict[int, list[int]] = {}
            for index in chosen:
                for trigger in self.rules[index].finder.triggers or ():
                    by_trigger.setdefault(trigger, []).append(index)
            self._applicable[sort] = Applicable(
                tuple(index for index in chosen if self.rules[index].finder.triggers is None),
                {trigger: tuple(rules) for trigger, rules in by_trigger.items()},
            )
        return self._applicable[sort]

    def moments(self, about: str) -> tuple[tuple[Prepared, Ask], ...]:
        """The rules of the moment of sending that are about one thing, each with its test, in catalogue order.

        `about` is `value`, `receiver`, `approval`, `time`, `channel`, `message`, `outcome`, `account` or `guard`.
        """
        if about not in self._moments:
            self._moments[about] = tuple(
                (rule, rule.finder.asked(rule.rule.applies, self._catalogue))
                for rule in self.rules
                if isinstance(rule.finder, OfMoment) and rule.finder.about == about
            )
        return self._moments[about]

    def candidates(self, applicable: Applicable, present: AbstractSet[int]) -> Iterator[Prepared]:
        """Of the applicable rules, those that can hit where these literals are present, in catalogue order."""
        chosen = set(applicable.always)
        for trigger in present & applicable.by_trigger.keys():
            chosen.update(applicable.by_trigger[trigger])
        return (self.rules[index] for index in sorted(chosen))


def rules_in_force(catalogue: Catalogue, settings: Settings) -> Iterator[tuple[Rule, Severity]]:
    """The rules that date, profile, selection and ignoring leave, with the severity the profile gives them.

    A mandatory rule is neither ignored nor weakened.
    """
    profile = catalogue.profiles[settings.profile].rules
    for rule in catalogue.rules.values():
        if not rule.in_force(settings.as_of):
            continue
        if settings.select and not matches(rule.id, settings.select):
            continue
        severity = rule.severity
        if not rule.mandatory:
            if matches(rule.id, settings.ignore):
                continue
            wanted = profile.get(rule.id, {}).get("severity", severity)
            if wanted == "off":
                continue
            severity = Severity(wanted)
        yield rule, severity


def matches(rule: str, patterns: Iterable[str]) -> bool:
    """Whether a rule id is named by any of these ids, families or globs."""
    return any(
        rule == pattern or rule.startswith(f"{pattern}/") or fnmatch.fnmatchcase(rule, pattern) for pattern in patterns
    )
