"""Messages as files and as plain data: what is sent, what is declared about it, and what cannot be judged."""

from __future__ import annotations

import collections
import decimal
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from nmlint import Report, check
from nmlint.bilingual import CHINESE, in_language
from nmlint.documents.message import body_of, form_of, message_document, read_message, read_nodes
from nmlint.documents.model import JSON, YAML, Declaration
from nmlint.documents.reading import MAX_CHARACTERS
from nmlint.errors import UnreadableError, UsageError
from nmlint.nodes import plain
from nmlint.report import Artefact
from nmlint.source import Source

NOTICE = "您的訂單 TW001 已於 2026/11/23 10:00 出貨"
TEXT = {"type": "text", "text": NOTICE}
OFFER = "限時優惠買一送一"
HASH = "1315ec4a63ba3d2b8f5db63688770e89a402ee623ef33e4c8c2f36e48f271be0"

FACTS: dict[str, Any] = {
    "id": "shipped",
    "scenario": "delivery",
    "message": "line-flexible",
    "sender": "好日子書店",
    "title": "出貨通知",
    "event": "order.shipped",
    "basis": "the customer's own order",
    "evidence": {"phone_source": "terms", "fields": ["dining", 2]},
    "variables": {"size": {"type": "choice", "values": ["S", "M", 1], "max_length": 3, "hosts": ["a.example.com"]}},
    "links": {"track.example.com": "tracking"},
    "fallback": {"channel": "sms", "after": "30m", "unless": "delivered"},
    "products": ["好日子誌", "小誌"],
}


def as_json(data: Any) -> Source:
    """Data as a JSON file."""
    return Source("a.json", json.dumps(data, ensure_ascii=False, indent=2))


def as_yaml(data: Any) -> Source:
    """Data as a YAML file."""
    return Source("a.yaml", yaml.safe_dump(data, allow_unicode=True, sort_keys=False))


def compared(declaration: Declaration) -> dict[str, Any]:
    """What is declared, without the places."""
    variables = {
        name: {key: getattr(variable, key) for key in ("type", "example", "max_length", "hosts", "values")}
        for name, variable in declaration.variables.items()
    }
    keys = (
        "id",
        "scenario",
        "message",
        "sender",
        "title",
        "event",
        "basis",
        "evidence",
        "links",
        "fallback",
        "products",
    )
    return {**{key: getattr(declaration, key) for key in keys}, "variables": variables}


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.json", "x", JSON),
        ("sub/A.JSON", "x", JSON),
        ("a.yaml", "x", YAML),
        ("a.YML", "x", YAML),
        ("a.json.j2", "x", JSON),
        ("a.yaml.jinja2", "x", YAML),
        ("a.yml.j2.jinja", "x", YAML),
        ("a.txt", "您好", None),
        ("a.j2", "您好", None),
        ("a.sms.j2", "您好", None),
        ("json", "您好", None),
        ("<text>", '{"type": "text"}', JSON),
        ("<text>", ' \n[ { "type": "text"}]', JSON),
        ("<text>", '\ufeff{"type": "text"}', JSON),
        ("a.j2", '{\n  "type": "text"}', JSON),
        ("a.txt", '{"type"', JSON),
        ("<text>", "{好日子} 您好", None),
        ("<text>", "[好日子] 您好", None),
        ("<text>", '["訂單"] 您好', None),
        ("<text>", "kind: message", None),
        ("<text>", '"您好"', None),
        ("<text>", "", None),
    ],
)
def test_form(name: str, text: str, expected: str | None) -> None:
    """The suffix tells how a message is written, of a template the one before its own; else its first characters do."""
    assert expected == form_of(name, text)


@pytest.mark.parametrize("write", [as_json, as_yaml])
def test_declared_facts(write: Callable[[Any], Source]) -> None:
    """Beside `kind`, a file declares all that a front comment does, each value at its place."""
    source = write({"kind": "message", **FACTS, "text": NOTICE})
    found = read_message(source).declaration
    expected = message_document({**FACTS, "text": NOTICE}, "a", "message").declaration

    assert ("shipped", "好日子書店", ("好日子誌", "小誌"), True) == (
        found.id,
        found.sender,
        found.products,
        found.present,
    )
    assert compared(expected) == compared(found)
    there = {key: source.text[span.start : span.end].strip('"') for key, span in found.spans.items()}
    assert {
        "scenario": "delivery",
        "sender": "好日子書店",
        "title": "出貨通知",
        "evidence.phone_source": "terms",
        "evidence.fields.1": "2",
        "variables.size.type": "choice",
        "variables.size.values.2": "1",
        "fallback.after": "30m",
        "links.track.example.com": "tracking",
    }.items() <= there.items()
    span = found.variables["size"].span
    assert span is not None
    assert "size" == source.text[span.start : span.end].strip('"')


