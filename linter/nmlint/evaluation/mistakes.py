"""The worst mistakes, few enough to be read."""

from __future__ import annotations

from bisect import insort
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

MOST = 30
LONGEST = 120


class MistakeKind(StrEnum):
    """How a verdict or a scenario is wrong, the gravest first."""

    FALSE_BLOCK = "false-block"
    MISSED = "missed"
    FALSE_FLAG = "false-flag"
    SCENARIO = "scenario"


_RANK = {kind: rank for rank, kind in enumerate(MistakeKind)}


@dataclass(frozen=True, slots=True)
class Mistake:
    """A row that was judged wrongly; `rules` are those that did it, `expected` and `suggested` are scenarios."""

    file: str
    line: int
    id: str | None
    kind: MistakeKind
    label: str
    rules: tuple[str, ...]
    expected: str | None
    suggested: str | None
    confidence: float | None
    text: str

    @property
    def gravity(self) -> tuple[int, float]:
        """Sorts the gravest first; of wrong scenarios those that were told with the greatest confidence."""
        sure = (self.confidence or 0.0) if self.kind is MistakeKind.SCENARIO else 0.0
        return _RANK[self.kind], -sure

    def to_dict(self) -> dict[str, Any]:
        """As the contract has it."""
        return {**asdict(self), "rules": list(self.rules)}


@dataclass(slots=True)
class Worst:
    """The worst mistakes met so far, never more than a reader bears; equally bad ones in the order they came."""

    kept: list[Mistake] = field(default_factory=list)

    def add(self, mistake: Mistake) -> None:
        """Keeps a mistake if it is among the worst."""
        insort(self.kept, mistake, key=lambda known: known.gravity)
        del self.kept[MOST:]
