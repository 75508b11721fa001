"""What is wrong with a text that is not JSON, in words that help: each refusal names the mistake and the mend."""

from __future__ import annotations

import re
from typing import NoReturn

from nmlint.bilingual import Bilingual
from nmlint.source import Span

_WORD = re.compile(r"[-+]?(?:[^\W\d]|\$)[\w$-]*|[-+.0-9][\w.+-]*")
_STRING_SO_FAR = re.compile(r'"(?:[^"\\\x00-\x1f]|\\.)*+\\?')
_COMMENTS = ("//", "/*", "#", "{#", "<!--")
_QUOTES = "'“”‘’「＂`"
_FULL_WIDTH = dict(zip("：，、｛｝［］０１２３４５６７８９－", ":,,{}[]0123456789-", strict=True))
_CONTROLS = {
    "\n": ("a line end", "換行", "\\n"),
    "\r": ("a line end", "換行", "\\n"),
    "\t": ("a tab", "定位字元（tab）", "\\t"),
}
_NUMBERS_OF_OTHERS = {"nan", "infinity", "inf"}
_WORDS_OF_OTHERS = {"true": "true", "false": "false", "null": "null", "none": "null", "undefined": "null"}
_CUT_OFF = ("was it cut off? Complete it", "檔案可能被截斷；請補完")
_ENTRY = ('write "key": value', '請寫成 "key": value')

_Said = tuple[str, str]


class JsonError(Exception):
    """Text that is not JSON, or not the same JSON to everybody: what, the mend, and where."""

    def __init__(self, what: Bilingual, mend: Bilingual, span: Span) -> None:
        super().__init__(what)
        self.what, self.mend, self.span = what, mend, span

    @property
    def said(self) -> Bilingual:
        """Both as one sentence."""
        return Bilingual(f"{self.what}; {self.mend}", f"{self.what.chinese}；{self.mend.chinese}")


def _fail(what: _Said, mend: _Said, start: int, end: int) -> NoReturn:
    raise JsonError(Bilingual(*what), Bilingual(*mend), Span(start, end))


def too_deep(at: int, most: int) -> NoReturn:
    """Brackets within brackets, beyond what is read."""
    _fail(
        (f"nested too deeply, more than {most} levels", f"巢狀太深，超過 {most} 層"),
        ("flatten it; no message of LINE's needs half of that", "請減少層數；LINE 的訊息用不到一半的深度"),
        at,
        at + 1,
    )


def too_many(at: int, most: int) -> NoReturn:
    """More values than are read."""
    _fail(
        (f"more than {most:,} values", f"超過 {most:,} 個值"),
        ("split it; no request of LINE's has half as many", "請拆開；LINE 的請求用不到一半"),
        at,
        at + 1,
    )


def more_follows(text: str, at: int) -> NoReturn:
    """Something stands behind the one value of a text."""
    _refuse_comment(text, at)
    _refuse_look_alike(text, at)
    _fail(
        ("something follows the end of the JSON value", "JSON 內容結束後還有其他文字"),
        ("a file holds one value; put several into a list [ … ]", "一個檔案只放一個值；多個請放進清單 [ … ]"),
        at,
        at + 1,
    )


def repeated_key(key: str, span: Span) -> NoReturn:
    """A key stands twice in one object."""
    _fail(
        (f'"{short(key)}" stands twice in one object', f"同一個物件裡「{short(key)}」出現兩次"),
        ("readers differ in which one they take; keep one", "各系統取用哪一個並不一定；請只留一個"),
        span.start,
        span.end,
    )


def no_colon(text: str, at: int, opened: int) -> NoReturn:
    """No colon behind a key."""
    _refuse_end(text, at, opened)
    _refuse_comment(text, at)
    _refuse_look_alike(text, at)
    _fail(("a colon is missing after the key", "鍵的後面缺少冒號"), _ENTRY, at, at + 1)


def comma_before_end(at: int) -> NoReturn:
    """A comma behind the last entry."""
    _fail(
        ("a comma stands before the closing bracket", "最後一個項目後面多了逗號"),
        ("delete the comma; JSON ends a list without one", "請刪除逗號；JSON 的結尾不能有逗號"),
        at,
        at + 1,
    )


