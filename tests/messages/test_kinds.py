"""Which JSON and YAML files are messages: no message of LINE's is missed, and nobody else's data are taken for one."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from nmlint.catalogue import load_builtin
from nmlint.messages.dissecting import CONTAINER, MESSAGE
from nmlint.messages.kinds import kind_of_file, kind_of_text
from nmlint.messages.shapes import Property, Shape, Shapes

TEXT = {"type": "text", "text": "您的訂單已出貨"}
BUBBLE = {"type": "bubble", "body": {"type": "box", "layout": "vertical", "contents": [TEXT]}}
FLEX = {"type": "flex", "altText": "出貨通知", "contents": BUBBLE}


@cache
def shapes() -> Shapes:
    """What LINE's objects are made of."""
    return Shapes.of(load_builtin().tables["line-messages"])


def kind(text: str, name: str = "a.json") -> str | None:
    """The kind of a text in a file of that name."""
    return kind_of_text(Path("folder") / name, text, shapes())


@pytest.mark.parametrize(
    "data",
    [
        TEXT,
        FLEX,
        BUBBLE,
        {"text": "好", "type": "text"},
        {"type": "carousel", "contents": [BUBBLE, BUBBLE]},
        {"contents": BUBBLE, "altText": "好", "type": "flex"},
        {"type": "bubble", "hero": {"type": "image", "url": "https://example.com/a.png"}},
        {"type": "textV2", "text": "{a}好", "substitution": {"a": {"type": "mention", "mentionee": {"type": "all"}}}},
        {"type": "sticker", "packageId": "446", "stickerId": "1988"},
        {"type": "image", "originalContentUrl": "https://example.com/a", "previewImageUrl": "https://example.com/b"},
        {"type": "location", "title": "門市", "address": "台北", "latitude": 25.0, "longitude": 121},
        {"type": "template", "altText": "好", "template": {"type": "confirm", "text": "好", "actions": []}},
        {**TEXT, "quickReply": {"items": []}, "sender": {"name": "小編"}},
        [TEXT],
        [TEXT, FLEX],
        {"to": "U1", "messages": [TEXT]},
        {"messages": [TEXT], "notificationDisabled": True, "to": "U1"},
        {"to": ["U1", "U2"], "messages": [TEXT]},
        {"replyToken": "x", "messages": [TEXT]},
        {"messages": [TEXT]},
        {"to": "h", "templateKey": "delivery_s_ja", "body": {"items": []}},
        {"body": {"items": []}, "templateKey": "delivery_s_ja"},
        {"kind": "message", "text": "好"},
        {"text": "好", "kind": "message"},
        {"kind": "message", "scenario": "delivery", "messages": []},
    ],
    ids=json.dumps,
)
@pytest.mark.parametrize("name", ["a.json", "a.yaml", "a.YML"])
def test_what_line_takes(data: Any, name: str) -> None:
    """A request, a message, a list of them, a Flex container and what says so itself are messages, however written."""
    assert "message" == kind(json.dumps(data, ensure_ascii=False), name)
    assert "message" == kind(json.dumps(data, indent="\t", separators=(" ,", " : ")), "a.json")
    if name != "a.json":
        assert "message" == kind(yaml.safe_dump(data, sort_keys=False), name)


