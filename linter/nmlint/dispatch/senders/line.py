"""LINE notification messages, pushed to the hash of a phone number over the Messaging API.

LINE offers no retry key here: what may have left is never repeated, and its fate is told by the delivery webhook, or by
its silence.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from datetime import date
from functools import partial
from types import TracebackType
from typing import Self

from nmlint.bilingual import Bilingual
from nmlint.dispatch.outgoing import Answer, Outgoing
from nmlint.dispatch.senders.heard import refused_here
from nmlint.dispatch.senders.line_answers import of_push
from nmlint.dispatch.senders.line_asking import (
    Asked,
    Statistics,
    followers_call,
    statistics_call,
    told_followers,
    told_statistics,
)
from nmlint.dispatch.senders.line_sdk import HOST, AsyncSdk, Call, Sdk
from nmlint.dispatch.senders.retrying import Attempt, Retries, settled, tried, tried_async

TIMEOUT = 10.0
"""The seconds to wait for a connection, and for each next part of an answer."""

_HASH = re.compile(r"[0-9a-f]{64}")
# A header of printable ASCII; LINE asks for the length only.
_TAG = re.compile(r"[!-~]{16,100}")
_METHODS = {
    "line-flexible": ("push_messages_by_phone", "PnpMessagesRequest"),
    "line-template": ("push_templated_messages_by_phone", "PnpTemplatedMessageRequest"),
}


class LineSender:
    """Sends notification messages of both types; threads may share it. Raises UsageError without LINE's SDK.

    Token, receivers and contents neither show when it is printed nor are they logged. `endpoint` is where they go.
    """

    def __init__(
        self, token: str, *, host: str = HOST, timeout: float = TIMEOUT, retries: Retries | None = None
    ) -> None:
        self._sdk = Sdk(token, host, timeout)
        self.endpoint = host
        self._retries = retries or Retries()

    def send(self, outgoing: Outgoing) -> Answer:
        """Pushes a message; repeats nothing that may have been sent."""
        call = _push(outgoing)
        return call if isinstance(call, Answer) else settled(tried(partial(self._pushed, call), self._retries))

    def statistics(self, day: date, message: str) -> Statistics:
        """How many messages of a type reached somebody on a day of UTC+9. Raises UnansweredError and UsageError."""
        call = statistics_call(day, message)
        return told_statistics(tried(partial(self._asked, call), self._retries))

    def followers(self) -> Iterator[str]:
        """The user ids of all friends, asked for a page at a time. Raises UnansweredError."""
        start: str | None = None
        while True:
            ids, start = told_followers(tried(partial(self._asked, followers_call(start)), self._retries))
            yield from ids
            if start is None:
                return

    def close(self) -> None:
        """Closes the connections that are kept open."""
        self._sdk.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _pushed(self, call: Call) -> Attempt:
        return of_push(self._sdk.call(call), keyed=False)

    def _asked(self, call: Call) -> Asked:
        return Asked(self._sdk.call(call))


class AsyncLineSender:
    """The same, awaited. It may send in several event loops, and is closed in each of them."""

    def __init__(
        self, token: str, *, host: str = HOST, timeout: float = TIMEOUT, retries: Retries | None = None
    ) -> None:
        self._sdk = AsyncSdk(token, host, timeout)
        self.endpoint = host
        self._retries = retries or Retries()

    async def send(self, outgoing: Outgoing) -> Answer:
        """Pushes a message; repeats nothing that may have been sent."""
        call = _push(outgoing)
        if isinstance(call, Answer):
            return call
        return settled(await tried_async(partial(self._pushed, call), self._retries))

    async def statistics(self, day: date, message: str) -> Statistics:
        """How many messages of a type reached somebody on a day of UTC+9. Raises UnansweredError and UsageError."""
        call = statistics_call(day, message)
        return told_statistics(await tried_async(partial(self._asked, call), self._retries))

    async def followers(self) -> AsyncIterator[str]:
        """The user ids of all friends, asked for a page at a time. Raises UnansweredError."""
        start: str | None = None
        while True:
            ids, start = told_followers(await tried_async(partial(self._asked, followers_call(start)), self._retries))
            for each in ids:
                yield each
            if start is None:
                return

    async def close(self) -> None:
        """Closes the connections of this event loop."""
        await self._sdk.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _pushed(self, call: Call) -> Attempt:
        return of_push(await self._sdk.call(call), keyed=False)

    async def _asked(self, call: Call) -> Asked:
        return Asked(await self._sdk.call(call))


def _push(outgoing: Outgoing) -> Call | Answer:
    """The call that sends a message, or why it is not made."""
    if outgoing.message not in _METHODS:
        return refused_here(
            Bilingual(
                f"this sender pushes {' and '.join(_METHODS)}, not {outgoing.message}",
                f"這個傳送端只送 {'、'.join(_METHODS)}，不送 {outgoing.message}",
            )
        )
    if not _HASH.fullmatch(outgoing.to):
        return refused_here(
            Bilingual(
                "a notification message goes to the SHA-256 of a number, in lower-case hex",
                "通知型訊息要以門號的 SHA-256（小寫十六進位）為對象",
            )
        )
    if not _TAG.fullmatch(outgoing.tag):
        return refused_here(
            Bilingual(
                "a delivery tag has 16 to 100 letters, digits or signs", "delivery tag 須為 16 到 100 個英數字或符號"
            )
        )
    method, model = _METHODS[outgoing.message]
    body = {**outgoing.body, "to": outgoing.to}
    return Call(method, {"x_line_delivery_tag": outgoing.tag}, model, body)
