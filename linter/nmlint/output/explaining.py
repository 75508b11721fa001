"""One rule, scenario or clause in full, or the rules of a family."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nmlint.catalogue.model import Catalogue, Clause, Reference, Rule, Scenario, localized
from nmlint.output.catalogue import (
    aside,
    clause_data,
    fact_data,
    reason_of,
    rule_data,
    rules_listed,
    scenario_data,
)
from nmlint.output.measured import measured_text
from nmlint.output.words import known, word
from nmlint.report import as_json


def explained(catalogue: Catalogue, name: str, lang: str) -> Iterator[str] | None:
    """A rule, scenario or clause in full, or the rules of a family; None when nothing has that id."""
    if name in catalogue.rules:
        return _rule(catalogue, catalogue.rules[name], lang)
    if name in catalogue.scenarios:
        return _scenario(catalogue.scenarios[name], lang)
    clauses = catalogue.clauses
    if name in clauses:
        return _clause(clauses[name], lang)
    family = _family(catalogue, name)
    return rules_listed(family, lang) if family else None


def explained_json(catalogue: Catalogue, name: str, lang: str) -> str | None:
    """The same as data: the rule, scenario or clause as their lists have it, or the list of a family's rules."""
    if name in catalogue.rules:
        return as_json(rule_data(catalogue.rules[name], lang))
    if name in catalogue.scenarios:
        return as_json(scenario_data(catalogue.scenarios[name], lang))
    if name in catalogue.clauses:
        clause = catalogue.clauses[name]
        return as_json({**clause_data(clause, lang), "says": localized(clause.says, lang)})
    family = _family(catalogue, name)
    return as_json([rule_data(rule, lang) for rule in family]) if family else None


def _family(catalogue: Catalogue, name: str) -> list[Rule]:
    return [rule for rule in catalogue.rules.values() if rule.id.startswith(f"{name}/")]


def _rule(catalogue: Catalogue, rule: Rule, lang: str) -> Iterator[str]:
    yield f"{rule.id}: {localized(rule.title, lang)}"
    yield ""
    weight = [
        f"{word('severity', lang)} {known(rule.severity, lang)}",
        f"{word('confidence', lang)} {known(rule.confidence, lang)}",
        f"{word('basis', lang)} {known(rule.basis, lang)}",
        known(rule.kind, lang),
    ]
    yield " · ".join([*weight, *([word("mandatory", lang)] if rule.mandatory else [])])
    yield from _section("message", localized(rule.message, lang), lang)
    yield from _section("fix", localized(rule.fix, lang), lang)
    if rule.notes is not None:
        yield from _section("notes", localized(rule.notes, lang), lang)
    if rule.applies:
        yield from _section("applies", "\n".join(_applies(rule.applies, lang)), lang)
    if rule.effective_from or rule.effective_until:
        yield from _section("effective", f"{rule.effective_from or '…'} – {rule.effective_until or '…'}", lang)
    clauses = catalogue.clauses
    said = [f"{c}: {localized(clauses[c].says, lang)}" if c in clauses else c for c in rule.clauses]
    if said:
        yield from _section("clauses", "\n".join(said), lang)
    yield from _section("sources", "\n".join(_cited(source, lang) for source in rule.sources), lang)
    yield from _section("measured", measured_text(rule.id, lang), lang)


def _scenario(scenario: Scenario, lang: str) -> Iterator[str]:
    number = "" if scenario.number is None else f"{scenario.number}. "
    yield f"{number}{localized(scenario.names, lang)} ({scenario.id})"
    if scenario.extension:
        yield word("extension", lang)
    yield from _section("category", localized(scenario.category, lang), lang)
    yield from _section("meaning", localized(scenario.meaning, lang), lang)
    for key, text in (("remark", scenario.remark), ("reason", scenario.review)):
        if text is not None:
            yield from _section(key, localized(text, lang), lang)
    if scenario.facts:
        facts = (fact_data(fact, lang) for fact in scenario.facts)
        listed = (f"{f['name']}{aside(word('optional', lang), lang)}" if f["optional"] else f["name"] for f in facts)
        yield from _section("facts", "\n".join(listed), lang)
    yield from _section("deadline", known(scenario.deadline, lang), lang)
    for key, level in scenario.wording.items():
        yield from _section(key, known(level, lang), lang)
    if scenario.link_purposes:
        yield from _section("links", ", ".join(scenario.link_purposes), lang)
    yield from _section("anchors", "、".join(scenario.all_anchors), lang)
    yield from _section("clauses", ", ".join(scenario.clauses), lang)
    yield from _section("sources", "\n".join(_cited(source, lang) for source in scenario.sources), lang)


def _clause(clause: Clause, lang: str) -> Iterator[str]:
    yield f"{clause.id}: {word(clause.state, lang)}"
    yield from _section("says", localized(clause.says, lang), lang)
    if clause.rules:
        yield from _section("rules", "\n".join(clause.rules), lang)
    reason = reason_of(clause, lang)
    if reason is not None:
        yield from _section("reason", reason, lang)


def _section(key: str, text: str, lang: str) -> Iterator[str]:
    yield ""
    yield known(key, lang)
    for line in text.splitlines():
        yield f"  {line}"


def _applies(applies: Mapping[str, Any], lang: str) -> Iterator[str]:
    between, colon = word("between", lang), word("colon", lang)
    for key, value in applies.items():
        if isinstance(value, Mapping):
            words = list(_conditions(value, lang))
        else:
            words = [word(f"slot-{item}", lang) if key == "slots" else known(item, lang) for item in value]
        yield f"{word(key, lang)}{colon}{between.join(words)}"


def _conditions(when: Mapping[str, Any], lang: str) -> Iterator[str]:
    for key, value in when.items():
        if not isinstance(value, Mapping):
            yield word(f"{key}-{str(value).lower()}", lang)
            continue
        for wording, levels in value.items():
            listed = "/".join(word(level, lang) for level in ([levels] if isinstance(levels, str) else levels))
            yield f"{word(key, lang)}{word('colon', lang)}{word(wording, lang)}{aside(listed, lang)}"


def _cited(source: Reference, lang: str) -> str:
    where = source.url or source.section or ""
    return f"{source.title}, {where} ({word('checked', lang)} {source.checked})"
