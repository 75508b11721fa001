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
from nmlint.documents.model import JSON, Document
from nmlint.documents.plan import CURRENCY, SendPlan
from nmlint.finding import Finding, Severity
from nmlint.jsontree import json_runs
from nmlint.nodes import Scalar
from nmlint.opening import NotJudgedError, Opened, Opener
from nmlint.report import Artefact
from nmlint.source import Location, Source, Span
from nmlint.staging import ReadStep, Stage, inline_name, plan_in, stages
from nmlint.vocabulary import CHANNELS, NOTIFICATION
from nmlint.yamlruns import yaml_runs

_LEAST = max(severity.rank for severity in Severity) + 1


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
        except NotJudgedError as error:
            return PlannedStep(stage.step, document, (), None, error.problem, stage.said, stage.circle)
        return PlannedStep(stage.step, document, contents, artefact, None, stage.said, stage.circle)

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
            name = inline_name(planned.document, step.step)
            sources[name] = Source(name, step.step.text)
        if step.document is not None:
            sources[step.document.source.name] = step.document.source
        if step.artefact is not None:
            sources |= step.artefact.sources
    return sources


def _with_texts(findings: Iterable[Finding], planned: Planned) -> tuple[Finding, ...]:
    own = [*findings]
    lacks = _gravest(own, {})
    steps = [step for step in planned.steps if step.step.text is not None]
    for step in steps:
        found = () if step.artefact is None else step.artefact.findings
        # What a text lacks as a whole is not said again after an earlier text, unless it is graver here.
        own += [one for one in found if not one.placeless or one.severity.rank < lacks.get(one.rule, _LEAST)]
        lacks = _gravest(found, lacks)
    for step in planned.steps:
        # A template has its findings itself, but which channel its text needs is said of the plan too.
        if step.step.template is not None and step.artefact is not None and planned.plan.present:
            own += [finding for finding in step.artefact.findings if finding.rule in planned.signs]
    texts = {inline_name(planned.document, step.step): _Text(planned, step) for step in steps}
    return tuple(sorted((_moved(finding, texts) for finding in own), key=lambda finding: finding.order))


def _gravest(findings: Iterable[Finding], before: Mapping[str, int]) -> dict[str, int]:
    """The rank of the gravest that was said of a text as a whole, by rule."""
    ranks = dict(before)
    for finding in findings:
        if finding.placeless:
            ranks[finding.rule] = min(finding.severity.rank, ranks.get(finding.rule, _LEAST))
    return ranks


def _moved(finding: Finding, texts: Mapping[str, _Text]) -> Finding:
    # What an included file says stands there, and is reached through the plan.
    if any(place.path in texts for place in finding.through):
        through = tuple(texts[place.path].told(place) if place.path in texts else place for place in finding.through)
        finding = replace(finding, through=through)
    text = texts.get(finding.location.path)
    return finding if text is None else replace(finding, location=text.told(finding.location), pointer=text.pointer)


class _Text:
    """A text that stands in the plan: its pointer, and where each of its characters is written there."""

    def __init__(self, planned: Planned, step: PlannedStep) -> None:
        self.pointer = planned.pointer(step.key)
        self._source, self._span = planned.document.source, planned.place(step.key)
        scalar = Scalar(self._span, step.step.text or "", step.step.text)
        runs = json_runs if planned.document.form == JSON else yaml_runs
        self._starts: list[int] = []
        self._ends: list[int] = []
        for run in runs(self._source.text, scalar):
            for index in range(run.length):
                plain = run.spelt == run.length
                self._starts.append(run.start + index if plain else run.start)
                self._ends.append(run.start + index + 1 if plain else run.start + run.spelt)

    def told(self, place: Location) -> Location:
        """A place in the text, as one in the plan's file."""
        first, last = place.start.offset, place.end.offset
        start = self._starts[first] if first < len(self._starts) else self._span.end
        end = self._ends[last - 1] if 0 < last <= len(self._ends) else self._span.end
        return Location.of(self._source, Span(start, max(start, end)))
