"""Words what a rule of the moment found."""

from __future__ import annotations

from nmlint.checks.moments import Flaw, Moment
from nmlint.dispatch.decision import Objection
from nmlint.dispatch.masking import masked
from nmlint.findings import advised, told
from nmlint.rulebook import Prepared, Rulebook


def asked(rulebook: Rulebook, about: str, moment: Moment) -> list[Objection]:
    """What the rules of the moment say about one thing."""
    flaws = [(prepared, flaw) for prepared, ask in rulebook.moments(about) if (flaw := ask(moment)) is not None]
    return [objection(prepared, flaw, moment) for prepared, flaw in flaws]


def objection(prepared: Prepared, flaw: Flaw, moment: Moment) -> Objection:
    """A flaw as it is told; of a value, no more than a sign of its characters."""
    rule = prepared.rule
    shown = "" if flaw.start is None else masked(moment.text[flaw.start : flaw.end])
    return Objection(
        rule.id,
        prepared.severity,
        told(prepared, flaw),
        rule.clauses[0] if rule.clauses else None,
        moment.name or None,
        flaw.start,
        flaw.end,
        shown,
        advised(prepared, flaw),
    )