def no_comma(text: str, at: int, opened: int, closing: str) -> NoReturn:
    """Neither a comma nor the closing bracket behind an entry."""
    _refuse_end(text, at, opened)
    _refuse_comment(text, at)
    _refuse_look_alike(text, at)
    char, began = text[at], text[opened]
    if char in "}]":
        what = (f"{char} closes what {began} began", f"以 {began} 開頭，卻以 {char} 結尾")
        _fail(what, (f"close it with {closing}", f"請以 {closing} 結尾"), at, at + 1)
    if text[at - 1] == "\ufffc" and char not in '"{[':
        what = ("a variable and other characters make a text without quotes", "變數與其他文字相連，卻沒有加雙引號")
        _fail(what, ("a text stands in double quotes", "文字請加雙引號"), at, at + 1)
    _fail(
        ("a comma is missing before this", "前面缺少逗號"),
        ('separate entries by commas, and write " within a text as \\"', '項目之間以逗號分隔；文字裡的 " 請寫成 \\"'),
        at,
        at + 1,
    )


def no_key(text: str, at: int, opened: int) -> NoReturn:
    """No text in double quotes where a key must stand."""
    _refuse_end(text, at, opened)
    char = text[at]
    if char == "\ufffc":
        what = (
            "a value stands where a key must be, so data decide what this object is",
            "應該是鍵的地方是變數，物件內容由資料決定",
        )
        _fail(what, ("write the key out in the template", "請在範本裡直接寫出鍵"), at, at + 1)
    _refuse_comment(text, at)
    if char in "{%" and at == opened + 1:
        what = (f"{{{char} begins a Jinja tag, and here is no template", f"{{{char} 是 Jinja 標籤，但這裡不是範本")
        mend = ("end the name of a template's file in .j2", "範本的檔名請以 .j2 結尾")
        _fail(what, mend, opened, at + 1)
    _refuse_look_alike(text, at)
    _refuse_quotes(text, at)
    word = _WORD.match(text, at)
    if word is not None:
        said = short(word[0])
        what = (f"the key {said} has no quotes", f"鍵 {said} 沒有加雙引號")
        _fail(what, (f'write "{said}"', f'請寫成 "{said}"'), at, word.end())
    if char == ",":
        _fail(("a comma too many", "多了一個逗號"), ("delete it", "請刪除"), at, at + 1)
    _fail(("a key in double quotes must stand here", "這裡必須是加雙引號的鍵"), _ENTRY, at, at + 1)


def no_value(text: str, at: int, opened: int) -> NoReturn:
    """Nothing that is a value of JSON."""
    _refuse_end(text, at, opened)
    _refuse_comment(text, at)
    _refuse_look_alike(text, at)
    _refuse_quotes(text, at)
    word = _WORD.match(text, at)
    if word is None:
        _fail(
            (f"a value is missing before {text[at]}", f"{text[at]} 前面缺少值"),
            (
                "write a text in double quotes, a number, true, false, null, { or [",
                "請寫加雙引號的文字、數字、true、false、null、{ 或 [",
            ),
            at,
            at + 1,
        )
    said, plain = short(word[0]), word[0].lstrip("-+").lower()
    if plain in _NUMBERS_OF_OTHERS:
        what = (f"JSON has no {said}", f"JSON 沒有 {said} 這個值")
        mend = ("write a number, or null", "請寫數字或 null")
    elif plain in _WORDS_OF_OTHERS:
        what = (f"{said} is no value of JSON", f"{said} 不是 JSON 的值")
        mend = (f"write {_WORDS_OF_OTHERS[plain]}", f"請寫 {_WORDS_OF_OTHERS[plain]}")
    elif word[0][0] in "-+.0123456789":
        what = (f"{said} is no number of JSON", f"{said} 不是 JSON 的數字")
        mend = (
            "no leading zero, plus or bare point; put a phone or order number in double quotes",
            "數字開頭不能是 0、加號或小數點；電話、訂單編號請加雙引號",
        )
    else:
        what = (f"{said} has no quotes", f"{said} 沒有加雙引號")
        mend = ("a text stands in double quotes", "文字請加雙引號")
    _fail(what, mend, at, word.end())


