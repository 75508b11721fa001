"""What one character folds to, wherever it stands."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

# Stands in a translated text for a character that does not simply fold to one other.
SPECIAL = "\uffff"

# Positional numerals and financial forms as digits, so that 買一送一 and 買1送1 meet. 十百千萬 are units and stay.
# 參 and 陸 stay too: 參加 and 陸續 follow dates, where a digit would lengthen the number before it.
NUMERALS = dict(
    zip("零〇一二兩三四五六七八九壹貳叁叄肆伍柒捌玖弌弍弎佰仟", "001223456789123345789123百千", strict=True),
)

# Letters of Chinese-looking scripts that pass for a Han character, but only where they stand beside one.
CONTEXTUAL = {
    "ニ": "二",
    "ハ": "八",
    "カ": "力",
    "ト": "卜",
    "ロ": "口",
    "タ": "夕",
    "エ": "工",
    "ー": "一",
    "ㄧ": "一",
}

# Signs that NFKC would take apart.
_KEPT = frozenset("…‥")

# Lines and enclosures drawn over or around any character.
OVERLAYS = re.compile("[\u0305\u0332\u0333\u0334-\u0338\u20d0-\u20e4]")

# The line ends among the control characters, and the tabulator.
_LAYOUT = frozenset("\t\n\v\f\r\x85")

# Code points without a glyph: Unicode's Default_Ignorable_Code_Point.
_IGNORABLE = frozenset(
    (
        *(0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFEFF, 0xFFA0),
        *(*range(0x180B, 0x1810), *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)),
        *(*range(0xFE00, 0xFE10), *range(0xFFF0, 0xFFF9), *range(0x1BCA0, 0x1BCA4), *range(0x1D173, 0x1D17B)),
    )
)


def is_han(char: str) -> bool:
    """Whether it is a Han character."""
    return "\u3400" <= char <= "\u9fff" or "\U00020000" <= char <= "\U0003ffff"


def is_invisible(char: str) -> bool:
    """Whether it leaves no trace on a screen by itself."""
    point = ord(char)
    if point in _IGNORABLE or 0xE0000 <= point <= 0xE0FFF:  # noqa: PLR2004
        return True
    return unicodedata.category(char) == "Cc" and char not in _LAYOUT


def is_attached(char: str) -> bool:
    """Whether it belongs to the character before it: a combining mark or a voicing mark, of any width."""
    return unicodedata.category(unicodedata.normalize("NFKC", char)[0]).startswith("M")


@dataclass(frozen=True, slots=True)
class Tables:
    """The generated tables; `tools/fold_tables.py` says what each one is."""

    variants: dict[str, str]
    classes: dict[str, str]
    looks: dict[str, str]
    styles: dict[str, str]

    def fold(self, letters: str) -> str:
        """Width, case, digit style, Simplified and look-alikes of one character, or of one with its marks.

        Numerals and the sets of Traditional forms are left to `key`, so that a person can still read the result.
        """
        folded, before = letters, ""
        while folded != before:
            before = folded
            folded = OVERLAYS.sub("", unicodedata.normalize("NFC", "".join(map(self._plain, folded))))
            folded = "".join(self.looks.get(one, one) for one in folded).casefold()
            folded = "".join(self.variants.get(one, one) for one in folded)
        return folded

    def _plain(self, char: str) -> str:
        if char in _KEPT:
            return char
        plain = self.styles.get(char) or unicodedata.normalize("NFKC", char)
        return char if len(plain) > 1 and plain[0] == " " else plain

    def imitates(self, char: str) -> bool:
        """Whether it passes for a character of another script."""
        plain = unicodedata.normalize("NFKC", char)
        return any(one in self.looks for one in plain + plain.casefold())

    def key(self, char: str) -> str:
        """What a folded character is compared by: one per set of Traditional forms, numerals as digits."""
        char = self.classes.get(char, char)
        return NUMERALS.get(char, char)


@cache
def tables() -> Tables:
    """The tables, read once and when they are first needed."""
    document = json.loads(files(__package__).joinpath("tables.json").read_text("utf-8"))
    variants, classes, looks = (
        dict(zip(document[name]["from"], document[name]["to"], strict=True))
        for name in ("variants", "classes", "looks")
    )
    return Tables(variants, classes, looks, document["styles"])


class Memo(dict[int, str]):
    """A table for `str.translate` that works out each character once."""

    # Ordinary text uses some thousand characters; hostile text shall not fill the memory.
    LIMIT = 20_000

    __slots__ = ("_work_out",)

    def __init__(self, work_out: Callable[[str], str]) -> None:
        super().__init__()
        self._work_out = work_out

    def __missing__(self, point: int) -> str:
        value = self._work_out(chr(point))
        if len(self) < self.LIMIT:
            self[point] = value
        return value


def _simple(char: str) -> str:
    known = tables()
    if is_invisible(char) or is_attached(char) or known.imitates(char) or "\u3105" <= char <= "\u312f":
        return SPECIAL
    folded = known.fold(char)
    return folded if len(folded) == 1 and folded not in CONTEXTUAL else SPECIAL


def _simple_key(char: str) -> str:
    folded = _simple(char)
    return folded if folded == SPECIAL else tables().key(folded)


# Folded as a person reads it, folded as it is compared, and from the first to the second.
READABLE = Memo(_simple)
KEYS = Memo(_simple_key)
READABLE_TO_KEYS = Memo(lambda char: tables().key(char))
