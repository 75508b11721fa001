"""Judges a finished message at the moment it is to leave, whoever built it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from nmlint.api import check
from nmlint.bilingual import Bilingual
from nmlint.config import Settings
from nmlint.dispatch.decision import Basis, Decision, Objection
from nmlint.dispatch.masking import masked
from nmlint.finding import Finding, Kind, Severity
from nmlint.report import Artefact
from nmlint.verdict import Verdict

_NOT_JUDGED = "dispatch/unfit"


def checked(
    message: str | Mapping[str, Any] | Sequence[Any], settings: Settings, basis: Basis, now: datetime
) -> Decision:
    """The decision on a finished message: whatever blocks it refuses it, and so does what cannot be judged."""
    artefact = check(message, config=settings).artefacts[0]
    objections = tuple(_objections(artefact))
    advice = artefact.recommendation
    judged = artefact.verdict is not None and artefact.verdict is not Verdict.BLOCK
    return Decision(
        id=secrets.token_hex(16),
        key="",
        template="",
        to="",
        allowed=judged,
        channel=None if advice is None or not judged else advice.channel,
        objections=objections,
        basis=basis,
        at=now,
        reasons=() if advice is None else tuple(reason.says for reason in advice.reasons),
    )


def _objections(artefact: Artefact) -> list[Objection]:
    if artefact.problem is not None:
        said = artefact.problem.message
        return [Objection(_NOT_JUDGED, Severity.ERROR, Bilingual(f"it cannot be judged: {said}", f"無法判斷：{said}"))]
    return [_objection(finding) for finding in artefact.findings if finding.suppressed is None]


def _objection(finding: Finding) -> Objection:
    """A finding as an objection; only what blocks in a report refuses a message."""
    blocks = finding.severity is Severity.ERROR and finding.kind is Kind.VIOLATION
    return Objection(
        finding.rule,
        finding.severity if blocks or finding.severity is not Severity.ERROR else Severity.WARNING,
        finding.message,
        finding.clause,
        shown=masked(finding.matched),
        fix=finding.fix,
    )