def too_great(written: str, span: Span) -> NoReturn:
    """A number that no program holds."""
    _fail(
        (f"{short(written)} is greater than programs can hold", f"{short(written)} 超出程式能表示的範圍"),
        ("write a smaller number, or put an identifier in double quotes", "請寫較小的數字；若是編號請加雙引號"),
        span.start,
        span.end,
    )


def open_string(text: str, at: int) -> NoReturn:
    """A text whose closing quote does not come before its line or the file ends."""
    match = _STRING_SO_FAR.match(text, at)
    end = match.end() if match else at + 1
    char = text[end : end + 1]
    if char and char < " ":
        code = f"U+{ord(char):04X}"
        control = (f"a control character, {code},", f"控制字元 {code}", f"\\u{ord(char):04x}")
        english, chinese, escape = _CONTROLS.get(char, control)
        mend = (
            f'write {escape} there, or close the text before it with "',
            f'請寫成 {escape}，或在前面以 " 結束文字',
        )
        _fail((f"{english} stands within a text", f"文字裡有{chinese}"), mend, end, end + 1)
    _fail(("the text ends within this string", "這段文字還沒有結尾，內容就中斷了"), _CUT_OFF, at, at + 1)


def half_a_character(code: int, start: int, end: int) -> NoReturn:
    """Half a surrogate pair."""
    _fail(
        (f"half a surrogate pair, U+{code:04X}, is no character", f"U+{code:04X} 只是半個代理對，不是字元"),
        ("delete it, or write both halves", "請刪除，或補上另一半"),
        start,
        end,
    )


def no_escape(written: str, start: int, end: int) -> NoReturn:
    """A backslash before what it cannot stand before."""
    _fail(
        (f"{written} is no escape of JSON", f"{written} 不是 JSON 的跳脫字元"),
        (
            "a backslash itself is \\\\, a character by its number is \\u and four hexadecimal digits",
            "反斜線本身請寫 \\\\；以編號表示字元請寫 \\u 加四位十六進位數字",
        ),
        start,
        end,
    )


def short(written: str) -> str:
    """As much of it as a person reads."""
    return written if len(written) <= 40 else f"{written[:20]}…{written[-8:]}"  # noqa: PLR2004  fits on a line


def _refuse_end(text: str, at: int, opened: int) -> None:
    if at < len(text):
        return
    if not text.strip():
        _fail(("there is nothing in it", "沒有內容"), ("write a message", "請寫入訊息"), 0, 0)
    char = text[opened]
    what = (f"the text ends before this {char} is closed", f"這個 {char} 還沒有結尾，內容就中斷了")
    _fail(what, _CUT_OFF, opened, opened + 1)


def _refuse_comment(text: str, at: int) -> None:
    for mark in _COMMENTS:
        if text.startswith(mark, at):
            _fail(
                (f"JSON has no comments, and {mark} begins one", f"JSON 不能有註解，{mark} 是註解的開頭"),
                ("delete it, or say it in another file", "請刪除，或寫在別的檔案"),
                at,
                at + len(mark),
            )


def _refuse_look_alike(text: str, at: int) -> None:
    """A blank that is none to JSON, whether it shows or not, and a full-width mark."""
    char = text[at]
    if char.isspace() or (not char.isprintable() and char != "\ufffc"):
        code = f"U+{ord(char):04X}"
        what = (f"{code} stands here, which JSON does not take for a blank", f"這裡有 {code}，JSON 不當作空白")
        _fail(what, ("delete it, or write an ordinary space", "請刪除，或改成一般空白"), at, at + 1)
    if char in _FULL_WIDTH:
        what = (f"{char} is full-width and means nothing to JSON", f"{char} 是全形，在 JSON 裡沒有作用")
        _fail(what, (f"write {_FULL_WIDTH[char]}", f"請改成半形 {_FULL_WIDTH[char]}"), at, at + 1)


def _refuse_quotes(text: str, at: int) -> None:
    if text[at] in _QUOTES:
        _fail(
            (f'a text stands in double quotes ("), not in {text[at]}', f'文字要用半形雙引號（"），不能用 {text[at]}'),
            ('write " on both sides', '前後都請改成 "'),
            at,
            at + 1,
        )
