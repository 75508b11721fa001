"""The guard: nothing reaches the sender unjudged."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from inspect import iscoroutinefunction
from pathlib import Path
from time import perf_counter
from typing import Any, Generic, Literal, Protocol, TypeAlias, TypeVar, get_args
from urllib.parse import urlsplit

from nmlint.api import Judge
from nmlint.bilingual import Bilingual
from nmlint.checks.moments import Moment
from nmlint.config import load_settings
from nmlint.dispatch.calling import require_parts, require_sound, tellable
from nmlint.dispatch.checking import checked
from nmlint.dispatch.deciding import Decider, Leaving, Request
from nmlint.dispatch.decision import Decision, Rejected, Sent
from nmlint.dispatch.ledger.model import Attempt, Begun
from nmlint.dispatch.outgoing import Answer, AsyncSender, Fate, Outgoing, Sender
from nmlint.dispatch.program import Filters
from nmlint.dispatch.recent import Recent
from nmlint.dispatch.senders.plain import of_async_callable, of_callable
from nmlint.errors import NmlintError, UsageError
from nmlint.vocabulary import CHANNELS, NOTIFICATION

Mode = Literal["enforce", "observe"]
Given = TypeVar("Given")
Clock = Callable[[], datetime]
Observer = Callable[[Decision, float], None]
Callee: TypeAlias = Callable[[Outgoing], Answer | None]
AsyncCallee: TypeAlias = Callable[[Outgoing], Awaitable[Answer | None]]

# Where a rehearsal listens.
_OWN_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
_LOG = logging.getLogger("nmlint.guard")
# A program that has set up no logging hears of a refusal by the exception, not by a line on its standard error.
_LOG.addHandler(logging.NullHandler())
_NO_FILTERS: Filters = {}


class Record(Protocol):
    """Where decisions and sends are written down, and who may send a key; a ledger does it for good."""

    def begin(self, decision: Decision, attempt: Attempt | None, /) -> Begun:
        """Writes a decision down and, for an attempt, claims its key."""
        ...  # pragma: no cover

    def answered(self, tag: str, answer: Answer, at: datetime, /) -> object:
        """Writes down what came of an attempt."""
        ...  # pragma: no cover

    def begin_fallback(self, decision: str, attempt: Attempt, now: datetime, /) -> bool:
        """Claims the fallback of a decision; false where it went out already, or is not needed any more."""
        ...  # pragma: no cover

    def is_friend(self, user: str, /) -> bool | None:
        """Whether a user is known as a friend of the account; None where that is not known."""
        ...  # pragma: no cover


class _Guarding(Generic[Given]):
    """What both guards share: templates made ready, the decision, and what is written down of it."""

    _awaited: bool

    def __init__(  # noqa: PLR0913  each is a part that the program may have of its own
        self,
        root: str | os.PathLike[str] = ".",
        *,
        senders: Mapping[str, Given],
        ledger: Record | None = None,
        plans: Sequence[str | os.PathLike[str]] = (),
        filters: Filters = _NO_FILTERS,
        mode: Mode = "enforce",
        clock: Clock | None = None,
        observer: Observer | None = None,
    ) -> None:
        channels = frozenset(senders)
        unknown = sorted(channels - set(CHANNELS))
        if unknown:
            listed = ", ".join(CHANNELS)
            raise UsageError(
                Bilingual(
                    f"no channel is called {unknown[0]!r}; there are {listed}",
                    f"沒有「{unknown[0]}」這個通路；可用：{listed}",
                )
            )
        settings = replace(load_settings(Path(root)), locked=True)
        require_parts(mode, get_args(Mode), ledger, described=settings.dispatch is not None)
        self._judge = Judge(settings)
        if self._judge.catalogue.faults:
            raise UsageError(self._judge.catalogue.faults[0].said)
        self._decider = Decider(self._judge, [Path(root) / plan for plan in plans], filters)
        self._senders = {
            channel: _sender_of(channel, given, awaited=self._awaited) for channel, given in senders.items()
        }
        self._channels = channels
        self._require_one_endpoint()
        self._ledger: Record = Recent() if ledger is None else ledger
        self._mode = mode
        self._clock = clock or _now
        self._observer = observer

    def _require_one_endpoint(self) -> None:
        """Raises UsageError where notification messages go to an address that they may not go to."""
        place = getattr(self._senders.get(NOTIFICATION), "endpoint", None)
        if place is None or urlsplit(place).hostname in _OWN_MACHINE:
            return
        for objection in self._decider.account(Moment(endpoints=(place,))):
            raise UsageError(objection.message)

    def decide(
        self,
        template: str,
        to: object,
        values: Mapping[str, Any],
        *,
        key: str | None = None,
        event: datetime | None = None,
        deadline: datetime | None = None,
    ) -> Decision:
        """The decision on a message, which is neither sent nor written down."""
        return self._decided(Request(template, to, values, key, event, deadline))[0]

    def check(self, message: str | Mapping[str, Any] | Sequence[Any]) -> Decision:
        """The decision on a finished message that another program built: a text, a request or a message object.

        Whether it is what LINE approved is not asked, for nothing says which template it was; `send` asks that.
        """
        return checked(message, self._judge.settings, self._decider.basis, self._clock())

    def _decided(self, request: Request) -> tuple[Decision, Leaving | None]:
        """The decision; where the guard itself fails, a refusal that says so."""
        start = perf_counter()
        now = self._clock()
        observed = self._mode == "observe"
        try:
            require_sound(request, now)
            if type(request.values) is not dict:
                request = replace(request, values=dict(request.values))
            decision, leaving = self._decider.decide(
                request, self._channels, now, self._ledger.is_friend, observed=observed
            )
        except NmlintError as error:
            decision, leaving = self._decider.failed(tellable(request), now, _said(error), observed=observed), None
        except Exception as error:  # noqa: BLE001  whatever it is, the message does not leave
            _LOG.exception("the guard failed")
            name = type(error).__name__
            decision, leaving = (
                self._decider.failed(tellable(request), now, Bilingual(name, name), observed=observed),
                None,
            )
        if self._observer is not None:
            self._observer(decision, perf_counter() - start)
        return decision, leaving

    def _begun(self, decision: Decision, leaving: Leaving | None) -> tuple[Decision, Begun | None]:
        """Writes the decision down; one that cannot be written down is a refusal, and says so."""
        attempt = None
        if leaving is not None:
            outgoing = leaving.outgoing
            attempt = Attempt(outgoing.tag, outgoing.channel, outgoing.message, decision.at, 0, leaving.following)
        try:
            return decision, self._ledger.begin(decision, attempt)
        except NmlintError as error:
            return self._decider.unwritten(decision, _said(error)), None
        except Exception as error:  # noqa: BLE001  whatever it is, nothing leaves without a record
            # Its text could repeat what was to be written.
            name = type(error).__name__
            _LOG.error("the decision was not written down: %s", name)
            return self._decider.unwritten(decision, Bilingual(name, name)), None

    def _answered(self, outgoing: Outgoing, answer: Answer) -> None:
        """Writes down what came of a message that was handed over; its caller learns it in any case."""
        if answer.fate is not Fate.ACCEPTED:
            _LOG.warning("%s by %s: %s: %s", outgoing.tag, outgoing.channel, answer.fate, answer.reason)
        try:
            self._ledger.answered(outgoing.tag, answer, self._clock())
        except Exception as error:  # noqa: BLE001  what was sent stays sent, and will show as unknown
            _LOG.error("%s: what came of it was not written down: %s", outgoing.tag, type(error).__name__)

    def _follow(self, decision: Decision, leaving: Leaving, answer: Answer) -> Outgoing | None:
        """The fallback, where LINE refused the receiver at once and it is this program's to send."""
        if answer.fate is not Fate.REFUSED or not answer.final or leaving.following is None:
            return None
        outgoing, now = leaving.following.outgoing, self._clock()
        if outgoing.channel not in self._channels:
            return None
        attempt = Attempt(outgoing.tag, outgoing.channel, outgoing.message, now, 1)
        try:
            return outgoing if self._ledger.begin_fallback(decision.id, attempt, now) else None
        except NmlintError as error:
            # The caller learns what LINE said all the same, and a worker sends the fallback when the ledger is back.
            _LOG.warning("%s: the fallback was not begun: %s", decision.template, error)
            return None


