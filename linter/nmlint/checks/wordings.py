"""What a message says, token by token: blanks and line ends do not count, and one value is like another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

from nmlint.approval.tokens import Token, tokens_of
from nmlint.catalogue.model import TEXT_SLOTS
from nmlint.messages.content import Content
from nmlint.rendering import Origin, Value, Variant
from nmlint.source import Span

_VALUE = "{{ }}"
# A text that was written out for people leaves out what a locked screen shows, and may leave out the buttons.
_SPOKEN = ("title", "header", "body", "footer", "value")
_SHOWN = tuple(slot for slot in TEXT_SLOTS if slot not in ("alt-text", "display-text"))


@dataclass(frozen=True, slots=True)
class Wording:
    """The tokens of a message in reading order, each value by one and the same name; and where they stand."""

    tokens: tuple[Token, ...]
    places: tuple[tuple[Variant, Value | None], ...]
    bag: Counter[str] = field(repr=False)

    @classmethod
    def of(cls, content: Content, slots: Sequence[str] | None) -> Self:
        """The words of some slots; of all but the preview where none are given."""
        tokens, places = [], []
        for text in content.texts:
            if text.slot == "preview" or (slots is not None and text.slot not in slots):
                continue
            for token in tokens_of(text.variant):
                if token.is_blank:
                    continue
                value = text.variant.pieces_in(Span(token.start, token.end))[0][1].value if token.is_value else None
                tokens.append(token._replace(text=_VALUE) if token.is_value else token)
                places.append((text.variant, value))
        return cls(tuple(tokens), tuple(places), Counter(token.text for token in tokens))

    @property
    def words(self) -> list[str]:
        """Its tokens as they are compared."""
        return [token.text for token in self.tokens]

    @property
    def values(self) -> tuple[Value | None, ...]:
        """The value that each token is, None for words."""
        return tuple(value for _, value in self.places)

    @property
    def expressions(self) -> list[str]:
        """What the values are, in order."""
        return [value.expression for value in self.values if value is not None]

    @property
    def sources(self) -> list[Token]:
        """Its tokens by where they were written, so that equal words of two places are not the same."""
        found = []
        for token, (variant, _) in zip(self.tokens, self.places, strict=True):
            start, piece = variant.pieces_in(Span(token.start, token.end))[0]
            inside = (token.start - start) * piece.carried
            found.append(
                token._replace(text=repr((piece.origin.source, piece.origin.span.start + inside, piece.through)))
            )
        return found

    def written(self, start: int, end: int) -> str:
        """Some of its tokens as they are written; what they have in different texts, one after the other."""
        parts, last = [], None
        for token, (variant, value) in zip(self.tokens[start:end], self.places[start:end], strict=True):
            if last is not None and last[0] is variant:
                parts.append(variant.text[last[1] : token.start])
            parts.append(f"{{{{ {value.expression} }}}}" if value else variant.text[token.start : token.end])
            last = (variant, token.end)
        return "".join(parts)

    def origin(self, start: int, end: int) -> Origin | None:
        """Where some of its tokens are written; where there are none, the token before them, else the next."""
        if not self.tokens:
            return None
        start = min(max(start - (start == end), 0), len(self.tokens) - 1)
        variant = self.places[start][0]
        last = next(
            (at for at in range(max(end, start + 1) - 1, start, -1) if self.places[at][0] is variant),
            start,
        )
        return variant.locate(Span(self.tokens[start].start, self.tokens[last].end)).origin


@dataclass(frozen=True, eq=False)
class Case:
    """A message that a text or a template becomes, and the key of the text in the plan."""

    key: str
    content: Content

    @cached_property
    def plain(self) -> bool:
        """Whether it is a text and nothing else."""
        return self.content.root is None

    @cached_property
    def whole(self) -> Wording:
        """Everything that it says, but for what a locked screen repeats."""
        return Wording.of(self.content, None)

    @cached_property
    def spoken(self) -> Wording:
        """What people read in the message itself."""
        return Wording.of(self.content, _SPOKEN)

    @cached_property
    def shown(self) -> Wording:
        """The same with the words on buttons."""
        return Wording.of(self.content, _SHOWN)

    def views(self, other: Case) -> tuple[tuple[str, str], ...]:
        """What of the two is to be compared: where one is a plain text, the other's words alone."""
        if self.plain == other.plain:
            return (("whole", "whole"),)
        views = (("whole", "shown"), ("whole", "spoken"))
        return views if self.plain else tuple((theirs, mine) for mine, theirs in views)

    def seen(self, view: str) -> Wording:
        """Its words in a view: `whole`, `shown` or `spoken`."""
        wording: Wording = getattr(self, view)
        return wording
