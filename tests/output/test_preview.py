"""The preview: what a phone would show, marked exactly where the findings are, and safe to open."""

from __future__ import annotations

import json
import re
import struct
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from nmlint.api import MESSAGE, TEMPLATE, Judge
from nmlint.config import Settings
from nmlint.finding import Finding
from nmlint.nodes import from_plain
from nmlint.output.preview import css, picture
from nmlint.output.preview.branch import Branch
from nmlint.output.preview.page import Preview, is_page
from nmlint.source import Source, Span

EXAMPLES = Path(__file__).parents[2] / "fixtures" / "examples"
VOID = frozenset({"meta", "br"})
FRONT = "{{#- nmlint\nid: t\nscenario: delivery\nsender: 好日子書店\n{more}-#}}\n"
OFFER = "限時優惠買一送一"


@dataclass
class Element:
    """An element of a page."""

    name: str
    attributes: Mapping[str, str]
    children: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text below, links to notes left out, for they are ours."""
        return "".join(
            child if isinstance(child, str) else "" if child.has("ref") else child.text for child in self.children
        )

    def has(self, name: str) -> bool:
        """Whether it is of a class."""
        return name in self.attributes.get("class", "").split()

    def all(self, name: str = "", of: str = "") -> list[Element]:
        """The elements below, by name and class."""
        found = []
        for child in self.children:
            if isinstance(child, Element):
                if (not name or child.name == name) and (not of or child.has(of)):
                    found.append(child)
                found += child.all(name, of)
        return found


class Reader(HTMLParser):
    """Reads a page into elements; what is not closed as it was opened fails."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]
        self.feed(page)
        self.close()
        assert [self.root] == self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Goes one step down."""
        element = Element(tag, {key: value or "" for key, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        """Goes one step up."""
        assert tag == self.open.pop().name

    def handle_data(self, data: str) -> None:
        """Keeps a text."""
        self.open[-1].children.append(data)


@dataclass
class Page:
    """A page with what was found on the way to it."""

    html: str
    findings: tuple[Finding, ...]
    root: Element

    def found(self, rule: str) -> list[int]:
        """The numbers of a rule's findings."""
        return [number for number, finding in enumerate(self.findings, 1) if finding.rule == rule]

    def marked(self, number: int, within: Element | None = None) -> list[str]:
        """What is marked for a finding: one text for each link to it."""
        texts, now = [], ""
        for element in (within or self.root).all():
            if element.name == "mark" and str(number) in element.attributes["data-findings"].split():
                now += element.text
            if element.name == "a" and element.has("ref") and element.attributes["href"] == f"#f{number}":
                texts.append(now)
                now = ""
        assert not now
        return texts

    def one(self, of: str) -> Element:
        """The one element of a class."""
        (element,) = self.root.all(of=of)
        return element


def preview(text: str, name: str = "t.j2", kind: str = "", *, lang: str = "en", only: int | None = None) -> Page:
    """The page about a text, a template unless its name or `kind` says otherwise."""
    judge = Judge(Settings(lang=lang, as_of="2026-11-26"))
    document = judge.document(Source(name, text), kind or (TEMPLATE if name.endswith(".j2") else MESSAGE))
    engine = judge.engine("default")
    opened = engine.opener.open(document, lambda _name, _parent: None)
    artefact = engine.judge_opened(opened)
    html = Preview(engine, opened, judge.report([artefact]), only).html()
    return Page(html, artefact.findings, Reader(html).root)


def message(*messages: Mapping[str, Any], **declared: Any) -> Page:
    """The page about a push of these messages."""
    return preview(json.dumps({"kind": "message", **declared, "messages": messages}), "t.json")


def bubble(*contents: Mapping[str, Any], **box: Any) -> Mapping[str, Any]:
    """A Flex Message of one bubble with these components in its body."""
    body = {"type": "box", "layout": "vertical", "contents": contents, **box}
    return {"type": "flex", "altText": "您的訂單已出貨", "contents": {"type": "bubble", "body": body}}


def text(words: str, **more: Any) -> Mapping[str, Any]:
    """A text component."""
    return {"type": "text", "text": words, **more}


