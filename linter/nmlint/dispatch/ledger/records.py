"""What the ledger says of one decision: what was recorded of it, its attempts and what LINE told of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from nmlint.dispatch.ledger.life import Outcome, Tried


@dataclass(frozen=True, slots=True)
class Arrived:
    """A delivery event that LINE sent for an attempt."""

    event: str
    data: str = field(repr=False)
    at: datetime
    received: datetime
    redelivery: bool


@dataclass(frozen=True, slots=True)
class Recorded:
    """A decision as it was recorded, and what came of it. `record` is its JSON; neither receiver nor value is in it."""

    id: str
    at: datetime
    outcome: Outcome
    record: Mapping[str, Any] = field(repr=False)
    earlier: str | None = None
    tried: tuple[Tried, ...] = ()
    arrived: tuple[Arrived, ...] = ()

    @property
    def verdict(self) -> str:
        """What was decided, as the filter has it."""
        return "observed" if self.record["observed"] else "allowed" if self.record["allowed"] else "refused"

    def to_json(self) -> dict[str, Any]:
        """The decision with its history, as plain data."""
        return {
            "schema": "nmlint.recorded/1",
            "outcome": str(self.outcome),
            "earlier": self.earlier,
            "decision": dict(self.record),
            "attempts": [_plain(each) for each in self.tried],
            "deliveries": [
                {
                    "event": each.event,
                    "at": each.at.isoformat(),
                    "received": each.received.isoformat(),
                    "redelivery": each.redelivery,
                }
                for each in self.arrived
            ],
        }


def _plain(each: Tried) -> dict[str, Any]:
    moments = ("begun", "answered", "due", "delivered", "closed")
    said = {name: getattr(each, name) for name in moments}
    return {
        "tag": each.tag,
        "step": each.step,
        "channel": each.channel,
        "message": each.message,
        "fate": each.fate,
        "status": each.status,
        "reason": each.reason,
        "final": each.final,
        "requests": each.requests,
        "request_id": each.request_id,
        **{name: None if moment is None else moment.isoformat() for name, moment in said.items()},
    }


@dataclass(frozen=True, slots=True)
class Undecided:
    """An attempt that may have been sent, and nobody knows; `reason` is what its sender said, if anything."""

    decision: str
    template: str
    tag: str
    step: int
    channel: str
    begun: datetime
    reason: str

    def to_json(self) -> dict[str, Any]:
        """The attempt as plain data."""
        return {**asdict(self), "begun": self.begun.isoformat()}
