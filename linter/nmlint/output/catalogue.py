"""The catalogue as people and programs read it: rules, scenarios, clauses, and one of them explained."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from nmlint.bilingual import CHINESE
from nmlint.catalogue.model import Catalogue, Clause, Localized, Reference, Rule, Scenario, localized
from nmlint.output.measured import measured_data
from nmlint.output.words import known, word
from nmlint.report import as_json


def rules_text(catalogue: Catalogue, lang: str) -> Iterator[str]:
    """One line a rule: its id, weight, whether it is mandatory, and its title."""
    return rules_listed(list(catalogue.rules.values()), lang)


def families(rules: Iterable[str]) -> frozenset[str]:
    """The families that rules belong to, by their ids; a family may hold others."""
    parts = [rule.split("/") for rule in rules]
    return frozenset("/".join(part[:count]) for part in parts for count in range(1, len(part)))


def rules_listed(rules: Sequence[Rule], lang: str) -> Iterator[str]:
    """Some rules, one a line."""
    width = max((len(rule.id) for rule in rules), default=0)
    for rule in rules:
        mandatory = f" [{word('mandatory', lang)}]" if rule.mandatory else ""
        severity = known(rule.severity, lang)
        severity += " " * max(0, 8 - _cells(severity))
        yield f"{rule.id:<{width}}  {severity} {localized(rule.title, lang)}{mandatory}"


def rules_json(catalogue: Catalogue, lang: str) -> str:
    """Every rule with what it says and what it rests on."""
    return as_json([rule_data(rule, lang) for rule in catalogue.rules.values()])


def rule_data(rule: Rule, lang: str) -> dict[str, Any]:
    """One rule as data."""
    return {
        "id": rule.id,
        "title": localized(rule.title, lang),
        "kind": rule.kind,
        "severity": rule.severity,
        "confidence": rule.confidence,
        "mandatory": rule.mandatory,
        "basis": rule.basis,
        "clauses": list(rule.clauses),
        "applies": rule.applies,
        "message": localized(rule.message, lang),
        "fix": localized(rule.fix, lang),
        "notes": None if rule.notes is None else localized(rule.notes, lang),
        "effective": {"from": rule.effective_from, "until": rule.effective_until},
        "sources": [_reference(source) for source in rule.sources],
        "measured": measured_data(rule.id),
    }


def rules_markdown(catalogue: Catalogue, lang: str) -> Iterator[str]:
    """The rules as one Markdown table a family."""
    families: dict[str, list[Rule]] = {}
    for rule in catalogue.rules.values():
        families.setdefault(rule.family, []).append(rule)
    head = [word(key, lang) for key in ("rule", "title", "severity", "confidence", "basis", "clauses")]
    for family, rules in families.items():
        yield f"### {family}"
        yield ""
        yield _row(head)
        yield _row(["---"] * len(head))
        for rule in rules:
            severity = known(rule.severity, lang) + (aside(word("mandatory", lang), lang) if rule.mandatory else "")
            basis = known(rule.basis, lang)
            clauses = ", ".join(f"`{clause}`" for clause in rule.clauses)
            title = localized(rule.title, lang)
            yield _row([f"`{rule.id}`", title, severity, known(rule.confidence, lang), basis, clauses])
        yield ""


def scenarios_text(catalogue: Catalogue, lang: str) -> Iterator[str]:
    """One line a scenario, in the order of the sales kit, the extensions after them."""
    width = max((len(scenario) for scenario in catalogue.scenarios), default=0)
    for scenario in in_order(catalogue):
        number = "  " if scenario.number is None else f"{scenario.number:>2}"
        marked = f" [{word('extension', lang)}]" if scenario.extension else ""
        yield f"{number}  {scenario.id:<{width}}  {localized(scenario.names, lang)}{marked}"


def scenarios_json(catalogue: Catalogue, lang: str) -> str:
    """Every scenario with what it means and what it asks for."""
    return as_json([scenario_data(scenario, lang) for scenario in in_order(catalogue)])


def scenario_data(scenario: Scenario, lang: str) -> dict[str, Any]:
    """One scenario as data."""
    return {
        "id": scenario.id,
        "number": scenario.number,
        "extension": scenario.extension,
        "name": localized(scenario.names, lang),
        "category": localized(scenario.category, lang),
        "meaning": localized(scenario.meaning, lang),
        "remark": _maybe(scenario.remark, lang),
        "review": _maybe(scenario.review, lang),
        "deadline": scenario.deadline,
        "wording": dict(scenario.wording),
        "facts": [fact_data(fact, lang) for fact in scenario.facts],
        "link_purposes": list(scenario.link_purposes),
        "clauses": list(scenario.clauses),
    }


def in_order(catalogue: Catalogue) -> Sequence[Scenario]:
    """The numbered scenarios by number, then the extensions by id."""
    return sorted(catalogue.scenarios.values(), key=lambda s: (s.number is None, s.number or 0, s.id))


_STATES = ("enforced", "human", "pending")


def clauses_text(catalogue: Catalogue, lang: str) -> Iterator[str]:
    """One line a clause with what becomes of it, and the counts."""
    clauses = list(catalogue.clauses.values())
    width = max((len(clause.id) for clause in clauses), default=0)
    for clause in clauses:
        state = word(clause.state, lang)
        what = ", ".join(clause.rules) or reason_of(clause, lang) or ""
        yield f"{clause.id:<{width}}  {state}{' ' * max(0, 14 - _cells(state))} {what}"
    counts = (f"{sum(c.state == state for c in clauses)} {word(state, lang)}" for state in _STATES)
    yield ""
    yield f"{len(clauses)} {word('clauses', lang)}: {', '.join(counts)}"


def clauses_json(catalogue: Catalogue, lang: str) -> str:
    """Every clause with its state, its rules, and why a person must judge or what it waits for."""
    return as_json([clause_data(clause, lang) for clause in catalogue.clauses.values()])


def clause_data(clause: Clause, lang: str) -> dict[str, Any]:
    """One clause as data."""
    return {"id": clause.id, "state": clause.state, "rules": list(clause.rules), "reason": reason_of(clause, lang)}


def reason_of(clause: Clause, lang: str) -> str | None:
    """Why a person must judge (the rest), or what the clause waits for."""
    if clause.human is not None:
        return localized(clause.human, lang)
    if clause.pending is None:
        return None
    why = clause.pending.get("why", "")
    why = localized(why, lang) if isinstance(why, Mapping) else str(why)
    return f"{word('waits-for', lang)} {clause.pending.get('waits_for', '')}: {why}"


def fact_data(fact: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """One fact that a scenario asks for, as data."""
    return {
        "name": localized(fact["name"], lang),
        "types": list(fact.get("types", ())),
        "optional": bool(fact.get("optional", False)),
    }


def _reference(source: Reference) -> dict[str, Any]:
    return {"title": source.title, "url": source.url, "section": source.section, "checked": source.checked}


def _maybe(texts: Localized | None, lang: str) -> str | None:
    return None if texts is None else localized(texts, lang)


def aside(text: str, lang: str) -> str:
    """Words in brackets behind others."""
    return f"（{text}）" if lang == CHINESE else f" ({text})"


def _row(fields: Iterable[str]) -> str:
    return "| " + " | ".join(field.replace("|", "\\|").replace("\n", " ") for field in fields) + " |"


def _cells(text: str) -> int:
    """The width of our own words, which hold nothing that would need more care."""
    return sum(1 if character.isascii() else 2 for character in text)