class Guard(_Guarding[Sender | Callee]):
    """Judges each message and hands it to the sender of its channel.

    `root` is the project with its configuration, lock and templates, which are read once, when the guard is made.
    `senders` has a sender, or a plain function that takes an `Outgoing`, for each channel (`notification-message`,
    `sms`, `oa-push`). `ledger` keeps decisions and sends; without one, a key is remembered as long as the program runs.
    `plans` are send plans of the project, `filters` those of the program's own Jinja environment. In the mode `observe`
    objections are written down and refuse nothing. `clock` tells the time, `observer` is told each decision and how
    many seconds it took.

    Raises UsageError for a configuration, a lock or a plan by which nothing can be sent.
    """

    _awaited = False

    def send(
        self,
        template: str,
        to: object,
        values: Mapping[str, Any],
        *,
        key: str | None = None,
        event: datetime | None = None,
        deadline: datetime | None = None,
    ) -> Sent:
        """Sends an approved template, filled with values, to a phone number (or a friend's user id).

        `key` is sent once; without one, the same template, receiver and values are. `event` is when that happened of
        which the message tells, `deadline` until when it must have arrived; both know their time zone.

        Raises Rejected where it may not leave: nothing was sent then.
        """
        decision, leaving = self._decided(Request(template, to, values, key, event, deadline))
        decision, begun = self._begun(decision, leaving)
        if leaving is None or begun is None:
            return _refused(decision)
        if not begun.fresh:
            return Sent(decision, begun.answer, repeated=True)
        answer = self._handed(leaving.outgoing)
        follow = self._follow(decision, leaving, answer)
        return Sent(decision, answer, followed=None if follow is None else self._handed(follow))

    def _handed(self, outgoing: Outgoing) -> Answer:
        try:
            answer: Answer = self._senders[outgoing.channel].send(outgoing)
        except Exception as error:  # noqa: BLE001  it may have been sent, whatever it is
            answer = Answer(Fate.UNKNOWN, reason=type(error).__name__)
        self._answered(outgoing, answer)
        return answer


