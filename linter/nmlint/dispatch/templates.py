"""What may be sent: the approved templates, each made ready once, and those that may not with the reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nmlint.api import Judge
from nmlint.approval.model import Approved
from nmlint.approval.standing import Approval
from nmlint.bilingual import Bilingual
from nmlint.catalogue.model import Scenario
from nmlint.dispatch.decision import Basis
from nmlint.dispatch.program import Filters, Program, UnfitError, program_of
from nmlint.dispatch.values import Run, Values, Wanted, runs_in
from nmlint.documents.model import Document, Fallback, Variable
from nmlint.documents.plan import PlanDocument, SendPlan
from nmlint.engine import Engine
from nmlint.errors import UnreadableError, UsageError
from nmlint.finding import Kind, Severity
from nmlint.opening import NotJudgedError, Opened
from nmlint.report import Artefact, Recommendation
from nmlint.rulebook import type_of
from nmlint.staging import inline
from nmlint.valuing import ValueRules
from nmlint.verdict import Verdict
from nmlint.vocabulary import SMS, channel_of

UNKNOWN, DRIFTED, EXPIRED, UNFIT = "unknown", "drifted", "expired", "unfit"
"""Why a template may not be sent: nobody approved it, it has changed, the approval is over, or it cannot be used."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A template that may not be sent, by its state and the reason."""

    state: str
    reason: Bilingual


@dataclass(frozen=True, slots=True)
class Text:
    """One text that values fill: the message, or the fallback that follows it.

    `form` is how it is written (`json`, `yaml`), None for a plain text. What its limits allow is `proven` where they
    hold for the longest values that its variables allow.
    """

    document: Document
    program: Program
    form: str | None
    runs: tuple[Run, ...]
    proven: bool


@dataclass(frozen=True, slots=True)
class Ready:
    """An approved template, ready to be filled.

    `basis` is what it is judged by, with its approval, and `advice` the channel that its text and scenario lead to.
    `plan` is the send plan that names it, None where none does; `follows` is the first that follows when LINE stays
    silent, so many seconds `after`.
    """

    id: str
    message: str
    text: Text
    values: Values
    engine: Engine
    basis: Basis
    advice: Recommendation
    scenario: Scenario | None
    plan: SendPlan | None = None
    follows: Text | None = None
    after: int = 0

    @property
    def channel(self) -> str:
        """The channel that it was written for."""
        return channel_of(self.message)


