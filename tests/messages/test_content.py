"""A message's texts come out of JSON, YAML and templates, and every character of them knows where it was written."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nmlint import check
from nmlint.api import MESSAGE, TEMPLATE, Judge
from nmlint.bilingual import CHINESE, in_language
from nmlint.config import Settings
from nmlint.documents.discovery import is_template
from nmlint.errors import UnreadableError
from nmlint.messages.content import Content
from nmlint.messages.lines import SlotText
from nmlint.opening import NotJudgedError, Opened
from nmlint.report import Problem
from nmlint.source import Location, Source, Span

Files = dict[str, str]


@cache
def judge() -> Judge:
    """A judge under the default settings."""
    return Judge(Settings())


def opened(name: str, text: str, files: Files | None = None) -> Opened:
    """A document with its messages; it may include the other files."""
    sources = {other: Source(other, words) for other, words in (files or {}).items()}
    document = judge().document(Source(name, text), TEMPLATE if is_template(Path(name)) else MESSAGE)
    return judge().engine("default").opener.open(document, lambda wanted, _: sources.get(wanted))


def unmarked(text: str) -> tuple[str, Span]:
    """A text without its marks, and the span between them."""
    before, _, rest = text.partition("【")
    inside, _, after = rest.partition("】")
    return before + inside + after, Span(len(before), len(before) + len(inside))


def said(content: Content) -> list[tuple[str, str, str]]:
    """Slot, pointer and words of each text, without the previews."""
    return [(text.slot, text.pointer, text.variant.text) for text in content.texts if text.slot != "preview"]


def slot_text(content: Content, phrase: str) -> SlotText:
    """The text that holds a phrase."""
    return next(text for text in content.texts if phrase in text.variant.text)


def places(found: Opened, phrase: str) -> set[tuple[str, Span, bool]]:
    """Where a phrase was written, in whichever variant it is read, and whether it stands there exactly."""
    seen = set()
    for content in found.contents:
        for text in content.texts:
            at = text.variant.text.find(phrase)
            if at >= 0:
                region = text.variant.locate(Span(at, at + len(phrase)))
                seen.add((region.origin.source, region.origin.span, region.exact))
    return seen


@pytest.mark.parametrize(
    ("marked", "phrase"),
    [
        ('{"type": "text", "text": "您好，【限時優惠】只到今晚"}', "限時優惠"),
        ('{"type": "text", "text": "您好，【\\u9650時優\\u60e0】只"}', "限時優惠"),
        ('{"type": "text", "text": "\\n\\t\\"\\\\【優惠】\\/"}', "優惠"),
        ('{"type": "text", "text": "a【\\ud83d\\uDE00】b😀c"}', "😀"),
        ('{"type": "text", "text": "👩‍👧 e\u0301 【優\\u200b惠】"}', "優\u200b惠"),
        ('{"type": "text", "text": "買【\\n】送"}', "\n"),
        ('\ufeff \r\n{\r\n "text" :\t"a\\r\\n【優惠】" , "type":"text"}'.removeprefix("\ufeff"), "優惠"),
        ('{"text": "優惠券在別處", "type": "text", "sender": {"name": "【小編】"}}', "小編"),
        ('{"type": "flex", "altText": "【好】", "contents": {"type": "bubble"}}', "好"),
        ('{"to": "U", "messages": [{"type": "text", "text": "x"}, {"type": "text", "text": "【\\u597D】"}]}', "好"),
        ('{"to": "h", "templateKey": "k", "body": {"items": [{"itemKey": "a", "content": "【明日】"}]}}', "明日"),
        ('{"kind": "message", "scenario": "delivery", "text": "【\\u597d】"}', "好"),
    ],
)
def test_json(marked: str, phrase: str) -> None:
    """What is read in a text of JSON is found where it is spelt, whatever escapes stand before it and within it."""
    text, span = unmarked(marked)

    assert {("a.json", span, True)} == places(opened("a.json", text), phrase)
    # The same text as a template that has no tags.
    assert {("a.json.j2", span, True)} == places(opened("a.json.j2", text), phrase)


@pytest.mark.parametrize(
    ("marked", "phrase"),
    [
        ("type: text\ntext: 您好【優惠】只 # 優惠\n", "優惠"),
        ("type: text\ntext: 'it''s 【優惠】'\n", "優惠"),
        ("type: text\ntext: 'it【''】s'\n", "'"),
        ('type: text\ntext: "\\t【\\u512a惠】\\\n  只"\n', "優惠"),
        ('type: text\ntext: "【優\\\n   惠】"\n', "優惠"),
        ("type: text\ntext: |\n  第一行\n    【優惠】\n\n  第二行\n", "優惠"),
        ("type: text\ntext: |-\n  第一行【\n】  第二行\n", "\n"),
        ("type: text\ntext: >\n  第一行\n  第二【行\n  優】惠\n", "行 優"),
        ("type: text\ntext: >+\n  第一行\n\n\n  【優惠】\n\n", "優惠"),
        ("type: text\r\ntext: >-\r\n  第一行\r\n  【優惠】\r\n", "優惠"),
        ("type: text\ntext: 第一行\n  第二【行\n\n  優】惠\n", "行\n優"),
        ('{type: text, text: "a【優惠】"}', "優惠"),
        ("- type: text\n  text: x\n- {type: text, text: 【優惠】}\n", "優惠"),
        ("kind: message\nscenario: delivery\ntext: |2\n    【優惠】\n", "優惠"),
        ("to: U\nmessages:\n- type: flex\n  altText: 【優惠】\n  contents: {type: bubble}\n", "優惠"),
    ],
)
def test_yaml(marked: str, phrase: str) -> None:
    """So it is in YAML, in each of its styles, across folded lines and escapes."""
    text, span = unmarked(marked)

    assert {("a.yaml", span, True)} == places(opened("a.yaml", text), phrase)
    assert {("a.yml.j2", span, True)} == places(opened("a.yml.j2", text), phrase)


CHARACTERS = 'ab "\\/\n\r\t\x00字優惠e\u0301\u200d\ufeff😀👩\u3000'
SPELLINGS = {char: {json.dumps(char)[1:-1], json.dumps(char, ensure_ascii=False)[1:-1]} for char in CHARACTERS}
SPELLINGS["/"] |= {"\\/", "\\u002f", "\\u002F"}
SPELT = st.lists(
    st.sampled_from([(c, spelt) for c, several in SPELLINGS.items() for spelt in sorted(several)]), min_size=1
)


@given(SPELT, st.data())
def test_any_part_of_any_text(spelt: list[tuple[str, str]], data: st.DataObject) -> None:
    """Whatever stretch of a text a finding is about, it points from its first character's spelling to its last's."""
    words, written = "".join(char for char, _ in spelt), "".join(spelling for _, spelling in spelt)
    before = '{"type": "text", "text": "'
    text = f'{before}{written}"}}'
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    low, high = (len(before) + sum(len(spelling) for _, spelling in spelt[:at]) for at in (start, end))
    # A tag of Jinja is no part of a message.
    for name in ("a.json", "a.json.j2") if "{" not in written else ("a.json",):
        (content,) = opened(name, text).contents
        if words.strip():
            (found, *_) = content.texts

            assert words == found.variant.text
            region = found.variant.locate(Span(start, end))
            assert (Span(low, high), True) == (region.origin.span, region.exact)


PART: Files = {
    "m.j2": '{% macro row(words) %}{"type": "text", "text": "{{ words }}，買\\u4e00送\\u4e00"}{% endmacro %}',
    "p.json": '{"type": "text", "text": "限時\\u512a惠"}',
    "wrap.j2": '{% macro wrap() %}{"type": "text", "text": "{{ caller() }}"}{% endmacro %}',
}


@pytest.mark.parametrize(
    ("marked", "phrase"),
    [
        ('{"type": "text", "text": "您好 {{ name }}，【限\\u6642優惠】"}', "限時優惠"),
        ('{"type": "text", "text": "【限 {{ name }} 時】"}', "限 \ufffc 時"),
        ('{"type": "text", "text": "x{{ "【限時】" }}優惠"}', "限時"),
        ('{"type": "text", "text": "{{ "【限時" }}優】惠"}', "限時優"),
        ('{% set t %}x【限"時】{% endset %}{"type": "text", "text": {{ t|tojson }}}', '限"時'),
        ('{{ {"type": "text", "text": "x【限時】"}|tojson }}', "限時"),
        (
            '{% set r = ["a", "【限時】"] %}[{% for x in r %}{{ {"type": "text", "text": x}|tojson }},{% endfor %}5]',
            "限時",
        ),
        ('{"type": "text", "text": {% filter tojson %}他說"【限時】"{% endfilter %}}', "限時"),
        ('{"type": "text", "text": {{ ("第" ~ no ~ "【限時】")|tojson }}}', "限時"),
        ('{"type": "text", "text": "{% if vip %}會員{% endif %}【限時】"}', "限時"),
        ('{"type": "text", "text": "【限{% if vip %}時】{% endif %}"}', "限時"),
        ('{% from "wrap.j2" import wrap %}{% call wrap() %}x【限時】{% endcall %}', "限時"),
        ('{% from "m.j2" import row %}{{ row("x【限時】") }}', "限時"),
        ('{"type": "text", "text": {{ (name or "x【限時】")|tojson }}}', "限時"),
        ('{% raw %}{"type": "text", "text": "{{ 【限時】 }}"}{% endraw %}', "限時"),
        ('{#- nmlint\nid: x\n-#}\n\n{"type": "text", "text": "【限時】"}\n', "限時"),
    ],
)
def test_json_in_templates(marked: str, phrase: str) -> None:
    """What is read in a rendered message is found where the template says it, through tags, filters and assignments."""
    text, span = unmarked(marked)

    assert {("a.json.j2", span, True)} == places(opened("a.json.j2", text, PART), phrase)


@pytest.mark.parametrize(
    ("text", "phrase", "path", "written", "through"),
    [
        ('{% include "p.json" %}', "優惠", "p.json", "\\u512a惠", ['{% include "p.json" %}']),
        ('[{% include "p.json" %}]', "限時", "p.json", "限時", ['{% include "p.json" %}']),
        ('{% from "m.j2" import row %}[{{ row("x") }}]', "買一送", "m.j2", "買\\u4e00送", ['{{ row("x") }}']),
        (
            '{% from "m.j2" import row %}{{ row("限時") }}',
            "限時",
            "a.json.j2",
            "限時",
            ['{{ row("限時") }}', "{{ words }}"],
        ),
    ],
)
def test_the_way_through_other_templates(text: str, phrase: str, path: str, written: str, through: list[str]) -> None:
    """It is said by which calls and includes the words came into the message."""
    found = opened("a.json.j2", text, PART)
    (content,) = found.contents
    variant = slot_text(content, phrase).variant
    at = variant.text.index(phrase)
    region = variant.locate(Span(at, at + len(phrase)))
    origins = [region.origin, *region.through]

    assert path == region.origin.source
    assert [written, *through] == [
        found.sources[origin.source].text[origin.span.start : origin.span.end] for origin in origins
    ]


@pytest.mark.parametrize(
    ("text", "pointer", "values"),
    [
        ('{"type": "text", "text": "訂單 {{ no }} 已出貨"}', "/text", ["no"]),
        ('{"type": "text", "text": {{ words }}}', "/text", ["words"]),
        ('{"type": "text", "text": {{ words|tojson }}}', "/text", ["words|tojson"]),
        ('{"type": "text", "text": "{{ a }}{{ b }}"}', "/text", ["a", "b"]),
        ('[{% for m in ms %}{"type": "text", "text": {{ m|tojson }}}{% endfor %}]', "/0/text", ["ms[0]|tojson"]),
    ],
)
def test_values(text: str, pointer: str, values: list[str]) -> None:
    """A value stays one, between quotes and in their place, and is told from what the author wrote."""
    found = opened("a.json.j2", text)
    texts = [text for content in found.contents for text in content.texts if text.pointer == pointer]
    pieces = [piece for piece in texts[0].variant.pieces if piece.value is not None]

    assert values == [piece.value.expression for piece in pieces if piece.value]
    assert all("\ufffc" == piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '{"type": "location", "title": "店", "address": "北", "latitude": {{ lat }}, "longitude": -12{{ x }}.5}',
            [("body", "/title", "店"), ("body", "/address", "北")],
        ),
        ('{"type": "flex", "altText": "好", "contents": {{ bubble|tojson }}}', [("alt-text", "/altText", "好")]),
        (
            '{"to": {{ to }}, "messages": [{"type": "text", "text": "好"}, {{ more }}]}',
            [("body", "/messages/0/text", "好")],
        ),
        (
            '{"type": "{{ kind }}", "text": "好", "sender": {"name": "店"}}',
            [("body", "/text", "好"), ("label", "/sender/name", "店")],
        ),
        ('{"type": {{ kind }}, "altText": "好", "contents": {"type": "bubble"}}', [("alt-text", "/altText", "好")]),
        ('{"type": "text", "text": "好", "quickReply": {{ quick }}}', [("body", "/text", "好")]),
    ],
)
def test_values_that_are_no_texts(text: str, expected: list[tuple[str, str, str]]) -> None:
    """A value may be a number, an object, a list or a type; what the author wrote beside it is read all the same."""
    (content,) = opened("a.json.j2", text).contents

    assert expected == said(content)
    # What stands bare where a text belongs is noted, in case it is a text, and so are objects that nobody has seen.
    assert {"bare-value", "unseen"} >= {flaw.kind for flaw in content.anatomy.flaws}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '[{% for m in ms %}{"type": "text", "text": "第{{ m }}則"}{% if not loop.last %},{% endif %}{% endfor %}]',
            {"ms is not empty": ["第\ufffc則", "第\ufffc則"], "ms is empty": [""]},
        ),
        (
            '[{"type": "text", "text": "一"}{% if vip %}, {"type": "text", "text": "二"}{% endif %}]',
            {"vip": ["一", "二"], "not vip": ["一"]},
        ),
        (
            '{"type": "text", {% if vip %}"text": "一"{% else %}"text": "二", "quoteToken": "x"{% endif %}}',
            {"vip": ["一"], "not vip": ["二"]},
        ),
        (
            '{% if vip %}{"type": "text", "text": "一"}{% else %}[{"type": "text", "text": "二"}]{% endif %}',
            {"vip": ["一"], "not vip": ["二"]},
        ),
        ('{"type": "text", "text": {{ "一"|tojson if vip else "二"|tojson }}}', {"vip": ["一"], "not vip": ["二"]}),
        ('{"type": "text", "text": "{{ x|default("一", true) }}"}', {"x": ["\ufffc"], "not x": ["一"]}),
    ],
)
def test_json_that_is_whole_only_when_rendered(text: str, expected: dict[str, list[str]]) -> None:
    """Commas and objects may depend on conditions and loops: each branch is JSON of its own."""
    found = opened("a.json.j2", text)
    assert found.rendering is not None

    assert () == found.rendering.failed
    assert expected == {
        content.variant.condition: [words for _, _, words in said(content)] for content in found.contents
    }


@pytest.mark.parametrize(
    ("name", "marked", "condition", "reason"),
    [
        (
            "a.json.j2",
            '[{% for m in ms %}{"type": "text", "text": "{{ m }}"}【,】{% endfor %}]',
            "ms is not empty",
            "a comma stands before the closing bracket",
        ),
        (
            "a.json.j2",
            '[{"type": "text", "text": "a"}{% if vip %}【{】"type": "text", "text": "b"}{% endif %}]',
            "vip",
            "a comma is missing",
        ),
        ("a.json.j2", '{"type": "text", "text": "a"{% if vip %}【\n】x{% endif %}}'.replace("\n", "x"), "vip", "comma"),
        ("a.json.j2", '{"type": "text", "text": "{% if vip %}a【\n】b{% endif %}"}', "vip", "a line end"),
        ("a.json.j2", '{% if vip %}{"type": "text", "text": "a"}{% else %}【您好】{% endif %}', "not vip", "no quotes"),
        ("a.json.j2", '【】{% if vip %}{"type": "text", "text": "a"}{% endif %}', "not vip", "there is nothing in it"),
        (
            "a.yaml.j2",
            "【】{% for m in ms %}- {type: text, text: {{ m }}}\n{% endfor %}",
            "ms is empty",
            "nothing in it",
        ),
        ("a.yaml.j2", "type: text\ntext: {% if vip %}a【:】 b: c{% endif %}\n", "vip", "a second ': '"),
        (
            "a.json.j2",
            '{"type": "text", "text": {% if vip %}"a"{% else %}{{【 x 】}}{{ y }} b{% endif %}}',
            "not vip",
            "",
        ),
    ],
)
def test_a_branch_that_is_none(name: str, marked: str, condition: str, reason: str) -> None:
    """A branch that renders no JSON or YAML is told with its condition and its place; the others are judged."""
    text, span = unmarked(marked)
    found = opened(name, text)
    assert found.rendering is not None
    (failure,) = found.rendering.failed

    assert len(found.contents) >= 1
    assert condition == failure.condition
    assert reason in failure.problem.message
    assert in_language(failure.problem.message, CHINESE) != failure.problem.message
    if reason:
        assert (name, span) == (failure.problem.origin.source, failure.problem.origin.span)


def test_a_mistake_of_many_branches_is_told_once() -> None:
    """What is wrong in every branch of a condition is one failure, with the condition that they share."""
    found = opened(
        "a.json.j2",
        '{% if a %}{"type": "text"{% if b %},{% endif %} "text": "x"}{% else %}'
        '{"type": "text", "text": "{{ "好" if c else "x" }}"}{% endif %}',
    )
    assert found.rendering is not None
    (failure,) = found.rendering.failed

    assert "a and not b" == failure.condition


@pytest.mark.parametrize(
    ("text", "scenario", "name"),
    [
        (
            '{"kind": "message", "scenario": "delivery", "messages": [{"type": "text", "text": "{{ x }}"}]}',
            1,
            "delivery",
        ),
        (
            '{#- nmlint\nscenario: payment\n-#}\n{"kind": "message", "scenario": "delivery", "text": "{{ x }}"}',
            0,
            "payment",
        ),
    ],
)
def test_a_template_may_declare_as_messages_do(text: str, scenario: int, name: str) -> None:
    """What a rendered `kind: message` declares counts where the template's own comment is silent, and is not sent."""
    found = opened("a.json.j2", text)
    (content,) = found.contents

    assert name == found.document.declaration.scenario
    assert bool(scenario) is not found.document.declaration.present
    assert [] == list(content.anatomy.flaws)


