"""What is found in a text that stands in a plan is told at its very characters in the plan's file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import nmlint
from nmlint.finding import Finding

RULE = "promotion/call-to-buy"
HEAD = "kind: send-plan\nscenario: delivery\nsteps:\n"
SPELT = {
    "plain": ("  - {channel: sms, text: 您的訂單已出貨。快來搶購！}\n", "快來搶購"),
    "plain over two lines": ("  - channel: sms\n    text: 您的訂單\n      已出貨。快來搶購！\n", "快來搶購"),
    "single quotes": ("  - {channel: sms, text: '您的''訂單''已出貨。快來搶購！'}\n", "快來搶購"),
    "escapes": (r'  - {channel: sms, text: "\u60a8的訂單\n已出貨。\t快\u4f86搶\u8cfc！"}' + "\n", r"快\u4f86搶\u8cfc"),
    "an escaped line end": (
        '  - channel: notification-message\n    text: "您的訂單已出貨。快來搶\\\n      購！"\n',
        "快來搶\\\n      購",
    ),
    "a block": (
        "  - channel: notification-message\n    text: |\n      您的訂單 😀\n\n        已出貨。快來搶購！\n",
        "快來搶購",
    ),
    "an indented block": (
        "  - channel: notification-message\n    text: |4-\n          您的訂單\n          快來搶購！\n\n",
        "快來搶購",
    ),
    "a folded block": (
        "  - channel: notification-message\n    text: >-\n      您的訂單\n      已出貨。\n      快來搶購！\n",
        "快來搶購",
    ),
    "a template": (
        "  - channel: notification-message\n    text: |\n      訂單已出貨。{% if a %}快來搶購{% endif %}\n",
        "快來搶購",
    ),
}


def judged(path: Path, text: str) -> list[Finding]:
    """What is found in a plan, as it stands in a file."""
    path.write_bytes(text.encode())
    (artefact,) = nmlint.check(path).artefacts
    assert artefact.problem is None
    return list(artefact.findings)


def shown(findings: list[Finding], rule: str, text: str) -> list[str]:
    """The characters that a rule's findings name."""
    places = [finding.location for finding in findings if finding.rule == rule]
    return [text[place.start.offset : place.end.offset] for place in places]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("spelling", SPELT)
def test_yaml(spelling: str, end: str, tmp_path: Path) -> None:
    """However YAML spells the text, the place is that of its characters."""
    steps, wanted = SPELT[spelling]
    text = (HEAD + steps).replace("\n", end)

    assert [wanted.replace("\n", end)] == shown(judged(tmp_path / "plan.yaml", text), RULE, text)


@pytest.mark.parametrize("ascii_only", [False, True])
def test_json(ascii_only: bool, tmp_path: Path) -> None:
    """In JSON too, with escapes and without."""
    steps = [{"channel": "notification-message", "text": '您的"訂單"\n已出貨 😀。快來搶購！'}]
    plan = {"kind": "send-plan", "scenario": "delivery", "steps": steps}
    text = json.dumps(plan, ensure_ascii=ascii_only, indent=1)
    wanted = json.dumps("快來搶購", ensure_ascii=ascii_only).strip('"')

    assert [wanted] == shown(judged(tmp_path / "plan.json", text), RULE, text)


def test_every_text_has_its_own_findings(tmp_path: Path) -> None:
    """The same words in two texts are two findings."""
    line = "  - {channel: notification-message, text: 您的訂單已出貨。快來搶購！}\n"
    fallback = "  - {channel: sms, text: 訂單已出貨。快來搶購！, after: 1h, unless: delivered}\n"
    findings = judged(tmp_path / "plan.yaml", HEAD + line + fallback)

    assert ["/steps/0/text", "/steps/1/text"] == [each.pointer for each in findings if each.rule == RULE]


def test_shared_variables_need_not_be_in_every_text(tmp_path: Path) -> None:
    """What the plan declares for all texts is unused in none of them."""
    shared = (
        "variables:\n  order: {type: order-number, example: A1}\n  at: {type: datetime, example: 2026-11-23 10:00}\n"
    )
    line = "  - {channel: notification-message, text: '訂單 {{ order }} 已於 {{ at }} 出貨。'}\n"
    fallback = "  - {channel: sms, text: '訂單 {{ order }} 已出貨。', after: 1h, unless: delivered}\n"
    findings = judged(tmp_path / "plan.yaml", shared + HEAD + line + fallback)

    assert "variables/unused" not in {finding.rule for finding in findings}


def test_a_text_that_cannot_be_rendered(tmp_path: Path) -> None:
    """The fault is told where it is in the text, not at the text as a whole."""
    text = HEAD + "  - channel: sms\n    text: |\n      您的訂單\n      {{ order 已出貨\n"

    assert ["已出貨"] == shown(judged(tmp_path / "plan.yaml", text), "channel/step-unreadable", text)
