"""What LINE's webhook tells that the ledger wants to know: deliveries, and who is a friend.

LINE Developers, https://developers.line.biz/en/docs/partner-docs/line-notification-messages/message-sending-complete-webhook-event/
and https://developers.line.biz/en/reference/messaging-api/#webhook-event-objects, checked 2026-11-23.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

# A tag, the hash of a number or the id of an event: printable, and no longer than a tag may be.
_NAME = re.compile(r"[!-~]{1,100}")
_USER = re.compile(r"U[0-9a-f]{32}")
_FRIENDSHIP = {"follow": True, "unfollow": False}


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message arrived, by LINE's clock `at`. `data` is its tag, or the receiver's hash where it had none."""

    event: str
    data: str = field(repr=False)
    at: datetime
    redelivery: bool


@dataclass(frozen=True, slots=True)
class Friendship:
    """A user became a `friend` of the account, or ceased to be one."""

    user: str = field(repr=False)
    friend: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Heard:
    """What a body tells; `ignored` counts the events of other kinds, `malformed` those that cannot be understood."""

    told: tuple[Delivery | Friendship, ...] = ()
    ignored: int = 0
    malformed: int = 0


def heard_in(body: bytes) -> Heard | None:
    """What a body tells; None where it is not the body of a webhook at all."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return None
    events = data.get("events") if isinstance(data, dict) else None
    if not isinstance(events, list):
        return None
    told: list[Delivery | Friendship] = []
    ignored = malformed = 0
    for event in events:
        kind = event.get("type") if isinstance(event, dict) else None
        if not isinstance(kind, str):
            malformed += 1
        elif kind != "delivery" and kind not in _FRIENDSHIP:
            ignored += 1
        else:
            understood = _delivery(event) if kind == "delivery" else _friendship(event, friend=_FRIENDSHIP[kind])
            if understood is None:
                malformed += 1
            else:
                told.append(understood)
    return Heard(tuple(told), ignored, malformed)


def _delivery(event: Mapping[str, Any]) -> Delivery | None:
    name, data, at = event.get("webhookEventId"), _inside(event, "delivery", "data"), _moment(event)
    if at is None or not _is(_NAME, name) or not _is(_NAME, data):
        return None
    return Delivery(str(name), str(data), at, _inside(event, "deliveryContext", "isRedelivery") is True)


def _friendship(event: Mapping[str, Any], *, friend: bool) -> Friendship | None:
    user, at = _inside(event, "source", "userId"), _moment(event)
    return None if at is None or not _is(_USER, user) else Friendship(str(user), friend, at)


def _inside(event: Mapping[str, Any], outer: str, inner: str) -> Any:
    found = event.get(outer)
    return found.get(inner) if isinstance(found, dict) else None


def _is(shape: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and shape.fullmatch(value) is not None


def _moment(event: Mapping[str, Any]) -> datetime | None:
    """LINE's timestamp, which counts milliseconds."""
    value = event.get("timestamp")
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    try:
        return datetime.fromtimestamp(value / 1000, UTC)
    except (OverflowError, OSError, ValueError):
        return None
