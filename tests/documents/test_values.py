import pytest
from hypothesis import given
from hypothesis import strategies as st

from nmlint.documents.model import Variable
from nmlint.documents.values import TYPES, fits, misfit, sample, worst_length

FITTING: dict[str, list[object]] = {
    "text": ["您好", "a"],
    "name": ["王小明", "王○明", "Lin Mei-Ling", "貴賓", "Usaw Lipang．Basaw"],
    "date": [
        "2026-11-25",
        "2026/11/25",
        "2026.11.25",
        "11/25",
        "2026年11月25日",
        "11 月 25 日（三）",
        "中華民國115年11月25日(三)",
        "115/11/25",
        "2026-11-25 週三",
        "2/29",
        "25 Nov 2026",
        "Wed, Nov 25, 2026",
        "２０２６／１１／２５",
        "中華民國 115 年 11 月 25 日 星期三",
    ],
    "time": [
        "10:00",
        "10:00:30",
        "上午10:00",
        "下午 3 點半",
        "10時30分",
        "3:00 PM",
        "3pm",
        "24:00",
        "10點",
        "1000",
        "１０：００",
    ],
    "datetime": [
        "2026-11-25 10:00",
        "2026/11/25 下午3:00",
        "2026-11-25T10:00:00+08:00",
        "11/25(三) 10:00",
        "2026年11月25日10時30分",
        "11月25日上午10點",
    ],
    "period": [
        "10:00-12:00",
        "2026-11-25 10:00 至 12:00",
        "2026/11/25~2026/12/25",
        "2026-11-25 至 2026-12-25",
        "3 天",
        "24小時內",
        "2026年11月",
        "115/10",
        "10月份",
        "3-5 個工作天",
        "一年",
        "兩週內",
        "半小時",
        "09:00-12:00、14:00-17:00",
        "11/25 10:00-12:00 及 11/26 10:00-12:00",
    ],
    "amount": [
        1280,
        1280.5,
        -100,
        "1,280",
        "NT$1,280",
        "新臺幣 1,280 元整",
        "1280",
        "$99.90",
        "-100 元",
        "＄1,280",
        "１，２８０ 元",
        "-NT$50",
        "1.2 萬元",
        "3萬",
        "新臺幣壹仟貳佰捌拾元整",
        "伍拾元",
        "1,280 元（含稅）",
        "1,280 元（未含運費）",
    ],
    "integer": [3, "3", "1,200", 0],
    "points": [120, "120 點", "1,200", "30 points", "1,500 哩"],
    "order-number": [
        "TW20261125001",
        20261125001,
        "2026-11/25_001",
        "#1042",
        "TW******001",
        "SALE-20261126-0007",
        "GIFT000321",
        "VIP2026112601",
        "FREESIA-00031",
        "OFFICE-12",
        "#KXQWRTZ1",
        "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    ],
    "tracking-number": ["900123456789", "RR123456785TW", "FREE2611260001", "1Z999AA10123456784"],
    "reference": ["A-2026-001", "北水修字第1150001號", "12", "(115)優先字第 12 號", "（115）調字第 3 號"],
    "code": ["482913", "0001", "482-913", 482913],
    "url": ["https://shop.example.com/o/1?a=b", "line://app/1-a", "tel:0800-000-123", "HTTP://A.TW"],
    "phone": [
        "02-2345-6789",
        "0912***678",
        "+886 2 2345 6789",
        "(02)2345-6789 轉 12",
        "0800-000-123#1",
        "1922",
        "０２－２３４５－６７８９",
    ],
    "place": ["信義門市", "臺北市信義區市府路 1 號 3 樓"],
    "plate": ["ABC-1234", "1234-AB", "ABC-**34", "ABC1234", "試-1234", "軍12345"],
    "last-digits": ["1234", "0007", "123", 1234],
}
WRONG: dict[str, list[object]] = {
    "text": ["", "  "],
    "name": ["快來看！", "https://a.tw", "王" * 51],
    "date": ["2026-13-01", "2026-02-29", "明天", "10:00", 20261125, "2026-11-25 10:00"],
    "time": ["25:00", "10:75", "早上", 630, "2026-11-25"],
    "datetime": ["2026-11-25", "10:00", "2026-11-25 25:00", "11/25 早上"],
    "period": ["很久", "10:00", "2026-11-25", "3 天內回購", "10:00-12:00、全館", "、"],
    "amount": ["免費", "12,80", True, "一千元", "1280 點", "1,280 元（現折 200）", "壹折", "萬"],
    "integer": ["三", "3.5", True, "3 件"],
    "points": ["很多", "120 元"],
    "order-number": [
        "您的訂單",
        "ABCDEF",
        "",
        "TW 1",
        "BUY1GET1FREE",
        "SALE-50-OFF",
        "SAVE20NOW",
        "SAVE20",
        "VIP88",
        "BUYONEGETONEFREE1",
        "20261126-OFF",
    ],
    "tracking-number": ["包裹", "COUPON-100-OFF"],
    "reference": ["請洽門市。", "", "快來！"],
    "code": ["123", "ABCDEF", "123456789", 12],
    "url": ["shop.example.com", "/o/1", "https:// a", "javascript:alert(1)"],
    "phone": ["客服", 223456789, "12"],
    "place": ["信義門市！快來", "www.a.tw"],
    "plate": ["ABCDEF", "AB", "買1送1", "買-1234"],
    "last-digits": ["12", "1234567", "12a4", 12],
}


@pytest.mark.parametrize(("kind", "example"), [(kind, example) for kind in FITTING for example in FITTING[kind]])
def test_honest_examples_fit(kind: str, example: object) -> None:
    """The spellings that senders really use fit their type."""
    assert fits(kind, example) is None


@pytest.mark.parametrize(("kind", "example"), [(kind, example) for kind in WRONG for example in WRONG[kind]])
def test_wrong_examples_are_told_why(kind: str, example: object) -> None:
    """What is of another type, impossible, or has lost its zeros is refused with a reason."""
    reason = fits(kind, example)

    assert reason
    assert reason.chinese != reason


def test_every_type_is_tried() -> None:
    """No type is left without examples here; a choice depends on its values."""
    assert set(TYPES) - {"choice"} == set(FITTING) == set(WRONG)


@pytest.mark.parametrize(
    ("example", "values", "expected"),
    [("宅配", ["宅配", "自取"], True), (1, ["1", "2"], True), ("郵寄", ["宅配"], False), ("宅配", [], False)],
)
def test_a_choice_is_one_of_its_values(example: object, values: list[object], expected: bool) -> None:
    """A choice without declared values fits nothing."""
    assert expected == (fits("choice", example, values) is None)


def test_an_unknown_type_is_not_judged() -> None:
    """An unknown type is a finding of its own, not of every example."""
    assert fits("colour", "red") is None


@pytest.mark.parametrize(
    ("variable", "expected"),
    [
        (Variable("a", "date", example="2026-11-25"), None),
        (Variable("a", "date"), None),
        (Variable("a", example="x"), None),
        (Variable("a", "name", example="王小明", max_length=2), "is longer than the declared 2 characters"),
        (Variable("a", "choice", example="b", values=("a",)), "is none of the declared values"),
    ],
)
def test_misfit_looks_at_type_values_and_length(variable: Variable, expected: str | None) -> None:
    """A variable's own example is held to everything the variable declares."""
    assert expected == misfit(variable)


@pytest.mark.parametrize(
    ("variable", "expected"),
    [
        (Variable("a", "name", max_length=8), 8),
        (Variable("a", "choice", values=("宅配", "超商取貨")), 4),
        (Variable("a", "code"), 8),
        (Variable("a"), 300),
        (Variable("a", "colour"), 300),
        (Variable("a", "code", example="1234567890"), 10),
    ],
)
def test_worst_length(variable: Variable, expected: int) -> None:
    """The declared length wins, then the longest choice, then what is usual for the type."""
    assert expected == worst_length(variable)


@pytest.mark.parametrize(
    ("variable", "expected"),
    [
        (Variable("a", "date", example="11/25"), "11/25"),
        (Variable("a", "integer", example=0), 0),
        (Variable("a", "choice", values=("宅配", "自取")), "宅配"),
        (Variable("a", "amount"), 1280),
        (Variable("a"), "（文字）"),
    ],
)
def test_sample(variable: Variable, expected: object) -> None:
    """The example is rendered with, also when it is zero; else a choice, else a typical value."""
    assert expected == sample(variable)


@pytest.mark.parametrize("kind", [kind for kind in TYPES if kind != "choice"])
def test_samples_fit_their_own_type(kind: str) -> None:
    """The value that stands in for a missing example is a possible one and no longer than the worst case."""
    known = TYPES[kind]

    assert known.fits(known.sample) is None
    assert len(str(known.sample)) <= known.longest


@given(st.sampled_from(sorted(TYPES)), st.text(max_size=80) | st.integers() | st.floats() | st.booleans())
def test_any_example_gets_an_answer(kind: str, example: object) -> None:
    """No example makes the judgement fail."""
    assert fits(kind, example, ["a"]) is None or fits(kind, example, ["a"])
