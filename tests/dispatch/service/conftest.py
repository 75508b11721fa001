"""What the tests of webhook, worker and service share: a ledger, and a clock that goes when it is told to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from postgres import postgres
from servers import SmsGateway
from service.notices import KEY, Clock, sms

from nmlint.dispatch.ledger import Ledger
from nmlint.dispatch.senders.http_sms import HttpSmsSender

__all__ = ["postgres"]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The file of a ledger."""
    return tmp_path / "guard.db"


@pytest.fixture
def ledger(place: Path) -> Iterator[Ledger]:
    """A new ledger in that file."""
    with Ledger(place, key=KEY) as opened:
        yield opened


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still until it is set."""
    return Clock()


@pytest.fixture
def sender(gateway: SmsGateway) -> Iterator[HttpSmsSender]:
    """A sender that asks the gateway."""
    with sms(gateway.url) as made:
        yield made
