"""One thing found, with everything an output needs to show it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from nmlint.source import Location


class Severity(StrEnum):
    """How much a finding weighs; only an error blocks."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return list(Severity).index(self)


class Confidence(StrEnum):
    """How sure the rule can be of what it says."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Kind(StrEnum):
    """What the reader has to do: mend the text, declare a fact, or mind a value."""

    VIOLATION = "violation"
    EVIDENCE = "evidence"
    DEPENDS_ON_DATA = "depends-on-data"


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule's verdict on some characters.

    `exact` is false where a filter rewrote the text and the span is the whole expression.
    `through` leads from the outermost call or include to the place that was reached through it.
    `pointer` is the JSON pointer of the value meant, empty in a plain text.
    A `placeless` one is about the message as a whole and only stands at its first line.
    `condition` says on which branch the text appears; empty when it always does.
    """

    rule: str
    kind: Kind
    severity: Severity
    confidence: Confidence
    mandatory: bool
    message: str
    location: Location
    clause: str | None = None
    slot: str | None = None
    pointer: str = ""
    view: str = "raw"
    matched: str = ""
    read_as: str = ""
    exact: bool = True
    through: tuple[Location, ...] = ()
    condition: str = ""
    fix: str | None = None
    fingerprint: str = ""
    suppressed: str | None = None
    placeless: bool = False

    @property
    def order(self) -> tuple[str, int, int, int, str, str]:
        """Sorts findings by file, place, weight and rule, the same in every run."""
        start, end = self.location.start, self.location.end
        return (self.location.path, start.offset, end.offset, self.severity.rank, self.rule, self.message)
