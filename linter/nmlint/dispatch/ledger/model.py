"""What goes into the ledger and comes out of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from nmlint.dispatch.outgoing import Answer, Outgoing


@dataclass(frozen=True, slots=True)
class Following:
    """The approved fallback of a message: what is to be sent `after` so long without a delivery.

    The ledger keeps it sealed, for it names a receiver and what he is told, and forgets it when nothing is open.
    """

    after: timedelta
    outgoing: Outgoing = field(repr=False)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One handing over to a sender that is about to happen; `step` 0 is the message, 1 and more are its fallbacks."""

    tag: str
    channel: str
    message: str
    at: datetime
    step: int = 0
    following: Following | None = None


@dataclass(frozen=True, slots=True)
class Begun:
    """What the ledger says when a message is about to be handed over.

    `fresh` is true for the one caller who may send. Otherwise the key is taken: `earlier` is the decision's id of then,
    and `answer` what came of it, None where nobody knows yet or ever will.
    """

    fresh: bool
    earlier: str | None = None
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A message whose fallback is due: no delivery was told in time."""

    decision: str
    tag: str
    following: Following
