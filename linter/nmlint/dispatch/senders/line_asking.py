"""What LINE is asked beside sending: how many messages arrived on a day, and who the friends of the account are.

Asking changes nothing, so a question is repeated whenever a repetition may help.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from nmlint.bilingual import Bilingual
from nmlint.dispatch.senders.heard import Heard
from nmlint.dispatch.senders.line_sdk import Call
from nmlint.errors import NmlintError, UsageError

READY = "ready"

_OK, _TOO_MANY, _SERVER_ERRORS = 200, 429, range(500, 600)
_MOST_AT_ONCE = 1000
_METHODS = {
    "line-flexible": "get_pnp_message_statistics",
    "line-template": "get_pnp_templated_message_statistics",
}


class UnansweredError(NmlintError):
    """LINE did not answer what it was asked."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """How many notification messages of a type were delivered on a day: `count`, None unless the status is `ready`.

    The other statuses are LINE's: `unready` (counted within a day or so), `unavailable_for_privacy` (fewer than 20) and
    `out_of_service` (before 2018-03-31).
    """

    status: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking once."""

    heard: Heard

    @property
    def again(self) -> bool:
        """Whether asking again may help."""
        status = self.heard.status
        return self.heard.trouble is not None or status == _TOO_MANY or status in _SERVER_ERRORS

    @property
    def after(self) -> float:
        """The seconds that LINE asks to wait."""
        return self.heard.after


def statistics_call(day: date, message: str) -> Call:
    """Asks for the count of a type of message on a day of UTC+9. Raises UsageError for a type that is not counted."""
    method = _METHODS.get(message)
    if method is None:
        known = ", ".join(_METHODS)
        raise UsageError(
            Bilingual(
                f"LINE counts no messages of type {message!r}; ask for one of: {known}",
                f"LINE 不提供「{message}」的統計；可查詢：{known}",
            )
        )
    return Call(method, {"var_date": f"{day:%Y%m%d}"})


def followers_call(start: str | None) -> Call:
    """Asks for the user ids of friends, from where the page before ended."""
    return Call("get_followers", {"start": start, "limit": _MOST_AT_ONCE})


def told_statistics(series: Sequence[Asked]) -> Statistics:
    """The statistics that were told in the end. Raises UnansweredError."""
    value = _value(series)
    return Statistics(value.status, value.success if value.status == READY else None)


def told_followers(series: Sequence[Asked]) -> tuple[list[str], str | None]:
    """A page of user ids, and where the next one starts, None after the last. Raises UnansweredError."""
    value = _value(series)
    return list(value.user_ids), value.next or None


def _value(series: Sequence[Asked]) -> Any:
    heard = series[-1].heard
    if heard.status == _OK and heard.trouble is None:
        return heard.value
    what = str(heard.status) if heard.status is not None else heard.error
    raise UnansweredError(
        Bilingual(
            f"LINE did not answer the question ({what}; attempts: {len(series)})",
            f"LINE 未回答查詢（{what}；已嘗試 {len(series)} 次）",
        )
    )
