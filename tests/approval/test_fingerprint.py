"""What a template or a message is known by: everything that a reviewer reads, and nothing that is formatting."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from nmlint.api import Judge
from nmlint.approval.fingerprint import Taken, fingerprint_of, taken, without_examples
from nmlint.approval.model import DESIGN, UNREACHED, Known, content_of
from nmlint.config import Settings
from nmlint.documents.discovery import Finder
from nmlint.documents.model import Document
from nmlint.errors import UnreadableError
from nmlint.source import Source

JUDGE = Judge(Settings(as_of="2026-11-23"))
OPENER = JUDGE.engine(JUDGE.settings.profile).opener
FRONT = """\
{#- nmlint
id: order
scenario: delivery
sender: 好日子書店
variables:
  no: {type: order-number, example: TW1, max_length: 20}
  late: {type: choice, values: [true, false], example: false}
  url: {type: url, example: https://a.example.com/1, hosts: [b.example.com, a.example.com]}
  unused: {type: text, example: x}
links: {url: tracking, shop.example.com: order-detail}
fallback: {channel: sms, after: 90m, unless: delivered, template: sms.j2}
-#}
"""
BODY = "訂單 {{ no }}{% if late %}延後{% else %}準時{% endif %}送達。https://shop.example.com/{{ no }} {{ url }}"
FILES = {"a.j2": FRONT + BODY, "sms.j2": "訂單 {{ no }} 出貨"}


def take(name: str, files: Mapping[str, str]) -> Taken:
    """The fingerprint of one of several files that stand beside each other."""
    finder = Finder((), {path: Source(path, text) for path, text in files.items()})
    document = JUDGE.document(Source(name, files[name]), "template" if name.endswith(".j2") else "message")

    def follow(wanted: str) -> Document:
        source = finder(wanted, name)
        if source is None:
            raise UnreadableError(wanted)
        return JUDGE.read_step(source)

    return taken(document, name, lambda asked: OPENER.open(asked, finder), follow)


def test_content() -> None:
    """The facts of the plan, the values that are printed, the cases, the texts, the links, and the fallback's text."""
    number = {"type": "order-number", "max_length": 20}

    assert content_of(take("a.j2", FILES).fingerprint) == {
        "scenario": "delivery",
        "message": "line-flexible",
        "sender": "好日子書店",
        "variables": {
            "no": number,
            "url": {"type": "url", "hosts": ["a.example.com", "b.example.com"], "purpose": "tracking"},
        },
        "unprinted": {"late": {"type": "choice", "values": ["False", "True"]}, "unused": {"type": "text"}},
        "cases": ["not late", "late"],
        "texts": [
            {"slot": "body", "in": [1], "text": "訂單 {{ no }}準時送達。https://shop.example.com/{{ no }} {{ url }}"},
            {"slot": "body", "in": [2], "text": "訂單 {{ no }}延後送達。https://shop.example.com/{{ no }} {{ url }}"},
        ],
        "links": [{"url": "https://shop.example.com/{{ no }}", "purpose": "order-detail"}],
        "fallback": {
            "channel": "sms",
            "after": "90m",
            "unless": "delivered",
            "variables": {"no": number},
            "unprinted": {
                "late": {"type": "choice", "values": ["False", "True"]},
                "unused": {"type": "text"},
                "url": {"type": "url", "hosts": ["a.example.com", "b.example.com"], "purpose": "tracking"},
            },
            "texts": [{"slot": "body", "text": "訂單 {{ no }} 出貨"}],
        },
    }


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("example: false", "example: true"),
        ("example: TW1", "example: ZZ99"),
        ("[true, false]", "[false, true]"),
        ("sender: 好日子書店\n", "# 店名\nsender: '好日子書店'\n"),
        ("scenario: delivery\nsender: 好日子書店\n", "sender: 好日子書店\nscenario: delivery\n"),
        ("[b.example.com, a.example.com]", "[a.example.com, b.example.com]"),
        ("after: 90m", "after: 5400s"),
        ("  unused: {type: text, example: x}\n", ""),
        ("id: order\n", "id: other\n"),
        ("{{ no }}{% if", "{{no}}{# 註 #}{% if"),
        ("\n", "\r\n"),
    ],
)
def test_formatting_leaves_the_hash(old: str, new: str) -> None:
    """What renders the same and says the same has the same hash."""
    text = FILES["a.j2"].replace(old, new, 1 if old != "\n" else -1)
    assert text != FILES["a.j2"]

    assert take("a.j2", FILES).fingerprint.sha256 == take("a.j2", {**FILES, "a.j2": text}).fingerprint.sha256


def test_undeclared() -> None:
    """Of a bare template everything is known that can be: its texts, and which values are printed."""
    found = take("bare.j2", {"bare.j2": "訂單 {{ order.no|upper }} 已出貨"}).fingerprint

    assert ("bare", None, "line-flexible") == (found.id, found.scenario, found.message)
    assert {"order": Known()} == found.words.variables
    assert ["訂單 {{ order.no|upper }} 已出貨"] == [text.text for text in found.words.texts]