SAMPLES = {
    "template": FRONT.format(more="title: 限時優惠\n")
    + f"{{% if late %}}{OFFER}{{% endif %}}訂單 {{{{ no }}}} 已出貨，{OFFER}",
    "sms": FRONT.format(more="message: sms\n") + f"【好日子書店】{OFFER}" * 12,
    "flex": (EXAMPLES / "order-shipped.json.j2").read_text(encoding="utf-8"),
    "carousel": (EXAMPLES / "pickup-carousel.json").read_text(encoding="utf-8"),
    "templated": json.dumps({"to": "x", "templateKey": "k", "body": {"items": [{"itemKey": "i", "content": "8折"}]}}),
    "mail": FRONT.format(more="message: email\ntitle: 限時優惠\n") + OFFER,
    "push": FRONT.format(more="message: app-push\n") + OFFER,
    "nothing": "\u200b",
}
NAMES = {"flex": "order-shipped.json.j2", "carousel": "pickup-carousel.json", "templated": "t.json"}


@pytest.mark.parametrize("lang", ["en", "zh-TW"])
@pytest.mark.parametrize("sample", SAMPLES)
def test_structure(sample: str, lang: str) -> None:
    """A page says its language and title, has one h1 and headings in order, and every link leads somewhere on it."""
    page = preview(SAMPLES[sample], NAMES.get(sample, "t.j2"), lang=lang)
    html, root = page.html, page.root
    levels = [int(element.name[1]) for element in root.all() if re.fullmatch("h[1-6]", element.name)]
    ids = Counter(element.attributes["id"] for element in root.all() if "id" in element.attributes)
    links = [element.attributes["href"] for element in root.all("a")]

    assert is_page(html.encode()[:4096])
    assert [lang] == [element.attributes["lang"] for element in root.all("html")]
    assert root.all("title")[0].text
    assert (1, 1) == (levels[0], levels.count(1))
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert {1} == set(ids.values())
    assert set() == {link for link in links if not link.startswith("#") or link[1:] not in ids}
    assert {"header": 1, "main": 1, "footer": 1} == {name: len(root.all(name)) for name in ("header", "main", "footer")}


@pytest.mark.parametrize("sample", SAMPLES)
def test_nothing_is_loaded_and_nothing_runs(sample: str) -> None:
    """A page has no script, refers to nothing outside, and forbids both to the browser."""
    page = preview(SAMPLES[sample], NAMES.get(sample, "t.j2"))
    elements = page.root.all()
    policies = [e.attributes["content"] for e in elements if "http-equiv" in e.attributes]
    looks = "".join(e.text for e in page.root.all("style")) + "".join(e.attributes.get("style", "") for e in elements)

    assert ["default-src 'none'; style-src 'unsafe-inline'"] == [policy[:45] for policy in policies]
    assert set() == {e.name for e in elements} & {"script", "img", "link", "iframe", "object", "embed", "base", "form"}
    assert [] == [key for e in elements for key in e.attributes if key.startswith("on") or key in ("src", "srcset")]
    assert not re.search(r"url\(|@import|expression", looks)


def test_every_finding_is_told_once() -> None:
    """Each finding has one note, with its rule, its severity in words, its clause, message and fix."""
    page = preview(SAMPLES["template"])
    notes = {
        e.attributes["id"]: e.text for e in page.root.all("li") if re.fullmatch(r"f\d+", e.attributes.get("id", ""))
    }

    assert [f"f{number}" for number in range(1, len(page.findings) + 1)] == sorted(
        notes, key=lambda name: int(name[1:])
    )
    for number, finding in enumerate(page.findings, 1):
        said = (finding.rule, finding.severity, finding.clause or "", finding.message.split("\n")[0], finding.fix or "")
        assert all(part in notes[f"f{number}"] for part in said)


def test_a_note_and_its_mark_lead_to_each_other() -> None:
    """From each link behind a mark to the note, and from the note to each of its marks."""
    page = preview(SAMPLES["template"])
    (number, *_) = page.found("promotion/limited-time")
    there = [e for e in page.root.all("a", of="ref") if e.attributes["href"] == f"#f{number}"]
    back = {e.attributes["href"] for e in page.root.all("a") if not e.has("ref")}

    assert there
    assert {f"#{link.attributes['id']}" for link in there} <= back
    assert all(str(number) in link.attributes["aria-label"] for link in there)


