"""The plan report as text: what is recommended and why, what it costs, and the plan to paste."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from nmlint.output.columns import Table, aligned
from nmlint.output.plan_figures import MARKS, Data, Row, briefly, input_figure, rows_of, sign
from nmlint.output.plan_said import (
    advised,
    delays,
    grounds,
    headings,
    in_brackets,
    judged_by,
    mark_said,
    missing,
    notes,
    options_title,
    place_of,
    plan_facts,
    simulated,
    simulation_headings,
    simulation_rows,
    warned_of,
)
from nmlint.output.plan_sketch import sketch
from nmlint.output.plan_words import say
from nmlint.output.terminal import PLAIN, Style, one_line, visible
from nmlint.output.words import known, word
from nmlint.output.wrapping import cells_of, padded, wrapped

_SEVERITY_LOOK = {"error": "red", "warning": "yellow", "info": "cyan"}
_VERDICT_LOOK = {"block": "red", "review": "yellow", "pass": "green"}
_INDENT = "  "


@dataclass(frozen=True, slots=True)
class PlanText:
    """Writes plan reports in one language, for one width, with or without colour.

    Sentences are broken to the width; a plan to paste is not, and the table of options needs 80 cells.
    """

    lang: str
    width: int = 100
    style: Style = PLAIN

    def lines(self, report: Data) -> Iterator[str]:
        """The whole report, line by line; it is read as the contract `nmlint.plan/1` has it."""
        yield from self._heading(report["plan"])
        yield from self._check(report)
        yield from self._advice(report)
        yield from self._inputs(report)
        rows, table = self._table(report)
        yield from self._options(report, rows, table)
        yield from self._sketch(report, rows)
        if report["recommended"]["yaml"].strip():
            yield from self._section("yaml")
            yield from (f"    {line}".rstrip() for line in visible(report["recommended"]["yaml"]).split("\n"))
        if report["simulation"] is not None:
            yield from self._simulation(report["simulation"])
        yield ""
        yield from self._closing(report)

    def _heading(self, plan: Data) -> Iterator[str]:
        yield self.style(self._say("title", id=one_line(plan["id"])), "bold")
        yield from self._facts(plan_facts(plan, self.lang))

    def _facts(self, facts: Iterable[tuple[str, str]]) -> Iterator[str]:
        for name, said in facts:
            yield from self._item(f"{name}{self._colon}", said)

    def _check(self, report: Data) -> Iterator[str]:
        verdict = report["verdict"]
        said = self._say("no-verdict") if verdict is None else word(verdict, self.lang)
        look = _VERDICT_LOOK.get(verdict, "yellow")
        score = "" if report["score"] is None else f" · {word('score', self.lang)} {report['score']}/100"
        yield ""
        yield f"{self._bold('verdict')}{self._colon}{self.style(said, 'bold', look)}{score}"
        for finding in report["findings"]:
            label = self.style(word(finding["severity"], self.lang), _SEVERITY_LOOK[finding["severity"]])
            yield f"{_INDENT}{label} {one_line(finding['rule'])}{place_of(finding, report)}"
            yield from self._item(_INDENT, finding["message"])
        if not report["findings"] and verdict is not None:
            yield from self._item("", self._say("no-findings"))

    def _advice(self, report: Data) -> Iterator[str]:
        recommended, by_rules = report["recommended"], report["recommendation"]
        yield ""
        yield from self._item("", f"{self._say('advice')}{self._colon}{advised(report, self.lang)}", "bold", margin="")
        for why in recommended["why"]:
            yield from self._item("- ", why)
        if by_rules is None:
            return
        if by_rules["channel"] != recommended["channel"]:
            yield from self._facts([(self._say("by-rules"), known(by_rules["channel"], self.lang))])
        for title, listed in grounds(by_rules, self.lang):
            yield f"{_INDENT}{self.style(self._say(title), 'dim')}"
            for said in listed:
                yield from self._item("- ", said)

    def _inputs(self, report: Data) -> Iterator[str]:
        if not report["inputs"]:
            return
        yield from self._section("inputs")
        labels = [f"[{self._say('from-' + given['from'])}]" for given in report["inputs"]]
        room = max(map(cells_of, labels)) + 1
        for given, label in zip(report["inputs"], labels, strict=True):
            figure = input_figure(given, self.lang)
            figures = " ".join(filter(None, (figure.text, figure.interval)))
            said = f"{given['says']}{self._colon}{figures}{in_brackets(given['name'], self.lang)}"
            looks = ("yellow",) if given["from"] == "assumption" else ()
            yield from self._item(padded(label, room), said, *looks)
        if report["delays"]:
            between = word("between", self.lang)
            yield from self._item("", f"{self._say('delays')}{self._colon}{between.join(delays(report, self.lang))}")
        if any(given["from"] == "assumption" for given in report["inputs"]):
            yield from self._item("", self._say("assumed"))

    def _table(self, report: Data) -> tuple[Sequence[Row], Table]:
        """The options, and the first table that fits: names in words, shorter, closer together, several lines each."""
        rows = rows_of(report, self.lang)
        shorter = briefly(rows, self.lang)
        for named, gap in ((rows, 2), (shorter, 2), (shorter, 1)):
            table = self._wide(report, named, gap)
            if table.width <= self.width:
                return named, table
        return shorter, self._narrow(report, shorter)

    def _options(self, report: Data, rows: Sequence[Row], table: Table) -> Iterator[str]:
        below = [*missing(report, self.lang), *report.get("notes", ())]
        if not rows and not below:
            return
        yield from self._section(options_title(report))
        if rows:
            for note in notes(report, rows, self.lang):
                yield from self._item("", note)
            yield ""
            yield from table.lines(self.style)
            yield ""
            given = [mark for mark in MARKS if any(mark in row.marks for row in rows)]
            marks = [f"{MARKS[mark]} {mark_said(mark, report, self.lang)}" for mark in given]
            for legend in filter(None, (marks, warned_of(rows, self.lang))):
                yield from self._item("", "   ".join(legend))
        yield from (line for said in below for line in self._item("", said))

    def _wide(self, report: Data, rows: Sequence[Row], gap: int) -> Table:
        """One line for each option, and one for its intervals, where it has any."""
        table = Table(headings(report, self.lang), gap)
        for row in rows:
            intervals = [figure.interval for figure in row.figures]
            below = [["", *intervals]] if any(intervals) else []
            first = [f"{row.name} {row.signs}".rstrip(), *(figure.text for figure in row.figures)]
            table.add([first, *below], marked=bool(row.marks))
        return table

    def _narrow(self, report: Data, rows: Sequence[Row]) -> Table:
        """Several lines for each option, so that its figures need no more room than their parts."""
        table = Table(headings(report, self.lang), gap=1)
        for row in rows:
            stacks = [(row.name, row.signs), *(figure.lines for figure in row.figures)]
            table.add([list(line) for line in zip_longest(*stacks, fillvalue="")], marked=bool(row.marks))
        return table

    def _sketch(self, report: Data, rows: Sequence[Row]) -> Iterator[str]:
        drawn, note = sketch(rows, sign(report), self.lang, self.width)
        if drawn:
            yield from self._section("sketch")
            yield from drawn
            yield from self._item("", note)

    def _simulation(self, simulation: Data) -> Iterator[str]:
        yield from self._section("simulation")
        yield from self._item("", simulated(simulation, self.lang))
        rows = [list(simulation_headings(self.lang)), *simulation_rows(simulation, self.lang)]
        yield from (f"{_INDENT}{line}" for line in aligned(rows))

    def _closing(self, report: Data) -> Iterator[str]:
        for said in (self._say("reckoned"), judged_by(report, self.lang)):
            yield from self._item("", said, "dim", margin="")

    def _section(self, key: str) -> Iterator[str]:
        yield ""
        yield self._bold(key)

    def _item(self, label: str, said: str, *looks: str, margin: str = _INDENT) -> Iterator[str]:
        """A sentence behind its label, broken to the width; what follows stands under its beginning."""
        hang = cells_of(label)
        if hang > self.width // 2:
            hang = len(_INDENT)
            said, label = f"{label}{said}", ""
        first, *more = wrapped(said, max(self.width - len(margin) - hang, 8))
        yield f"{margin}{self.style(label, *looks)}{self.style(first, *looks)}"
        yield from (f"{margin}{' ' * hang}{self.style(line, *looks)}" for line in more)

    def _bold(self, key: str) -> str:
        return self.style(self._say(key), "bold")

    def _say(self, key: str, **names: object) -> str:
        return say(key, self.lang, **names)

    @property
    def _colon(self) -> str:
        return word("colon", self.lang)
