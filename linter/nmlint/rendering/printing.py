"""What generated code calls to print text, with the place of each character."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jinja2.environment import TemplateModule
from jinja2.runtime import Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from nmlint.rendering.model import PLACEHOLDER, Value
from nmlint.rendering.opaque import Opaque, Outside
from nmlint.rendering.safety import OPERATIONS, THIS_TEMPLATE, THIS_TEXT, THIS_VALUE, Meter
from nmlint.rendering.sites import Site, Sites
from nmlint.rendering.tracing import (
    Segment,
    Segments,
    Traced,
    TracedFloat,
    TracedInt,
    TracedMarkup,
    escape,
    merged,
    pieced,
    segments_of,
)

_CONTAINERS = (list, tuple, dict, set, frozenset)


class PrintingEnvironment(ImmutableSandboxedEnvironment):
    """The part of the environment that prints.

    In judging mode `outside_values` makes the unknown values of the run; in concrete mode there is none.
    """

    notes: Sites
    meter: Meter
    outside_values: Outside | None
    current: int
    printed: set[int]
    visited: set[int]

    @property
    def judging(self) -> bool:
        """Whether values from outside are unknown."""
        return self.outside_values is not None

    def at(self, number: int) -> int:
        """Says that the site of this number is at work."""
        self.meter.tick()
        self.visited.add(number)
        self.current = number
        if self.outside_values is not None:
            self.outside_values.oracle.site = number
        return number

    def data(self, number: int) -> str:
        """Template data."""
        self.meter.tick()
        return self.text(number)

    def text(self, number: int) -> str:
        """A string the author wrote."""
        self.printed.add(number)
        literal = self.notes.literals[number]
        return Traced(literal.text, literal.segments)

    def number(self, number: int, value: float) -> float:
        """A number the author wrote."""
        self.printed.add(number)
        traced = TracedInt(value) if isinstance(value, int) else TracedFloat(value)
        traced.segments = self.notes.literals[number].segments
        return traced

    def emit(self, number: int, escaping: bool, value: Any) -> str:
        """What a site prints."""
        site = self.notes.sites[number]
        text = self._shown(value, site, escaping)
        self.meter.spent(text, THIS_TEXT)
        return self._placed(text, site)

    def _shown(self, value: Any, site: Site, escaping: bool) -> str:
        if isinstance(value, TemplateModule):
            value = TracedMarkup(self.concat(value._body_stream))  # noqa: SLF001
        if isinstance(value, str | Opaque | Undefined | TracedInt | TracedFloat) or hasattr(value, "__html__"):
            return escape(value) if escaping else str(value)
        self.meter.weigh(value, THIS_VALUE)
        if self.judging and not site.constant and not isinstance(value, _CONTAINERS):
            segment = Segment(1, value=Value(site.expression, site.names, str(value)))
            return Traced(PLACEHOLDER, (segment,))
        return escape(str(value)) if escaping else str(value)

    def _placed(self, text: str, site: Site) -> str:
        """The text with this site on the way of each of its characters."""
        segments: list[Segment] = []
        plain = str.__str__(text)
        at = 0
        for segment in segments_of(text):
            if segment.source is None:
                segments += self._unplaced(segment, plain[at : at + segment.length], site)
            elif not site.chained or (
                not segment.through
                and segment.source == site.source
                and site.start <= segment.start
                and segment.end <= site.end
            ):
                segments.append(segment)
            else:
                segments.append(segment._replace(through=(site.origin, *segment.through)))
            at += segment.length
        return Traced(plain, segments)

    def _unplaced(self, segment: Segment, text: str, site: Site) -> Iterable[Segment]:
        """Segments of unknown origin: they begin at the site that prints them."""
        placed = segment._replace(source=site.source, start=site.start, end=site.end, exact=False)
        if segment.value is not None or site.constant:
            return (placed,)
        if not self.judging:
            return (placed._replace(value=Value(site.expression, site.names, text)),)
        if PLACEHOLDER not in text:
            return (placed,)
        value = Value(site.expression, site.names, None)
        parts: list[Segment] = []
        for index, part in enumerate(text.split(PLACEHOLDER)):
            if index:
                parts.append(placed._replace(length=1, value=value))
            if part:
                parts.append(placed._replace(length=len(part)))
        return parts

    def concat(self, parts: Iterable[str]) -> str:
        """Joined texts, with their origins."""
        texts: list[str] = []
        size = 0
        for part in parts:
            texts.append(part)
            size += len(part)
            self.meter.room(size, THIS_TEMPLATE)
        segments: Segments = merged(segment for text in texts for segment in segments_of(text))
        return Traced("".join(texts), segments)

    def marked(self, escaping: bool, text: str) -> str:
        """Text that is escaped already, where text is escaped."""
        return TracedMarkup(text) if escaping else text

    def joined(self, escaping: bool, values: tuple[Any, ...]) -> str:
        """`a ~ b`."""
        for value in values:
            self.meter.weigh(value, OPERATIONS["~"])
        texts: list[str] = [value if isinstance(value, str) else str(value) for value in values]
        markup = escaping and any(isinstance(text, Markup) for text in texts)
        if markup:
            texts = [escape(text) for text in texts]
        self.meter.room(sum(map(len, texts)), OPERATIONS["~"])
        return self.meter.spent(pieced(TracedMarkup if markup else Traced, texts), OPERATIONS["~"])  # type: ignore[no-any-return]
