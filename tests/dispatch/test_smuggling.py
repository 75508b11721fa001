"""No ordinary value is refused, and what values smuggle in never leaves, however it is dressed, placed or split."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from projects import NUMBER, project

from nmlint.dispatch.decision import Decision
from nmlint.dispatch.guard import Guard
from nmlint.documents.values import TYPES

Decide = Callable[..., Decision]
Row = dict[str, Any]

GUARD = Path(__file__).parents[2] / "fixtures" / "guard"
CONFIG = "lang: en\nhosts: [shop.example.com, track.example.tw]\nphones: [02-2345-6789]\nsenders: [好日子書店]\n"
FRONT = """\
{{#- nmlint
id: {id}
scenario: delivery
message: line-flexible
sender: 好日子書店
event: 倉庫交寄包裹
basis: 用戶自己下的訂單
variables: {{{variables}}}
-#}}
"""
SAID = "【好日子書店】您的訂單 TW20261123001 已於 2026/11/23 10:00 出貨。{values}\n若您已取貨，請忽略此訊息。\n"
BUBBLE = """\
{"messages": [{"type": "flex", "altText": "【好日子書店】您的訂單 TW20261123001 已出貨", "contents": {"type": "bubble",
  "body": {"type": "box", "layout": "vertical", "contents": [
    {"type": "text", "text": "【好日子書店】您的訂單 TW20261123001 已於 2026/11/23 10:00 出貨。", "wrap": true},
    {"type": "text", "text": PRINTED, "wrap": true},
    {"type": "text", "text": "若您已取貨，請忽略此訊息。客服 02-2345-6789", "wrap": true}]}}}]}
"""
USUAL = {
    "text": "請放管理室", "name": "王小明", "date": "2026/11/26", "time": "14:00", "datetime": "2026/11/26 14:00",
    "period": "14:00-16:00", "amount": "1,280", "integer": 3, "points": 120, "order-number": "TW20261126001",
    "tracking-number": "900123456789", "reference": "A-2026-001", "code": "482913",
    "url": "https://shop.example.com/o/1", "phone": "02-2345-6789", "place": "信義門市", "plate": "ABC-1234",
    "last-digits": "1234",
}  # fmt: skip
WORDED = ("text", "name", "place")
NEIGHBOURS = [
    ("王小明", "先生"), ("王", "小明"), ("歐陽靖文", "（代收）"), ("好日子書店", "信義門市"), ("信義門市", " 3 樓"),
    ("臺北市信義區", "市府路 1 號"), ("高雄市前鎮區中山二路2號", "12樓之1"), ("骨折復健門診", "12 診"),
    ("免疫風濕科", "林醫師"), ("折疊椅", "（深灰）"), ("希臘式優格", " 500g"), ("特大號睡袋", " ×2"),
    ("免洗筷 100 雙入", "、獎狀框"), ("新竹米粉 3kg", "三包"), ("超輕五折傘", "黑色"), ("工業用送風機", "（送修）"),
    ("限時掛號", "900123456789"), ("A4 獎狀框", "10 個"), ("惠豐牌", "洗衣機 12kg"), ("活動因雨改期", "：2026/12/03"),
    ("講師身體不適", "，改由新講師授課"), ("請放管理室", "。謝謝"), ("Lin", " Mei-Ling"), ("Jean", "-Luc Martin"),
    ("山田", "花子 様"), ("第 3 期", "（共 12 期）"), ("牡丹廳", "4 位"), ("退還價差", "120 元"),
]  # fmt: skip
# Cyrillic letters, and a radical that is no numeral.
LOOK_ALIKE = str.maketrans(
    dict(zip("AEOSIaeopc一", "\u0410\u0415\u041e\u0405\u0406\u0430\u0435\u043e\u0440\u0441\u2f00", strict=True))
)
# A value of so many characters is told apart: that it is judged quickly is what is asked of it.
HUGE = 10_000


def rows(name: str) -> list[Row]:
    """The rows of a fixture, each with its value in full."""
    read: list[Row] = yaml.safe_load((GUARD / name).read_text("utf-8"))
    return [{**row, "value": row["value_of"] * row["times"]} if "times" in row else row for row in read]


def variable(kind: str) -> str:
    """The name of the variable that has a type."""
    return kind.replace("-", "_")


def template(name: str, kinds: dict[str, str], said: str) -> str:
    """A template with variables of these types."""
    return FRONT.format(id=name, variables=", ".join(f"{var}: {{type: {kind}}}" for var, kind in kinds.items())) + said


ORDINARY = rows("ordinary.yaml")
PLANTED = rows("planted.yaml")
CERTAIN = [row for row in PLANTED if not row.get("hard")]
HUGE_ONES = [row for row in CERTAIN if len(str(row["value"])) > HUGE]
NOTES = [row["value"] for row in ORDINARY if row["type"] in WORDED]
ADVERTS = [row["value"] for row in CERTAIN if row["trick"] == "promotion" and row["type"] in WORDED]
SHORT_ADVERTS = [advert for advert in ADVERTS if len(advert) <= 20]


@pytest.fixture(scope="module")
def decide(tmp_path_factory: pytest.TempPathFactory) -> Decide:
    """Decides with one guard: `each` asks all types, `pair` prints two texts side by side, the rest are JSON."""
    kinds = {variable(kind): kind for kind in USUAL}
    printed = "".join(f"\n項目：{{{{ {name} }}}}" for name in kinds)
    pair = {"first": "text", "second": "text"}
    templates = {
        "each.j2": template("each", kinds, SAID.format(values=printed)),
        "pair.j2": template("pair", pair, SAID.format(values="\n備註：{{ first }}{{ second }}")),
        "escaped.json.j2": template("escaped", {"text": "text"}, BUBBLE.replace("PRINTED", "{{ text | tojson }}")),
        "bare.json.j2": template("bare", {"text": "text"}, BUBBLE.replace("PRINTED", '"{{ text }}"')),
    }
    root = project(tmp_path_factory.mktemp("project"), templates, CONFIG)
    guard = Guard(root, senders={"notification-message": lambda _: None})
    return lambda template_id, /, **values: guard.decide(template_id, NUMBER, values)


def filled(decide: Decide, kind: str, value: Any) -> Decision:
    """The decision where one value is this one and all others are usual ones."""
    usual = {variable(each): given for each, given in USUAL.items()}
    return decide("each", **usual | {variable(kind): value})


def refused(decision: Decision) -> list[tuple[str, str | None]]:
    """The rules that refuse, and of which variable's value."""
    return [(objection.rule, objection.value) for objection in decision.refused_by]


def is_refused_for(decision: Decision, *names: str) -> bool:
    """Whether a value of these variables is why it is refused: the guard neither failed nor stumbled on the rest."""
    values = [name or "" for _, name in refused(decision)]
    return not decision.allowed and any(value.startswith(name) for value in values for name in names)


def test_lists() -> None:
    """The lists are long enough to mean something, cover every type, and never hold the same value."""
    ordinary, planted = ([(row["type"], repr(row["value"])) for row in each] for each in (ORDINARY, PLANTED))

    assert len(ordinary) >= 260
    assert len([row for row in ORDINARY if "why" in row]) >= 90
    assert len(planted) >= 260
    assert {kind for kind, _ in ordinary} == {kind for kind, _ in planted} == TYPES.keys() - {"choice"} == USUAL.keys()
    assert len({*ordinary, *planted}) == len(ordinary) + len(planted)


def test_usual(decide: Decide) -> None:
    """What the other variables are filled with refuses nothing."""
    assert [] == refused(filled(decide, "text", USUAL["text"]))
    assert [] == refused(decide("pair", first="請由側門進入", second="，謝謝"))


@pytest.mark.parametrize("kind", USUAL)
def test_ordinary(decide: Decide, kind: str) -> None:
    """No ordinary value of a type is refused."""
    decisions = [(row["value"], filled(decide, kind, row["value"])) for row in ORDINARY if row["type"] == kind]

    assert [] == [(value, refused(decision)) for value, decision in decisions if not decision.allowed]


def test_ordinary_in_json(decide: Decide) -> None:
    """Quotation marks, backslashes and braces of ordinary values leave a message of JSON as it is."""
    decisions = [(row["value"], decide("escaped", text=row["value"])) for row in ORDINARY if row["type"] == "text"]

    assert [] == [(value, refused(decision)) for value, decision in decisions if not decision.allowed]


@pytest.mark.parametrize("trick", dict.fromkeys(row["trick"] for row in CERTAIN))
def test_planted(decide: Decide, trick: str) -> None:
    """Whatever was planted is refused, for its own value."""
    planted = [row for row in CERTAIN if row["trick"] == trick and row not in HUGE_ONES]

    assert [] == [
        (row["type"], row["value"])
        for row in planted
        if not is_refused_for(filled(decide, row["type"], row["value"]), variable(row["type"]))
    ]


@pytest.mark.parametrize("row", HUGE_ONES, ids=lambda row: f"{row['type']}-{row['value_of']!a}-{row['times']}")
def test_huge(decide: Decide, row: Row) -> None:
    """Values beyond all bounds are refused before anything is sought in them."""
    start = time.perf_counter()
    decision = filled(decide, row["type"], row["value"])

    assert is_refused_for(decision, variable(row["type"]))
    assert time.perf_counter() - start < 2


def test_planted_in_json(decide: Decide) -> None:
    """What would end a text of JSON is refused where a template prints it bare, and where it is escaped."""
    breakers = [row["value"] for row in CERTAIN if row["trick"] == "json" and row["type"] in WORDED]

    assert [] == [text for text in breakers if decide("bare", text=text).allowed]
    assert [] == [text for text in breakers if decide("escaped", text=text).allowed]


def test_doubtful(decide: Decide) -> None:
    """What perhaps no linter can know is decided all the same, and never fails."""
    decisions = [filled(decide, row["type"], row["value"]) for row in PLANTED if row.get("hard")]

    assert [] == [rule for each in decisions for rule, name in refused(each) if name is None]


@pytest.mark.parametrize(("first", "second"), NEIGHBOURS)
def test_ordinary_side_by_side(decide: Decide, first: str, second: str) -> None:
    """Ordinary values that templates print side by side say nothing forbidden together."""
    assert [] == refused(decide("pair", first=first, second=second))


def side_by_side(parts: list[str], glue: str) -> str:
    """Texts with something between them; a comma, where a blank would be no end.

    Beside a figure and between Latin words a blank ends nothing: 現折 200 元已入帳 is one phrase, a record, as well as
    an advert before a note.
    """
    together = ""
    for part in filter(None, parts):
        beside = together[-1:] + part[0]
        blurred = glue == " " and (beside.isascii() or any(sign.isdigit() for sign in beside))
        together += ("，" if blurred else glue) * bool(together) + part
    return together


@settings(deadline=None, max_examples=150)
@given(data=st.data())
def test_planted_between_ordinary_pieces(decide: Decide, data: st.DataObject) -> None:
    """An advert stays one between ordinary pieces of text."""
    before, after = (data.draw(st.sampled_from(["", *NOTES])) for _ in range(2))
    glue = data.draw(st.sampled_from(["，", " ", "。", "、", "\n", "；"]))
    text = side_by_side([before, data.draw(st.sampled_from(ADVERTS)), after], glue)

    assert is_refused_for(filled(decide, "text", text), "text")


def dressed(text: str, data: st.DataObject) -> str:
    """A text in a disguise that leaves it legible."""

    def one_of(signs: str) -> str:
        return data.draw(st.sampled_from(signs))

    how = data.draw(st.sampled_from(["zero-width", "separators", "full-width", "marks", "bidi", "look-alike"]))
    if how == "zero-width":
        at = data.draw(st.integers(1, len(text) - 1))
        return text[:at] + one_of("\u200b\u200c\u200d\u2060\u00ad\ufeff\u2063\u034f") + text[at:]
    if how == "separators":
        return one_of("·.・-_/|*★ \u3000").join(text.replace(" ", ""))
    if how == "full-width":
        return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)
    if how == "marks":
        return one_of("\u0336\u0332\u20de").join(text)
    return f"\u202e{text[::-1]}\u202c" if how == "bidi" else text.translate(LOOK_ALIKE)


@settings(deadline=None, max_examples=200)
@given(data=st.data())
def test_disguised(decide: Decide, data: st.DataObject) -> None:
    """A short advert in any disguise is refused."""
    advert = data.draw(st.sampled_from(SHORT_ADVERTS))
    text = dressed(advert, data)

    assert is_refused_for(filled(decide, "text", text), "text"), (advert, text)


@settings(deadline=None, max_examples=200)
@given(data=st.data())
def test_split_over_two_variables(decide: Decide, data: st.DataObject) -> None:
    """An advert that is cut in two is still one where both halves stand side by side."""
    advert = data.draw(st.sampled_from(SHORT_ADVERTS))
    cut = data.draw(st.integers(1, len(advert) - 1))

    assert is_refused_for(decide("pair", first=advert[:cut], second=advert[cut:]), "first", "second")