class Shelf:
    """The templates of a project by their ids, as they stood when the program started."""

    def __init__(self, judge: Judge, plans: Sequence[Path], filters: Filters, basis: Basis) -> None:
        self._judge, self._filters, self._basis = judge, filters, basis
        self._plans = dict(self._planned(plans))
        self.ready: dict[str, Ready] = {}
        self.refused: dict[str, Refused] = {}
        approvals = judge.approvals
        for name, entry in sorted(approvals.lock.entries.items()) if approvals is not None else ():
            try:
                self.ready[name] = self._made(name, entry)
            except _NotReadyError as error:
                self.refused[name] = error.refused

    def _planned(self, plans: Sequence[Path]) -> Iterator[tuple[Path, SendPlan]]:
        """The send plans by the file of the notification message, or of the first text, that they send."""
        for path in plans:
            artefact = self._judge.judge_file(path, self._judge.finder(path.parent))
            if artefact.verdict in (None, Verdict.BLOCK):
                raise UsageError(_plan_blocked(artefact))
            document = self._judge.read_file(path)
            if not isinstance(document, PlanDocument):
                raise UsageError(Bilingual(f"{path} is no send plan", f"{path} 不是發送計畫"))
            step = document.plan.line or document.plan.steps[0]
            if step.template is not None:
                found = self._judge.finder(path.parent)(step.template, str(path))
                if found is not None:
                    yield Path(found.name).resolve(), document.plan

    def _made(self, name: str, entry: Approved) -> Ready:
        path = self._judge.settings.root / entry.fingerprint.path
        try:
            engine, opened, approval = self._judge.open_file(path)
            artefact = engine.judge_opened(opened, approval)
        except (UnreadableError, NotJudgedError) as error:
            raise _NotReadyError(UNFIT, _said(error)) from error
        _require_approved(name, opened.document, approval)
        if artefact.verdict is None or artefact.verdict is Verdict.BLOCK or artefact.recommendation is None:
            raise _NotReadyError(UNFIT, _why_blocked(artefact))
        plan = self._plans.get(path.resolve())
        text = self._text(opened, artefact)
        follows, after = self._following(opened, engine, plan)
        return Ready(
            name,
            type_of(opened.document.declaration),
            text,
            self._values(opened, engine, [text, *([follows] if follows is not None else [])]),
            engine,
            replace(self._basis, lock=entry.fingerprint.sha256, reference=entry.reference),
            artefact.recommendation,
            engine.catalogue.scenarios.get(opened.document.declaration.scenario or ""),
            plan,
            follows,
            after,
        )

    def _text(self, opened: Opened, artefact: Artefact) -> Text:
        document, content = opened.document, opened.contents[0]
        try:
            program = program_of(document.source, opened.resolve, self._judge.settings.jinja, self._filters)
        except UnfitError as error:
            raise _NotReadyError(UNFIT, error.reason) from error
        hangs = any(f.kind is Kind.DEPENDS_ON_DATA and f.rule.startswith("message/") for f in artefact.findings)
        return Text(document, program, content.form, runs_in(opened), proven=not hangs and not program.loops)

    def _values(self, opened: Opened, engine: Engine, texts: Sequence[Text]) -> Values:
        """What is asked of the values of a message and of what follows it."""
        variables: dict[str, Variable] = {}
        for text in reversed(texts):
            variables |= text.document.declaration.variables
        names = sorted({name for text in texts for name in text.program.names})
        return Values(
            ValueRules(engine.rulebook, engine.case_of(opened), opened.contents[0]),
            engine.rulebook.moments("value"),
            frozenset(self._judge.settings.hosts),
            [Wanted(name, variables.get(name), any(text.program.needs(name) for text in texts)) for name in names],
            tuple(dict.fromkeys(run for text in texts for run in text.runs)),
        )

    def _following(self, opened: Opened, engine: Engine, plan: SendPlan | None) -> tuple[Text | None, int]:
        """The SMS that follows a notification message, by its plan or else by its own declaration."""
        declared, template, text = opened.document.declaration.fallback, None, None
        if plan is not None and plan.follow_ups:
            step = plan.follow_ups[0]
            declared, template, text = Fallback(step.channel, step.after, step.unless), step.template, step.text
        elif declared is not None:
            template = declared.template
        if declared is None or declared.channel != SMS or (template is None and text is None):
            return None, 0
        try:
            document = self._step(opened, template, text)
            follow = engine.opener.open(document, opened.resolve)
            artefact = engine.judge_opened(follow)
        except (UnreadableError, NotJudgedError) as error:
            raise _NotReadyError(UNFIT, _said(error)) from error
        if artefact.verdict is None or artefact.verdict is Verdict.BLOCK:
            raise _NotReadyError(UNFIT, _why_blocked(artefact))
        return self._text(follow, artefact), declared.after or 0

    def _step(self, opened: Opened, template: str | None, text: str | None) -> Document:
        """The document of a fallback, with what the message declares of its values. Raises UnreadableError."""
        own = opened.document.declaration
        if text is not None:
            document = inline(opened.document, "fallback", text)
        else:
            source = opened.resolve(template or "", opened.document.source.name)
            if source is None:
                raise UnreadableError(Bilingual(f"there is no file {template!r}", f"找不到「{template}」"))
            document = self._judge.read_step(source)
        said = document.declaration
        variables = {name: replace(known, span=None) for name, known in own.variables.items()} | dict(said.variables)
        declaration = replace(
            said,
            message=SMS,
            scenario=said.scenario or own.scenario,
            sender=said.sender or own.sender,
            products=said.products or own.products,
            variables=variables,
            fallback=None,
            present=True,
        )
        return replace(document, declaration=declaration)


class _NotReadyError(Exception):
    def __init__(self, state: str, reason: Bilingual) -> None:
        super().__init__(reason)
        self.refused = Refused(state, reason)


def _require_approved(name: str, document: Document, approval: Approval | None) -> None:
    """Raises _NotReadyError for a document that is not what LINE approved under a name."""
    if approval is None or approval.entry is None or approval.entry.fingerprint.id != name or document.id != name:
        reason = Bilingual(f"its file calls itself {document.id!r} now", f"檔案現在的 id 是「{document.id}」")
        raise _NotReadyError(DRIFTED, reason)
    if approval.ended:
        last = approval.entry.until
        raise _NotReadyError(EXPIRED, Bilingual(f"it ended on {last}", f"核准到 {last} 為止"))
    if not approval.holds:
        raise _NotReadyError(DRIFTED, approval.changes[0].reason)


def _said(error: UnreadableError | NotJudgedError) -> Bilingual:
    text = error.problem.message if isinstance(error, NotJudgedError) else error.reason
    return text if isinstance(text, Bilingual) else Bilingual(text, text)


def _why_blocked(artefact: Artefact) -> Bilingual:
    """Why an artefact may not be used: what it could not be judged for, else the first error."""
    if artefact.problem is not None:
        return _bilingual(artefact.problem.message)
    errors = (f for f in artefact.findings if f.severity is Severity.ERROR and f.suppressed is None)
    first = next(errors, None)
    if first is None:
        return Bilingual("not every rule could be asked", "並非所有規則都檢查過")
    return Bilingual(f"{first.rule}: {first.message}", f"{first.rule}：{_bilingual(first.message).chinese}")


def _bilingual(text: str) -> Bilingual:
    return text if isinstance(text, Bilingual) else Bilingual(text, text)


def _plan_blocked(artefact: Artefact) -> Bilingual:
    why = _why_blocked(artefact)
    return Bilingual(
        f"{artefact.path}: the plan may not be used ({why}); nmlint check tells more",
        f"{artefact.path}：這份發送計畫不能使用（{why.chinese}）；詳情請執行 nmlint check",
    )