def test_what_a_template_declares_wrongly_is_told() -> None:
    """A misspelt key in the facts of a rendered message is pointed at in the template."""
    text, span = unmarked('{% set x = 1 %}{"kind": "message", 【"scenaro"】: "delivery", "text": "{{ y }}"}')
    found = problem("a.json.j2", text)

    assert "did you mean 'scenario'" in found.message
    assert Location.of(Source("a.json.j2", text), span) == found.location


def test_each_branch_is_read_as_what_it_is() -> None:
    """One branch may be a plain text and another JSON."""
    found = opened("a.j2", '{% if x %}您的訂單已出貨{% else %}{"type": "text", "text": "好"}{% endif %}')

    assert {("x", "您的訂單已出貨"), ("not x", "好")} == {
        (content.variant.condition, said(content)[0][2]) for content in found.contents
    }


def test_a_key_that_data_decide() -> None:
    """A property whose name is a value may be anything; its text is judged as if people read it."""
    (content,) = opened("a.json.j2", '{"type": "text", "text": "好", "{{ key }}": "買一送一"}').contents

    assert ("body", "買一送一") in {(slot, words) for slot, _, words in said(content)}
    assert [] == list(content.anatomy.flaws)


def problem(name: str, text: str, files: Files | None = None) -> Problem:
    """Why a document is not judged."""
    with pytest.raises(NotJudgedError) as refused:
        opened(name, text, files)
    return refused.value.problem


