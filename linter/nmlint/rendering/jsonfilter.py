"""`tojson` that keeps origins: a JSON text made of an author's words still knows where each of them was written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from jinja2.filters import do_tojson
from jinja2.utils import pass_eval_context

from nmlint.rendering.model import PLACEHOLDER
from nmlint.rendering.opaque import Opaque
from nmlint.rendering.tracing import Segment, Traced, TracedMarkup, merged, segments_of

if TYPE_CHECKING:
    from jinja2.nodes import EvalContext

# Beyond this a text gives up its origins, so that time stays linear.
_MOST_CHARACTERS = 20_000
_KEPT = frozenset(map(chr, range(0x20, 0x7F))) - set("\"\\<>&'")
ESCAPED_PLACEHOLDER = json.dumps(PLACEHOLDER)[1:-1]
_Part = tuple[str, tuple[Segment, ...]]


@pass_eval_context
def tojson(context: EvalContext, value: Any, indent: int | None = None) -> Any:
    """Jinja's `tojson`, with the origins of the texts in it and open values left open."""
    if _holds(value, Opaque):
        return _traced(value)
    plain = do_tojson(context, value, indent)
    if indent is not None or len(plain) > _MOST_CHARACTERS or not _holds(value, (Traced, TracedMarkup)):
        return plain
    traced = _traced(value)
    # How a program's own settings write JSON is not ours to know: where it differs, origins are given up.
    same = traced.replace(PLACEHOLDER, ESCAPED_PLACEHOLDER) == str(plain).replace(PLACEHOLDER, ESCAPED_PLACEHOLDER)
    return traced if same else plain


def _traced(value: Any) -> TracedMarkup:
    parts = list(_parts(value))
    text = "".join(part for part, _ in parts)
    return TracedMarkup(text, merged(segment for _, segments in parts for segment in segments))


def _holds(value: Any, kinds: type | tuple[type, ...]) -> bool:
    """Whether such a thing is in it, at any depth."""
    if isinstance(value, dict):
        return any(_holds(item, kinds) for item in value.values())
    if isinstance(value, list | tuple):
        return any(_holds(item, kinds) for item in value)
    return isinstance(value, kinds)


def _parts(value: Any) -> Iterator[_Part]:
    """The JSON of a value, piece by piece, each with its segments."""
    if isinstance(value, Opaque):
        open_value = replace(value.value, expression=f"{value.value.expression}|tojson")
        yield PLACEHOLDER, (Segment(1, value=open_value),)
    elif isinstance(value, Traced | TracedMarkup):
        yield _unplaced('"')
        yield from _characters(value)
        yield _unplaced('"')
    elif isinstance(value, dict):
        yield _unplaced("{")
        for number, key in enumerate(sorted(value)):
            yield _unplaced(f"{', ' if number else ''}{_escaped(json.dumps(str(key)))}: ")
            yield from _parts(value[key])
        yield _unplaced("}")
    elif isinstance(value, list | tuple):
        yield _unplaced("[")
        for number, item in enumerate(value):
            if number:
                yield _unplaced(", ")
            yield from _parts(item)
        yield _unplaced("]")
    else:
        yield _unplaced(_escaped(json.dumps(value)))


def _characters(value: str) -> Iterator[_Part]:
    text, at = str.__str__(value), 0
    for segment in segments_of(value):
        words = text[at : at + segment.length]
        at += segment.length
        if segment.value is not None and words == PLACEHOLDER:
            yield words, (segment,)
            continue
        for offset, char in enumerate(words):
            if char in _KEPT:
                yield char, (segment.cut(offset, offset + 1),)
            else:
                written = _escaped(json.dumps(char)[1:-1])
                yield written, (segment.cut(offset, offset + 1)._replace(length=len(written)),)


def _unplaced(text: str) -> _Part:
    """What no author wrote; it stands where the whole is printed."""
    return text, (Segment(len(text)),)


def _escaped(text: str) -> str:
    """As Jinja makes JSON safe within HTML."""
    for char in "<>&'":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text
