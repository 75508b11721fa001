"""The chart of a plan's options: duplicates, late messages and cost against the timer, as inline SVG."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, log1p, log10

from markupsafe import Markup

from nmlint.bilingual import CHINESE
from nmlint.durations import DAY, MINUTE
from nmlint.output.plan_figures import COLUMNS, Data, Row, between, percent, sign, timed
from nmlint.output.plan_marks import at, marked, path
from nmlint.output.plan_said import mark_said
from nmlint.output.plan_times import ROUND, brief
from nmlint.output.plan_words import say
from nmlint.output.preview.markup import EMPTY, element, join
from nmlint.output.words import word

_TIMES = (0, MINUTE, *ROUND)
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_TICKS = 4
_NOTHING = 1e-9
_LABEL_GAP = 8
_LETTER = 8
_WIDE_LETTER = 13


@dataclass(frozen=True, slots=True)
class Size:
    """How large a chart is drawn, and the class that tells on which screens it is shown; all in units of the SVG."""

    name: str
    width: int
    height: int


WIDE = Size("wide", 720, 440)
NARROW = Size("narrow", 340, 440)

_LEFT, _RIGHT, _TOP, _BETWEEN, _BOTTOM = 56, 16, 48, 50, 34


@dataclass(frozen=True, slots=True)
class Scale:
    """Ticks from nothing up to a round number at or above the most that is shown."""

    top: float
    ticks: tuple[float, ...]

    @classmethod
    def over(cls, most: float) -> Scale:
        """The scale for values up to `most`."""
        if most < _NOTHING:
            return cls(1.0, (0.0, 1.0))
        magnitude = 10.0 ** floor(log10(most / _TICKS))
        step = next(step * magnitude for step in _STEPS if step * magnitude * _TICKS >= most * (1 - 1e-9))
        count = max(ceil(most / step - 1e-9), 1)
        return cls(count * step, tuple(index * step for index in range(count + 1)))


@dataclass(frozen=True, slots=True)
class Panel:
    """One of the two fields of the chart: where it stands, and what its top stands for."""

    size: Size
    top: float
    bottom: float
    longest: int
    scale: Scale

    @property
    def right(self) -> float:
        """Where the field ends."""
        return self.size.width - _RIGHT

    def x(self, seconds: int) -> float:
        """Where a timer stands; the longer, the closer together."""
        return _LEFT + (self.right - _LEFT) * log1p(seconds / MINUTE) / log1p(self.longest / MINUTE)

    def y(self, value: float) -> float:
        """How high a value stands."""
        return self.bottom - (self.bottom - self.top) * min(max(value / self.scale.top, 0.0), 1.0)


def chart(report: Data, rows: Sequence[Row], lang: str, size: Size) -> Markup:
    """The drawing; nothing where no option waits."""
    shown = timed(rows)
    if not shown:
        return EMPTY
    longest = max(DAY, *(row.timer or 0 for row in shown))
    height = (size.height - _TOP - _BETWEEN - _BOTTOM) / 2
    most = max(max(row.duplicate["value"], row.duplicate["high"] or 0, row.late["value"]) for row in shown)
    shares = Panel(size, _TOP, _TOP + height, longest, Scale.over(most))
    below = _TOP + height + _BETWEEN
    costs = Panel(size, below, below + height, longest, Scale.over(max(row.cost[1] for row in shown)))
    title, description = f"chart-{size.name}-title", f"chart-{size.name}-desc"
    return element(
        "svg",
        element("title", say("chart", lang), id=title),
        element("desc", " ".join(described(report, rows, lang)), id=description),
        _grid(shares, lambda value: f"{value * 100:.4g} %"),
        _grid(costs, lambda value: _short(value, lang)),
        _times(costs, lang),
        _deadline(report["plan"]["deadline"], shares, costs, lang),
        _heading(shares, [("duplicate", say("duplicate", lang)), ("late", say("late", lang))]),
        _heading(costs, [("cost", _cost_words(report, lang))]),
        _shares(shares, shown),
        _costs(costs, shown),
        _marks(shares, shown, lambda row: row.duplicate["value"]),
        _marks(costs, shown, lambda row: row.cost[1]),
        class_=f"chart {size.name}",
        viewBox=f"0 0 {size.width} {size.height}",
        role="img",
        aria_labelledby=f"{title} {description}",
    )


def described(report: Data, rows: Sequence[Row], lang: str) -> Iterator[str]:
    """The chart in words: where its curves begin and end, and the figures of each option with a mark."""
    shown, colon = timed(rows), word("colon", lang)
    for key in ("duplicate", "late", "cost"):
        figures = [row.figures[COLUMNS.index(key) - 1].text for row in (shown[0], shown[-1])]
        unit = f" {sign(report)}" if key == "cost" else ""
        yield f"{say(key, lang)}{unit}{colon}{say('curve', lang, start=figures[0], end=figures[1])}{say('stop', lang)}"
    for row in shown:
        for mark in row.marks:
            yield _told(report, row, mark, lang)


def _told(report: Data, row: Row, mark: str, lang: str) -> str:
    parts = (
        f"{say('duplicate', lang)} {percent(row.duplicate['value'])}",
        f"{say('late', lang)} {percent(row.late['value'])}",
        f"{say('cost', lang)} {sign(report)} {between(row.cost, lang)}",
    )
    figures = word("comma", lang).join(parts)
    named = mark_said(mark, report, lang)
    return say("described", lang, mark=named, time=row.name, figures=figures) + say("stop", lang)


def _cost_words(report: Data, lang: str) -> str:
    key = "cost-range-thousand" if report["plan"]["size"] is None else "cost-range"
    return say(key, lang, currency=sign(report))


def _grid(panel: Panel, told: Callable[[float], str]) -> Markup:
    lines = []
    for tick in panel.scale.ticks:
        y = panel.y(tick)
        lines.append(_line("grid", _LEFT, y, panel.right, y))
        lines.append(_text(told(tick), _LEFT - 6, y + 4, "end"))
    return join(lines)


def _times(panel: Panel, lang: str) -> Markup:
    """The timers below: the first, the last, and of the others as many as there is room for."""
    parts: list[Markup] = []
    free, until = panel.x(0) + _LETTER, float(panel.size.width)
    for seconds in (panel.longest, *(each for each in reversed(_TIMES) if each < panel.longest)):
        x, said = panel.x(seconds), brief(seconds, lang) if seconds else "0"
        half = _long(said) / 2
        last = seconds == panel.longest
        if seconds == 0 or last or (x + half <= until and x - half - _LABEL_GAP >= free):
            parts.append(_line("tick", x, panel.bottom, x, panel.bottom + 4))
            anchor, start = ("end", x - 2 * half) if last else ("middle", x - half)
            parts.append(_text(said, x, panel.bottom + 18, anchor))
            until = start - _LABEL_GAP
    return join(parts)


def _deadline(until: int | None, shares: Panel, costs: Panel, lang: str) -> Markup:
    """The deadline in both fields, unless it lies beyond them."""
    if until is None or until > shares.longest:
        return EMPTY
    x = shares.x(until)
    before = x > (_LEFT + shares.right) / 2
    label = say("deadline-at", lang, time=brief(until, lang))
    return join(
        (
            _line("deadline", x, shares.top - 20, x, shares.bottom),
            _line("deadline", x, costs.top, x, costs.bottom),
            _text(label, x - 5 if before else x + 5, shares.top - 9, "end" if before else "start"),
        )
    )


def _heading(panel: Panel, curves: Sequence[tuple[str, str]]) -> Markup:
    """The names of the curves above their field, each behind a piece of its line."""
    x, y = float(_LEFT), panel.top - (32 if panel.top == _TOP else 14)
    parts: list[Markup] = []
    for kind, name in curves:
        if kind == "cost":
            parts.append(element("rect", class_="band cost", x=at(x), y=at(y - 9), width="22", height="10"))
        else:
            parts.append(_line(f"curve {kind}", x, y - 4, x + 22, y - 4))
        parts.append(_text(name, x + 28, y, "start"))
        x += 28 + _long(name) + 14
    return join(parts)


def _shares(panel: Panel, rows: Sequence[Row]) -> Markup:
    """The two curves, and the interval of duplicates where every option has one."""
    parts: list[Markup] = []
    if all(row.duplicate["low"] is not None and row.duplicate["high"] is not None for row in rows):
        low = [(panel.x(row.timer or 0), panel.y(row.duplicate["low"])) for row in rows]
        high = [(panel.x(row.timer or 0), panel.y(row.duplicate["high"])) for row in rows]
        parts.append(element("polygon", class_="band duplicate", points=path([*low, *reversed(high)])))
    for kind, values in (
        ("late", [row.late["value"] for row in rows]),
        ("duplicate", [row.duplicate["value"] for row in rows]),
    ):
        points = [(panel.x(row.timer or 0), panel.y(value)) for row, value in zip(rows, values, strict=True)]
        parts.append(element("polyline", class_=f"curve {kind}", points=path(points)))
        parts += [element("circle", class_=f"dot {kind}", cx=at(x), cy=at(y), r="2.5") for x, y in points]
    return join(parts)


def _costs(panel: Panel, rows: Sequence[Row]) -> Markup:
    """The cost as a band from the lowest price to the highest."""
    low = [(panel.x(row.timer or 0), panel.y(row.cost[0])) for row in rows]
    high = [(panel.x(row.timer or 0), panel.y(row.cost[1])) for row in rows]
    dots = [element("circle", class_="dot cost", cx=at(x), cy=at(y), r="2.5") for x, y in (*low, *high)]
    return join(
        (
            element("polygon", class_="band cost", points=path([*low, *reversed(high)])),
            element("polyline", class_="curve cost", points=path(low)),
            element("polyline", class_="curve cost", points=path(high)),
            *dots,
        )
    )


def _marks(panel: Panel, rows: Sequence[Row], value: Callable[[Row], float]) -> Markup:
    """What options are marked as, on the curve of a value."""
    points = [((panel.x(row.timer or 0), panel.y(value(row))), row.marks) for row in rows if row.marks]
    return marked(points, (_LEFT, panel.top, panel.right, panel.bottom))


def _short(value: float, lang: str) -> str:
    """A round sum for an axis, in thousands or ten thousands as each language counts."""
    units = ((1e8, " 億"), (1e4, " 萬")) if lang == CHINESE else ((1e9, "bn"), (1e6, "m"), (1e3, "k"))
    size, name = next(((size, name) for size, name in units if value >= size), (1.0, ""))
    return f"{value / size:,.4g}{name}"


def _long(said: str) -> float:
    """About how long a text is."""
    return sum(_LETTER if character < "\u2e80" else _WIDE_LETTER for character in said)


def _line(kind: str, x1: float, y1: float, x2: float, y2: float) -> Markup:
    return element("line", class_=kind, x1=at(x1), y1=at(y1), x2=at(x2), y2=at(y2))


def _text(said: str, x: float, y: float, anchor: str) -> Markup:
    return element("text", said, x=at(x), y=at(y), text_anchor=anchor)