@pytest.mark.parametrize(
    ("name", "marked", "reason"),
    [
        ("a.json", '{"type": "text" 【"】text": "a"}', "a comma is missing"),
        ("a.json", '{"type": "text", "text": 【\ufffc】}', "a value is missing before \ufffc"),
        ("a.json.j2", '{"type": "text", "text": 【\ufffc】}', "a value is missing before \ufffc"),
        ("a.json", "【5】", "the file holds one value, '5'"),
        ("a.json", '【"好"】', "the file holds one value, '好'"),
        ("a.json", "【null】", "the file holds one value, 'null'"),
        ("a.yaml", "【好】", "the file holds one value, '好'"),
        ("a.yaml", "【】# nothing yet\n", "there is nothing in it"),
        ("a.json.j2", '{"type": "text" {# , #} 【"】text": "a"}', "a comma is missing"),
        ("a.json.j2", "【{{ whole }}】", "the whole message is a value"),
        ("a.json.j2", "【{{ whole|tojson }}】", "the whole message is a value"),
        ("a.yaml.j2", "【{{ whole }}】\n", "the whole message is a value"),
        ("a.json.j2", '{"to": "{{ to }}", "messages": 【{{ messages|tojson }}】}', "all that people would read comes"),
        ("a.json.j2", '{"templateKey": {{ key|tojson }}, "body": 【{{ body }}】}', "all that people would read comes"),
        ("a.yaml.j2", "to: {{ to }}\nmessages: [【{{ m }}】]\n", "all that people would read comes"),
        ("a.json.j2", '{"type": "text", "text": "{{ "【a\\nb】" }}"}', "a line end stands within a text"),
        ("a.json.j2", '{"type": "text", "text": "【\\u】{{ code }}"}', "\\u is no escape of JSON"),
        ("a.json.j2", '{"type": "text", "text": {{ a }}【元】}', "a variable and other characters"),
        ("a.json.j2", '{"type": "text", "text": 【您好】 {{ a }}}', "您好 has no quotes"),
        ("a.json.j2", '{{ "{" }}【{{ key }}】: 1}', "data decide what this object is"),
        ("a.yaml.j2", "type: text\ntext: {{ a }}【:】 {{ b }}\n", "a second ': '"),
        ("a.yaml.j2", "type: text\ntext: [【{{ a }}】\n", "a list is never closed"),
    ],
)
def test_what_is_never_json(name: str, marked: str, reason: str) -> None:
    """A document of which no branch is a message is not judged, and it is said where it is wrong."""
    text, span = unmarked(marked)
    found = problem(name, text)

    assert "syntax" == found.kind
    assert reason in found.message
    assert in_language(found.message, CHINESE) != found.message
    assert Location.of(Source(name, text), span) == found.location


