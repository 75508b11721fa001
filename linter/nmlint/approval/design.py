"""What the objects of a message look like, beside their texts: colours, sizes, pictures, and what lies in what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from nmlint.messages.anatomy import Thing, pointer_below
from nmlint.messages.content import Content
from nmlint.nodes import Entry, Mapped, Run, Scalar, Sequence, is_null
from nmlint.rendering import Origin, Piece, Variant
from nmlint.source import Span

KEYS = ("templateKey", "itemKey")
"""The properties that name something of LINE's: with another one it is another thing, however it looks."""

# Whom it goes to, and how it is counted, is no part of what is seen.
_UNSEEN_OBJECTS = frozenset({"headers"})
_UNSEEN = frozenset({"type", "to", "notificationDisabled", "customAggregationUnits"})


def designs(content: Content) -> Iterator[tuple[str, Variant]]:
    """A line on each object of a message, with its pointer: its kind, its own properties, how many things it holds.

    The lines of all objects in their order tell the whole tree. A property that is a text, or a link that somebody
    opens, is left out; one of KEYS has a line of its own.
    """
    told = {part.pointer: None for part in content.anatomy.parts}
    for thing in content.anatomy.things:
        if thing.shape not in _UNSEEN_OBJECTS:
            own = sorted(_own(thing, told), key=lambda entry: entry.key)
            yield thing.pointer, _line(content, thing.shape, thing.handle, [one for one in own if one.key not in KEYS])
            for entry in own:
                if entry.key in KEYS:
                    yield thing.pointer, _line(content, "", thing.handle, [entry])


def _line(content: Content, shape: str, handle: Span, entries: Iterable[Entry]) -> Variant:
    variant = content.variant
    pieces = [_said(variant, shape, handle)] if shape else []
    for entry in entries:
        pieces.append(_said(variant, f"{' ' if pieces else ''}{entry.key}=", entry.key_span))
        if isinstance(entry.node, Scalar):
            pieces += _value(content, entry.node).pieces
        elif isinstance(entry.node, Sequence):
            pieces.append(_said(variant, str(len(entry.node.items)), entry.key_span))
        elif isinstance(entry.node, Mapped):
            pieces.append(_said(variant, "1", entry.key_span))
    return Variant(tuple(pieces), variant.decisions, variant.also)


def _own(thing: Thing, told: Mapping[str, None]) -> Iterator[Entry]:
    for entry in thing.node.entries:
        if entry.key not in _UNSEEN and not is_null(entry.node) and pointer_below(thing.pointer, entry.key) not in told:
            yield entry


def _value(content: Content, node: Scalar) -> Variant:
    if isinstance(node.value, str):
        return content.variant.read_out(node.written, content.runs(node))
    start, length = node.span.start, node.span.end - node.span.start
    return content.variant.read_out(content.variant.text[start : node.span.end], (Run(start, length, length),))


def _said(variant: Variant, text: str, span: Span) -> Piece:
    """Words of ours about something that stands in a rendering."""
    region = variant.locate(span)
    return Piece(text, Origin(region.origin.source, region.origin.span), False, region.through, None)
