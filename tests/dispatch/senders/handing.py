"""The senders and messages that the tests of this folder share: one of each kind, in both manners."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from servers import TOKEN, FakeLine, Server, SmsGateway

from nmlint.dispatch.outgoing import Answer, Outgoing
from nmlint.dispatch.senders.friends import AsyncFriendPush, FriendPush
from nmlint.dispatch.senders.http_sms import AsyncHttpSmsSender, HttpSmsSender
from nmlint.dispatch.senders.line import AsyncLineSender, LineSender
from nmlint.dispatch.senders.retrying import Retries
from nmlint.dispatch.senders.sms_request import SmsRequest

NUMBER = "+886912345678"
HASH = "1315ec4a63ba3d2b8f5db63688770e89a402ee623ef33e4c8c2f36e48f271be0"
FRIEND = "U4af4980629aaaaaaaaaaaaaaaaaaaaaa"
TEXT = "您的訂單 TW20261123001 已送達，驗證碼 482913"
TAG = "9f3c1f2e4b5a4d6c8e7f"
PASSWORD = "p4ssw0rd&x=1"  # noqa: S105  opens nothing
ENVIRONMENT = {"SMS_USER": "bookshop", "SMS_PASSWORD": PASSWORD}

QUICK = Retries(attempts=3, within=5, first=0.01, longest=0.02)
"""Retries that cost a test nothing."""

# A property and a component that no version of the SDK knows, and a null.
FLEX: dict[str, Any] = {
    "messages": [
        {
            "type": "flex",
            "altText": TEXT,
            "contents": {
                "type": "bubble",
                "shimmer": {"speed": 1.5, "none": None},
                "body": {
                    "type": "box",
                    "layout": "vertical",
                    "contents": [{"type": "text", "text": TEXT, "wrap": True}, {"type": "hologram", "depth": 3}],
                },
            },
        }
    ]
}
TEMPLATED: dict[str, Any] = {
    "templateKey": "shipment_completed_tw",
    "body": {
        "emphasizedItem": {"itemKey": "date_002_tw", "content": "11月23日"},
        "items": [{"itemKey": "number_001_tw", "content": TEXT, "shown": None}],
        "buttons": [],
    },
}

MESSAGES = {
    "line-flexible": Outgoing("notification-message", "line-flexible", HASH, FLEX, TAG),
    "line-template": Outgoing("notification-message", "line-template", HASH, TEMPLATED, TAG),
    "oa-push": Outgoing("oa-push", "oa-push", FRIEND, FLEX, TAG),
    "sms": Outgoing("sms", "sms", NUMBER, {"text": TEXT}, TAG),
}
AnySender = LineSender | FriendPush | HttpSmsSender | AsyncLineSender | AsyncFriendPush | AsyncHttpSmsSender
KINDS = tuple(MESSAGES)
MANNERS = ("sync", "async")


def described(url: str, **changed: Any) -> dict[str, Any]:
    """What a configuration says of the gateway of the tests."""
    return {
        "url": f"{url}/api/send",
        "query": {"user": "${SMS_USER}", "password": "${SMS_PASSWORD}", "dstaddr": "{to_national}"},
        "json": {"message": {"text": "{text}", "from": "{sender}"}, "ids": ["{tag}"], "long": True},
        "sender": "好日子書店",
        "accepted": {"status": 200, "at": "/code", "is": "0"},
        "not_sent": [
            {"status": [400, 401, 403, 413]},
            {"status": 422, "final": True},
            {"at": "/code", "is": ["-3"], "reason": "out of credit"},
            {"at": "/code", "is": ["-9"], "again": True},
        ],
        "request_id": {"at": "/msgid"},
        **changed,
    }


class Stage:
    """A LINE, a gateway, and a sender of each kind in both manners, which keep their connections between tests."""

    def __init__(self) -> None:
        self.line, self.gateway = FakeLine(), SmsGateway()
        self._senders: dict[tuple[object, ...], AnySender] = {}
        self._runner = asyncio.Runner()

    def server(self, kind: str) -> Server:
        """The server that a kind of message goes to, as if nothing had ever come to it."""
        server = self.gateway if kind == "sms" else self.line
        server.forget()
        return server

    def hand(self, kind: str, manner: str, *, retries: Retries = QUICK, timeout: float = 5.0) -> Answer:
        """Hands the message of a kind over in one manner."""
        url = self.gateway.url if kind == "sms" else self.line.url
        settings = (kind, manner, retries, timeout)
        if settings not in self._senders:
            self._senders[settings] = made(kind, manner, url, retries=retries, timeout=timeout)
        told = self._senders[settings].send(MESSAGES[kind])
        return told if isinstance(told, Answer) else self._runner.run(told)

    def close(self) -> None:
        """Closes everything."""
        for sender in self._senders.values():
            closed = sender.close()
            if closed is not None:
                self._runner.run(closed)
        self._runner.close()
        self.line.close()
        self.gateway.close()


def hand(kind: str, manner: str, url: str, message: Outgoing | None = None, **settings: Any) -> Answer:
    """Hands a message over to a server by a sender of its own."""

    async def awaited() -> Answer:
        sender = made(kind, manner, url, **settings)
        try:
            told = sender.send(message or MESSAGES[kind])
            return told if isinstance(told, Answer) else await told
        finally:
            closed = sender.close()
            if closed is not None:
                await closed

    return asyncio.run(awaited())


def made(
    kind: str,
    manner: str,
    url: str,
    *,
    retries: Retries = QUICK,
    timeout: float = 5.0,
    description: Mapping[str, Any] | None = None,
) -> AnySender:
    """A sender of a kind in one manner."""
    awaited = manner == "async"
    if kind == "sms":
        request, sms = SmsRequest.read(description or described(url)), AsyncHttpSmsSender if awaited else HttpSmsSender
        return sms(request, environment=ENVIRONMENT, retries=retries, timeout=timeout)
    if kind == "oa-push":
        push = AsyncFriendPush if awaited else FriendPush
        return push(TOKEN, FRIEND.__eq__, host=url, retries=retries, timeout=timeout)
    line = AsyncLineSender if awaited else LineSender
    return line(TOKEN, host=url, retries=retries, timeout=timeout)
