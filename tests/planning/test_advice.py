"""The plan to paste: the author's own with its steps mended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from nmlint.api import Judge
from nmlint.checks.planned import Planned
from nmlint.config import Settings
from nmlint.documents.model import SEND_PLAN
from nmlint.documents.plan import PlanDocument
from nmlint.planning.advice import pasted
from nmlint.source import Source

LINE, SMS, PUSH = (
    {"channel": "notification-message", "text": "甲"},
    {"channel": "sms", "text": "乙"},
    {"channel": "app-push"},
)
CARD = "您末四碼 1234 的信用卡於 2026/11/23 10:00 消費 5,200 元。"
AFTER = {"after": "30m", "unless": "delivered"}


def planned(text: str, name: str = "plan.yaml") -> Planned:
    """A plan with its texts, as its rules see it."""
    judge = Judge(Settings(lang="en", as_of="2026-11-26"))
    document = judge.document(Source(name, text), SEND_PLAN)
    assert isinstance(document, PlanDocument)
    return judge.judge_plan(document, judge.finder(Path()), Path(name))[0]


def written(steps: Sequence[Mapping[str, Any]]) -> str:
    """A plan's text, each step written out."""
    lines = [
        f"- {yaml.safe_dump(dict(step), default_flow_style=True, allow_unicode=True, width=1000)}" for step in steps
    ]
    return f"kind: send-plan # 註解\ndeliver_within: 24h\nsteps:\n{''.join(lines)}"


def steps_of(text: str, channel: str, timer: int | None) -> list[dict[str, Any]]:
    """The steps of the plan to paste."""
    found: list[dict[str, Any]] = yaml.safe_load(pasted(planned(text), channel, timer))["steps"]
    return found


@pytest.mark.parametrize(
    ("steps", "channel", "timer", "expected"),
    [
        pytest.param(
            [LINE, {**SMS, **AFTER}],
            "notification-message",
            7200,
            [LINE, {**SMS, "after": "2h", "unless": "delivered"}],
            id="another timer",
        ),
        pytest.param(
            [LINE],
            "notification-message",
            60,
            [LINE, {"channel": "sms", "after": "1m", "unless": "delivered"}],
            id="a fallback is added",
        ),
        pytest.param(
            [SMS],
            "notification-message",
            60,
            [{"channel": "notification-message"}, {**SMS, "after": "1m", "unless": "delivered"}],
            id="a message is added",
        ),
        pytest.param(
            [LINE, {**SMS, "after": "1m", "unless": "accepted", "on": "failed"}],
            "notification-message",
            60,
            [LINE, {**SMS, "after": "1m", "unless": "delivered"}],
            id="another condition",
        ),
        pytest.param(
            [{**LINE, "valid_for": "1h"}, {**SMS, **AFTER}],
            "notification-message",
            1800,
            [LINE, {**SMS, **AFTER}],
            id="a window that is none",
        ),
        pytest.param(
            [LINE, {**PUSH, **AFTER}, {**SMS, "after": "2h"}],
            "notification-message",
            1800,
            [LINE, {**PUSH, **AFTER}, {**SMS, "after": "2h", "unless": "delivered"}],
            id="a later step keeps its time",
        ),
        pytest.param(
            [LINE, {**PUSH, **AFTER}, SMS],
            "notification-message",
            1800,
            [LINE, {**PUSH, **AFTER}, {**SMS, "unless": "delivered"}],
            id="a later step without one",
        ),
        pytest.param([LINE, {**SMS, **AFTER, "via": "好訊"}], "sms", None, [{**SMS, "via": "好訊"}], id="SMS alone"),
        pytest.param(
            [LINE, {**SMS, **AFTER}], "email", None, [{"channel": "email"}], id="a channel that the plan has not"
        ),
        pytest.param(
            [{**LINE, "fallbackAfter": 600, "successStatus": "delivered"}, SMS],
            "notification-message",
            600,
            [LINE, {**SMS, "after": "10m", "unless": "delivered"}],
            id="an orchestrator's words",
        ),
    ],
)
def test_steps(steps: list[dict[str, Any]], channel: str, timer: int | None, expected: list[dict[str, Any]]) -> None:
    """The steps are those of the channel, and say how they follow one another."""
    assert expected == steps_of(written(steps), channel, timer)


@pytest.mark.parametrize(
    ("steps", "channel"),
    [
        pytest.param([PUSH, {**SMS, "after": "1m", "unless": "delivered"}], "app-push", id="app, then SMS"),
        pytest.param([SMS, {"channel": "email", "on": "failed"}], "sms", id="SMS, then e-mail where that fails"),
    ],
)
def test_steps_that_suit_are_kept(steps: list[dict[str, Any]], channel: str) -> None:
    """A plan without a notification message that begins as recommended stays as it is, unless one is to stand alone."""
    alone = yaml.safe_load(pasted(planned(written(steps)), channel, None, alone=True))

    assert steps == steps_of(written(steps), channel, None)
    assert steps[:1] == alone["steps"]


