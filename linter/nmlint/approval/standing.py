"""How a document stands to what LINE approved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nmlint.approval.change import Change, Drift, worst
from nmlint.approval.model import Approved
from nmlint.source import Source


@dataclass(frozen=True, slots=True)
class Approval:
    """What was approved of a document, None where nothing was, and what has changed since.

    `demanded` says that nothing may differ; else an approval is honoured where it stands and its lack is no fault.
    `sources` is every file that a change may stand in. One that has `ended` counts for nothing.
    """

    entry: Approved | None
    changes: tuple[Change, ...] = ()
    demanded: bool = False
    sources: Mapping[str, Source] | None = None
    ended: bool = False

    @property
    def holds(self) -> bool:
        """Whether the document says what LINE approved, and the approval is in force."""
        return self.entry is not None and not self.ended and worst(self.changes) <= Drift.COSMETIC
