"""Judges labelled rows one after another and counts how the verdicts agree with the labels."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from nmlint.catalogue.model import Catalogue, Rule
from nmlint.documents.model import Declaration, Document
from nmlint.evaluation.mistakes import LONGEST, Mistake, MistakeKind, Worst
from nmlint.evaluation.recognition import Recogniser, Recognition, recognise
from nmlint.evaluation.rows import LABELS, PROMOTIONAL, Malformed, Row, RowReader
from nmlint.evaluation.tallies import Tally
from nmlint.finding import Finding, Kind, Severity
from nmlint.report import Artefact
from nmlint.source import Source

SCHEMA = "nmlint.eval/1"
NO_ADVERTISING = "no-advertising"

Judge = Callable[[Document], Artefact]


@dataclass(slots=True)
class Evaluation:
    """Counts row after row; of the texts it holds those of the worst mistakes only, so a file may be of any length."""

    catalogue: Catalogue
    recogniser: Recogniser = recognise
    overall: Tally = field(default_factory=Tally)
    by_file: dict[str, Tally] = field(default_factory=dict)
    by_lang: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    by_scenario: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    by_rule: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    confusion: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    facts: Recognition = field(default_factory=Recognition)
    worst: Worst = field(default_factory=Worst)
    left_out: int = 0
    facts_only: int = 0
    malformed: list[Malformed] = field(default_factory=list)

    def run(self, file: str, lines: Iterable[bytes], judge: Judge) -> None:
        """Judges every row of a file as a message of which nothing is declared."""
        self.by_file.setdefault(file, Tally())
        for row in self._rows(file, lines):
            if row.label in LABELS and not self._judged(row, row.label, judge):
                continue
            if row.facts is not None:
                self.facts.add(row.facts, self.recogniser(row.text))
            if row.label not in LABELS:
                self.left_out += row.facts is None
                self.facts_only += row.facts is not None

    def to_dict(self) -> dict[str, Any]:
        """The published contract of `nmlint eval`."""
        files = {file: tally.to_dict() for file, tally in self.by_file.items()}
        return {
            "schema": SCHEMA,
            "catalogue": {"version": self.catalogue.identity.name, "sha256": self.catalogue.identity.sha256},
            "rows": {
                "judged": self.overall.by_label.total(),
                "left_out": self.left_out,
                "facts_only": self.facts_only,
                "malformed": [{"file": row.file, "line": row.line, "reason": row.reason} for row in self.malformed],
            },
            "overall": self.overall.to_dict(),
            **({"by_file": files} if len(files) > 1 else {}),
            "by_lang": {lang: self.by_lang[lang].to_dict() for lang in sorted(self.by_lang)},
            "by_scenario": {name: self.by_scenario[name].scenario_dict() for name in sorted(self.by_scenario)},
            "confusion": {name: dict(sorted(self.confusion[name].items())) for name in sorted(self.confusion)},
            "facts": self.facts.to_dict(),
            "worst": [mistake.to_dict() for mistake in self.worst.kept],
            "by_rule": {rule: self.by_rule[rule].rule_dict(self.overall.by_label) for rule in sorted(self.by_rule)},
        }

    def _rows(self, file: str, lines: Iterable[bytes]) -> Iterator[Row]:
        scenarios = self.catalogue.scenarios
        reader = RowReader(scenarios, {str(s.number): s.id for s in scenarios.values() if s.number is not None})
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                yield reader.row(file, number, line)
            except (ValueError, RecursionError) as error:
                self.malformed.append(Malformed(file, number, str(error) or type(error).__name__))

    def _judged(self, row: Row, label: str, judge: Judge) -> bool:
        """Whether the row could be judged; then it is counted."""
        source = Source(f"line {row.line}", row.text)
        artefact = judge(Document("message", f"line-{row.line}", source, Declaration()))
        if artefact.problem is not None:
            self.malformed.append(Malformed(row.file, row.line, f"not judged: {artefact.problem.message}"))
            return False
        counted = [finding for finding in artefact.findings if finding.suppressed is None]
        self._count_rules(label, counted)
        self._count(row, label, artefact, [finding for finding in counted if self._promotional(finding)])
        return True

    def _count(self, row: Row, label: str, artefact: Artefact, reasons: Sequence[Finding]) -> None:
        blocking, flagging = list(filter(_blocks, reasons)), list(filter(_flags, reasons))
        guess = artefact.scenario
        tallies = [self.overall, self.by_file[row.file], self.by_lang[row.lang]]
        if row.scenario is not None:
            tallies.append(self.by_scenario[row.scenario])
            self.confusion[row.scenario][guess.suggested or ""] += 1
        for tally in tallies:
            tally.add(label, blocked=bool(blocking), flagged=bool(flagging))
            if row.scenario is not None:
                tally.guesses[row.scenario].add(row.scenario, guess)
        if (mistake := _mistaken(row, label, guess.suggested, blocking, flagging)) is not None:
            kind, at_fault = mistake
            self.worst.add(
                Mistake(
                    row.file,
                    row.line,
                    row.id,
                    kind,
                    label,
                    tuple(sorted({finding.rule for finding in at_fault})),
                    row.scenario,
                    guess.suggested,
                    guess.confidence,
                    row.text[:LONGEST],
                )
            )

    def _count_rules(self, label: str, counted: Sequence[Finding]) -> None:
        for rule in {finding.rule for finding in counted}:
            own = [finding for finding in counted if finding.rule == rule]
            tally = self.by_rule[rule]
            tally.hits[label] += 1
            tally.blocked[label] += any(map(_blocks, own))
            tally.flagged[label] += any(map(_flags, own))

    def _promotional(self, finding: Finding) -> bool:
        rule = self.catalogue.rules.get(finding.rule)
        return finding.clause == NO_ADVERTISING or (rule is not None and forbids_advertising(rule))


def forbids_advertising(rule: Rule) -> bool:
    """Whether a rule stands on the ban on advertising, so that the labels tell whether its findings are right."""
    return NO_ADVERTISING in rule.clauses


def _mistaken(
    row: Row, label: str, suggested: str | None, blocking: Sequence[Finding], flagging: Sequence[Finding]
) -> tuple[MistakeKind, Sequence[Finding]] | None:
    """The gravest mistake about a row, with the findings that made it."""
    if label in PROMOTIONAL and not flagging:
        return MistakeKind.MISSED, ()
    if label not in PROMOTIONAL and blocking:
        return MistakeKind.FALSE_BLOCK, blocking
    if label not in PROMOTIONAL and flagging:
        return MistakeKind.FALSE_FLAG, flagging
    if row.scenario is not None and suggested != row.scenario:
        return MistakeKind.SCENARIO, ()
    return None


def _blocks(finding: Finding) -> bool:
    return finding.severity is Severity.ERROR and finding.kind is Kind.VIOLATION


def _flags(finding: Finding) -> bool:
    return finding.severity is not Severity.INFO or finding.kind is not Kind.VIOLATION
