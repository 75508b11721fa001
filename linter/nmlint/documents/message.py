"""A message given as a mapping: its text, and what is declared about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from nmlint.bilingual import Bilingual
from nmlint.documents.model import Declaration, Document
from nmlint.documents.template import declaration_of
from nmlint.errors import UnreadableError
from nmlint.fields import FieldFault
from nmlint.nodes import Mapped, from_plain
from nmlint.source import Source, Span

_NOT_DECLARED = ("kind", "text")


def message_document(mapping: Mapping[str, Any], name: str, kind: str) -> Document:
    """The document of a mapping with `text` and any key of a front comment. Raises UnreadableError."""
    text = mapping.get("text")
    if not isinstance(text, str) or not text.strip():
        raise UnreadableError(Bilingual("the message has no text; give it under `text`", "訊息沒有內容；請放在 text"))
    source = Source(name, text)
    declaration = declared({key: value for key, value in mapping.items() if key not in _NOT_DECLARED}, source)
    return Document(kind, declaration.id or name, source, declaration)


def declared(facts: Mapping[str, Any], source: Source) -> Declaration:
    """A declaration from plain data, whose places are nowhere in the text."""
    node = from_plain(dict(facts), Span(0, 0))
    faults: list[FieldFault] = []
    if not isinstance(node, Mapped):
        raise TypeError(node)
    found = declaration_of(node, source, faults)
    if faults:
        raise UnreadableError(faults[0].what)
    variables = {name: replace(variable, span=None) for name, variable in found.variables.items()}
    return replace(found, variables=variables, spans={})
