"""Every limit of LINE's holds to the character: nothing at it, and exactly what is over beyond it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

import nmlint
from nmlint.catalogue import Limit, load_builtin
from nmlint.config import Settings
from nmlint.finding import Finding, Kind, Severity
from nmlint.text.lengths import LENGTHS

CATALOGUE = load_builtin()
PLACES: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[2] / "fixtures" / "limits" / "places.yaml").read_text(encoding="utf-8")
)
CHECKS = {
    rule.id: rule.check["limit"]
    for rule in CATALOGUE.rules.values()
    if rule.family == "message" and "limit" in rule.check
}
# A rich menu is no message, and SMS have tests of their own.
LIMITS = [limit for limit in CATALOGUE.limits if limit.name != "label-rich-menu" and not limit.name.startswith("sms-")]
DAY = CATALOGUE.policy_identity.as_of
HAN, FAMILY, COMBINING, PAIR = "字", "👨‍👩‍👧", "e\u0301", "🎉"
HERE = "\u241f"
GROWS, UNCLEAR = "message/grows-too-long", "message/length-unclear"


class Found(NamedTuple):
    """A finding of a rule about limits, by its place in the file."""

    rule: str
    start: int
    end: int


class Case(NamedTuple):
    """A limit at one of its places, and the file around what it limits."""

    limit: Limit
    place: str
    before: str
    after: str

    def holding(self, written: str) -> str:
        """The file with something at the place."""
        return self.before + written + self.after


def day_of(limit: Limit) -> str:
    """A day on which a limit holds, the last or first one where those are known."""
    return limit.effective_until or limit.effective_from or DAY


def findings(text: str, day: str = DAY, name: str = "message.json", **settings: Any) -> list[Finding]:
    """What the rules about limits say of a file."""
    config = Settings(as_of=day, select=("message",), **settings)
    (artefact,) = nmlint.check(text, name=name, config=config).artefacts

    assert artefact.problem is None
    return [finding for finding in artefact.findings if finding.rule in CHECKS]


def found(text: str, day: str = DAY, name: str = "message.json") -> list[Found]:
    """The same, by rule and place."""
    return [Found(f.rule, f.location.start.offset, f.location.end.offset) for f in findings(text, day, name)]


def rule_for(limit: Limit, test: str) -> str:
    """The one rule that holds a limit in a way."""
    (rule,) = [name for name, check in CHECKS.items() if check["test"] == test and limit.name in check["names"]]
    return rule


def dumped(value: Any, *, escaped: bool) -> str:
    """A value as JSON, each character that is not ASCII as an escape where that is wanted."""
    return json.dumps(value, ensure_ascii=escaped)


def prepared(data: Any) -> tuple[Any, Any]:
    """The message with a mark where something is measured, and the entry that is repeated there, if any."""
    if data == "@":
        return HERE, None
    if isinstance(data, str) and data.startswith("@"):
        return HAN * (int(data[1:]) // len(HAN.encode())), None
    if isinstance(data, dict) and data.keys() & {"@list", "@map"}:
        return HERE, data
    if isinstance(data, list | dict):
        items = [(key, prepared(item)) for key, item in (enumerate(data) if isinstance(data, list) else data.items())]
        repeated = next((entry for _, (_, entry) in items if entry is not None), None)
        if isinstance(data, list):
            return [item for _, (item, _) in items], repeated
        return {HERE if key == "@" else key: item for key, (item, _) in items}, repeated
    return data, None


def case_of(limit: Limit, place: str, *, escaped: bool) -> tuple[Case, Any]:
    """A limit at a place, and the entry that is repeated there, if any."""
    data, repeated = prepared(PLACES[limit.name][place])
    mark = dumped(HERE, escaped=escaped)
    mark = mark if repeated is not None else mark.strip('"')
    before, after = dumped(data, escaped=escaped).split(mark)
    return Case(limit, place, before, after), repeated


def cases(*units: str, least: int = 0) -> list[Any]:
    """Every limit in some units at each of its places; or only those that ask for so many at least."""
    return [
        pytest.param(limit, place, id=f"{limit.name}-{limit.limit}-{place}")
        for limit in LIMITS
        if limit.unit in units and limit.least >= least
        for place in limit.applies_to
    ]


def filled(length: int, unit: str, filling: str) -> str:
    """A text of exactly so many units, of one filling as far as it goes."""
    times, rest = divmod(length, LENGTHS[unit](filling))
    return filling * times + HAN * rest


escaped_or_not = pytest.mark.parametrize("escaped", [False, True], ids=["plain", "escaped"])
fillings = pytest.mark.parametrize("filling", [HAN, FAMILY, COMBINING, PAIR], ids=["han", "zwj", "combining", "pair"])


def test_every_limit_has_its_places() -> None:
    """The table knows each limit, and each place that a limit applies to."""
    expected = {limit.name: set(limit.applies_to) for limit in LIMITS}

    assert expected == {name: set(places) for name, places in PLACES.items()}


def test_every_limit_has_its_rules() -> None:
    """One rule says what is beyond, one that values may bring it there, one that the count is not known."""
    texts = {limit.name for limit in LIMITS if limit.unit != "objects"}
    expected = {
        "certain": sorted(PLACES),
        "with-values": sorted(texts),
        "unsure": sorted({limit.name for limit in LIMITS if limit.unit == "unstated"}),
        # What is empty is found wherever it stands, and not once more here.
        "too-few": sorted({limit.name for limit in LIMITS if limit.least} - {"clipboard-text"}),
    }
    held = {
        test: sorted(name for check in CHECKS.values() if check["test"] == test for name in check["names"])
        for test in expected
    }

    assert expected == held


@escaped_or_not
@fillings
@pytest.mark.parametrize(("limit", "place"), cases("utf16", "graphemes"))
def test_texts(limit: Limit, place: str, filling: str, escaped: bool) -> None:
    """At the limit nothing is found; beyond it what is over, one unit or two more of the same."""
    case, _ = case_of(limit, place, escaped=escaped)
    text, day = filled(limit.limit, limit.unit, filling), day_of(limit)
    fits = dumped(text, escaped=escaped).strip('"')

    assert [] == found(case.holding(fits), day)
    for over in (HAN, filling * 2):
        beyond = dumped(over, escaped=escaped).strip('"')
        start = len(case.before) + len(fits)
        expected = [Found(rule_for(limit, "certain"), start, start + len(beyond))]

        assert expected == found(case.holding(fits + beyond), day)


@escaped_or_not
@fillings
@pytest.mark.parametrize(("limit", "place"), cases("unstated"))
def test_texts_of_an_unstated_unit(limit: Limit, place: str, filling: str, escaped: bool) -> None:
    """Within by both counts nothing is found, between them that it is unclear, beyond both what is over."""
    case, _ = case_of(limit, place, escaped=escaped)
    written = {
        unit: dumped(filled(limit.limit, unit, filling), escaped=escaped).strip('"') for unit in ("utf16", "graphemes")
    }
    over = dumped(filling, escaped=escaped).strip('"')
    end = len(case.before) + len(written["graphemes"])

    assert [] == found(case.holding(written["utf16"]))
    unclear = found(case.holding(written["graphemes"]))
    assert ([] if filling == HAN else [UNCLEAR]) == [finding.rule for finding in unclear]
    if unclear:
        # The first character that the count in UTF-16 has no room for.
        fitting = dumped(filling * (limit.limit // LENGTHS["utf16"](filling)), escaped=escaped).strip('"')
        assert Found(UNCLEAR, len(case.before) + len(fitting), end) == unclear[0]
    expected = [Found(rule_for(limit, "certain"), end, end + len(over))]
    assert expected == found(case.holding(written["graphemes"] + over))


@escaped_or_not
@pytest.mark.parametrize(("limit", "place"), cases("bytes"))
def test_bytes(limit: Limit, place: str, escaped: bool) -> None:
    """At the limit nothing is found; one byte beyond, the object, by the word for its type."""
    case, _ = case_of(limit, place, escaped=escaped)
    flex = json.loads(case.holding(""))["contents"]
    room = limit.limit - len(json.dumps(flex, ensure_ascii=False, separators=(",", ":")).encode())
    han, rest = divmod(room, len(HAN.encode()))
    fits = dumped(HAN * han + "a" * rest, escaped=escaped).strip('"')
    word = f'"{flex["type"]}"'
    start = case.before.index(word)

    assert [] == found(case.holding(fits))
    assert [Found("message/flex-too-large", start, start + len(word))] == found(case.holding(fits + "a"))


def entries_of(count: int, entry: Any, *, escaped: bool) -> list[str]:
    """Entries of a list or an object, as they are written."""
    if "@list" in entry:
        return [dumped(entry["@list"], escaped=escaped)] * count
    return [f'"k{number}": ' + dumped(entry["@map"], escaped=escaped) for number in range(count)]


def enclosed(entries: list[str], entry: Any) -> str:
    """Those entries within their brackets."""
    opening, closing = "[]" if "@list" in entry else "{}"
    return opening + ", ".join(entries) + closing


@escaped_or_not
@pytest.mark.parametrize(("limit", "place"), cases("objects"))
@pytest.mark.parametrize("over", [1, 3])
def test_entries(limit: Limit, place: str, over: int, escaped: bool) -> None:
    """As many entries as the limit pass; of more, those beyond are found."""
    case, entry = case_of(limit, place, escaped=escaped)
    fits, all_of_them = (entries_of(limit.limit + more, entry, escaped=escaped) for more in (0, over))
    start = len(case.before) + 1 + sum(len(written) + len(", ") for written in fits)
    end = len(case.before) + len(enclosed(all_of_them, entry)) - 1
    if "@map" in entry and place != "text-v2.substitution":
        # Those of one type among others stand there without their keys.
        start += all_of_them[limit.limit].index("{")

    assert [] == found(case.holding(enclosed(fits, entry)))
    assert [Found(rule_for(limit, "certain"), start, end)] == found(case.holding(enclosed(all_of_them, entry)))


@pytest.mark.parametrize(("limit", "place"), cases("objects", least=1))
def test_too_few_entries(limit: Limit, place: str) -> None:
    """As many entries as are asked for pass; of fewer, the list is found."""
    case, entry = case_of(limit, place, escaped=False)
    enough, fewer = (enclosed(entries_of(limit.least - less, entry, escaped=False), entry) for less in (0, 1))
    start = len(case.before)

    assert [] == found(case.holding(enough))
    assert [Found("message/too-few-entries", start, start + len(fewer))] == found(case.holding(fewer))


@pytest.mark.parametrize(("limit", "place"), cases("utf16", least=1))
def test_too_short(limit: Limit, place: str) -> None:
    """As long as is asked for passes; what is shorter is found, and what is empty only once."""
    case, _ = case_of(limit, place, escaped=False)
    enough, shorter = HAN * limit.least, HAN * (limit.least - 1)
    start = len(case.before) - 1
    expected = [Found("message/data-too-short", start, start + len(shorter) + 2)]

    assert [] == found(case.holding(enough))
    assert ([] if limit.name == "clipboard-text" else expected) == found(case.holding(shorter))


def test_the_uri_limit_changed() -> None:
    """1,001 characters are too many up to the day of the change, and few enough from then on."""
    link = "https://shop.example.com/o?t="
    message = {"type": "uri", "label": "查看", "uri": link + "a" * (1001 - len(link))}
    text = json.dumps({"type": "bubble", "action": message})
    end = text.rindex('"')
    too_long = [Found("message/link-too-long", end - 1, end)]

    assert too_long == found(text, "2026-10-01")
    assert too_long == found(text, "2026-10-26")
    assert [] == found(text, "2026-10-27")
    assert [] == found(text, "2026-11-01")


@pytest.mark.parametrize(
    ("besides", "limit"),
    [
        ({}, 160),
        ({"title": None, "thumbnailImageUrl": None}, 160),
        ({"title": "出貨通知"}, 60),
        ({"thumbnailImageUrl": "https://shop.example.com/a.jpg"}, 60),
        ({"title": "出貨通知", "thumbnailImageUrl": "https://shop.example.com/a.jpg"}, 60),
    ],
    ids=["neither", "null", "title", "picture", "both"],
)
@pytest.mark.parametrize("kind", ["buttons", "carousel"])
def test_a_title_or_a_picture_leaves_less_room(kind: str, besides: dict[str, Any], limit: int) -> None:
    """A text beside a title or a picture may have 60 characters; null is no title."""
    limit = 120 if kind == "carousel" and limit == 160 else limit

    def message(length: int) -> str:
        column = {**besides, "text": "字" * length}
        template = {"type": kind, **column} if kind == "buttons" else {"type": kind, "columns": [column]}
        return json.dumps({"type": "template", "altText": "出貨", "template": template}, ensure_ascii=False)

    assert [] == found(message(limit))
    (finding,) = findings(message(limit + 1))
    assert ("message/text-too-long", "字") == (finding.rule, finding.matched)


def test_a_plain_text_is_a_text_message() -> None:
    """A text that is no JSON keeps to 5,000 code units, a template's fixed text too."""
    fits = "您的包裹已出貨。" + PAIR * 2496

    assert [] == found(fits, name="message")
    assert [Found("message/text-too-long", len(fits), len(fits) + 1)] == found(fits + PAIR, name="message")
    assert [Found("message/text-too-long", len(fits), len(fits) + 1)] == found(fits + "。", name="t.j2")


