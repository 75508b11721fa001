"""From what was found in a document to the channel that it should take."""

from __future__ import annotations

from collections.abc import Sequence

from nmlint.catalogue.model import Catalogue
from nmlint.channel.choosing import weighs
from nmlint.channel.matrix import matrix_of
from nmlint.channel.recommending import Facts, recommend
from nmlint.checks.model import Case
from nmlint.finding import Finding, Kind, Severity
from nmlint.report import Artefact, Recommendation
from nmlint.rulebook import NO_ADVERTISING, type_of
from nmlint.verdict import Verdict
from nmlint.vocabulary import DO_NOT_SEND


class Advisor:
    """Advises by the channel matrix of a catalogue. Raises CatalogueError where that did not load."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.matrix = matrix_of(catalogue)
        self._catalogue, self._clauses = catalogue, catalogue.clauses

    def advise(
        self, case: Case, findings: Sequence[Finding], verdict: Verdict, shown: Sequence[Finding] = ()
    ) -> Recommendation:
        """The channel that a document should take which was fully asked.

        `shown` is what is found in the text of another channel as if it went by LINE: it may tell which notice it is.
        """
        declaration, scenarios = case.document.declaration, self._catalogue.scenarios
        plan = case.planned.plan if case.planned is not None and case.planned.plan.present else None
        declared = declaration.scenario in scenarios
        scenario = declaration.scenario if declared else case.guess.best
        facts = Facts(
            verdict,
            tuple(findings),
            scenarios.get(scenario or ""),
            declared,
            type_of(declaration) if plan is None else plan.steps[0].channel,
            None if plan is None else plan.deadline,
            None if plan is None else plan.notice,
            declaration.fallback is not None if plan is None else bool(plan.follow_ups),
            bool(case.adverts) or any(self._promotes(finding) for finding in findings),
            tuple(filter(self._is_sign, shown)) if case.planned is None else case.planned.shown_elsewhere,
        )
        return recommend(facts, self.matrix, self._clauses)

    def _is_sign(self, finding: Finding) -> bool:
        """Whether a finding tells which notice a text is."""
        return finding.rule in self.matrix.signs and weighs(finding)

    def _promotes(self, finding: Finding) -> bool:
        """Whether a finding blocks for advertising."""
        blocks = finding.severity is Severity.ERROR and finding.kind is Kind.VIOLATION and finding.suppressed is None
        return blocks and NO_ADVERTISING in self._catalogue.rules[finding.rule].clauses


def goes_by_consent(artefact: Artefact | None) -> bool:
    """Whether a text advertises on a channel that may carry it."""
    advice = None if artefact is None else artefact.recommendation
    if advice is None or advice.channel == DO_NOT_SEND:
        return False
    return any(reason.clause == NO_ADVERTISING for reason in advice.reasons)
