"""A sketch of a plan's options for the terminal: bars for duplicates and cost, one line for each timer."""

from __future__ import annotations

from collections.abc import Sequence

from nmlint.output.plan_figures import MARKS, OVER, Row, amount, percent, timed
from nmlint.output.plan_words import say
from nmlint.output.wrapping import cells_of, padded

MOST_LINES = 12
_WIDEST = 30
_NARROWEST = 4
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_INDENT = 2
_GAP = 2


def sketch(rows: Sequence[Row], money: str, lang: str, width: int) -> tuple[list[str], str]:
    """At most twelve lines with their heading, and how to read them; no lines where no option waits."""
    shown = _thinned(timed(rows))
    if not shown:
        return [], ""
    most_twice = max(row.duplicate["value"] for row in shown)
    most_cost = max(row.cost[1] for row in shown)
    label = max(cells_of(row.name) for row in shown)
    headings = (say("duplicate", lang), say("cost", lang))
    room = max(min((width - _INDENT - label - 2 * _GAP - len(MARKS) - len(OVER) - 1) // 2, _WIDEST), _NARROWEST)
    first = max(room, cells_of(headings[0]))
    lines = [f"{' ' * (_INDENT + label + _GAP)}{padded(headings[0], first + _GAP)}{headings[1]}"]
    for row in shown:
        twice = _bar(row.duplicate["value"], most_twice, room)
        low, high = (round(cost / most_cost * room) if most_cost > 0 else 0 for cost in row.cost)
        cost = "█" * low + "░" * (high - low)
        line = f"{' ' * _INDENT}{padded(row.name, label + _GAP)}{padded(twice, first + _GAP)}{cost} {row.signs}"
        lines.append(line.rstrip())
    most = f"{money} {amount(most_cost)}"
    return lines, say("sketch-note", lang, twice=percent(most_twice), most=most)


def _thinned(rows: Sequence[Row]) -> Sequence[Row]:
    """As many rows as there is room for: those with a mark, the first and the last, and others evenly between."""
    room = MOST_LINES - 1
    if len(rows) <= room:
        return rows
    kept = {index for index, row in enumerate(rows) if row.marks} | {0, len(rows) - 1}
    others = [index for index in range(len(rows)) if index not in kept]
    free = max(room - len(kept), 0)
    kept |= {others[place * len(others) // free] for place in range(free)}
    return [rows[index] for index in sorted(kept)]


def _bar(value: float, most: float, room: int) -> str:
    """A bar of blocks, to an eighth of a cell; what is more than nothing shows."""
    eighths = 0 if most <= 0 else round(value / most * room * 8)
    if value > 0:
        eighths = max(eighths, 1)
    whole, part = divmod(eighths, 8)
    return "█" * whole + (_EIGHTHS[part] if part else "")