@pytest.mark.parametrize(
    ("written", "name", "rule", "marked"),
    [
        ("您好，今晚加購享８ 折。", "t.txt", "promotion/price-cut", "８ 折"),
        ("您好，送您折·價·券", "t.txt", "disguise/inserted", "折·價·券"),
        ('{"type":"text","text":"\\u4eab 8\\u6298\\n好"}', "t.json", "promotion/price-cut", "8折"),
        (
            '{"type":"text","text":"\\"\\u8cb7\\u4e00\\u9001\\u4e00\\""}',
            "t.json",
            "promotion/buy-one-get-one",
            "買一送一",
        ),
        ("type: text\ntext: >\n  您好，買一\n  送一\n", "t.yaml", "promotion/buy-one-get-one", "買一 送一"),
    ],
)
def test_a_mark_wraps_exactly_what_was_matched(written: str, name: str, rule: str, marked: str) -> None:
    """However the characters are written, those that a reader sees are marked, and no other."""
    page = preview(written, name, MESSAGE)

    assert [marked] == page.marked(page.found(rule)[0])


def test_marks_in_a_template() -> None:
    """A mark runs over values, which are shown by their examples, and stays within its branch."""
    more = "variables:\n  n: {type: integer, example: 100}\n  late: {type: choice, values: [true, false]}\n"
    words = "您好，{% if late %}送您 {{ n }} 元折價券{% else %}明細{% endif %}，{{ other }}"
    page = preview(FRONT.format(more=more) + words)
    (number,) = page.found("promotion/coupon")

    assert ["送您 100 元折價券"] == page.marked(number)
    assert {"100", "{{ other }}"} == {e.text for e in page.one("legend").all() + page.root.all(of="value")} & {
        "100",
        "{{ other }}",
    }


def test_a_macro_called_twice_is_marked_at_each_call() -> None:
    """One text in two places has two findings, each marked in its own place."""
    page = preview("{% macro m() %}買一送一{% endmacro %}甲{{ m() }}乙{{ m() }}丙")
    numbers = page.found("promotion/buy-one-get-one")

    assert [["買一送一"], ["買一送一"]] == [page.marked(number) for number in numbers]
    assert ["甲買一送一乙買一送一丙"] * 2 == [e.text for e in page.root.all("p") if e.text.startswith("甲")]


def test_a_loop_is_marked_at_each_turn() -> None:
    """One finding whose text is shown again is marked again."""
    page = preview("{% for n in [1, 2] %}買一送一{% endfor %}")
    (number,) = page.found("promotion/buy-one-get-one")

    assert ["買一送一", "買一送一"] == page.marked(number)


def test_overlapping_marks() -> None:
    """Findings within others and across each other each have all their characters, and the text stays whole."""
    words = "您好，會員獨享全館 ８５ 折，限時優惠，立即選購！"
    page = preview(words, "t.txt", MESSAGE)
    balloon = page.one("balloon")
    marked = {n: page.marked(n, balloon) for n, finding in enumerate(page.findings, 1) if finding.view == "folded"}

    assert words == balloon.text
    assert len(marked) > 4
    assert {n: [page.findings[n - 1].matched] for n in marked} == marked


def test_what_is_missing_is_marked_nowhere() -> None:
    """What a message lacks stands in the list of its own, with its line."""
    page = preview(FRONT.format(more="") + "您的訂單已出貨")
    (number,) = page.found("wording/event-time-missing")
    (note,) = [e for e in page.root.all("li") if e.attributes.get("id") == f"f{number}"]

    assert [] == page.marked(number)
    assert "t.j2:6:1" in note.text


def test_how_a_message_is_built_is_told_with_its_pointer() -> None:
    """A fault of structure is marked in no text."""
    page = message(bubble(text("您的訂單已出貨", color="red")))
    (number,) = page.found("message/wrong-value")
    (note,) = [e for e in page.root.all("li") if e.attributes.get("id") == f"f{number}"]

    assert [] == page.marked(number)
    assert "/messages/0/contents/body/contents/0/color" in note.text


