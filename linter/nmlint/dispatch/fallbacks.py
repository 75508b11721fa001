"""Sends the fallbacks that are due, each of them once, however many workers there are."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event, Lock

from nmlint.bilingual import CHINESE, Bilingual, in_language
from nmlint.dispatch.ledger.ledger import Ledger
from nmlint.dispatch.ledger.life import Outcome
from nmlint.dispatch.ledger.model import Attempt, Due
from nmlint.dispatch.ledger.problems import LedgerError, Problem
from nmlint.dispatch.ledger.records import Recorded
from nmlint.dispatch.outgoing import Answer, Fate, Sender
from nmlint.dispatch.rounds import Went

# How long a message waits for a gateway that takes nothing.
_HELD_FOR = timedelta(hours=1)
# So many unknown fates in a row, and the gateway is not asked for more in this round.
_DOUBTS = 3
_ARRIVED = frozenset({Outcome.DELIVERED, Outcome.DUPLICATE})
_WENT = {Fate.ACCEPTED: Went.SENT, Fate.REFUSED: Went.REFUSED, Fate.UNKNOWN: Went.UNKNOWN}
_TOO_LATE = Answer(
    Fate.REFUSED,
    reason=Bilingual("dispatch/too-late: the moment to arrive had passed", "dispatch/too-late：送達期限已過"),
    final=True,
    attempts=0,
)
_LOG = logging.getLogger("nmlint.serve")

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class _Held:
    """A fallback that was claimed and that the gateway did not take, so that it was not sent."""

    due: Due
    since: datetime
    answer: Answer


@dataclass(slots=True)
class Sending:
    """What becomes of the fallbacks of one round; several threads write it down."""

    counts: Counter[Went] = field(default_factory=Counter)
    trouble: Bilingual | None = None
    doubts: int = 0
    _lock: Lock = field(default_factory=Lock)

    def went(self, how: Went) -> None:
        """Notes what became of one."""
        with self._lock:
            self.counts[how] += 1
            self.doubts = self.doubts + 1 if how is Went.UNKNOWN else 0 if how is Went.SENT else self.doubts
            if self.doubts == _DOUBTS:
                self.trouble = Bilingual(
                    f"the SMS gateway left the fate of {_DOUBTS} messages open, one after the other",
                    f"簡訊服務連續 {_DOUBTS} 則沒有明確回應",
                )

    def ends(self, trouble: str) -> None:
        """The round is not gone on with."""
        with self._lock:
            self.trouble = trouble if isinstance(trouble, Bilingual) else Bilingual(trouble, trouble)


class Fallbacks:
    """Sends by one sender, so many at a time as are `parallel`; the first of a round goes alone.

    What the gateway does not take for now (it cannot be reached, or asks to come later) stays claimed and is tried
    again before anything else, so that an outage costs no message. Nobody but who holds it may send it.
    """

    def __init__(self, ledger: Ledger, sender: Sender, clock: Clock, stop: Event, *, parallel: int = 8) -> None:
        self._ledger, self._sender, self._clock, self._stop = ledger, sender, clock, stop
        self._parallel = parallel
        self._held: list[_Held] = []
        self.stirred: datetime | None = None
        """When one was last handed over: a long round is alive as long as this goes on."""

    @property
    def held(self) -> frozenset[str]:
        """The tags of those that were claimed and were not sent."""
        return frozenset(each.due.following.outgoing.tag for each in self._held)

    def send(self, due: Sequence[Due]) -> Sending:
        """Sends them, until the round has to end; what is held goes first."""
        sending = Sending()
        held, self._held = self._held, []
        for each in held:
            sending.went(self._again(each, sending))
        if due:
            sending.went(self._once(due[0], sending))
        with ThreadPoolExecutor(self._parallel, thread_name_prefix="nmlint-fallback") as threads:
            list(threads.map(lambda each: sending.went(self._once(each, sending)), due[1:]))
        return sending

    def give_up(self) -> None:
        """Records what is held as what it is: not sent."""
        held, self._held = self._held, []
        for each in held:
            self._record(each.due, each.answer)

    def _once(self, due: Due, sending: Sending) -> Went:
        if self._stop.is_set() or sending.trouble is not None:
            return Went.LEFT
        outgoing, now = due.following.outgoing, self._clock()
        try:
            late = _is_late(self._ledger.read(due.decision), now)
            attempt = Attempt(outgoing.tag, outgoing.channel, outgoing.message, now, 1)
            if not self._ledger.begin_fallback(due.decision, attempt, now):
                return Went.NEEDLESS
        except LedgerError as error:
            if error.problem is Problem.WRONG_USE:
                _LOG.error("fallback %s: %s", outgoing.tag, error)
                return Went.FAILED
            sending.ends(error.args[0])
            return Went.LEFT
        except Exception as error:  # noqa: BLE001  one bad message holds up no other
            # Its text could repeat what stands in the message.
            _LOG.error("fallback %s: %s", outgoing.tag, type(error).__name__)
            return Went.FAILED
        if late:
            self._record(due, _TOO_LATE)
            return Went.LATE
        return self._handed(due, now, sending)

    def _again(self, held: _Held, sending: Sending) -> Went:
        """Tries once more what is held, unless it has arrived meanwhile, or nobody waits for it any more."""
        if self._stop.is_set() or sending.trouble is not None:
            self._held.append(held)
            return Went.HELD
        now = self._clock()
        try:
            known = self._ledger.read(held.due.decision)
        except LedgerError as error:
            self._held.append(held)
            sending.ends(error.args[0])
            return Went.HELD
        if known is None or known.outcome in _ARRIVED:
            self._record(held.due, held.answer)
            return Went.NEEDLESS
        late = _is_late(known, now)
        if late or now - held.since > _HELD_FOR:
            self._record(held.due, _TOO_LATE if late else held.answer)
            return Went.LATE
        return self._handed(held.due, held.since, sending)

    def _handed(self, due: Due, since: datetime, sending: Sending) -> Went:
        """Hands one over that is claimed."""
        try:
            answer = self._sender.send(due.following.outgoing)
        except Exception as error:  # noqa: BLE001  it may have been sent, whatever it is
            answer = Answer(Fate.UNKNOWN, reason=type(error).__name__)
        self.stirred = self._clock()
        if _only_for_now(answer):
            self._held.append(_Held(due, since, answer))
            sending.ends(
                Bilingual(
                    f"the SMS gateway takes nothing for now: {answer.reason}",
                    f"簡訊服務暫時無法收件：{in_language(answer.reason, CHINESE)}",
                )
            )
            return Went.HELD
        self._record(due, answer)
        return _WENT[answer.fate]

    def _record(self, due: Due, answer: Answer) -> None:
        """Writes down what the gateway answered; what the ledger does not take now it takes later."""
        tag = due.following.outgoing.tag
        try:
            self._ledger.answered(tag, answer, self._clock())
        except Exception as error:  # noqa: BLE001  what was sent stays sent, and will show as unknown
            _LOG.error("fallback %s: %s was not recorded: %s", tag, answer.fate, type(error).__name__)


def _is_late(known: Recorded | None, now: datetime) -> bool:
    """Whether the moment has passed by which the message should have arrived."""
    deadline = None if known is None else known.record.get("deadline")
    return deadline is not None and datetime.fromisoformat(deadline) <= now


def _only_for_now(answer: Answer) -> bool:
    """Whether it was not sent for a reason that passes: nobody was reached, or the sender tried it several times."""
    if answer.fate is not Fate.REFUSED or answer.final or not answer.attempts:
        return False
    return answer.status is None or answer.attempts > 1
