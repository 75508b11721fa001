"""What one round of the worker came to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from nmlint.bilingual import Bilingual


class Went(StrEnum):
    """What became of one fallback in a round."""

    SENT = "sent"
    """The gateway took it."""
    REFUSED = "refused"
    """The gateway does not take it; it was not sent."""
    UNKNOWN = "unknown"
    """It may have been sent, and is not sent again."""
    NEEDLESS = "needless"
    """It was not to be sent any more: the message arrived meanwhile, or another worker has it."""
    LATE = "late"
    """The moment by which it should have arrived has passed; it was not sent."""
    HELD = "held"
    """The gateway does not take it for now; it is kept, and tried again."""
    FAILED = "failed"
    """It could not even be claimed; it was not sent."""
    LEFT = "left"
    """The round ended before its turn; it stays due."""


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did.

    `fallbacks` counts what became of those that were due. `owed` answers wait to be recorded. `undecided` are all
    attempts of which nobody knows whether they were sent, `closed` those that were silent for too long, `pruned` the
    decisions that were deleted; each is None where this round did not look. `trouble` says why it ended early. `more`
    says that the next round has work already.
    """

    at: datetime
    fallbacks: Mapping[Went, int] = field(default_factory=dict)
    owed: int = 0
    undecided: int | None = None
    closed: int | None = None
    pruned: int | None = None
    trouble: Bilingual | None = None
    more: bool = False

    @property
    def due(self) -> int:
        """How many fallbacks were due."""
        return sum(self.fallbacks.values())

    def count(self, went: Went) -> int:
        """How many fallbacks went so."""
        return self.fallbacks.get(went, 0)

    @property
    def said(self) -> Bilingual:
        """The round in one line."""
        told = [(self.due, _DUE)]
        told += [(self.count(went), words) for went, words in _WORDS.items()]
        told += [(self.closed or 0, _CLOSED), (self.undecided or 0, _UNDECIDED), (self.pruned or 0, _PRUNED)]
        told.append((self.owed, _OWED))
        shown = [(number, words) for number, words in told if number or words is _DUE]
        return Bilingual(
            ", ".join(f"{words}: {number}" for number, words in shown),
            "，".join(f"{words.chinese} {number} 則" for number, words in shown),
        )


_DUE = Bilingual("fallbacks due", "到期備援")
_WORDS = {
    Went.SENT: Bilingual("sent", "送出"),
    Went.REFUSED: Bilingual("refused", "遭拒"),
    Went.UNKNOWN: Bilingual("perhaps sent", "結果不明"),
    Went.NEEDLESS: Bilingual("not needed any more", "已不需要"),
    Went.LATE: Bilingual("too late", "已過期限"),
    Went.HELD: Bilingual("held until the gateway takes them", "等候簡訊服務恢復"),
    Went.FAILED: Bilingual("failed", "失敗"),
    Went.LEFT: Bilingual("left for the next round", "留待下一輪"),
}
_CLOSED = Bilingual("closed for silence", "無回音而結束")
_UNDECIDED = Bilingual("of unknown fate in the ledger", "帳本中結果不明")
_PRUNED = Bilingual("old decisions deleted", "刪除舊紀錄")
_OWED = Bilingual("answers not recorded yet", "尚未記錄的回應")