def test_a_picture_bears_what_is_said_of_it() -> None:
    """The frame of a picture has the number of the finding about it."""
    page = message(bubble({"type": "image", "url": "https://example.com/a.png", "aspectRatio": "20:13"}))
    (number,) = page.found("message/picture-in-message")

    assert f"Image 20:13{number}" == "".join(e.text for e in page.one("picture").all())
    assert "aspect-ratio:20/13" in page.one("picture").attributes["style"]


def test_a_finding_about_many_texts_is_marked_in_none() -> None:
    """Too many messages are no fault of the words in them."""
    page = message(*({"type": "text", "text": f"訂單 {number} 已出貨"} for number in range(7)))

    assert [[]] == [page.marked(number) for number in page.found("message/too-many-entries")]


def test_the_locked_screen() -> None:
    """It shows the alternative text, and what only a locked screen gives away is marked there alone."""
    page = message(bubble(text("您的報告")), {"type": "text", "text": "您的 HIV 檢驗報告"})
    first, second = page.one("lock").all(of="card")

    assert "您的訂單已出貨" in first.text
    assert "您的 HIV 檢驗報告" in second.text
    for number in page.found("privacy/sensitive-matter"):
        assert page.marked(number) == page.marked(number, second) != []


def test_an_sms_shows_its_parts() -> None:
    """A mark stands where each further part begins: 67 characters a part outside the GSM alphabet."""
    page = preview(FRONT.format(more="message: sms\n") + "【好日子書店】" + "訂單已出貨" * 32)
    balloon = page.one("balloon")
    lengths, marks = [0], []
    for child in balloon.children:
        if isinstance(child, Element) and child.has("part"):
            marks.append(child.text)
            lengths.append(0)
        elif not (isinstance(child, Element) and child.has("ref")):
            lengths[-1] += len(child if isinstance(child, str) else child.text)

    assert ([67, 67, 33], ["Part 2", "Part 3"]) == (lengths, marks)
    facts = page.root.all(of="facts")[-1].text
    assert all(said in facts for said in ("UCS-2", "167 UTF-16 units", "Parts3", "2.4 to 6 TWD"))


def test_a_part_of_an_sms_may_begin_within_a_value() -> None:
    """Parts are counted with usual values, and shown where they begin in what is shown."""
    more = "message: sms\nvariables:\n  no: {type: order-number, example: TW20261123001}\n"
    page = preview(FRONT.format(more=more) + "【好日子書店】" + "出" * 55 + "{{ no }}" + "貨" * 60)
    before = page.one("balloon").children[
        : next(i for i, e in enumerate(page.one("balloon").children) if not isinstance(e, str) and e.has("part"))
    ]

    assert 67 == sum(len(child if isinstance(child, str) else child.text) for child in before)


def test_a_request_for_a_template_of_lines_shows_its_keys() -> None:
    """What LINE writes around them is not known, and that is said."""
    body = {
        "emphasizedItem": {"itemKey": "date_1", "content": "11/25"},
        "items": [{"itemKey": "no_1", "content": "TW1"}],
        "buttons": [{"buttonKey": "check", "url": "https://example.com/o"}],
    }
    page = preview(json.dumps({"to": "x", "templateKey": "shipped_1", "body": body}), "t.json")

    assert ["Template shipped_1", "date_111/25", "no_1TW1", "check"] == [e.text for e in page.one("body").all("p")]
    assert "does not publish" in page.html
    assert "checkopens https://example.com/o" in page.one("taps").text


def test_what_taps_do_is_shown_and_never_a_link() -> None:
    """Links of the message are text, each beside the label that leads there."""
    action = {"type": "uri", "label": "查詢", "uri": "https://bit.ly/x", "altUri": {"desktop": "https://example.com/d"}}
    page = message(bubble({"type": "button", "style": "primary", "action": action}))
    (number,) = page.found("links/shortener")

    assert "查詢opens https://bit.ly/xon a computer opens https://example.com/d" == page.one("taps").text
    assert ["bit.ly"] == page.marked(number)
    assert [] == [e for e in page.root.all("a") if not e.attributes["href"].startswith("#")]


def test_variants() -> None:
    """Each variant has its section and its condition; a finding is told in full once."""
    page = preview("您好{% if late %}，抱歉晚到{% endif %}，買一送一")
    sections = page.root.all(of="variant")
    (number,) = page.found("promotion/buy-one-get-one")

    assert ["Appears when: late", "Appears when: not late"] == [s.all(of="condition")[0].text for s in sections]
    assert [["買一送一"], ["買一送一"]] == [page.marked(number, section) for section in sections]
    assert ["again"] == [
        e.attributes["class"] for e in page.root.all("li") if f"#f{number}" in str(e) and e.has("again")
    ]


