"""Judges a document: renders it, takes it apart, looks at every slot of every variant, and adds the findings up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from nmlint.advising import Advisor, goes_by_consent
from nmlint.bilingual import Bilingual
from nmlint.catalogue.model import Catalogue, Rule
from nmlint.checks.model import VALUE, Case, Hit, Message, Subject, placed_values
from nmlint.checks.sms import size as size_of_sms
from nmlint.checks.sms_size import Size
from nmlint.choices import chosen
from nmlint.config import Settings
from nmlint.documents import model
from nmlint.documents.model import DELIVERED, Document, Fallback
from nmlint.finding import Finding, Kind, Severity
from nmlint.findings import finding_of, locate
from nmlint.hunting import BudgetSpentError, hits_in
from nmlint.intent.intents import intent_of
from nmlint.intent.scenarios import Guess
from nmlint.merging import Sighting, merge
from nmlint.messages.anatomy import PLAIN
from nmlint.messages.content import Content
from nmlint.messages.lines import SlotText
from nmlint.opening import NotJudgedError, Opened, Opener, Resolve, as_line, declared_title, title_source
from nmlint.rendering import Rendering, Variant
from nmlint.report import Artefact, Problem, ScenarioGuess, SmsSize, Unreached
from nmlint.rulebook import NO_ADVERTISING, PLAN, WHOLE, Applicable, Prepared, Reading, Rulebook, may_advertise, type_of
from nmlint.source import Source, Span
from nmlint.text.views import raw_view
from nmlint.verdict import Verdict, score_of, verdict_of
from nmlint.vocabulary import NOTIFICATION, SMS
from nmlint.yielding import Found, without_yielding

if TYPE_CHECKING:
    from nmlint.approval.standing import Approval
    from nmlint.checks.planned import Planned
    from nmlint.plancases import PlanCases
    from nmlint.submissioncases import SubmissionCases


class _Read(NamedTuple):
    """A text of a message, and what was read in it."""

    text: SlotText
    reading: Reading


class Engine:
    """A catalogue and settings, ready to judge any number of documents."""

    def __init__(
        self, catalogue: Catalogue, settings: Settings, read: Callable[[Source], Document] | None = None
    ) -> None:
        self.catalogue = catalogue
        self.settings = settings
        self.rulebook = Rulebook(catalogue, settings)
        self.opener = Opener(catalogue, settings)
        self._advisor = Advisor(catalogue)
        self._read_step = read

    @cached_property
    def _plans(self) -> PlanCases:
        # Late: most documents have no plan, and are judged without what it takes to judge one.
        from nmlint.plancases import PlanCases  # noqa: PLC0415
        from nmlint.staging import read_step  # noqa: PLC0415

        return PlanCases(self.catalogue, self.settings, self.opener, self._read_step or read_step)

    @cached_property
    def _submissions(self) -> SubmissionCases:
        from nmlint.staging import read_step  # noqa: PLC0415  late, as above
        from nmlint.submissioncases import SubmissionCases  # noqa: PLC0415

        return SubmissionCases(self.catalogue, self.settings, self.opener, self._read_step or read_step)

    def judge(self, document: Document, resolve: Resolve, approval: Approval | None = None) -> Artefact:
        """The verdict on one document; what cannot be judged has a problem instead of a verdict.

        What LINE approved of it is honoured, and held against it where that is demanded.
        """
        try:
            return self.judge_opened(self.opener.open(document, resolve), approval)
        except NotJudgedError as error:
            return Artefact(document.id, document.source.name, document.kind, None, problem=error.problem)

    def judge_opened(self, opened: Opened, approval: Approval | None = None) -> Artefact:
        """The verdict on a document that was opened. Raises NotJudgedError."""
        with _in_time():
            match opened.document.kind:
                case model.SEND_PLAN:
                    return self._judge_plan(opened)[1]
                case model.SERVICE_PLAN:
                    return self._judge_submission(opened)
            return self._judge(opened, approval=approval)

    def judge_plan(self, opened: Opened) -> tuple[Planned, Artefact]:
        """A send plan with its texts, and the verdict on it. Raises NotJudgedError."""
        with _in_time():
            return self._judge_plan(opened)

    def _judge_plan(self, opened: Opened) -> tuple[Planned, Artefact]:
        """A send plan with its texts, and the verdict: its own findings, and those of the texts that stand in it."""
        planned = self._plans.of(opened, self._judge_step)
        sources = self._plans.sources(opened, planned)
        case = self._case(planned.document, None, Guess(), planned)
        case.adverts.extend(step.key for step in planned.steps if goes_by_consent(step.artefact))
        message = Message(opened.contents[0])
        findings = merge(self._of_plan(case, message, 0, sources), [opened.contents[0].variant])
        findings = self._plans.told(findings, planned)
        return planned, self._artefact(case, 1, findings, sources)

    def _judge_submission(self, opened: Opened) -> Artefact:
        """A service plan's verdict: its own findings, and those of the texts that stand in it."""
        submitted = self._submissions.of(opened, self._judge)
        sources = self._submissions.sources(opened, submitted)
        case = replace(self._case(submitted.document, None, Guess(), None), submitted=submitted)
        findings = merge(self._of_plan(case, Message(opened.contents[0]), 0, sources), [opened.contents[0].variant])
        artefact = self._artefact(case, 1, self._submissions.told(findings, submitted), sources)
        # Its notices may each take another channel.
        return replace(artefact, recommendation=None)

    def _judge_step(self, opened: Opened, *, follows_line: bool) -> Artefact:
        """The verdict on the text of a step, whose place in the plan is judged with the plan."""
        return self._judge(opened, alone=False, free=not follows_line)

    def _of_plan(self, case: Case, message: Message, number: int, sources: Mapping[str, Source]) -> Iterator[Sighting]:
        """What the rules of plans say of a plan, or of a text and its fallback."""
        written = SlotText(PLAN, message.content.variant)
        subject = Subject(case, PLAN, raw_view(written.variant.text), {}, (), message)
        hits = [Found(prepared, hit, subject, written) for prepared, hit in self._structural(subject)]
        yield from self._told(without_yielding(hits), number, sources)

    def _judge(
        self, opened: Opened, *, alone: bool = True, free: bool = True, approval: Approval | None = None
    ) -> Artefact:
        document, rendering, contents = opened.document, opened.rendering, opened.contents
        planned = (
            self._plans.of(opened, self._judge_step) if alone and self._asks(document.declaration.fallback) else None
        )
        sources = dict(opened.sources) if planned is None else self._plans.sources(opened, planned)
        title = declared_title(document)
        read = [self._read((*content.lines, *([title] if title else []))) for content in contents]
        # What stands in two slots says its words once.
        guess = self.rulebook.guess({id(reading): reading for _, reading in read[0]}.values())
        case = replace(
            self._case(document, rendering, guess, planned),
            may_advertise=free and may_advertise(document.declaration),
            approval=approval,
        )
        if approval is not None:
            sources |= approval.sources or {}
        if title is not None and document.declaration.spans.get("title") is None:
            outside = title_source(document)
            sources[outside.name] = outside
        messages = [self._message(case, content, texts) for content, texts in zip(contents, read, strict=True)]
        sightings = [
            sighting
            for number, (message, texts) in enumerate(zip(messages, read, strict=True))
            for sighting in self._sightings(case, message, texts, number, sources)
        ]
        if planned is not None or approval is not None:
            for number, message in enumerate(messages):
                sightings += self._of_plan(case, message, number, sources)
        findings = merge(sightings, [content.variant for content in contents])
        if approval is not None:
            # Late: few projects have approvals.
            from nmlint.approving import honoured  # noqa: PLC0415

            findings = honoured(findings, approval, self.catalogue.rules, self.settings.lang)
        size = size_of_sms(messages[0].subjects[0]) if type_of(document.declaration) == SMS else None
        artefact = self._artefact(case, len(contents), findings, sources)
        if alone and (by_line := self._moved_to_line(artefact, opened)) is not None:
            shown = self._judge(by_line, alone=False, free=False).findings
            advice = self._advisor.advise(case, findings, verdict_of(findings), shown)
            artefact = replace(artefact, recommendation=advice)
        intent = intent_of(reading.understood for _, reading in read[0])
        return replace(artefact, intent=intent, sms=None if size is None else _sms_size(size))

    @staticmethod
    def _moved_to_line(artefact: Artefact, opened: Opened) -> Opened | None:
        """A text for another channel that is advised to go by LINE, as LINE's; None for any other."""
        advice = artefact.recommendation
        return as_line(opened) if advice is not None and advice.channel == NOTIFICATION else None

    def _asks(self, fallback: Fallback | None) -> bool:
        """Whether there is anything to ask of a fallback.

        The usual one names no text, waits a sensible time and goes by the delivery: no rule of plans finds anything in
        it, and loading them takes a while.
        """
        return fallback is not None and (
            fallback.template is not None
            or fallback.unless != DELIVERED
            or fallback.after is None
            or fallback.after < self._advisor.matrix.norms.shortest_timer
        )

    def case_of(self, opened: Opened) -> Case:
        """What is true of a document whose values are to be judged, one by one."""
        return self._case(opened.document, None, Guess(), None)

    def _case(self, document: Document, rendering: Rendering | None, guess: Guess, planned: Planned | None) -> Case:
        scenario = self.catalogue.scenarios.get(document.declaration.scenario or "")
        return Case(document, self.catalogue, self.settings, scenario, rendering, guess, planned)

    def _read(self, texts: Sequence[SlotText]) -> list[_Read]:
        """The texts folded, with the known literals in each; one that stands in two slots is read once."""
        known: dict[int, Reading] = {}
        for text in texts:
            if id(text.variant) not in known:
                known[id(text.variant)] = self.rulebook.read(text.variant.text)
        return [_Read(text, known[id(text.variant)]) for text in texts]

    def _message(self, case: Case, content: Content, texts: Sequence[_Read]) -> Message:
        """One variant, ready for the rules."""
        message = Message(content)
        for text, reading in texts:
            message.subjects.append(self._subject(case, message, text, reading))
        return message

    @staticmethod
    def _subject(case: Case, message: Message, text: SlotText, reading: Reading) -> Subject:
        values = placed_values(case.document, text.variant) if VALUE in reading.view.raw else ()
        opening = _opening(case.document, text.variant)
        view, words, present, understood = reading
        return Subject(case, text.slot, view, words, values, message, present, opening, understood)

    def _offers_to_choose(self, case: Case, message: Message, text: SlotText) -> Iterator[Found]:
        """The advertising in values that a choice lists, read in the text that they are to stand in."""
        for choice in chosen(case.document, text):
            subject = self._subject(case, message, choice.text, self.rulebook.read(choice.text.variant.text))
            for prepared, hit in hits_in(self.rulebook, subject, self._applicable(subject)):
                if NO_ADVERTISING in prepared.rule.clauses and hit.origin is None and choice.touches(hit.raw):
                    yield Found(prepared, hit, subject, choice.text)

    def _sightings(
        self, case: Case, message: Message, texts: Sequence[_Read], number: int, sources: Mapping[str, Source]
    ) -> Iterator[Sighting]:
        """What the rules say of one variant."""
        content, document = message.content, case.document
        written = SlotText(PLAIN if content.anatomy.whole == PLAIN else WHOLE, content.variant)
        values = placed_values(document, content.variant) if VALUE in content.variant.text else ()
        whole = Subject(case, written.slot, raw_view(content.variant.text), {}, values, message)
        hits = [Found(prepared, hit, whole, written) for prepared, hit in self._structural(whole)]
        for (text, _), subject in zip(texts, message.subjects, strict=True):
            asked = self._applicable(subject)
            hits += [Found(prepared, hit, subject, text) for prepared, hit in hits_in(self.rulebook, subject, asked)]
            hits += self._offers_to_choose(case, message, text) if subject.values else ()
        hits = without_yielding(hits)
        yield from self._told(self._by_consent(hits) if case.may_advertise else hits, number, sources)

    def _by_consent(self, hits: list[Found]) -> list[Found]:
        """The hits in a text that may advertise: what advertises needs consent, and is wrong in nothing else."""
        adverts = [found for found in hits if _advertises(found.prepared.rule)]
        others = [found for found in hits if not _advertises(found.prepared.rule)]
        sure = (f for f in adverts if f.prepared.severity is Severity.ERROR and f.hit.doubted is None)
        first = min(sure, key=lambda found: (found.hit.raw.start, -found.hit.raw.end), default=None)
        if first is not None:
            case = first.subject.case
            case.adverts.append(first.prepared.rule.id)
            kind, declaration = case.document.kind, case.document.declaration
            told = {found.prepared.rule.id for found in adverts}
            others += [
                first._replace(prepared=prepared)
                for prepared, asks in self.rulebook.consents
                if prepared.applies(kind, declaration, case.scenario) and asks.is_missing(declaration.evidence, told)
            ]
        return others

    @staticmethod
    def _told(hits: Sequence[Found], number: int, sources: Mapping[str, Source]) -> Iterator[Sighting]:
        """The hits of one variant, as findings of it."""
        secrets = tuple(dict.fromkeys(subject.shown(hit.raw) for _, hit, subject, _ in hits if hit.secret))
        for prepared, hit, subject, text in hits:
            finding = finding_of(prepared, hit, subject, text, sources, secrets)
            detail = "\0".join(hit.details.values())
            yield Sighting(finding, number, detail)

    def _artefact(
        self, case: Case, variants: int, findings: tuple[Finding, ...], sources: Mapping[str, Source]
    ) -> Artefact:
        document, rendering, guess = case.document, case.rendering, case.guess
        verdict = verdict_of(findings)
        # A pass says that everything was asked, and a selection did not ask everything.
        whole = verdict is not Verdict.PASS or not self.settings.select
        unreached = rendering.unreached if rendering else ()
        return Artefact(
            document.id,
            document.source.name,
            document.kind,
            verdict if whole else None,
            score_of(findings, verdict) if whole else None,
            scenario=ScenarioGuess(document.declaration.scenario, guess.best, guess.confidence, guess.runner_up),
            recommendation=self._advisor.advise(case, findings, verdict) if whole else None,
            variants=variants,
            unreached=tuple(Unreached(locate(gap.origin, sources), gap.reason) for gap in unreached),
            findings=findings,
            sources=sources,
        )

    def _applicable(self, subject: Subject) -> Applicable:
        document, scenario = subject.case.document, subject.case.scenario
        return self.rulebook.applicable(document.kind, document.declaration, scenario, subject.slot)

    def _structural(self, subject: Subject) -> Iterator[tuple[Prepared, Hit]]:
        """What is wrong with how the message is built."""
        for prepared in self.rulebook.candidates(self._applicable(subject), subject.present):
            for hit in subject.hits_of(prepared.finder):
                yield prepared, hit


