"""By what an answer of an SMS gateway is known: statuses, and marks in its body.

Gateways in Taiwan often answer 200 whatever happens and say in the body what did: a JSON value, `statuscode=1` on a
line, a negative number at the beginning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from nmlint.bilingual import Bilingual
from nmlint.dispatch.senders.heard import Heard
from nmlint.fields import Fields

FINDER_KEYS = frozenset({"at", "matches"})
_ID = re.compile(r"[!-~]{1,100}")
_INDEX = re.compile(r"0|[1-9][0-9]{0,5}")


@dataclass(frozen=True, slots=True)
class Finder:
    """Where in a body something stands: at a JSON pointer, or where an expression matches (its first group, if any)."""

    at: tuple[str, ...] | None = None
    matches: re.Pattern[str] | None = None

    @classmethod
    def read(cls, fields: Fields) -> Finder:
        """The finder that is described; faults are told to the fields."""
        at, matches = fields.text("at"), fields.text("matches")
        if at is not None and matches is not None:
            fields.refuse(
                "matches", Bilingual(f"{fields.at}: give at or matches, not both", f"{fields.at}：at 與 matches 請擇一")
            )
        if at is not None and not at.startswith("/"):
            fields.needs(
                "at", Bilingual("a JSON pointer such as /code or /data/0/id", "JSON pointer，例如 /code 或 /data/0/id")
            )
        return cls(None if at is None else _steps(at), _expression(fields, matches))

    def find(self, heard: Heard) -> str | None:
        """What stands there, as text; None where nothing does."""
        if self.at is not None:
            return _text(_reached(heard.json, self.at))
        if self.matches is not None:
            match = self.matches.search(heard.body or "")
            return None if match is None else match[1] if self.matches.groups else match[0]
        return None

    def ident(self, heard: Heard) -> str | None:
        """What stands there, if it is fit to be a name of the request."""
        found = self.find(heard)
        return found if found is not None and _ID.fullmatch(found) else None


@dataclass(frozen=True, slots=True)
class Mark:
    """What an answer must be like: one of the statuses, if any are given, and what is found in it one of `equals`.

    Without `equals`, finding anything is enough. `reason` is what may be said of such an answer; it is `final` where
    the same message would be refused again, and may be tried `again` where only time is wanting.
    """

    statuses: frozenset[int] = frozenset()
    finder: Finder | None = None
    equals: frozenset[str] = frozenset()
    reason: str = field(default="")
    final: bool = False
    again: bool = False

    def fits(self, heard: Heard) -> bool:
        """Whether the answer is such."""
        if self.statuses and heard.status not in self.statuses:
            return False
        if self.finder is None:
            return bool(self.statuses)
        found = self.finder.find(heard)
        return found is not None and (not self.equals or found in self.equals)


def read_mark(fields: Fields, besides: frozenset[str] = frozenset()) -> Mark:
    """The mark that is described; faults are told to the fields. It may have the keys `besides`, beyond the usual."""
    fields.only(FINDER_KEYS | {"status", "is"} | besides)
    statuses = frozenset(_statuses(fields))
    searches = bool(FINDER_KEYS & set(fields.keys))
    if "is" in fields.keys and not searches:
        fields.refuse(
            "is",
            Bilingual(f"{fields.at}.is says nothing without at or matches", f"{fields.at}.is 要搭配 at 或 matches"),
        )
    if not fields.keys or not (searches or "status" in fields.keys):
        what = Bilingual(f"{fields.at} needs status, at or matches", f"{fields.at} 需要 status、at 或 matches")
        fields.require("status", what)
    return Mark(
        statuses,
        Finder.read(fields) if searches else None,
        frozenset(fields.texts("is")),
        (fields.text("reason") or "") if "reason" in besides else "",
        final=bool(fields.truth("final")) if "final" in besides else False,
        again=bool(fields.truth("again")) if "again" in besides else False,
    )


def _statuses(fields: Fields) -> list[int]:
    values = fields.texts("status")
    if not all(re.fullmatch(r"[1-5][0-9][0-9]", value) for value in values):
        fields.needs("status", Bilingual("HTTP statuses, such as [200]", "HTTP 狀態碼，例如 [200]"))
        return []
    return [int(value) for value in values]


def _expression(fields: Fields, written: str | None) -> re.Pattern[str] | None:
    if written is None:
        return None
    try:
        return re.compile(written, re.MULTILINE)
    except re.error as error:
        fields.refuse(
            "matches",
            Bilingual(
                f"{fields.at}.matches is no regular expression: {error}", f"{fields.at}.matches 不是正規表示式：{error}"
            ),
        )
        return None


def _steps(pointer: str) -> tuple[str, ...]:
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:])


def _reached(value: Any, steps: tuple[str, ...]) -> Any:
    for step in steps:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and _INDEX.fullmatch(step) and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def _text(value: Any) -> str | None:
    """A JSON value as it is written there, without quotes; None for null and for what holds others."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int | float) else None