@pytest.mark.parametrize("kind", ["sms", "email", "app-push"])
def test_other_channels_are_not_bound(kind: str) -> None:
    """What goes out as an SMS, an e-mail or an app push has no limit of LINE's."""
    report = nmlint.check({"text": "字" * 5001, "message": kind}, config=Settings(as_of=DAY))

    assert not {finding.rule for finding in report} & CHECKS.keys()


def test_characters_are_marked_whole() -> None:
    """A family of which only a part is beyond is marked whole, for no part of it can go."""
    text = json.dumps({"type": "text", "text": "字" * 4999 + FAMILY}, ensure_ascii=False)
    start = text.index(FAMILY)

    assert [Found("message/text-too-long", start, start + len(FAMILY))] == found(text)


def test_yaml_has_the_same_limits() -> None:
    """In YAML the characters beyond are found on whichever line they stand."""
    lines = ["字" * 4000, "字" * 998, "超出"]
    text = "type: text\ntext: >-\n" + "".join(f"  {line}\n" for line in lines)
    start = text.index("超出")

    # Each folded line end counts as one blank.
    assert [Found("message/text-too-long", start, start + 2)] == found(text, name="message.yaml")


EMPHASIZED = """{{#- nmlint
message: line-template
scenario: delivery
sender: 好日子書店
variables:
  hash: {{type: reference, example: d41e}}
  day: {{type: date, example: 2026-11-25, max_length: {longest}}}
-#}}
{{"to": "{{{{ hash }}}}", "templateKey": "delivery_tw", "body": {{
  "emphasizedItem": {{"itemKey": "date_001", "content": "預計{{{{ day }}}}送達"}},
  "items": [{{"itemKey": "name_001", "content": "您的訂單 TW001 已於 2026/11/23 10:00 出貨"}}]}}}}
"""


