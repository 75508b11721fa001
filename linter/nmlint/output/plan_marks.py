"""The shapes that mark options in the chart of a plan, set apart where they would cover one another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from markupsafe import Markup

from nmlint.output.preview.markup import element, join

Point = tuple[float, float]
Box = tuple[float, float, float, float]

_REACH = 10.0
_APART = 22.0
_TOUCHING = 21.0
_LIFT = 27.0
_MARGIN = 14.0


def marked(points: Sequence[tuple[Point, Sequence[str]]], box: Box) -> Markup:
    """The marks of options at their points, from left to right; `box` is left, top, right and bottom of their field.

    Marks of one option stand around one another. Options whose marks would touch have theirs side by side off the
    curve, each with a line to its point.
    """
    parts: list[Markup] = []
    for (point, marks), place in zip(points, _places([point for point, _ in points], box), strict=True):
        if place != point:
            parts.append(_leader(point, place))
        parts += [shape(mark, *place) for mark in marks]
    return join(parts)


def shape(mark: str, x: float, y: float) -> Markup:
    """The shape of a mark around a point; it reaches ten units far."""
    if mark == "recommended":
        return element("circle", class_="mark recommended", cx=at(x), cy=at(y), r="5")
    if mark == "yours":
        return element("circle", class_="mark", cx=at(x), cy=at(y), r="8.5")
    if mark == "cheapest":
        corners = [(x, y - 9.5), (x + 9.5, y), (x, y + 9.5), (x - 9.5, y)]
    else:
        corners = [(x - 7, y - 7), (x + 7, y - 7), (x + 7, y + 7), (x - 7, y + 7)]
    return element("polygon", class_="mark", points=path(corners))


def path(points: Sequence[Point]) -> str:
    """Points as SVG has them."""
    return " ".join(f"{at(x)},{at(y)}" for x, y in points)


def at(number: float) -> str:
    """A coordinate, to a tenth."""
    return f"{number:.1f}"


def _places(points: Sequence[Point], box: Box) -> list[Point]:
    """Where the marks of points stand: those apart on their points, neighbours side by side, and else all so."""
    places = [place for cluster in _clusters(points) for place in _fanned(cluster, box)]
    crowded = any(_touch(one, other) for one, other in combinations(places, 2))
    return _fanned(points, box) if crowded else places


def _clusters(points: Sequence[Point]) -> Iterator[list[Point]]:
    """Neighbours whose marks would touch, together."""
    cluster: list[Point] = []
    for point in points:
        if cluster and not _touch(cluster[-1], point):
            yield cluster
            cluster = []
        cluster.append(point)
    if cluster:
        yield cluster


def _touch(one: Point, other: Point) -> bool:
    return max(abs(one[0] - other[0]), abs(one[1] - other[1])) < _TOUCHING


def _fanned(points: Sequence[Point], box: Box) -> list[Point]:
    """Places side by side above the points, or below where there is no room above; a single point stays."""
    if len(points) == 1:
        return list(points)
    left, top, right, bottom = box
    width = _APART * (len(points) - 1)
    middle = sum(x for x, _ in points) / len(points)
    first = max(min(middle - width / 2, right - width - _MARGIN), left + _MARGIN)
    above = min(y for _, y in points) - _LIFT
    y = above if above >= top + _REACH else min(max(y for _, y in points) + _LIFT, bottom)
    return [(first + _APART * index, y) for index in range(len(points))]


def _leader(point: Point, place: Point) -> Markup:
    return element("line", class_="leader", x1=at(point[0]), y1=at(point[1]), x2=at(place[0]), y2=at(place[1]))
