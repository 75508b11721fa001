"""From a document to the messages that it becomes: rendered in every variant, each taken apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from nmlint.bilingual import Bilingual
from nmlint.catalogue.model import Catalogue
from nmlint.checks.model import VALUE
from nmlint.config import Settings
from nmlint.documents.message import declared_in, form_of, half_in
from nmlint.documents.model import SEND_PLAN, SERVICE_PLAN, Document
from nmlint.documents.template import completed
from nmlint.documents.values import sample
from nmlint.fields import FieldFault
from nmlint.findings import locate
from nmlint.merging import condition, ways
from nmlint.messages.content import Content, ContentError, content_of, literally
from nmlint.messages.dissecting import TEMPLATED
from nmlint.messages.lines import SlotText
from nmlint.messages.shapes import Shapes
from nmlint.rendering import Failure, Origin, Piece, Rendering, TemplateProblem, Variant, explore
from nmlint.report import Problem
from nmlint.source import Location, Source, Span
from nmlint.vocabulary import DEFAULT_TYPE, NOTIFICATION, channel_of

Resolve = Callable[[str, str], Source | None]

# Five messages of 5,000 characters are what one push holds (LINE Messaging API reference, checked 2026-11-23); rules
# are bounded for texts of that size, and a longer one is no notification.
MOST_CHARACTERS = 25_000

_ALL_DATA = Bilingual(
    "all that people would read comes from data, so there is nothing to judge; write out in the template what is sent, "
    "or judge the message that results",
    "訊息的文字全部來自變數，沒有內容可以判斷；請在範本裡寫出要傳送的訊息，或檢查代入資料後的訊息",
)


@dataclass(frozen=True, slots=True)
class Opened:
    """A document with the messages that it becomes, one for each variant, and the text of every file they came from.

    A send plan is no message itself: its one content is the plan as it is written. `resolve` finds the files it names.
    """

    document: Document
    rendering: Rendering | None
    contents: tuple[Content, ...]
    sources: Mapping[str, Source]
    resolve: Resolve


class NotJudgedError(Exception):
    """A document that cannot be judged, and why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class Opener:
    """Opens documents by the shapes of a catalogue, as of the day and with the Jinja options of the settings."""

    def __init__(self, catalogue: Catalogue, settings: Settings) -> None:
        self.shapes = Shapes.of(catalogue.tables["line-messages"])
        self._settings = settings

    @property
    def day(self) -> str:
        """The day as of which documents are opened, written 2026-11-23."""
        return self._settings.as_of

    def render(self, document: Document, resolve: Resolve) -> Rendering:
        """Every variant of a template. Raises TemplateProblem."""
        variables = document.declaration.variables
        return explore(
            document.source,
            hints={name: sample(variable) for name, variable in variables.items()},
            choices={name: variable.values for name, variable in variables.items() if variable.values},
            resolve=resolve,
            options=self._settings.jinja,
        )

    def open(self, document: Document, resolve: Resolve) -> Opened:
        """The messages that a document becomes. Raises NotJudgedError."""
        rendering = None
        variants: Sequence[Variant] = (literally(document.source),)
        if document.kind in (SEND_PLAN, SERVICE_PLAN):
            content = content_of(None, variants[0], self.shapes, self._settings.as_of)
            return Opened(document, None, (content,), {document.source.name: document.source}, resolve)
        if document.kind == "template":
            try:
                rendering = self.render(document, resolve)
            except TemplateProblem as error:
                raise NotJudgedError(_told(document, error, resolve)) from error
            variants = rendering.variants
        sources = {document.source.name: document.source, **(rendering.sources if rendering else {})}
        contents, failed = self._contents(document, variants, sources)
        if rendering is not None:
            rendering = replace(rendering, failed=(*rendering.failed, *failed))
        if rendering is not None and not any(part for content in contents for part in content.anatomy.parts):
            self._refuse_unseen(contents, sources)
        for content in contents:
            for text in content.texts:
                if (problem := _unjudgeable(text.variant)) is not None:
                    raise NotJudgedError(problem)
        return Opened(_completed(document, contents[0], sources), rendering, contents, sources, resolve)

    @staticmethod
    def _refuse_unseen(contents: Sequence[Content], sources: Mapping[str, Source]) -> None:
        """A message of which data bring every text is not judged: there is nothing to judge. Raises NotJudgedError."""
        for content in contents:
            for flaw in content.anatomy.flaws:
                if flaw.kind == "unseen":
                    error = ContentError(_ALL_DATA, content.variant.locate(flaw.span))
                    raise NotJudgedError(_no_content(error, sources))

    def _contents(
        self, document: Document, variants: Sequence[Variant], sources: Mapping[str, Source]
    ) -> tuple[tuple[Content, ...], tuple[Failure, ...]]:
        """The message that each variant is, and those variants that are none.

        Raises NotJudgedError when not even one is.
        """
        contents: list[Content] = []
        failed: dict[tuple[Bilingual, Origin], list[Variant]] = {}
        for variant in variants:
            form = document.form if document.kind != "template" else form_of(document.source.name, variant.text)
            try:
                contents.append(content_of(form, variant, self.shapes, self._settings.as_of))
            except ContentError as error:
                if variant is variants[-1] and not contents:
                    raise NotJudgedError(_no_content(error, sources)) from error
                # A branch that renders nothing has no place of its own.
                origin = error.region.origin if error.region else Origin(document.source.name, Span(0, 0))
                failed.setdefault((error.reason, origin), []).append(variant)
        sound = [choice for content in contents for choice in ways(content.variant)]
        failures = [
            Failure(TemplateProblem("syntax", reason, origin), (), condition([*chain(*map(ways, broken))], sound))
            for (reason, origin), broken in failed.items()
        ]
        return tuple(contents), tuple(failures)


