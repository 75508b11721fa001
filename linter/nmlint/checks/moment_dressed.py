"""Links, addresses and names of accounts that are spelt for people and not for programs.

All look at a text whose full-width signs were made narrow, and none moves a character.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from nmlint.source import Span

# What stands wherever a link, an address or the name of an account does, dressed or not. Most text has none of it, so
# single characters are sought first, and then what is around them.
_LETTER, _DIGIT = "A-Za-zＡ-Ｚａ-ｚ", "0-9０-９"
_MARK = re.compile(
    f"""[.．:：@＠賴。｡點/／LlＬｌ](?:
    (?<=[.．])(?:[{_LETTER})\\]}}>】〕）］-]|[{_DIGIT}]{{1,3}}[.．][{_DIGIT}]
      |[ \u3000]{{1,2}}[{_LETTER}](?![{_LETTER}{_DIGIT}.．]))
    |(?<=[{_LETTER}信][:：])|(?<=[:：])[/／\\\\]
    |(?<=[@＠])[ \u3000]?[{_LETTER}{_DIGIT}\\])}}>】）］]
    |(?<=賴)我?[ \u3000:：=＝]{{0,2}}[@＠{_LETTER}{_DIGIT}]
    |(?<=[。｡])[{_LETTER}]|(?<=點)[ \u3000)\\]】）］]{{0,2}}[{_LETTER}]
    |(?<=[/／])[/／]
    |(?<=[LlＬｌ])(?<![{_LETTER}][LlＬｌ])[Ii1!|lＩｉ１][NnＮｎ][EeＥｅ](?=[^\n]{{0,20}}?[@＠{_LETTER}])
    )""",
    re.VERBOSE,
)
_STOP = re.compile(r"(?<=[A-Za-z0-9])[。｡](?=[a-z]|(?:COM|NET|ORG|TW)(?![A-Za-z]))")
_MASKED = re.compile(
    r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]{0,4}[*●•○]{2,12}[A-Za-z0-9._%+\-]{0,2}"
    r"@[A-Za-z0-9*●•○\-]{1,63}(?:\.[A-Za-z0-9*●•○\-]{1,63}){1,4}"
)

_OPEN, _SHUT = r"[\[({<【「]\ ?", r"\ ?[\])}>】」]"
# In words only endings that are no words themselves.
_ENDINGS = "com|net|org|info|biz|xyz|tw|cc|io"
_DOTTED = re.compile(
    rf"""[A-Za-z0-9\-]{{1,63}}\ ?{_OPEN}(?:dot|d0t|\.|點){_SHUT}\ ?(?P<ending>[A-Za-z]{{2,12}})(?![A-Za-z])
    |(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9\-]{{1,62}}(?:\ ?點\ ?(?:cn|hk|jp|{_ENDINGS})|\ dot\ (?:{_ENDINGS}))
     (?![A-Za-z])""",
    re.VERBOSE | re.IGNORECASE,
)
# Not where such a letter stands before: from there it was looked at already.
_SPACED = re.compile(
    r"(?<![A-Za-z0-9])(?<!(?<![A-Za-z0-9])[A-Za-z0-9]\s)[A-Za-z0-9](?:\s{1,2}[A-Za-z0-9]){2,60}\s{0,2}\.\s{0,2}"
    r"(?P<ending>[A-Za-z](?:\s{1,2}[A-Za-z]){1,11})(?![A-Za-z0-9])"
)
_WITHOUT_SCHEME = re.compile(r"(?<![A-Za-z0-9:/])//[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63})+")
_ADDRESS = re.compile(
    rf"""(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]{{1,64}}
    \ ?{_OPEN}(?:at|@){_SHUT}\ ?[A-Za-z0-9\-]{{1,63}}
    (?:\ ?(?:\.|點|{_OPEN}(?:dot|d0t|\.|點){_SHUT})\ ?[A-Za-z0-9\-]{{1,63}}){{1,4}}""",
    re.VERBOSE | re.IGNORECASE,
)

_HANDLE = r"[A-Za-z0-9][A-Za-z0-9._\-]{3,19}"
# With a digit or a line in it, it is none of a dictionary's words.
_ODD = rf"(?=[A-Za-z.\-]{{0,20}}[0-9_]){_HANDLE}"
# Names of LINE's accounts have small letters only. A place after an @ is written with a capital, or is one of these.
_AT = re.compile(
    rf"""(?<![A-Za-z0-9_.@])@(?:{_ODD}|(?!(?:home|work|cafe)(?![a-z]))[a-z][a-z.\-]{{3,19}})(?![A-Za-z0-9_@])
    |(?<=[加尋蹤號賴])\ ?:?\ ?@{_HANDLE}|(?i:line)\ ?:?\ ?@{_HANDLE}""",
    re.VERBOSE,
)
_LINE = "(?<![A-Za-z])l[i1!|l]ne(?![A-Za-z0-9])"
_LABELLED = re.compile(
    rf"""(?:{_LINE}|賴)\ ?(?:id\ ?[:=]?|[:=])\ ?@?{_HANDLE}
    |(?:(?:[+加]|加入)\ ?(?:我的?)?\ ?(?:{_LINE}|賴)|賴我)\ ?:?\ ?{_ODD}
    |{_LINE}[^\n]{{0,12}}?(?<![A-Za-z員戶號單])(?<![員戶號單]\ )id\ ?(?:是|為|叫|[:=])\ ?["「『(]?@?{_HANDLE}
    |(?<![A-Za-z])(?:ig|instagram|telegram|tg|whatsapp|wechat|微信)\ ?(?:[:=]\ ?@?{_HANDLE}|(?<=[tmp微信])\ {_ODD})""",
    re.VERBOSE | re.IGNORECASE,
)
_LABEL = re.compile("[LlIiTtWw微賴](?:(?<=[微賴])|(?<=[Ll])[Ii1!|l][Nn][Ee]|(?<=[IiTt])[GgNnEe]|(?<=[Ww])[HhEe])")


def may_hold(text: str) -> bool:
    """Whether anything of the kind can stand in a text: quick to say no."""
    return _MARK.search(text) is not None or "dot" in text or "DOT" in text


def plain(text: str) -> str:
    """A narrow text with stops between Latin letters as dots, and without addresses that are masked."""
    text = _STOP.sub(".", text)
    return _MASKED.sub(lambda found: " " * len(found[0]), text) if "@" in text else text


def accounts(text: str) -> Iterator[Span]:
    """Names of accounts, with the sign that stands before them or with the word that says what they are."""
    if "@" in text and (found := _AT.search(text)):
        yield Span(*found.span())
    if _LABEL.search(text) and (found := _LABELLED.search(text)):
        yield Span(*found.span())


def addresses(text: str) -> Iterator[Span]:
    """E-mail addresses with words for their signs."""
    if ("at" in text or "AT" in text) and (found := _ADDRESS.search(text)):
        yield Span(*found.span())


def links(text: str, endings: Collection[str]) -> Iterator[Span]:
    """Hosts with words for their dots, with blanks between their letters, or without what makes them links."""
    for pattern, may_be in (
        (_DOTTED, "點" in text or "dot" in text.lower() or "d0t" in text or ".]" in text or ".)" in text),
        (_SPACED, " ." in text or ". " in text),
        (_WITHOUT_SCHEME, "//" in text),
    ):
        for found in pattern.finditer(text) if may_be else ():
            ending = found.groupdict().get("ending")
            if ending is None or "".join(ending.split()).lower() in endings:
                yield Span(*found.span())
