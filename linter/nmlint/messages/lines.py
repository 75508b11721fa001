"""The texts of a message as they are read: the spans of a Flex text are one, and so is what stands in one row."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nmlint.messages.anatomy import Anatomy, Thing, value_of
from nmlint.rendering import Origin, Piece, Variant
from nmlint.source import Span

_CONTENTS = "/contents/"
_IN_ROWS = ("horizontal", "baseline")


@dataclass(frozen=True, slots=True)
class SlotText:
    """A text, and the JSON pointer to it; a plain text has none.

    `joined` are the texts that it was put together from: where each begins, and its pointer.
    """

    slot: str
    variant: Variant
    pointer: str = ""
    joined: tuple[tuple[int, str], ...] = ()

    def pointer_to(self, span: Span) -> str:
        """The pointer to the one text in which a span lies, else to what holds them all."""
        starts = [start for start, _ in self.joined]
        first, last = bisect_right(starts, span.start), bisect_left(starts, max(span.end, span.start + 1))
        return self.joined[first - 1][1] if self.joined and first == last else self.pointer


def lines_of(texts: Sequence[SlotText], anatomy: Anatomy) -> tuple[SlotText, ...]:
    """The same texts, those that a reader sees as one line joined; a label and its value have a blank between them."""
    holders = {thing.pointer for thing in anatomy.called("flex-text")}
    if len(holders) < 2 and not anatomy.called("span"):  # noqa: PLR2004  one text has no other beside it
        return tuple(texts)
    rows = {box.pointer for box in anatomy.called("box") if _is_row(box)}
    lines: dict[tuple[str, str], list[tuple[str, SlotText]]] = {}
    for text in texts:
        holder = _holder_of(text.pointer, holders)
        box = holder.rpartition(_CONTENTS)[0]
        line = box if holder in holders and box in rows else holder
        lines.setdefault((line, text.slot), []).append((holder, text))
    return tuple(_line(line, members) for (line, _), members in lines.items())


def _holder_of(pointer: str, holders: Iterable[str]) -> str:
    """The Flex text that a text is in, itself or in a span; the text itself where it is in none."""
    own = pointer.removesuffix("/text")
    return next((holder for holder in (own, own.rpartition(_CONTENTS)[0]) if holder in holders), pointer)


def _is_row(box: Thing) -> bool:
    return value_of(box.node, "layout") in _IN_ROWS


def _line(pointer: str, members: Sequence[tuple[str, SlotText]]) -> SlotText:
    first = members[0][1]
    if len(members) == 1:
        return first
    pieces: list[Piece] = []
    joined: list[tuple[int, str]] = []
    before, at = members[0][0], 0
    for holder, text in members:
        if holder != before and pieces:
            pieces.append(_blank_after(pieces[-1]))
            at += 1
        joined.append((at, text.pointer))
        pieces += text.variant.pieces
        before, at = holder, at + len(text.variant.text)
    variant = Variant(tuple(pieces), first.variant.decisions, first.variant.also)
    return SlotText(first.slot, variant, pointer, tuple(joined))


def _blank_after(piece: Piece) -> Piece:
    """A blank that nobody wrote, behind a piece."""
    end = piece.origin.span.end
    return Piece(" ", Origin(piece.origin.source, Span(end, end)), False, piece.through, None)
