"""What is found under the keys of a plan, and where a key stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from nmlint.rendering import Origin
from nmlint.source import Span


class PlanHit(NamedTuple):
    """What is wrong under a key of the plan, or nearest to a key that is missing; `details` fill the message.

    What stands in one of the plan's texts has an `origin` there.
    """

    key: str
    details: Mapping[str, str] = {}
    origin: Origin | None = None


def nearest(spans: Mapping[str, Span], key: str, *firsts: str) -> Span:
    """Where a key stands; what is missing, at the nearest thing that would hold it: at the first of some keys there."""
    found = spans.get(key)
    while found is None and key:
        key = key.rpartition(".")[0]
        held = (f"{key}.{first}" for first in firsts)
        found = next((spans[name] for name in held if name in spans), spans.get(key)) if key else None
    if found is not None:
        return found
    return spans.get("kind", spans.get("id", min(spans.values(), default=Span(0, 0))))