@pytest.mark.parametrize(
    ("text", "head", "expected"),
    [
        pytest.param(
            CARD,
            {"scenario": "bill", "deliver_within": "24h", "quiet_hours": "22:00-08:00", "sender": "安心銀行"},
            {"scenario": "bill", "notice": "card-use", "deliver_within": "5m", "sender": "安心銀行"},
            id="only the text tells that it is card use",
        ),
        pytest.param(
            CARD,
            {"notice": "bill", "deliver_within": "3m", "send_at": "10:00"},
            {"notice": "card-use", "deliver_within": "3m"},
            id="another notice is named, and the deadline is tight already",
        ),
        pytest.param(
            "甲",
            {"notice": "card-use", "deliver_within": "24h", "quiet_hours": "03:00-03:05"},
            {"notice": "card-use", "deliver_within": "5m", "quiet_hours": "03:00-03:05"},
            id="the notice alone tells it, and the quiet hours hold nothing too long",
        ),
        pytest.param(
            "甲",
            {"notice": "order-placed", "deliver_within": "24h", "quiet_hours": "22:00-08:00"},
            {"notice": "order-placed", "deliver_within": "24h", "quiet_hours": "22:00-08:00"},
            id="a notice that the law does not press",
        ),
        pytest.param(
            "您的餐點已由外送員取餐。",
            {"deliver_within": "24h"},
            {"notice": "quick-dispatch", "deliver_within": "1h"},
            id="the text tells that it must come within the hour",
        ),
    ],
)
def test_a_notice_that_cannot_wait(text: str, head: Mapping[str, str], expected: Mapping[str, str]) -> None:
    """By another channel than LINE it is named, has no more time than it may have, and nothing holds it."""
    plan = yaml.safe_dump({"kind": "send-plan", **head, "steps": [{"channel": "sms", "text": text}]})
    found = yaml.safe_load(pasted(planned(plan), "sms", None))

    assert {"kind": "send-plan", **expected, "steps": [{"channel": "sms", "text": text}]} == found


@pytest.mark.parametrize(
    ("waits", "starts", "expected"),
    [
        pytest.param(["1m"], None, ["1m"], id="in time"),
        pytest.param(["30m"], None, ["1m"], id="too late"),
        pytest.param(["2m", "30m"], None, ["2m", "1m"], id="only the last is too late"),
        pytest.param(["4m", "30m"], None, ["4m"], id="no room for another"),
        pytest.param(["30m"], "1h", ["1m"], id="a start that is too late"),
        pytest.param(["1m"], "4m", [], id="a late start leaves no room"),
    ],
)
def test_steps_of_a_notice_that_cannot_wait(waits: list[str], starts: str | None, expected: list[str]) -> None:
    """Every step that is kept arrives within the five minutes of card use."""
    steps = [{"channel": "app-push", "text": CARD}]
    steps += [{"channel": "sms", "text": CARD, "after": wait, "unless": "delivered"} for wait in waits]
    head = {"kind": "send-plan", "deliver_within": "24h"} | ({"starts_after": starts} if starts else {})
    text = pasted(planned(yaml.safe_dump({**head, "steps": steps}, allow_unicode=True)), "app-push", None)

    assert expected == [step["after"] for step in yaml.safe_load(text)["steps"][1:]]
    assert text == pasted(planned(text), "app-push", None)


def test_nothing_to_paste() -> None:
    """What is not to be sent has no plan."""
    assert "" == pasted(planned(written([LINE])), "do-not-send", None)


def test_a_json_plan() -> None:
    """It is written as YAML, with all that stood in it."""
    text = (
        '{"kind": "send-plan", "sender": "青禾", "deliver_within": "24h", "steps": [{"channel": "sms", "text": "好"}]}'
    )
    found = yaml.safe_load(pasted(planned(text, "plan.json"), "sms", None))

    assert ("青禾", "24h", [{"channel": "sms", "text": "好"}]) == tuple(
        found[key] for key in ("sender", "deliver_within", "steps")
    )


@pytest.mark.parametrize(
    "value", ["22:00-08:00", "1_000", "yes", "0x10", "2026-11-23", "a: b", "#1", "~", "1e3", "一\u3000二"]
)
def test_values_stay_what_they_are(value: str) -> None:
    """Texts that YAML could take for something else read back as the same texts."""
    event = yaml.safe_dump(value, allow_unicode=True).splitlines()[0]
    text = f"kind: send-plan\nevent: {event}\nsteps: [{{channel: sms}}]\n"
    again = planned(pasted(planned(text), "sms", None))

    assert planned(text).document.declaration.event == again.document.declaration.event


@settings(max_examples=30, deadline=None)
@given(
    waits=st.lists(st.integers(0, 90_000), max_size=3),
    timer=st.integers(1, 1440).map(lambda minutes: minutes * 60),
)
def test_what_is_pasted_reads_back(waits: list[int], timer: int) -> None:
    """The first follow-up has the timer, the others keep their distance, and pasting it again changes nothing."""
    text = written([LINE, *({**SMS, "after": f"{wait}s", "unless": "delivered"} for wait in waits)])
    once = pasted(planned(text), "notification-message", timer)
    again = planned(once)

    assert [timer, *waits[1:]] == [step.after for step in again.plan.follow_ups]
    assert once == pasted(again, "notification-message", timer)
