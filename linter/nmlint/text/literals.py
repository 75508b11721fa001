"""Recognises facts that a text writes out: dates, times, amounts and what else a notice carries.

Works on the folded view (half-width, lower case, Chinese numerals up to nine as digits). U+FFFC, the value of a
variable, may stand for a number wherever a unit says what it is. Words that move with the day (今天, tomorrow) are
no dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from nmlint.text.numbers import landlines, mobiles

Offsets = tuple[int, int]

_V = "\ufffc"
_MONTH = rf"(?:1[0-2]|0?[1-9]|十[12]?|{_V})"
_DAY = rf"(?:3[01]|[12][0-9]|0?[1-9]|[23]?十[1-9]?|{_V})"
_YEAR = rf"(?:(?:19|20)[0-9]{{2}}|1[0-4][0-9]|{_V})"
_WEEKDAY = (
    r"(?:\s?\((?:週|周|星期|禮拜)?[1-6一二三四五六日天月火水木金土]\)"
    r"|\s?\((?:mon|tue|wed|thu|fri|sat|sun)[a-z.]{0,6}\)"
    r"|\s?(?:週|周|星期)[1-6一二三四五六日天])"
)
_DAY_ARABIC = r"(?:3[01]|[12][0-9]|0?[1-9])"
_MONTH_DAY = rf"(?:1[0-2]|0?[1-9])/{_DAY_ARABIC}"
# A bare 11/25 is a date only away from paths, versions, fractions and other numbers.
_ALONE = r"(?<![0-9a-z/._=&%#$+\-])(?<![0-9]\s)"
_ENDS = r"(?![0-9a-z/_%])(?![.\-][0-9])"
_COUNTED = r"(?!\s?(?:期|頁|页|件|箱|包|盒|次|步|名|席|張|组|組|堂|集|階段|小時|h\b))"
_NAMES = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY_EN = r"(?:3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?"
_YEAR_EN = r"(?:,?\s(?:19|20)[0-9]{2}(?![0-9]))"
_PART_OF_DAY = (
    r"(?:上午|下午|中午|凌晨|清晨|早上|晚上|晚間|傍晚|夜間|深夜|午前|午後|今晚|明早|明晚|[早晚])"  # the last: 晚8點
)
_HOUR = rf"(?:2[0-4]|1[0-9]|0?[0-9]|[2]?十[1-9]?|兩|{_V})"
_MINUTE = rf"(?:[0-5][0-9]|[0-9]|[2-5]?十[1-9]?|{_V})"
_NUMBER = rf"(?:[0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9]+|{_V})(?:\.[0-9]{{1,2}})?"
_CURRENCY = r"(?:nt\$?|us\$?|hk\$?|twd|usd|jpy|eur|hkd|cny|rmb|sgd|thb|\$|¥|￥|€|£|新[台臺]幣|台幣|美[元金]|日[幣圓])"

_REFERENCE = r"(?P<hit>(?=[a-z\-]{0,12}[0-9])[a-z0-9][a-z0-9\-]{3,30})(?![0-9a-z]|[/:.][0-9])"

# For each kind: the characters of which one must stand in the text for the pattern to be worth trying, and the pattern.
# A group `hit` narrows the span to the fact itself.
_TABLE: dict[str, tuple[tuple[str, str], ...]] = {
    "date": (
        (
            "月",
            rf"(?<![0-9])(?:民國\s?)?(?:{_YEAR}\s?年\s?)?(?<![0-9.]){_MONTH}\s?月\s?{_DAY}\s?[日號号](?!數|份){_WEEKDAY}?",
        ),
        (
            "/.-",
            (
                rf"{_ALONE}(?:19|20)[0-9]{{2}}(?P<sep>[/.\-])(?:1[0-2]|0?[1-9])(?P=sep){_DAY_ARABIC}"
                rf"(?![0-9/_%])(?![.\-][0-9]){_WEEKDAY}?"
            ),
        ),
        (
            "/.-",
            (
                rf"(?<!版本)(?<!版本\s)(?<!v)(?:民國\s?)?{_ALONE}1[0-4][0-9](?P<sep>[/.\-])(?:1[0-2]|0?[1-9])(?P=sep)"
                rf"{_DAY_ARABIC}{_ENDS}{_WEEKDAY}?"
            ),
        ),
        (
            "/-",
            rf"{_ALONE}{_DAY_ARABIC}(?P<sep>[/\-]){_DAY_ARABIC}(?P=sep)(?:19|20)[0-9]{{2}}{_ENDS}",
        ),
        ("/", rf"{_ALONE}{_MONTH_DAY}(?![0-9a-z/_%]){_WEEKDAY}"),
        ("/", rf"{_ALONE}{_MONTH_DAY}{_ENDS}(?=\s?(?:{_PART_OF_DAY}\s?)?[0-2]?[0-9]:[0-5][0-9])"),
        # Without weekday or time, a fraction is out of the question or the words around say that it is a date.
        (
            "/",
            (
                rf"(?<!第)(?<!第\s)(?<!進度)(?<!進度\s)(?<!期數)(?<!期數\s)(?<!頁)(?<!頁\s){_ALONE}"
                r"(?:0[1-9]/(?:3[01]|[12][0-9]|0[1-9])|1[0-2]/(?:3[01]|[12][0-9]|0[1-9])|[1-9]/(?:3[01]|2[0-9]|1[3-9]|0[1-9]))"
                rf"{_ENDS}{_COUNTED}"
            ),
        ),
        (
            "/",
            (
                r"(?:(?<=[於至到在從自])|(?<=截止[日:])|(?<=日期:)|(?<=日期:\s)|(?<=期限:)|(?<=期限為)|(?<=日為)|(?<=[於至到]\s))"
                rf"{_ALONE}{_MONTH_DAY}{_ENDS}{_COUNTED}"
            ),
        ),
        (
            "/",
            (
                rf"{_ALONE}{_MONTH_DAY}{_ENDS}"
                r"(?=\s?(?:前|起|止|截止|到期|以前|之前|出貨|到貨|送達|抵達|日前|當天|當日))"
            ),
        ),
        ("anpuevc", rf"(?<![a-z0-9]){_NAMES}\s?{_DAY_EN}(?![0-9:]){_YEAR_EN}?"),
        ("anpuevc", rf"(?<![a-z0-9]){_DAY_EN}\s(?:of\s)?{_NAMES}{_YEAR_EN}?"),
    ),
    "time": (
        (
            ":",
            r"(?<![0-9:a-z.])(?:2[0-4]|1[0-9]|0?[0-9]):[0-5][0-9](?::[0-5][0-9])?(?![0-9:])(?:\s?[ap]\.?m\b\.?)?",
        ),
        (":", r"(?<=[0-9]t)(?:2[0-3]|[01][0-9]):[0-5][0-9](?::[0-5][0-9])?(?![0-9:])"),
        (
            "時",
            rf"(?<![0-9]){_HOUR}\s?時(?!間|期|段|數|效|常|候|尚|代|令)\s?(?:{_MINUTE}\s?分(?!鐘|期|之|店)|半)?",
        ),
        ("點点", rf"(?<![0-9]){_HOUR}\s?[點点]\s?(?:{_MINUTE}\s?分(?!鐘|期|之|店)|半|整)"),
        (
            "時點点",
            rf"{_PART_OF_DAY}\s?{_HOUR}\s?(?:[時點点])(?!間|數)\s?(?:{_MINUTE}\s?分(?!鐘|期)|半|整)?",
        ),
        (":", rf"{_PART_OF_DAY}\s?(?:2[0-4]|1[0-9]|0?[0-9]):[0-5][0-9](?::[0-5][0-9])?(?![0-9:])"),
        ("m", r"(?<![0-9:.a-z$])(?:1[0-2]|0?[1-9])(?::[0-5][0-9])?\s?[ap]\.?m\b\.?"),
    ),
    "period": (
        (
            "月",
            (
                rf"(?:民國\s?)?(?:{_YEAR}\s?年\s?)?(?<![0-9.]){_MONTH}\s?月\s?"
                r"(?:份|分(?!期|鐘|之|店)|號?(?=帳單|账单|電費|水費|話費|費用|房租|租金|帳款))"
            ),
        ),
        ("月", rf"(?<![0-9]){_YEAR}\s?年\s?{_MONTH}\s?月(?!\s?(?:[0-9十{_V}]))"),
        ("年", rf"(?<![0-9]){_YEAR}\s?年\s?(?:第\s?[1-4]\s?季|[上下]半年|度)"),
        ("期", rf"第\s?(?:[0-9十]{{1,3}}|{_V})\s?期"),
        ("期月", r"[本上當前下每]期(?!間|待|望|許)|[本上當]月份"),
        ("/-", rf"{_ALONE}(?:19|20)[0-9]{{2}}[/\-](?:1[0-2]|0[1-9])(?![0-9/\-]){_COUNTED}"),
        ("anpuevc", rf"(?<![a-z0-9]){_NAMES}\s(?:19|20)[0-9]{{2}}(?![0-9])"),
        ("q", r"(?<![a-z0-9])q[1-4]\s(?:19|20)[0-9]{2}(?![0-9])"),
        ("c", r"(?<![a-z])(?:billing|statement|this|current)\s(?:period|cycle)(?![a-z])"),
    ),
    "amount": (
        (
            "$¥￥€£tudsbpyhkr幣元金圓",
            rf"(?<![a-z0-9]){_CURRENCY}\s?[:-]?\s?{_NUMBER}(?![0-9])(?:\s?(?:千|百)?[萬万億]?\s?[元圓圆円])?",
        ),
        (
            "元圓圆円塊美日歐港",
            (
                rf"(?<![0-9.,])-?(?:{_NUMBER}|[0-9]{{0,3}}[十百千][0-9十百千]{{0,6}})\s?(?:千|百)?[萬万億]?\s?(?:多|餘)?"
                r"(?:元(?!旦|月|素|件|氣|老|宵|宇|首|年|代)|圓(?!形|環|山|桌)|圆|円|塊(?!狀)|美元|美金|日圓|歐元|港幣)整?"
            ),
        ),
        (
            "tudyehcr",
            rf"(?<![0-9.,a-z]){_NUMBER}\s?(?:twd|ntd|nt|usd|jpy|eur|hkd|cny|rmb|dollars?|yen|euros?)(?![a-z])",
        ),
    ),
    "points": (
        (
            "點点",
            (
                rf"(?<![0-9.,:/])(?:[0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9]{{3,}}|2[5-9]|[3-9][0-9]|{_V})\s?[點点]"
                r"(?!半|整|鐘|[0-9]{1,2}\s?分)"
            ),
        ),
        ("點点", r"(?<![0-9.,:/])[0-9]{1,2}\s?[點点](?=數|紅利|回饋金)"),
        (
            "點点",
            (
                r"(?:得到?|累積|累計|折抵|扣除?|使用|兌換|存入|入帳|新增|共|計|餘|尚有|剩餘|點數|積分|紅利)\s?[:為]?\s?\+?-?"
                rf"(?P<hit>(?:{_NUMBER})\s?[點点])(?!半|整|鐘|前|[0-9]{{1,2}}\s?分)"
            ),
        ),
        (":為", rf"(?:點數|積分|紅利|points?|ポイント)\s?[:為]\s?\+?(?P<hit>{_NUMBER})(?![0-9])"),
        ("pmポ", rf"(?<![0-9a-z.,$])\+?{_NUMBER}\s?(?:points?|pts?|miles|ポイント|p(?=進呈|獲得))(?![a-z])"),
        ("哩里", rf"(?<![0-9.,]){_NUMBER}\s?(?:哩程?|里程)"),
    ),
    "order-number": (
        (
            "單據約位房運流送裹詢蹤修理件請易約險取員戶號名務",
            (
                r"(?:訂單|訂購|單據|預約|訂位|訂房|託運|托運|物流|配送|貨運|包裹|查詢|追蹤|維修|受理|案件|申請|交易|帳單|合約"
                r"|契約|保單|取件|會員|用戶|報名|服務)(?:編號|單號|號碼|序號|代號|代碼|番號|番号|no\.?|id)?"
                rf"\s?(?:是|為|:|#|\(|「|【)?\s?#?(?=[a-z0-9\-]{{5}}){_REFERENCE}"
            ),
        ),
        (
            "號号",
            rf"(?:單號|編號|序號|案號|件號|番[號号]|票號|電號|水號)\s?(?:是|為|:|#|\()?\s?#?{_REFERENCE}",
        ),
        (
            "oegcitfp",
            (
                r"(?<![a-z])(?:order|booking|reservation|reference|ref|tracking|case|invoice|ticket|confirmation|contract"
                rf"|policy)\b\.?\s?(?:number|no\.?|id|code|#)?\s?(?:is|:|#|\()?\s?#?{_REFERENCE}"
            ),
        ),
        ("#", rf"(?<![0-9a-z&])#{_REFERENCE}"),
    ),
    "phone": (
        (
            "線話服打撥電dc",
            (
                r"(?:專線|電話|客服|撥打|請撥|致電|市話直撥|手機直撥|dial|call)(?:專線|電話|服務)?\s?(?:是|為|:)?\s?"
                r"(?P<hit>(?:1[0-9]{2,3}|[*#][0-9]{3,4}|800|[48]12-?[0-9]{4}|55688))(?![0-9a-z/:.\-年月日元])"
            ),
        ),
        ("+", r"(?<![0-9a-z+])\+(?!886)[1-9][0-9]{0,2}[ \-](?:[0-9]{1,4}[ \-]){1,3}[0-9]{3,4}(?![0-9])"),
        ("0", r"(?<![0-9a-z\-])0(?:120|570|800)-[0-9]{2,3}-[0-9]{3,4}(?![0-9])"),
    ),
    "url": (
        ("/", rf"(?<![a-z0-9])(?:https?|line)://[a-z0-9{_V}][a-z0-9\-._~:/?#\[\]@!$&'()*+,;=%{_V}]*"),
        (
            ".",
            (
                r"(?<![a-z0-9@./\-_])(?:[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?\.)+"
                r"(?:com|net|org|gov|edu|tw|hk|jp|sg|io|me|cc|ee|ly|gl|app|link|shop|co|ai|info|biz|tv|to|store|page)"
                rf"(?![a-z0-9@])(?:/[a-z0-9\-._~:/?#@!$&'()*+,;=%{_V}]*)?"
            ),
        ),
    ),
    "code": (
        (
            "碼コワ番ocp",
            (
                r"(?:驗證碼|認證碼|確認碼|動態密碼|[1一]次性?密碼|安全碼|授權碼|認[証證]コード|認[証證]番[号號]|確認コード"
                r"|ワンタイムパスワード|otp|passcode"
                r"|(?:verification|security|one-time|login|access)\s(?:code|pass(?:word|code)))"
                r"[^0-9a-z。！？!?\n]{0,8}(?:is\s?:?\s?)?(?P<hit>(?=[a-z\-]{0,4}[0-9])[0-9a-z]{4,8}(?:-[0-9]{2,4})?)"
                r"(?![0-9a-z]|[/:.\-][0-9]|[年月日元])"
            ),
        ),
        (
            "oc",
            (
                r"(?:otp|passcode|(?:verification|security|one-time|registration|membership)\s(?:code|pass(?:word|code)))"
                r"\s(?:for|to)\s[^0-9.。！？!?\n]{1,48}\sis\s?:?\s?(?P<hit>[0-9]{4,8}(?:-[0-9]{2,4})?)"
                r"(?![0-9a-z]|[/:.\-][0-9])"
            ),
        ),
        (
            "是為i",
            (
                r"(?<![0-9a-z./\-])(?P<hit>[0-9]{4,8})(?=\s?(?:是|為|is)\s?(?:您的?|你的?|本次|your)?[^。！？!?\n]{0,12}"
                r"(?:驗證碼|認證碼|確認碼|密碼|code|otp|passcode))"
            ),
        ),
    ),
}

KINDS: frozenset[str] = frozenset((*_TABLE, "datetime"))
# Found out of more than a pattern.
_COMPOSED = frozenset({"datetime", "period", "phone"})

# What may stand between a date and its time, and between the two ends of a range.
_DATE_TO_TIME = re.compile(r"[\s,，、]{0,2}(?:的|於|at|t)?\s?")
_TIME_TO_DATE = re.compile(r"\s?,?\s?(?:on\s|於)?\s?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s)?")
_RANGE = re.compile(r"\s?(?:~|～|〜|-|–|—|至|到|起至|to|から)\s?")
_RANGE_SIGN = re.compile(r"[~～〜\-–—至到]|to|から")
_TRAILING = ".,;:!?'*~)"


def find(kind: str, text: str) -> Iterator[Offsets]:
    """Where a fact of this kind is written out, in order and without overlap; an unknown kind stands nowhere."""
    if kind == "datetime":
        return _datetimes(text)
    found = set(_matches(kind, text))
    if kind == "phone":
        found |= {*mobiles(text), *landlines(text)}
    elif kind == "period":
        found |= set(_ranges(text))
    elif kind == "url":
        found = {(start, start + len(text[start:end].rstrip(_TRAILING))) for start, end in found}
    return _disjoint(found)


def stands(kind: str, text: str) -> bool:
    """Whether a fact of this kind is written out anywhere; cheaper than to find where."""
    if kind in _COMPOSED:
        return next(iter(find(kind, text)), None) is not None
    return next(_matches(kind, text), None) is not None


@cache
def _compiled(kind: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((needs, re.compile(pattern, re.IGNORECASE)) for needs, pattern in _TABLE.get(kind, ()))


def _matches(kind: str, text: str) -> Iterator[Offsets]:
    for needs, pattern in _compiled(kind):
        if not any(char in text for char in needs):
            continue
        group = "hit" if "hit" in pattern.groupindex else 0
        for match in pattern.finditer(text):
            yield match.span(group)


def _disjoint(found: set[Offsets]) -> Iterator[Offsets]:
    """The longest of what overlaps, from left to right."""
    end = -1
    for start, stop in sorted(found, key=lambda span: (span[0], -span[1])):
        if start >= end:
            yield start, stop
            end = stop


def _datetimes(text: str) -> Iterator[Offsets]:
    times = list(find("time", text))
    dates = list(find("date", text)) if times else []
    if not dates:
        return
    ends = {end: start for start, end in dates}
    starts = dict(dates)
    found = set()
    for start, stop in times:
        for end, first in ends.items():
            if end <= start and _DATE_TO_TIME.fullmatch(text, end, start):
                found.add((first, stop))
        if (match := _TIME_TO_DATE.match(text, stop)) and match.end() in starts:
            found.add((start, starts[match.end()]))
    yield from _disjoint(found)


def _ranges(text: str) -> Iterator[Offsets]:
    if not _RANGE_SIGN.search(text):
        return
    for (start, end), (following, stop) in pairwise(find("date", text)):
        if _RANGE.fullmatch(text, end, following):
            yield start, stop
