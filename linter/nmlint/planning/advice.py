"""The plan that is recommended, as YAML to paste: the author's own, with its steps mended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from nmlint.checks.planned import Planned
from nmlint.documents.message import read_nodes
from nmlint.documents.model import DELIVERED, YAML
from nmlint.documents.plan import Step
from nmlint.durations import written
from nmlint.nodes import plain
from nmlint.vocabulary import DO_NOT_SEND, NOTIFICATION, SMS

_SENT_AFTER = ("after", "unless", "on", "fallbackAfter", "successStatus", "valid_for")


def pasted(planned: Planned, channel: str, timer: int | None) -> str:
    """The plan by the channel that is recommended, the first step behind it after the timer; empty where none may go.

    A text that the plan lacks for a step is left for the author to name.
    """
    if channel == DO_NOT_SEND:
        return ""
    source = planned.document.source
    data: dict[str, Any] = plain(read_nodes(source, planned.document.form or YAML))
    steps = list(zip(planned.plan.steps, data["steps"], strict=True))
    data["steps"] = _by_line(steps, timer) if channel == NOTIFICATION else _by(steps, channel)
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=100)


def _by_line(steps: Sequence[tuple[Step, Mapping[str, Any]]], timer: int | None) -> list[dict[str, Any]]:
    """The notification message, then the others, each unless the one before was delivered."""
    first = next((data for step, data in steps if step.channel == NOTIFICATION), {"channel": NOTIFICATION})
    others = [(step, data) for step, data in steps if step.channel != NOTIFICATION]
    second = others[0][1] if others else {"channel": SMS}
    waits = [timer, *(step.after for step, _ in others[1:])]
    behind = [second, *(data for _, data in others[1:])]
    return [_bare(first), *({**_bare(data), **_following(wait)} for data, wait in zip(behind, waits, strict=True))]


def _following(wait: int | None) -> Mapping[str, str]:
    """How a step follows the one before it."""
    return {"unless": DELIVERED} if wait is None else {"after": written(wait), "unless": DELIVERED}


def _by(steps: Sequence[tuple[Step, Mapping[str, Any]]], channel: str) -> list[dict[str, Any]]:
    """One message by a channel that knows at once, and none that LINE would keep."""
    return [_bare(next((data for step, data in steps if step.channel == channel), {"channel": channel}))]


def _bare(step: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in step.items() if key not in _SENT_AFTER}
