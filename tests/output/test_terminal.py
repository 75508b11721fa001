"""The terminal: every character has its width, hidden ones are shown, colour is asked for."""

from __future__ import annotations

import io
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from wcwidth import wcswidth

from nmlint.output.terminal import Style, cells, one_line, visible, wants_colour


@pytest.mark.parametrize(
    ("line", "shown", "width"),
    [
        ("abc", "abc", 3),
        ("好日子", "好日子", 6),
        ("８折", "８折", 4),
        ("a\tb", "a   b", 5),
        ("好\tb", "好  b", 5),
        ("限\u200b時", "限‹U+200B›時", 12),
        ("限\u200d時", "限‹U+200D›時", 12),
        ("\u202eabc", "‹U+202E›abc", 11),
        ("\x1b[31m", "‹U+001B›[31m", 12),
        ("\x07", "‹U+0007›", 8),
        ("折\ufe0f扣", "折‹U+FE0F›扣", 12),
        ("\ufeffa", "‹U+FEFF›a", 9),
        ("\u00ada", "‹U+00AD›a", 9),
        ("a\u2028b", "a‹U+2028›b", 10),
        ("\ue000", "‹U+E000›", 8),
        ("限\u3164時", "限‹U+3164›時", 12),
        ("限\u034f時", "限‹U+034F›時", 12),
        ("\U000e0041a", "‹U+E0041›a", 10),
        ("e\u0301", "e\u0301", 1),
        ("\u0301a", "\u25cc\u0301a", 2),
        ("🎉", "🎉", 2),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧", 2),
        ("🇹🇼", "🇹🇼", 2),
        ("1\ufe0f\u20e3", "1\ufe0f\u20e3", 2),
    ],
)
def test_what_is_shown(line: str, shown: str, width: int) -> None:
    """What a terminal would swallow, act upon or hide is written out; the width is what a terminal takes."""
    row = list(cells(line))

    assert shown == "".join(cell.shown for cell in row)
    assert width == sum(cell.width for cell in row)


@given(st.text(max_size=60))
def test_cells_cover_the_line(line: str) -> None:
    """Every code point belongs to exactly one cell, in order, and each cell takes room."""
    row = list(cells(line))

    assert [cell.end for cell in row][:-1] == [cell.start for cell in row][1:]
    assert (0, len(line)) == ((row[0].start, row[-1].end) if row else (0, 0))
    assert all(cell.width > 0 for cell in row)


@given(st.text(max_size=60))
def test_nothing_dangerous_is_printed(line: str) -> None:
    """No control character and no reordering mark reaches the terminal."""
    shown = "".join(cell.shown for cell in cells(line))

    assert not [c for c in shown if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"}]
    assert not set(shown) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u200b\ufeff")


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_widths_agree_with_the_terminal(line: str) -> None:
    """The sum of the cells is what the printed line measures."""
    row = list(cells(line))

    assert [cell.width for cell in row] == [wcswidth(cell.shown) for cell in row]


@given(st.text(max_size=40))
@example("\u1161")  # the second part of a Hangul syllable, which has no width
def test_whole_texts_are_shown_as_their_characters_are(text: str) -> None:
    """The short cut for plain text changes nothing."""
    shown = "\n".join("".join(cell.shown for cell in cells(line)) for line in text.splitlines())

    assert shown == visible(text)


def test_lines_stay_lines() -> None:
    """Several lines stay several, and one line stays one."""
    assert "a\nb‹U+0007›" == visible("a\r\nb\x07")
    assert "a b" == one_line("a\nb")


class Terminal(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        """Says yes."""
        return True


@pytest.mark.parametrize(
    ("choice", "terminal", "environment", "expected"),
    [
        ("auto", True, {}, True),
        ("auto", False, {}, False),
        ("auto", True, {"NO_COLOR": "1"}, False),
        ("auto", True, {"NO_COLOR": ""}, True),
        ("auto", True, {"TERM": "dumb"}, False),
        ("auto", False, {"FORCE_COLOR": "1"}, True),
        ("auto", False, {"FORCE_COLOR": "0"}, False),
        ("always", False, {"NO_COLOR": "1"}, True),
        ("never", True, {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour(choice: str, terminal: bool, environment: dict[str, str], expected: bool) -> None:
    """Colour is for terminals, unless somebody says otherwise."""
    assert expected == wants_colour(choice, Terminal() if terminal else io.StringIO(), environment)


@pytest.mark.parametrize(("coloured", "expected"), [(True, "\x1b[1;31mx\x1b[0m"), (False, "x")])
def test_style(coloured: bool, expected: str) -> None:
    """A style without colour leaves words alone."""
    assert expected == Style(coloured)("x", "bold", "red")
