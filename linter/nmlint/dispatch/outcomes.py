"""What the rules say of what became of messages: refused, unknown, never delivered, or billed otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from nmlint.checks.moments import Moment
from nmlint.dispatch.decision import Objection
from nmlint.dispatch.ledger.life import Tried
from nmlint.dispatch.ledger.reconciling import Reconciled
from nmlint.dispatch.ledger.records import Recorded
from nmlint.dispatch.objecting import asked
from nmlint.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Asks the rules of a catalogue, at a moment."""

    rulebook: Rulebook
    now: datetime

    def of(self, recorded: Recorded) -> list[Objection]:
        """What is wrong with how a decision ended, attempt by attempt."""
        return [each for tried in recorded.tried for each in self._of_attempt(tried, recorded)]

    def _of_attempt(self, tried: Tried, recorded: Recorded) -> Iterator[Objection]:
        followed = any(other.step > tried.step and other.may_have_left for other in recorded.tried)
        since = tried.answered or tried.begun
        moment = Moment(
            channel=tried.channel,
            fate=None if tried.fate is None else str(tried.fate),
            status=tried.status,
            reason=tried.reason,
            silent_for=None if tried.delivered is not None else self.now - since,
            followed=followed,
        )
        yield from asked(self.rulebook, "outcome", moment)

    def billed(self, row: Reconciled) -> list[Objection]:
        """What is wrong with how a day was counted."""
        return asked(self.rulebook, "account", Moment(delivered=row.delivered, billed=row.figure.count))
