"""A service plan as a spreadsheet: its sheets, their columns, and the names by which people may call them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cached_property

from nmlint.bilingual import CHINESE, Bilingual
from nmlint.documents.model import DELIVERED
from nmlint.documents.submitted import ROUTES, STEPS
from nmlint.documents.template import FALLBACK_CHANNELS, MESSAGE_TYPES
from nmlint.documents.values import TYPES

_SEPARATORS = re.compile(r"[\W_]+")


class Holds(Enum):
    """What the cells of a column hold."""

    TEXT = auto()
    """One text; blanks at its ends do not count."""
    TEXTS = auto()
    """A text just as it stands; each further one has a column of the same heading."""
    LINES = auto()
    """Several texts, one on each line."""
    DAY = auto()
    """A day, as a date or a text."""
    WHOLE = auto()
    """A whole number."""
    ANYTHING = auto()
    """A value of any type; lists and mappings stand as JSON."""
    VALUES = auto()
    """Several such values, one on each line or as a list in JSON."""


@dataclass(frozen=True)
class Column:
    """A column, or an item of the first sheet: the dotted key that its values go to, and what it is called.

    `choices` are offered, `words` what they are called in Chinese; `digits` the lengths that a number may have where a
    text is meant, 0 for none at all. What `says_which` leads to the row's own thing, and may be merged over several
    rows.
    """

    key: str
    chinese: str
    english: str
    holds: Holds = Holds.TEXT
    width: int = 16
    help: str = ""
    choices: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict, hash=False)
    digits: int | None = None
    says_which: bool = False
    needed: bool = False

    @property
    def heading(self) -> str:
        """What is written over it."""
        return f"{self.chinese} {self.key}"

    def called(self, choice: str, lang: str | None) -> str:
        """What a choice is called in a language; any other value is none, and stays as it is."""
        return self.words.get(choice, choice) if lang == CHINESE else choice

    def meant(self, written: str) -> str:
        """The choice that is written by its name; any other value is none, and stays as it is."""
        return self._by_name.get(plain_name(written), written)

    @cached_property
    def _by_name(self) -> Mapping[str, str]:
        names = ((choice, word) for choice, word in self.words.items())
        return {plain_name(name): choice for choice, word in names for name in (choice, word, f"{word}{choice}")}

    @cached_property
    def names(self) -> frozenset[str]:
        """What it may be called, each as `plain_name` leaves it."""
        parts = (self.key, self.chinese, self.english)
        pairs = {plain_name(one + other) for one in parts for other in parts if one != other}
        return frozenset(pairs | {plain_name(part) for part in parts})


@dataclass(frozen=True)
class Sheet:
    """A sheet of rows with headings."""

    key: str
    chinese: str
    english: str
    columns: tuple[Column, ...]

    @cached_property
    def names(self) -> frozenset[str]:
        """What it may be called, each as `plain_name` leaves it."""
        return Column(self.key, self.chinese, self.english).names

    def column(self, key: str) -> Column:
        """The column of a key."""
        return next(column for column in self.columns if column.key == key)


def plain_name(text: str) -> str:
    """A name without what people vary in it: width, case, blanks, brackets, dots, underscores."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text).casefold())


def named(text: str, among: Iterable[Column]) -> Column | None:
    """The column that a heading names, None where it names none; columns of one heading may be numbered."""
    name = plain_name(text)
    return next((column for column in among if _fits(name, column)), None)


def _fits(name: str, column: Column) -> bool:
    # Tables in a spreadsheet number what would be called the same.
    several = column.holds is Holds.TEXTS and name.rstrip("0123456789") in column.names
    return several or name in column.names


_STEPS = dict(zip(STEPS, ("審核 Service Plan", "申請測試權限", "申請正式權限"), strict=True))
_ROUTES = dict(zip(ROUTES, ("自行申請", "透過合作夥伴"), strict=True))
_CHANNELS = {"sms": "簡訊", "email": "電子郵件", "app-push": "App 推播", "oa-push": "官方帳號推播"}
_MESSAGES = {"line-flexible": "通知型訊息（彈性型）", "line-template": "通知型訊息（模板型）", **_CHANNELS}

_DAY = "日期，例如 2026-12-01 或民國115年12月1日"
_ONE_A_LINE = "每行一個（Alt+Enter 換行）"

