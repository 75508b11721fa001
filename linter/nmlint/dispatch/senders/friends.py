"""Push messages to friends of the account (`oa-push`), by their user ids.

LINE has a retry key here: however often a push is made under one key, it is carried out once, for 24 hours. The key
comes of the tag, so that also a message that may have left is tried again.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from functools import partial
from inspect import isawaitable
from types import TracebackType
from typing import Self
from uuid import UUID, uuid5

from nmlint.bilingual import Bilingual
from nmlint.dispatch.outgoing import Answer, Outgoing
from nmlint.dispatch.senders.heard import refused_here
from nmlint.dispatch.senders.line_answers import of_push
from nmlint.dispatch.senders.line_sdk import HOST, AsyncSdk, Call, Sdk
from nmlint.dispatch.senders.retrying import Attempt, Retries, settled, tried, tried_async

MESSAGE = "oa-push"

# Fixed for ever: with another one, a repetition would not be known as one.
_KEYS = UUID("7b0f3b9e-6d0c-5c57-9a55-0d6e2f6c8a41")
_USER_ID = re.compile(r"U[0-9a-f]{32}")
_TIMEOUT = 10.0
_STRANGER = Bilingual("the receiver is not known as a friend of the account", "收件人不是已知的官方帳號好友")


class FriendPush:
    """Pushes to those who are known as friends, and makes no request for anybody else; threads may share it.

    `is_friend` tells of a user id whether its owner is known to have added the account. A stranger is refused for good:
    LINE would answer 200 and deliver nothing. Where `is_friend` raises, nothing is sent either. Raises UsageError
    without LINE's SDK.
    """

    def __init__(
        self,
        token: str,
        is_friend: Callable[[str], bool],
        *,
        host: str = HOST,
        timeout: float = _TIMEOUT,
        retries: Retries | None = None,
    ) -> None:
        self._sdk = Sdk(token, host, timeout)
        self._is_friend = is_friend
        self._retries = retries or Retries()

    def send(self, outgoing: Outgoing) -> Answer:
        """Pushes a message, as often as it takes to know its fate, within the retries."""
        wrong = _unfit(outgoing) or self._stranger(outgoing.to)
        return wrong or settled(tried(partial(self._pushed, _push(outgoing)), self._retries))

    def close(self) -> None:
        """Closes the connections that are kept open."""
        self._sdk.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _stranger(self, user: str) -> Answer | None:
        try:
            known = self._is_friend(user)
        except Exception as error:  # noqa: BLE001  the register is the caller's
            return _unasked(error)
        return None if known else refused_here(_STRANGER, final=True)

    def _pushed(self, call: Call) -> Attempt:
        return of_push(self._sdk.call(call), keyed=True)


class AsyncFriendPush:
    """The same, awaited; `is_friend` may be awaited too. It is closed in each event loop that it sends in."""

    def __init__(
        self,
        token: str,
        is_friend: Callable[[str], bool | Awaitable[bool]],
        *,
        host: str = HOST,
        timeout: float = _TIMEOUT,
        retries: Retries | None = None,
    ) -> None:
        self._sdk = AsyncSdk(token, host, timeout)
        self._is_friend = is_friend
        self._retries = retries or Retries()

    async def send(self, outgoing: Outgoing) -> Answer:
        """Pushes a message, as often as it takes to know its fate, within the retries."""
        wrong = _unfit(outgoing) or await self._stranger(outgoing.to)
        return wrong or settled(await tried_async(partial(self._pushed, _push(outgoing)), self._retries))

    async def close(self) -> None:
        """Closes the connections of this event loop."""
        await self._sdk.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _stranger(self, user: str) -> Answer | None:
        try:
            told = self._is_friend(user)
            known = await told if isawaitable(told) else told
        except Exception as error:  # noqa: BLE001  the register is the caller's
            return _unasked(error)
        return None if known else refused_here(_STRANGER, final=True)

    async def _pushed(self, call: Call) -> Attempt:
        return of_push(await self._sdk.call(call), keyed=True)


def retry_key(tag: str) -> str:
    """The X-Line-Retry-Key for a tag: the same for the same tag, everywhere and always."""
    return str(uuid5(_KEYS, tag))


def _unfit(outgoing: Outgoing) -> Answer | None:
    """Why a message cannot be pushed to a friend, whoever that is."""
    if outgoing.message != MESSAGE:
        return refused_here(
            Bilingual(
                f"this sender pushes {MESSAGE}, not {outgoing.message}",
                f"這個傳送端只送 {MESSAGE}，不送 {outgoing.message}",
            )
        )
    if not _USER_ID.fullmatch(outgoing.to):
        return refused_here(
            Bilingual(
                "a push to a friend goes to a user id: U and 32 hex digits",
                "推播給好友要以 user ID 為對象：U 加 32 個十六進位字元",
            )
        )
    return None


def _unasked(error: Exception) -> Answer:
    name = type(error).__name__
    return refused_here(
        Bilingual(f"the register of friends could not be asked ({name})", f"無法查詢好友名單（{name}）")
    )


def _push(outgoing: Outgoing) -> Call:
    body = {**outgoing.body, "to": outgoing.to}
    return Call("push_message", {"x_line_retry_key": retry_key(outgoing.tag)}, "PushMessageRequest", body)
