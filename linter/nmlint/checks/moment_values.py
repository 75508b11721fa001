"""Whether a value is there, and is what its variable declares.

Most values are right, and every test is asked about each of them: what is right is told first, and cheaply.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from uuid import UUID

from nmlint.bilingual import Bilingual
from nmlint.catalogue import Catalogue
from nmlint.checks.model import Spec
from nmlint.checks.moments import LONGEST, Ask, Flaw, Maker, Moment, kind_of, named
from nmlint.documents.values import TYPES, fits, worst_length
from nmlint.text.lengths import first_beyond, utf16_length

_BLANK = re.compile(
    "[\\s\u00ad\u034f\u115f\u1160\u180e\u200b-\u200f\u2028-\u202f\u2060-\u2064\u2800\u3164\ufeff\uffa0]*"
)
_HOLDING = (list, tuple, dict)


def missing(_spec: Spec, _catalogue: Catalogue) -> Ask:
    """A value that is not there, None, empty or blank, where the text prints it whatever it is."""

    def ask(moment: Moment) -> Flaw | None:
        if not moment.needed or (moment.given and moment.value is not None and not _is_blank(moment)):
            return None
        return Flaw(details=named(moment, reason=_how_missing(moment)))

    return ask


def _is_blank(moment: Moment) -> bool:
    # A letter at the start is the usual case, and needs no pattern.
    if moment.text[:1].isalnum():
        return False
    if isinstance(moment.value, _HOLDING):
        return not moment.value
    return _BLANK.fullmatch(moment.text, 0, LONGEST) is not None


def _how_missing(moment: Moment) -> Bilingual:
    if not moment.given:
        return Bilingual("is not given", "沒有給值")
    if moment.value is None:
        return Bilingual("is None", "是 None")
    if not moment.text:
        return Bilingual("is empty", "是空的")
    return Bilingual("holds blanks only", "只有空白字元")


# The usual forms of types whose test takes long; what has none of them is put to the type's own test.
_MONTH, _OF_MONTH = "(?:0?[1-9]|1[0-2])", "(?:0?[1-9]|1[0-9]|2[0-8])"  # the days that every month has
_DAY = rf"20\d\d([-/.]){_MONTH}\1{_OF_MONTH}"
_CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d"
_WORDS = "[\u4e00-\u9fff○〇 A-Za-z0-9*.'\\-]{1,40}"
# With fewer digits behind it, a word of four letters may be a coupon's.
_SERIAL = re.compile(r"(?:[A-Z]{1,2}-?)?[0-9]{3,20}|[A-Z]{3,4}-?[0-9]{5,20}")
_USUAL: Mapping[str, re.Pattern[str]] = {
    "name": re.compile(_WORDS),
    "place": re.compile(_WORDS),
    "date": re.compile(rf"{_DAY}|(?:\d{{2,4}} ?年 ?)?{_MONTH} ?月 ?{_OF_MONTH} ?日(?: ?[（(][一二三四五六日][）)])?"),
    "time": re.compile(_CLOCK),
    "datetime": re.compile(rf"{_DAY}[ T]{_CLOCK}(?::[0-5]\d)?"),
    "amount": re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{1,2})?"),
    "integer": re.compile(r"\d{1,13}"),
    "points": re.compile(r"\d{1,10}"),
    "code": re.compile(r"\d{4,8}"),
    "last-digits": re.compile(r"\d{3,6}"),
    "phone": re.compile(r"0\d[\d*-]{6,12}|\+\d{8,15}"),
    "plate": re.compile(r"[A-Z*]{2,4}-[0-9*]{3,4}"),
    "reference": re.compile(r"[A-Za-z0-9-]{1,40}"),
    "url": re.compile(r"https://[A-Za-z0-9.-]+(?:/[!-~]*)?"),
    "order-number": _SERIAL,
    "tracking-number": _SERIAL,
}
# Types whose leading zeros say something, which a number has lost: of last digits one that is too short.
_WITH_ZEROS = frozenset({"phone", "code"})
_LAST_DIGITS = "last-digits"
_USUALLY_LAST = 4
_A_NAME = frozenset({"name", "place"})
# Types of which only a text can have a usual form.
_OF_TEXT = _WITH_ZEROS | _A_NAME | {_LAST_DIGITS}
# No type but a link has a value of so many characters, and a link shows by fewer what it is.
_ENOUGH = 400
_LOST_ZEROS = Bilingual(
    "was given as a number, which has no leading zeros; give it as text",
    "給的是數字，開頭的 0 會不見；請改給文字",
)
_MANY = Bilingual("is a list or a mapping, and its type is that of one value", "是清單或對照，而宣告的類型只有一個值")
_TRUTH = Bilingual("is true or false, which is nothing to print", "是 true 或 false，不是可以印出的內容")


def of_type(_spec: Spec, _catalogue: Catalogue) -> Ask:
    """A value that its type does not know, neither as it is nor as it is printed."""

    def ask(moment: Moment) -> Flaw | None:
        kind, text = kind_of(moment), moment.text
        if kind is None:
            return None
        if isinstance(moment.value, _HOLDING):
            return Flaw(details=named(moment, reason=_MANY))
        if not text or (kind == "text" and moment.value.__class__ is str):
            return None
        usual = _USUAL.get(kind)
        if (
            usual is not None
            and usual.fullmatch(text, 0, LONGEST)
            and (kind not in _OF_TEXT or moment.value.__class__ is str)
        ):
            return None
        reason = _misfit(moment, kind)
        return None if reason is None else Flaw(0, len(text), named(moment, reason=reason))

    return ask


def _misfit(moment: Moment, kind: str) -> Bilingual | None:
    value, text = moment.value, moment.text[:LONGEST]
    if _BLANK.fullmatch(text):
        return None  # what is missing is told as such
    if isinstance(value, bool) and kind != "choice":
        return _TRUTH
    if isinstance(value, int) and (kind in _WITH_ZEROS or (kind == _LAST_DIGITS and _is_short(moment))):
        return _LOST_ZEROS
    values = () if moment.variable is None else moment.variable.values
    reason = fits(kind, _cut(kind, text), values)
    # A filter may have written it otherwise than it was given.
    return (
        reason if reason is None or str(value) == moment.text else fits(kind, _cut(kind, str(value)), values) and reason
    )


def _is_short(moment: Moment) -> bool:
    """Whether the last digits of something are fewer than its variable has of them."""
    variable = moment.variable
    usual = 0 if variable is None else variable.max_length or len(str(variable.example or ""))
    return len(moment.text) < (usual or _USUALLY_LAST)


def _cut(kind: str, text: str) -> str:
    """As much of a text as its type may hold: that it is too long is told as such."""
    return text[: TYPES[kind].longest if kind in _A_NAME else _ENOUGH]


# No character as a reader sees it is made of more.
_MORE = 64
# The hash of a number, by which a message is addressed.
_HASH = re.compile("[0-9a-f]{64}")


def too_long(_spec: Spec, _catalogue: Catalogue) -> Ask:
    """A value longer than its variable declares, else than the longest of its type, in UTF-16 code units."""
    longest = {kind: known.longest for kind, known in TYPES.items()}
    free = TYPES["text"].longest

    def ask(moment: Moment) -> Flaw | None:
        text, variable = moment.text, moment.variable
        limit = free if variable is None else variable.max_length or longest.get(variable.type or "", free)
        # No character takes more than two units, and those of ASCII take one.
        if len(text) * 2 <= limit or (len(text) <= limit and text.isascii()):
            return None
        length = utf16_length(text)
        if length <= limit:
            return None
        if variable is not None:
            limit = worst_length(variable)  # an example that is longer tells of longer values
            if length <= limit or (variable.type == "reference" and _HASH.fullmatch(text)):
                return None
        # Where the limit is crossed shows in a few characters more than that.
        start = first_beyond(text[: limit + _MORE], "utf16", limit)
        return Flaw(start, len(text), named(moment, length=f"{length:,}", limit=f"{limit:,}"))

    return ask


def undeclared(_spec: Spec, _catalogue: Catalogue) -> Ask:
    """A value that is printed and that no variable declares."""

    def ask(moment: Moment) -> Flaw | None:
        if moment.variable is not None or not moment.text:
            return None
        return Flaw(0, len(moment.text), named(moment))

    return ask


_PLAIN = frozenset({str, int, float, bool, type(None), Decimal, date, datetime, time})
_AKIN = (str, int, float, Decimal, date, time, timedelta, UUID)
_OBJECT = Bilingual("holds an object of a program, not plain data", "含有程式物件，不是單純的資料")
_TOO_DEEP = Bilingual("is nested too deeply", "巢狀太深")
_TOO_LARGE = Bilingual("is too large", "太大")


def not_plain(spec: Spec, _catalogue: Catalogue) -> Ask:
    """A value that is no text, number, date or moderate list or mapping of such."""
    deepest, most = int(spec.get("deepest", 6)), int(spec.get("most", 5000))

    def ask(moment: Moment) -> Flaw | None:
        value = moment.value
        if len(moment.text) > most:
            return Flaw(details=named(moment, reason=_TOO_LARGE))
        if value.__class__ in _PLAIN:
            return None
        reason = next(_strange(value, deepest, most), None)
        return None if reason is None else Flaw(details=named(moment, reason=reason))

    return ask


def _strange(value: object, deepest: int, most: int) -> Iterator[Bilingual]:
    """Why a value is not plain; `most` counts the characters of its texts and the entries of all that it holds."""
    left, waiting = most, [(value, 0)]
    while waiting:
        one, depth = waiting.pop()
        left -= len(one) if isinstance(one, str) else 1
        if left < 0:
            yield _TOO_LARGE
        elif isinstance(one, _HOLDING) and depth >= deepest:
            yield _TOO_DEEP
        elif isinstance(one, dict):
            waiting += [(part, depth + 1) for entry in one.items() for part in entry]
        elif isinstance(one, _HOLDING):
            waiting += [(part, depth + 1) for part in one]
        elif not _is_plain(one):
            yield _OBJECT


def _is_plain(value: object) -> bool:
    if isinstance(value, Enum):
        # Any other enum prints its own name.
        return isinstance(value, StrEnum | IntEnum)
    # Text that calls itself markup is printed without being escaped.
    return value is None or (isinstance(value, _AKIN) and not hasattr(value, "__html__"))


TESTS: Mapping[str, Maker] = {
    "missing": missing,
    "type": of_type,
    "too-long": too_long,
    "undeclared": undeclared,
    "not-plain": not_plain,
}
