"""From an opened document to its fingerprint."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from nmlint.approval.design import designs
from nmlint.approval.model import DESIGN, UNREACHED, Fingerprint, Following, Known, Text, Words
from nmlint.approval.renaming import names_in
from nmlint.approval.tokens import value_of, written
from nmlint.approval.unseen import unseen
from nmlint.documents.model import Declaration, Document, Variable
from nmlint.documents.template import completed
from nmlint.messages.content import Content
from nmlint.rendering import Origin, Piece, Rendering, Variant
from nmlint.rendering.exploring import LIMIT, NEVER
from nmlint.source import Source, Span
from nmlint.text.urls import find_urls
from nmlint.vocabulary import DEFAULT_TYPE

# What a locked screen shows stands in the message already.
_REPEATED = "preview"
_LINK = "uri"
# What people see of an object comes in this order, all else in that of the alphabet.
_FIRST = ("altText", "title", "header", "hero", "body", "footer")


class Opened(Protocol):
    """A document with every message that it becomes."""

    @property
    def document(self) -> Document:
        """The document, with what its message tells about itself."""

    @property
    def rendering(self) -> Rendering | None:
        """What rendering it told; None for a message."""

    @property
    def contents(self) -> tuple[Content, ...]:
        """The message of each variant."""

    @property
    def sources(self) -> Mapping[str, Source]:
        """Every file that it came from."""


def without_examples(document: Document) -> Document:
    """The document as it is opened for its fingerprint.

    An example decides which branch is rendered first, and so which are rendered together; what was approved does not
    change with it. What a choice lists stays, for it decides which branches there are at all.
    """
    variables = {
        name: Variable(name, values=tuple(sorted(variable.values, key=str)))
        for name, variable in document.declaration.variables.items()
        if variable.values
    }
    return replace(document, declaration=replace(document.declaration, variables=variables))


def fingerprint_of(
    document: Document, opened: Opened, path: str, fallback: tuple[Document, Opened] | None = None
) -> Fingerprint:
    """What a document is known by that was opened without its examples.

    `path` leads to its file from the folder of the lock; `fallback` is the text of its fallback, where it names one,
    opened likewise.
    """
    said = _declared(document, opened)
    plan = said.fallback
    words = None if fallback is None else words_of(fallback[1], _declared(*fallback))
    return Fingerprint(
        id=document.id,
        path=path,
        kind=document.kind,
        words=words_of(opened, said),
        message=said.message or DEFAULT_TYPE,
        scenario=said.scenario,
        sender=said.sender,
        event=said.event,
        basis=said.basis,
        # The name of its file may change, what it says may not.
        fallback=None if plan is None else Following(replace(plan, template=None), words),
        places={key: Origin(document.source.name, span) for key, span in said.spans.items()},
    )


@dataclass(frozen=True, slots=True)
class Taken:
    """A fingerprint, and every file that its texts came from."""

    fingerprint: Fingerprint
    sources: Mapping[str, Source]


def taken(
    document: Document, path: str, opening: Callable[[Document], Opened], follow: Callable[[str], Document]
) -> Taken:
    """The fingerprint of a document, with the text of its fallback.

    `opening` renders a document and takes it apart, `follow` reads the text of a fallback by the name that the
    document gives it. What they raise passes through: what cannot be opened has no fingerprint.
    """
    opened = opening(without_examples(document))
    said = _declared(document, opened)
    sources, fallback = dict(opened.sources), None
    if said.fallback is not None and said.fallback.template is not None:
        other = follow(said.fallback.template)
        # A fallback prints the same values, and need not declare them again.
        shared = Declaration(variables=said.variables, links=said.links)
        other = replace(other, declaration=completed(other.declaration, shared))
        fallback = (other, opening(without_examples(other)))
        sources |= fallback[1].sources
    return Taken(fingerprint_of(document, opened, path, fallback), sources)


def words_of(opened: Opened, said: Declaration) -> Words:
    """Everything that the messages of a document say."""
    shown = [list(_texts(content, said, opened.document)) for content in opened.contents]
    failing = opened.rendering is not None and bool(opened.rendering.failed)
    # One message without a condition is always sent; of one that stands beside a case that fails, it is known when.
    when = [_when(content.variant) for content in opened.contents] if len(shown) > 1 or failing else [""]
    read = _merged([[text for text in texts if text.slot != DESIGN] for texts in shown])
    seen = _merged([[text for text in texts if text.slot == DESIGN] for texts in shown])
    every = (*read, *_unreached(opened, len(when)), *seen)
    asked = {
        decision.phrase: decision.origin
        for content in opened.contents
        for way in (content.variant.decisions, *content.variant.also)
        for decision in way
        if decision.origin is not None
    }
    variables = _variables(every, said)
    named = {*said.variables, *(() if opened.rendering is None else opened.rendering.references)}
    unprinted = {name: _declared_of(name, said) for name in sorted(named - variables.keys())}
    return Words(tuple(when), every, variables, _links(every, said), unprinted, asked)


def _declared(document: Document, opened: Opened) -> Declaration:
    """What is declared, with what the message itself tells; a variable's own declaration has its example."""
    return completed(document.declaration, opened.document.declaration)


