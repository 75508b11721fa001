"""Finds numbers that identify a person or a business, and believes them only when their check digits agree.

Every finder takes the folded text and yields `(start, end)` pairs in order, without overlap. Digits may stand directly
beside Han characters, but never inside a longer run of Latin letters and digits. A masked number is not a number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from nmlint.text.lazy import LazyPattern

Offsets = tuple[int, int]
Finder = Callable[[str], Iterator[Offsets]]

_EDGE = r"(?<![0-9a-z])(?<![0-9*●○〇][.,\-])"
_STOP = r"(?![0-9a-z*●])(?!-[0-9])"

# Longest first: 19 digits may be a card, or a card of 16 with its three-digit code behind it.
_CARD_SHAPES = tuple(
    LazyPattern(_EDGE + shape + _STOP, re.IGNORECASE)
    for shape in (
        r"[2-68][0-9]{3}([ -])[0-9]{4}\1[0-9]{4}\1[0-9]{4}\1[0-9]{3}",
        r"[2-68][0-9]{3}([ -])[0-9]{4}\1[0-9]{4}\1[0-9]{4}",
        r"3[0-9]{3}([ -])[0-9]{6}\1[0-9]{4,5}",
        r"[2-68][0-9]{12,18}",
        r"[2-68][0-9]{3}[ .\-][0-9]{4}[ .\-][0-9]{4}[ .\-][0-9]{4}",  # in groups that are parted anyhow
    )
)
_PARTED = str.maketrans("", "", " .-")
# The same edge, asked only where a first digit stands: looking behind at every position is slow.
_CARD_START = LazyPattern(r"[2-68](?<![0-9A-Za-z][2-68])(?<![0-9*●○〇][.,\-][2-68])[0-9]{3}(?=[ .\-]?[0-9]{4})")
_MASTERCARD_NEW = range(2221, 2721)
_JCB = range(3528, 3590)
_DISCOVER = range(644, 650)
_DINERS = range(300, 306)

# The two digits that stand for the first letter of an id, in alphabetical order.
_LETTERS = (10, 11, 12, 13, 14, 15, 16, 17, 34, 18, 19, 20, 21, 22, 35, 23, 24, 25, 26, 27, 28, 29, 32, 30, 31, 33)
_ID_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 1, 1)
# Without a look behind at every position this is quick to say no.
_ID_SHAPE = LazyPattern("[A-Za-z][0-9A-Da-d][0-9]{8}")
_NATIONAL = LazyPattern(_EDGE + r"[a-z][12][0-9]{8}" + _STOP, re.IGNORECASE)
_RESIDENT = LazyPattern(_EDGE + r"[a-z](?:[89]|[a-d])[0-9]{8}" + _STOP, re.IGNORECASE)

_BUSINESS = LazyPattern(_EDGE + r"[0-9]{8}" + _STOP, re.IGNORECASE)
_BUSINESS_WEIGHTS = (1, 2, 1, 2, 1, 2, 4, 1)
_SEVENTH = 6  # a 7 there may count as 10 or as 1

_MOBILE = LazyPattern(
    r"(?<![0-9a-z])(?<![0-9*●○〇][.,\-])(?:\+?886[ -]?(?:\(0\)[ -]?|0)?|0)9[0-9]{2}[ -]?[0-9]{3}[ -]?[0-9]{3}" + _STOP,
    re.IGNORECASE,
)
_AREA = r"(?:2|3|4|5|6|7|8|37|49|82|89|826|836)"
_LANDLINE = LazyPattern(
    _EDGE
    + rf"(?:(?:\(0{_AREA}\)|0{_AREA}|\+886[ -]?{_AREA})[ -]?[0-9]{{3,4}}[ -]?[0-9]{{3,4}}"
    + r"|0800[ -]?[0-9]{3}[ -]?[0-9]{3}|0809[ -]?[0-9]{3}[ -]?[0-9]{3}|412-?[0-9]{4})"
    + r"(?![0-9a-z*])(?:\s?(?:#|ext\.?|轉|分機)\s?[0-9]{1,6})?",
    re.IGNORECASE,
)
_LANDLINE_DIGITS = range(8, 11)

_ACCOUNT = LazyPattern(
    r"(?:帳號|帳戶|賬號|賬戶|account(?:\s?(?:no\.?|number))?|口座番[号號])[^0-9a-z。！？!?\n]{0,8}(?:\([0-9]{3,7}\)\s?)?"
    r"(?P<number>[0-9](?:[ -]?[0-9]){9,15})" + _STOP,
    re.IGNORECASE,
)


def cards(text: str) -> Iterator[Offsets]:
    """Payment card numbers of 13 to 19 digits, of a known issuer, whose Luhn digit agrees."""
    end = 0
    for start in (match.start() for match in _CARD_START.finditer(text)):
        if start < end:
            continue
        for shape in _CARD_SHAPES:
            if (match := shape.match(text, start)) and _is_card(match[0].translate(_PARTED)):
                end = match.end()
                yield start, end
                break


def national_ids(text: str) -> Iterator[Offsets]:
    """National identity card numbers of Taiwan: a letter, 1 or 2, eight digits."""
    yield from _ids(_NATIONAL, text)


def resident_ids(text: str) -> Iterator[Offsets]:
    """Resident certificate numbers of Taiwan: a letter, 8 or 9 (or, until 2021, a second letter), eight digits."""
    yield from _ids(_RESIDENT, text)


def business_ids(text: str) -> Iterator[Offsets]:
    """Unified business numbers of eight digits, by the rule of 2023 (the sum is a multiple of five)."""
    for match in _BUSINESS.finditer(text):
        total = sum(
            sum(divmod(int(digit) * weight, 10)) for digit, weight in zip(match[0], _BUSINESS_WEIGHTS, strict=True)
        )
        if total % 5 == 0 or (match[0][_SEVENTH] == "7" and (total + 1) % 5 == 0):
            yield match.span()


def mobiles(text: str) -> Iterator[Offsets]:
    """Mobile phone numbers of Taiwan, at home (09…) or international (+886 9…)."""
    for match in _MOBILE.finditer(text):
        yield match.span()


def landlines(text: str) -> Iterator[Offsets]:
    """Landline and toll-free numbers of Taiwan, with their extension."""
    for match in _LANDLINE.finditer(text):
        number = re.split(r"[#轉分e]", match[0].replace("+886", "0"), maxsplit=1)[0]
        digits = sum(char.isdigit() for char in number)
        if match[0].startswith("412") or digits in _LANDLINE_DIGITS:
            yield match.span()


def accounts(text: str) -> Iterator[Offsets]:
    """Bank account numbers of 10 to 16 digits, known by the label right before them."""
    for match in _ACCOUNT.finditer(text):
        yield match.span("number")


FINDERS: Mapping[str, Finder] = MappingProxyType(
    {
        "card": cards,
        "national-id": national_ids,
        "resident-id": resident_ids,
        "business-id": business_ids,
        "mobile": mobiles,
        "landline": landlines,
        "account": accounts,
    }
)


# Literals of which one stands in every number of a kind, where there are such.
MARKS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"mobile": ("09", "886"), "account": ("帳號", "帳戶", "賬號", "賬戶", "account", "口座番")}
)


def digits_of(number: str) -> str:
    """A phone number as it is compared: its digits, with the national 0 for the country code of Taiwan."""
    return re.sub(r"\A(?:00)?886-?0?", "0", re.sub(r"[^0-9]", "", number))


def _ids(pattern: LazyPattern, text: str) -> Iterator[Offsets]:
    if _ID_SHAPE.search(text) is None:
        return
    for match in pattern.finditer(text):
        number = match[0].upper()
        tens, units = divmod(_LETTERS[ord(number[0]) - ord("A")], 10)
        # A second letter counts by the last digit of its own pair.
        second = number[1] if number[1].isdigit() else str(_LETTERS[ord(number[1]) - ord("A")] % 10)
        digits = second + number[2:]
        rest = sum(int(digit) * weight for digit, weight in zip(digits, _ID_WEIGHTS, strict=True))
        if (tens + units * 9 + rest) % 10 == 0:
            yield match.span()


def _is_card(digits: str) -> bool:
    if not _has_issuer(digits):
        return False
    total = 0
    for place, char in enumerate(reversed(digits)):
        value = int(char) << (place % 2)
        total += value - 9 if value > 9 else value  # noqa: PLR2004
    return total % 10 == 0


def _has_issuer(digits: str) -> bool:
    """Whether an issuer gives out numbers with this beginning and of this length."""
    size = len(digits)
    two, three, four = int(digits[:2]), int(digits[:3]), int(digits[:4])
    match size:
        case 13:
            return digits[0] == "4"
        case 14:
            return two in {36, 38, 39} or three in _DINERS
        case 15:
            return two in {34, 37}
        case _:
            visa = digits[0] == "4" and size in {16, 19}
            mastercard = size == 16 and (51 <= two <= 55 or four in _MASTERCARD_NEW)  # noqa: PLR2004
            others = four in _JCB or four == 6011 or two in {62, 65, 81} or three in _DISCOVER  # noqa: PLR2004
            return visa or mastercard or others
