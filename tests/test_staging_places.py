"""Texts that stand in a plan itself: what is found in them is told at its characters in the plan's file."""

from __future__ import annotations

import json

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import nmlint
from nmlint.finding import Finding
from nmlint.report import Artefact
from nmlint.verdict import Verdict
from nmlint.vocabulary import CHANNELS

OFFER = "promotion/offer-words"
NOTICE = "【好日子書店】您的訂單 TW001 已於 2026/11/23 10:00 出貨。若您已取貨，請忽略此訊息。客服 02-2345-6789"
HEAD = "kind: send-plan\nscenario: delivery\nsender: 好日子書店\n"


def judge(plan: str, name: str = "plan.yaml") -> Artefact:
    """The verdict on a plan whose file is called so."""
    (artefact,) = nmlint.check(plan, kind="send-plan", name=name).artefacts
    assert artefact.problem is None
    return artefact


def of(artefact: Artefact, rule: str) -> list[Finding]:
    """The findings of one rule."""
    return [finding for finding in artefact.findings if finding.rule == rule]


def written(artefact: Artefact, finding: Finding) -> str:
    """The characters that a finding points at, in whichever file they stand."""
    text = artefact.sources[finding.location.path].text
    return text[finding.location.start.offset : finding.location.end.offset]


def step(text: str) -> str:
    """A plan of one step whose text is written so."""
    return f"{HEAD}steps:\n  - channel: notification-message\n    text: {text}\n    via: 自建系統\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("您的訂單已出貨，限時優惠。", "限時優惠"),
        ("您的訂單\n      已出貨\n\n      ，限時優惠。", "限時優惠"),
        ("'it''s 出貨''限時優惠'", "限時優惠"),
        ('"您的訂單\\n\\"已出貨\\"限時優惠"', "限時優惠"),
        ('"訂單 \\U0001F4E6 出貨，限時\\u512a惠"', "限時\\u512a惠"),
        ('"\\u9650\\u6642\\u512a\\u60e0"', "\\u9650\\u6642\\u512a\\u60e0"),
        ('"出貨，限時\\\n      優惠"', "限時\\\n      優惠"),
        ("|\n      您的訂單已出貨。\n\n      限時優惠", "限時優惠"),
        ("|-\n      您的訂單已出貨。\n        限時優惠\n", "限時優惠"),
        ("|2-\n      您的訂單已出貨。\n      限時優惠", "限時優惠"),
        ("|+ # 內容\n      您的訂單已出貨，限時優惠。\n\n", "限時優惠"),
        (">\n      您的訂單\n      已出貨。\n\n      限時優惠\n", "限時優惠"),
        (">-\n      📦 您的訂單已出貨，\n      限時優惠", "限時優惠"),
        ("您的訂單 {{ order_no }} 已出貨，限時優惠", "限時優惠"),
        ("'{% if vip %}限時優惠{% endif %}您的訂單''已出貨'", "限時優惠"),
        ('"{# 註\\t記 #}您的訂單已出貨，\\n限時優惠"', "限時優惠"),
        ('"您的訂單已出貨，{{ note|default(\\"限時優惠\\") }}"', "限時優惠"),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_an_offer_in_the_plan_itself_is_found_at_its_characters(text: str, expected: str, line_end: str) -> None:
    """However YAML writes a step's text, a finding points at the characters in the plan's file."""
    artefact = judge(step(text).replace("\n", line_end))

    (finding,) = of(artefact, OFFER)
    assert "plan.yaml" == finding.location.path
    assert expected.replace("\n", line_end) == written(artefact, finding)
    assert "/steps/0/text" == finding.pointer
    assert Verdict.BLOCK is artefact.verdict


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"您的訂單已出貨，限時優惠。"', "限時優惠"),
        ('"您的訂單\\n\\"已出貨\\"\\/限時優惠"', "限時優惠"),
        ('"\\ud83d\\udce6 出貨，限時\\u512a惠"', "限時\\u512a惠"),
        (json.dumps("限時優惠"), json.dumps("限時優惠")[1:-1]),
        ('"📦\\t出貨，限\\u6642優惠"', "限\\u6642優惠"),
        ('"{{ order_no }}\\n限時優惠"', "限時優惠"),
    ],
)
def test_an_offer_in_a_plan_in_json(text: str, expected: str) -> None:
    """JSON's escapes count as they are written."""
    steps = f'[{{"channel": "notification-message", "text": {text}}}]'
    plan = f'{{\n "kind": "send-plan", "scenario": "delivery",\n "steps": {steps}\n}}'

    artefact = judge(plan, name="plan.json")

    (finding,) = of(artefact, OFFER)
    assert expected == written(artefact, finding)
    assert "plan.json" == finding.location.path


