"""The catalogue as people and programs read it: rules, scenarios, clauses, and one of them explained."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from nmlint.bilingual import CHINESE
from nmlint.catalogue.model import Catalogue, Clause, Localized, Reference, Rule, Scenario, localized
from nmlint.output.words import known, word


def as_json(data: Any) -> str:
    """Data as JSON text, as every JSON output of ours looks."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def rules_text(catalogue: Catalogue, lang: str) -> Iterator[str]:
    """One line a rule: its id, weight, whether it is mandatory, and its title."""
    return _listed(list(catalogue.rules.values()), lang)


def families(rules: Iterable[str]) -> frozenset[str]:
    """The families that rules belong to, by their ids; a family may hold others."""
    parts = [rule.split("/") for rule in rules]
    return frozenset("/".join(part[:count]) for part in parts for count in range(1, len(part)))


def _listed(rules: Sequence[Rule], lang: str) -> Iterator[str]:
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
            severity = known(rule.severity, lang) + (_aside(word("mandatory", lang), lang) if rule.mandatory else "")
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
    return as_json(
        [
            {
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
                "facts": [_fact(fact, lang) for fact in scenario.facts],
                "link_purposes": list(scenario.link_purposes),
                "clauses": list(scenario.clauses),
            }
            for scenario in in_order(catalogue)
        ],
    )


def in_order(catalogue: Catalogue) -> Sequence[Scenario]:
    """The numbered scenarios by number, then the extensions by id."""
    return sorted(catalogue.scenarios.values(), key=lambda s: (s.number is None, s.number or 0, s.id))


def clauses_text(catalogue: Catalogue, lang: str) -> Iterator[str]:
    """One line a clause with what becomes of it, and the counts."""
    clauses = list(catalogue.clauses.values())
    width = max((len(clause.id) for clause in clauses), default=0)
    for clause in clauses:
        state = word(clause.state, lang)
        what = ", ".join(clause.rules) or _reason(clause, lang) or ""
        yield f"{clause.id:<{width}}  {state}{' ' * max(0, 14 - _cells(state))} {what}"
    counts = (f"{sum(c.state == state for c in clauses)} {word(state, lang)}" for state in _STATES)
    yield ""
    yield f"{len(clauses)} {word('clauses', lang)}: {', '.join(counts)}"


def clauses_json(catalogue: Catalogue, lang: str) -> str:
    """Every clause with its state, its rules, and why a person must judge or what it waits for."""
    return as_json(
        [
            {"id": clause.id, "state": clause.state, "rules": list(clause.rules), "reason": _reason(clause, lang)}
            for clause in catalogue.clauses.values()
        ],
    )


_STATES = ("enforced", "human", "pending")


def explained(catalogue: Catalogue, name: str, lang: str) -> Iterator[str] | None:
    """A rule, scenario or clause in full, or the rules of a family; None when nothing has that id."""
    if name in catalogue.rules:
        return _rule(catalogue, catalogue.rules[name], lang)
    if name in catalogue.scenarios:
        return _scenario(catalogue.scenarios[name], lang)
    clauses = catalogue.clauses
    if name in clauses:
        return _clause(clauses[name], lang)
    family = [rule for rule in catalogue.rules.values() if rule.id.startswith(f"{name}/")]
    return _listed(family, lang) if family else None


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
        facts = (_fact(fact, lang) for fact in scenario.facts)
        listed = (f"{f['name']}{_aside(word('optional', lang), lang)}" if f["optional"] else f["name"] for f in facts)
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
    reason = _reason(clause, lang)
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
            yield f"{word(key, lang)}{word('colon', lang)}{word(wording, lang)}{_aside(listed, lang)}"


def _reason(clause: Clause, lang: str) -> str | None:
    """Why a person must judge (the rest), or what the clause waits for."""
    if clause.human is not None:
        return localized(clause.human, lang)
    if clause.pending is None:
        return None
    why = clause.pending.get("why", "")
    why = localized(why, lang) if isinstance(why, Mapping) else str(why)
    return f"{word('waits-for', lang)} {clause.pending.get('waits_for', '')}: {why}"


def _fact(fact: Mapping[str, Any], lang: str) -> dict[str, Any]:
    return {
        "name": localized(fact["name"], lang),
        "types": list(fact.get("types", ())),
        "optional": bool(fact.get("optional", False)),
    }


def _reference(source: Reference) -> dict[str, Any]:
    return {"title": source.title, "url": source.url, "section": source.section, "checked": source.checked}


def _cited(source: Reference, lang: str) -> str:
    where = source.url or source.section or ""
    return f"{source.title}, {where} ({word('checked', lang)} {source.checked})"


def _maybe(texts: Localized | None, lang: str) -> str | None:
    return None if texts is None else localized(texts, lang)


def _aside(text: str, lang: str) -> str:
    return f"（{text}）" if lang == CHINESE else f" ({text})"


def _row(fields: Iterable[str]) -> str:
    return "| " + " | ".join(field.replace("|", "\\|").replace("\n", " ") for field in fields) + " |"


def _cells(text: str) -> int:
    """The width of our own words, which hold nothing that would need more care."""
    return sum(1 if character.isascii() else 2 for character in text)
