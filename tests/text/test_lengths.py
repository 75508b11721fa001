"""How long texts are, in each counting unit."""

from __future__ import annotations

import pytest

from nmlint.text.lengths import LENGTHS


@pytest.mark.parametrize(
    ("text", "characters", "utf16", "graphemes", "in_bytes"),
    [
        ("", 0, 0, 0, 0),
        ("sale", 4, 4, 4, 4),
        ("限時優惠", 4, 4, 4, 12),
        ("🎉", 1, 2, 1, 4),
        ("👨‍👩‍👧", 5, 8, 1, 18),
        ("e\u0301", 2, 2, 1, 3),
    ],
)
def test_units(text: str, characters: int, utf16: int, graphemes: int, in_bytes: int) -> None:
    """Each unit counts its own way."""
    expected = {"characters": characters, "utf16": utf16, "graphemes": graphemes, "bytes": in_bytes}

    assert expected == {unit: length(text) for unit, length in LENGTHS.items()}
