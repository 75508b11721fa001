"""What a judged artefact is known by: its texts, links and values, and what the reviewed plan says about it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from nmlint import durations
from nmlint.documents.model import Fallback
from nmlint.rendering import Origin, Variant

UNREACHED = "unreached"
"""The slot of text of further cases, too many to render; a change in it could not be seen otherwise."""
DESIGN = "design"
"""The slot of what an object of a message looks like: its own properties that are no texts."""


@dataclass(frozen=True, slots=True)
class Text:
    """The fixed text of one place of a message; values stand in it as `{{ expression }}`.

    `cases` are the numbers, from 0, of the cases that show it. `written` is where it was written, None for a text that
    was read from a lock; `elsewhere` is where the same words of other cases were.
    """

    slot: str
    text: str
    cases: tuple[int, ...] = (0,)
    written: Variant | None = field(default=None, compare=False, repr=False)
    elsewhere: Mapping[int, Variant] = field(default_factory=dict, compare=False, repr=False)

    def in_case(self, case: int) -> Text:
        """The text as one of its cases has it."""
        return replace(self, written=self.elsewhere.get(case, self.written))


@dataclass(frozen=True, slots=True)
class Known:
    """What is declared of a variable that a text prints; `type` is None where nothing is."""

    type: str | None = None
    values: tuple[str, ...] = ()
    max_length: int | None = None
    mask: str | None = None
    hosts: tuple[str, ...] = ()
    purpose: str | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """Everything that a message may say.

    `cases` tell when each of its renderings is sent, in words; a message that always says the same has one, the empty
    text, unless it cannot be sent in all cases. `links` leads from each link, in a slot of its own or in a text, to the
    purpose that is declared for it. `unprinted` are the variables that are declared or asked for beside: a reviewer
    does not see them, yet they decide what is sent, and whoever prints one of them has not renamed another. `asked`
    leads from each part of a condition to the tag that asks it; it is empty for what was read from a lock.
    """

    cases: tuple[str, ...]
    texts: tuple[Text, ...]
    variables: Mapping[str, Known] = field(default_factory=dict)
    links: Mapping[str, str | None] = field(default_factory=dict)
    unprinted: Mapping[str, Known] = field(default_factory=dict)
    asked: Mapping[str, Origin] = field(default_factory=dict, compare=False, repr=False)

    @property
    def known(self) -> Mapping[str, Known]:
        """Every variable that is printed, declared or asked for."""
        return {**self.variables, **self.unprinted}

    def shown_in(self, case: int) -> tuple[Text, ...]:
        """The texts of one case, in reading order, and behind them what it looks like."""
        return tuple(text.in_case(case) for text in self.texts if case in text.cases)

    def said_in(self, case: int) -> tuple[Text, ...]:
        """The texts of one case, in reading order."""
        return tuple(text for text in self.shown_in(case) if text.slot != DESIGN)


@dataclass(frozen=True, slots=True)
class Following:
    """The fallback of the reviewed plan, and what its text says where it has one."""

    plan: Fallback
    words: Words | None = None


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A template or a message as a reviewer would know it again.

    `path` is relative to the folder of the lock. `places` leads from a dotted key of the declaration to where it is
    said; it is empty for what was read from a lock.
    """

    id: str
    path: str
    kind: str
    words: Words
    message: str
    scenario: str | None = None
    sender: str | None = None
    event: str | None = None
    basis: str | None = None
    fallback: Following | None = None
    places: Mapping[str, Origin] = field(default_factory=dict, compare=False, repr=False)

    @property
    def sha256(self) -> str:
        """The hash of all that a reviewer judges: not of the name of the file, nor of the id."""
        return _hash(content_of(self, seen=True))


@dataclass(frozen=True, slots=True)
class Approved:
    """An entry of a lock: what was approved, on which day, under which reference of LINE's, and who recorded it.

    `until` is the last day on which it holds, None where nobody set one.
    """

    fingerprint: Fingerprint
    date: str
    reference: str
    nmlint: str
    until: str | None = None

    def ended(self, day: str) -> bool:
        """Whether the approval does not hold any more on a day, written 2026-11-23."""
        return self.until is not None and self.until < day

    @property
    def sha256(self) -> str:
        """The hash of all that the entry says, its id and its file too, so that no edit by hand stays unnoticed."""
        known = self.fingerprint
        said = {
            "id": known.id,
            "path": known.path,
            "kind": known.kind,
            "approved": self.date,
            "reference": self.reference,
            "nmlint": self.nmlint,
            "content": content_of(known),
        }
        if self.until is not None:
            said["until"] = self.until
        return _hash(said)


def content_of(fingerprint: Fingerprint, *, seen: bool = False) -> dict[str, Any]:
    """All that is known, as plain data without empty values, in the order in which a lock has it; or what is `seen`."""
    fallback = fingerprint.fallback
    return _filled(
        {
            "scenario": fingerprint.scenario,
            "message": fingerprint.message,
            "sender": fingerprint.sender,
            "event": fingerprint.event,
            "basis": fingerprint.basis,
            **_words(fingerprint.words, seen=seen),
            "fallback": None if fallback is None else _following(fallback, seen=seen),
        }
    )


def _following(fallback: Following, *, seen: bool) -> dict[str, Any]:
    plan = fallback.plan
    return _filled(
        {
            "channel": plan.channel,
            "after": None if plan.after is None else durations.written(plan.after),
            "unless": plan.unless,
            **({} if fallback.words is None else _words(fallback.words, seen=seen)),
        }
    )


def _words(words: Words, *, seen: bool) -> dict[str, Any]:
    everywhere = tuple(range(len(words.cases)))
    return {
        "variables": {name: _known(known) for name, known in sorted(words.variables.items())},
        "unprinted": {} if seen else {name: _known(known) for name, known in sorted(words.unprinted.items())},
        "cases": list(words.cases) if words.cases != ("",) else [],
        "texts": [
            {"slot": text.slot, **_cases(text, everywhere), "text": text.text}
            for text in words.texts
            if text.slot != DESIGN
        ],
        "links": [{"url": url, **({"purpose": purpose} if purpose else {})} for url, purpose in words.links.items()],
        "design": [{**_cases(text, everywhere), "text": text.text} for text in words.texts if text.slot == DESIGN],
    }


def _cases(text: Text, everywhere: tuple[int, ...]) -> dict[str, Any]:
    """The numbers, from 1, of the cases that show a text; nothing where all do."""
    return {} if text.cases == everywhere else {"in": [case + 1 for case in text.cases]}


def _known(known: Known) -> dict[str, Any]:
    return _filled(
        {
            "type": known.type,
            "values": list(known.values),
            "max_length": known.max_length,
            "mask": known.mask,
            "hosts": list(known.hosts),
            "purpose": known.purpose,
        }
    )


def _hash(data: Mapping[str, Any]) -> str:
    text = json.dumps(data, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _filled(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value not in (None, "", [], {})}
