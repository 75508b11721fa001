"""Puts marks around the characters that findings mean, with a numbered link to what is said of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from nmlint.finding import Finding
from nmlint.output.preview.markup import EMPTY, element, join, text
from nmlint.output.preview.shown import Shown, Way, span_of, steps, way_to
from nmlint.output.preview.words import say
from nmlint.output.words import word
from nmlint.rendering import Variant
from nmlint.source import Span

PREVIEW = "preview"


@dataclass(frozen=True, slots=True)
class Numbered:
    """A finding with the number that the page gives it."""

    number: int
    finding: Finding

    @property
    def anchor(self) -> str:
        """The id of what is said of it."""
        return f"f{self.number}"


@dataclass(frozen=True, slots=True)
class Text:
    """A text as HTML, and whether anything in it is marked."""

    html: Markup
    marked: bool


@dataclass(frozen=True, slots=True)
class _Mark:
    span: Span
    numbered: Numbered


class Marker:
    """Marks the texts of one variant, and remembers where each finding was marked.

    `places` are the ids of the links that stand behind the marks, by the number of the finding.
    """

    def __init__(self, findings: Iterable[Numbered], prefix: str, lang: str) -> None:
        self.places: dict[int, list[str]] = defaultdict(list)
        self._prefix, self._lang = prefix, lang
        self._by_way: dict[Way, list[Numbered]] = defaultdict(list)
        for numbered in findings:
            self._by_way[way_to(numbered.finding)].append(numbered)

    def marked(self, variant: Variant, slots: Slots | None = None, breaks: Mapping[int, Markup] | None = None) -> Text:
        """The text of a variant with its marks; `breaks` is what is put in at offsets of the shown text."""
        shown = Shown.of(variant)
        marks = self._marks(shown, slots or ANYWHERE)
        return Text(join(self._drawn(shown, marks, breaks or {})), bool(marks))

    def pinned(self, variant: Variant, spans: Iterable[Span]) -> Markup:
        """The links to what is said of places in the message as it is written, where no text is shown."""
        regions = [variant.locate(span) for span in spans]
        places = dict.fromkeys(
            ((region.origin.source, steps(region.through)), region.origin.span) for region in regions
        )
        return join(
            self._link(numbered)
            for way, span in places
            for numbered in self._by_way.get(way, ())
            if numbered.finding.slot is None and span_of(numbered.finding.location) == span
        )

    def numbers(self, variant: Variant, slots: Slots | None = None) -> frozenset[int]:
        """The findings that would be marked in a text."""
        return frozenset(mark.numbered.number for mark in self._marks(Shown.of(variant), slots or ANYWHERE))

    def _marks(self, shown: Shown, slots: Slots) -> list[_Mark]:
        return [
            _Mark(span, numbered)
            for way in shown.ways
            for numbered in self._by_way.get(way, ())
            if slots.hold(numbered.finding)
            for span in shown.parts(numbered.finding)
        ]

    def _drawn(self, shown: Shown, marks: Sequence[_Mark], breaks: Mapping[int, Markup]) -> Iterator[Markup]:
        opening: dict[int, list[Numbered]] = defaultdict(list)
        closing: dict[int, list[Numbered]] = defaultdict(list)
        for mark in marks:
            opening[mark.span.start].append(mark.numbered)
            closing[mark.span.end].append(mark.numbered)
        here: list[Numbered] = []
        inner: list[Markup] = []
        # What one set of findings means is one mark, as far as nothing is put in between.
        edges = sorted({*opening, *closing, *breaks})
        for at, words in (*_parts(shown, edges), (len(shown.text), EMPTY)):
            if at in opening or at in closing or at in breaks:
                yield self._mark(join(inner), here) if here and inner else join(inner)
                inner = []
                yield from (self._link(numbered) for numbered in closing.get(at, ()))
                here = [numbered for numbered in here if numbered not in closing.get(at, ())] + opening.get(at, [])
                yield breaks.get(at, EMPTY)
            inner.append(words)
        yield join(inner)

    def _mark(self, inner: Markup, here: Sequence[Numbered]) -> Markup:
        gravest = min((numbered.finding.severity for numbered in here), key=lambda severity: severity.rank)
        numbers = " ".join(str(numbered.number) for numbered in here)
        return element("mark", inner, class_=gravest, data_findings=numbers)

    def _link(self, numbered: Numbered) -> Markup:
        places, severity = self.places[numbered.number], numbered.finding.severity
        again = f"-{len(places) + 1}" if places else ""
        places.append(f"{self._prefix}f{numbered.number}{again}")
        said = say("finding-label", self._lang).format(number=numbered.number, severity=word(severity, self._lang))
        return element(
            "a",
            str(numbered.number),
            id=places[-1],
            class_=f"ref {severity}",
            href=f"#{numbered.anchor}",
            aria_label=said,
        )


def _parts(shown: Shown, edges: Sequence[int]) -> Iterator[tuple[int, Markup]]:
    """The shown text cut at the edges and where values begin and end: each part with its offset."""
    for stretch in shown.stretches:
        start, end = stretch.span.start, stretch.span.end
        between = edges[bisect_right(edges, start) : bisect_left(edges, end)]
        for low, high in pairwise((start, *between, end)):
            words = shown.text[low:high]
            yield low, text(words) if stretch.piece.value is None else element("span", words, class_="value")


@dataclass(frozen=True, slots=True)
class Slots:
    """Which findings are marked in a text that stands in several slots: those of the preview, the others, or both.

    `written` is where the text as a whole stands in its file; what is said of more than that is not said of the text.
    """

    preview: bool
    others: bool
    written: Span | None = None

    def hold(self, finding: Finding) -> bool:
        """Whether a finding is marked there."""
        if finding.slot is None and self.written is not None:
            return self.others and self.written.covers(span_of(finding.location))
        return self.preview if finding.slot == PREVIEW else self.others


ANYWHERE = Slots(preview=True, others=True)
IN_CHAT = Slots(preview=False, others=True)
LOCKED = Slots(preview=True, others=False)