SURE = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P"], exclude_characters="{}%#", max_codepoint=0xFFFF),
    max_size=12,
)
TAGS = ["{{ a }}", "{% if x %}", "{% endif %}", "{# c #}", "{{", "%}"]
MARKS = ["'", '"', "\\", "- ", "# ", "|", " ", "\n", "\n\n", "\t", "\u2028", "\x85"]
WORDS = ["限時優惠", "買一送一", "訂單", "：", "📦"]
TEXTS = st.lists(st.sampled_from([*TAGS, *MARKS, *WORDS]), max_size=10).map("".join).filter(str.strip)


@settings(deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=3), st.sampled_from(["json", "escaped", "'", '"', "|", ">", "flow"]))
def test_places_in_any_plan(texts: list[str], form: str) -> None:
    """Whatever the texts hold and however the file is written, what is found stands in the plan, an offer just so."""
    steps = [{"channel": channel, "text": text} for channel, text in zip(CHANNELS, texts, strict=False)]
    data = {"kind": "send-plan", "scenario": "delivery", "steps": steps}
    if form in ("json", "escaped"):
        plan = json.dumps(data, ensure_ascii=form == "escaped")
    else:
        style = None if form == "flow" else form
        plan = yaml.safe_dump(
            data, allow_unicode=True, default_style=style, default_flow_style=form == "flow", width=30
        )
    (artefact,) = nmlint.check(plan, kind="send-plan").artefacts

    assert artefact.problem is None or form not in ("json", "escaped")
    for finding in artefact.findings:
        assert {"<text>"} == {finding.location.path, *(place.path for place in finding.through)}
    for finding in of(artefact, OFFER):
        if finding.exact and finding.matched == "限時優惠":
            there = written(artefact, finding)
            assert "限時優惠" == (json.loads(f'"{there}"') if form == "escaped" else there)


@pytest.mark.parametrize("name", ["plan.yaml", "plan.json"])
def test_a_message_of_lines_in_the_plan_itself(name: str) -> None:
    """A step's text may be a message object in JSON; a finding in it stands in the plan, as far as the plan goes."""
    message = json.dumps({"type": "text", "text": NOTICE + "\n限時優惠"})
    plan = json.dumps(
        {
            "kind": "send-plan",
            "scenario": "delivery",
            "steps": [{"channel": "notification-message", "text": message}],
        }
    )

    artefact = judge(plan, name=name)

    (finding,) = of(artefact, OFFER)
    assert "/steps/0/text" == finding.pointer
    assert json.dumps(json.dumps("限時優惠")[1:-1])[1:-1] == written(artefact, finding)


def test_each_text_has_findings_of_its_own() -> None:
    """The same offer in two texts of a plan is two findings, each in its step."""
    plan = (
        HEAD + "steps:\n  - {channel: notification-message, text: 已出貨。限時優惠}\n"
        "  - {channel: sms, text: 已出貨。限時優惠, after: 30m}\n"
    )

    found = of(judge(plan), OFFER)

    assert [("/steps/0/text", 5), ("/steps/1/text", 6)] == [(one.pointer, one.location.start.line) for one in found]
