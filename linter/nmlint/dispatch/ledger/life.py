"""The life of a message in the ledger: what is known of its attempts, and what follows from that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from nmlint.dispatch.outgoing import Answer, Fate

# The one channel that tells later whether a message arrived.
NOTIFICATION = "notification-message"


class Outcome(StrEnum):
    """What became of a decision."""

    REFUSED = "refused"
    """The rules refused it."""
    OBSERVED = "observed"
    """It was only looked at."""
    REPEATED = "repeated"
    """Its key had been sent before."""
    PENDING = "pending"
    """It is being handed over, or its fallback is about to be."""
    ACCEPTED = "accepted"
    """The channel took it. LINE may still tell that it arrived; other channels tell nothing more."""
    DELIVERED = "delivered"
    """LINE told that it arrived."""
    FOLLOWED = "followed"
    """Its fallback was taken by its channel."""
    DUPLICATE = "duplicate"
    """It arrived, and its fallback was sent too."""
    NOT_DELIVERED = "not-delivered"
    """LINE took it and told nothing as long as it may still arrive."""
    FAILED = "failed"
    """It was not sent: every channel answered that it does not take it."""
    UNKNOWN = "unknown"
    """It may have been sent: no answer was recorded, or none that says so."""


# Of these nothing was sent under their key.
SENT_NOTHING = (Outcome.REFUSED, Outcome.OBSERVED, Outcome.REPEATED, Outcome.FAILED)


@dataclass(frozen=True, slots=True)
class Tried:
    """What is known of one attempt.

    `due` is when its fallback is due, `sealed_with` names the key of the following as long as one is kept. `requests`
    counts the calls of which the attempt was made. `closed` is when it was known that nothing more can happen.
    """

    tag: str
    decision: str
    step: int
    channel: str
    message: str
    receiver: str = field(repr=False)
    begun: datetime
    fate: Fate | None = None
    status: int | None = None
    reason: str = ""
    final: bool = False
    requests: int = 0
    request_id: str | None = None
    answered: datetime | None = None
    due: datetime | None = None
    sealed_with: str | None = None
    delivered: datetime | None = None
    closed: datetime | None = None

    @property
    def may_have_left(self) -> bool:
        """Whether it may have been sent, as far as is known."""
        return self.fate is not Fate.REFUSED

    @property
    def awaits_fallback(self) -> bool:
        """Whether it was refused for good, and its fallback is to go instead."""
        return self.fate is Fate.REFUSED and self.final and self.sealed_with is not None and self.closed is None

    @property
    def answer(self) -> Answer | None:
        """What came of it, where that is known."""
        if self.fate is None or self.fate is Fate.UNKNOWN:
            return None
        return Answer(self.fate, self.status, self.reason, self.final, self.requests, self.request_id)


# Later knowledge counts when it is better. That it was taken outweighs that it was not: what may have been sent is
# never sent again.
_KNOWLEDGE = {None: 0, Fate.UNKNOWN: 1, Fate.REFUSED: 2, Fate.ACCEPTED: 3}


@dataclass(frozen=True, slots=True)
class Life:
    """A decision with its attempts, in the order of their steps. `outcome` is what the ledger says at present."""

    decision: str
    key: str
    outcome: Outcome
    tried: tuple[Tried, ...]

    def answered(self, tag: str, answer: Answer, at: datetime) -> Life:
        """The sender's answer came."""

        def better(each: Tried) -> Tried:
            gain = _KNOWLEDGE[answer.fate] > _KNOWLEDGE[each.fate]
            if each.answered is not None and not gain:
                return each
            # A refusal of what has arrived is kept as what was said, not as what is true.
            told = replace(
                each,
                fate=answer.fate if gain else each.fate,
                status=answer.status,
                reason=_storable(answer.reason),
                final=answer.final and gain,
                requests=answer.attempts,
                request_id=None if answer.request_id is None else _storable(answer.request_id),
                answered=at,
                closed=None if each.fate is Fate.REFUSED else each.closed,
            )
            return replace(told, due=at) if told.awaits_fallback else told

        return self._with(tag, better)

    def delivered(self, tag: str, at: datetime) -> Life:
        """LINE told that it arrived, which it can only when it had taken it."""

        def arrived(each: Tried) -> Tried:
            return each if each.delivered is not None else replace(each, delivered=at, fate=Fate.ACCEPTED, final=False)

        return self._with(tag, arrived)

    def lost(self, before: datetime) -> Life:
        """What was begun before that moment and has no answer may have been sent, and nobody knows."""
        return self._each(
            lambda each: replace(each, fate=Fate.UNKNOWN) if each.fate is None and each.begun < before else each
        )

    def silent(self, now: datetime, before: datetime) -> Life:
        """What was taken before that moment, and not told about, will not be told about any more."""

        def over(each: Tried) -> Tried:
            if each.closed is not None or (each.answered or each.begun) > before:
                return each
            return replace(each, closed=now, fate=each.fate or Fate.UNKNOWN)

        return self._each(over)

    def may_follow(self, step: int) -> bool:
        """Whether the fallback of that step may go: the one before it is known, has not arrived and is not over."""
        before = [each for each in self.tried if each.step < step]
        if not before or len(before) != len(self.tried) or any(each.delivered for each in self.tried):
            return False
        last = before[-1]
        return last.step == step - 1 and last.fate is not None and last.closed is None

    def followed(self, attempt: Tried) -> Life:
        """Its fallback is about to be handed over."""
        return self._settled((*self.tried, attempt))

    def _with(self, tag: str, change: Callable[[Tried], Tried]) -> Life:
        return self._each(lambda each: change(each) if each.tag == tag else each)

    def _each(self, change: Callable[[Tried], Tried]) -> Life:
        return self._settled(tuple(map(change, self.tried)))

    def _settled(self, tried: tuple[Tried, ...]) -> Life:
        """With what follows from the attempts: what is over, what is to be forgotten, and the outcome."""
        last, arrived = tried[-1].step, any(each.delivered for each in tried)
        settled = tuple(_settled(each, needless=arrived or each.step < last) for each in tried)
        return replace(self, tried=settled, outcome=_outcome(settled))


def _storable(text: object) -> str:
    """What a sender said, without the characters that no database takes: for their sake no answer may be lost."""
    return str(text).replace("\0", "").encode("utf-8", "replace").decode()


def _settled(each: Tried, *, needless: bool) -> Tried:
    """The attempt, whose following may be `needless`: it has gone, or the message has arrived."""
    if needless and each.sealed_with is not None:
        each = replace(each, sealed_with=None)
    if each.closed is None:
        refused = each.fate is Fate.REFUSED and not each.awaits_fallback
        final = each.fate is Fate.ACCEPTED and each.channel != NOTIFICATION
        end = each.delivered or (each.answered if refused or final else None)
        each = each if end is None else replace(each, closed=end)
    return each if each.closed is None or each.sealed_with is None else replace(each, sealed_with=None)


def _outcome(tried: tuple[Tried, ...]) -> Outcome:
    left = [each for each in tried if each.may_have_left]
    if any(each.delivered for each in left):
        return Outcome.DUPLICATE if len(left) > 1 else Outcome.DELIVERED
    if not left:
        return Outcome.PENDING if any(each.awaits_fallback for each in tried) else Outcome.FAILED
    last = left[-1]
    if last.fate is None:
        return Outcome.PENDING
    if last.fate is Fate.UNKNOWN:
        return Outcome.UNKNOWN
    if last.step > 0:
        return Outcome.FOLLOWED
    return Outcome.NOT_DELIVERED if last.channel == NOTIFICATION and last.closed is not None else Outcome.ACCEPTED