def _texts(content: Content, said: Declaration, document: Document) -> Iterator[Text]:
    """What one case says, in reading order."""
    if said.title:
        span = said.spans.get("title") or Span(0, 0)
        exact = document.source.text[span.start : span.end] == said.title
        title = Piece(said.title, Origin(document.source.name, span), exact, (), None)
        yield _text("title", Variant((title,), ()))
    for text in sorted(content.texts, key=lambda text: _order(text.pointer)):
        if text.slot != _REPEATED and text.variant.pieces:
            yield _text(text.slot, text.variant)
    for _, design in sorted(designs(content), key=lambda line: _order(line[0])):
        yield _text(DESIGN, design)


def _order(pointer: str) -> tuple[tuple[int, int, str], ...]:
    """Where a text stands for a reader: the keys of an object may be written in any order, the items of a list not."""
    return tuple(
        (0, int(key), "") if key.isdecimal() else (1, _FIRST.index(key) if key in _FIRST else len(_FIRST), key)
        for key in pointer.split("/")
    )


def _text(slot: str, variant: Variant) -> Text:
    return Text(slot, written(variant), written=variant)


def _when(variant: Variant) -> str:
    """The condition under which a rendering is sent; several where several lead to it."""
    ways = (variant.decisions, *variant.also)
    return " or ".join(dict.fromkeys(" and ".join(decision.phrase for decision in way) for way in ways))


def _merged(shown: Sequence[Sequence[Text]]) -> tuple[Text, ...]:
    """The texts of all cases, each once for its place; those of a case stay in their order."""
    merged: list[Text] = []
    for number, texts in enumerate(shown):
        at, new = 0, []
        for text in texts:
            index = next((i for i in range(at, len(merged)) if _alike(merged[i], text)), None)
            if index is None:
                new.append(replace(text, cases=(number,)))
                continue
            known = merged[index]
            own = {} if text.written is None else {number: text.written}
            merged[index] = replace(known, cases=(*known.cases, number), elsewhere={**known.elsewhere, **own})
            merged[index:index] = new
            at, new = index + len(new) + 1, []
        merged += new
    return tuple(merged)


def _alike(one: Text, other: Text) -> bool:
    return (one.slot, one.text) == (other.slot, other.text)


def _unreached(opened: Opened, cases: int) -> Iterator[Text]:
    """What may be sent in cases that were too many to render, or that broke off here, in an order of its own.

    What can never be sent, such as a macro that nobody calls, is no part of what was approved; unless variables stand
    beside it, for then data may decide what no case could show.
    """
    rendering = opened.rendering
    if rendering is None:
        return
    reasons = {str(LIMIT), *(f"run failed: {failure.problem.message}" for failure in rendering.failed)}
    gaps = rendering.unreached
    pieces = {piece.origin for content in opened.contents for piece in content.variant.pieces} if gaps else ()
    found, doubtful = (
        {variant.pieces: _text(UNREACHED, variant) for variant in unseen(places, pieces, opened.sources)}
        for places in (
            [gap.origin for gap in gaps if str(gap.reason) in reasons],
            [gap.origin for gap in gaps if str(gap.reason) == str(NEVER)],
        )
    )
    found |= {
        stretch: text
        for stretch, text in doubtful.items()
        if not rendering.references.keys().isdisjoint(names_in(text.text))
    }
    for hidden in sorted(found.values(), key=lambda hidden: hidden.text):
        yield replace(hidden, cases=tuple(range(cases)))


def _variables(texts: Sequence[Text], said: Declaration) -> Mapping[str, Known]:
    """What is declared of every variable that is printed."""
    names = {
        name
        for text in texts
        for piece in (text.written.pieces if text.written else ())
        if piece.value is not None
        for name in piece.value.variables
    }
    return {name: _declared_of(name, said) for name in sorted(names)}


def _declared_of(name: str, said: Declaration) -> Known:
    return _known(said.variables.get(name), said.links.get(name))


def _known(variable: Variable | None, purpose: str | None) -> Known:
    if variable is None:
        return Known(purpose=purpose)
    return Known(
        variable.type,
        tuple(sorted(map(str, variable.values))),
        variable.max_length,
        variable.mask,
        tuple(sorted(variable.hosts)),
        variable.purpose or purpose,
    )


def _links(texts: Sequence[Text], said: Declaration) -> Mapping[str, str | None]:
    """Every link, in the order of the texts, with the purpose that is declared for it."""
    links: dict[str, str | None] = {}
    for text in texts:
        if text.written is None or text.slot in {UNREACHED, DESIGN}:
            continue
        whole = Span(0, len(text.written.text))
        spans = [whole] if text.slot == _LINK else [url.span for url in find_urls(text.written.text)]
        for span in spans:
            url, names = _shown(text.written, span)
            declared = (purpose for link, purpose in said.links.items() if link in url or link in names)
            links.setdefault(url, next(declared, None))
    return links


def _shown(variant: Variant, span: Span) -> tuple[str, set[str]]:
    """A part of a rendering as it stands in a lock, and the variables in it."""
    parts: list[str] = []
    names: set[str] = set()
    for start, piece in variant.pieces_in(span):
        if piece.value is not None:
            parts.append(value_of(piece.value.expression))
            names.update(piece.value.variables)
        else:
            parts.append(piece.text[max(span.start - start, 0) : span.end - start])
    return "".join(parts), names
