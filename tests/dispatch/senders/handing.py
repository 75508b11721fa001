"""The senders and messages that the tests of this folder share: one of each kind, in both manners."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from servers import PATHS, TOKEN

from nmlint.dispatch.outgoing import Answer, AsyncSender, Outgoing, Sender
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


def hand(  # noqa: PLR0913  each test changes another thing
    kind: str,
    manner: str,
    url: str,
    *,
    retries: Retries = QUICK,
    timeout: float = 5.0,
    description: Mapping[str, Any] | None = None,
    message: Outgoing | None = None,
) -> Answer:
    """Hands the message of a kind over to a server, in one manner, and closes the sender."""
    outgoing = message or MESSAGES[kind]
    request = SmsRequest.read(description or described(url))
    if manner == "sync":
        with _sender(kind, url, request, retries, timeout) as sender:
            typed: Sender = sender
            return typed.send(outgoing)

    async def awaited() -> Answer:
        async with _async_sender(kind, url, request, retries, timeout) as sender:
            typed: AsyncSender = sender
            return await typed.send(outgoing)

    return asyncio.run(awaited())


def _sender(
    kind: str, url: str, request: SmsRequest, retries: Retries, timeout: float
) -> LineSender | FriendPush | HttpSmsSender:
    if kind == "sms":
        return HttpSmsSender(request, environment=ENVIRONMENT, retries=retries, timeout=timeout)
    if kind == "oa-push":
        return FriendPush(TOKEN, FRIEND.__eq__, host=url, retries=retries, timeout=timeout)
    return LineSender(TOKEN, host=url, retries=retries, timeout=timeout)


def _async_sender(
    kind: str, url: str, request: SmsRequest, retries: Retries, timeout: float
) -> AsyncLineSender | AsyncFriendPush | AsyncHttpSmsSender:
    if kind == "sms":
        return AsyncHttpSmsSender(request, environment=ENVIRONMENT, retries=retries, timeout=timeout)
    if kind == "oa-push":
        return AsyncFriendPush(TOKEN, FRIEND.__eq__, host=url, retries=retries, timeout=timeout)
    return AsyncLineSender(TOKEN, host=url, retries=retries, timeout=timeout)


def path_of(kind: str) -> str:
    """Where the message of a kind arrives."""
    return PATHS.get(kind, "/api/send")
