"""Opens the texts of a plan's steps: files beside it, or texts that stand in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from nmlint.bilingual import Bilingual
from nmlint.documents.message import FORMS, form_of, read_message
from nmlint.documents.model import Declaration, Document, Fallback
from nmlint.documents.plan import PlanDocument, SendPlan, Step, plan_of
from nmlint.documents.template import TEMPLATE_SUFFIXES, completed, holds_tags, read_document
from nmlint.embedding import embedded_name
from nmlint.errors import UnreadableError
from nmlint.opening import NotJudgedError, Opened, Opener
from nmlint.report import Problem
from nmlint.source import Source
from nmlint.vocabulary import DEFAULT_TYPE, LINE_TYPES, NOTIFICATION, channel_of

ReadStep = Callable[[Source], Document]

_LONGEST_CHAIN = 8


@dataclass(frozen=True, slots=True)
class Stage:
    """A step with the messages that its text becomes, or why it becomes none; neither where it has no text.

    `said` is what the text declares itself, `circle` the files that lead from it back to it as fallbacks.
    """

    step: Step
    opened: Opened | None = None
    problem: Problem | None = None
    said: Declaration = field(default_factory=Declaration)
    circle: tuple[str, ...] = ()


def kind_of_step(source: Source) -> str:
    """Whether the file of a step's text is a template or a message, by its name, else by Jinja's marks."""
    name = source.name.lower()
    if name.endswith(tuple(TEMPLATE_SUFFIXES)) or (not name.endswith(tuple(FORMS)) and holds_tags(source.text)):
        return "template"
    return "message"


def read_step(source: Source) -> Document:
    """The template or message that a step names. Raises UnreadableError."""
    return read_document(source) if kind_of_step(source) == "template" else read_message(source)


def plan_in(document: Document) -> SendPlan:
    """The plan that a document is or, for a text, that its fallback makes of it."""
    if isinstance(document, PlanDocument):
        return document.plan
    return plan_of(document.declaration, channel_of(document.declaration.message or DEFAULT_TYPE))


def stages(opened: Opened, plan: SendPlan, opener: Opener, read: ReadStep) -> tuple[Stage, ...]:
    """The steps of the plan that a document is, or that its fallback makes it, with their texts."""
    if isinstance(opened.document, PlanDocument):
        return tuple(_stage(step, plan, opened, opener, read) for step in plan.steps)
    first, *others = plan.steps
    said = opened.document.declaration
    return (Stage(first, opened, said=said), *(_stage(step, plan, opened, opener, read) for step in others))


def _stage(step: Step, plan: SendPlan, opened: Opened, opener: Opener, read: ReadStep) -> Stage:
    own = opened.document
    try:
        if step.text is not None:
            document = inline(own, f"{step.key}.text", step.text)
        elif step.template is not None:
            document = read(file_of(step.template, opened))
        else:
            return Stage(step)
    except UnreadableError as error:
        return Stage(step, problem=Problem(error.problem, error.reason, error.location))
    said = document.declaration
    circle = tuple(_circle(document, opened, read))
    document = replace(document, declaration=_as_sent(said, step, plan, own.declaration))
    try:
        return Stage(step, with_own_variables(opener.open(document, opened.resolve), said), None, said, circle)
    except NotJudgedError as error:
        return Stage(step, None, error.problem, said, circle)


def file_of(name: str, opened: Opened) -> Source:
    """The file that a plan names. Raises UnreadableError where there is none."""
    source = opened.resolve(name, opened.document.source.name)
    if source is None:
        raise UnreadableError(
            Bilingual(
                f"there is no file {name!r} beside the plan or in the search path; check the path",
                f"找不到「{name}」：計畫旁邊與 search_path 裡都沒有；請檢查路徑",
            ),
            problem="missing-template",
        )
    return source


def inline(own: Document, key: str, text: str) -> Document:
    """A text that stands in the plan under a key."""
    source = Source(embedded_name(own, key), text)
    if kind_of_step(source) == "template":
        return read_document(source)
    return Document("message", source.name, source, Declaration(), form_of("", source.text))


def _as_sent(said: Declaration, step: Step, plan: SendPlan, shared: Declaration) -> Declaration:
    """What a text declares, completed by what the plan says of all texts, as one of the step's channel."""
    # What the plan declares has its place in the plan, not in the text.
    variables = {name: replace(variable, span=None) for name, variable in shared.variables.items()}
    shared = replace(shared, id=None, message=None, fallback=None, spans={}, variables=variables)
    declaration = completed(said, shared)
    message = said.message if said.message in LINE_TYPES and step.channel == NOTIFICATION else None
    fallback = None
    if step is plan.line and plan.follow_ups:
        after = plan.follow_ups[0]
        fallback = Fallback(after.channel, after.after, after.unless, after.template)
    own_type = message or (DEFAULT_TYPE if step.channel == NOTIFICATION else step.channel)
    return replace(declaration, message=own_type, fallback=fallback, spans=said.spans, present=True)


def with_own_variables(opened: Opened, said: Declaration) -> Opened:
    """The text with the variables that it declares itself, and of those said elsewhere what it prints or asks for."""
    used = {} if opened.rendering is None else opened.rendering.references
    declaration = opened.document.declaration
    kept = {name: known for name, known in declaration.variables.items() if name in said.variables or name in used}
    return replace(opened, document=replace(opened.document, declaration=replace(declaration, variables=kept)))


def _circle(document: Document, opened: Opened, read: ReadStep) -> Iterator[str]:
    """The files that a text leads to by fallback until one comes again; none where the chain ends."""
    names = [document.source.name]
    while (fallback := document.declaration.fallback) is not None and fallback.template is not None:
        try:
            source = opened.resolve(fallback.template, document.source.name)
            if source is None:
                return
            document = read(source)
        except UnreadableError:
            return
        names.append(source.name)
        if source.name == opened.document.source.name:
            names = [source.name, *names]
        if source.name in names[:-1]:
            yield from names
            return
        if len(names) > _LONGEST_CHAIN:
            return