def test_one_variant() -> None:
    """What is found in the others is told with their numbers."""
    page = preview("您好{% if late %}，買一送一{% endif %}", only=2)

    assert 1 == len(page.root.all(of="variant"))
    assert "only number 2 is shown here" in page.one("cut").text
    assert "variant 1" in page.html.partition("Findings in variants that are not shown here")[2]


def test_many_variants_are_cut() -> None:
    """A page shows twelve, and says that there are more."""
    page = preview("您好" + "".join(f"{{% if c{n} %}}第{n}件{{% endif %}}" for n in range(20)))

    assert 12 == len(page.root.all(of="variant"))
    assert "21 variants, of which 12 are shown" in page.one("cut").text


HOSTILE = '</style><script>alert(1)</script>"><img src=x onerror=alert(1)> onclick="x'


def test_hostile_texts_stay_text() -> None:
    """Nothing that a message, its declaration or a file's name says becomes part of the page."""
    data = {
        "kind": "message",
        "id": HOSTILE,
        "sender": HOSTILE,
        "title": HOSTILE,
        "messages": [
            {
                **bubble(text(f"{HOSTILE}，買一送一"), {"type": HOSTILE}),
                "altText": HOSTILE,
                "sender": {"name": HOSTILE},
            },
            {"type": HOSTILE, HOSTILE: HOSTILE},
        ],
    }
    page = preview(json.dumps(data), f"{HOSTILE}.json")

    assert f"{HOSTILE}，買一送一" in [e.text for e in page.root.all("p")]
    assert set() == {e.name for e in page.root.all()} & {"script", "img"}
    assert [] == [key for e in page.root.all() for key in e.attributes if key.startswith("on")]
    assert 1 == page.html.count("</style>")


def test_hostile_looks_are_dropped() -> None:
    """Of colours and sizes only what LINE takes reaches the page."""
    evil = "red;background:url(//example.com)"
    looks = {"backgroundColor": evil, "width": "9999999px", "cornerRadius": "1px;x:y", "paddingAll": "calc(1px)"}
    gradient = {"type": "linearGradient", "angle": "0deg)", "startColor": "#000000", "endColor": "#ffffff"}
    page = message(bubble(text("好", color="#fff\n", size="1em", flex=-1), background=gradient, **looks))
    (box,) = page.root.all(of="box")

    assert "flex:none" == box.attributes["style"]
    assert "flex:none" == page.one("text").attributes["style"]


def test_looks_of_a_flex_message() -> None:
    """What LINE takes reaches the page."""
    page = message(
        bubble(
            {
                "type": "box",
                "layout": "horizontal",
                "spacing": "sm",
                "cornerRadius": "md",
                "background": {
                    "type": "linearGradient",
                    "angle": "90deg",
                    "startColor": "#000000",
                    "endColor": "#FFFFFF80",
                },
                "contents": [text("甲", flex=2, weight="bold"), text("乙", align="end", wrap=True, maxLines=2)],
            }
        )
    )
    box = page.root.all(of="box")[1]
    first, second = (e.attributes["style"] for e in page.root.all(of="text"))

    assert {"box", "horizontal"} == set(box.attributes["class"].split())
    assert "background-image:linear-gradient(90deg, #000000, #FFFFFF80)" in box.attributes["style"]
    assert "border-radius:8px" in box.attributes["style"]
    assert "flex:2 1 0;font-weight:700" == first
    assert "flex:1 1 0;margin-inline-start:4px" == second
    assert "-webkit-line-clamp:2" in box.all("p")[1].attributes["style"]


def test_no_box_leaves_its_bubble() -> None:
    """A message cannot lay a box over the verdict: whatever is placed is clipped by its bubble."""
    style = preview("好", "t.txt", MESSAGE).root.all("style")[0].text
    rule = re.search(r"\.bubble \{([^}]*)\}", style)

    assert rule is not None
    assert all(part in rule[1] for part in ("position: relative", "isolation: isolate", "overflow: hidden"))


