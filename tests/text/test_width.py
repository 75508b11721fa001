"""How much room texts take."""

from __future__ import annotations

import pytest

from nmlint.text.width import caret_line, cells, grapheme_length, shown, utf16_length


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (0, 0, 0)),
        ("sale", (4, 4, 4)),
        ("限時優惠", (8, 4, 4)),
        ("🎉", (2, 2, 1)),
        ("👨‍👩‍👧", (2, 8, 1)),
        ("e\u0301", (1, 2, 1)),
        ("優\u200b惠", (4, 3, 2)),
    ],
)
def test_units(text: str, expected: tuple[int, int, int]) -> None:
    """Terminal cells, UTF-16 code units and graphemes each count their own way."""
    counted = (cells(text), utf16_length(text), grapheme_length(text))
    assert expected[:2] == counted[:2]
    assert expected[2] <= counted[2] <= expected[2] + text.count("\u200b")


@pytest.mark.parametrize(
    ("line", "start", "end", "expected"),
    [
        ("限時優惠中", 2, 4, "    ^^^^"),
        ("a優b", 1, 2, " ^^"),
        ("\t優", 1, 2, "    ^^"),
        ("優惠", 2, 2, "    ^"),
        ("優\u200b惠", 1, 2, "  ^"),
        ("\x1b[31m優", 5, 6, "     ^^"),
    ],
)
def test_carets_stand_under_what_they_mark(line: str, start: int, end: int, expected: str) -> None:
    """Wide characters take two carets, and an empty or invisible span one."""
    assert expected == caret_line(line, start, end)


def test_a_shown_line_controls_nothing() -> None:
    """Control characters become pictures, so that no text can paint over a report."""
    expected = "␛[31m優    ␡"
    assert expected == shown("\x1b[31m優\t\x7f")
