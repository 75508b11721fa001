"""The plan that is recommended, as YAML to paste: the author's own, with its steps mended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from nmlint.checks.planned import Planned
from nmlint.documents.message import read_nodes
from nmlint.documents.model import YAML
from nmlint.documents.plan import DELIVERED, NOTIFICATION, SMS
from nmlint.durations import written
from nmlint.nodes import plain

_SENT_AFTER = ("after", "unless", "on", "fallbackAfter", "successStatus", "valid_for")
_NO_CHANNEL = "do-not-send"


def pasted(planned: Planned, channel: str, timer: int | None) -> str:
    """The plan by the channel that is recommended, the first step behind it after the timer; empty where none may go.

    A text that the plan lacks for a step is left for the author to name.
    """
    if channel == _NO_CHANNEL:
        return ""
    source = planned.document.source
    data: dict[str, Any] = plain(read_nodes(source, planned.document.form or YAML))
    steps = [dict(step) for step in data["steps"]]
    data["steps"] = _by_line(steps, timer) if channel == NOTIFICATION else _by(steps, channel)
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=100)


def _by_line(steps: list[dict[str, Any]], timer: int | None) -> list[dict[str, Any]]:
    """The notification message, then the others unless it was delivered."""
    first = next((step for step in steps if step["channel"] == NOTIFICATION), {"channel": NOTIFICATION})
    others = [step for step in steps if step["channel"] != NOTIFICATION] or [{"channel": SMS}]
    first, second, *rest = (_bare(step) for step in (first, *others))
    after: Mapping[str, str] = {} if timer is None else {"after": written(timer), "unless": DELIVERED}
    return [first, {**second, **after}, *({**step, **_kept(old)} for step, old in zip(rest, others[1:], strict=True))]


def _kept(step: Mapping[str, Any]) -> Mapping[str, Any]:
    """How a later step follows the one before it, as the author has it."""
    return {key: step[key] for key in ("after", "unless") if key in step}


def _by(steps: list[dict[str, Any]], channel: str) -> list[dict[str, Any]]:
    """One message by a channel that knows at once, and none that LINE would keep."""
    return [_bare(next((step for step in steps if step["channel"] == channel), {"channel": channel}))]


def _bare(step: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in step.items() if key not in _SENT_AFTER}