def test_values_at_their_longest() -> None:
    """What only the longest values bring beyond the limit asks for a person and blocks nothing."""
    within, beyond = EMPHASIZED.format(longest=11), EMPHASIZED.format(longest=12)
    report = nmlint.check(beyond, name="t.json.j2", config=Settings(as_of=DAY, lang="en"))
    (finding,) = [finding for finding in report if finding.rule in CHECKS]

    assert [] == found(within, name="t.json.j2")
    assert (GROWS, Kind.DEPENDS_ON_DATA, Severity.WARNING) == (finding.rule, finding.kind, finding.severity)
    assert '"預計{{ day }}送達"' == finding.matched == written_at(beyond, finding)
    assert "/body/emphasizedItem/content" == finding.pointer
    assert (
        "the values have 12 characters, and with its fixed text content is then beyond the limit of 15"
        in finding.message
    )
    assert "review" == report.artefacts[0].verdict


def written_at(text: str, finding: Finding) -> str:
    """What stands in the file where a finding is."""
    return text[finding.location.start.offset : finding.location.end.offset]


def test_fixed_text_that_is_too_long_blocks() -> None:
    """Where the author's own words are beyond the limit, values do not matter."""
    text = EMPHASIZED.format(longest=1).replace("預計", "我們預計您的包裹將會在這一天")
    report = nmlint.check(text, name="t.json.j2", config=Settings(as_of=DAY))
    (finding,) = [finding for finding in report if finding.rule in CHECKS]

    assert ("message/emphasized-value-too-long", "達") == (finding.rule, written_at(text, finding))
    assert "block" == report.artefacts[0].verdict


