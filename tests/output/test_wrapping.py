"""Lines are broken where English and Chinese may be broken, and nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nmlint.output.wrapping import cells_of, padded, wrapped

LETTERS = st.text(alphabet="ab 通知，。（）「」LINE 24\u3000-é", max_size=80)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, [""]),
        ("short", 10, ["short"]),
        ("one two three", 7, ["one two", "three"]),
        ("one  two", 4, ["one", "two"]),
        ("通知型訊息", 4, ["通知", "型訊", "息"]),
        ("通知型訊息", 5, ["通知", "型訊", "息"]),
        ("用戶收到，然後", 8, ["用戶收", "到，然後"]),
        ("先看（同意）", 6, ["先看", "（同", "意）"]),
        ("LINE 的系統通知", 8, ["LINE 的", "系統通知"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("a abcdefgh b", 3, ["a", "abc", "def", "gh", "b"]),
        ("a\x1b[0m", 12, ["a‹U+001B›[0m"]),
    ],
)
def test_lines(text: str, width: int, lines: list[str]) -> None:
    """Words stay whole, punctuation stays with what it follows, and a word longer than a line is cut."""
    assert lines == wrapped(text, width)


@given(LETTERS, st.integers(2, 40))
def test_nothing_is_lost_and_nothing_is_too_wide(text: str, width: int) -> None:
    """Put together again the lines are the text but for blanks, and each is at most the width."""
    lines = wrapped(text, width)

    assert "".join(text.split(" ")) == "".join("".join(lines).split(" "))
    assert all(cells_of(line) <= width for line in lines)


@given(LETTERS, st.integers(0, 120))
def test_padding(text: str, width: int) -> None:
    """A padded text is as wide as asked, or as wide as it was."""
    assert max(cells_of(text), width) == cells_of(padded(text, width))
