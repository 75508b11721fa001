"""How many parts an SMS takes, where each begins, and what keeps it out of the GSM alphabet."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nmlint.source import Span
from nmlint.text.segments import GSM, Encoding, Room, segments

ROOM = Room(single=70, part=67, single_latin=160, part_latin=153)
EXTENDED = "\f^{}\\[~]|€"
FAMILY = "👨‍👩‍👧"  # three pairs and two joiners
ROOMS = st.builds(
    lambda sizes, latin: Room(*sorted(sizes, reverse=True), *sorted(latin, reverse=True)),
    st.lists(st.integers(2, 9), min_size=2, max_size=2),
    st.lists(st.integers(2, 9), min_size=2, max_size=2),
)
TEXTS = (
    st.text(st.sampled_from("ab é€[]{}\n字，’🎉👨‍👩‍👧"), max_size=40)
    | st.text(st.sampled_from("ab é€[]\n"), max_size=40)
    | st.text(max_size=40)
)


def width(char: str, encoding: Encoding) -> int:
    """The units of one character."""
    if encoding is Encoding.GSM:
        return 2 if char in EXTENDED else 1
    return len(char.encode("utf-16-le", "surrogatepass")) // 2


def pieces(text: str, breaks: tuple[int, ...]) -> list[str]:
    """The parts as texts."""
    return [text[start:end] for start, end in pairwise((0, *breaks, len(text)))]


def fewest(widths: list[int], part: int) -> int:
    """The fewest parts that any cutting gives, tried from the end."""
    least = [0] * (len(widths) + 1)
    for start in reversed(range(len(widths))):
        ends = range(start + 1, len(widths) + 1)
        least[start] = 1 + min(least[end] for end in ends if sum(widths[start:end]) <= part)
    return least[0]


@pytest.mark.parametrize(
    ("text", "encoding", "units", "breaks"),
    [
        ("", "gsm-7", 0, ()),
        ("字" * 70, "ucs-2", 70, ()),
        ("字" * 71, "ucs-2", 71, (67,)),
        ("字" * 67 * 2, "ucs-2", 134, (67,)),
        ("字" * 67 * 2 + "a", "ucs-2", 135, (67, 134)),
        ("a" * 160, "gsm-7", 160, ()),
        ("a" * 161, "gsm-7", 161, (153,)),
        ("a" * 153 * 2, "gsm-7", 306, (153,)),
        ("a" * 153 * 2 + "\n", "gsm-7", 307, (153, 306)),
        ("€" * 80, "gsm-7", 160, ()),
        ("€" * 81, "gsm-7", 162, (76,)),
        ("a" * 152 + "€" * 5, "gsm-7", 162, (152,)),
        ("àèéìòùñüßÅΔ£¥§¿" * 10, "gsm-7", 150, ()),
        ("a" * 100 + "’", "ucs-2", 101, (67,)),
        ("a" * 70 + "ç", "ucs-2", 71, (67,)),
        ("🎉" * 35, "ucs-2", 70, ()),
        ("🎉" * 36, "ucs-2", 72, (33,)),
        ("字" * 66 + "🎉" + "字" * 5, "ucs-2", 73, (66,)),
        (FAMILY * 8, "ucs-2", 64, ()),
        (FAMILY * 9, "ucs-2", 72, (42,)),
    ],
)
def test_sizes(text: str, encoding: str, units: int, breaks: tuple[int, ...]) -> None:
    """Each encoding has its units and its room, and a part that is full begins a further one."""
    found = segments(text, ROOM)

    assert (encoding, units, breaks, len(breaks) + 1) == (found.encoding, found.units, found.breaks, found.parts)


def test_what_keeps_a_text_out_of_the_alphabet() -> None:
    """Every run of characters that the GSM alphabet lacks has its span."""
    assert (Span(3, 4), Span(11, 13)) == segments("Don’t go: [“”]", ROOM).outside
    assert () == segments('Don\'t go: [""]', ROOM).outside


def test_the_alphabet_is_whole() -> None:
    """The default alphabet has 128 codes, one of them the escape, and the extension table ten characters."""
    assert 127 + 10 == len(GSM)
    assert set(EXTENDED) < GSM


def test_a_part_must_hold_any_character() -> None:
    """A room in which a surrogate pair has no place is refused."""
    with pytest.raises(ValueError, match="must hold"):
        Room(70, 1, 160, 153)


@given(TEXTS, ROOMS)
@example("€" * 7, Room(9, 9, 9, 3))
@example("字🎉字🎉", Room(4, 3, 9, 9))
def test_parts_hold_the_text(text: str, room: Room) -> None:
    """The parts are the text in order, none is empty or over its limit, and their units are those of the text."""
    found = segments(text, room)
    parts = pieces(text, found.breaks)

    assert text == "".join(parts)
    assert found.parts == len(parts)
    assert all(parts) or not text
    units = [sum(width(char, found.encoding) for char in part) for part in parts]
    assert found.units == sum(units)
    latin = found.encoding is Encoding.GSM
    single, several = (room.single_latin, room.part_latin) if latin else (room.single, room.part)
    assert max(units) <= (single if len(parts) == 1 else several)


@given(TEXTS, ROOMS)
def test_no_part_is_wasted(text: str, room: Room) -> None:
    """One part where one is enough, else as few as any way of cutting gives."""
    found = segments(text, room)
    latin = found.encoding is Encoding.GSM
    single, several = (room.single_latin, room.part_latin) if latin else (room.single, room.part)
    widths = [width(char, found.encoding) for char in text]

    assert found.parts == (1 if found.units <= single else fewest(widths, several))


@given(TEXTS)
def test_no_pair_is_cut(text: str) -> None:
    """Each part is a text by itself: both halves of a surrogate pair stand in one part."""
    for part in pieces(text, segments(text, Room(3, 3, 3, 3)).breaks):
        assert part == part.encode("utf-16-le").decode("utf-16-le")


@given(TEXTS)
def test_the_encoding_follows_the_alphabet(text: str) -> None:
    """Only characters outside the alphabet force UTF-16, and they are exactly what the spans cover."""
    found = segments(text, ROOM)
    covered = "".join(text[span.start : span.end] for span in found.outside)

    assert [char for char in text if char not in GSM] == list(covered)
    assert (found.encoding is Encoding.UCS2) is bool(covered)
