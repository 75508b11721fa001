"""A guard with its real senders and ledger, in the process of the tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from faults.audit import Audit
from faults.witnesses import WitnessGateway, WitnessLine
from projects import NUMBER, VALUES
from servers import TOKEN
from service.notices import DAY, KEY, Clock, described

import nmlint
from nmlint.dispatch.decision import Sent
from nmlint.dispatch.ledger.ledger import Ledger
from nmlint.dispatch.ledger.reading import Wanted
from nmlint.dispatch.rounds import Round
from nmlint.dispatch.senders.http_sms import AsyncHttpSmsSender, HttpSmsSender
from nmlint.dispatch.senders.line import AsyncLineSender, LineSender
from nmlint.dispatch.senders.retrying import Retries
from nmlint.dispatch.senders.sms_request import SmsRequest
from nmlint.dispatch.working import Worker

LINE, SMS = "notification-message", "sms"
QUICKLY = Retries(attempts=3, first=0, longest=0)


def senders(line: str, gateway: str, *, timeout: float = 5.0) -> tuple[LineSender, HttpSmsSender]:
    """The real senders, which try again without a rest."""
    request = SmsRequest.read(described(gateway))
    return (
        LineSender(TOKEN, host=line, timeout=timeout, retries=QUICKLY),
        HttpSmsSender(request, environment={"SMS_KEY": "k"}, timeout=timeout, retries=QUICKLY),
    )


def async_senders(line: str, gateway: str, *, timeout: float = 5.0) -> dict[str, AsyncLineSender | AsyncHttpSmsSender]:
    """The same, to be awaited."""
    request = SmsRequest.read(described(gateway))
    return {
        LINE: AsyncLineSender(TOKEN, host=line, timeout=timeout, retries=QUICKLY),
        SMS: AsyncHttpSmsSender(request, environment={"SMS_KEY": "k"}, timeout=timeout, retries=QUICKLY),
    }


@dataclass(frozen=True)
class Desk:
    """A guard, and what it works with."""

    guard: nmlint.Guard
    ledger: Ledger
    worker: Worker
    line: WitnessLine
    gateway: WitnessGateway
    clock: Clock

    def send(self, key: str, template: str = "shipped", **moments: Any) -> Sent:
        """Sends the message with that order number, under it as its key, a second after the one before."""
        self.clock.goes(seconds=1)
        return self.guard.send(template, NUMBER, {**VALUES, "order_no": key}, key=key, **moments)

    def refused(self, key: str, **moments: Any) -> list[str]:
        """The rules by which that message is refused."""
        try:
            sent = self.send(key, **moments)
        except nmlint.Rejected as rejected:
            return [each.rule for each in rejected.decision.refused_by]
        raise AssertionError(sent)

    def outcomes(self, key: str) -> list[str]:
        """What became of the decisions on a key, in the order of their time."""
        return [str(each.outcome) for each in self.ledger.entries(Wanted(key=key))]

    def asked(self, key: str) -> tuple[int, int]:
        """How often LINE and the gateway were asked for it."""
        return len(self.line.of(key)), len(self.gateway.of(key))

    def work(self, **later: float) -> Round:
        """A round of the worker, so much later."""
        return self.worker.round(self.clock.goes(**later))

    def faults(self, *keys: str, both: bool = True) -> list[str]:
        """All that is wrong with these keys, once nobody can answer any more."""
        return Audit(self.ledger, self.line, self.gateway, both=both).faults(keys, self.clock.now)


@contextmanager
def desk_of(root: Path, ledger: Ledger, line: WitnessLine, gateway: WitnessGateway, **options: Any) -> Iterator[Desk]:
    """A guard that sends there."""
    clock = Clock()
    with ExitStack() as open_:
        pushes, texts = senders(line.url, gateway.url, **options)
        open_.enter_context(pushes)
        open_.enter_context(texts)
        guard = nmlint.Guard(root, senders={LINE: pushes, SMS: texts}, ledger=ledger, clock=clock)
        worker = Worker(ledger, texts, window=DAY, clock=clock)
        open_.callback(worker.close)
        yield Desk(guard, ledger, worker, line, gateway, clock)


@contextmanager
def ledger_at(place: str) -> Iterator[Ledger]:
    """A ledger with a key."""
    with Ledger(place, key=KEY) as ledger:
        yield ledger