@given(
    st.dictionaries(
        st.from_regex(r"[a-z_]{1,6}", fullmatch=True),
        st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "So", "Zs"]), min_size=1, max_size=8)
        | st.integers(-99, 99)
        | st.booleans()
        | st.lists(st.sampled_from(["好", "x"]), max_size=2),
        max_size=4,
    ),
    st.text(st.characters(codec="utf-8", categories=["L", "P", "Zs"]), min_size=1, max_size=8).filter(str.strip),
)
def test_the_same_facts_in_every_form(evidence: dict[str, Any], sender: str) -> None:
    """JSON, YAML and plain data declare the same."""
    data = {"scenario": "delivery", "sender": sender, "evidence": evidence, "text": NOTICE}
    expected = compared(message_document(data, "a", "message").declaration)

    assert expected == compared(read_message(as_json({"kind": "message", **data})).declaration)
    assert expected == compared(read_message(as_yaml({"kind": "message", **data})).declaration)


@pytest.mark.parametrize("write", [as_json, as_yaml])
@pytest.mark.parametrize(
    ("sent", "headers"),
    [
        ({"text": NOTICE}, None),
        ({"messages": [TEXT]}, None),
        ({"to": HASH, "messages": [TEXT], "notificationDisabled": True}, {"X-Line-Delivery-Tag": "abc"}),
        ({"to": HASH, "templateKey": "k", "body": {"items": []}}, None),
        ({}, None),
    ],
)
def test_what_is_sent(write: Callable[[Any], Source], sent: dict[str, Any], headers: dict[str, str] | None) -> None:
    """What a message file declares is no part of what is sent, and its headers are no property of the request."""
    data = {"kind": "message", **FACTS, **sent, **({} if headers is None else {"headers": headers})}
    source = write(data)
    document = read_message(source)
    assert document.form is not None
    body, found = body_of(read_nodes(source, document.form))

    assert sent == plain(body)
    assert headers == (None if found is None else plain(found))


@pytest.mark.parametrize("data", [TEXT, [TEXT], {"messages": [TEXT], "sender": "x"}])
def test_only_a_message_file_declares(data: Any) -> None:
    """Without `kind: message` nothing is declared, and all of it is sent."""
    source = as_json(data)

    assert Declaration() == read_message(source).declaration
    assert data == plain(body_of(read_nodes(source, JSON))[0])


@pytest.mark.parametrize(
    ("name", "text", "place", "words"),
    [
        ("a.json", '{"kind": "message",\n "scenaro": "delivery", "text": "x"}', (2, 2), "did you mean 'scenario'"),
        ("a.yaml", "kind: message\nscenaro: delivery\ntext: x\n", (2, 1), "did you mean 'scenario'"),
        ("a.json", '{"kind": "mesage", "text": "x"}', (1, 10), "did you mean 'message'"),
        ("a.yaml", "kind: other\ntext: x\n", (1, 7), "'other' is not known; known: message"),
        ("a.json", '{"kind": "message", "mesages": []}', (1, 21), "did you mean 'messages'"),
        ("a.yaml", "kind: message\ncolour: red\ntext: x\n", (2, 1), "known here: basis, body, "),
        ("a.json", '{"kind": "message", "text": "x", "sender": {"name": "店"}}', (1, 44), "sender needs one text"),
        ("a.json", '{"kind": "message", "variables": ["a"], "text": "x"}', (1, 34), "needs keys with values"),
        ("a.json", '{"kind": "message", "variables": {"a": {"typ": "date"}}}', (1, 41), "did you mean 'type'"),
        ("a.yaml", "kind: message\nvariables:\n  a: {typ: date}\ntext: x\n", (3, 7), "did you mean 'type'"),
        ("a.json", '{"kind": "message", "message": "line-flex", "text": "x"}', (1, 32), "'line-flexible'"),
        ("a.json", '{"kind": "message", "fallback": {"channel": "sms", "after": 30}}', (1, 61), "write 30s"),
        ("a.yaml", "kind: message\nfallback: {after: 30m}\ntext: x\n", (2, 11), "fallback needs a channel"),
        ("a.json", '{"kind": "message", "id": " ", "text": "x"}', (1, 27), "never empty"),
        ("a.json", '{"kind": "message", "type": "text", "text": "x"}', (1, 21), "the list `messages`"),
        ("a.yaml", "kind: message\ntype: flex\naltText: x\n", (2, 1), "the list `messages`"),
        ("a.json", '{"kind": "message", "text": "x",}', (1, 32), "a comma stands before the closing bracket"),
        ("a.json", '{"kind": "message" "text": "x"}', (1, 20), "a comma is missing"),
        ("a.json", '{"kind": "message", "kind": "message"}', (1, 21), "stands twice"),
        ("a.yaml", "kind: message\ntext: a: b\n", (2, 8), "a second ': '"),
        ("a.yaml", "kind: message\ntext: x\ntext: y\n", (3, 1), "stands here twice"),
        ("a.yaml", "kind: message\n\ttext: x\n", (2, 1), "a tab"),
    ],
)
def test_faults_have_place_and_mend(name: str, text: str, place: tuple[int, int], words: str) -> None:
    """What is declared wrongly is refused with line, column and mend, in both languages."""
    with pytest.raises(UnreadableError) as refused:
        read_message(Source(name, text))

    location = refused.value.location
    assert location is not None
    assert (place, True) == ((location.start.line, location.start.column), words in refused.value.reason)
    assert in_language(refused.value.reason, CHINESE) != refused.value.reason


