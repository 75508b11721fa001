"""Values that stand for none, and values that hold what belongs into a program."""

from __future__ import annotations

import re
from collections.abc import Mapping
from string import ascii_letters

from nmlint.catalogue import Catalogue
from nmlint.checks.model import Spec
from nmlint.checks.moments import LONGEST, Ask, Flaw, Maker, Moment, kind_of, named

# Where these stand, a name may well be spelt like a word of a program: Null, Nan, True and Todo are surnames.
_NAMES = frozenset({"name", "place"})
_DATES = frozenset({"date", "datetime", "period"})
# Types that hold words, so that one may stand among them.
_WORDED = frozenset({None, "text", "reference", "choice", "url"})
_FIELD = re.compile(
    r"""\{\{[^{}]*\}\}|[$\#]\{[^{}]*\}|\{(?!(?-i:[A-Z]{1,3})[0-9]{1,5}\})[A-Za-z_][\w.]+\}|\{[0-9]\}
    |(?<![0-9])%(?:\([A-Za-z_]\w*\)[a-z]|[sdif](?![A-Za-z]))
    |\[object\ \w+\]|<(?:class|function|module|bound\ method|generator|[\w.]+\ object)\ [^<>]*>
    |(?<!\w)(?:datetime\.(?:date|datetime|time|timedelta)|Decimal|UUID|Timestamp|OrderedDict)\([^()]*\)
    |[\[<＜〔](?:姓名|訂單編號|單號|日期|時間|金額|門市|品名|連結|網址|name|date|amount|link|url)[\]>＞〕]
     (?!\ ?[:：]?\ ?[0-9a-z$])
    """,
    re.VERBOSE | re.IGNORECASE,
)
_MARK_OF_A_FIELD = re.compile(r"[{%\[<＜〔(]")
_FILLER = re.compile(r"x{2,}|[○〇◯]{2,}|\?+|？+|\.{2,}|…+|_+|＿+", re.IGNORECASE)
_OF_FILLER = frozenset("xX○〇◯?？.…_＿")


def unfilled(spec: Spec, _catalogue: Catalogue) -> Ask:
    """A value that stands for none: a program's word for nothing, a field that nobody filled in, filler."""
    words = frozenset(word.casefold() for word in spec.get("list", ()))
    longest = max(map(len, words), default=0)
    in_names, dates = frozenset(spec.get("names", ())), tuple(spec.get("dates", ()))
    within = spec.get("inside", ())
    inside = re.compile("|".join(map(re.escape, within)) or "(?!)")
    # Most text of Han characters has none of the letters with which such a word begins.
    begins = re.compile("[" + "".join(sorted({re.escape(word[0]) for word in within})) + "]") if within else inside

    def whole(text: str, kind: str | None) -> bool:
        if text[0] in _OF_FILLER and _FILLER.fullmatch(text):
            return True
        if kind in _NAMES:
            return text.strip() in in_names
        return (len(text) <= longest and text.strip().casefold() in words) or (
            kind in _DATES and text.startswith(dates)
        )

    def part(text: str, kind: str | None) -> tuple[int, int] | None:
        if _MARK_OF_A_FIELD.search(text) and (found := _FIELD.search(text)):
            return found.span()
        if kind not in _WORDED or begins.search(text) is None:
            return None
        for found in inside.finditer(text):
            start, end = found.span()
            beside = text[max(0, start - 1) : start] + text[end : end + 1]
            # Within a longer word it is another; a Han character beside it is none of its letters.
            if not any(char in ascii_letters for char in beside):
                return start, end
        return None

    def ask(moment: Moment) -> Flaw | None:
        text, kind = moment.text, kind_of(moment)
        if not text:
            return None
        if len(text) > LONGEST:
            text = text[:LONGEST]
        span = (0, len(text)) if whole(text, kind) else part(text, kind)
        return None if span is None or _is_declared(moment) else Flaw(*span, named(moment))

    return ask


def _is_declared(moment: Moment) -> bool:
    """Whether it is one of the values that the variable lists, and so says what it says."""
    return moment.variable is not None and moment.text in map(str, moment.variable.values)


_TAGS = (
    "a|audio|b|body|br|button|center|div|em|embed|font|form|h[1-6]|head|hr|html|i|iframe|img|input|li|link|meta|object"
    "|ol|p|script|small|span|strong|style|sub|sup|svg|table|tbody|td|th|tr|u|ul|video"
)
_MARKUP = re.compile(
    rf"""\{{%|%\}}|<%|<\?(?:=|php|xml)|!!(?:python|ruby|perl|java|js|php)/
    |\{{\#|\#\}}|(?<!\{{)\{{\{{(?![^{{}}]*\}}\}})|^[^{{}}]*\}}\}}
    |</?(?:{_TAGS})(?:\s[^<>]*)?/?>|<!--|<!doctype|<(?:script|iframe|svg)\b
    |&(?:amp|lt|gt|quot|apos|nbsp|\#[0-9]{{1,7}}|\#x[0-9a-f]{{1,6}});
    |["']\s*,\s*["'][\w.\-]+["']\s*:|\{{\s*\\?["'][\w.\-]+\\?["']\s*:|["']\s*\}}|\\u[0-9a-f]{{4}}|\\[nrt](?![A-Za-z\\])|\\["']""",
    re.VERBOSE | re.IGNORECASE,
)
_MARK_OF_MARKUP = re.compile(r"""[{}<&\\"'!](?:(?<=[{}<&\\])|(?<=["'])\s*,|(?<=!)!)""")


def markup(_spec: Spec, _catalogue: Catalogue) -> Ask:
    """Signs of a template, of HTML or of JSON in a value, which a receiver sees or a program takes for its own."""

    def ask(moment: Moment) -> Flaw | None:
        text = moment.text
        if len(text) > LONGEST:
            text = text[:LONGEST]
        if _MARK_OF_MARKUP.search(text) is None or (found := _MARKUP.search(text)) is None:
            return None
        return Flaw(*found.span(), named(moment))

    return ask


TESTS: Mapping[str, Maker] = {"unfilled": unfilled, "markup": markup}