def test_braces_that_are_text() -> None:
    """Braces that a template prints are told apart from a value."""
    found = take("a.j2", {"a.j2": "{% raw %}{{ x }}{% endraw %} {{ x }}"}).fingerprint

    assert ["{{ '{{' }} x }} {{ x }}"] == [text.text for text in found.words.texts]


def test_more_cases_than_are_rendered() -> None:
    """What further cases say, and when, is kept, so that a change in it is seen; a comment in it is none."""
    arms = "".join(f"{{% elif x == {number} %}}第{number}種" for number in range(1, 90))
    template = f"{{% if x == 0 %}}第0種{arms}{{% endif %}}"

    known = take("a.j2", {"a.j2": template}).fingerprint
    changed = take("a.j2", {"a.j2": template.replace("第88種", "第88類")}).fingerprint
    asked = take("a.j2", {"a.j2": template.replace("x == 88", "y == 88")}).fingerprint
    noted = take("a.j2", {"a.j2": template.replace("第88種", "第{# 註 #}88種")}).fingerprint

    (hidden,) = (text.text for text in known.words.texts if text.slot == UNREACHED)
    assert "{% elif x == 88 %}第88種{% elif x == 89 %}" in hidden
    assert 3 == len({known.sha256, changed.sha256, asked.sha256})
    assert known.sha256 == noted.sha256


def test_a_case_that_breaks_off() -> None:
    """What stands in a branch that could not be rendered here may be rendered elsewhere, so it is kept."""
    template = "已出貨{% if late %}，{{ 1 // 0 }} 天後送達{% endif %}"

    words = take("a.j2", {"a.j2": template}).fingerprint.words

    (hidden,) = (text.text for text in words.texts if text.slot == UNREACHED)
    assert hidden.startswith("{% if late %}，")
    assert hidden.endswith(" 天後送達{% endif %}")
    assert ("not late",) == words.cases


def test_what_is_never_sent_is_left_out() -> None:
    """What stands under a condition that never holds, or in a macro that nobody calls, is no part of an approval."""
    files = {
        "a.j2": '{% from "m.j2" import one %}已出貨{{ one() }}{% if false %} 備用 {% endif %}',
        "m.j2": "{% macro one() %}。{% endmacro %}{% macro two() %}另一個範本的文字{% endmacro %}",
    }

    assert ["已出貨。"] == [text.text for text in take("a.j2", files).fingerprint.words.texts]


def test_message() -> None:
    """A message file is known by its texts in reading order, whatever the order of its keys, and by its look."""
    text = '{"type": "flex", "contents": {"type": "bubble", "body": {"contents": [{"text": "內文", "type": "text"}],'
    text += ' "type": "box", "layout": "vertical"}}, "altText": "替代"}'

    words = take("a.json", {"a.json": text}).fingerprint.words

    assert [("alt-text", "替代"), ("body", "內文")] == [(t.slot, t.text) for t in words.texts if t.slot != DESIGN]
    looks = ["flex contents=1", "bubble body=1", "box contents=1 layout=vertical", "flex-text"]
    assert looks == [t.text for t in words.texts if t.slot == DESIGN]


def test_texts_of_cases_keep_their_order() -> None:
    """What a case says is found again in its own order, also where branches change the order of others."""
    body = '{"type": "text", "text": "%s"}'
    tail = body % "尾"
    template = (
        f"[{{% if a %}}{body % '一'}, {body % '二'}{{% else %}}{body % '二'}, {body % '一'}{{% endif %}}, {tail}]"
    )

    words = take("a.json.j2", {"a.json.j2": template}).fingerprint.words

    said = [[text.text for text in words.said_in(case) if text.slot != DESIGN] for case in range(2)]
    assert [["一", "二", "尾"], ["二", "一", "尾"]] == said


def test_sources_and_places() -> None:
    """Every file is handed on that a change may point into, and where each fact is declared."""
    found = take("a.j2", FILES)

    assert {"a.j2", "sms.j2"} == found.sources.keys()
    origin = found.fingerprint.places["scenario"]
    assert "delivery" == FILES["a.j2"][origin.span.start : origin.span.end]


def test_fallback_without_a_text() -> None:
    """A fallback that names no file, or whose text is not at hand, is known by what the plan says of it."""
    text = FILES["a.j2"].replace(", template: sms.j2", "")
    document = JUDGE.document(Source("a.j2", FILES["a.j2"]), "template")
    opened = OPENER.open(without_examples(document), Finder(()))

    for fingerprint in (take("a.j2", {"a.j2": text}).fingerprint, fingerprint_of(document, opened, "a.j2")):
        assert fingerprint.fallback is not None
        assert fingerprint.fallback.words is None


def test_a_fallback_that_is_missing_passes_through() -> None:
    """What cannot be opened has no fingerprint."""
    with pytest.raises(UnreadableError):
        take("a.j2", {"a.j2": FILES["a.j2"]})