@pytest.mark.parametrize(
    "data",
    [
        {"to": "U1", "messages": []},
        {"to": "U1", "messages": TEXT},
        {"to": "U1", "messages": None},
        {"to": "U1", "messages": [{"type": "txt", "text": "好"}]},
        {"to": "U1", "messages": [{"text": "好"}]},
        {"to": "U1", "messages": ["好"]},
        {"to": "U1", "messages": [TEXT], "notificationDisable": True},
        {"too": "U1", "messages": [TEXT]},
        {"type": "text", "txt": "好"},
        {**TEXT, "quickreply": {"items": []}},
        {**TEXT, "to": "U1"},
        {**TEXT, "notificationDisabled": True},
        {"type": "flex", "altTxt": "好", "contents": BUBBLE},
        {"type": "flex", "contents": BUBBLE, "note": "內部"},
        {**BUBBLE, "foter": {}},
        {"type": "template", "text": "好", "template": {"type": "buttons", "text": "好"}},
        {"type": "sticker", "packageID": "446", "stickerId": "1988"},
        [TEXT, {"type": "flex", "altTxt": "好", "contents": BUBBLE}],
        {"to": "h", "templateKey": "delivery_s_ja", "body": "好"},
        {"templateKey": "delivery_s_ja", "to": "h", "bdy": {}},
    ],
    ids=json.dumps,
)
def test_what_line_refuses(data: Any) -> None:
    """A message that is built wrongly is one, so that it is told what is wrong."""
    assert "message" == kind(json.dumps(data, ensure_ascii=False))
    assert "message" == kind(yaml.safe_dump(data, sort_keys=False), "a.yaml")


@pytest.mark.parametrize(
    "text",
    [
        '{"type": "text", "text": "限時優',
        '{"type": "text", "text": ',
        '{"to": "U1", "messages": [{"type": "text", "text": "好',
        '{"to": "U1", "messages": [',
        '{"messages": [{"type": "text", "text": "好"}, {"type": "te',
        '{"type": "flex", "altText": "好", "contents": {"type": "bubble", "body": {',
        '{"type": "bubble", "body": {"type": "box", "contents": [',
        '[{"type": "text", "text": "好"}',
        '{"to": "h", "templateKey": "delivery_s_ja"',
        '// a comment\n{"type": "text", "text": "好"}',
        '{\n  /* a\n  comment */\n  "type": "text", // "why"\n  "text": "https://example.com" // so\n}',
        '{"type": "text", "text": "好",}',
        '{"to": "U1", "messages": [{"type": "text" "text": "好"}]}',
        '{"type": "text", "text": "好" "sender": {}}',
        "{'type': 'text', 'text': '好'}",
        '{type: "text", text: "好"}',
        '{"type": "text", "text": "好", "text": "壞"}',
        '{"type": "text", "text": "a\nb"}',
        '{"type": "location", "title": "好", "address": "x", "latitude": NaN, "longitude": 1}',
        '{"type": "text", "text": "好"}\n{"type": "text", "text": "好"}',
        '{\t"type": "text",\n\t"text": "好",\n}',
        '[\t{"type": "text",\n\t"text": "好"},\n]',
    ],
)
def test_broken_json(text: str) -> None:
    """A message that is cut off, or JSON to other programs only, is one, so that it is told."""
    assert "message" == kind(text)


@pytest.mark.parametrize(
    "text",
    [
        "type: text\ntext: 好\n---\ntype: text\ntext: 好\n",
        "to: U1\nmessages:\n  - type: text\n    text: &greeting 好\n",
        "to: U1\nmessages:\n  - &a {type: text, text: 好}\n  - *a\n",
        "type: text\ntext: !include greeting.txt\n",
        'type: text\ntext: "好\n',
        "type: text\ntext: 好: 壞\n",
        "to: U1\nmessages:\n  - type: text\n    text: 好\n\tsender: x\n",
        "to: U1\nmessages:\n  - type: text\n    text: @好\n",
        "type: text\ntext: 好\ntext: 壞\n",
        "type: text\ntext: a\x07b\n",
    ],
)
def test_broken_yaml(text: str) -> None:
    """So is YAML with what is not read here, or with a fault."""
    assert "message" == kind(text, "a.yaml")


