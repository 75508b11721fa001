"""Numbers as folded texts write them: Arabic, with thousands set apart, or mixed with 十, 百, 千, 萬, 億."""

from __future__ import annotations

import re
from decimal import Decimal

# Twelve digits are more than any notice counts, and with their units no more than a Decimal holds exactly.
ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{2,3}){0,2},[0-9]{3}|[0-9]{1,12})(?:\.[0-9]{1,4})?(?![0-9])"
# Behind a unit the next digits may stand apart when they have a unit of their own: 2 萬 5 千.
_UNIT = r"\s?[十百千萬億](?:[0-9]{0,4}|\s[0-9]{1,4}(?=\s?[十百千萬]))"
NUMBER = rf"(?:(?:{ARABIC}|[0-9]{{0,4}}[十百千廿卅][0-9]?)(?:{_UNIT}){{0,8}})"
# Up to 99, as days, months and hours are counted.
SMALL = "(?:[0-9]{1,3}|[0-9]?十[0-9]?|廿[0-9]?|卅[0-9]?)"

# Where a number begins: not within a longer one, be it that of a variable (U+FFFC).
BEGINS = "(?<![0-9a-z十百千萬億廿卅])(?<![0-9\ufffc][.,:/])"

_PIECE = re.compile(r"[0-9.]+|[十百千廿卅萬億]")
_UNITS = {"十": 10, "百": 100, "千": 1000}
_SECTIONS = {"萬": 10**4, "億": 10**8}
_TENS = {"廿": 20, "卅": 30}


def number(text: str) -> Decimal:
    """What a match of `NUMBER` or `SMALL` amounts to."""
    total, section, digits = Decimal(0), Decimal(0), None
    for piece in _PIECE.findall(text.replace(",", "")):
        if piece in _UNITS:
            section += (1 if digits is None else digits) * _UNITS[piece]
            digits = None
        elif piece in _TENS:
            section += _TENS[piece]
        elif piece in _SECTIONS:
            total += (section + (digits or 0) or 1) * _SECTIONS[piece]
            section, digits = Decimal(0), None
        else:
            digits = Decimal(piece)
    return total + section + (digits or 0)


def integer(text: str) -> int:
    """The same, without its fraction."""
    return int(number(text))
