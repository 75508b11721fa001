"""What a run says: artefacts with their verdicts, and the contract of the JSON report."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from nmlint.bilingual import CHINESE, in_language
from nmlint.errors import Fault
from nmlint.finding import Finding, Severity
from nmlint.source import Location, Place, Source
from nmlint.verdict import Score, Verdict

SCHEMA = "nmlint.report/1"
# What would move the cursor of a terminal, or turn its text round.
_UNSEEN = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Identity:
    """The catalogue or policy that judged, by name or version and content hash."""

    name: str
    sha256: str
    as_of: str = ""


@dataclass(frozen=True, slots=True)
class ScenarioGuess:
    """What the artefact says it is, what its text looks like, and what it looks like next; confidence is 0 to 1."""

    declared: str | None = None
    suggested: str | None = None
    confidence: float | None = None
    runner_up: str | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a channel is recommended: a rule, a clause, or a rule and the clause behind it, and what that says."""

    rule: str | None
    clause: str | None
    says: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What would lead to another channel, and the clause by which it would."""

    when: str
    channel: str
    clause: str | None


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another channel that may carry the content, what it needs, and on what that rests."""

    channel: str
    needs: tuple[str, ...]
    clause: str | None
    basis: str


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The channel a notice should take, why, and what would change the answer.

    `deadline` is the class of the time within which it must arrive, where that decided. `alternatives` are the other
    channels that will do; those of a refused advertisement need the receiver's consent. `notes` are for information.
    """

    channel: str
    reasons: tuple[Reason, ...]
    deadline: str | None = None
    would_change: tuple[Change, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    notes: tuple[str, ...] = ()

    def to_dict(self, lang: str) -> dict[str, Any]:
        """The recommendation as every JSON output has it, with its texts in one language."""
        return {
            "channel": self.channel,
            "deadline": self.deadline,
            "reasons": [
                {"rule": reason.rule, "clause": reason.clause, "says": in_language(reason.says, lang)}
                for reason in self.reasons
            ],
            "would_change": [
                {"when": in_language(change.when, lang), "channel": change.channel, "clause": change.clause}
                for change in self.would_change
            ],
            "alternatives": [
                {
                    "channel": other.channel,
                    "needs": [in_language(need, lang) for need in other.needs],
                    "clause": other.clause,
                    "basis": other.basis,
                }
                for other in self.alternatives
            ],
            "notes": [in_language(note, lang) for note in self.notes],
        }


@dataclass(frozen=True, slots=True)
class Unreached:
    """Author text that no variant showed, and why."""

    location: Location
    reason: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an artefact could not be judged; never a pass."""

    kind: str
    message: str
    location: Location | None = None
    through: tuple[Location, ...] = ()


@dataclass(frozen=True, slots=True)
class SmsSize:
    """How an SMS is charged with usual values: units of its encoding, and parts.

    `parts_at_most` counts every value at its longest. `price` runs from the low price of the usual parts to the high
    price of the most.
    """

    encoding: str
    units: int
    parts: int
    parts_at_most: int
    price: tuple[float, float, str] | None = None


