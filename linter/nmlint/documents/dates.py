"""Calendar days as people in Taiwan write them."""

from __future__ import annotations

import re
from datetime import date

from nmlint.bilingual import Bilingual

DAY = Bilingual("a day such as 2026-12-01 or 民國115年12月1日", "日期，例如 2026-12-01 或民國115年12月1日")

# The years of the Republic of China begin with 1912.
_BEFORE_REPUBLIC = 1911
_OF_REPUBLIC = re.compile(
    r"(?:中華民國|民國)?\s*([0-9]{2,3})\s*(?:年|[./-])\s*([0-9]{1,2})\s*(?:月|[./-])\s*([0-9]{1,2})\s*日?"
)
_COMMON = re.compile(
    r"(?:西元)?\s*([0-9]{4})\s*(?:年|[./-])\s*([0-9]{1,2})\s*(?:月|[./-])\s*([0-9]{1,2})\s*日?(?:[T ]00:00(?::00)?)?"
)


# As forms ask for it; eight digits may be many a number.
_DIGITS = re.compile("([0-9]{3})([0-9]{2})([0-9]{2})")
_WAYS = ((_COMMON, 0), (_OF_REPUBLIC, _BEFORE_REPUBLIC), (_DIGITS, _BEFORE_REPUBLIC))


def day_of(text: str) -> date | None:
    """The day that a text names, in the common calendar or in that of the Republic of China; None for what is none."""
    named = _named(text)
    if named is None:
        return None
    try:
        return date(*named)
    except ValueError:
        return None


def wanted_day(text: str) -> Bilingual:
    """What a text is not, and should be: a day, or one that exists."""
    if _named(text) is None:
        return DAY
    written = " ".join(text.split())
    return Bilingual(f"a day that exists; there is no {written}", f"存在的日期；沒有「{written}」這一天")


def _named(text: str) -> tuple[int, int, int] | None:
    """The year, month and day that a text names, whether or not there is such a day."""
    for pattern, before in _WAYS:
        if match := pattern.fullmatch(text.strip()):
            year, month, number = map(int, match.groups())
            return year + before, month, number
    return None