OPENAPI = {
    "openapi": "3.0.3",
    "paths": {"/push": {"post": {"requestBody": {"content": {"application/json": {"example": {"messages": [TEXT]}}}}}}},
    "components": {"schemas": {"FlexMessage": {"type": "object", "properties": {"altText": {"type": "string"}}}}},
}
NOT_OURS: dict[str, Any] = {
    "package": {"name": "x", "type": "module", "dependencies": {"@cucumber/messages": "1.0.0"}},
    "package-lock": {"lockfileVersion": 3, "packages": {"messages": {"funding": {"type": "github", "url": "x"}}}},
    "tsconfig": {"compilerOptions": {"target": "es2022", "typeRoots": ["types"]}},
    "openapi": OPENAPI,
    "json-schema": {"type": "object", "properties": {"type": {"const": "text"}, "text": {"type": "string"}}},
    "openai": {"model": "m", "messages": [{"role": "user", "content": "hi"}], "response_format": {"type": "text"}},
    "openai-parts": {"messages": [{"role": "user", "content": [{"type": "text", "text": "hi"}]}]},
    "openai-tools": {"tools": [{"type": "function"}], "messages": [{"role": "system", "content": "hi"}]},
    "llm-content": [{"type": "text", "text": "hi"}, {"type": "image", "source": {"type": "base64", "data": "x"}}],
    "llm-parts": [{"type": "text", "text": "hi"}, {"type": "image_url", "image_url": {"url": "x"}}],
    "geojson": {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": {"type": "Point"}}]},
    "geojson-point": {"type": "Point", "coordinates": [121.5, 25.0]},
    "eslint": {"root": True, "rules": {"quotes": ["error", {"type": "text"}]}},
    "i18n": {"messages": {"hello": "您好", "type": "text", "text": "文字"}},
    "i18n-flat": {"type": "類型", "text": "文字", "altText": "替代文字", "carousel": "輪播", "sticker": "貼圖"},
    "i18n-names": {"type": "text", "text": "文字", "title": "標題"},
    "chart": {"type": "bubble", "data": {"datasets": []}, "options": {}},
    "page-block": {"type": "carousel", "content": [{"image": "a.png"}]},
    "page-carousel": {"type": "carousel", "contents": [{"src": "a.png"}]},
    "tooltip": {"type": "bubble", "body": "hi", "size": "mega"},
    "slack": [{"type": "section", "text": {"type": "mrkdwn", "text": "hi"}}, {"type": "image", "image_url": "x"}],
    "slack-carousel": {"type": "carousel", "elements": [{"type": "card", "title": {"type": "plain_text"}}]},
    "speech-bubble": [{"type": "bubble", "text": "hi"}],
    "pictures": {"images": [{"url": "a.png", "altText": "a picture", "type": "image"}]},
    "rich-text": {"type": "doc", "content": [{"type": "text", "text": "hi"}]},
    "whatsapp": {"messaging_product": "whatsapp", "to": "886", "type": "text", "text": {"body": "hi"}},
    "whatsapp-template": {"messaging_product": "whatsapp", "to": "886", "type": "template", "template": {"name": "x"}},
    "messenger": {"recipient": {"id": "1"}, "message": {"attachment": {"type": "template", "payload": {}}}},
    "telegram": {"name": "x", "type": "personal_chat", "messages": [{"id": 1, "type": "message", "text": "hi"}]},
    "sms": {"messages": [{"to": "0912345678", "from": "shop", "text": "hi", "type": "SMS"}]},
    "adaptive-card": {"type": "AdaptiveCard", "body": [{"type": "TextBlock", "text": "hi"}]},
    "dialogflow": {"fulfillmentMessages": [{"text": {"text": ["hi"]}}]},
    "line-webhook": {"destination": "U", "events": [{"type": "message", "message": {"type": "text", "text": "hi"}}]},
    "rich-menu": {"size": {"width": 2500}, "areas": [{"bounds": {}, "action": {"type": "uri", "uri": "x"}}]},
    "form-field": {"type": "text", "name": "email", "label": "E-mail", "required": True},
    "place": {"type": "location", "title": "店", "address": "台北", "phone": "02"},
    "promotion": {"type": "coupon", "couponId": "A1", "amount": 100},
    "figure": {"type": "image", "src": "a.png", "width": 1},
    "mailer": {"templateKey": "welcome", "subject": "hi"},
    "word": {"type": "text"},
    "other-kind": {"kind": "message-flow", "messages": []},
    "kind-below": {"spec": {"kind": "message"}},
    "kinds-in-a-list": [{"kind": "message"}],
    "number": 5,
    "text": "type: text",
    "list": [],
    "object": {},
    "texts": ["messages", "type"],
    "null": None,
}


@pytest.mark.parametrize("name", NOT_OURS)
def test_what_others_keep(name: str) -> None:
    """Configuration, translations, other people's requests and documents are no business of ours."""
    data = NOT_OURS[name]

    assert [None, None, None] == [
        kind(json.dumps(data, ensure_ascii=False)),
        kind(json.dumps(data, indent=2)),
        kind(yaml.safe_dump(data, allow_unicode=True), "a.yaml"),
    ]


@pytest.mark.parametrize("name", [name for name, data in NOT_OURS.items() if isinstance(data, dict) and data])
def test_what_others_keep_broken(name: str) -> None:
    """Nor are they when they hold comments, go on for long, or are cut off."""
    text = json.dumps(NOT_OURS[name])
    long = json.dumps({**NOT_OURS[name], "zz": ["x" * 100] * 1000})

    assert [None] * 4 == [kind(f"// why\n{text[:-1]},}}"), kind(text[:-1]), kind(long), kind(long[: 64 * 1024])]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("k8s.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: message}\nspec:\n  type: LoadBalancer\n"),
        ("k8s.yaml", "kind: ConfigMap\ndata:\n  messages: x\n---\nkind: Deployment\nspec:\n  type: text\n"),
        (
            "workflow.yml",
            "on:\n  workflow_call:\n    inputs:\n      type: {type: string}\n      messages: {type: text}\n",
        ),
        ("anchors.yaml", "x: &x\n  type: text\n  text: y\nmessages:\n  <<: *x\n"),
        (
            "openapi.yaml",
            "components:\n  schemas:\n    A:\n      type: object\n      properties: {altText: &t {type: x}}\n",
        ),
        ("compose.yaml", "services:\n  a:\n    volumes:\n      - type: volume\n        source: messages\n"),
        ("home.yaml", "type: !secret kind\ntext: x\n"),
        ("chat.yaml", "messages:\n  - role: user\n    content: [{type: text, text: hi}]\n"),
        ("strings.yaml", "messages:\n  text: 文字\n  type: text\n"),
        ("kind.yaml", "spec:\n  kind: message\n"),
        ("kind.yaml", "kind: message-flow\n"),
        ("kind.yaml", "# kind: message\n"),
        ("kind.yaml", "text: |\n  kind: message\n"),
        ("empty.yaml", ""),
        ("empty.json", ""),
        ("a.txt", '{"type": "text", "text": "x"}'),
        ("a.json5", '{"type": "text", "text": "x"}'),
        ("nmlint.yaml", "kind: message\n"),
    ],
)
def test_other_yaml(name: str, text: str) -> None:
    """Manifests, workflows, other suffixes and the configuration are not taken."""
    assert kind(text, name) is None


