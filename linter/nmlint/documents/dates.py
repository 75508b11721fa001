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


def day_of(text: str) -> date | None:
    """The day that a text names, in the common calendar or in that of the Republic of China; None for what is none."""
    written = text.strip()
    for pattern, before in ((_COMMON, 0), (_OF_REPUBLIC, _BEFORE_REPUBLIC)):
        if match := pattern.fullmatch(written):
            year, month, number = map(int, match.groups())
            try:
                return date(year + before, month, number)
            except ValueError:
                return None
    return None