def as_line(opened: Opened) -> Opened | None:
    """A text for another channel as if it went by LINE, None for one that does.

    The rules that tell by a text how urgent it is look at notification messages only, but what a text is does not hang
    on its channel.
    """
    declaration = opened.document.declaration
    if channel_of(declaration.message or DEFAULT_TYPE) == NOTIFICATION:
        return None
    declaration = replace(declaration, message=DEFAULT_TYPE, fallback=None)
    return replace(opened, document=replace(opened.document, declaration=declaration))


def declared_title(document: Document) -> SlotText | None:
    """The title that is declared beside the message, where it was written."""
    title, span = document.declaration.title, document.declaration.spans.get("title")
    if not title:
        return None
    if span is None:
        return SlotText("title", literally(title_source(document)))
    exact = document.source.text[span.start : span.end] == title
    return SlotText("title", Variant((Piece(title, Origin(document.source.name, span), exact, (), None),), ()))


def title_source(document: Document) -> Source:
    """A title that is declared outside the text, under a name that says so."""
    return Source(f"{document.source.name}#/title", document.declaration.title or "")


def _unjudgeable(variant: Variant) -> Problem | None:
    """Why a rendered text is no message at all, None when it may be one."""
    text = variant.text
    if VALUE in text and any(piece.value is None and VALUE in piece.text for piece in variant.pieces):
        return Problem(
            "unreadable",
            Bilingual(
                "U+FFFC stands for an object that is not there, and hides what it parts; delete it",
                "U+FFFC 代表不存在的物件，會拆開前後的文字；請刪除",
            ),
        )
    if len(text) > MOST_CHARACTERS:
        return Problem(
            "too-much",
            Bilingual(
                f"the message has {len(text):,} characters; one push holds {MOST_CHARACTERS:,} at most, so split it",
                f"訊息有 {len(text):,} 字；一次推播最多 {MOST_CHARACTERS:,} 字，請拆開",
            ),
        )
    half = half_in(text)
    return None if half is None else Problem("unreadable", half)


def _completed(document: Document, content: Content, sources: Mapping[str, Source]) -> Document:
    """The document with what its message tells, where nothing else does: facts that are declared in it, and its type.

    Raises NotJudgedError for facts that are none.
    """
    declaration = document.declaration
    if document.kind == "template" and content.root is not None:
        faults: list[FieldFault] = []
        facts = declared_in(content.root, Source("", content.variant.text), faults)
        if faults:
            start, end = faults[0].location.start, faults[0].location.end
            region = content.variant.locate(Span(start.offset, end.offset))
            raise NotJudgedError(_no_content(ContentError(faults[0].what, region), sources))
        # Places in the rendered text are none in the template.
        variables = {name: replace(variable, span=None) for name, variable in facts.variables.items()}
        declaration = completed(declaration, replace(facts, variables=variables, spans={}, present=False))
    if declaration.message is None and content.anatomy.whole == TEMPLATED:
        declaration = replace(declaration, message="line-template")
    return replace(document, declaration=declaration, form=content.form)


def _no_content(error: ContentError, sources: Mapping[str, Source]) -> Problem:
    """Why a variant is no message, at the place where it was written."""
    region = error.region
    if region is None:
        return Problem("syntax", error.reason)
    through = tuple(locate(origin, sources) for origin in region.through)
    return Problem("syntax", error.reason, locate(region.origin, sources), through)


def _told(document: Document, error: TemplateProblem, resolve: Resolve) -> Problem:
    """What is wrong with a template, at its place in whichever file it is."""
    location = None
    if error.origin is not None:
        name = error.origin.source
        source = document.source if name == document.source.name else resolve(name, document.source.name)
        if source is not None:
            location = Location.of(source, error.origin.span)
    return Problem(error.kind, error.message, location)
