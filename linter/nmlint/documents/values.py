"""The types a variable may have: what fits them, how long they grow, whom they concern."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from nmlint.bilingual import Bilingual
from nmlint.documents.model import Variable
from nmlint.text.lazy import LazyPattern

Test = Callable[[object], Bilingual | None]


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
    fits: Test
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
_EMPTY = Bilingual("is empty", "是空的")
_LOST_ZERO = Bilingual(
    "is a number in YAML and has lost its leading zero or plus; put it in quotes",
    "沒加引號，被 YAML 當成數字，開頭的 0 或 + 已經不見；請加上引號",
)

_MASKS = "*＊○〇●X×x"
_DATE = LazyPattern(
    r"""(?:中華民國|民國)?\s?(?:(?P<year>\d{2,4})\s?[-/.年]\s?)?(?P<month>\d{1,2})\s?[-/.月]\s?(?P<day>\d{1,2})\s?日?
        \s?(?:[（(]?(?:週|周|星期|禮拜)?[一二三四五六日天][）)]?|[(（](?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*[)）])?""",
    re.VERBOSE,
)
_ENGLISH_DATE = LazyPattern(
    r"""(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\.?,?\s)?
        (?:\d{1,2}\s(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?|
           (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s\d{1,2}),?(?:\s\d{4})?""",
    re.VERBOSE | re.IGNORECASE,
)
_TIME = LazyPattern(
    r"""(?:上午|下午|中午|晚上|早上|凌晨|AM\s?|PM\s?)?\s?(?P<hour>\d{1,2})\s?
        (?::(?P<minute>[0-5]\d)(?::[0-5]\d(?:\.\d{1,6})?)?|[點時](?:\s?(?:半|整|[0-5]?\d\s?分))?|(?=\s?[ap]m))
        (?:\s?[ap]\.?m\.?|Z|[+-]\d{2}:?\d{2})?""",
    re.VERBOSE | re.IGNORECASE,
)
_BETWEEN = LazyPattern(r"\s?(?:~|～|至|到|–|—|−|-| to )\s?")
_DURATION = LazyPattern(
    r"\d{1,4}\s?(?:個?月|[天日週周年分秒]|個?小時|個?工作天|個?工作日|分鐘|days?|hours?|minutes?|months?)(?:內)?"
)
_MONTH = LazyPattern(r"(?:(?:中華民國|民國)?\s?\d{2,4}\s?[-/.年]\s?)?(?:0?[1-9]|1[0-2])\s?月?份?")
_MONEY = LazyPattern(
    r"""(?:NT\$?|NTD|TWD|HK\$|US\$|USD|JPY|新?[臺台]幣|日圓|美金|[$¥€])?\s?-?\s?[$¥]?
        (?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{1,2})?\s?(?:元整?|圓|円|TWD|USD|JPY)?""",
    re.VERBOSE | re.IGNORECASE,
)
_COUNT = LazyPattern(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)")
_POINTS = LazyPattern(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{1,2})?\s?(?:點|点|pts?|points?|P)?", re.IGNORECASE)
_NUMBER = LazyPattern(rf"(?=[^\d]*\d)[A-Za-z0-9#][A-Za-z0-9\-_/#.{_MASKS}]{{0,39}}")
# The receiver of a notification message is a hash of 64 characters.
_REFERENCE = LazyPattern(rf"[\w#第][\w\-/#.() {_MASKS}]{{0,59}}|[0-9a-fA-F]{{64}}")
_CODE = LazyPattern(r"\d{4,8}|\d{3}[- ]\d{3}")
_URL = LazyPattern(r"(?:https?|line)://[^\s/?#]+[^\s]*|tel:\+?[\d\-]+", re.IGNORECASE)
_PHONE = LazyPattern(rf"[+(]?\d[\d\-() {_MASKS}]{{2,19}}(?:\s?(?:#|轉|分機|ext\.?)\s?\d{{1,6}})?", re.IGNORECASE)
_PLATE = LazyPattern(rf"(?=[^\d]*\d)[A-Z0-9{_MASKS}]{{2,4}}-?[A-Z0-9{_MASKS}]{{2,4}}")
_LAST = LazyPattern(r"\d{3,6}")
_PROSE = LazyPattern(r"[。！？!?；;\n\r]|https?://|www\.", re.IGNORECASE)
_BEFORE_THE_REPUBLIC = 1911  # the Republic's first year is 1912


def _shaped(pattern: LazyPattern, wanted: Bilingual, *, digits: bool = False) -> Test:
    """A test that the whole example has a shape; `digits` says that a bare number has lost its zero."""

    def test(example: object) -> Bilingual | None:
        if isinstance(example, bool):
            return Bilingual(f"is true or false, not {wanted}", f"是 true 或 false，不是{wanted.chinese}")
        if digits and isinstance(example, int):
            return _LOST_ZERO
        return None if pattern.fullmatch(str(example).strip()) else _is_not(wanted)

    return test


def _is_date(text: str) -> bool:
    match = _DATE.fullmatch(text)
    if match is None:
        return _ENGLISH_DATE.fullmatch(text) is not None
    year = int(match["year"] or 2000)  # a leap year, so that 2/29 stands without its year
    try:
        date(year if year > 1000 else year + _BEFORE_THE_REPUBLIC, int(match["month"]), int(match["day"]))  # noqa: PLR2004
    except ValueError:
        return False
    return True


def _is_time(text: str) -> bool:
    match = _TIME.fullmatch(text)
    return match is not None and int(match["hour"]) <= 24  # noqa: PLR2004  # 24:00 ends a day


def _is_datetime(text: str) -> bool:
    """A date and a time with a space, a T or a weekday's bracket between them."""
    return any(
        _is_date(text[:at].strip(" ,T")) and _is_time(text[at:].strip(" T"))
        for at in range(1, len(text))
        if text[at] in " T上下早晚中凌" or text[at - 1] in "日)）T"
    )


def _is_moment(text: str) -> bool:
    return _is_date(text) or _is_time(text) or _is_datetime(text) or _MONTH.fullmatch(text) is not None


def _is_period(text: str) -> bool:
    """A duration, a month, or two moments with a dash or 至 between them."""
    if _DURATION.fullmatch(text) or _MONTH.fullmatch(text):
        return True
    return any(
        _is_moment(text[: match.start()]) and _is_moment(text[match.end() :]) for match in _BETWEEN.finditer(text)
    )


def _is_not(wanted: Bilingual) -> Bilingual:
    return Bilingual(f"is not {wanted}", f"不是{wanted.chinese}")


def _moment(test: Callable[[str], bool], wanted: Bilingual) -> Test:
    def check(example: object) -> Bilingual | None:
        if isinstance(example, int | float):
            return Bilingual(
                f"is a number in YAML, not {wanted}; put it in quotes",
                f"沒加引號，被 YAML 當成數字，不是{wanted.chinese}；請加上引號",
            )
        return None if test(str(example).strip()) else _is_not(wanted)

    return check


def _words(longest: int, wanted: Bilingual) -> Test:
    """A test for a short text that is a name of something, not a sentence."""

    def test(example: object) -> Bilingual | None:
        text = str(example).strip()
        if not text:
            return _EMPTY
        if _PROSE.search(text):
            return Bilingual(f"holds a sentence or a link, not {wanted}", f"是句子或連結，不是{wanted.chinese}")
        if len(text) > longest:
            return Bilingual(f"is longer than {longest} characters", f"超過 {longest} 字")
        return None

    return test


def _any_text(example: object) -> Bilingual | None:
    return None if str(example).strip() else _EMPTY


def _nothing_to_say(_: object) -> None:
    return None


_SERIAL = Bilingual(
    "a number of letters and digits with at least one digit",
    "號碼：只能有英文字母與數字，且至少一個數字",
)
_NAME_LENGTH = 50
_PLACE_LENGTH = 100

TYPES: Mapping[str, ValueType] = {
    known.name: known
    for known in (
        ValueType("text", "（文字）", 300, "the longest item of LINE's template type", _any_text, free=True),
        ValueType(
            "name",
            "王○明",
            _NAME_LENGTH,
            "Romanised names run long",
            _words(_NAME_LENGTH, Bilingual("a name", "名稱")),
            mask="王○明",
        ),
        ValueType(
            "date",
            "2026-11-25",
            18,
            "中華民國115年11月25日(三)",
            _moment(_is_date, Bilingual("a date such as 2026-11-25", "日期（例如 2026-11-25）")),
        ),
        ValueType(
            "time",
            "10:00",
            12,
            "下午 11 時 59 分",
            _moment(_is_time, Bilingual("a time such as 10:00", "時間（例如 10:00）")),
        ),
        ValueType(
            "datetime",
            "2026-11-25 10:00",
            31,
            "a date, a space and a time",
            _moment(
                _is_datetime,
                Bilingual("a date and time such as 2026-11-25 10:00", "日期加時間（例如 2026-11-25 10:00）"),
            ),
        ),
        ValueType(
            "period",
            "2026-11-25 10:00 至 12:00",
            65,
            "two dates with times and 至",
            _moment(_is_period, Bilingual("a period such as 10:00-12:00 or 3 天", "期間（例如 10:00-12:00 或 3 天）")),
        ),
        ValueType(
            "amount",
            1280,
            20,
            "新臺幣 9,999,999,999 元",
            _shaped(_MONEY, Bilingual("an amount such as 1,280", "金額（例如 1,280）")),
        ),
        ValueType("integer", 3, 13, "9,999,999,999", _shaped(_COUNT, Bilingual("a whole number", "整數"))),
        ValueType(
            "points", 120, 18, "9,999,999,999 with its unit", _shaped(_POINTS, Bilingual("a number of points", "點數"))
        ),
        ValueType(
            "order-number",
            "TW20261125001",
            30,
            "a prefix, a date and a running number",
            _shaped(_NUMBER, _SERIAL),
        ),
        ValueType(
            "tracking-number",
            "900123456789",
            30,
            "a carrier's number with its prefix",
            _shaped(_NUMBER, _SERIAL),
        ),
        ValueType(
            "reference",
            "A-2026-001",
            40,
            "a contract's or document's number, with words",
            _shaped(_REFERENCE, Bilingual("a reference such as A-2026-001", "編號（例如 A-2026-001）")),
        ),
        ValueType(
            "code",
            "482913",
            8,
            "one-time codes have four to eight digits",
            _shaped(_CODE, Bilingual("a code of four to eight digits", "四到八位數字的驗證碼")),
        ),
        ValueType(
            "url",
            "https://www.example.com/o/1",
            200,
            "a link with a signed token",
            _shaped(
                _URL,
                Bilingual(
                    "an absolute link such as https://www.example.com/o/1",
                    "完整網址（例如 https://www.example.com/o/1）",
                ),
            ),
        ),
        ValueType(
            "phone",
            "02-2345-6789",
            27,
            "+886 2 2345 6789 with an extension",
            _shaped(
                _PHONE, Bilingual("a phone number such as 02-2345-6789", "電話號碼（例如 02-2345-6789）"), digits=True
            ),
            mask="0912***678",
        ),
        ValueType(
            "place",
            "信義門市",
            _PLACE_LENGTH,
            "an address with building, floor and branch",
            _words(_PLACE_LENGTH, Bilingual("a place", "地點")),
        ),
        ValueType(
            "plate",
            "ABC-1234",
            10,
            "four letters, a hyphen, four digits and a space",
            _shaped(_PLATE, Bilingual("a plate such as ABC-1234", "車牌（例如 ABC-1234）")),
            mask="ABC-**34",
        ),
        ValueType(
            "last-digits",
            "1234",
            6,
            "at most six",
            _shaped(_LAST, Bilingual("three to six digits", "三到六位數字")),
        ),
        ValueType("choice", "（選項）", 20, "the longest choice counts once values are declared", _nothing_to_say),
    )
}
