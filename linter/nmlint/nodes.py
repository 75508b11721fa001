"""What is read from YAML, JSON or plain data: values that know where they stand."""

from __future__ import annotations

from collections import abc
from dataclasses import dataclass
from enum import Enum
from typing import Any

from nmlint.source import Span


class Unknown(Enum):
    """The value of a node that is known only when the message is sent: it may be of any type."""

    VALUE = "\ufffc"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a text that was read out of a file.

    Its `length` characters stand there from `start` on just so, and `spelt` is the same number; or it is one character
    that `spelt` characters stand for: an escape, a folded line end.
    """

    start: int
    length: int
    spelt: int


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value; `written` is what stands in the file, without its quotes and escapes."""

    span: Span
    written: str
    value: Any


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    span: Span
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A key of a mapping and what it leads to."""

    key: str
    key_span: Span
    node: Node


@dataclass(frozen=True, slots=True)
class Mapped:
    """A mapping, its keys in the order of the file and each only once."""

    span: Span
    entries: tuple[Entry, ...]


Node = Scalar | Sequence | Mapped


def is_null(node: Node) -> bool:
    """Whether it is the empty value."""
    return isinstance(node, Scalar) and node.value is None


def mapping_of(node: Node) -> Mapped | None:
    """The mapping that a node is, None for any other; the empty value is an empty mapping."""
    if is_null(node):
        return Mapped(node.span, ())
    return node if isinstance(node, Mapped) else None


def plain(node: Node) -> Any:
    """The node as ordinary Python values."""
    match node:
        case Scalar():
            return node.value
        case Sequence():
            return [plain(item) for item in node.items]
        case Mapped():
            return {entry.key: plain(entry.node) for entry in node.entries}


def from_plain(value: Any, span: Span) -> Node:
    """Values that were read without places (TOML), as nodes that all stand at one place."""
    match value:
        case abc.Mapping():
            return Mapped(span, tuple(Entry(str(key), span, from_plain(item, span)) for key, item in value.items()))
        case list() | tuple():
            return Sequence(span, tuple(from_plain(item, span) for item in value))
        case _:
            written = str(value).lower() if isinstance(value, bool) else str(value)
            simple = value is None or isinstance(value, bool | int | float | str)
            return Scalar(span, written, value if simple else written)
