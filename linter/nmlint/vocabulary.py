"""The names of channels and of what becomes of a message, as files, reports and commands have them."""

from __future__ import annotations

NOTIFICATION, SMS, EMAIL, APP_PUSH, OA_PUSH = "notification-message", "sms", "email", "app-push", "oa-push"
CHANNELS = (NOTIFICATION, SMS, EMAIL, APP_PUSH, OA_PUSH)
# What is recommended where no channel will do.
DO_NOT_SEND = "do-not-send"

# What a text becomes where nothing says it.
DEFAULT_TYPE = "line-flexible"
LINE_TYPES = frozenset({DEFAULT_TYPE, "line-template"})

# What becomes of a notification message: refused at once, delivered at once or later, or silence for good.
REJECTED, AT_ONCE, LATER, NEVER = OUTCOMES = ("rejected", "at_once", "later", "never")


def channel_of(message_type: str) -> str:
    """The channel that a message type is for; every type but LINE's own has the name of its channel."""
    return NOTIFICATION if message_type in LINE_TYPES else message_type
