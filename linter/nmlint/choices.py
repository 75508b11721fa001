"""The values that a choice lists are the author's words too: the text with each of them in its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from nmlint.documents.model import Document, Variable
from nmlint.messages.lines import SlotText
from nmlint.rendering import Origin, Piece, Variant
from nmlint.source import Span


class Chosen(NamedTuple):
    """A text with one listed value in it, and where in the text that stands."""

    text: SlotText
    places: tuple[Span, ...]

    def touches(self, span: Span) -> bool:
        """Whether part of a span is the listed value, and part of the text is not in it."""
        inside = any(place.overlaps(span) for place in self.places)
        return inside and not span.covers(Span(0, len(self.text.variant.text)))


def chosen(document: Document, text: SlotText) -> Iterator[Chosen]:
    """The text with each value of each choice that stands in it."""
    declared = document.declaration.variables
    shown = {name for piece in text.variant.pieces if piece.value is not None for name in piece.value.variables[:1]}
    for name in sorted(shown & declared.keys()):
        for number, written in enumerate(declared[name].values):
            if isinstance(written, str) and written.strip():
                yield _with(document, text, declared[name], number)


def _with(document: Document, text: SlotText, variable: Variable, number: int) -> Chosen:
    written = variable.values[number]
    pieces: list[Piece] = []
    places: list[Span] = []
    at = 0
    for piece in text.variant.pieces:
        if piece.value is not None and piece.value.variables[:1] == (variable.name,):
            pieces.append(_written(document, variable, number, piece))
            places.append(Span(at, at + len(written)))
        else:
            pieces.append(piece)
        at += len(pieces[-1].text)
    variant = Variant(tuple(pieces), text.variant.decisions, text.variant.also)
    return Chosen(replace(text, variant=variant, joined=()), tuple(places))


def _written(document: Document, variable: Variable, number: int, piece: Piece) -> Piece:
    """A listed value, where it is listed; one that is declared outside the document, where it is used."""
    written = variable.values[number]
    span = document.declaration.spans.get(f"variables.{variable.name}.values.{number}")
    if span is None:
        return Piece(written, piece.origin, False, piece.through, None)
    exact = document.source.text[span.start : span.end] == written
    return Piece(written, Origin(document.source.name, span), exact, (), None)