ITEMS = (
    Column("step", "送審步驟", "Step", help="這份計畫要申請的步驟", choices=STEPS, words=_STEPS),
    Column("route", "申請途徑", "Route", help="自行申請或透過合作夥伴", choices=ROUTES, words=_ROUTES),
    Column("partner", "合作夥伴", "Partner", help="透過合作夥伴申請時填寫"),
    Column("company.name", "公司名稱", "Company name"),
    Column("company.kind", "主體類別", "Company kind"),
    Column("company.registration", "統一編號", "Registration number", digits=8),
    Column("account.id", "官方帳號 ID", "Account id", help="例如 @goodday"),
    Column("account.shield", "帳號盾牌", "Account shield"),
    Column("account.version", "帳號版本", "Account version"),
    Column("account.special_application", "特殊申請核准日", "Special application", Holds.DAY, help=_DAY),
    Column("certified_provider.since", "認證起始日", "Certified since", Holds.DAY, help=_DAY),
    Column("certified_provider.until", "認證到期日", "Certified until", Holds.DAY, help=_DAY),
    Column("dates.technical_documents", "取得技術文件日", "Technical documents on", Holds.DAY, help=_DAY),
    Column("dates.test_account", "測試帳號開通日", "Test account on", Holds.DAY, help=_DAY),
    Column("dates.production_permission", "正式權限申請日", "Production permission on", Holds.DAY, help=_DAY),
    Column("dates.launch", "上線日", "Launch", Holds.DAY, help=_DAY),
    Column("contact.department", "客服單位", "Contact department"),
    Column("contact.phone", "客服電話", "Contact phone", digits=0, help="以文字填寫，例如 02-2345-6789"),
    Column("contact.url", "客服網址", "Contact URL"),
    Column("contact.hours", "服務時間", "Contact hours"),
    Column("privacy.policy", "隱私權政策", "Privacy policy"),
    Column("privacy.consent_text", "同意條款文字", "Consent text"),
    Column("sender", "發送者名稱", "Sender"),
    Column("products", "產品名稱", "Products", Holds.LINES, help=_ONE_A_LINE),
    Column("id", "計畫代號", "Plan id"),
    Column("received", "已收到的 LINE 文件", "Received from LINE", Holds.LINES, help=_ONE_A_LINE),
    Column("templates", "範本位置", "Templates", Holds.LINES, help=_ONE_A_LINE),
)
"""The rows of the first sheet."""

NOTE = Column("note", "備註", "Note", width=44)
"""A column that is for people alone, on every sheet."""
_NOTICE = Column(
    "notice",
    "通知",
    "Notice",
    says_which=True,
    needed=True,
    width=22,
    help="情境表的代號；沒有代號的寫 #1、#2（第幾個通知）",
)
ITEM = Column("item", "項目", "Item", width=44, needed=True)
VALUE = Column("value", "內容", "Value", width=48)

