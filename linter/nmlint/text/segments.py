"""How many parts an SMS takes, and where each begins.

A text of nothing but characters of the GSM alphabet is counted in septets; one other character, and the whole text is
counted in UTF-16 code units, of which far fewer fit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from nmlint.source import Span

# 3GPP TS 23.038, section 6.2.1: the GSM 7 bit default alphabet, without its escape character.
_DEFAULT = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Section 6.2.1.1: the extension table, each character of which follows an escape and so takes two septets.
_EXTENSION = "\f^{}\\[~]|€"
GSM = frozenset(_DEFAULT + _EXTENSION)

_OUTSIDE = re.compile(f"[^{re.escape(_DEFAULT + _EXTENSION)}]+")
_EXTENDED = frozenset(_EXTENSION)
_LAST_OF_ONE_UNIT = 0xFFFF
_WIDEST = 2  # units of an escaped character and of a surrogate pair


class Encoding(StrEnum):
    """How the characters of an SMS are carried."""

    GSM = "gsm-7"
    UCS2 = "ucs-2"


@dataclass(frozen=True, slots=True)
class Room:
    """How many units an SMS of one part holds, and each part of several; latin is for the GSM alphabet."""

    single: int
    part: int
    single_latin: int
    part_latin: int

    def __post_init__(self) -> None:
        if min(self.single, self.part, self.single_latin, self.part_latin) < _WIDEST:
            raise ValueError(f"a part must hold a character of {_WIDEST} units: {self}")


@dataclass(frozen=True, slots=True)
class Segments:
    """What an SMS takes.

    `units` are septets or UTF-16 code units, by the encoding. `breaks` are the offsets at which each further part
    begins. `outside` are the runs of characters that the GSM alphabet lacks, none where it has them all.
    """

    encoding: Encoding
    units: int
    breaks: tuple[int, ...]
    outside: tuple[Span, ...]

    @property
    def parts(self) -> int:
        """How many parts are sent, and charged; an empty SMS is one too."""
        return len(self.breaks) + 1


@lru_cache(maxsize=64)  # several rules and outputs ask about the same text
def segments(text: str, room: Room) -> Segments:
    """The parts of a text, each as full as can be; no character is cut in two."""
    outside = tuple(Span(*match.span()) for match in _OUTSIDE.finditer(text))
    if outside:
        widths = [1 if ord(char) <= _LAST_OF_ONE_UNIT else 2 for char in text]
        encoding, single, part = Encoding.UCS2, room.single, room.part
    else:
        widths = [2 if char in _EXTENDED else 1 for char in text]
        encoding, single, part = Encoding.GSM, room.single_latin, room.part_latin
    units = sum(widths)
    return Segments(encoding, units, () if units <= single else tuple(_breaks(widths, part)), outside)


def _breaks(widths: Sequence[int], part: int) -> Iterator[int]:
    used = 0
    for at, width in enumerate(widths):
        if used + width > part:
            yield at
            used = 0
        used += width
