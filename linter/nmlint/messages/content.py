"""From a rendered message to its texts: each in its slot, with the way back to where it was written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from nmlint.bilingual import Bilingual
from nmlint.documents.message import body_of
from nmlint.documents.model import JSON
from nmlint.jsontree import json_runs, read_json
from nmlint.jsonwords import JsonError
from nmlint.messages.anatomy import PLAIN, Anatomy, Part, anatomy_of_text
from nmlint.messages.dissecting import anatomy_of
from nmlint.messages.lines import SlotText, lines_of
from nmlint.messages.shapes import Shapes
from nmlint.nodes import Mapped, Node, Run, Scalar, Sequence, Unknown
from nmlint.rendering import Origin, Piece, Region, Variant
from nmlint.source import Source, Span
from nmlint.yamlruns import yaml_runs
from nmlint.yamltree import YamlError, read_yaml

# A message's own texts, before what only helps to use it.
_SPEAKING = ("title", "header", "body", "footer", "value")


@dataclass(frozen=True, slots=True)
class Content:
    """One variant of a message, taken apart; the text that speaks for the message comes first.

    What a locked screen shows stands there once more, as its preview, in the same variant. `lines` are the texts as
    they are read: what stands in one row is one line.
    `form` is how it is written, as that of a document, and `root` what was read in it, None in a plain text. `runs`
    tells of a value where each of its characters stands in the variant's text.
    """

    variant: Variant
    form: str | None
    root: Node | None
    anatomy: Anatomy
    texts: tuple[SlotText, ...]
    lines: tuple[SlotText, ...]
    runs: Callable[[Scalar], tuple[Run, ...]]

    def written_from(self, scalar: Scalar, start: int) -> Span:
        """Where the characters of a value from one on stand in the variant's text; the whole value where none does."""
        runs, at = self.runs(scalar), 0
        for run in runs:
            if start < at + run.length:
                return Span(run.start + start - at, runs[-1].start + runs[-1].spelt)
            at += run.length
        return scalar.span

    def written(self, scalar: Scalar, part: Span) -> Span:
        """Where some of a value's characters stand in the variant's text."""
        return Span(self.written_from(scalar, part.start).start, self.written_from(scalar, part.end - 1).start + 1)


class ContentError(Exception):
    """A variant that is not what its name says: why, and where."""

    def __init__(self, reason: Bilingual, region: Region | None) -> None:
        super().__init__(reason)
        self.reason, self.region = reason, region


def content_of(form: str | None, variant: Variant, shapes: Shapes, day: str) -> Content:
    """The message that a variant is which is written in a form. Raises ContentError."""
    if form is None:
        anatomy = anatomy_of_text(variant.text)
        both = (SlotText("body", variant), SlotText("preview", variant))
        return Content(variant, form, None, anatomy, both, both, _as_written)
    root = _json(variant) if form == JSON else _yaml(variant)
    runs = partial(json_runs if form == JSON else yaml_runs, variant.text)
    if not isinstance(root, Mapped | Sequence):
        raise ContentError(_no_message(root), _region(variant, root.span))
    body, headers = body_of(root)
    anatomy = anatomy_of(body, shapes, day, headers)
    read = [
        SlotText(part.slot, variant.read_out(part.node.written, runs(part.node)), part.pointer)
        for part in _first_speaks(anatomy.parts)
    ]
    spoken = {f"{thing.pointer}/text" for thing in anatomy.called("text", "text-v2", PLAIN)}
    # A locked screen shows the alternative text of what is no text, else the text of a text message.
    read += [replace(text, slot="preview") for text in read if text.slot == "alt-text" or text.pointer in spoken]
    texts = tuple(read) or (SlotText("body", replace(variant, pieces=())),)
    return Content(variant, form, root, anatomy, texts, lines_of(texts, anatomy), runs)


def literally(source: Source) -> Variant:
    """A text as the one variant of itself."""
    return Variant((Piece(source.text, Origin(source.name, Span(0, len(source.text))), True, (), None),), ())


def _as_written(scalar: Scalar) -> tuple[Run, ...]:
    length = scalar.span.end - scalar.span.start
    return (Run(scalar.span.start, length, length),) if length else ()


def _json(variant: Variant) -> Node:
    try:
        return read_json(variant.text, values=any(piece.value for piece in variant.pieces))
    except JsonError as error:
        raise ContentError(error.said, _region(variant, error.span)) from error


def _yaml(variant: Variant) -> Node:
    try:
        return read_yaml(Source("", variant.text))
    except YamlError as error:
        fault = error.faults[0]
        span = Span(fault.location.start.offset, fault.location.end.offset)
        raise ContentError(fault.said, _region(variant, span)) from error


def _region(variant: Variant, span: Span) -> Region | None:
    return variant.locate(span) if variant.pieces else None


def _no_message(root: Scalar) -> Bilingual:
    if root.value is Unknown.VALUE:
        return Bilingual(
            "the whole message is a value, so there is nothing to judge; write out in the template what is sent",
            "整則訊息就是一個變數，沒有內容可以判斷；請在範本裡寫出要傳送的訊息",
        )
    if root.value is None and not root.written:
        return Bilingual("there is nothing in it; write a message", "沒有內容；請寫入訊息")
    said = root.written[:40]
    return Bilingual(
        f"the file holds one value, {said!r}, and no message; write a push request (to, messages), one message object, "
        "a list of messages, or a template-type request (templateKey, body)",
        f"檔案只有一個值「{said}」，不是訊息；請寫成推播請求（to、messages）、單一訊息物件、訊息清單，"
        "或模板型請求（templateKey、body）",
    )


def _first_speaks(parts: tuple[Part, ...]) -> Iterator[Part]:
    first = next((part for part in parts if part.slot in _SPEAKING), None)
    if first is not None:
        yield first
    yield from (part for part in parts if part is not first)