@pytest.mark.parametrize("said", ["message", "send-plan", "service-plan"])
@pytest.mark.parametrize(
    "form", ["kind: {}\nid: x\n", '{{"id": "x", "kind": "{}"}}', "id: [1]\n'kind' : \"{}\"  # so\n"]
)
def test_what_says_itself(said: str, form: str) -> None:
    """A known `kind` at the top decides before everything else."""
    assert said == kind(form.format(said), "a.yaml")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (json.dumps(TEXT).encode(), "message"),
        (b"\xef\xbb\xbf" + json.dumps(TEXT).encode(), "message"),
        (json.dumps({"kind": "send-plan", "event": "\U0001f4e6"}).encode(), "send-plan"),
        (json.dumps(TEXT, ensure_ascii=False).encode("utf-16"), "message"),
        (b"\xfe\xff" + json.dumps(TEXT).encode("utf-16-be"), "message"),
        (json.dumps(TEXT, ensure_ascii=False).encode("cp950"), "message"),
        (json.dumps({**TEXT, "text": "好" * 100_000}).encode(), "message"),
        (json.dumps({"messages": [{**TEXT, "text": "好" * 100_000}], "to": "U1"}).encode(), "message"),
        (json.dumps([FLEX] * 500, indent=4).encode(), "message"),
        (json.dumps(TEXT).encode() + b"\0", "message"),
        (b"\xff\xfe\x00", None),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), None),
        (b"", None),
        (b'{"a": ' * 30_000, None),
        (b"[" * 100_000, None),
        (b'{"type": ' + b"[" * 100_000, None),
    ],
)
def test_files(tmp_path: Path, data: bytes, expected: str | None) -> None:
    """Neither an encoding nor a length hides a message, and no data break the look at them."""
    (tmp_path / "a.json").write_bytes(data)

    assert expected == kind_of_file(tmp_path / "a.json", shapes())


