"""The catalogue as the program knows it: rules, phrase lists, excuses, scenarios, clauses, limits and profiles."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from nmlint.errors import Fault
from nmlint.finding import Confidence, Kind, Severity
from nmlint.report import Identity

Localized = Mapping[str, str]
Words = Mapping[str, tuple[str, ...]]

# Marks, among folded patterns, one that is matched with texts as they are written.
RAW = "raw:"
FALLBACK_LANGUAGE = "zh-TW"
ANY_TEXT = "any-text"
# Where people read; links are no texts, and the preview repeats what stands elsewhere.
TEXT_SLOTS = ("title", "header", "body", "footer", "value", "label", "quick-reply", "display-text", "alt-text")


def localized(texts: Localized, lang: str) -> str:
    """The text in a language, else in Traditional Chinese."""
    return texts.get(lang) or texts[FALLBACK_LANGUAGE]


@dataclass(frozen=True, slots=True)
class Reference:
    """What a rule or a limit rests on, and when that was last looked up."""

    title: str
    checked: str
    url: str | None = None
    section: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One fault that a message can have; what is a mapping here is as the file has it."""

    id: str
    path: str
    title: Localized
    severity: Severity
    confidence: Confidence
    basis: str
    clauses: tuple[str, ...]
    sources: tuple[Reference, ...]
    check: Mapping[str, Any]
    message: Localized
    fix: Localized
    kind: Kind = Kind.VIOLATION
    mandatory: bool = False
    applies: Mapping[str, Any] = field(default_factory=dict)
    severity_when: tuple[Mapping[str, Any], ...] = ()
    notes: Localized | None = None
    effective_from: str | None = None
    effective_until: str | None = None
    yields_to: Mapping[str, Any] = field(default_factory=dict)
    if_no_advert: str | None = None

    @property
    def family(self) -> str:
        """The folder it stands in."""
        return self.id.rpartition("/")[0]

    @property
    def slots(self) -> frozenset[str]:
        """The slots it looks at; every text unless its file says otherwise."""
        named = self.applies.get("slots", (ANY_TEXT,))
        return frozenset(slot for name in named for slot in (TEXT_SLOTS if name == ANY_TEXT else (name,)))

    def in_force(self, day: str) -> bool:
        """Whether the rule is in force on a day, written 2026-11-23."""
        return _between(self.effective_from, day, self.effective_until)


@dataclass(frozen=True)
class PhraseList:
    """Terms by language that rules look for together."""

    id: str
    path: str
    title: Localized
    sources: tuple[Reference, ...]
    phrases: Words

    @cached_property
    def all_phrases(self) -> tuple[str, ...]:
        """The terms of all languages, each once."""
        return _together(self.phrases)


@dataclass(frozen=True, slots=True)
class Excuses:
    """Exceptions of one kind that several rules share; the rules that name them hold their finders already."""

    id: str
    path: str
    title: Localized
    sources: tuple[Reference, ...]
    finders: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Scenario:
    """One allowed use of notification messages, or a marked extension (then `number` is None).

    `facts` are the groups as the file has them; `wording` says of each piece whether it is required, advised or none.
    """

    id: str
    path: str
    number: int | None
    category: Localized
    names: Localized
    meaning: Localized
    clauses: tuple[str, ...]
    deadline: str
    wording: Mapping[str, str]
    anchors: Words
    sources: tuple[Reference, ...]
    extension: bool = False
    review: Localized | None = None
    remark: Localized | None = None
    strong_anchors: Words = field(default_factory=dict)
    facts: tuple[Mapping[str, Any], ...] = ()
    link_purposes: tuple[str, ...] = ()

    @cached_property
    def all_anchors(self) -> tuple[str, ...]:
        """The words of all languages that tell this scenario, each once."""
        return _together(self.anchors)

    @cached_property
    def all_strong_anchors(self) -> tuple[str, ...]:
        """The words of all languages that nearly prove it, each once."""
        return _together(self.strong_anchors)


@dataclass(frozen=True, slots=True)
class Clause:
    """One statement of a policy, with what becomes of it."""

    id: str
    says: Localized
    checked_by: tuple[str, ...]
    rules: tuple[str, ...] = ()
    human: Localized | None = None
    pending: Mapping[str, Any] | None = None

    @property
    def state(self) -> str:
        """`enforced` where rules hold it, `human` where a person must judge, else `pending`."""
        if self.rules:
            return "enforced"
        return "human" if self.human else "pending"


@dataclass(frozen=True, slots=True)
class Policy:
    """The clauses of one document as of a day.

    `application` is what it says of applying, as the file has it: `review_times` and `partners`.
    """

    name: str
    title: Localized
    as_of: str
    sources: tuple[Reference, ...]
    clauses: Mapping[str, Clause]
    application: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Limit:
    """How long something may be, in its counting unit, between two days.

    `least` is how long it must be. It may hold only where the object has one of `only_with`, or none of `not_with`.
    """

    name: str
    limit: int
    unit: str
    applies_to: tuple[str, ...]
    source: Reference
    effective_from: str | None = None
    effective_until: str | None = None
    least: int = 0
    only_with: tuple[str, ...] = ()
    not_with: tuple[str, ...] = ()

    @property
    def has_conditions(self) -> bool:
        """Whether it depends on what else the object has."""
        return bool(self.only_with or self.not_with)

    def binds(self, properties: Container[str]) -> bool:
        """Whether the limit holds for an object that has these properties."""
        with_one = not self.only_with or any(name in properties for name in self.only_with)
        return with_one and all(name not in properties for name in self.not_with)

    def in_force(self, day: str) -> bool:
        """Whether the limit is in force on a day, written 2026-11-23."""
        return _between(self.effective_from, day, self.effective_until)


@dataclass(frozen=True, slots=True)
class Profile:
    """Other severities for some rules, as `{rule: {severity: …}}`; `off` switches a rule off."""

    name: str
    title: Localized
    rules: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Retired:
    """An id that was a rule once and never returns."""

    id: str
    since: str
    reason: str
    replaced_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that loaded, what it is by name and content hash, and what did not load and why.

    `tables` holds plain data of other files by name, each held to the schema of that name. The folded terms and
    patterns are what rules and scenarios compare with folded texts, worked out when the catalogue is compiled; with a
    pattern goes whether it is tame (see `regexes.is_tame`).
    """

    identity: Identity
    policy_identity: Identity
    rules: Mapping[str, Rule] = field(default_factory=dict)
    lists: Mapping[str, PhraseList] = field(default_factory=dict)
    excuses: Mapping[str, Excuses] = field(default_factory=dict)
    scenarios: Mapping[str, Scenario] = field(default_factory=dict)
    policies: Mapping[str, Policy] = field(default_factory=dict)
    limits: tuple[Limit, ...] = ()
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    retired: Mapping[str, Retired] = field(default_factory=dict)
    tables: Mapping[str, Any] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    folded_terms: Mapping[str, str] = field(default_factory=dict, repr=False)
    folded_patterns: Mapping[str, tuple[str, bool]] = field(default_factory=dict, repr=False)

    @property
    def clauses(self) -> dict[str, Clause]:
        """The clauses of every policy by id."""
        return {clause.id: clause for policy in self.policies.values() for clause in policy.clauses.values()}


def _together(words: Words) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for listed in words.values() for word in listed))


def _between(first: str | None, day: str, last: str | None) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)
