"""What the findings of one artefact add up to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from nmlint.bilingual import Bilingual
from nmlint.finding import Confidence, Finding, Kind, Severity

# The arithmetic of the score is part of the product's contract, see README.
WEIGHT = {Severity.ERROR: 40.0, Severity.WARNING: 10.0, Severity.INFO: 1.0}
TRUST = {Confidence.HIGH: 1.0, Confidence.MEDIUM: 0.7, Confidence.LOW: 0.4}


class Verdict(StrEnum):
    """Whether an artefact may go out."""

    BLOCK = "block"
    REVIEW = "review"
    PASS = "pass"  # noqa: S105  a verdict, no secret


_CHINESE: Mapping[str, str] = {
    Severity.ERROR: "錯誤",
    Severity.WARNING: "警告",
    Severity.INFO: "提示",
    Confidence.HIGH: "高",
    Confidence.MEDIUM: "中",
    Confidence.LOW: "低",
}
BAND = {Verdict.BLOCK: (0, 49), Verdict.REVIEW: (50, 89), Verdict.PASS: (90, 100)}


@dataclass(frozen=True, slots=True)
class Deduction:
    """What one rule takes off the score."""

    rule: str
    severity: Severity
    confidence: Confidence
    points: float


@dataclass(frozen=True, slots=True)
class Score:
    """A number that orders work: 100 less what each distinct rule deducts, held in the verdict's band."""

    value: int
    deductions: tuple[Deduction, ...]
    band: tuple[int, int]

    def explain(self) -> Bilingual:
        """The arithmetic, in one line."""
        low, high = self.band
        terms = "".join(f" - {d.points:g} ({d.rule}: {d.severity}, {d.confidence})" for d in self.deductions)
        said = "".join(
            f" - {d.points:g}（{d.rule}：{_CHINESE[d.severity]}，信心{_CHINESE[d.confidence]}）"
            for d in self.deductions
        )
        return Bilingual(
            f"100{terms} → held in {low}..{high} = {self.value}",
            f"100{said} → 限制在 {low}～{high} 之間 = {self.value}",
        )


def verdict_of(findings: Iterable[Finding]) -> Verdict:
    """Block on an error; review on a warning, missing evidence or data that decides; else pass."""
    verdict = Verdict.PASS
    for finding in findings:
        if finding.suppressed is not None:
            continue
        if finding.severity is Severity.ERROR and finding.kind is Kind.VIOLATION:
            return Verdict.BLOCK
        if finding.severity is not Severity.INFO or finding.kind is not Kind.VIOLATION:
            verdict = Verdict.REVIEW
    return verdict


def score_of(findings: Iterable[Finding], verdict: Verdict) -> Score:
    """The score of these findings under this verdict; each rule counts once, at its gravest."""
    worst: dict[str, Deduction] = {}
    for finding in findings:
        if finding.suppressed is not None:
            continue
        points = WEIGHT[finding.severity] * TRUST[finding.confidence]
        known = worst.get(finding.rule)
        if known is None or points > known.points:
            worst[finding.rule] = Deduction(finding.rule, finding.severity, finding.confidence, points)
    deductions = tuple(sorted(worst.values(), key=lambda d: (-d.points, d.rule)))
    low, high = BAND[verdict]
    value = min(high, max(low, round(100 - sum(d.points for d in deductions))))
    return Score(value, deductions, (low, high))
