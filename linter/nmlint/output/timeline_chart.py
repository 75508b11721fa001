"""The Gantt chart of a route as inline SVG: its steps over the days, days off shaded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from nmlint.bilingual import CHINESE
from nmlint.output.preview.markup import element, join
from nmlint.output.timeline_axis import FADING, LEFT, TOP, Axis, Size, at, backdrop, text
from nmlint.output.timeline_report import Data
from nmlint.output.timeline_said import day, launch_name
from nmlint.output.timeline_words import say
from nmlint.output.words import word

_ROW, _BAR = 36, 13
# How far below the top of its row a label's line and a bar are.
_LABEL_DOWN, _BAR_DOWN = 14, 18


@dataclass(frozen=True, slots=True)
class Fills:
    """The names of a chart's own fills, each once on a page."""

    fading: str
    hatched: str

    @property
    def fade(self) -> str:
        """What has no end."""
        return f"url(#{self.fading})"

    @property
    def hatch(self) -> str:
        """What runs beside the other steps."""
        return f"url(#{self.hatched})"


def chart(report: Data, route: Data, lang: str, size: Size) -> Markup:
    """The drawing of one route; the table beside it has every figure of it."""
    axis = Axis.of(report, size)
    height = TOP + _ROW * (len(route["steps"]) + 1) + 6
    name = f"{route['id']}-{size.name}"
    title, description = f"title-{name}", f"desc-{name}"
    fills = Fills(f"fade-{name}", f"hatch-{name}")
    rows = (_row(step, axis, index, lang, fills) for index, step in enumerate(route["steps"]))
    return element(
        "svg",
        element("title", f"{say('chart', lang)}{word('colon', lang)}{route['name']}", id=title),
        element("desc", " ".join(described(route, lang)), id=description),
        _patterns(fills),
        backdrop(report, axis, height),
        *rows,
        _launch(route, axis, lang),
        class_=f"chart gantt {size.name}",
        viewBox=f"0 0 {size.width} {height}",
        role="img",
        aria_labelledby=f"{title} {description}",
    )


def described(route: Data, lang: str) -> Iterator[str]:
    """The chart in words: from when to when each step goes."""
    for step in route["steps"]:
        begins, ends = (day(step[key]["earliest"], "open", lang) for key in ("begins", "ends"))
        said = say("described", lang, step=step["name"], begins=begins, ends=ends)
        latest = step["ends"]["latest"]
        if latest is not None and latest != step["ends"]["earliest"]:
            said += say("described-late", lang, latest=day(latest, "unknown", lang))
        yield said + ("。" if lang == CHINESE else ".")


def _row(step: Data, axis: Axis, index: int, lang: str, fills: Fills) -> Markup:
    y = TOP + _ROW * index
    begins, ends = _day(step["begins"]["earliest"]), _day(step["ends"]["earliest"])
    latest = _day(step["ends"]["latest"])
    label = text(f"{step['name']} {_briefly(ends, lang)}", LEFT, y + _LABEL_DOWN)
    if begins is None:
        return label
    bar = y + _BAR_DOWN
    if ends is None:
        return join((label, _rect("open", axis.x(begins, 1), axis.right, bar, fills.fade)))
    parts = [label]
    if ends == begins:
        parts.append(_diamond(axis.x(begins, 0.5), bar + _BAR / 2))
    elif step["due_before"] is not None:
        parts.append(_rect("due", axis.x(begins, 1), axis.x(ends, 1), bar, fills.hatch))
    else:
        parts.append(_rect("bar own" if step["own"] else "bar", axis.x(begins, 1), axis.x(ends, 1), bar))
    if latest is None:
        parts.append(_rect("open", axis.x(ends, 1), axis.x(ends, 1 + axis.days * FADING / 2), bar, fills.fade))
    elif latest > ends:
        parts.append(_rect("bar late", axis.x(ends, 1), axis.x(latest, 1), bar))
    return join(parts)


def _launch(route: Data, axis: Axis, lang: str) -> Markup:
    """The launch, from its earliest to its latest day."""
    y = TOP + _ROW * len(route["steps"])
    earliest, latest = _day(route["launch"]["earliest"]), _day(route["launch"]["latest"])
    parts = [text(f"{launch_name(route, lang)} {_briefly(earliest, lang)}", LEFT, y + _LABEL_DOWN)]
    marks = dict.fromkeys(found for found in (earliest, latest) if found is not None)
    parts += [_diamond(axis.x(found, 0.5), y + _BAR_DOWN + _BAR / 2) for found in marks]
    return join(parts)


def _patterns(fills: Fills) -> Markup:
    stops = (("0", "0.55"), ("1", "0"))
    return element(
        "defs",
        element(
            "linearGradient",
            *(element("stop", class_="stop", offset=offset, stop_opacity=opacity) for offset, opacity in stops),
            id=fills.fading,
        ),
        element(
            "pattern",
            element("path", class_="hatch", d="M0 6 L6 0"),
            id=fills.hatched,
            width="6",
            height="6",
            patternUnits="userSpaceOnUse",
        ),
    )


def _day(found: str | None) -> date | None:
    return None if found is None else date.fromisoformat(found)


def _briefly(found: date | None, lang: str) -> str:
    """A day of the year, or that none can be said."""
    return say("open", lang) if found is None else f"{found:%m-%d}"


def _rect(kind: str, x1: float, x2: float, y: float, fill: str | None = None) -> Markup:
    width = at(max(x2 - x1, 1.5))
    return element("rect", class_=kind, x=at(x1), y=at(y), width=width, height=str(_BAR), fill=fill)


def _diamond(x: float, y: float) -> Markup:
    points = ((x, y - 7), (x + 7, y), (x, y + 7), (x - 7, y))
    return element("polygon", class_="milestone", points=" ".join(f"{at(a)},{at(b)}" for a, b in points))
