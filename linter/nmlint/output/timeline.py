"""Timelines as text: a table for each route, what must hold for its steps, and the routes compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nmlint.output.terminal import PLAIN, Style, one_line
from nmlint.output.timeline_report import Data
from nmlint.output.timeline_said import (
    backward,
    comparison,
    facts,
    judged_by,
    remarks,
    route_facts,
    step_rows,
    title,
)
from nmlint.output.timeline_words import say
from nmlint.output.words import word
from nmlint.output.wrapping import cells_of, padded, wrapped

_GAP = "  "


@dataclass(frozen=True, slots=True)
class TimelineText:
    """Writes timelines in one language, for one width, with or without colour."""

    lang: str
    width: int = 100
    style: Style = PLAIN

    def lines(self, report: Data) -> Iterator[str]:
        """The whole report, line by line; it is read as the contract `nmlint.timeline/1` has it."""
        yield self.style(title(report, self.lang), "bold")
        yield from self._facts(facts(report, self.lang))
        for route in report["routes"]:
            yield ""
            yield from self._route(report, route)
        if len(report["routes"]) > 1:
            yield ""
            yield from self._comparison(report)
        yield ""
        yield self.style(say("notes", self.lang), "bold")
        for note in report["notes"]:
            yield from self._item(note["says"])
        yield ""
        yield self.style(judged_by(report, self.lang), "dim")

    def _route(self, report: Data, route: Data) -> Iterator[str]:
        yield self.style(one_line(route["name"]), "bold")
        yield from self._facts(route_facts(route, self.lang))
        heads = ["", *(say(key, self.lang) for key in ("step", "days", "earliest", "latest"))]
        steps = list(step_rows(route, self.lang))
        yield from self._table([heads, *([row.number, row.name, row.days, row.earliest, row.latest] for row in steps)])
        cited = dict.fromkeys(clause for row in steps for clause in row.clauses)
        yield from self._item(f"{say('clauses', self.lang)}{word('colon', self.lang)}{', '.join(cited)}")
        for said, clause in remarks(route, self.lang):
            yield from self._item(f"{said} [{clause}]")
        demanded = backward(report, route, self.lang)
        if demanded is not None:
            heading, sentences = demanded
            yield f"{_GAP}{self.style(heading, 'bold')}"
            for said in sentences:
                yield from self._item(said)

    def _comparison(self, report: Data) -> Iterator[str]:
        yield self.style(say("comparison", self.lang), "bold")
        heads = [say(key, self.lang) for key in ("route", "launch-earliest", "launch-latest")]
        yield from self._table([heads, *([*told] for *told, _ in comparison(report, self.lang))])
        soonest = [name for name, _, _, first in comparison(report, self.lang) if first]
        if soonest:
            yield from self._item(say("soonest", self.lang, routes=word("between", self.lang).join(soonest)))

    def _table(self, rows: Sequence[Sequence[str]]) -> Iterator[str]:
        """Columns as wide as they need; the first row heads them."""
        safe = [[one_line(field) for field in row] for row in rows]
        widths = [max(map(cells_of, column)) for column in zip(*safe, strict=True)]
        for index, fields in enumerate(safe):
            line = _GAP.join(padded(field, width) for field, width in zip(fields, widths, strict=True))
            yield self.style(f"{_GAP}{line}".rstrip(), *(("bold",) if index == 0 else ()))

    def _facts(self, told: Iterator[tuple[str, str]]) -> Iterator[str]:
        for name, said in told:
            yield from self._item(f"{name}{word('colon', self.lang)}{said}")

    def _item(self, text: str) -> Iterator[str]:
        first, *more = wrapped(text, self.width - 2 * len(_GAP))
        yield f"{_GAP}- {first}"
        for line in more:
            yield f"{_GAP}  {line}"