class AsyncGuard(_Guarding[AsyncSender | AsyncCallee]):
    """The same for programs that await; see Guard. Its senders, or functions, are awaited."""

    _awaited = True

    async def send(
        self,
        template: str,
        to: object,
        values: Mapping[str, Any],
        *,
        key: str | None = None,
        event: datetime | None = None,
        deadline: datetime | None = None,
    ) -> Sent:
        """See Guard.send. Raises Rejected where the message may not leave: nothing was sent then."""
        decision, leaving = self._decided(Request(template, to, values, key, event, deadline))
        decision, begun = await asyncio.to_thread(self._begun, decision, leaving)
        if leaving is None or begun is None:
            return _refused(decision)
        if not begun.fresh:
            return Sent(decision, begun.answer, repeated=True)
        answer = await self._handed(leaving.outgoing)
        follow = await asyncio.to_thread(self._follow, decision, leaving, answer)
        return Sent(decision, answer, followed=None if follow is None else await self._handed(follow))

    async def _handed(self, outgoing: Outgoing) -> Answer:
        try:
            answer: Answer = await self._senders[outgoing.channel].send(outgoing)
        except Exception as error:  # noqa: BLE001  it may have been sent, whatever it is
            answer = Answer(Fate.UNKNOWN, reason=type(error).__name__)
        await asyncio.to_thread(self._answered, outgoing, answer)
        return answer


def _sender_of(channel: str, given: Any, *, awaited: bool) -> Any:
    """A sender, or a function as one. Raises UsageError for one that is none, or that the other guard is for."""
    if not hasattr(given, "send") and not callable(given):
        raise UsageError(
            Bilingual(
                f"the sender for {channel} has no send() and is no function",
                f"{channel} 的 sender 沒有 send()，也不是函式",
            )
        )
    sends = getattr(given, "send", given)
    if iscoroutinefunction(sends) is not awaited:
        wanted = "AsyncGuard" if not awaited else "Guard"
        raise UsageError(
            Bilingual(
                f"the sender for {channel} is made for the other guard; use nmlint.{wanted}",
                f"{channel} 的 sender 要搭配另一種 guard；請改用 nmlint.{wanted}",
            )
        )
    if sends is not given:
        return given
    return of_async_callable(given) if awaited else of_callable(given)


def _refused(decision: Decision) -> Sent:
    """Raises Rejected; what is only observed is told, and refuses nothing that could be sent."""
    rejected = Rejected(decision)
    _LOG.warning("%s", rejected)
    if decision.observed:
        return Sent(decision, None)
    raise rejected


def _said(error: NmlintError) -> Bilingual:
    text = error.args[0] if error.args else type(error).__name__
    return text if isinstance(text, Bilingual) else Bilingual(str(text), str(text))


def _now() -> datetime:
    return datetime.now(UTC)
