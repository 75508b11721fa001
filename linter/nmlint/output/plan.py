"""The plan report as text: what is recommended and why, what it costs, and the plan to paste."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from nmlint.durations import written
from nmlint.output.columns import Table, aligned
from nmlint.output.plan_figures import MARKS, Data, Row, input_figure, rows_of, sign
from nmlint.output.plan_said import (
    advised,
    delays,
    grounds,
    headings,
    in_brackets,
    judged_by,
    missing,
    notes,
    place_of,
    plan_facts,
    simulated,
    simulation_headings,
    simulation_rows,
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
        rows = rows_of(report, self.lang)
        yield from self._options(report, rows)
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
            yield f"{_INDENT}{label} {one_line(finding['rule'])}{place_of(finding)}"
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

    def _options(self, report: Data, rows: Sequence[Row]) -> Iterator[str]:
        yield from self._section("options")
        for note in notes(report, rows, self.lang):
            yield from self._item("", note)
        yield ""
        brief = [row.name if not row.timer else written(row.timer) for row in rows]
        tables = (self._wide(report, rows, names) for names in ([row.name for row in rows], brief))
        table = next((each for each in tables if each.width <= self.width), None) or self._narrow(report, rows, brief)
        yield from table.lines(self.style)
        yield ""
        marks = [f"{MARKS[mark]} {self._say(mark)}" for mark in MARKS if any(mark in row.marks for row in rows)]
        if marks:
            yield from self._item("", "   ".join(marks))
        yield from (line for said in missing(report, self.lang) for line in self._item("", said))

    def _wide(self, report: Data, rows: Sequence[Row], names: Sequence[str]) -> Table:
        """One line for each option, and one for its intervals, where it has any."""
        table = Table(headings(report, self.lang))
        for row, name in zip(rows, names, strict=True):
            signs = "".join(MARKS[mark] for mark in row.marks)
            intervals = [figure.interval for figure in row.figures]
            below = [["", *intervals]] if any(intervals) else []
            first = [f"{name} {signs}".rstrip(), *(figure.text for figure in row.figures)]
            table.add([first, *below], marked=bool(row.marks))
        return table

    def _narrow(self, report: Data, rows: Sequence[Row], names: Sequence[str]) -> Table:
        """Several lines for each option, so that its figures need no more room than their parts."""
        table = Table(headings(report, self.lang), gap=1)
        for row, name in zip(rows, names, strict=True):
            signs = "".join(MARKS[mark] for mark in row.marks)
            stacks = [(name, signs), *(figure.lines for figure in row.figures)]
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