def test_an_undeclared_value_may_be_long() -> None:
    """Without a declaration a value counts as a text at its longest, in bytes three for each character."""
    text = '{"type": "template", "altText": "{{ a }}", "template": {"type": "buttons", "text": "{{ b }}"}}'

    assert [(GROWS, "/template/text")] == [(f.rule, f.pointer) for f in findings(text, name="t.json.j2")]
    rows = ", ".join(f'{{"type": "text", "text": "{{{{ v{number} }}}}"}}' for number in range(40))
    bubble = f'{{"type": "bubble", "body": {{"type": "box", "layout": "vertical", "contents": [{rows}]}}}}'
    assert [(GROWS, '"bubble"')] == [(f.rule, f.matched) for f in findings(bubble, name="t.json.j2")]


def test_a_value_that_is_unquoted_may_be_long() -> None:
    """A value that brings its own quotes is a text like any other."""
    text = '{"type": "text", "text": {{ note|tojson }}, "sender": {"name": {{ name|tojson }}}}'

    assert [(GROWS, "{{ name|tojson }}")] == [(f.rule, f.matched) for f in findings(text, name="t.json.j2")]


def test_a_branch_that_is_too_long() -> None:
    """Only the arm that is beyond the limit is found, with its condition."""
    text = (
        '{"type": "text", "text": "已出貨", "sender": {"name": "好日子書店'
        '{% if night %}信義旗艦店夜間客服中心寄件通知專用線{% endif %}"}, "quickReply": null}'
    )
    (finding,) = findings(text, name="t.json.j2")

    assert ("message/label-too-long", "專用線", "night") == (finding.rule, finding.matched, finding.condition)