def test_the_place_in_an_included_file() -> None:
    """What is wrong in another file is told there, with the way to it."""
    found = problem("a.json.j2", '[{% include "p.json" %}]', {"p.json": '{"type": "text",\n "text" 5}'})

    assert Location.of(Source("p.json", '{"type": "text",\n "text" 5}'), Span(25, 26)) == found.location
    assert [("a.json.j2", 1, 2)] == [(each.path, each.start.line, each.start.column) for each in found.through]


def test_what_is_written_from_a_character_on() -> None:
    """The part of a value that is too long is told from its first character on, also amid escapes."""
    text = '{"type": "text", "text": "a\\u0062c\\nd"}'
    (content,) = opened("a.json", text).contents
    (part,) = content.anatomy.parts
    spans = [content.written_from(part.node, start) for start in range(6)]

    assert ["a\\u0062c\\nd", "\\u0062c\\nd", "c\\nd", "\\nd", "d", '"a\\u0062c\\nd"'] == [
        text[span.start : span.end] for span in spans
    ]


OFFER = "買\\u4e00送\\u4e00"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", f'{{"type": "text", "text": "{OFFER}"}}'),
        ("a.json.j2", f'{{"type": "text", "text": "{{{{ x }}}}{OFFER}"}}'),
        ("a.yaml", f'type: text\ntext: "{OFFER}"\n'),
        ("a.yaml.j2", f'type: text\ntext: "{{{{ x }}}}{OFFER}"\n'),
        ("a.j2", f'{{"type": "text", "text": "{OFFER}"}}'),
    ],
)
def test_a_finding_points_into_the_file(tmp_path: Path, name: str, text: str) -> None:
    """What a rule finds in a text stands, in the report, where the file spells it, with its pointer."""
    path = tmp_path / name
    path.write_text(text)
    (found,) = (finding for finding in check(path) if finding.rule == "promotion/buy-one-get-one")

    assert (OFFER, "/text", "body", "買一送一") == (
        text[found.location.start.offset : found.location.end.offset],
        found.pointer,
        found.slot,
        found.matched,
    )


