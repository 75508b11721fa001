"""What a message is made of: its texts by slot, what of it can be too long, its objects, and what is built wrongly.

Every place is one of the text that the message was read from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from nmlint.nodes import Entry, Mapped, Node, Scalar, Unknown
from nmlint.source import Span

PLAIN = "plain-text"


@dataclass(frozen=True, slots=True)
class Part:
    """A text that people read, or a link: its slot, its JSON pointer, and its node."""

    slot: str
    pointer: str
    node: Scalar


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that may be too long, under the names that limits know it by; `owner` is the object that has it."""

    names: tuple[str, ...]
    pointer: str
    node: Node
    owner: Mapped | None = None


@dataclass(frozen=True, slots=True)
class Thing:
    """An object of LINE's, by the name of its shape."""

    shape: str
    pointer: str
    node: Mapped

    @property
    def handle(self) -> Span:
        """The characters that stand for the object as a whole."""
        return handle_of(self.node)


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something built wrongly; `kind` is what rules ask for, `details` fill their messages.

    `within` are the characters that are meant of the value at the span, None for all of it.
    """

    kind: str
    pointer: str
    span: Span
    details: Mapping[str, str] = field(default_factory=dict)
    within: tuple[Scalar, Span] | None = None


@dataclass(frozen=True)
class Anatomy:
    """One message, taken apart in reading order; `whole` names what the file holds, an object or a group of them."""

    whole: str
    root: Node
    parts: tuple[Part, ...]
    measures: tuple[Measure, ...] = ()
    things: tuple[Thing, ...] = ()
    flaws: tuple[Flaw, ...] = ()

    @cached_property
    def measured(self) -> Mapping[str, list[Measure]]:
        """What can be too long, by the names that limits know it by; an object by that of its shape."""
        by_name: dict[str, list[Measure]] = {}
        for measure in self.measures:
            for name in measure.names:
                by_name.setdefault(name, []).append(measure)
        for thing in self.things:
            by_name.setdefault(thing.shape, []).append(Measure((thing.shape,), thing.pointer, thing.node))
        return by_name

    @cached_property
    def _by_shape(self) -> Mapping[str, list[Thing]]:
        by_shape: dict[str, list[Thing]] = {}
        for thing in self.things:
            by_shape.setdefault(thing.shape, []).append(thing)
        return by_shape

    def called(self, *shapes: str) -> list[Thing]:
        """The objects of certain shapes, shape after shape."""
        return [thing for shape in shapes for thing in self._by_shape.get(shape, ())]


def anatomy_of_text(text: str) -> Anatomy:
    """A text that is the whole message."""
    node = Scalar(Span(0, len(text)), text, text)
    return Anatomy(PLAIN, node, (Part("body", "", node),), (Measure((f"{PLAIN}.text",), "", node),))


def entries_of(node: Node | None) -> Mapping[str, Entry]:
    """The entries of an object by their keys; of anything else, none."""
    return {entry.key: entry for entry in node.entries} if isinstance(node, Mapped) else {}


def value_of(node: Node | None, key: str) -> object:
    """The single value under a key; None where there is none."""
    entry = entries_of(node).get(key)
    return entry.node.value if entry is not None and isinstance(entry.node, Scalar) else None


def written_of(node: Node | None, key: str) -> str:
    """The same as it is written; empty where there is none."""
    entry = entries_of(node).get(key)
    return entry.node.written if entry is not None and isinstance(entry.node, Scalar) else ""


def pointer_below(pointer: str, key: str | int) -> str:
    """The JSON pointer one step down (RFC 6901)."""
    return f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"


def handle_of(node: Node) -> Span:
    """The characters that stand for a node as a whole: of an object its type, else its first character."""
    if isinstance(node, Scalar):
        return node.span
    named = entries_of(node).get("type")
    if named is not None and isinstance(named.node, Scalar):
        return named.node.span
    return Span(node.span.start, min(node.span.start + 1, node.span.end))


def is_unknown(node: Node) -> bool:
    """Whether only the value that is sent will tell what this is."""
    return isinstance(node, Scalar) and node.value is Unknown.VALUE