def test_faults_are_gathered() -> None:
    """All that is declared wrongly is told at once, in the order of the file."""
    text = '{"kind": "message", "message": "fax",\n "scenaro": "x", "fallback": {"channel": "sms", "after": 5}}'
    with pytest.raises(UnreadableError) as refused:
        read_message(Source("a.json", text))

    head, *lines = refused.value.reason.split("\n")
    assert "3 faults in the message file" == head
    assert ["1:32:", "2:2:", "2:58:"] == [line.split()[0] for line in lines]
    assert in_language(refused.value.reason, CHINESE).startswith("訊息檔有 3 處錯誤")


@pytest.mark.parametrize(
    ("text", "given", "expected"),
    [
        ('{"kind": "message", "id": "own"}', "given", "own"),
        ('{"kind": "message"}', "given", "given"),
        ('{"kind": "message"}', None, "sub/a"),
        ('{"type": "text", "id": "none"}', None, "sub/a"),
    ],
)
def test_ids(text: str, given: str | None, expected: str) -> None:
    """A message goes by its own id, else by the one given, else by its path."""
    assert expected == read_message(Source("sub/a.json", text), default_id=given).id


def test_configuration_fills_what_a_file_leaves_open() -> None:
    """What the file declares stands; the rest comes from the configuration, also for a file that declares nothing."""
    supplied = Declaration(scenario="bill", sender="好日子書店")
    own = read_message(Source("a.json", '{"kind": "message", "scenario": "delivery"}'), supplied).declaration
    bare = read_message(Source("a.json", json.dumps(TEXT)), supplied).declaration

    assert ("delivery", "好日子書店") == (own.scenario, own.sender)
    assert ("bill", "好日子書店") == (bare.scenario, bare.sender)


def only(report: Report) -> Artefact:
    """The one artefact of a report."""
    (artefact,) = report.artefacts
    return artefact


def found_in(report: Report) -> list[tuple[str, str, str]]:
    """Rule, pointer and words of each finding, without what depends on the way a message is passed."""
    return sorted({(finding.rule, finding.pointer, finding.matched.strip('"')) for finding in report})


@pytest.mark.parametrize(
    "data",
    [
        {"type": "text", "text": OFFER},
        {"to": HASH, "messages": [TEXT, {"type": "text", "text": f'{OFFER}\n\u2028"\\'}]},
        [TEXT],
        {"type": "flex", "altText": OFFER, "contents": {"type": "bubble", "body": {"type": "box", "layout": "vertical",
         "contents": [{"type": "text", "text": NOTICE}]}}},
        {"to": HASH, "templateKey": "k", "body": {"items": [{"itemKey": "a", "content": OFFER}]}},
    ],
)  # fmt: skip
def test_every_way_says_the_same(tmp_path: Path, data: Any) -> None:
    """A message is judged alike as data, as a text and as a file."""
    expected = found_in(check(data))
    (tmp_path / "a.json").write_text(json.dumps(data))
    (tmp_path / "a.yaml").write_text(yaml.safe_dump(data))
    text = json.dumps(data, ensure_ascii=False)

    assert expected
    assert [expected] * 4 == [
        found_in(check(source)) for source in (text, f"\n {text}\n", tmp_path / "a.json", tmp_path / "a.yaml")
    ]