VALUES: dict[str, st.SearchStrategy[Any]] = {
    "integer": st.integers(0, 9),
    "number": st.floats(0, 9),
    "boolean": st.booleans(),
    "refused": st.just("x"),
}
SHORT = st.text(st.sampled_from("好 a:#{}[]'\"\\\n"), max_size=5)


@st.composite
def an_object(draw: st.DrawFn, shape: Shape, depth: int) -> dict[str, Any]:
    """An object of a shape: all it needs and some of what it may have, its keys in any order."""
    names = [
        name for name, facts in shape.properties.items() if facts.required or (depth and draw(st.integers(0, 4)) == 0)
    ]
    found = {name: draw(a_value(shape.properties[name], depth)) for name in names}
    if shape.type is not None:
        found["type"] = shape.type
    return {key: found[key] for key in draw(st.permutations(sorted(found)))}


@st.composite
def a_value(draw: st.DrawFn, wanted: Property, depth: int) -> Any:
    """A value as a property has it."""
    if wanted.kind not in ("object", "list", "map"):
        return draw(VALUES.get(wanted.kind, SHORT))
    group = shapes().groups.get(wanted.of or "", {})
    known = [shape for word, shape in group.items() if not wanted.only or word in wanted.only]
    if wanted.of is None or (not known and wanted.of not in shapes().objects):
        inner: Any = "x"
    else:
        # What holds nothing of its own ends the nesting.
        ends = [shape for shape in known if not any(facts.required and facts.of for facts in shape.properties.values())]
        shape = draw(st.sampled_from((ends if depth <= 0 else known) or known or [shapes().objects[wanted.of]]))
        inner = draw(an_object(shape, depth - 1))
    return {"object": inner, "list": [inner], "map": {"a": inner}}[wanted.kind]


@st.composite
def anything_of_line(draw: st.DrawFn) -> Any:
    """A message, a container, a list or a request, built of the shapes."""
    messages = list(shapes().groups[MESSAGE].values())
    message = an_object(draw(st.sampled_from(messages)), 2)
    form = draw(st.sampled_from(["one", "list", "push", "reply", "container"]))
    if form == "container":
        box = draw(a_value(shapes().groups[CONTAINER]["bubble"].properties["body"], 1))
        return {**draw(an_object(shapes().groups[CONTAINER]["bubble"], 1)), "body": box}
    if form == "one":
        return draw(message)
    several = draw(st.lists(message, min_size=1, max_size=2))
    return {"list": several, "push": {"to": "U1", "messages": several}, "reply": {"messages": several}}[form]


