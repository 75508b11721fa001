"""The worker: sends the fallbacks that are due, and closes what nobody will tell anything about any more."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Event

from nmlint.bilingual import Bilingual
from nmlint.dispatch.fallbacks import Fallbacks
from nmlint.dispatch.ledger.ledger import Ledger
from nmlint.dispatch.ledger.problems import LedgerError
from nmlint.dispatch.outgoing import Answer, Outgoing, Sender
from nmlint.dispatch.rounds import Round, Went
from nmlint.dispatch.senders.plain import of_callable

LEASE = timedelta(minutes=5)
"""How long a sender may take to answer; what was begun earlier and has no answer has lost its process."""

# Few enough that what arrives during a round is noticed before its fallback goes.
_LIMIT = 100
_TIDY_EVERY = timedelta(minutes=1)
_PRUNE_EVERY = timedelta(days=1)
_LONGEST_WAIT = timedelta(minutes=1)
_LOG = logging.getLogger("nmlint.serve")

Clock = Callable[[], datetime]
Observer = Callable[[Round], None]


class Worker:
    """Works through a ledger in rounds. Any number of workers may share one: each message is claimed before it is sent.

    `sms` sends the fallbacks, or is a plain function that does; without it they are left to others. `window` is how
    long LINE may stay silent. `retention` is how long the ledger keeps what is over, None for ever. `lease` must be
    longer than any sender takes to answer. `observer` is told each round.
    """

    def __init__(  # noqa: PLR0913  each is a part that the program may have of its own
        self,
        ledger: Ledger,
        sms: Sender | Callable[[Outgoing], Answer | None] | None,
        *,
        window: timedelta,
        retention: timedelta | None = None,
        lease: timedelta = LEASE,
        parallel: int = 8,
        clock: Clock | None = None,
        observer: Observer | None = None,
    ) -> None:
        self._ledger, self._window, self._retention, self._lease = ledger, window, retention, lease
        self._clock = clock or _now
        self._observer = observer
        self._stop = Event()
        self._fallbacks: Fallbacks | None = None
        if sms is not None:
            sender = sms if isinstance(sms, Sender) else of_callable(sms)
            self._fallbacks = Fallbacks(ledger, sender, self._clock, self._stop, parallel=parallel)
        self._tidied: datetime | None = None
        self._pruned: datetime | None = None
        self._undecided = 0
        self.last: Round | None = None
        """The last round that came to its end."""

    @property
    def stirred(self) -> datetime | None:
        """When it last gave a sign of life, in a round or at its end."""
        ended = None if self.last is None else self.last.at
        handed = None if self._fallbacks is None else self._fallbacks.stirred
        return max(filter(None, (ended, handed)), default=None)

    def round(self, now: datetime) -> Round:
        """Does once what there is to do at that moment. A ledger or a gateway that is away is the round's trouble."""
        done = Round(now)
        try:
            done = self._tidy(done)
            done = self._send(done)
        except LedgerError as error:
            done = replace(done, trouble=_said(error))
        except Exception as error:  # noqa: BLE001  whatever it is, there is a next round
            # Its text could repeat what stands in a message.
            _LOG.error("the round failed: %s", type(error).__name__)
            done = replace(done, trouble=Bilingual(type(error).__name__, type(error).__name__))
        done = replace(done, owed=self._ledger.owed)
        self.last = done
        if self._observer is not None:
            self._observer(done)
        return done

    def run(self, interval: timedelta) -> None:
        """Goes from round to round until it is stopped, and ends between two messages."""
        wait, troubles = timedelta(0), 0
        while not self._stop.wait(wait.total_seconds()):
            done = self.round(self._clock())
            if done.trouble is not None:
                troubles += 1
                wait = min(interval * 2 ** min(troubles, 10), max(interval, _LONGEST_WAIT))
                _LOG.warning("next round in %d s: %s", wait.total_seconds(), done.trouble)
            else:
                troubles = 0
                wait = timedelta(0) if done.more else interval
            if done.due or done.closed or done.pruned:
                _LOG.info("%s", done.said)
        self.close()

    def stop(self) -> None:
        """Asks it to end: what was claimed is still sent and recorded, and nothing else is begun."""
        self._stop.set()

    def close(self) -> None:
        """Records what it still holds, as not sent."""
        if self._fallbacks is not None:
            self._fallbacks.give_up()

    def _tidy(self, done: Round) -> Round:
        """Closes what is silent, finds what nobody knows about, and deletes what is old; now and then."""
        now = done.at
        if self._tidied is not None and self._tidied <= now < self._tidied + _TIDY_EVERY:
            return done
        held = frozenset() if self._fallbacks is None else self._fallbacks.held
        undecided = sum(each.tag not in held for each in self._ledger.unknown(now - self._lease))
        if undecided > self._undecided:
            _LOG.warning("%d attempts may have been sent, and nobody knows; they are not sent again", undecided)
        self._undecided = undecided
        done = replace(done, undecided=undecided, closed=self._ledger.close_silent(now, window=self._window))
        if self._retention is not None and (self._pruned is None or now >= self._pruned + _PRUNE_EVERY):
            done = replace(done, pruned=self._ledger.prune(now - self._retention).decisions)
            self._pruned = now
        self._tidied = now
        return done

    def _send(self, done: Round) -> Round:
        if self._fallbacks is None or self._stop.is_set():
            return done
        due = self._ledger.due(done.at, _LIMIT, window=self._window)
        sending = self._fallbacks.send(due)
        # Where none of them went anywhere, the next round would only find the same ones.
        moved = sending.counts.keys() - {Went.LEFT, Went.FAILED}
        more = len(due) == _LIMIT and bool(moved)
        return replace(done, fallbacks=dict(sending.counts), trouble=sending.trouble, more=more)


def _said(error: LedgerError) -> Bilingual:
    text = error.args[0]
    return text if isinstance(text, Bilingual) else Bilingual(str(text), str(text))


def _now() -> datetime:
    return datetime.now(UTC)
