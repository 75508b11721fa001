"""What was heard of one HTTP request, and what follows where there was no whole answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any

from nmlint.bilingual import Bilingual
from nmlint.dispatch.outgoing import Answer, Fate
from nmlint.dispatch.senders.retrying import Attempt


class Trouble(StrEnum):
    """Why there is no whole answer."""

    UNREACHED = "unreached"
    """No connection came about, so the request cannot have left."""
    LATE = "late"
    """No answer, or not all of it, came in time."""
    BROKEN = "broken"
    """The connection was lost after the request had begun to leave, or the answer was cut short."""
    UNREADABLE = "unreadable"
    """What came is no text, or too long to be an answer."""


_SAID = {
    Trouble.UNREACHED: Bilingual("no connection came about; nothing was sent", "連線未建立，並未送出"),
    Trouble.LATE: Bilingual("no answer came in time; it may have been sent", "逾時未收到回應，可能已送出"),
    Trouble.BROKEN: Bilingual(
        "the connection broke before the answer was whole; it may have been sent", "回應不完整連線即中斷，可能已送出"
    ),
    Trouble.UNREADABLE: Bilingual("the answer cannot be read; it may have been sent", "回應無法判讀，可能已送出"),
}


@dataclass(frozen=True, slots=True)
class Heard:
    """The answer to one request, or what there is of it.

    `status` is None where none came. `body` is decoded, None where it was not received whole or is no text. `headers`
    have their names in lower case. `trouble` says what went wrong, None where the answer is whole, and `error` names
    the type of the exception that told it: its text may hold a number and is not kept. `value` is what a library made
    of the body, where that is wanted.
    """

    status: int | None = None
    body: str | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    trouble: Trouble | None = None
    error: str = ""
    value: Any = field(default=None, repr=False)

    @property
    def json(self) -> Any:
        """The body read as JSON, None where it is none."""
        try:
            return None if self.body is None else json.loads(self.body)
        except (ValueError, RecursionError):
            return None

    @property
    def after(self) -> float:
        """The seconds that Retry-After asks to wait, 0 where it says nothing that is understood."""
        return _seconds(self.headers.get("retry-after", ""))

    def without_answer(self, *, safe: bool = False) -> Attempt:
        """What follows from the trouble: never a repetition of what may have left, unless repeating it is `safe`."""
        trouble = self.trouble or Trouble.UNREADABLE
        said = _SAID[trouble]
        if self.error:
            said = Bilingual(f"{said} ({self.error})", f"{said.chinese}（{self.error}）")
        if trouble is Trouble.UNREACHED:
            return Attempt(Answer(Fate.REFUSED, reason=said), again=True)
        return Attempt(Answer(Fate.UNKNOWN, self.status, said), again=safe)


def refused_here(reason: Bilingual, *, final: bool = False) -> Answer:
    """The answer for a message for which no request was made."""
    return Answer(Fate.REFUSED, reason=reason, final=final, attempts=0)


def _seconds(written: str) -> float:
    """Retry-After as seconds from now: a number of them, or a date."""
    if written.isascii() and written.isdecimal():
        return float(written[:9])
    try:
        moment = parsedate_to_datetime(written)
    except ValueError:
        return 0.0
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max((aware - datetime.now(UTC)).total_seconds(), 0.0)
