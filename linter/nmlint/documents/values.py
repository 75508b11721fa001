"""The types a variable may have: what fits them, how long they grow, whom they concern."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nmlint.bilingual import Bilingual
from nmlint.documents import value_shapes as shapes
from nmlint.documents.model import Variable


@dataclass(frozen=True, slots=True)
class ValueType:
    """What nmlint knows of one type.

    `longest` is the worst case in characters where no `max_length` is declared, and `because` says why that much.
    `mask` shows how values that say something about a person are usually masked, None where they say nothing of the
    kind (a place is nearly always the sender's own).
    `free` values may hold a sentence, and so an advertisement.
    `fits` answers with what is wrong with an example, None if nothing is.
    """

    name: str
    sample: object
    longest: int
    because: str
    fits: shapes.Test
    mask: str | None = None
    free: bool = False


def fits(kind: str, example: object, values: Sequence[object] = ()) -> Bilingual | None:
    """What is wrong with an example of a type, None when it fits; an unknown type fits everything."""
    if kind == "choice":
        if not values:
            return _NO_VALUES
        return None if str(example) in map(str, values) else _NO_SUCH_VALUE
    known = TYPES.get(kind)
    return known.fits(example) if known else None


def misfit(variable: Variable) -> Bilingual | None:
    """What is wrong with a variable's own example, None when it fits or there is none."""
    if variable.type is None or variable.example is None:
        return None
    reason = fits(variable.type, variable.example, variable.values)
    if reason is None and variable.max_length is not None and len(str(variable.example)) > variable.max_length:
        return Bilingual(
            f"is longer than the declared {variable.max_length} characters",
            f"超過宣告的 {variable.max_length} 字",
        )
    return reason


def worst_length(variable: Variable) -> int:
    """How many characters a value can take: as declared, else the longest choice, else what is usual for the type."""
    if variable.max_length is not None:
        return variable.max_length
    if variable.values:
        return max(len(str(value)) for value in variable.values)
    usual = TYPES.get(variable.type or "text", TYPES["text"]).longest
    return max(usual, len(str(variable.example or "")))


def sample(variable: Variable) -> object:
    """A value to render with: the example, else the first choice, else a typical value of the type."""
    if variable.example is not None:
        return variable.example
    if variable.values:
        return variable.values[0]
    return TYPES.get(variable.type or "text", TYPES["text"]).sample


_NO_VALUES = Bilingual("is of a type that needs its values declared", "選項（choice）要先用 values 列出可用的值")
_NO_SUCH_VALUE = Bilingual("is none of the declared values", "不在 values 列出的值之中")

_NAME_LENGTH = 50
_PLACE_LENGTH = 100

TYPES: Mapping[str, ValueType] = {
    known.name: known
    for known in (
        ValueType("text", "（文字）", 300, "the longest item of LINE's template type", shapes.any_text, free=True),
        ValueType(
            "name",
            "王○明",
            _NAME_LENGTH,
            "Romanised names run long",
            shapes.words(_NAME_LENGTH, Bilingual("a name", "名稱")),
            mask="王○明",
        ),
        ValueType("date", "2026-11-25", 24, "中華民國 115 年 11 月 25 日 星期三", shapes.DATE),
        ValueType("time", "10:00", 12, "下午 11 時 59 分", shapes.TIME),
        ValueType("datetime", "2026-11-25 10:00", 37, "a date, a space and a time", shapes.DATETIME),
        ValueType("period", "2026-11-25 10:00 至 12:00", 77, "two dates with times and 至", shapes.PERIOD),
        ValueType("amount", 1280, 20, "新臺幣 9,999,999,999 元", shapes.AMOUNT),
        ValueType("integer", 3, 13, "9,999,999,999", shapes.COUNT),
        ValueType("points", 120, 18, "9,999,999,999 with its unit", shapes.POINTS),
        ValueType("order-number", "TW20261125001", 36, "a UUID", shapes.NUMBER),
        ValueType("tracking-number", "900123456789", 30, "a carrier's number with its prefix", shapes.NUMBER),
        ValueType("reference", "A-2026-001", 40, "a contract's or document's number, with words", shapes.REFERENCE),
        ValueType("code", "482913", 8, "one-time codes have four to eight digits", shapes.CODE),
        ValueType("url", "https://www.example.com/o/1", 200, "a link with a signed token", shapes.URL),
        ValueType(
            "phone",
            "02-2345-6789",
            27,
            "+886 2 2345 6789 with an extension",
            shapes.PHONE,
            mask="0912***678",
        ),
        ValueType(
            "place",
            "信義門市",
            _PLACE_LENGTH,
            "an address with building, floor and branch",
            shapes.words(_PLACE_LENGTH, Bilingual("a place", "地點")),
        ),
        ValueType(
            "plate",
            "ABC-1234",
            10,
            "four letters, a hyphen, four digits and a space",
            shapes.PLATE,
            mask="ABC-**34",
        ),
        ValueType("last-digits", "1234", 6, "at most six", shapes.LAST_DIGITS),
        ValueType(
            "choice", "（選項）", 20, "the longest choice counts once values are declared", shapes.nothing_to_say
        ),
    )
}
