"""Facts that a text writes out are recognised in the spellings of Taiwan, in English and in Japanese."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nmlint.text import literals

CASES = [
    ("date", "於2026/11/25送達", ["2026/11/25"]),
    ("date", "2026-11-25 出貨", ["2026-11-25"]),
    ("date", "2026.11.25", ["2026.11.25"]),
    ("date", "2026-11-25t10:00", ["2026-11-25"]),
    ("date", "11/25(三)取貨", ["11/25(三)"]),
    ("date", "11/25(3) 9/1(wed)", ["11/25(3)", "9/1(wed)"]),
    ("date", "預計11/25送達", ["11/25"]),
    ("date", "於9/1寄出", ["9/1"]),
    ("date", "9/1前繳費", ["9/1"]),
    ("date", "11月25日", ["11月25日"]),
    ("date", "11 月 25 日(水) 14:00", ["11 月 25 日(水)"]),
    ("date", "十1月2十5日", ["十1月2十5日"]),
    ("date", "11月25號星期3", ["11月25號星期3"]),
    ("date", "民國115年11月25日", ["民國115年11月25日"]),
    ("date", "115/11/25、115.01.05", ["115/11/25", "115.01.05"]),
    ("date", "nov 25, 2026 or 25 nov", ["nov 25, 2026", "25 nov"]),
    ("date", "november 25th", ["november 25th"]),
    ("date", "25/11/2026", ["25/11/2026"]),
    ("date", "\ufffc年\ufffc月\ufffc日", ["\ufffc年\ufffc月\ufffc日"]),
    ("date", "1/2", []),
    ("date", "24/7 客服", []),
    ("date", "第 10/12 期", []),
    ("date", "10/12 期", []),
    ("date", "版本 2.11.25", []),
    ("date", "192.115.11.25", []),
    ("date", "02-2345-6789", []),
    ("date", "0800-123-456", []),
    ("date", "tw20261123001", []),
    ("date", "order 2026-11-2500", []),
    ("date", "https://x.tw/11/25", []),
    ("date", "今天、明日、tomorrow、3 天後", []),
    ("date", "每月帳單", []),
    ("time", "15:30", ["15:30"]),
    ("time", "下午 3:30", ["下午 3:30"]),
    ("time", "15 時 30 分", ["15 時 30 分"]),
    ("time", "晚上8點半", ["晚上8點半"]),
    ("time", "3:30 pm, 3pm", ["3:30 pm", "3pm"]),
    ("time", "2026-11-25t10:00:00", ["10:00:00"]),
    ("time", "中午12點開始", ["中午12點"]),
    ("time", "18點30分", ["18點30分"]),
    ("time", "12:00-13:00", ["12:00", "13:00"]),
    ("time", "3 小時", []),
    ("time", "3時間", []),
    ("time", "獲得 100 點", []),
    ("time", "30 分鐘", []),
    ("time", "12:34:56:78", []),
    ("datetime", "2026/11/25 15:30", ["2026/11/25 15:30"]),
    ("datetime", "11/25(三) 下午3點半", ["11/25(三) 下午3點半"]),
    ("datetime", "2026-11-25t10:00:00", ["2026-11-25t10:00:00"]),
    ("datetime", "3:30 pm on nov 25", ["3:30 pm on nov 25"]),
    ("datetime", "11月25日(水) 14:00", ["11月25日(水) 14:00"]),
    ("datetime", "11/25(三)起，每日 15:30", []),
    ("period", "11月份帳單", ["11月份"]),
    ("period", "2026年11月", ["2026年11月"]),
    ("period", "第3期", ["第3期"]),
    ("period", "本期應繳", ["本期"]),
    ("period", "2026/10/01~2026/10/31", ["2026/10/01~2026/10/31"]),
    ("period", "10月1日至10月31日", ["10月1日至10月31日"]),
    ("period", "november 2026", ["november 2026"]),
    ("period", "2026年11月25日", []),
    ("period", "3期待", []),
    ("amount", "nt$1,200", ["nt$1,200"]),
    ("amount", "新台幣 1,200 元整", ["新台幣 1,200 元"]),
    ("amount", "1200元", ["1200元"]),
    ("amount", "折扣 -100 元", ["-100 元"]),
    ("amount", "usd 12.00", ["usd 12.00"]),
    ("amount", "3,000円", ["3,000円"]),
    ("amount", "3.5 萬元", ["3.5 萬元"]),
    ("amount", "\ufffc 元", ["\ufffc 元"]),
    ("amount", "2027元旦", []),
    ("amount", "100 點", []),
    ("amount", "單元3", []),
    ("points", "獲得 100 點", ["100 點"]),
    ("points", "累積 5 點", ["5 點"]),
    ("points", "1,200點", ["1,200點"]),
    ("points", "you earned 100 points", ["100 points"]),
    ("points", "100ポイント", ["100ポイント"]),
    ("points", "晚上8點半", []),
    ("points", "下午3點", []),
    ("points", "18點30分", []),
    ("order-number", "訂單編號:tw20261123001", ["tw20261123001"]),
    ("order-number", "訂單 tw20261123001 已出貨", ["tw20261123001"]),
    ("order-number", "單號123-4567-890", ["123-4567-890"]),
    ("order-number", "order no. a12345", ["a12345"]),
    ("order-number", "order #12345", ["12345"]),
    ("order-number", "訂單 2026/11/25 成立", []),
    ("order-number", "訂單已出貨", []),
    ("phone", "客服 02-2345-6789", ["02-2345-6789"]),
    ("phone", "0800-123-456 或 0912-345-678", ["0800-123-456", "0912-345-678"]),
    ("phone", "請撥客服專線 1999", ["1999"]),
    ("phone", "+81 3-1234-5678", ["+81 3-1234-5678"]),
    ("phone", "0120-123-456", ["0120-123-456"]),
    ("phone", "2026-11-25", []),
    ("phone", "訂單 0212345678901", []),
    ("url", "請至https://shop.example.com/o?id=1。", ["https://shop.example.com/o?id=1"]),
    ("url", "lin.ee/abc", ["lin.ee/abc"]),
    ("url", "www.example.com.tw", ["www.example.com.tw"]),
    ("url", "https://\ufffc", ["https://\ufffc"]),
    ("url", "寫信到 help@example.com", []),
    ("url", "版本 1.2.3", []),
    ("code", "驗證碼:123456,請於", ["123456"]),
    ("code", "您的驗證碼為 1234", ["1234"]),
    ("code", "123456 是您的驗證碼", ["123456"]),
    ("code", "your verification code is 123456.", ["123456"]),
    ("code", "請輸入驗證碼", []),
    ("code", "驗證碼將於 2026/11/25 失效", []),
    ("place", "台北市", []),
]


@pytest.mark.parametrize(("kind", "text", "expected"), CASES, ids=[f"{kind}-{text}" for kind, text, _ in CASES])
def test_recognises_what_is_written_out(kind: str, text: str, expected: list[str]) -> None:
    """The span is the fact itself, without the words that lead to it; what merely looks like one is left alone."""
    assert expected == [text[start:end] for start, end in literals.find(kind, text)]


@given(st.text(alphabet="0125十年月日點時分元:/-. at$\ufffc期第本訂單號碼ponv", max_size=50))
def test_spans_run_forward_without_overlap(text: str) -> None:
    """The spans of every kind are ordered, inside the text and disjoint."""
    for kind in literals.KINDS:
        end = 0
        for start, stop in literals.find(kind, text):
            assert end <= start < stop <= len(text)
            end = stop
