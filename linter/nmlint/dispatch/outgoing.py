"""What is handed to a sender, and what a sender answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message, judged and ready, for one receiver.

    `channel` is `notification-message`, `sms` or `oa-push`; `message` is its type (`line-flexible`, `line-template`,
    `sms`, `oa-push`). `to` is what the channel addresses by: the hash of the number for a notification message, the
    number in E.164 for an SMS, the user id for a push to friends. `body` is the request without its receiver: LINE's
    `messages` or `templateKey` and `body`, or the `text` of an SMS. `tag` names the attempt, 16 to 100 characters that
    LINE gives back with the delivery. Neither receiver nor body shows when it is printed or logged.
    """

    channel: str
    message: str
    to: str = field(repr=False)
    body: Mapping[str, Any] = field(repr=False)
    tag: str


class Fate(StrEnum):
    """What is known of a message after the sender was called."""

    ACCEPTED = "accepted"
    """The other side took it; whether it reaches anybody is told later, or never."""
    REFUSED = "refused"
    """The other side answered that it does not take it, or was never reached: it was not sent."""
    UNKNOWN = "unknown"
    """It may have been sent: the answer was lost, cut short, late or without meaning."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of handing a message over.

    `status` is the HTTP status, None where there was no answer. `reason` says in words what happened, without receiver
    or content. A refusal is `final` where the same message would be refused again (LINE's 422: no such receiver).
    `attempts` counts the requests that were made; `request_id` is the other side's name for the last one.
    """

    fate: Fate
    status: int | None = None
    reason: str = ""
    final: bool = False
    attempts: int = 1
    request_id: str | None = None


@runtime_checkable
class Sender(Protocol):
    """Sends one message. It answers for every outcome that it knows of; an exception is taken for an unknown one."""

    def send(self, outgoing: Outgoing) -> Answer:
        """Hands a message over, once."""
        ...  # pragma: no cover


@runtime_checkable
class AsyncSender(Protocol):
    """The same, awaited."""

    async def send(self, outgoing: Outgoing) -> Answer:
        """Hands a message over, once."""
        ...  # pragma: no cover