@dataclass(frozen=True, slots=True)
class Artefact:
    """One template or message and everything said about it.

    `verdict` is None when it was not judged (then `problem` says why) or not fully asked (`--select`).
    `sources` holds the text of every file that a finding points into, by path.
    """

    id: str
    path: str
    kind: str
    verdict: Verdict | None
    score: Score | None = None
    problem: Problem | None = None
    scenario: ScenarioGuess = ScenarioGuess()
    intent: str | None = None
    recommendation: Recommendation | None = None
    variants: int = 0
    unreached: tuple[Unreached, ...] = ()
    findings: tuple[Finding, ...] = ()
    sms: SmsSize | None = None
    sources: Mapping[str, Source] = field(default_factory=dict, repr=False, compare=False)

    @property
    def judged(self) -> bool:
        """Whether the artefact could be read, rendered and asked."""
        return self.problem is None


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a run; true when everything was judged and nothing reaches the threshold.

    What it tells people is in `lang`. Iterating gives the findings of all artefacts in order.
    `faults` says which rules and other files of the catalogue did not load, and so did not judge. `intent` is the hash
    of the table by which texts were understood.
    """

    artefacts: tuple[Artefact, ...]
    catalogue: Identity
    policy: Identity
    nmlint: str
    fail_on: Severity | None = Severity.ERROR
    lang: str = CHINESE
    faults: tuple[Fault, ...] = ()
    intent: str = ""

    def __iter__(self) -> Iterator[Finding]:
        for artefact in self.artefacts:
            yield from artefact.findings

    def __bool__(self) -> bool:
        return self.exit_code == 0

    @property
    def exit_code(self) -> int:
        """2 something was not judged or did not load, 1 findings at the threshold, 3 nothing to judge, 0 else."""
        if self.faults or any(not artefact.judged for artefact in self.artefacts):
            return 2
        if any(self._fails(finding) for finding in self):
            return 1
        return 0 if self.artefacts else 3

    def _fails(self, finding: Finding) -> bool:
        return self.fail_on is not None and finding.suppressed is None and finding.severity.rank <= self.fail_on.rank

    @property
    def summary(self) -> dict[str, int]:
        """Counts of artefacts by verdict, and of findings."""
        verdicts = [artefact.verdict for artefact in self.artefacts if artefact.judged]
        findings = list(self)
        return {
            "artefacts": len(self.artefacts),
            **{str(verdict): verdicts.count(verdict) for verdict in Verdict},
            "not_judged": len(self.artefacts) - len(verdicts),
            "not_fully_asked": verdicts.count(None),
            "findings": len(findings),
            "suppressed": sum(finding.suppressed is not None for finding in findings),
            "faults": len(self.faults),
        }

    def to_dict(self) -> dict[str, Any]:
        """The report as the published JSON contract has it."""
        return {
            "schema": SCHEMA,
            "nmlint": self.nmlint,
            "catalogue": {"version": self.catalogue.name, "sha256": self.catalogue.sha256},
            "policy": {"name": self.policy.name, "sha256": self.policy.sha256, "as_of": self.policy.as_of},
            "intent": {"sha256": self.intent},
            "summary": self.summary,
            "faults": [_fault(fault, self.lang) for fault in self.faults],
            "artefacts": [_artefact(artefact, self.lang) for artefact in self.artefacts],
        }

    def to_json(self) -> str:
        """The report as JSON text, the same bytes for the same input."""
        return as_json(self.to_dict())


def as_json(data: Any) -> str:
    """Data as JSON text, as every JSON output of ours looks; what a terminal would obey is written by its number."""
    text = json.dumps(data, ensure_ascii=False, indent=2)
    return _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"


def _fault(fault: Fault, lang: str) -> dict[str, Any]:
    return {
        "path": fault.path,
        "line": fault.line,
        "message": in_language(fault.what, lang),
        "mend": in_language(fault.mend, lang),
    }


def _artefact(artefact: Artefact, lang: str) -> dict[str, Any]:
    problem, recommendation = artefact.problem, artefact.recommendation
    return {
        "id": artefact.id,
        "path": artefact.path,
        "kind": artefact.kind,
        "verdict": artefact.verdict,
        "score": artefact.score and artefact.score.value,
        "error": problem and _problem(problem, lang),
        "scenario": {
            "declared": artefact.scenario.declared,
            "suggested": artefact.scenario.suggested,
            "confidence": artefact.scenario.confidence,
            "runner_up": artefact.scenario.runner_up,
        },
        "intent": artefact.intent,
        "recommendation": recommendation and recommendation.to_dict(lang),
        "variants": {
            "reached": artefact.variants,
            "unreached": [
                {**_start(gap.location), "reason": in_language(gap.reason, lang)} for gap in artefact.unreached
            ],
        },
        "sms": artefact.sms and _sms(artefact.sms),
        "findings": [_finding(finding) for finding in artefact.findings],
    }


def _sms(size: SmsSize) -> dict[str, Any]:
    price = size.price
    return {
        "encoding": size.encoding,
        "units": size.units,
        "parts": size.parts,
        "parts_at_most": size.parts_at_most,
        "price": price and {"low": round(price[0], 2), "high": round(price[1], 2), "currency": price[2]},
    }


def _problem(problem: Problem, lang: str) -> dict[str, Any]:
    place = {"path": None, "line": None, "column": None} if problem.location is None else _start(problem.location)
    return {
        "kind": problem.kind,
        "message": in_language(problem.message, lang),
        **place,
        "through": [_start(location) for location in problem.through],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "kind": finding.kind,
        "severity": finding.severity,
        "confidence": finding.confidence,
        "mandatory": finding.mandatory,
        "message": finding.message,
        "clause": finding.clause,
        "slot": finding.slot,
        "pointer": finding.pointer or None,
        "view": finding.view,
        "matched": finding.matched,
        "read_as": finding.read_as,
        "path": finding.location.path,
        "span": _span(finding.location),
        "exact": finding.exact,
        "through": [_start(location) for location in finding.through],
        "condition": finding.condition,
        "fix": finding.fix,
        "fingerprint": finding.fingerprint,
        "suppressed": finding.suppressed,
    }


def _span(location: Location) -> dict[str, Any]:
    """Of a spreadsheet the characters in a cell are meant."""
    meant = location.cell or location
    return {"start": _place(meant.start), "end": _place(meant.end), **_cell(location)}


def _cell(location: Location) -> dict[str, str]:
    return {} if location.cell is None else {"sheet": location.cell.sheet, "cell": location.cell.cell}


def _place(place: Place) -> dict[str, int]:
    return {"line": place.line, "column": place.column, "offset": place.offset}


def _start(location: Location) -> dict[str, Any]:
    start = (location.cell or location).start
    return {"path": location.path, "line": start.line, "column": start.column, **_cell(location)}