def test_a_text_with_facts() -> None:
    """A text is judged under what is declared beside it, as in a file."""
    data = {"text": "您的訂單 TW001 已出貨", "scenario": "delivery", "sender": "好日子書店", "id": "shipped"}
    artefact = only(check(data))

    assert ("shipped", "<text>", "message", "delivery") == (
        artefact.id,
        artefact.path,
        artefact.kind,
        artefact.scenario.declared,
    )
    assert found_in(check(data)) == found_in(check({"kind": "message", **data}))


def test_a_request_with_facts() -> None:
    """So is a request, and the rules see the facts."""
    artefact = only(check({"to": HASH, "messages": [TEXT], "scenario": "delivery", "sender": "好日子書店"}, name="m"))

    assert ("m", "delivery") == (artefact.id, artefact.scenario.declared)
    assert "scope/undeclared" not in {finding.rule for finding in artefact.findings}


def test_the_sender_of_an_object_is_its_own() -> None:
    """In one of LINE's objects `sender` is a property, and is no declaration."""
    document = message_document({**TEXT, "sender": {"name": OFFER}}, "a", "message")
    report = check({**TEXT, "sender": {"name": OFFER}})

    assert document.declaration.sender is None
    assert ("promotion/buy-one-get-one", "/sender/name", "買一送一") in found_in(report)


def test_declared_lists_may_be_tuples() -> None:
    """Python's own sequences and mappings are as good as JSON's."""
    facts = {"products": ("甲", "乙"), "evidence": MappingProxyType({"fields": ("a", 1)})}
    document = message_document(MappingProxyType({"text": NOTICE, **facts}), "a", "message")

    assert (("甲", "乙"), {"fields": ["a", 1]}) == (document.declaration.products, document.declaration.evidence)
    assert check([TEXT]).artefacts[0].findings == check((TEXT,)).artefacts[0].findings
    assert check({"messages": [TEXT]}).artefacts[0].findings == check({"messages": (TEXT,)}).artefacts[0].findings


def test_an_example_may_be_a_date() -> None:
    """Of a declared value that JSON does not know, its text counts."""
    variables = {"eta": {"type": "date", "example": date(2026, 11, 25)}}

    assert (
        "2026-11-25"
        == message_document({"text": NOTICE, "variables": variables}, "a", "message")
        .declaration.variables["eta"]
        .example
    )


def nested(levels: int) -> Any:
    """Lists in lists."""
    data: Any = "x"
    for _ in range(levels):
        data = [data]
    return data


def circle() -> list[Any]:
    """A list that holds itself."""
    data: list[Any] = []
    data.append(data)
    return data


@pytest.mark.parametrize(
    "source",
    [
        {**TEXT, "flex": float("nan")},
        {"messages": [{"type": "location", "latitude": float("-inf")}]},
        {"messages": [{1, 2}]},
        {"messages": [b"x"]},
        {"messages": [date(2026, 11, 23)]},
        {"messages": [decimal.Decimal(1)]},
        {"messages": [{("a", 1): "x"}]},
        {"messages": [MappingProxyType(TEXT)]},
        {"messages": (part for part in [TEXT])},
        [object()],
        nested(10_000),
        {"messages": nested(10_000)},
        {"text": NOTICE, "evidence": {"a": nested(10_000)}},
        {"text": NOTICE, "scenario": nested(10_000)},
        circle(),
        {"text": NOTICE, "evidence": {"a": circle()}},
        {"messages": [10**5000]},
        collections.deque([TEXT]),
        range(3),
        (part for part in [TEXT]),
        None,
        5,
        b'{"type": "text"}',
        bytearray(b"x"),
        {1, 2},
    ],
    ids=lambda source: str(type(source)),
)
def test_what_is_no_data_is_a_wrong_call(source: Any) -> None:
    """Values that no request can carry are the caller's mistake, said in both languages."""
    with pytest.raises(UsageError) as refused:
        check(source)

    assert str(refused.value)


