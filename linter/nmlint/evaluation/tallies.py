"""What is counted of a group of rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nmlint.evaluation.rows import PROMOTIONAL, TRANSACTIONAL
from nmlint.report import ScenarioGuess
from nmlint.shares import Share, share_dict

# Fewer rows of a scenario say nothing of it, and do not count in the average over scenarios.
FEWEST_ROWS = 5


@dataclass(slots=True)
class Guesses:
    """How often a scenario was told at once, and how often among the first two."""

    n: int = 0
    first: int = 0
    first_two: int = 0

    def add(self, wanted: str, guess: ScenarioGuess) -> None:
        """Counts one guess."""
        self.n += 1
        self.first += guess.suggested == wanted
        self.first_two += wanted in {guess.suggested, guess.runner_up}


@dataclass(slots=True)
class Tally:
    """What was counted for one group of rows; `hits` only where the group is what one rule found."""

    by_label: Counter[str] = field(default_factory=Counter)
    blocked: Counter[str] = field(default_factory=Counter)
    flagged: Counter[str] = field(default_factory=Counter)
    hits: Counter[str] = field(default_factory=Counter)
    guesses: dict[str, Guesses] = field(default_factory=lambda: defaultdict(Guesses))

    def add(self, label: str, *, blocked: bool, flagged: bool) -> None:
        """Counts one judged row."""
        self.by_label[label] += 1
        self.blocked[label] += blocked
        self.flagged[label] += flagged

    def to_dict(self) -> dict[str, Any]:
        """The group as the contract has it; null where nothing could be measured."""
        n, first, first_two = self._told()
        enough = (guesses for guesses in self.guesses.values() if guesses.n >= FEWEST_ROWS)
        of_each = (Share.of(guesses.first, guesses.n) for guesses in enough)
        macro = Share.mean(share for share in of_each if share is not None)
        return {
            "n": self.by_label.total(),
            **self._verdicts(),
            "scenario_top1": share_dict(first, n),
            "scenario_top2": share_dict(first_two, n),
            "scenario_macro_top1": None if macro is None else macro.to_dict(),
        }

    def scenario_dict(self) -> dict[str, Any]:
        """The group of the rows of one scenario."""
        n, first, first_two = self._told()
        return {
            "n": self.by_label.total(),
            "top1": share_dict(first, n),
            "top2": share_dict(first_two, n),
            **self._verdicts(),
        }

    def rule_dict(self, by_label: Counter[str]) -> dict[str, Any]:
        """The group of one rule among all rows, with what it hit and how often that was right."""
        positive, transactional = _positive(self.hits), self.hits[TRANSACTIONAL]
        among_all = Tally(by_label, self.blocked, self.flagged)
        return {
            **among_all.to_dict(),
            "hits_positive": positive,
            "hits_transactional": transactional,
            "precision": share_dict(positive, positive + transactional),
        }

    def _verdicts(self) -> dict[str, Any]:
        positive, transactional = _positive(self.by_label), self.by_label[TRANSACTIONAL]
        return {
            "recall_block": share_dict(_positive(self.blocked), positive),
            "recall_flagged": share_dict(_positive(self.flagged), positive),
            "fpr_block": share_dict(self.blocked[TRANSACTIONAL], transactional),
            "fpr_flagged": share_dict(self.flagged[TRANSACTIONAL], transactional),
            "mixed_recall": share_dict(self.flagged["mixed"], self.by_label["mixed"]),
        }

    def _told(self) -> tuple[int, int, int]:
        guesses = self.guesses.values()
        return (
            sum(guess.n for guess in guesses),
            sum(guess.first for guess in guesses),
            sum(guess.first_two for guess in guesses),
        )


def _positive(counts: Mapping[str, int]) -> int:
    return sum(counts.get(label, 0) for label in PROMOTIONAL)