APPLICATION = Sheet("application", "申請資料", "Application", (ITEM, VALUE, NOTE))
DOCUMENTS = Sheet(
    "documents",
    "文件",
    "Documents",
    (
        Column("id", "代號", "Document id", width=24, needed=True),
        Column("signed", "簽署日", "Signed", Holds.DAY, help=_DAY),
        Column("submitted", "提交日", "Submitted", Holds.DAY, help=_DAY),
        Column("valid_until", "有效期限", "Valid until", Holds.DAY, help=_DAY),
        NOTE,
    ),
)
STATEMENTS = Sheet(
    "statements",
    "聲明",
    "Statements",
    (
        Column("id", "代號", "Statement id", width=28, needed=True),
        Column("role", "確認人職務", "Role", help="寫職務，不寫姓名"),
        Column("date", "確認日", "Date", Holds.DAY, help=_DAY),
        NOTE,
    ),
)
SCENARIOS = Sheet(
    "scenarios",
    "情境",
    "Scenarios",
    (
        Column("id", "代號", "Id", width=22, help="每個通知一個代號"),
        Column("scenario", "情境", "Scenario", width=20),
        Column("message", "訊息類型", "Message type", choices=tuple(sorted(MESSAGE_TYPES)), words=_MESSAGES),
        Column("title", "標題", "Title", width=20),
        Column("text", "文字", "Text", Holds.TEXTS, 60, help="送審的全文，變數寫成 {{ name }}；多種版本就多加同名的欄"),
        Column("template", "範本檔", "Template", width=24),
        Column("event", "觸發事件", "Event", width=20),
        Column("basis", "發送依據", "Basis", width=24),
        Column("opt_out", "停止接收方式", "Opt out", width=24),
        Column("volume", "預估量", "Volume"),
        Column("deliver_within", "送達時限", "Deliver within", help="例如 30m、2h、1d"),
        Column("screenshots", "畫面檔", "Screenshots", Holds.LINES, 24, help=_ONE_A_LINE),
        Column("examples", "範例", "Examples", Holds.TEXTS, 60, help="代入數值後的全文；多個範例就多加同名的欄"),
        Column("sender", "發送者名稱", "Sender"),
        Column("products", "產品名稱", "Products", Holds.LINES, help=_ONE_A_LINE),
        Column(
            "fallback.channel",
            "備援管道",
            "Fallback channel",
            choices=tuple(sorted(FALLBACK_CHANNELS)),
            words=_CHANNELS,
        ),
        Column("fallback.after", "備援等待", "Fallback after", help="例如 30m、2h"),
        Column("fallback.unless", "備援取消條件", "Fallback unless", choices=(DELIVERED,), words={DELIVERED: "已送達"}),
        Column("fallback.template", "備援範本檔", "Fallback template", width=24),
        Column("alt_text", "替代文字", "Alternative text", Holds.TEXTS, 40, help="訊息無法顯示時的文字（altText）"),
        NOTE,
    ),
)
VARIABLES = Sheet(
    "variables",
    "變數",
    "Variables",
    (
        _NOTICE,
        Column("name", "變數名稱", "Variable", needed=True),
        Column("type", "類型", "Type", choices=tuple(sorted({*TYPES, "choice"}))),
        Column("example", "範例值", "Example", Holds.ANYTHING, 24),
        Column("max_length", "最長字數", "Longest", Holds.WHOLE),
        Column("mask", "遮罩", "Mask"),
        Column("hosts", "網域", "Hosts", Holds.LINES, 24, help=_ONE_A_LINE),
        Column("purpose", "用途", "Purpose"),
        Column("values", "可用的值", "Values", Holds.VALUES, 24, help=_ONE_A_LINE),
        NOTE,
    ),
)
LINKS = Sheet(
    "links",
    "連結",
    "Links",
    (
        _NOTICE,
        Column("url", "網址或變數", "Link", needed=True, width=40),
        Column("purpose", "用途", "Purpose"),
        NOTE,
    ),
)
EVIDENCE = Sheet(
    "evidence",
    "佐證",
    "Evidence",
    (
        Column("notice", "通知", "Notice", says_which=True, width=22, help="空白表示整份計畫"),
        Column("name", "佐證項目", "Evidence name", needed=True, width=24),
        Column("value", "內容", "Value", Holds.ANYTHING, 48, needed=True),
        NOTE,
    ),
)
SHEETS = (APPLICATION, SCENARIOS, VARIABLES, LINKS, EVIDENCE, DOCUMENTS, STATEMENTS)
"""In the order in which they are written."""
NEEDED = (APPLICATION, SCENARIOS)

CHOICES = Sheet("choices", "選項", "Choices", ())
"""What the cells offer; it is not read."""
_FOR_PEOPLE = (CHOICES, Sheet("notes", "備註", "Notes", ()), Sheet("readme", "說明", "Readme", ()))

Offered = Mapping[str, tuple[str, ...]]
"""What is offered besides, by sheet and key: `scenarios.scenario`, `application.company.kind`, `documents.id`, …"""


def sheet_named(name: str) -> Sheet | None:
    """The sheet that a name means, None where it means none of ours."""
    return next((sheet for sheet in SHEETS if plain_name(name) in sheet.names), None)


def for_people(name: str) -> bool:
    """Whether a sheet is for people alone: what is offered, notes."""
    return any(plain_name(name) in sheet.names for sheet in _FOR_PEOPLE)


def numbered(index: int) -> str:
    """How rows elsewhere name a notice by its place."""
    return f"#{index + 1}"


def called(columns: Iterable[Column]) -> Bilingual:
    """The names of columns or items, for people who look for theirs."""
    listed = [*columns]
    english = ", ".join(column.key for column in listed)
    return Bilingual(english, "、".join(column.heading for column in listed))
