"""What the Gantt charts of a report share: the days from left to right, days off, months, and the wanted launch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from nmlint.output.preview.markup import EMPTY, element, join
from nmlint.output.timeline_report import Data

LEFT, TOP = 8, 24
# Without end a bar fades over half of this share of the days drawn.
FADING = 0.12
_RIGHT = 8
# About as wide as a month above the days.
_LABEL = 62
_LEAST_DAYS = 10


@dataclass(frozen=True, slots=True)
class Size:
    """How wide a chart is drawn, and the class that tells on which screens it is shown."""

    name: str
    width: int


WIDE = Size("wide", 720)
NARROW = Size("narrow", 340)


@dataclass(frozen=True, slots=True)
class Axis:
    """The days of a report from left to right, with room behind the last for bars that have no end."""

    size: Size
    first: date
    days: float

    @classmethod
    def of(cls, report: Data, size: Size) -> Axis:
        """The axis that all routes of a report share, so that their charts compare."""
        first = date.fromisoformat(report["day_zero"])
        told = [first, *(found for route in report["routes"] for step in route["steps"] for found in _told(step))]
        days = max((max(told) - first).days + 1, _LEAST_DAYS)
        return cls(size, first, days * (1 + FADING))

    @property
    def right(self) -> int:
        """Where the days end."""
        return self.size.width - _RIGHT

    def x(self, found: date, part: float = 0) -> float:
        """How far right a day begins, or some part of it later."""
        share = ((found - self.first).days + part) / self.days
        return LEFT + (self.right - LEFT) * min(max(share, 0.0), 1.0)

    @property
    def end(self) -> date:
        """The last day that is drawn."""
        return self.first + timedelta(days=int(self.days))


def backdrop(report: Data, axis: Axis, height: int) -> Markup:
    """What stands behind the bars of a chart."""
    return join(
        (
            _shaded(report["days_off"], axis, height),
            _months(axis, height),
            _wanted(report["launch"], axis, height),
        )
    )


def text(said: str, x: float, y: float, kind: str | None = None) -> Markup:
    """Words that begin at a point."""
    return element("text", said, x=at(x), y=at(y), class_=kind)


def at(number: float) -> str:
    """A coordinate, to a tenth."""
    return f"{number:.1f}"


def _shaded(days_off: Sequence[str], axis: Axis, height: int) -> Markup:
    """Days off that follow one another are one field; beyond the dates told, nothing is known of days off."""
    days = dict.fromkeys(date.fromisoformat(found) for found in days_off)
    starts = [found for found in days if found - timedelta(days=1) not in days]
    ends = [found for found in days if found + timedelta(days=1) not in days]
    return join(
        element(
            "rect",
            class_="off",
            x=at(axis.x(first)),
            y=str(TOP),
            width=at(axis.x(last, 1) - axis.x(first)),
            height=str(height - TOP),
        )
        for first, last in zip(starts, ends, strict=True)
    )


def _months(axis: Axis, height: int) -> Markup:
    """A line at the first day and at the first of each month, with its date where there is room."""
    firsts = [axis.first]
    found = axis.first
    while found <= axis.end:
        found = (found.replace(day=1) + timedelta(days=32)).replace(day=1)
        if found <= axis.end:
            firsts.append(found)
    parts: list[Markup] = []
    free = 0.0
    for found in firsts:
        x = axis.x(found)
        parts.append(element("line", class_="tick", x1=at(x), x2=at(x), y1=str(TOP - 4), y2=str(height)))
        if x >= free and x + _LABEL <= axis.size.width + 4:
            written = f"{found:%Y-%m}" if found.day == 1 else found.isoformat()
            parts.append(text(written, x, TOP - 8, "date"))
            free = x + _LABEL + (0 if found.day == 1 else 14)
    return join(parts)


def _wanted(launch: str | None, axis: Axis, height: int) -> Markup:
    """The wanted launch, where it is among the days drawn."""
    if launch is None or not axis.first <= date.fromisoformat(launch) <= axis.end:
        return EMPTY
    x = at(axis.x(date.fromisoformat(launch), 0.5))
    return element("line", class_="deadline", x1=x, x2=x, y1=str(TOP), y2=str(height))


def _told(step: Data) -> Iterator[date]:
    for key in ("begins", "ends"):
        yield from (date.fromisoformat(found) for found in step[key].values() if found is not None)