@contextmanager
def _in_time() -> Iterator[None]:
    """Raises NotJudgedError where a rule needed too much time."""
    try:
        yield
    except BudgetSpentError as spent:
        why = Bilingual(
            f"the rule {spent.rule} needed more time than a rule may take; shorten the text, or report the rule",
            f"規則 {spent.rule} 花的時間超過上限；請縮短內容，或回報這條規則",
        )
        raise NotJudgedError(Problem("time-budget", why)) from spent


def _advertises(rule: Rule) -> bool:
    """Whether what a rule finds is advertising itself."""
    return NO_ADVERTISING in rule.clauses and rule.kind is Kind.VIOLATION


def _opening(document: Document, variant: Variant) -> Span | None:
    """The first stretch of the text that the document itself wrote; what it includes may come first."""
    if len(variant.pieces) < 2:  # noqa: PLR2004  one piece is the whole text
        return None
    at = 0
    for piece in variant.pieces:
        end = at + len(piece.text)
        if piece.value is None and piece.origin.source == document.source.name and piece.text.strip():
            return Span(at, len(variant.text))
        at = end
    return None


def _sms_size(size: Size) -> SmsSize:
    """What the report says of the size of an SMS."""
    price = size.price
    return SmsSize(
        size.usual.encoding,
        size.usual.units,
        size.usual.parts,
        size.longest.parts,
        (*price.between(size.usual.parts, size.longest.parts), price.currency) if price else None,
    )
