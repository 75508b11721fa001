"""The source frame: the carets stand exactly under the characters that are meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from nmlint.output.frame import Marked, marked_lines
from nmlint.source import Location, Source, Span


def marked(text: str, start: int, end: int, room: int = 80) -> list[Marked]:
    """The marked lines of a span."""
    source = Source("a.j2", text)
    return list(marked_lines(source, Location.of(source, Span(start, end)), room))


def spanned(text: str, room: int = 80) -> list[str]:
    """The printed lines for a text whose span stands between 【 and 】."""
    start, end = text.index("【"), text.index("】") - 1
    lines = marked(text.replace("【", "").replace("】", ""), start, end, room)
    return [printed for line in lines for printed in (line.text, line.carets)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("abc【de】f", ["abcdef", "   ^^"]),
        ("今晚【８折】起", ["今晚８折起", "    ^^^^"]),
        ("a\t【b】", ["a   b", "    ^"]),
        ("限【\u200b】時", ["限‹U+200B›時", "  ^^^^^^^^"]),
        ("a【👨\u200d👩\u200d👧】b", ["a👨\u200d👩\u200d👧b", " ^^"]),
        ("a👨\u200d【👩】\u200d👧b", ["a👨\u200d👩\u200d👧b", " ^^"]),
        ("first\r\nsec【on】d\r\n", ["second", "   ^^"]),
        ("abc【】", ["abc", "   ^"]),
        ("a【】bc", ["abc", " ^"]),
        ("【】", ["", "^"]),
        ("a【bc\nde】f", ["abc", " ^^…", "def", "^^"]),
        ("a【bc\nd\ne】f", ["abc", " ^^…", "ef", "^"]),
        ("a【bc\n】def", ["abc", " ^^"]),
        ("abc【\nd】ef", ["abc", "   ^…", "def", "^"]),
    ],
)
def test_carets(text: str, expected: list[str]) -> None:
    """Wide, joined, hidden and tabbed characters keep the carets in place; long spans show their ends."""
    assert expected == spanned(text)


@pytest.mark.parametrize(
    ("before", "middle", "after"),
    [(200, 4, 200), (0, 4, 200), (200, 4, 0), (3, 300, 3), (100, 1, 0), (40, 60, 40)],
)
@pytest.mark.parametrize("letter", ["x", "好"])
def test_long_lines_are_cut_around_the_mark(before: int, middle: int, after: int, letter: str) -> None:
    """A cut line fits the room, shows where the span begins, and says where more stands."""
    room = 60
    line = marked(letter * before + "限" * middle + letter * after, before, before + middle, room)[0]

    assert wcswidth(line.text) <= room + 1
    assert "限" in line.text
    assert (before > 20) == line.text.startswith("…") or before + middle + after < room // 2
    shown = line.text[: _index_at(line.text, line.start)]
    assert "限" not in shown


def _index_at(text: str, cell: int) -> int:
    used = 0
    for index, character in enumerate(text):
        if used >= cell:
            return index
        used += wcswidth(character)
    return len(text)


@given(st.text(st.characters(codec="utf-8"), max_size=80), st.data())
def test_any_span_can_be_framed(text: str, data: st.DataObject) -> None:
    """Whatever the text and the span, there is a frame, and the mark starts within what is printed."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    room = data.draw(st.integers(20, 60))

    for line in marked(text, start, end, room):
        assert line.width > 0
        assert line.start <= wcswidth(line.text)


@pytest.mark.parametrize("letter", ["x", "好", "\u200b", "\t"])
@pytest.mark.parametrize("start", [0, 1, 127, 128, 500, 1024, 1990, 2000])
@pytest.mark.parametrize("length", [0, 1, 150, 2000])
def test_only_the_part_around_the_mark_is_measured(letter: str, start: int, length: int) -> None:
    """However long the line is, the mark begins under its own character and says when it goes on."""
    text = letter * start + "限" * length + letter * (2000 - start)
    line = marked(text, start, start + length, 60)[0]

    assert wcswidth(line.text) <= 60
    assert (line.width < 2 * length) == line.continues or length == 0
    if length:
        assert "限" == line.text[_index_at(line.text, line.start)]
