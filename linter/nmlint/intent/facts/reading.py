"""A text as those who recognise facts read it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from nmlint.intent.facts.words import words
from nmlint.text.views import View, fold


class Script(StrEnum):
    """The writing of a text, as far as it tells whose money and whose phones are meant."""

    TRADITIONAL = "traditional"
    SIMPLIFIED = "simplified"
    JAPANESE = "japanese"
    LATIN = "latin"


@dataclass(frozen=True, slots=True)
class Reading:
    """A text in its folded form, prepared for numbers.

    Numerals of contracts (參, 陸, 拾) are numerals where they stand in numbers, and a comma of prose groups no digits.
    """

    view: View
    text: str
    script: Script

    def raw(self, start: int, end: int) -> str:
        """What was written where this folded text stands."""
        span = self.view.to_raw(start, end)
        return self.view.raw[span.start : span.end]


_KANA = re.compile("[ぁ-ゖァ-ヺ]")
_HAN = re.compile("[㐀-鿿]")
# The folding leaves these alone: they are ordinary words too (參加, 陸地, 拾獲).
_FORMAL = re.compile(
    r"""
    (?<![^幣\s:$(0-9十百千萬億])[參陸拾]{1,2}(?=[0-9十百千萬億元圓])     # at the start of a number: 新臺幣參仟
    | (?<=[0-9百千萬])[參陸拾](?=[0-9百千萬億元圓])                         # within one: 5拾元
    | (?<![大登著水內])[參陸](?=[拾十百千萬億][0-9參陸拾十百千萬億]{0,16}元)  # after a word: 理賠金參萬5千元
    """,
    re.VERBOSE,
)
_COMMA = re.compile("(?<=[0-9\ufffc]),(?=[0-9十百千廿卅])")
_FORMAL_AS = str.maketrans("參陸拾", "36十")


def read(raw: str) -> Reading:
    """A text, ready for recognition."""
    view = fold(raw)
    text = _FORMAL.sub(lambda match: match[0].translate(_FORMAL_AS), view.text)
    if "，" in raw:
        text = _COMMA.sub(lambda match: _comma(view, match.start()), text)
    return Reading(view, text, _script(raw))


def _comma(view: View, at: int) -> str:
    """A full-width comma between digits ends a clause, unless the digits are full-width too."""
    span = view.to_raw(at, at + 1)
    apart = view.raw[span.start] == "，" and view.raw[span.start - 1] in "0123456789\ufffc"
    return "、" if apart else ","


def _script(raw: str) -> Script:
    """Han characters that say nothing count as Traditional: Taiwan comes first."""
    if not _HAN.search(raw):
        return Script.JAPANESE if _KANA.search(raw) else Script.LATIN
    if len(_KANA.findall(raw)) * 8 >= len(raw):
        return Script.JAPANESE
    traditional, simplified = (words().traditional, words().simplified)
    balance = sum((char in simplified) - (char in traditional) for char in raw)
    return Script.SIMPLIFIED if balance > 0 else Script.TRADITIONAL
