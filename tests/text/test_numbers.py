"""Numbers that identify somebody are found by their check digits, wherever they stand, and never in part."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nmlint.text import numbers


def found(kind: str, text: str) -> list[str]:
    """What a finder marks in a text."""
    return [text[start:end] for start, end in numbers.FINDERS[kind](text)]


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("card", "卡號4111111111111111已扣款", ["4111111111111111"]),
        ("card", "4111 1111 1111 1111", ["4111 1111 1111 1111"]),
        ("card", "5555-5555-5555-4444。", ["5555-5555-5555-4444"]),
        ("card", "2223003122003222", ["2223003122003222"]),
        ("card", "amex 3782 822463 10005", ["3782 822463 10005"]),
        ("card", "jcb3530111333300000", []),
        ("card", "jcb 3530111333300000", ["3530111333300000"]),
        ("card", "4111 1111 1111 1111 12/28", ["4111 1111 1111 1111"]),
        ("card", "4111 1111 1111 1111 123", ["4111 1111 1111 1111"]),
        ("card", "30569309025904", ["30569309025904"]),
        ("card", "4222222222222", ["4222222222222"]),
        ("card", "4111-1111 1111.1111", ["4111-1111 1111.1111"]),
        ("card", "4111.1111.1111.1111", ["4111.1111.1111.1111"]),
        ("card", "4111-1111 1111.1112", []),
        ("card", "2026-1126 1400-1600", []),
        ("card", "card=4111111111111111&x=1", ["4111111111111111"]),
        ("card", "4111111111111111 5555555555554444", ["4111111111111111", "5555555555554444"]),
        ("card", "4111111111111112", []),
        ("card", "41111111111111111111", []),
        ("card", "tw4111111111111111", []),
        ("card", "4111-1111-1111-1111-2", []),
        ("card", "4111 **** **** 1111", []),
        ("card", "9111111111111111", []),
        ("card", "7992739871300000", []),
        ("card", "物流單號 100200300400", []),
        ("national-id", "身分證a123456789。", ["a123456789"]),
        ("national-id", "A123456789", ["A123456789"]),
        ("national-id", "A223456781", ["A223456781"]),
        ("national-id", "A123456788", []),
        ("national-id", "BA123456789", []),
        ("national-id", "A1234567890", []),
        ("national-id", "A12****789", []),
        ("national-id", "A323456789", []),
        ("resident-id", "居留證A800000014", ["A800000014"]),
        ("resident-id", "ab12345677", ["ab12345677"]),
        ("resident-id", "A800000015", []),
        ("resident-id", "AE12345677", []),
        ("business-id", "統編 04595257", ["04595257"]),
        ("business-id", "統編10458574", ["10458574"]),
        ("business-id", "10458576", []),
        ("business-id", "104585750", []),
        ("mobile", "司機0912345678", ["0912345678"]),
        ("mobile", "0912-345-678、0987 654 321", ["0912-345-678", "0987 654 321"]),
        ("mobile", "+886 912 345 678", ["+886 912 345 678"]),
        ("mobile", "+886-912-345678", ["+886-912-345678"]),
        ("mobile", "0912***678", []),
        ("mobile", "0912-345-***", []),
        ("mobile", "訂單 tw0912345678", []),
        ("mobile", "09123456789", []),
        ("mobile", "02-2345-6789", []),
        ("landline", "客服02-2345-6789", ["02-2345-6789"]),
        ("landline", "(04)2222-3333#12", ["(04)2222-3333#12"]),
        ("landline", "0800-123-456", ["0800-123-456"]),
        ("landline", "049-222-3333 分機 5", ["049-222-3333 分機 5"]),
        ("landline", "412-8888", ["412-8888"]),
        ("landline", "0912-345-678", []),
        ("landline", "2026-11-25", []),
        ("account", "轉入帳號：012-345-678901", ["012-345-678901"]),
        ("account", "帳號(822)123456789012", ["123456789012"]),
        ("account", "帳號末四碼 1234", []),
        ("account", "帳號 ****567890", []),
        ("account", "單號 123456789012", []),
    ],
)
def test_finds_whole_numbers_only(kind: str, text: str, expected: list[str]) -> None:
    """A number is marked from its first to its last digit, or not at all."""
    assert expected == found(kind, text)


@given(st.text(alphabet="4159A0 8-#*卡號帳+()", max_size=60))
def test_spans_run_forward_without_overlap(text: str) -> None:
    """The spans of every finder are ordered, inside the text and disjoint."""
    for finder in numbers.FINDERS.values():
        end = 0
        for start, stop in finder(text):
            assert end <= start < stop <= len(text)
            end = stop


@given(st.from_regex(r"4[0-9]{14}", fullmatch=True))
def test_exactly_one_check_digit_makes_a_card(digits: str) -> None:
    """Of the ten last digits a number could end in, one is believed."""
    assert sum(bool(found("card", digits + last)) for last in "0123456789") == 1
