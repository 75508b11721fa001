"""Receives LINE's webhook: what it tells of deliveries and friends goes into the ledger, and nowhere else.

LINE asks for a quick 200 and tells everything else again, so 200 means that what was told is written down for good.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import logging
from collections.abc import Callable
from datetime import UTC, datetime

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from nmlint.bilingual import Bilingual
from nmlint.dispatch.events import Delivery, Friendship, heard_in
from nmlint.dispatch.ledger.ledger import Ledger
from nmlint.errors import NmlintError, UsageError

SIGNATURE = "X-Line-Signature"
MOST_BYTES = 1024 * 1024
"""More than LINE puts into a webhook."""

UNRECORDED = "unrecorded"

# Seconds that a body may take to come in.
_PATIENCE = 10.0
_LOG = logging.getLogger("nmlint.serve")

Clock = Callable[[], datetime]
Observer = Callable[[str, int], None]
"""Is told what became of events, in a word, and how many there were."""


def webhook(
    ledger: Ledger, channel_secret: str, *, clock: Clock | None = None, observer: Observer | None = None
) -> Starlette:
    """An application that takes LINE's webhook at `/webhook`; it may be mounted in another one.

    `channel_secret` is that of the channel that sends. Requests that it did not sign are answered with 400, and 500
    asks LINE to tell it again because the ledger did not take it. Bodies are neither kept nor logged.

    Raises UsageError for an empty secret, with which anybody could sign.
    """
    receiver = _Receiver(ledger, channel_secret, clock or _now, observer or _unobserved)
    return Starlette(routes=[Route("/webhook", receiver.answer, methods=["POST"])])


def signature(body: bytes, channel_secret: str) -> bytes:
    """What LINE puts into the header of a body: the base64 of its HMAC-SHA256 with the channel secret."""
    return base64.b64encode(hmac.digest(channel_secret.encode(), body, hashlib.sha256))


class _Receiver:
    def __init__(self, ledger: Ledger, secret: str, clock: Clock, observer: Observer) -> None:
        if not secret.strip():
            raise UsageError(
                Bilingual(
                    "the channel secret is empty, so that anybody could sign; it stands in LINE Developers Console",
                    "channel secret 是空的，任何人都能偽造簽章；請到 LINE Developers Console 查看",
                )
            )
        self._ledger, self._secret, self._clock, self._observer = ledger, secret, clock, observer

    async def answer(self, request: Request) -> Response:
        """Takes one request."""
        try:
            async with asyncio.timeout(_PATIENCE):
                body = await _body(request)
        except TimeoutError:
            return self._told("slow", 408)
        except ClientDisconnect:
            return self._told("cut-off", 400)
        if body is None:
            return self._told("too-large", 413)
        # Header values are Latin-1; as bytes, whatever stands there can be compared.
        given = request.headers.get(SIGNATURE, "").encode("latin-1")
        if not hmac.compare_digest(signature(body, self._secret), given):
            return self._told("forged", 400)
        heard = heard_in(body)
        if heard is None:
            return self._told("malformed", 400)
        # Together, so that the ledger makes them durable together.
        words = await asyncio.gather(*(run_in_threadpool(self._recorded, each) for each in heard.told))
        for word in words:
            self._observer(word, 1)
        self._observer("ignored", heard.ignored)
        if UNRECORDED in words:
            return Response(status_code=500)
        # What cannot be understood cannot be recorded either, and LINE's statistics of errors should show it.
        return self._told("malformed", 400, heard.malformed) if heard.malformed else Response()

    def _told(self, word: str, status: int, number: int = 1) -> Response:
        self._observer(word, number)
        return Response(status_code=status)

    def _recorded(self, event: Delivery | Friendship) -> str:
        """Writes an event down; in a word, what it was, or that it is not written down."""
        try:
            if isinstance(event, Delivery):
                told = self._ledger.delivered(
                    event.data, event.event, event.at, self._clock(), redelivery=event.redelivery
                )
                return str(told.meaning)
            (self._ledger.follow if event.friend else self._ledger.unfollow)(event.user, event.at)
        except NmlintError as error:
            _LOG.warning("webhook: LINE is asked to tell it again: %s", error)
            return UNRECORDED
        except Exception as error:  # noqa: BLE001  whatever it is, LINE must not believe that it is written down
            # Its text could repeat what was to be written.
            _LOG.error("webhook: LINE is asked to tell it again: %s", type(error).__name__)
            return UNRECORDED
        return "followed" if event.friend else "unfollowed"


async def _body(request: Request) -> bytes | None:
    """The body; None as soon as it is known to be too large."""
    announced = request.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced[:12]) > MOST_BYTES:
        return None
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            return None
    return bytes(body)


def _unobserved(word: str, number: int) -> None:
    """Nobody counts."""


def _now() -> datetime:
    return datetime.now(UTC)
