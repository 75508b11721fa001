"""A moment out of what an example says of it, for rules to be tried on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any

from nmlint.checks.moments import Moment
from nmlint.documents.message import declared
from nmlint.documents.model import Variable
from nmlint.documents.plan_values import quiet_hours
from nmlint.durations import parsed
from nmlint.source import Source

NAME = "value"


class _Status(Enum):
    """An enum, as a program has it."""

    SHIPPED = "shipped"


_AS: Mapping[str, Callable[[str], object]] = {
    "decimal": Decimal,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
    "enum": lambda _: _Status.SHIPPED,
    "bytes": str.encode,
    "object": lambda _: Mapping,
}
_MOMENTS = ("now", "event", "deadline")
_DURATIONS = ("after", "silent_for")
_TOLD_OTHERWISE = frozenset({"variable", "declared", "value", "as", "times", "text", "quiet", *_MOMENTS, *_DURATIONS})


def moment_of(facts: Mapping[str, Any]) -> Moment:
    """The moment that the facts describe.

    A value is declared unless it is said not to be, and prints as it is unless it is said otherwise. Raises ValueError
    where something is written wrongly.
    """
    known: dict[str, Any] = {key: fact for key, fact in facts.items() if key not in _TOLD_OTHERWISE}
    known |= {key: datetime.fromisoformat(facts[key]) for key in _MOMENTS if key in facts}
    known |= {key: timedelta(seconds=_seconds(facts[key])) for key in _DURATIONS if key in facts}
    known |= {key: frozenset(facts[key]) for key in ("hosts", "senders") if key in facts}
    if "endpoints" in facts:
        known["endpoints"] = tuple(facts["endpoints"])
    if "quiet" in facts:
        known["quiet"] = quiet_hours(facts["quiet"])
    if "value" in facts:
        value = _value(facts)
        text = "" if value is None or isinstance(value, list | dict) else str(value)
        known |= {"value": value, "text": facts.get("text", text)}
    return Moment(name=NAME, variable=_variable(facts), **known)


def _value(facts: Mapping[str, Any]) -> Any:
    value = facts["value"]
    if "as" in facts:
        value = _AS[facts["as"]](value)
    return value * facts["times"] if "times" in facts else value


def _variable(facts: Mapping[str, Any]) -> Variable | None:
    if not facts.get("declared", True):
        return None
    said = declared({"variables": {NAME: facts.get("variable", {})}}, Source("", ""))
    return said.variables[NAME]


def _seconds(text: str) -> int:
    seconds = parsed(text)
    if seconds is None:
        raise ValueError(text)
    return seconds