def test_entries_that_are_unknown_are_not_counted() -> None:
    """An entry that a value brings may be none, or as many as are wanted."""
    items = '{"type": "message", "label": "是", "text": "是"}'
    confirm = '{"type": "template", "altText": "出貨", "template": {"type": "confirm", "text": "？", "actions": [%s]}}'

    assert [] == findings(confirm % f"{items}, {{{{ second }}}}", name="t.json.j2")
    assert [] == findings(confirm % f"{items}, {items}, {{{{ more }}}}", name="t.json.j2")
    (finding,) = findings(confirm % f"{items}, {items}, {items}, {{{{ more }}}}", name="t.json.j2")
    assert "message/too-many-entries" == finding.rule


def test_values_that_outgrow_every_branch_are_told_once() -> None:
    """However much fixed text an arm adds, the same values are one finding, without a condition."""
    content = "{% if gift %}附贈品{% endif %}{{ note }}{% if night %}夜間{% endif %}"
    item = f'{{"itemKey": "note_001", "content": "{content * 2}"}}'
    text = f'{{"to": "{{{{ hash }}}}", "templateKey": "delivery_tw", "body": {{"items": [{item}]}}}}'

    assert [(GROWS, "")] == [(f.rule, f.condition) for f in findings(text, name="t.json.j2")]


def test_a_loop_that_runs_not_once() -> None:
    """A list that a loop may leave empty is warned of where that is too few, under that condition only."""
    entry = '{"type": "bubble"}{% if not loop.last %},{% endif %}'
    text = '{"type": "carousel", "contents": [{% for parcel in parcels %}' + entry + "{% endfor %}]}"
    (finding,) = findings(text, name="t.json.j2")

    assert ("message/empty-when", "parcels is empty") == (finding.rule, finding.condition)
    assert finding.message.startswith("parcels 是空的時候，contents 只有 0 個")
    beside = '{"messages": [{"type": "text", "text": "{% for parcel in parcels %}{{ parcel }}{% endfor %}"}, BUBBLES]}'
    written_out = beside.replace(
        "BUBBLES", '{"type": "flex", "altText": "出貨", "contents": {"type": "carousel", "contents": []}}'
    )
    assert {"message/too-few-entries"} == {
        finding.rule
        for finding in findings(written_out, name="t.json.j2")
        if "entries" in finding.rule or "when" in finding.rule
    }
    guarded = text.replace("[{% for", "[{% if not parcels %}{}{% endif %}{% for").replace("{}", '{"type": "bubble"}')
    assert [] == findings(guarded, name="t.json.j2")
