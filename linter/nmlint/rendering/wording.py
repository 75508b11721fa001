"""What Jinja and Python say about a fault, said in Traditional Chinese as well."""

from __future__ import annotations

import re

from nmlint.bilingual import Bilingual


def in_both(words: str) -> Bilingual:
    """Words of Jinja or Python with their Chinese; words that nobody foresaw are quoted as they are."""
    for pattern, chinese in _SENTENCES:
        match = re.search(pattern, words)
        if match is not None:
            return Bilingual(words, chinese.format(*map(_token, match.groups())))
    return Bilingual(words, f"原文為「{words}」")


def _token(name: str) -> str:
    return _TOKENS.get(name) or f"「{name}」"


_TOKENS = {
    "begin of comment": "註解的開頭",
    "end of comment": "註解的結尾",
    "begin of statement block": "區塊標籤的開頭",
    "end of statement block": "區塊標籤的結尾",
    "begin of print statement": "輸出標籤的開頭",
    "end of print statement": "輸出標籤的結尾",
    "end of template": "範本的結尾",
    "template data / text": "一般文字",
    "name": "名稱",
    "string": "字串",
    "integer": "整數",
    "float": "小數",
}

_Q = "['\"]"
# Compiled when one is asked for: most runs have nothing to say of Jinja.
_SENTENCES = (
    # of the parser
    (rf"^expected token {_Q}(.+){_Q}, got {_Q}(.+){_Q}", "這裡應該是{0}，卻是{1}；請檢查標籤的寫法"),
    (rf"^unexpected end of template, expected {_Q}(.+){_Q}", "範本到這裡就結束了，還缺{0}；請補上"),
    (rf"^unexpected {_Q}(.+?){_Q}, expected {_Q}(.+){_Q}", "這裡應該是{1}，卻是{0}；請檢查括號是否成對"),
    (rf"^unexpected {_Q}(.+){_Q}", "這裡不該出現{0}；請刪去，或補上缺少的部分"),
    (rf"^Expected an expression, got {_Q}(.+){_Q}", "這裡應該是運算式，卻是{0}；請補上"),
    (r"^Unexpected end of template", "範本到這裡就結束了，前面有區塊沒有結束；請補上結束標籤"),
    (r"^tag name expected", "區塊標籤裡要先寫標籤名稱，例如 if 或 for"),
    (r"^expected name or number", "「.」後面要接名稱或數字"),
    (r"^expected subscript", "方括號裡要寫索引"),
    (r"^invalid syntax for function call", "呼叫的參數寫法有誤；請檢查順序與逗號"),
    (r"^Block names in Jinja", "block 的名稱只能用英文字母、數字與底線；請改名"),
    (r"^Required blocks can only", "標示 required 的 block 只能放註解或空白"),
    (r"^names starting with an underline", "以底線開頭的名稱不能 import；請改名"),
    (r"^non-default argument follows", "沒有預設值的參數要寫在有預設值的參數前面"),
    (r"^expected call", "call 標籤要呼叫巨集，例如 call box()"),
    (r"^can't assign to", "這裡不能存放值；請改寫成變數名稱"),
    (r"^You cannot chain multiple tests", "不能連續寫兩個 is；請用 and 連接"),
    (r"^Invalid character in identifier", "名稱裡有不能用的字元；請只用文字、數字與底線"),
    (
        r"^(?:truncated|malformed) .*escape|^unknown Unicode character|codec can't",
        "字串裡的反斜線寫得不完整；請改正或刪去",
    ),
    (r"special \"caller\" argument", "巨集的 caller 參數要省略，或給預設值"),
    (rf"^block {_Q}(.+){_Q} defined twice", "block {0}定義了兩次；請改名或刪去一個"),
    (r"^cannot use extend from", "extends 要寫在範本最外層"),
    (r"^Can't assign to special loop", "loop 是迴圈專用的名稱；請換一個變數名稱"),
    (r"too many digits", "這個數字的位數太多；請縮短"),
    (rf"^translatable variable {_Q}(.+){_Q} defined twice", "trans 的變數{0}定義了兩次；請刪去一個"),
    (rf"^unknown variable {_Q}(.+){_Q} for pluralization", "trans 裡沒有變數{0}；請先定義"),
    (r"^control structures in translatable", "trans 裡不能有其他區塊；請移到外面"),
    (rf"^No filter named {_Q}(.+){_Q}", "沒有叫{0}的過濾器；請更正名稱"),
    (rf"^No test named {_Q}(.+){_Q}", "沒有叫{0}的測試；請更正名稱"),
    (rf"^the name {_Q}(.+){_Q} is given twice", "名稱{0}給了兩次；請刪去一個"),
    # of the sandbox
    (rf"^the attribute {_Q}(.+){_Q} is private", "屬性{0}以底線開頭，屬於程式內部；請改用其他屬性"),
    (
        rf"^access to attribute {_Q}(.+){_Q} of",
        "範本裡不能使用屬性{0}，因為它屬於程式內部或會改動資料；請改用其他寫法",
    ),
    (r"is not safely callable", "這裡不能呼叫，因為會碰到程式內部；請刪去"),
    # of a run
    (r"by zero|modulo by zero", "除數是零；請先確認不是零"),
    (rf"^{_Q}(.+){_Q} is undefined", "{0}沒有值；請用 default 給預設值"),
    (rf"^{_Q}?(.+?){_Q}? has no (?:attribute|element) {_Q}?(.+?){_Q}?$", "{0}沒有{1}；請更正名稱，或先確認它存在"),
    (r"^can only concatenate (\w+) \(not \"(\w+)\"\)", "型別{0}與{1}不能相加；請先轉換"),
    (
        rf"^unsupported operand type\(s\) for \+: (?={_Q}str|.* and {_Q}str){_Q}(.+){_Q} and {_Q}(.+){_Q}",
        "型別{0}與{1}不能相加；要連接文字請用 ~",
    ),
    (
        rf"^unsupported operand type\(s\) for (\S+?):? {_Q}(.+){_Q} and {_Q}(.+){_Q}",
        "型別{1}與{2}不能做{0}運算；請先轉換",
    ),
    (rf"^bad operand type for unary (\S+): {_Q}(.+){_Q}", "型別{1}不能做{0}運算；請先轉換"),
    (rf"^can't multiply sequence by non-int of type {_Q}(.+){_Q}", "文字或清單不能乘以型別{0}；請先轉成整數"),
    (
        rf"^{_Q}(.+){_Q} not supported between instances of {_Q}(.+){_Q} and {_Q}(.+){_Q}",
        "型別{1}與{2}不能比較；請先轉換",
    ),
    (rf"^{_Q}(.+){_Q} object is not callable", "型別{0}不能呼叫；請去掉括號"),
    (rf"^{_Q}(.+){_Q} object is not iterable", "型別{0}不能逐項列出；請改用清單"),
    (rf"^macro {_Q}(.+){_Q} takes no keyword argument {_Q}(.+){_Q}", "巨集{0}沒有參數{1}；請更正"),
    (rf"^macro {_Q}(.+){_Q} takes not more than (\d+)", "巨集{0}最多只接受{1}個參數；請刪減"),
    (rf"^macro {_Q}(.+){_Q} was invoked with two values", "巨集{0}的同一個參數給了兩次；請刪去一個"),
    (rf"^Required block {_Q}(.+){_Q} not found", "缺少必要的 block {0}；請補上"),
    (r"^extended multiple times", "範本用了兩次 extends；請只留一個"),
    (r"^not enough arguments for format|^tuple index|index out of range", "格式字串需要的值比給的多；請補上"),
    (r"^not all arguments converted", "給格式字串的值太多；請刪減"),
    (r"^incomplete format|format", "格式寫得有誤；請檢查 % 或大括號"),
    (r"^The loop must have the 'recursive' marker", "迴圈要標示 recursive 才能呼叫自己"),
    (r"values to unpack", "每一項的個數與 for 或 set 的變數個數不同；請更正"),
)
