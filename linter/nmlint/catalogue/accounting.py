"""Whether rules, lists, scenarios and clauses account for one another.

These faults are reported like any other, but they silence no rule: each still judges as it should.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nmlint.catalogue.drafts import Draft, Known
from nmlint.catalogue.schema import did_you_mean
from nmlint.errors import Fault

Drafts = Sequence[Draft]


def known_clauses(drafts: Drafts, known: Known) -> Iterator[Fault]:
    """Rules and scenarios cite clauses that exist."""
    for draft in _of(drafts, "rule", "scenario"):
        for index, clause in enumerate(draft.data["clauses"]):
            if clause not in known.clauses:
                mend = did_you_mean(clause, known.clauses, "see `nmlint clauses`")
                yield draft.fault(("clauses", index), f"there is no clause `{clause}`", mend)


def clauses_name_rules(drafts: Drafts, known: Known) -> Iterator[Fault]:
    """A clause names rules that exist and that cite it."""
    cited = {draft.id: draft.data["clauses"] for draft in _of(drafts, "rule")}
    for draft in _of(drafts, "policy"):
        for name, clause in draft.data["clauses"].items():
            for index, rule in enumerate(clause.get("rules", ())):
                path = ("clauses", name, "rules", index)
                if rule not in known.rules:
                    yield draft.fault(
                        path, f"there is no rule `{rule}`", did_you_mean(rule, known.rules, "take it out")
                    )
                elif rule in cited and name not in cited[rule]:
                    mend = f"add `{name}` to its `clauses`, or take the rule out here"
                    yield draft.fault(path, f"the rule `{rule}` does not cite `{name}`", mend)


def rules_are_named(drafts: Drafts, _: Known) -> Iterator[Fault]:
    """A clause that a rule cites names that rule, where both come from the same place."""
    named = {
        name: (draft.path, clause.get("rules", ()))
        for draft in _of(drafts, "policy")
        for name, clause in draft.data["clauses"].items()
    }
    for draft in _of(drafts, "rule"):
        for index, clause in enumerate(draft.data["clauses"]):
            path, rules = named.get(clause, ("", (draft.id,)))
            if draft.id not in rules:
                what = f"the clause `{clause}` does not name this rule"
                yield draft.fault(("clauses", index), what, f"add `{draft.id}` to its `rules` in {path}")


def clauses_are_answered(drafts: Drafts, _: Known) -> Iterator[Fault]:
    """A clause has rules, a reason why a person must judge, or something it waits for."""
    for draft in _of(drafts, "policy"):
        for name, clause in draft.data["clauses"].items():
            path = ("clauses", name)
            by_human = "human" in clause["checked_by"]
            if not any(key in clause for key in ("rules", "human", "pending")):
                mend = "add `rules`, `human` or `pending`"
                yield draft.fault(path, f"nothing becomes of the clause `{name}`", mend)
            elif "human" in clause and not by_human:
                mend = "add human to `checked_by`, or take `human` out"
                yield draft.fault((*path, "human"), f"`{name}` has `human` though `checked_by` names no person", mend)
            elif by_human and "human" not in clause:
                mend = "say in `human` what only a person can tell"
                yield draft.fault(path, f"`{name}` is checked by a person, but `human` does not say why", mend)


def distinct_titles(drafts: Drafts, _: Known) -> Iterator[Fault]:
    """No two rules have the same title."""
    seen: dict[tuple[str, str], Draft] = {}
    for draft in _of(drafts, "rule"):
        for language, title in draft.data["title"].items():
            other = seen.setdefault((language, title.casefold()), draft)
            if other is not draft:
                what = f"`{other.id}` has the same title, `{title}`"
                yield draft.fault(("title", language), what, "say what tells the two apart")


def distinct_numbers(drafts: Drafts, _: Known) -> Iterator[Fault]:
    """No two scenarios have the same number."""
    seen: dict[int, Draft] = {}
    for draft in _of(drafts, "scenario"):
        number = draft.data.get("number")
        if number is not None and seen.setdefault(number, draft) is not draft:
            what = f"`{seen[number].id}` has the number {number} too"
            yield draft.fault(("number",), what, "see the list of scenarios")


def distinct_clauses(drafts: Drafts, _: Known) -> Iterator[Fault]:
    """A clause stands in one policy only."""
    seen: dict[str, Draft] = {}
    for draft in _of(drafts, "policy"):
        for name in draft.data["clauses"]:
            if seen.setdefault(name, draft) is not draft:
                what = f"the clause `{name}` stands in {seen[name].path} too"
                yield draft.fault(("clauses", name), what, "keep one")


CHECKS = (
    known_clauses,
    clauses_name_rules,
    rules_are_named,
    clauses_are_answered,
    distinct_titles,
    distinct_numbers,
    distinct_clauses,
)


def _of(drafts: Drafts, *kinds: str) -> Iterator[Draft]:
    return (draft for draft in drafts if draft.kind in kinds)
