"""What only a person can confirm, and who signed for it when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from nmlint.bilingual import Bilingual
from nmlint.checks.keyed import PlanHit
from nmlint.checks.model import Spec
from nmlint.checks.submission_route import route_of
from nmlint.checks.submission_words import blank, hint_of, listed, named
from nmlint.checks.submitted import Submitted, Test
from nmlint.documents.submitted import Statement


def none(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """Nothing is confirmed at all, of what is due by the step that the plan is handed in for."""
    due = _due(submitted)
    if due and not _made(submitted):
        said = (Bilingual(f"{name} ({says})", f"{name}（{says.chinese}）") for name, says in due.items())
        yield PlanHit("statements", {"missing": listed(said)})


def missing(submitted: Submitted, spec: Spec) -> Iterator[PlanHit]:
    """A statement that is due is not among those made; that none is made is told once."""
    made, due, name = _made(submitted), _due(submitted), spec["statement"]
    if made and name not in made and name in due:
        yield PlanHit(f"statements.{name}", {"statement": name, "value": due[name]})


def unknown(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """A statement that nobody asks for."""
    known = submitted.needs["statements"]
    for statement in submitted.plan.statements:
        if statement.id not in known:
            yield PlanHit(statement.key, {"value": statement.id, "hint": hint_of(statement.id, known)})


def incomplete(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """A statement that does not say who made it, or when."""
    for statement in submitted.plan.statements:
        lacking = "role" if blank(statement.role) else "date" if statement.date is None else None
        if _begun(statement) and lacking is not None:
            yield PlanHit(f"{statement.key}.{lacking}", {"statement": statement.id, "missing": lacking})


def ahead(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """A statement made on a day that has not come."""
    for statement in submitted.plan.statements:
        if statement.date is not None and statement.date > submitted.today:
            details = {"statement": statement.id, "date": str(statement.date)}
            yield PlanHit(f"{statement.key}.date", details)


def old(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """A statement made so long ago that it may no longer be true."""
    days = submitted.needs["statement_holds_days"]
    for statement in submitted.plan.statements:
        if statement.date is not None and submitted.today - statement.date > timedelta(days=days):
            details = {"statement": statement.id, "date": str(statement.date), "days": str(days)}
            yield PlanHit(f"{statement.key}.date", details)


def _due(submitted: Submitted) -> Mapping[str, Bilingual]:
    """What must be confirmed by now, in words, by its name."""
    route = route_of(submitted)
    return {
        name: named(needed["says"])
        for name, needed in submitted.needs["statements"].items()
        if submitted.plan.asks_for(needed["due"]) and needed.get("route", route) == route
    }


def _made(submitted: Submitted) -> set[str]:
    return {statement.id for statement in submitted.plan.statements if _begun(statement)}


def _begun(statement: Statement) -> bool:
    """Whether it says anything: a form that is still empty says nothing."""
    return not blank(statement.role) or statement.date is not None


TESTS: Mapping[str, Test] = {
    "statements-none": none,
    "statement-missing": missing,
    "statement-unknown": unknown,
    "statement-incomplete": incomplete,
    "statement-ahead": ahead,
    "statement-old": old,
}
