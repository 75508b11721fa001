"""What a message says of its looks, as CSS: a value counts only when it is one that LINE takes.

The pixels behind LINE's words are those of an open renderer, github.com/PamornT/flex2html (checked 2026-11-26).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from nmlint.output.preview.branch import Branch

_COLOR = re.compile(r"#(?:[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})")
_PIXELS = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,4})?px")
_LENGTH = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,4})?(?:px|%)")
_OFFSET = re.compile(r"-?[0-9]{1,4}(?:\.[0-9]{1,4})?(?:px|%)")
_ANGLE = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,4})?deg")
_PERCENT = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,4})?%")
_RATIO = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,4})?):([0-9]{1,6}(?:\.[0-9]{1,4})?)")

DISTANCES = {"none": "0", "xs": "2px", "sm": "4px", "md": "8px", "lg": "12px", "xl": "16px", "xxl": "20px"}
FONT_SIZES = {
    "xxs": "11px",
    "xs": "13px",
    "sm": "14px",
    "md": "16px",
    "lg": "19px",
    "xl": "22px",
    "xxl": "29px",
    "3xl": "35px",
    "4xl": "48px",
    "5xl": "74px",
}
IMAGE_SIZES = {
    "xxs": "40px",
    "xs": "60px",
    "sm": "80px",
    "md": "100px",
    "lg": "120px",
    "xl": "140px",
    "xxl": "160px",
    "3xl": "180px",
    "4xl": "200px",
    "5xl": "220px",
    "full": "100%",
}
_BORDERS = {"none": "0", "light": ".5px", "normal": "1px", "medium": "2px", "semi-bold": "3px", "bold": "4px"}
_TALLEST = 3  # times the width; LINE shows no taller picture
_MOST = 1000


def style(declarations: Mapping[str, str | None]) -> str | None:
    """The declarations that have a value, as a `style` attribute; None where none has."""
    return ";".join(f"{name}:{value}" for name, value in declarations.items() if value) or None


def color(branch: Branch, key: str) -> str | None:
    """A colour, opaque or not."""
    return _matching(_COLOR, branch.word(key))


def distance(branch: Branch, key: str) -> str | None:
    """A margin, a gap or a radius."""
    return _known(DISTANCES, _PIXELS, branch.word(key))


def padding(branch: Branch, key: str) -> str | None:
    """The room within a box."""
    return _known(DISTANCES, _LENGTH, branch.word(key))


def offset(branch: Branch, key: str) -> str | None:
    """How far something is moved."""
    return _known(DISTANCES, _OFFSET, branch.word(key))


def extent(branch: Branch, key: str) -> str | None:
    """A width or a height."""
    return _matching(_LENGTH, branch.word(key))


def border(branch: Branch, key: str) -> str | None:
    """The width of a border."""
    return _known(_BORDERS, _PIXELS, branch.word(key))


def font_size(branch: Branch, key: str) -> str | None:
    """The size of a text."""
    return _known(FONT_SIZES, _PIXELS, branch.word(key))


def image_size(branch: Branch, key: str) -> str | None:
    """The width of a picture."""
    return _known(IMAGE_SIZES, _LENGTH, branch.word(key))


def pixels(branch: Branch, key: str) -> str | None:
    """A length in pixels."""
    return _matching(_PIXELS, branch.word(key))


def count(branch: Branch, key: str) -> int | None:
    """A whole number from 0 on that a layout can bear."""
    number = branch.number(key)
    return number if number is not None and 0 <= number <= _MOST else None


def one_of(branch: Branch, key: str, meanings: Mapping[str, str]) -> str | None:
    """What one of several words means."""
    return meanings.get(branch.word(key))


def ratio(word: str, usual: str = "1:1") -> tuple[str, str]:
    """Width and height of a picture as two numbers; the usual ones where the word is no ratio."""
    found = _RATIO.fullmatch(word)
    if found is None or not float(found[1]) or not float(found[2]):
        return ratio(usual)
    width, height = found[1], found[2]
    return (width, height) if float(height) <= _TALLEST * float(width) else ("1", str(_TALLEST))


def gradient(box: Branch) -> str | None:
    """A background that runs from one colour to another."""
    background = box.object_at("background")
    if background is None or background.word("type") != "linearGradient":
        return None
    angle = _matching(_ANGLE, background.word("angle"))
    start, end = color(background, "startColor"), color(background, "endColor")
    if angle is None or start is None or end is None:
        return None
    center = color(background, "centerColor")
    where = _matching(_PERCENT, background.word("centerPosition")) or "50%"
    between = f"{center} {where}, " if center else ""
    return f"linear-gradient({angle}, {start}, {between}{end})"


def _matching(pattern: re.Pattern[str], word: str) -> str | None:
    return word if pattern.fullmatch(word) else None


def _known(names: Mapping[str, str], pattern: re.Pattern[str], word: str) -> str | None:
    return names.get(word) or _matching(pattern, word)