def test_a_failed_branch_is_a_finding(tmp_path: Path) -> None:
    """Where one branch is no JSON, the template is blocked, with that branch's condition and place."""
    path = tmp_path / "a.json.j2"
    text = '[{"type": "text", "text": "好"}{% if vip %} {"type": "text"}{% endif %}]'
    path.write_text(text)
    report = check(path)
    (found,) = (finding for finding in report if finding.rule == "template/failed-branch")

    assert "block" == report.artefacts[0].verdict
    assert (text.index('{"type": "text"}'), "") == (found.location.start.offset, found.pointer)
    assert "vip" in found.message


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(st.sampled_from('好 a{}%#"\\\n\ufffc\ud800'), max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=6,
)
KEYS = ["type", "text", "messages", "to", "altText", "contents", "body", "template", "templateKey", "kind", "sender"]
TYPES = ["text", "textV2", "flex", "bubble", "carousel", "box", "template", "buttons", "imagemap", "message", "button"]
MESSAGES = st.recursive(
    JSON_VALUES | st.sampled_from(TYPES),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=15,
)


@given(MESSAGES, st.sampled_from(["a.json", "a.yaml", "a.json.j2"]), st.booleans())
def test_any_data_are_opened_or_explained(data: Any, name: str, ascii_only: bool) -> None:
    """However odd a message is, it comes to texts whose every character has a place, or to a reason."""
    try:
        found = opened(name, json.dumps(data, ensure_ascii=ascii_only))
    except (NotJudgedError, UnreadableError):
        return
    for content in found.contents:
        for words in content.texts:
            for at in range(len(words.variant.text)):
                assert words.variant.locate(Span(at, at + 1)).origin.source in found.sources
