"""Messages that were sent, what LINE tells of them, and the service that hears it, for the tests of the service."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from starlette.types import ASGIApp

from nmlint.dispatch.decision import Basis, Decision
from nmlint.dispatch.ledger import Ledger
from nmlint.dispatch.ledger.life import Outcome
from nmlint.dispatch.ledger.model import Attempt, Following
from nmlint.dispatch.outgoing import Answer, Fate, Outgoing
from nmlint.dispatch.receiving import signature
from nmlint.dispatch.senders.http_sms import HttpSmsSender
from nmlint.dispatch.senders.retrying import Retries
from nmlint.dispatch.senders.sms_request import SmsRequest

KEY = "bm1saW50LXRlc3Qta2V5LW9mLTMyLWJ5dGVzLWxvbmc="
SECRET = "channel-secret-that-must-not-show"  # noqa: S105  a secret that opens nothing
OTHER = "secret-of-another-channel"
START = datetime(2026, 11, 25, 2, tzinfo=UTC)
DAY = timedelta(days=1)
NUMBER = "+886912345678"
HASH = "1315ec4a63ba3d2b8f5db63688770e89a402ee623ef33e4c8c2f36e48f271be0"
USER = "U0123456789abcdef0123456789abcdef"
BASIS = Basis("0.1.0", "catalogue", "line-tw", "2026-11-25", "lock", "SP-031")
ACCEPTED = Answer(Fate.ACCEPTED, 200, request_id="line-1")
FINAL = Answer(Fate.REFUSED, 422, "no such receiver", final=True)
LOST = Answer(Fate.UNKNOWN, None, "the answer was cut short")


class Clock:
    """Tells the time that it was set to."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        """The time."""
        return self.now

    def goes(self, **on: float) -> datetime:
        """Moves on, and tells the time."""
        self.now += timedelta(**on)
        return self.now


def tag(name: str, step: int = 0) -> str:
    """The tag of the attempt of a decision."""
    return f"{name}-{step}".rjust(16, "-")


def decision(name: str, now: datetime = START, **changes: Any) -> Decision:
    """A decision that lets a message go, but for the changes."""
    usual: dict[str, Any] = {
        "id": name,
        "key": f"key-of-{name}",
        "template": "shipped",
        "to": HASH,
        "allowed": True,
        "channel": "notification-message",
        "objections": (),
        "basis": BASIS,
        "at": now,
    }
    return Decision(**{**usual, **changes})


def sent(ledger: Ledger, name: str, answer: Answer | None = ACCEPTED, now: datetime = START, **changes: Any) -> None:
    """A message was handed over at that moment, and an SMS is to follow after half an hour."""
    text = {"text": f"【好日子書店】訂單 {name} 已出貨"}
    following = Following(timedelta(minutes=30), Outgoing("sms", "sms", NUMBER, text, tag(name, 1)))
    attempt = Attempt(tag(name), "notification-message", "line-flexible", now, 0, following)
    assert ledger.begin(decision(name, now, **changes), attempt).fresh
    if answer is not None:
        ledger.answered(tag(name), answer, now)


def outcome(ledger: Ledger, name: str) -> Outcome:
    """What became of a decision."""
    found = ledger.read(name)
    assert found is not None
    return found.outcome


def described(url: str) -> dict[str, Any]:
    """How the gateway of the tests is spoken to."""
    return {
        "url": f"{url}/send",
        "headers": {"X-Key": "${SMS_KEY}"},
        "form": {"to": "{to}", "text": "{text}", "tag": "{tag}"},
        "accepted": {"status": 200, "at": "/code", "is": "0"},
        "not_sent": [{"status": [400], "reason": "unfit"}, {"status": [503], "reason": "closed", "again": True}],
    }


def sms(url: str) -> HttpSmsSender:
    """A sender that asks that gateway, at most twice and without a rest."""
    retries = Retries(attempts=2, first=0, longest=0)
    return HttpSmsSender(SmsRequest.read(described(url)), environment={"SMS_KEY": "k"}, timeout=5, retries=retries)


def milliseconds(moment: datetime) -> int:
    """A moment as LINE writes it."""
    return int(moment.timestamp() * 1000)


def delivery(data: str, event: str = "event-1", at: datetime = START, **changes: Any) -> dict[str, Any]:
    """The event that a message arrived."""
    usual = {
        "type": "delivery",
        "mode": "active",
        "timestamp": milliseconds(at),
        "webhookEventId": event,
        "deliveryContext": {"isRedelivery": False},
        "delivery": {"data": data},
    }
    return {**usual, **changes}


def friendship(kind: str, at: datetime, user: str = USER) -> dict[str, Any]:
    """The event that a user became a friend, or ceased to be one."""
    return {
        "type": kind,
        "timestamp": milliseconds(at),
        "source": {"type": "user", "userId": user},
        "webhookEventId": f"{kind}-{milliseconds(at)}",
    }


def body(*events: Any) -> bytes:
    """The body of a webhook."""
    return json.dumps({"destination": "U00", "events": list(events)}).encode()


def post(app: ASGIApp, content: bytes, headers: Mapping[str, str] | None = None, path: str = "/webhook") -> int:
    """What the application answers to a body, which is signed unless the headers are given."""
    given = {"X-Line-Signature": signature(content, SECRET).decode()} if headers is None else headers
    return asked(app, "POST", path, content=content, headers=given).status_code


def asked(app: ASGIApp, method: str, path: str, **arguments: Any) -> httpx.Response:
    """The answer of an application to one request."""

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://guard.test") as client:
            return await client.request(method, path, **arguments)

    return asyncio.run(ask())


def environment(**more: str) -> dict[str, str]:
    """The environment of the service: its secrets, and nothing of who runs the tests."""
    secrets = {"NMLINT_LEDGER_KEY": KEY, "LINE_CHANNEL_SECRET": SECRET, "SMS_KEY": "sms-key-that-must-not-show"}
    return {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **secrets, **more}


def configured(folder: Path, gateway: str | None, **more: Any) -> Path:
    """A project that names a ledger, and a gateway where there is one."""
    section: dict[str, Any] = {"ledger": "guard.db", "serve": {"port": 0, "interval": "1s"}, **more}
    if gateway is not None:
        section["sms"] = described(gateway)
    (folder / "nmlint.yaml").write_text(json.dumps({"lang": "en", "dispatch": section}), "utf-8")
    return folder


def command(*arguments: str) -> list[str]:
    """The command line of `nmlint serve`."""
    return [sys.executable, "-m", "nmlint", "serve", *arguments]


class Served:
    """A running `nmlint serve`."""

    def __init__(self, process: subprocess.Popen[str], url: str) -> None:
        self.process, self.url = process, url

    def tell(self, *events: Any) -> int:
        """Posts a webhook as LINE would; the status that it is answered with."""
        content = body(*events)
        headers = {"X-Line-Signature": signature(content, SECRET).decode()}
        return httpx.post(f"{self.url}/webhook", content=content, headers=headers).status_code

    def ends(self) -> tuple[int, str]:
        """Its exit code and what it said on standard error, once it has ended."""
        _, said = self.process.communicate(timeout=20)
        return self.process.returncode, said


@contextmanager
def serving(folder: Path, *arguments: str) -> Iterator[Served]:
    """Runs the service for as long as it is needed."""
    process = subprocess.Popen(
        command(*arguments),
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"http://\S+:\d+", line)
        assert found, (line, process.stderr and process.stderr.read())
        yield Served(process, found[0])
    finally:
        process.kill()
        process.communicate()


def until(happens: Any, seconds: float = 15) -> None:
    """Waits until something is so."""
    end = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)