def test_no_text_is_left_out() -> None:
    """Every text of a message stands on the page, drawn or in the list of the others."""
    alone = {"type": "image", "url": "https://example.com/p.png"}
    actions = [{"type": "postback", "label": "標籤甲", "data": "d", "displayText": "回文乙", "fillInText": "預填丙"}]
    video = {
        "type": "video",
        "url": "https://example.com/v",
        "previewUrl": "https://example.com/p",
        "altContent": {"type": "box", "layout": "vertical", "contents": [text("替代丁"), alone]},
    }
    flex = {
        "type": "flex",
        "altText": "戊",
        "contents": {
            "type": "bubble",
            "hero": video,
            "action": {"type": "uri", "label": "標籤己", "uri": "https://example.com/b"},
        },
    }
    page = message(
        {
            "type": "template",
            "altText": "庚",
            "template": {"type": "buttons", "title": "辛", "text": "壬", "actions": actions},
        },
        {
            "type": "imagemap",
            "altText": "癸",
            "baseUrl": "https://example.com/i",
            "baseSize": {"width": 1040, "height": 520},
            "actions": [{"type": "message", "label": "子", "text": "丑", "area": {}}],
        },
        {"type": "location", "title": "寅", "address": "卯", "latitude": 1, "longitude": 1},
        {"type": "text", "text": "辰", "quickReply": {"items": [{"type": "action", "action": actions[0]}]}},
        flex,
    )
    shown = page.root.all("main")[0].text

    assert [] == [
        word
        for word in ("標籤甲", "回文乙", "預填丙", "替代丁", "標籤己", *"戊庚辛壬癸子丑寅卯辰")
        if word not in shown
    ]


def test_control_characters() -> None:
    """A character that no page can hold is shown by the picture that Unicode has for it."""
    page = preview('{"type":"text","text":"您\\u0000好"}', "t.json")

    assert "您␀好" == page.one("balloon").text


def test_the_same_twice() -> None:
    """Two runs write the same bytes."""
    assert preview(SAMPLES["template"]).html == preview(SAMPLES["template"]).html


def test_what_judged_is_named() -> None:
    """The page ends with the catalogue and the policy that judged, and the day."""
    foot = preview("好", "t.txt", MESSAGE).root.all("footer")[0].text

    assert re.search(
        r"nmlint \S+ · catalogue \S+ \([0-9a-f]{12}\) · policy line-tw \([0-9a-f]{12}\) "
        r"· intent \([0-9a-f]{12}\) · as of 2026-11-26",
        foot,
    )


@pytest.mark.parametrize(
    ("word", "width", "height"),
    [
        ("20:13", "20", "13"),
        ("1.91:1", "1.91", "1"),
        ("0:1", "1", "1"),
        ("1:9", "1", "3"),
        ("1:1;x", "1", "1"),
        ("", "1", "1"),
    ],
)
def test_ratios(word: str, width: str, height: str) -> None:
    """A picture is at most three times as high as wide, and square where nothing sensible is said."""
    assert (width, height) == css.ratio(word)


def test_a_value_of_the_wrong_type_is_no_look() -> None:
    """A list where a word should be, or true where a number should be, is passed over."""
    branch = Branch(from_plain({"color": ["#000000"], "flex": True, "wrap": "true"}, Span(0, 0)))

    assert (None, None, False) == (css.color(branch, "color"), css.count(branch, "flex"), branch.says("wrap"))


def png(rows: list[bytes]) -> bytes:
    """A picture of one pixel a row."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I4s", len(data), kind) + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, len(rows), 8, 2, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + row for row in rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def test_a_picture_ends_where_the_page_does() -> None:
    """Empty rows at the end are cut off but for a margin, and the picture says who made it."""
    drawn = picture.cropped(png([b"abc"] * 40 + [b"xyz"] + [b"\xff\xff\xff"] * 500))
    again = picture.cropped(png([bytes([n % 251, 0, 0]) for n in range(500)]))

    assert (57, False) == (struct.unpack_from(">I", drawn.data, 20)[0], drawn.cut)
    assert (500, True) == (struct.unpack_from(">I", again.data, 20)[0], again.cut)
    assert picture.is_picture(drawn.data)
    assert not picture.is_picture(png([b"abc"]))
