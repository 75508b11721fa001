"""Makes of a plan and its texts what the rules of plans look at, and tells what was found where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Protocol

from nmlint.catalogue.model import Catalogue
from nmlint.channel.forecast import Tariff
from nmlint.channel.matrix import matrix_of
from nmlint.channel.outcomes import Money
from nmlint.checks.planned import Planned, PlannedStep
from nmlint.checks.sms_size import price_of
from nmlint.config import Settings
from nmlint.documents.model import Document
from nmlint.documents.plan import CURRENCY, SendPlan
from nmlint.embedding import EmbeddedText, embedded_name, told_in_plan, with_texts
from nmlint.finding import Finding
from nmlint.opening import NotJudgedError, Opened, Opener, as_line
from nmlint.report import Artefact
from nmlint.source import Source
from nmlint.staging import ReadStep, Stage, plan_in, stages
from nmlint.vocabulary import CHANNELS, NOTIFICATION


class JudgeStep(Protocol):
    """Judges the text of a step; whether it follows a notification message decides whether it may advertise."""

    def __call__(self, opened: Opened, *, follows_line: bool) -> Artefact:
        """The verdict. Raises NotJudgedError."""
        ...  # pragma: no cover


class PlanCases:
    """Plans under one catalogue and one set of settings."""

    def __init__(self, catalogue: Catalogue, settings: Settings, opener: Opener, read: ReadStep) -> None:
        self._catalogue, self._settings, self._matrix = catalogue, settings, matrix_of(catalogue)
        self._opener, self._read = opener, read

    def of(self, opened: Opened, judge: JudgeStep) -> Planned:
        """The plan that a document is, or that its fallback makes it, with each text of it judged as it is sent."""
        plan = plan_in(opened.document)
        staged = stages(opened, plan, self._opener, self._read)
        steps = tuple(self._step(stage, opened, plan, judge) for stage in staged)
        document = _with_scenario(opened.document, steps)
        scenario = self._catalogue.scenarios.get(document.declaration.scenario or "")
        parts = {
            # An example may be longer than what its declaration allows.
            step.step.key: (step.artefact.sms.parts, max(step.artefact.sms.parts, step.artefact.sms.parts_at_most))
            for step in steps
            if step.artefact is not None and step.artefact.sms is not None
        }
        return Planned(
            document,
            plan,
            steps,
            self._matrix,
            Tariff(self._prices(plan), parts),
            self._listed(NOTIFICATION),
            self._settings.as_of,
            None if scenario is None else scenario.deadline,
            document.declaration.spans,
            tuple(self._catalogue.scenarios),
        )

    @staticmethod
    def sources(opened: Opened, planned: Planned) -> dict[str, Source]:
        """The text of every file that something found in the plan may stand in."""
        return _sources(opened, planned)

    @staticmethod
    def told(findings: Iterable[Finding], planned: Planned) -> tuple[Finding, ...]:
        """The findings and those in the texts that stand in the plan, with their places in its file."""
        return _with_texts(findings, planned)

    def _step(self, stage: Stage, opened: Opened, plan: SendPlan, judge: JudgeStep) -> PlannedStep:
        if stage.opened is None:
            return PlannedStep(stage.step, None, (), None, stage.problem, stage.said, stage.circle)
        document, contents = stage.opened.document, stage.opened.contents
        if stage.opened is opened:
            return PlannedStep(stage.step, document, contents, said=stage.said)
        try:
            artefact = judge(stage.opened, follows_line=plan.line is not None)
            as_line = self._as_line(stage.opened, artefact, judge) if plan.present else ()
        except NotJudgedError as error:
            return PlannedStep(stage.step, document, (), None, error.problem, stage.said, stage.circle)
        return PlannedStep(stage.step, document, contents, artefact, None, stage.said, stage.circle, as_line)

    @staticmethod
    def _as_line(opened: Opened, artefact: Artefact, judge: JudgeStep) -> tuple[Finding, ...]:
        """What is found in the text of a step as if it went by LINE. Raises NotJudgedError."""
        by_line = as_line(opened)
        return artefact.findings if by_line is None else judge(by_line, follows_line=True).findings

    def _prices(self, plan: SendPlan) -> Mapping[str, Money]:
        """The price list's prices, replaced by those of the plan."""
        listed = {channel: price for channel in CHANNELS if (price := self._listed(channel)) is not None}
        return listed | {channel: Money(price.low, price.high) for channel, price in plan.prices.items()}

    def _listed(self, channel: str) -> Money | None:
        price = price_of(self._catalogue, channel, self._settings.as_of)
        # Costs are added up in New Taiwan dollars, and a price list names no rate.
        return (
            None
            if price is None or price.currency != CURRENCY
            else Money(Fraction(str(price.low)), Fraction(str(price.high)))
        )


def _with_scenario(document: Document, steps: Iterable[PlannedStep]) -> Document:
    """The plan's document under the scenario of its texts, where it names none itself."""
    if document.declaration.scenario is not None:
        return document
    told = next((step.said.scenario for step in steps if step.said.scenario is not None), None)
    return replace(document, declaration=replace(document.declaration, scenario=told))


def _sources(opened: Opened, planned: Planned) -> dict[str, Source]:
    sources = dict(opened.sources)
    for step in planned.steps:
        if step.step.text is not None:
            name = embedded_name(planned.document, step.key)
            sources[name] = Source(name, step.step.text)
        if step.document is not None:
            sources[step.document.source.name] = step.document.source
        if step.artefact is not None:
            sources |= step.artefact.sources
    return sources


def _with_texts(findings: Iterable[Finding], planned: Planned) -> tuple[Finding, ...]:
    steps = [step for step in planned.steps if step.step.text is not None]
    own = with_texts(findings, [step.artefact for step in steps])
    for step in planned.steps:
        # A template has its findings itself, but which channel its text needs is said of the plan too.
        if step.step.template is not None and step.artefact is not None and planned.plan.present:
            own += [finding for finding in step.artefact.findings if finding.rule in planned.signs]
    document = planned.document
    texts = {
        embedded_name(document, step.key): EmbeddedText(
            document, planned.place(step.key), planned.pointer(step.key), step.step.text or ""
        )
        for step in steps
    }
    return told_in_plan(own, texts)
