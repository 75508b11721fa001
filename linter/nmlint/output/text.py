"""The report for people: every finding with its line, carets and mend, every verdict, and the counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nmlint.bilingual import Bilingual, in_language
from nmlint.errors import Fault
from nmlint.finding import Finding, Kind, Severity
from nmlint.output.frame import ELLIPSIS, marked_lines
from nmlint.output.recommending import in_full, in_short, of_refusal
from nmlint.output.terminal import PLAIN, Style, one_line, visible
from nmlint.output.words import word
from nmlint.report import Artefact, Problem, Report, SmsSize
from nmlint.source import Location, Source
from nmlint.verdict import Verdict

_LOOK = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_VERDICT_LOOK = {Verdict.BLOCK: "red", Verdict.REVIEW: "yellow", Verdict.PASS: "green"}

# What is quoted from a file, and a whole line that quotes it; the JSON report cuts nothing.
_MAX_QUOTE = 200
_MAX_LINE = 1000


@dataclass(frozen=True, slots=True)
class TextReport:
    """Writes reports in one language, for one width, with or without colour."""

    lang: str
    width: int = 100
    style: Style = PLAIN
    explain_score: bool = False

    def lines(self, report: Report) -> Iterator[str]:
        """The whole report, line by line."""
        for artefact in report.artefacts:
            for finding in artefact.findings:
                yield from self._finding(finding, artefact)
                yield ""
            yield from self.closing(artefact)
            yield ""
        yield from self._faults(report)
        yield from self._summary(report)

    def recommendations(self, report: Report) -> Iterator[str]:
        """What is advised on each artefact, in full, and by what it was judged."""
        for artefact in report.artefacts:
            if artefact.problem is not None:
                yield from self._problem(artefact, artefact.problem)
            else:
                parts = [self._verdict(artefact), *self._scenario(artefact)]
                yield f"{self.style(one_line(artefact.path), 'bold')}: {' · '.join(parts)}"
                for label, text in in_full(artefact.recommendation, self.lang) if artefact.recommendation else ():
                    yield from self._noted(label, text)
            yield ""
        yield from self._faults(report)
        yield self._judged_by(report)

    def _faults(self, report: Report) -> Iterator[str]:
        for fault in report.faults:
            yield from self._fault(fault)
        if report.faults:
            yield ""

    def _fault(self, fault: Fault) -> Iterator[str]:
        label = self.style(word("fault", self.lang), "bold", "red")
        place = self.style(one_line(f"{fault.path}:{fault.line}"), "bold")
        yield f"{place}: {label}: {one_line(in_language(fault.what, self.lang))}"
        if fault.mend:
            yield from self._noted(word("fix", self.lang), in_language(fault.mend, self.lang))

    def _finding(self, finding: Finding, artefact: Artefact) -> Iterator[str]:
        style, lang = self.style, self.lang
        severity = style(word(finding.severity, lang), "bold", _LOOK[finding.severity])
        clause = f" ({finding.clause})" if finding.clause else ""
        kind = "" if finding.kind is Kind.VIOLATION else f" [{word(finding.kind, lang)}]"
        yield f"{style(_place(finding.location), 'bold')}: {severity} {finding.rule}{clause}{kind}"
        yield from self._indented(_quoting(finding, finding.message))
        yield from self._frame(finding.location, artefact, _LOOK[finding.severity])
        if finding.pointer:
            slot = f" ({word(f'slot-{finding.slot}', lang)})" if finding.slot else ""
            yield from self._noted(word("pointer", lang), _cut(finding.pointer, _MAX_LINE) + slot)
        if not finding.exact:
            yield from self._noted(word("inexact", lang), "")
        if finding.read_as and finding.read_as != finding.matched:
            yield from self._noted(word("read-as", lang), _cut(finding.read_as, _MAX_QUOTE))
        if finding.condition:
            yield from self._noted(word("only-when", lang), _cut(finding.condition, _MAX_LINE))
        for step in finding.through:
            yield from self._noted(word("through", lang), _place(step))
        if finding.fix:
            yield from self._noted(word("fix", lang), _quoting(finding, finding.fix))
        if finding.suppressed is not None:
            yield from self._noted(word("suppressed", lang), finding.suppressed)

    def _frame(self, location: Location, artefact: Artefact, look: str) -> Iterator[str]:
        source, cell = artefact.sources.get(location.path), location.cell
        if cell is not None:
            source, location = Source(location.path, cell.text), Location(location.path, cell.start, cell.end)
        if source is None or not source.text:
            return
        gutter = max(4, len(str(location.end.line)))
        lines = list(marked_lines(source, location, max(self.width - gutter - 4, 20)))
        previous = lines[0].number
        for line in lines:
            if line.number > previous + 1:
                yield f"  {'':>{gutter}} ⋮"
            previous = line.number
            yield f"  {self.style(f'{line.number:>{gutter}} |', 'dim')} {line.text}"
            yield f"  {self.style(f'{chr(32):>{gutter}} |', 'dim')} {self.style(line.carets, look)}".rstrip()

    def closing(self, artefact: Artefact) -> Iterator[str]:
        """What became of an artefact: its verdict, or why it has none."""
        if artefact.problem is not None:
            yield from self._problem(artefact, artefact.problem)
            return
        for gap in artefact.unreached:
            reason = one_line(_cut(in_language(gap.reason, self.lang), _MAX_LINE))
            yield f"{_place(gap.location)}: {word('unreached', self.lang)}: {reason}"
        parts = [self._verdict(artefact)]
        if artefact.score is not None:
            parts.append(f"{word('score', self.lang)} {artefact.score.value}/100")
        parts.extend(self._scenario(artefact))
        if artefact.variants > 1:
            parts.append(f"{artefact.variants} {word('variants', self.lang)}")
        if artefact.sms is not None:
            parts.append(in_language(_charged(artefact.sms), self.lang))
        if artefact.recommendation is not None:
            parts.append(self._labelled("channel", in_short(artefact.recommendation, self.lang)))
        yield f"{self.style(one_line(artefact.path), 'bold')}: {' · '.join(parts)}"
        for label, text in of_refusal(artefact.recommendation, self.lang) if artefact.recommendation else ():
            yield from self._noted(label, text)
        if self.explain_score and artefact.score is not None:
            yield from self._noted(word("score", self.lang), in_language(artefact.score.explain(), self.lang))

    def _verdict(self, artefact: Artefact) -> str:
        if artefact.verdict is None:
            return self.style(word("not-fully-asked", self.lang), "yellow")
        return self.style(word(artefact.verdict, self.lang), "bold", _VERDICT_LOOK[artefact.verdict])

    def _scenario(self, artefact: Artefact) -> Iterator[str]:
        guess = artefact.scenario
        if guess.declared is not None:
            yield self._labelled("scenario", one_line(guess.declared))
        if guess.suggested is not None and guess.suggested != guess.declared:
            label = "suggested" if guess.declared else "undeclared"
            percent = "" if guess.confidence is None else f" ({guess.confidence:.0%})"
            suggested = f"{word('suggested', self.lang)} {guess.suggested}{percent}"
            yield (
                suggested
                if label == "suggested"
                else self._labelled("scenario", f"{word(label, self.lang)}{word('comma', self.lang)}{suggested}")
            )

    def _problem(self, artefact: Artefact, problem: Problem) -> Iterator[str]:
        place = one_line(artefact.path) if problem.location is None else _place(problem.location)
        verdict = self.style(word("not-judged", self.lang), "bold", "red")
        first, *more = visible(_narrow(in_language(problem.message, self.lang))).split("\n")
        yield f"{self.style(place, 'bold')}: {verdict}: {first}"
        for line in more:
            yield f"  {line}"
        if problem.location is not None:
            yield from self._frame(problem.location, artefact, "red")
        for step in problem.through:
            yield from self._noted(word("through", self.lang), _place(step))

    def _summary(self, report: Report) -> Iterator[str]:
        counts, lang = report.summary, self.lang
        verdicts = [(word(verdict, lang), counts[str(verdict)]) for verdict in Verdict]
        verdicts.append((word("not-judged", lang), counts["not_judged"]))
        verdicts.append((word("not-fully-asked-count", lang), counts["not_fully_asked"]))
        counted = word("between", lang).join(f"{name} {count}" for name, count in verdicts if count)
        suppressed, faults = counts["suppressed"], counts["faults"]
        yield word("summary", lang).format(
            artefacts=counts["artefacts"],
            verdicts=f"{self._colon}{counted}" if counted else "",
            findings=counts["findings"],
            suppressed=word("of-them-suppressed", lang).format(suppressed=suppressed) if suppressed else "",
            faults=word("faults-counted", lang).format(faults=faults) if faults else "",
        )
        yield self._judged_by(report)

    def _judged_by(self, report: Report) -> str:
        """The versions and hashes of everything that judged."""
        catalogue, policy, lang = report.catalogue, report.policy, self.lang
        return self.style(
            f"nmlint {report.nmlint} · {word('catalogue', lang)} {catalogue.name} ({catalogue.sha256[:12]}) · "
            f"{word('policy', lang)} {policy.name} ({policy.sha256[:12]}) · "
            f"{word('intent', lang)} ({report.intent[:12]}) · {word('as-of', lang)} {policy.as_of}",
            "dim",
        )

    def _labelled(self, key: str, text: str) -> str:
        return f"{word(key, self.lang)}{self._colon}{text}"

    def _noted(self, label: str, text: str) -> Iterator[str]:
        first, *more = visible(text).split("\n")
        yield f"  {self.style(label, 'dim')}{self._colon}{first}" if text else f"  {self.style(label, 'dim')}"
        for line in more:
            yield f"    {line}"

    def _indented(self, text: str) -> Iterator[str]:
        for line in visible(text).split("\n"):
            yield f"  {line}"

    @property
    def _colon(self) -> str:
        return word("colon", self.lang)


def _place(location: Location) -> str:
    return one_line(str(location))


def _quoting(finding: Finding, text: str) -> str:
    """A text about a finding, with what it quotes from the file cut short."""
    for quote in (finding.matched, finding.read_as):
        if quote and len(quote) > _MAX_QUOTE:
            text = text.replace(quote, _cut(quote, _MAX_QUOTE))
    return _narrow(text)


def _narrow(text: str) -> str:
    return "\n".join(_cut(line, _MAX_LINE) for line in text.split("\n"))


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most] + ELLIPSIS


def _charged(size: SmsSize) -> Bilingual:
    """How an SMS is charged, such as `SMS: 1 part, at most 2; 0.8 to 4 TWD`."""
    english, chinese = f"SMS: {size.parts} part{'s' if size.parts > 1 else ''}", f"簡訊 {size.parts} 則"
    if size.parts_at_most > size.parts:
        english, chinese = f"{english}, at most {size.parts_at_most}", f"{chinese}，最多 {size.parts_at_most} 則"
    if size.price is not None:
        low, high, currency = size.price
        english, chinese = f"{english}; {low:g} to {high:g} {currency}", f"{chinese}，{low:g} 至 {high:g} {currency}"
    return Bilingual(english, chinese)
