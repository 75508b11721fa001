"""Which keys were sent, where there is no ledger: as long as the program runs, and as many as it can remember."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime
from threading import Lock

from nmlint.dispatch.decision import Decision
from nmlint.dispatch.ledger.model import Attempt, Begun
from nmlint.dispatch.outgoing import Answer, Fate

_MOST = 100_000


class Recent:
    """Remembers the last keys that were sent, so that none is sent twice by this program."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._keys: OrderedDict[str, tuple[str, Answer | None]] = OrderedDict()
        self._tags: dict[str, str] = {}

    def begin(self, decision: Decision, attempt: Attempt | None) -> Begun:
        """Claims the key of a decision; a decision that sends nothing is not kept."""
        if attempt is None:
            return Begun(fresh=True)
        with self._lock:
            known = self._keys.get(decision.key)
            if known is not None:
                return Begun(False, *known)
            self._keys[decision.key] = (decision.id, None)
            self._tags[attempt.tag] = decision.key
            if len(self._keys) > _MOST:
                self._keys.popitem(last=False)
        return Begun(fresh=True)

    def answered(self, tag: str, answer: Answer, at: datetime) -> None:
        """What came of it: a message that was not sent may be tried again."""
        del at
        with self._lock:
            key = self._tags.pop(tag, None)
            if key is None or key not in self._keys:
                return
            if answer.fate is Fate.REFUSED:
                del self._keys[key]
            else:
                self._keys[key] = (self._keys[key][0], answer)

    def begin_fallback(self, decision: str, attempt: Attempt, now: datetime) -> bool:
        """A program without a ledger sends a fallback only where it was refused itself, and then once."""
        del decision, attempt, now
        return True

    def is_friend(self, user: str) -> None:
        """Nobody keeps the friends here."""
