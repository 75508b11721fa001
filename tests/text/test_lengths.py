"""How long texts are, in each counting unit, and where a limit ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nmlint.text.lengths import LENGTHS, first_beyond

VALUE = "\ufffc"


@pytest.mark.parametrize(
    ("text", "utf16", "graphemes", "in_bytes"),
    [
        ("", 0, 0, 0),
        ("sale", 4, 4, 4),
        ("限時優惠", 4, 4, 12),
        ("🎉", 2, 1, 4),
        ("👨‍👩‍👧", 8, 1, 18),
        ("e\u0301", 2, 1, 3),
        ("\r\n", 2, 1, 2),
    ],
)
def test_units(text: str, utf16: int, graphemes: int, in_bytes: int) -> None:
    """Each unit counts its own way."""
    expected = {"utf16": utf16, "graphemes": graphemes, "bytes": in_bytes}

    assert expected == {unit: length(text) for unit, length in LENGTHS.items()}


@pytest.mark.parametrize(
    ("text", "unit", "limit", "at"),
    [
        ("限時優惠", "utf16", 4, 4),
        ("限時優惠", "utf16", 3, 3),
        ("限時優惠", "bytes", 8, 2),
        ("限時優惠", "graphemes", 0, 0),
        ("🎉🎉", "utf16", 2, 1),
        ("🎉🎉", "utf16", 3, 1),
        ("🎉🎉", "graphemes", 1, 1),
        ("e\u0301e\u0301", "utf16", 3, 2),
        ("e\u0301e\u0301", "graphemes", 1, 2),
        ("家👨‍👩‍👧👨‍👩‍👧", "utf16", 9, 6),
        ("家👨‍👩‍👧👨‍👩‍👧", "utf16", 8, 1),
        ("家👨‍👩‍👧👨‍👩‍👧", "graphemes", 2, 6),
    ],
)
def test_first_beyond(text: str, unit: str, limit: int, at: int) -> None:
    """The first character that the limit has no room for, whole as a reader sees it."""
    assert at == first_beyond(text, unit, limit)


@pytest.mark.parametrize(
    ("text", "limit", "at"), [(f"{VALUE}已{VALUE}到店", 2, 4), (f"已到{VALUE}", 2, 3), (f"{VALUE}\u0301到", 1, 2)]
)
def test_what_is_ignored_counts_nothing(text: str, limit: int, at: int) -> None:
    """A value that nobody knows yet takes no room, wherever it stands."""
    assert at == first_beyond(text, "utf16", limit, ignoring=VALUE)


@given(st.text(max_size=30), st.sampled_from(sorted(LENGTHS)), st.integers(0, 40))
def test_what_comes_before_fits(text: str, unit: str, limit: int) -> None:
    """What stands before the place keeps within the limit, and the next character would not."""
    text = text.encode(errors="replace").decode()
    at = first_beyond(text, unit, limit)

    assert LENGTHS[unit](text[:at]) <= limit
    assert (at == len(text)) is (LENGTHS[unit](text) <= limit)
