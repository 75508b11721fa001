"""What a reader sees as one line is judged as one, and findings still point at the characters of each part."""

from __future__ import annotations

import json
from typing import Any

import pytest

from nmlint.api import Judge, check
from nmlint.config import Settings
from nmlint.documents.message import read_message
from nmlint.messages.content import Content
from nmlint.source import Source, Span

JUDGE = Judge(Settings())


def text(words: str) -> dict[str, Any]:
    """A text component."""
    return {"type": "text", "text": words}


def spans(*words: str) -> dict[str, Any]:
    """A text component of spans."""
    return {"type": "text", "contents": [{"type": "span", "text": each} for each in words]}


def box(layout: str, *contents: dict[str, Any]) -> dict[str, Any]:
    """A box."""
    return {"type": "box", "layout": layout, "contents": list(contents)}


def content(*components: dict[str, Any]) -> Content:
    """A bubble with such a body, taken apart."""
    bubble = {"type": "bubble", "body": box("vertical", *components)}
    document = read_message(Source("a.json", json.dumps(bubble, ensure_ascii=False)))
    (only,) = JUDGE.engine("default").opener.open(document, lambda _name, _parent: None).contents
    return only


@pytest.mark.parametrize(
    ("components", "lines"),
    [
        ((text("一"), text("二")), ["一", "二"]),
        ((spans("限時", "優惠"),), ["限時優惠"]),
        ((box("horizontal", text("小計"), text("400 元")),), ["小計 400 元"]),
        ((box("baseline", text("小計"), text("400 元"), text("已付")),), ["小計 400 元 已付"]),
        ((box("vertical", text("小計"), text("400 元")),), ["小計", "400 元"]),
        ((box("horizontal", spans("小", "計"), text("400 元")), text("好")), ["小計 400 元", "好"]),
        ((box("horizontal", box("vertical", text("一"), text("二")), text("三"), text("四")),), ["一", "二", "三 四"]),
        ((box("horizontal", {"type": "icon", "url": "https://example.com/i.png"}, text("一")),), ["一"]),
    ],
)
def test_lines(components: tuple[dict[str, Any], ...], lines: list[str]) -> None:
    """Spans follow one another at once, what stands in one row with a blank between, and other texts stay alone."""
    assert lines == [line.variant.text for line in content(*components).lines if line.slot == "body"]


def test_the_pointer_of_a_part() -> None:
    """What lies in one part has its pointer; what reaches over several, that of what holds them."""
    (line,) = content(box("horizontal", spans("小", "計"), text("400 元"))).lines
    row = "/body/contents/0"

    assert f"{row}/contents/0/contents/0/text" == line.pointer_to(Span(0, 1))
    assert f"{row}/contents/0/contents/1/text" == line.pointer_to(Span(1, 2))
    assert f"{row}/contents/1/text" == line.pointer_to(Span(3, 8))
    assert row == line.pointer_to(Span(1, 4))
    assert row == line.pointer_to(Span(0, 8))


def test_each_character_keeps_its_place() -> None:
    """A place in a line is the place of its characters in the file."""
    found = content(box("horizontal", text("小計"), spans("4", "00 元")))
    source = found.variant.text
    (line,) = found.lines

    for start, char in enumerate(line.variant.text):
        region = line.variant.locate(Span(start, start + 1))
        if region.exact:
            assert char == source[region.origin.span.start : region.origin.span.end]
    assert 1 == sum(not line.variant.locate(Span(at, at + 1)).exact for at in range(len(line.variant.text)))


@pytest.mark.parametrize(
    ("component", "rule", "matched"),
    [
        (spans("限時", "優惠"), "promotion/limited-time", "限時優惠"),
        (box("horizontal", text("拿鐵買一"), text("送一")), "promotion/buy-one-get-one", "買一 送一"),
        (box("horizontal", text("優惠券折抵"), text("-100 元")), "", ""),
        (box("horizontal", text("立即"), text("回電")), "", ""),
    ],
)
def test_what_is_said_across_parts(component: dict[str, Any], rule: str, matched: str) -> None:
    """An offer is none the less one in two parts, and a record that needs both parts to be one is no offer."""
    bubble = {"type": "bubble", "body": box("vertical", text("您的訂單 TW001 已出貨"), component)}
    message = {"type": "flex", "altText": "您的訂單 TW001 已出貨", "contents": bubble}
    found = {finding.rule: finding.matched for finding in check(message) if finding.rule.startswith("promotion/")}

    assert matched == found.get(rule, "")
    assert bool(rule) is bool(found)