@given(anything_of_line(), st.sampled_from([None, 1, "\t"]), st.booleans())
def test_no_message_is_missed(data: Any, indent: int | str | None, flow: bool) -> None:
    """Whatever LINE's objects may be made of, in whatever order and layout."""
    assert "message" == kind(json.dumps(data, indent=indent))
    assert "message" == kind(yaml.safe_dump(data, default_flow_style=flow, sort_keys=False), "a.yml")


@given(anything_of_line(), st.data())
def test_a_message_that_is_cut_off(data: Any, draw: st.DataObject) -> None:
    """What begins as a push request does is one wherever it ends."""
    text = json.dumps({"to": "U1", "messages": data})
    begun = len('{"to": "U1", "messages":')

    assert "message" == kind(text[: draw.draw(st.integers(begun, len(text)))])


WORDS = [
    "messages",
    "to",
    "type",
    "text",
    "altText",
    "contents",
    "body",
    "template",
    "kind",
    "flex",
    "bubble",
    "object",
]
KEYS = st.sampled_from([*WORDS, "role", "content", "title", "id", "url", "description"])
DATA = st.recursive(
    st.none() | st.integers(0, 9) | st.sampled_from(WORDS) | SHORT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def types(data: Any) -> set[Any]:
    """The types and kinds that data name anywhere."""
    match data:
        case dict():
            own = {value for key, value in data.items() if key in ("type", "kind") and isinstance(value, str)}
            return own.union(*map(types, data.values()))
        case list():
            return set().union(*map(types, data))
        case _:
            return set()


@given(DATA, st.sampled_from(["", ",}", "]", "\t", '"', "// x\n", "--- x"]), st.integers(0, 200))
def test_no_other_data_are_taken(data: Any, rubbish: str, at: int) -> None:
    """Without a word for one of LINE's types or kinds nothing is taken, broken or not, unless it is a push request."""
    text = json.dumps(data)
    wrong = text[:at] + rubbish + text[at:]
    known = {"message", "messages", *shapes().groups[MESSAGE], *shapes().groups[CONTAINER]}
    requests = isinstance(data, dict) and {"to", "messages"} <= data.keys()
    for found in (kind(text), kind(wrong), kind(text, "a.yaml"), kind(wrong, "a.yaml")):
        assert found is None or requests or types(data) & known


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"kind": "mesage", "text": "x"}', "message"),
        ('{"kind": "Message", "text": "x"}', "message"),
        ('{"kind": "service_plan"}', "message"),
        ('{"kind": "Service", "text": "x"}', None),
        ('{"apiVersion": "v1", "kind": "message-", "text": "x"}', None),
        ('{"kind": "massage parlour"}', None),
    ],
)
def test_a_misspelt_kind(text: str, expected: str | None) -> None:
    """What nearly says what it is, is taken, so that judging it names the mistake; the kinds of others are not."""
    assert expected == kind(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"kind":"message","scenario":"\\ud800","messages":[{"type":"text","text":"x"}]}', "message"),
        ('{"kind":"message","scenario":"del', "message"),
        ('{"to":"H",,"messages":[{"type":"text","text":"x"}]}', "message"),
        ('{"to" "H","messages":[{"type":"text","text":"x"}]}', "message"),
        ('{"to":"\\x","messages":[{"type":"flex"}]}', "message"),
        ('{,"to":"H","templateKey":"a"}', "message"),
        ("{to:'H',messages:[{type:'text',text:'x'}]}", "message"),
        ('{"model":,"messages":[{"role":"user","content":[{"type":"text","text":"x"}]}]}', None),
        ('{"messages":,[{"type":"error","text":"x"}]}', None),
        ('{"kind":,"message":"x"}', None),
    ],
)
def test_what_is_damaged_anywhere(text: str, expected: str | None) -> None:
    """A mistake before what tells a message apart hides it no more than one behind."""
    assert expected == kind(text)
