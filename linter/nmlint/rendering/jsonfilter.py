"""`tojson` that keeps origins: a JSON text made of an author's words still knows where each of them was written."""

from __future__ import annotations

import json
from collections.abc import Iterator
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
    """Jinja's `tojson`, with the origins of the texts in it."""
    plain = do_tojson(context, value, indent)
    if indent is not None or len(plain) > _MOST_CHARACTERS or not _holds_author(value):
        return plain
    parts = list(_parts(value))
    text = "".join(part for part, _ in parts)
    # How a program's own settings write JSON is not ours to know: where it differs, origins are given up.
    if text.replace(PLACEHOLDER, ESCAPED_PLACEHOLDER) != str(plain).replace(PLACEHOLDER, ESCAPED_PLACEHOLDER):
        return plain
    return TracedMarkup(text, merged(segment for _, segments in parts for segment in segments))


def _holds_author(value: Any) -> bool:
    """Whether a text with origins is in it, and no value that is not known."""
    if isinstance(value, Opaque):
        return False
    if isinstance(value, dict):
        return any(map(_holds_author, value.values())) and not any(isinstance(v, Opaque) for v in value.values())
    if isinstance(value, list | tuple):
        return any(map(_holds_author, value)) and not any(isinstance(item, Opaque) for item in value)
    return isinstance(value, Traced | TracedMarkup)


def _parts(value: Any) -> Iterator[_Part]:
    """The JSON of a value, piece by piece, each with its segments."""
    if isinstance(value, Traced | TracedMarkup):
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
