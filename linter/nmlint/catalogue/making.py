"""Makes the catalogue's values out of plain data that has passed its checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nmlint.catalogue.model import (
    Clause,
    Excuses,
    Limit,
    PhraseList,
    Policy,
    Profile,
    Reference,
    Retired,
    Rule,
    Scenario,
)
from nmlint.finding import Confidence, Kind, Severity

Data = Mapping[str, Any]

# What a policy says of applying; it stays as the file has it.
_OF_APPLYING = ("review_times", "partners")


def as_tuple(value: str | Sequence[str] | None) -> tuple[str, ...]:
    """One text, several or none, as a tuple."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


def make_rule(name: str, path: str, data: Data) -> Rule:
    """A rule; its examples stay in the file."""
    effective = data.get("effective", {})
    return Rule(
        id=name,
        path=path,
        title=data["title"],
        severity=Severity(data["severity"]),
        confidence=Confidence(data["confidence"]),
        basis=data["basis"],
        clauses=tuple(data["clauses"]),
        sources=_references(data["sources"]),
        check=data["check"],
        message=data["message"],
        fix=data["fix"],
        kind=Kind(data.get("kind", Kind.VIOLATION)),
        mandatory=data.get("mandatory", False),
        applies=data.get("applies", {}),
        severity_when=tuple(data.get("severity_when", ())),
        notes=data.get("notes"),
        effective_from=effective.get("from"),
        effective_until=effective.get("until"),
        yields_to=data.get("yields_to", {}),
        if_no_advert=data.get("if_no_advert"),
    )


def make_list(name: str, path: str, data: Data) -> PhraseList:
    """A phrase list."""
    return PhraseList(name, path, data["title"], _references(data["sources"]), _words(data["phrases"]))


def make_excuses(name: str, path: str, data: Data) -> Excuses:
    """Excuses; what is said of each stays in the file."""
    return Excuses(name, path, data["title"], _references(data["sources"]), tuple(data["excuses"]))


def make_scenario(name: str, path: str, data: Data) -> Scenario:
    """A scenario; its examples stay in the file."""
    return Scenario(
        id=name.rpartition("/")[2],
        path=path,
        number=data.get("number"),
        category=data["category"],
        names=data["names"],
        meaning=data["meaning"],
        clauses=tuple(data["clauses"]),
        deadline=data["deadline"],
        wording=data["wording"],
        anchors=_words(data["anchors"]),
        sources=_references(data["sources"]),
        extension=data.get("extension", False),
        review=data.get("review"),
        remark=data.get("remark"),
        strong_anchors=_words(data.get("strong_anchors", {})),
        facts=tuple(data.get("facts", ())),
        link_purposes=tuple(data.get("links", {}).get("purposes", ())),
    )


def make_policy(name: str, data: Data) -> Policy:
    """A policy with its clauses."""
    clauses = {
        key: Clause(
            id=key,
            says=clause["says"],
            checked_by=tuple(clause["checked_by"]),
            rules=tuple(clause.get("rules", ())),
            human=clause.get("human"),
            pending=clause.get("pending"),
        )
        for key, clause in data["clauses"].items()
    }
    application = {key: data[key] for key in _OF_APPLYING if key in data}
    return Policy(name, data["title"], data["as_of"], _references(data["sources"]), clauses, application)


def make_limit(data: Data) -> Limit:
    """One limit."""
    return Limit(
        name=data["name"],
        limit=data["limit"],
        unit=data["unit"],
        applies_to=as_tuple(data["applies_to"]),
        source=_reference(data["source"]),
        effective_from=data.get("from"),
        effective_until=data.get("until"),
        least=data.get("least", 0),
        only_with=as_tuple(data.get("only_with")),
        not_with=as_tuple(data.get("not_with")),
    )


def make_profile(name: str, data: Data) -> Profile:
    """A profile."""
    return Profile(name.rpartition("/")[2], data["title"], data["rules"])


def make_retired(data: Data) -> Retired:
    """One retired id."""
    return Retired(data["id"], data["since"], data["reason"], as_tuple(data.get("replaced_by")))


def _reference(data: Data) -> Reference:
    return Reference(data["title"], data["checked"], data.get("url"), data.get("section"))


def _references(data: Sequence[Data]) -> tuple[Reference, ...]:
    return tuple(map(_reference, data))


def _words(data: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    return {language: tuple(words) for language, words in data.items()}
