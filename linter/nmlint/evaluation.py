"""How well the verdicts agree with labelled messages: recall, false alarms and scenarios, with their intervals."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import sqrt
from typing import IO, Any

from nmlint.catalogue.model import Catalogue
from nmlint.documents.model import Declaration, Document
from nmlint.finding import Finding, Kind, Severity
from nmlint.report import Artefact
from nmlint.source import Source

SCHEMA = "nmlint.eval/1"
NO_ADVERTISING = "no-advertising"
TRANSACTIONAL = "transactional"
PROMOTIONAL = frozenset({"promo", "mixed"})
LABELS = PROMOTIONAL | {TRANSACTIONAL}
UNDETERMINED = "und"

_Z = 1.959963984540054
_MAX_LINE = 1024 * 1024

Judge = Callable[[Document], Artefact]


@dataclass(frozen=True, slots=True)
class Share:
    """A proportion with its 95 % interval."""

    value: float
    low: float
    high: float
    n: int

    @classmethod
    def of(cls, hits: int, n: int) -> Share | None:
        """Hits out of n with Wilson's interval; None when nothing was measured."""
        if n == 0:
            return None
        share = hits / n
        middle = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        reach = _Z / (1 + _Z**2 / n) * sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
        return cls(share, max(0.0, min(middle - reach, share)), min(1.0, max(middle + reach, share)), n)

    @classmethod
    def mean(cls, shares: Iterable[Share]) -> Share | None:
        """The plain mean of several shares; its interval comes from theirs, taken as independent (MOVER)."""
        known = list(shares)
        if not known:
            return None
        count = len(known)
        value = sum(share.value for share in known) / count
        down = sqrt(sum((share.value - share.low) ** 2 for share in known)) / count
        up = sqrt(sum((share.high - share.value) ** 2 for share in known)) / count
        return cls(value, max(0.0, value - down), min(1.0, value + up), sum(share.n for share in known))

    def to_dict(self) -> dict[str, Any]:
        """As the contract has it."""
        return {"value": _rounded(self.value), "low": _rounded(self.low), "high": _rounded(self.high), "n": self.n}


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled message."""

    line: int
    text: str
    label: str
    lang: str
    scenario: str | None


@dataclass(frozen=True, slots=True)
class Malformed:
    """A line that is no row, and why."""

    line: int
    reason: str


@dataclass(slots=True)
class Tally:
    """What was counted for one group of rows."""

    by_label: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    blocked: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    flagged: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    hits: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    scenarios: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    in_first_two: int = 0

    def add(self, label: str, *, blocked: bool, flagged: bool) -> None:
        """Counts one judged row."""
        self.by_label[label] += 1
        self.blocked[label] += blocked
        self.flagged[label] += flagged

    def to_dict(self) -> dict[str, Any]:
        """The group as the contract has it; null where nothing could be measured."""
        positive, transactional = self._positive(self.by_label), self.by_label[TRANSACTIONAL]
        known = [right for rights in self.scenarios.values() for right in rights]
        shares = {
            "recall_block": Share.of(self._positive(self.blocked), positive),
            "recall_flagged": Share.of(self._positive(self.flagged), positive),
            "fpr_block": Share.of(self.blocked[TRANSACTIONAL], transactional),
            "fpr_flagged": Share.of(self.flagged[TRANSACTIONAL], transactional),
            "mixed_recall": Share.of(self.flagged["mixed"], self.by_label["mixed"]),
            "scenario_top1": Share.of(sum(known), len(known)),
            "scenario_top2": Share.of(self.in_first_two, len(known)),
            "scenario_macro_top1": Share.mean(
                share for rights in self.scenarios.values() if (share := Share.of(sum(rights), len(rights)))
            ),
        }
        return {
            "n": sum(self.by_label.values()),
            **{name: share and share.to_dict() for name, share in shares.items()},
        }

    def rule_dict(self) -> dict[str, Any]:
        """The group of one rule, with what it hit and how often that was right."""
        positive, transactional = self._positive(self.hits), self.hits[TRANSACTIONAL]
        precision = Share.of(positive, positive + transactional)
        return {
            **self.to_dict(),
            "hits_positive": positive,
            "hits_transactional": transactional,
            "precision": precision and precision.to_dict(),
        }

    @staticmethod
    def _positive(counts: Mapping[str, int]) -> int:
        return sum(counts.get(label, 0) for label in PROMOTIONAL)


@dataclass(slots=True)
class Evaluation:
    """Counts row after row; holds no texts, so a file may be of any length."""

    catalogue: Catalogue
    overall: Tally = field(default_factory=Tally)
    by_lang: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    by_rule: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    left_out: int = 0
    malformed: list[Malformed] = field(default_factory=list)

    def run(self, lines: Iterable[bytes], judge: Judge) -> None:
        """Judges every row as a message of which nothing is declared."""
        for row in self._rows(lines):
            source = Source(f"line {row.line}", row.text)
            artefact = judge(Document("message", f"line-{row.line}", source, Declaration()))
            if artefact.problem is not None:
                self.malformed.append(Malformed(row.line, f"not judged: {artefact.problem.message}"))
            else:
                self._count(row, artefact)

    def to_dict(self) -> dict[str, Any]:
        """The published contract of `nmlint eval`."""
        return {
            "schema": SCHEMA,
            "catalogue": {"version": self.catalogue.identity.name, "sha256": self.catalogue.identity.sha256},
            "rows": {
                "judged": sum(self.overall.by_label.values()),
                "left_out": self.left_out,
                "malformed": [{"line": row.line, "reason": row.reason} for row in self.malformed],
            },
            "overall": self.overall.to_dict(),
            "by_lang": {lang: self.by_lang[lang].to_dict() for lang in sorted(self.by_lang)},
            "by_rule": {rule: self._of_rule(rule).rule_dict() for rule in sorted(self.by_rule)},
        }

    def _of_rule(self, rule: str) -> Tally:
        tally = self.by_rule[rule]
        tally.by_label = self.overall.by_label
        return tally

    def _rows(self, lines: Iterable[bytes]) -> Iterator[Row]:
        numbers = {str(s.number): s.id for s in self.catalogue.scenarios.values() if s.number is not None}
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = _row(number, line, numbers, self.catalogue)
            except (ValueError, RecursionError) as error:
                self.malformed.append(Malformed(number, str(error) or type(error).__name__))
                continue
            if row.label in LABELS:
                yield row
            else:
                self.left_out += 1

    def _count(self, row: Row, artefact: Artefact) -> None:
        counted = [finding for finding in artefact.findings if finding.suppressed is None]
        reasons = [finding for finding in counted if self._promotional(finding)]
        for tally in (self.overall, self.by_lang[row.lang]):
            tally.add(row.label, blocked=any(map(_blocks, reasons)), flagged=any(map(_flags, reasons)))
            if row.scenario is not None:
                guess = artefact.scenario
                tally.scenarios[row.scenario].append(guess.suggested == row.scenario)
                tally.in_first_two += row.scenario in {guess.suggested, guess.runner_up}
        for rule in {finding.rule for finding in counted}:
            own = [finding for finding in counted if finding.rule == rule]
            tally = self.by_rule[rule]
            tally.hits[row.label] += 1
            tally.blocked[row.label] += any(map(_blocks, own))
            tally.flagged[row.label] += any(map(_flags, own))

    def _promotional(self, finding: Finding) -> bool:
        rule = self.catalogue.rules.get(finding.rule)
        return finding.clause == NO_ADVERTISING or (rule is not None and NO_ADVERTISING in rule.clauses)


def bounded_lines(stream: IO[bytes]) -> Iterator[bytes]:
    """The lines of a stream; of one that is too long for a row, no more than shows that it is."""
    while line := stream.readline(_MAX_LINE + 1):
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = stream.readline(_MAX_LINE)
        yield line


def _blocks(finding: Finding) -> bool:
    return finding.severity is Severity.ERROR and finding.kind is Kind.VIOLATION


def _flags(finding: Finding) -> bool:
    return finding.severity is not Severity.INFO or finding.kind is not Kind.VIOLATION


def _row(number: int, line: bytes, numbers: Mapping[str, str], catalogue: Catalogue) -> Row:
    """The row on a line. Raises ValueError with the reason why it is none."""
    if len(line) > _MAX_LINE:
        raise ValueError("longer than a megabyte")
    try:
        data = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8 at byte {error.start + 1}") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"no valid JSON: {error.msg} at character {error.colno}") from error
    if not isinstance(data, dict):
        raise ValueError('a row is an object with "text" and "label"')  # noqa: TRY004  one kind of error, one handler
    text, label = data.get("text"), data.get("label")
    if not isinstance(text, str) or not text.strip():
        raise ValueError('"text" must be a text that is not empty')
    if not isinstance(label, str):
        raise ValueError('"label" must be a text, such as "promo"')  # noqa: TRY004  the same
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError('"text" holds half a character (an unpaired surrogate)')
    lang = data.get("lang")
    scenario = data.get("scenario")
    scenario_id = None if scenario is None else numbers.get(str(scenario), str(scenario))
    if scenario_id is not None and scenario_id not in catalogue.scenarios:
        raise ValueError(f'"scenario" {scenario!r} is neither the number nor the id of a scenario')
    return Row(number, text, label, lang if isinstance(lang, str) and lang else UNDETERMINED, scenario_id)


def _rounded(number: float) -> float:
    return round(number, 6)
