"""What rendering hands on: pieces that know their source, variants, and what was not reached."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Protocol

from nmlint.bilingual import Bilingual
from nmlint.errors import NmlintError
from nmlint.nodes import Run
from nmlint.source import Source, Span

PLACEHOLDER = "\ufffc"
"""The one character that stands for a value nobody knows yet."""


class Resolve(Protocol):
    """Finds the template that another one names; None when there is none."""

    def __call__(self, name: str, parent: str, /) -> Source | None:
        """The source called `name`, as the template `parent` means it."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much a template may ask for before it is refused.

    `number` bounds integers handed to filters and methods, `steps` the things one run does (print, call, iterate).
    """

    source_characters: int = 262_144
    output_characters: int = 200_000
    runs: int = 64
    seconds: float = 1.5
    number: int = 100_000
    include_depth: int = 40
    steps: int = 100_000


@dataclass(frozen=True, slots=True)
class Origin:
    """A span of a named source, in code points of its raw text."""

    source: str
    span: Span


class TemplateProblem(NmlintError):  # noqa: N818 a value that is also raised
    """A template that cannot be rendered.

    `kind` is `syntax`, `missing-include`, `circular-include`, `unsafe`, `too-much` or `failed`.
    """

    def __init__(self, kind: str, message: Bilingual, origin: Origin) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.origin = origin


@dataclass(frozen=True, slots=True)
class Value:
    """Something known only when the message is sent; `variables` are the outside names it is made of."""

    expression: str
    variables: tuple[str, ...]
    example: str | None


@dataclass(frozen=True, slots=True)
class Piece:
    """Rendered text with one origin.

    When `exact`, character i of the text stands at character i of the span, or the whole stands for the whole and one
    of them is a single character: an escape. `through` leads from the outermost `{{ … }}`, call or include to the
    innermost one that the text passed. A piece with a `value` is no author's text.
    """

    text: str
    origin: Origin
    exact: bool
    through: tuple[Origin, ...]
    value: Value | None

    def __post_init__(self) -> None:
        lengths = (len(self.text), self.origin.span.end - self.origin.span.start)
        if not self.text or (self.exact and len(set(lengths)) > 1 and 1 not in lengths):
            raise ValueError(f"an exact piece is as long as its span, or an escape: {self!r}")

    @property
    def carried(self) -> bool:
        """Whether each character has a place of its own."""
        return self.exact and len(self.text) == self.origin.span.end - self.origin.span.start

    @property
    def place(self) -> tuple[Origin, tuple[Origin, ...]]:
        """What makes it the same piece in another variant."""
        return self.origin, self.through


@dataclass(frozen=True, slots=True)
class Decision:
    """A condition that was open, the arm that was taken, and the tag that asked."""

    atom: str
    taken: bool
    origin: Origin | None

    @property
    def phrase(self) -> str:
        """The condition as it held."""
        if self.taken:
            return self.atom
        for yes, no in _NEGATIONS:
            if self.atom.endswith(yes) or (yes[-1] == " " and self.atom.count(yes) == 1):
                return self.atom.replace(yes, no)
        return f"not ({self.atom})" if " " in self.atom else f"not {self.atom}"

    @property
    def emptied(self) -> str:
        """What a loop found empty when it was made to run not once; empty text where this is another decision."""
        return self.atom.removesuffix(_FILLED) if not self.taken and self.atom.endswith(_FILLED) else ""


# How a loop over what is not known asks whether it runs at all.
_FILLED = " is not empty"
_NEGATIONS = (
    (_FILLED, " is empty"),
    (" is defined", " is undefined"),
    (" is none", " is not none"),
    (" == ", " != "),
    (" >= ", " < "),
    (" > ", " <= "),
)


@dataclass(frozen=True, slots=True)
class Region:
    """Where a span of rendered text stands in a source.

    `exact` says that every author's character was carried unchanged from there; else it is the nearest place.
    """

    origin: Origin
    exact: bool
    through: tuple[Origin, ...]
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Variant:
    """One rendering, piece after piece, under the decisions that led to it.

    `also` are other decisions that led to the very same pieces.
    """

    pieces: tuple[Piece, ...]
    decisions: tuple[Decision, ...]
    also: tuple[tuple[Decision, ...], ...] = ()
    text: str = field(init=False, repr=False, compare=False)
    _starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", "".join(piece.text for piece in self.pieces))
        object.__setattr__(self, "_starts", (0, *accumulate(len(piece.text) for piece in self.pieces))[:-1])

    @property
    def condition(self) -> str:
        """Every decision of this variant, joined by `and`; empty when nothing was open."""
        return " and ".join(decision.phrase for decision in self.decisions)

    def pieces_in(self, span: Span) -> tuple[tuple[int, Piece], ...]:
        """The pieces a span of the text touches, each with its start; an empty span touches the piece it stands in."""
        if not self.pieces:
            return ()
        first = max(bisect_right(self._starts, span.start) - 1, 0)
        last = max(bisect_right(self._starts, max(span.end - 1, span.start)) - 1, first)
        return tuple(zip(self._starts[first : last + 1], self.pieces[first : last + 1], strict=True))

    def read_out(self, text: str, runs: Iterable[Run]) -> Variant:
        """A text that was read out of this one, such as a string of JSON; each character keeps its source."""
        pieces: list[Piece] = []
        at = 0
        for run in runs:
            words = text[at : at + run.length]
            if run.length == run.spelt:
                pieces += self._within(Span(run.start, run.start + run.spelt), words)
            else:
                region = self.locate(Span(run.start, run.start + run.spelt))
                pieces.append(Piece(words, region.origin, region.exact, region.through, None))
            at += run.length
        return Variant(tuple(pieces), self.decisions, self.also)

    def _within(self, span: Span, words: str) -> Iterator[Piece]:
        """The parts of pieces that lie in a span, whose text is given."""
        for start, piece in self.pieces_in(span):
            first, last = max(start, span.start), min(start + len(piece.text), span.end)
            if first == start and last == start + len(piece.text):
                yield piece
                continue
            origin = piece.origin
            if piece.carried:
                inside = Span(origin.span.start + first - start, origin.span.start + last - start)
                origin = Origin(origin.source, inside)
            yield Piece(
                words[first - span.start : last - span.start], origin, piece.carried, piece.through, piece.value
            )

    def locate(self, span: Span) -> Region:
        """The source of a span of the text; ValueError for a variant without any text."""
        touched = self.pieces_in(span)
        if not touched:
            raise ValueError("an empty rendering has no places")
        values = tuple(dict.fromkeys(piece.value for _, piece in touched if piece.value))
        (start, first), (end, last) = touched[0], touched[-1]
        if first.origin.source == last.origin.source and first.through == last.through:
            low = _inside(start, first, span).start
            high = _inside(end, last, span).end
            if low <= high:
                origin = Origin(first.origin.source, Span(low, high))
                exact = all(_lies_in(piece, origin, first.through) for _, piece in touched if piece.value is None)
                return Region(origin, exact, first.through, values)
        author = [(at, piece) for at, piece in touched if piece.value is None] or list(touched)
        at, piece = max(author, key=lambda item: _overlap(item[0], item[1], span))
        return Region(Origin(piece.origin.source, _inside(at, piece, span)), False, piece.through, values)


def _lies_in(piece: Piece, origin: Origin, through: tuple[Origin, ...]) -> bool:
    """Whether a piece was written, unchanged, at least partly within a place."""
    here = piece.origin
    return piece.exact and piece.through == through and here.source == origin.source and here.span.overlaps(origin.span)


def _overlap(start: int, piece: Piece, span: Span) -> int:
    """How many characters of the span lie in a piece."""
    return min(start + len(piece.text), span.end) - max(start, span.start)


def _inside(start: int, piece: Piece, span: Span) -> Span:
    """The part of a piece's source span that a span of rendered text covers."""
    origin = piece.origin.span
    if not piece.carried:
        return origin
    low = max(span.start - start, 0)
    return Span(origin.start + low, origin.start + max(min(span.end - start, len(piece.text)), low))


@dataclass(frozen=True, slots=True)
class Unreached:
    """Author's text that no variant shows, and why."""

    origin: Origin
    reason: Bilingual


@dataclass(frozen=True, slots=True)
class Failure:
    """A run that broke off: its problem and the decisions that led to it, which `when` says in words."""

    problem: TemplateProblem
    decisions: tuple[Decision, ...]
    when: str = ""

    @property
    def condition(self) -> str:
        """When it happens."""
        return self.when or " and ".join(decision.phrase for decision in self.decisions)


@dataclass(frozen=True, slots=True)
class Construct:
    """A construct worth knowing about, and where it stands.

    Unsafe ones are `private-attribute`, `attr-filter`, `dynamic-include` and `do`; unknown ones `filter` and `test`.
    """

    kind: str
    name: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Rendering:
    """Everything that is known about a template and the templates reached through it."""

    variants: tuple[Variant, ...]
    unreached: tuple[Unreached, ...]
    failed: tuple[Failure, ...]
    references: Mapping[str, tuple[Origin, ...]]
    unsafe: tuple[Construct, ...]
    unknown: tuple[Construct, ...]
    macros: tuple[Construct, ...]
    includes: tuple[Construct, ...]
    sources: Mapping[str, Source]
    runs: int