@pytest.mark.parametrize(
    ("source", "kind", "words"),
    [
        ({}, "unreadable", "no text; give it under `text`"),
        ({"text": ""}, "unreadable", "no text"),
        ({"text": " \n"}, "unreadable", "no text"),
        ({"text": None}, "unreadable", "no text"),
        ({"text": 5}, "unreadable", "no text"),
        ({"scenario": "delivery"}, "unreadable", "no text"),
        ({"text": "x", "scenaro": "delivery"}, "unreadable", "did you mean 'scenario'"),
        ({"to": HASH, "mesages": [TEXT]}, "unreadable", "did you mean 'messages'"),
        ({"text": "x", "sendr": "x", "colour": 1}, "unreadable", "unknown key 'colour'"),
        ({"text": "x", "variables": ["a"]}, "unreadable", "variables needs keys with values"),
        ({"text": "x", 1: "y"}, "unreadable", "unknown key '1'"),
        ({"kind": "mesage", "text": "x"}, "unreadable", "kind: 'mesage' is not known; did you mean 'message'?"),
        ({"kind": None, "text": "x"}, "unreadable", "kind: 'None' is not known"),
        ({"kind": "message", **TEXT}, "unreadable", "the list `messages`"),
        ({"text": "a\ud83d"}, "unreadable", "half a surrogate pair, U+D83D"),
        ({"type": "text", "text": "a\ude00"}, "syntax", "half a surrogate pair, U+DE00"),
        ({"type": "text", "\ud83d": "a"}, "syntax", "half a surrogate pair, U+D83D"),
        ({"text": "x", "title": "\ud83d"}, "unreadable", "half a surrogate pair, U+D83D"),
        ({"text": "x", "id": "\ud83d"}, "unreadable", "half a surrogate pair, U+D83D"),
        ({"text": "x", "scenario": "\ud83d"}, "unreadable", "half a surrogate pair, U+D83D"),
        ({"text": "x", "evidence": {"\ud83d": 1}}, "unreadable", "half a surrogate pair, U+D83D"),
        ({"messages": [{1: "a", "1": "b"}]}, "syntax", '"1" stands twice in one object'),
        ({"messages": [10**400]}, "syntax", "greater than programs can hold"),
        (nested(101), "syntax", "nested too deeply, more than 100 levels"),
        ({"type": "text", "text": "好" * 25_001}, "too-much", "25,001 characters; one push holds 25,000"),
        ({"text": "好" * 5_000_000}, "too-much", "5,000,000 characters"),
        ({"type": "text", "text": "好" * 5_000_000}, "too-much", f"more than {MAX_CHARACTERS:,} characters of JSON"),
        ([TEXT] * 20_000, "too-much", f"more than {MAX_CHARACTERS:,} characters of JSON"),
        ('{"type": "text", "text": "x', "syntax", "was it cut off?"),
        ('\ufeff{"type": "text", "text": "x"}', "syntax", "U+FEFF stands here"),
        ('[{"type": "text", "text": NaN}]', "syntax", "JSON has no NaN"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_cannot_be_judged(source: Any, kind: str, words: str) -> None:
    """What a person can mend in a message is told in the report, in both languages, and never passes."""
    report = check(source)
    problem = only(report).problem

    assert problem is not None
    assert (False, 2, None, kind) == (bool(report), report.exit_code, only(report).verdict, problem.kind)
    assert words in problem.message
    assert in_language(problem.message, CHINESE) != problem.message
    report.to_json().encode()


@pytest.mark.parametrize(
    "source",
    [
        [],
        [1, 2],
        [[TEXT]],
        ["x"],
        {"messages": None},
        {"messages": [True]},
        {"messages": {}},
        {"to": HASH},
        {"body": {}},
    ],
    ids=str,
)
def test_what_is_no_message_is_never_passed(source: Any) -> None:
    """Data of another form are judged by what they lack, and blocked."""
    report = check(source)

    assert ("block", False) == (only(report).verdict, bool(report))
    assert any(finding.rule.startswith("message/") for finding in report)


DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4) | st.sampled_from([NOTICE, "\ud83d"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner)
        | st.dictionaries(st.sampled_from(["type", "text", "messages", "to", "kind", "sender", "x"]), inner, max_size=4)
    ),
    max_leaves=10,
)


@given(DATA.filter(lambda data: isinstance(data, list | tuple | dict)))
def test_any_data_are_judged_or_refused(data: Any) -> None:
    """No data break the call, and every report can be written."""
    try:
        report = check(data)
    except UsageError:
        return

    assert report.to_json().encode()
