"""How values of each type are written: the shapes that senders really use, and what tells others from them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from nmlint.bilingual import Bilingual
from nmlint.text.lazy import LazyPattern
from nmlint.text.widths import narrow

Test = Callable[[object], Bilingual | None]

_EMPTY = Bilingual("is empty", "是空的")
_LOST_ZERO = Bilingual(
    "is a number in YAML and has lost its leading zero or plus; put it in quotes",
    "沒加引號，被 YAML 當成數字，開頭的 0 或 + 已經不見；請加上引號",
)
_OFFER = Bilingual("is a word of an offer, not a number", "是優惠用語，不是號碼")

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
_WITHOUT_COLON = LazyPattern(r"(?:[01]\d|2[0-3])[0-5]\d|2400")
_BETWEEN = LazyPattern(r"\s?(?:~|～|至|到|–|—|−|-| to )\s?")
_COUNTED = r"(?:\d{1,4}|[一二兩三四五六七八九十百半]{1,3})"
_DURATION = LazyPattern(
    rf"{_COUNTED}(?:\s?[-–~～至到]\s?{_COUNTED})?\s?"
    r"(?:個?月|[天日週周年季分秒]|個?小時|個?工作天|個?工作日|分鐘|(?:year|month|week|day|hour|minute)s?)(?:內)?"
)
_LISTED = re.compile(r"\s?[、，,；;]\s?|\s?(?:及|和|與)\s?")
_MONTH = LazyPattern(r"(?:(?:中華民國|民國)?\s?\d{2,4}\s?[-/.年]\s?)?(?:0?[1-9]|1[0-2])\s?月?份?")
_MONEY = LazyPattern(
    r"""(?:[-−]\s?)?(?:NT\$?|NTD|TWD|HK\$|US\$|USD|JPY|新?[臺台]幣|日圓|美金|[$¥€])?\s?-?\s?[$¥]?
        (?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{1,2})?\s?[千萬億]?\s?(?:元整?|圓整?|円|TWD|USD|JPY)?
        (?:\s?\((?:已?[含未]稅|內含稅|外加稅|免稅|已?含運費?|未含運費?|含手續費|已付清|已收)\))?
       |(?:新?[臺台]幣)?\s?[零壹貳貮參叁肆伍陸柒捌玖拾佰仟萬億]{1,20}\s?[元圓](?:[零壹貳貮參叁肆伍陸柒捌玖]角)?[整正]?""",
    re.VERBOSE | re.IGNORECASE,
)
_COUNT = LazyPattern(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)")
_POINTS = LazyPattern(
    r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{1,2})?\s?(?:點|点|哩程?|里程|miles?|pts?|points?|P)?", re.IGNORECASE
)
_NUMBER = LazyPattern(rf"(?=[^\d]*\d)[A-Za-z0-9#][A-Za-z0-9\-_/#.{_MASKS}]{{0,39}}")
# The receiver of a notification message is a hash of 64 characters.
_REFERENCE = LazyPattern(rf"[\w#(（][\w\-/#.()（） {_MASKS}]{{0,59}}|[0-9a-fA-F]{{64}}")
_CODE = LazyPattern(r"\d{4,8}|\d{3}[- ]\d{3}")
_URL = LazyPattern(r"(?:https?|line)://[^\s/?#]+[^\s]*|tel:\+?[\d\-]+", re.IGNORECASE)
_PHONE = LazyPattern(rf"[+(]?\d[\d\-() {_MASKS}]{{2,19}}(?:\s?(?:#|轉|分機|ext\.?)\s?\d{{1,6}})?", re.IGNORECASE)
# Those of trials and of whom the law of plates sets apart begin with a character.
_PLATE = LazyPattern(
    rf"(?=[^\d]*\d)[A-Z0-9{_MASKS}]{{2,4}}-?[A-Z0-9{_MASKS}]{{2,4}}|[試臨軍使外領][- ]?[0-9{_MASKS}]{{3,5}}"
)
_LAST = LazyPattern(r"\d{3,6}")
_PROSE = LazyPattern(r"[。！？!?；;\n\r]|https?://|www\.", re.IGNORECASE)
_BEFORE_THE_REPUBLIC = 1911  # the Republic's first year is 1912

_WORD = re.compile("[A-Za-z]{2,}")
# Departments and carriers put a word before a number of many digits; codes of coupons have few, or go on with a word.
_OFFERING = frozenset(
    {"bonus", "code", "coupon", "deal", "discount", "gift", "offer", "promo", "sale", "vip", "welcome"}
)
_URGING = frozenset({"bogo", "buy", "free", "get", "now", "off", "save", "win"})
_MANY = 4
# Words that are run together are told from random letters by how many there are.
_RUN_TOGETHER = re.compile("|".join(sorted(_OFFERING | _URGING)), re.IGNORECASE)
_HEXADECIMAL = re.compile("[0-9a-f-]+", re.IGNORECASE)


def shaped(pattern: LazyPattern, wanted: Bilingual, *, digits: bool = False) -> Test:
    """A test that the whole example has a shape; `digits` says that a bare number has lost its zero."""

    def test(example: object) -> Bilingual | None:
        if isinstance(example, bool):
            return Bilingual(f"is true or false, not {wanted}", f"是 true 或 false，不是{wanted.chinese}")
        if digits and isinstance(example, int):
            return _LOST_ZERO
        return None if pattern.fullmatch(str(example).strip()) else _is_not(wanted)

    return test


def typed(pattern: LazyPattern, wanted: Bilingual, *, digits: bool = False) -> Test:
    """The same of what people type: full-width digits and signs are as good as others."""
    test = shaped(pattern, wanted, digits=digits)
    return lambda example: test(narrow(example) if isinstance(example, str) else example)


def numbered(wanted: Bilingual) -> Test:
    """A test for the number of an order or a parcel, which is no word of an offer with a digit in it."""
    test = shaped(_NUMBER, wanted)
    return lambda example: test(example) or (_OFFER if _offers(str(example)) else None)


def _offers(number: str) -> bool:
    words = [word.lower() for word in _WORD.findall(number)]
    if not words or _HEXADECIMAL.fullmatch(number):
        return False
    if not _URGING.isdisjoint(words[1:] if number[0].isalpha() else words):
        return True
    if sum(map(str.isdigit, number)) >= _MANY:
        return False
    within = {found.lower() for word in words for found in _RUN_TOGETHER.findall(word)}
    return len(within) > 1 or not within.isdisjoint(words)


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


def _is_time_alone(text: str) -> bool:
    """A time, also without its colon: beside a date four digits would be a year."""
    return _is_time(text) or _WITHOUT_COLON.fullmatch(text) is not None


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
    """A duration, a month, two moments with a dash or 至 between them, or several such in a row."""
    parts = _LISTED.split(text)
    return _is_one_period(text) or (len(parts) > 1 and all(map(_is_one_period, parts)))


def _is_one_period(text: str) -> bool:
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
        return None if test(narrow(str(example)).strip()) else _is_not(wanted)

    return check


def words(longest: int, wanted: Bilingual) -> Test:
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


def any_text(example: object) -> Bilingual | None:
    """A test for a text, which may say anything."""
    return None if str(example).strip() else _EMPTY


def nothing_to_say(_: object) -> None:
    """A test for what its declaration alone can judge."""
    return


_SERIAL = Bilingual(
    "a number of letters and digits with at least one digit",
    "號碼：只能有英文字母與數字，且至少一個數字",
)

DATE = _moment(_is_date, Bilingual("a date such as 2026-11-25", "日期（例如 2026-11-25）"))
TIME = _moment(_is_time_alone, Bilingual("a time such as 10:00", "時間（例如 10:00）"))
DATETIME = _moment(
    _is_datetime, Bilingual("a date and time such as 2026-11-25 10:00", "日期加時間（例如 2026-11-25 10:00）")
)
PERIOD = _moment(_is_period, Bilingual("a period such as 10:00-12:00 or 3 天", "期間（例如 10:00-12:00 或 3 天）"))
AMOUNT = typed(_MONEY, Bilingual("an amount such as 1,280", "金額（例如 1,280）"))
COUNT = typed(_COUNT, Bilingual("a whole number", "整數"))
POINTS = typed(_POINTS, Bilingual("a number of points", "點數"))
NUMBER = numbered(_SERIAL)
REFERENCE = shaped(_REFERENCE, Bilingual("a reference such as A-2026-001", "編號（例如 A-2026-001）"))
CODE = shaped(_CODE, Bilingual("a code of four to eight digits", "四到八位數字的驗證碼"))
URL = shaped(
    _URL,
    Bilingual("an absolute link such as https://www.example.com/o/1", "完整網址（例如 https://www.example.com/o/1）"),
)
PHONE = typed(_PHONE, Bilingual("a phone number such as 02-2345-6789", "電話號碼（例如 02-2345-6789）"), digits=True)
PLATE = typed(_PLATE, Bilingual("a plate such as ABC-1234", "車牌（例如 ABC-1234）"))
LAST_DIGITS = shaped(_LAST, Bilingual("three to six digits", "三到六位數字"))
