"""The plan that is recommended, as YAML to paste: the author's own, with its steps mended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from nmlint.channel.matrix import Notice
from nmlint.checks.planned import Planned
from nmlint.documents.message import read_nodes
from nmlint.documents.model import DELIVERED, YAML
from nmlint.documents.plan import Step
from nmlint.durations import parsed, written
from nmlint.nodes import plain
from nmlint.vocabulary import DO_NOT_SEND, NOTIFICATION, SMS

_HEAD = ("kind", "id", "scenario")
_SENT_AFTER = ("after", "unless", "on", "fallbackAfter", "successStatus", "valid_for")


def pasted(planned: Planned, channel: str, timer: int | None, *, alone: bool = False) -> str:
    """The plan by the channel that is recommended, the first step behind it after the timer; empty where none may go.

    A plan that begins with another channel than LINE, and with the one that is recommended, keeps its steps, unless its
    first is to stand `alone`. A text that the plan lacks for a step is left for the author to name.
    """
    if channel == DO_NOT_SEND:
        return ""
    data = _data(planned)
    steps = list(zip(planned.plan.steps, data["steps"], strict=True))
    if channel == NOTIFICATION:
        data["steps"] = _by_line(planned, steps, timer)
    elif alone or not keeps_steps(planned, channel):
        data["steps"] = _by(steps, channel)
    if channel != NOTIFICATION and planned.pressing is not None:
        data = _at_once(data, planned, planned.pressing)
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=100)


def first_wait(planned: Planned, text: str) -> tuple[int | None, bool]:
    """How long the first step behind waits in a plan to paste, in seconds, and whether its steps are still the plan's.

    None where no step follows, or none with a timer.
    """
    steps = steps_of(text)
    if steps == _data(planned)["steps"]:
        return planned.plan.steps[1].after, True
    return (parsed(steps[1]["after"]) if len(steps) > 1 and "after" in steps[1] else None), False


def steps_of(text: str) -> list[Mapping[str, Any]]:
    """The steps of a plan to paste."""
    steps: list[Mapping[str, Any]] = yaml.safe_load(text)["steps"]
    return steps


def keeps_steps(planned: Planned, channel: str) -> bool:
    """Whether a plan goes by the channel that is recommended as it stands, and by no LINE notification message."""
    return planned.plan.line is None and planned.plan.steps[0].channel == channel


def _data(planned: Planned) -> dict[str, Any]:
    """The plan as its author wrote it."""
    data: dict[str, Any] = plain(read_nodes(planned.document.source, planned.document.form or YAML))
    return data


def _at_once(data: Mapping[str, Any], planned: Planned, notice: Notice) -> dict[str, Any]:
    """The plan of a notice that cannot wait: it names it, gives it no more time than it has, and nothing holds it."""
    plan, within = planned.plan, planned.matrix.classes[notice.deadline].within
    told = {key: value for key, value in data.items() if key != "notice"}
    if within is not None:
        if plan.starts_after >= within:
            del told["starts_after"]
        if len(told["steps"]) == len(plan.steps):
            told["steps"] = _hastened(list(zip(plan.steps, told["steps"], strict=True)), planned, within)
        if plan.deliver_within is not None and plan.deliver_within > within:
            told["deliver_within"] = written(within)
        if plan.quiet_hours is not None and plan.quiet_hours.length > within:
            del told["quiet_hours"]
        told.pop("send_at", None)
    head = {key: told.pop(key) for key in _HEAD if key in told}
    return {**head, "notice": notice.id, **told}


def _hastened(
    steps: Sequence[tuple[Step, Mapping[str, Any]]], planned: Planned, within: int
) -> list[Mapping[str, Any]]:
    """The steps that arrive in time: one that waits too long waits the shortest time, and else falls away."""
    at = planned.plan.starts_after if planned.plan.starts_after < within else 0
    kept: list[Mapping[str, Any]] = []
    for step, data in steps:
        transit, own = planned.matrix.channels[step.channel].transit, step.after or 0
        waits = [wait for wait in (own, planned.matrix.norms.shortest_timer) if at + wait + transit <= within]
        if not kept:
            kept.append(data)
        elif waits:
            at += waits[0]
            kept.append(data if waits[0] == own else {**data, "after": written(waits[0])})
    return kept


def _by_line(
    planned: Planned, steps: Sequence[tuple[Step, Mapping[str, Any]]], timer: int | None
) -> list[dict[str, Any]]:
    """The notification message, then the others, each unless the one before was delivered.

    Where the message is put first, a step that was in time may come after the deadline; it is left out.
    """
    first = next((data for step, data in steps if step.channel == NOTIFICATION), {"channel": NOTIFICATION})
    others = [(step, data) for step, data in steps if step.channel != NOTIFICATION]
    second = others[0][1] if others else {"channel": SMS}
    behind = [{**_bare(second), **_following(timer)}]
    at, deadline = planned.plan.starts_after + (timer or 0), planned.plan.deadline
    for step, data in others[1:]:
        at += step.after or 0
        in_time = deadline is None or at + planned.matrix.channels[step.channel].transit <= deadline
        if in_time or planned.plan.line is not None:
            behind.append({**_bare(data), **_following(step.after)})
    return [_bare(first), *behind]


def _following(wait: int | None) -> Mapping[str, str]:
    """How a step follows the one before it."""
    return {"unless": DELIVERED} if wait is None else {"after": written(wait), "unless": DELIVERED}


def _by(steps: Sequence[tuple[Step, Mapping[str, Any]]], channel: str) -> list[dict[str, Any]]:
    """One message by a channel that knows at once, and none that LINE would keep."""
    return [_bare(next((data for step, data in steps if step.channel == channel), {"channel": channel}))]


def _bare(step: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in step.items() if key not in _SENT_AFTER}
