"""Characters that no value should bring into a message: those that cannot be seen, and those that nobody can read."""

from __future__ import annotations

import re
from collections.abc import Mapping

from nmlint.bilingual import Bilingual
from nmlint.catalogue import Catalogue
from nmlint.checks.model import Spec
from nmlint.checks.moments import LONGEST, Ask, Flaw, Maker, Moment, kind_of, named
from nmlint.documents.values import TYPES

# Marks over and under the letters of Latin, Greek and Cyrillic and of Thai, of which words need three at most.
_MARKS = "\u0300-\u036f\u0483-\u0489\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff\ufe20-\ufe2f"
# Lines through letters and shapes around them, which no script needs; around a digit it is a key of a telephone.
_DRAWN = "\u0332-\u0337\u20d0-\u20f0"
# What Python calls printable although it has no shape of its own, or stands for what was lost.
_PRINTED = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\ufe00-\ufe0f\uffa0\ufffc\ufffd\U000e0100-\U000e01ef"
    f"{_DRAWN}{_MARKS}]"
)
_ODD = re.compile(
    "(?P<lines>[\n\r\x0b\x0c\x85\u2028\u2029]+)"
    "|(?P<control>[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\t]+)"
    "|(?P<direction>[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+)"
    "|(?P<lost>[\ufffc\ufffd\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U0001fffe\U0001ffff\U0002fffe\U0002ffff"
    "\U0003fffe-\U000dffff\U000efffe\U000effff\U000ffffe\U000fffff\U0010fffe\U0010ffff]+)"
    "|(?P<private>[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]+)"
    f"|(?P<stacked>[{_MARKS}]{{4,}})|(?P<drawn>(?:(?!(?<=[0-9#*]\ufe0f)\u20e3|(?<=[0-9#*])\u20e3)[{_DRAWN}])+)"
    "|(?P<unseen>[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\u206a-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+)"
)
_SAID = {
    "lines": Bilingual("a line break", "換行"),
    "control": Bilingual("a control character", "控制字元"),
    "direction": Bilingual("a character that turns the direction of text", "改變文字方向的字元"),
    "lost": Bilingual("a character that was lost in conversion or is none", "轉碼遺失或不存在的字元"),
    "private": Bilingual("a character of one's own making, which phones cannot show", "造字（私用區），手機無法顯示"),
    "stacked": Bilingual("marks stacked on one letter", "疊在同一個字上的多個符號"),
    "drawn": Bilingual("a line or shape drawn over a letter", "畫在字上的線或外框"),
    "unseen": Bilingual("a character that cannot be seen", "看不見的字元"),
}
_OF_THE_RIGHT = re.compile("[\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_JOINER, _NON_JOINER = "\u200d", "\u200c"
# Scripts in which the two joiners shape letters: Arabic and Persian, those of India, and their neighbours.
_JOINED = re.compile("[\u0600-\u06ff\u0750-\u077f\u0900-\u0dff\u1000-\u109f\u1780-\u17ff]")
_PICTURE = re.compile("[\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff]")
_VARIANT = re.compile("[#*0-9\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff]")
_IDEOGRAPH = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_FLAG = "\U0001f3f4"
_TAGS = re.compile("[\U000e0020-\U000e007e]+\U000e007f")
# So many characters before a joiner may belong to the picture that it joins.
_NEAR = 8
_SKIN_AND_STYLE = re.compile("[\ufe0f\U0001f3fb-\U0001f3ff]+\\Z")


def characters(_spec: Spec, _catalogue: Catalogue) -> Ask:
    """The first run of characters that do not belong in a value of this type.

    Text of several lines may break lines; whatever shapes an emoji, an ideograph or a letter of its script may stand.
    """

    def ask(moment: Moment) -> Flaw | None:
        text = moment.text
        if len(text) > LONGEST:
            text = text[:LONGEST]
        if text.isprintable() and (text.isascii() or _PRINTED.search(text) is None):
            return None
        free = _is_free(kind_of(moment))
        for found in _ODD.finditer(text):
            group = found.lastgroup or ""
            if group == "lines" and free and not {*found.group()} - {*"\n\r"}:
                continue
            if group == "direction" and not {*found.group()} - {*"\u061c\u200e\u200f"} and _OF_THE_RIGHT.search(text):
                continue
            if group == "unseen" and _shapes(text, found.start(), found.end()):
                continue
            codes = " ".join(f"U+{ord(char):04X}" for char in dict.fromkeys(found.group()))
            return Flaw(*found.span(), named(moment, codes=codes, reason=_SAID[group]))
        return None

    return ask


def _is_free(kind: str | None) -> bool:
    return kind is None or (kind in TYPES and TYPES[kind].free)


def _shapes(text: str, start: int, end: int) -> bool:
    """Whether every invisible character of a run gives its neighbours their shape."""
    run, before, after = text[start:end], text[max(0, start - _NEAR) : start], text[end : end + 1]
    if run[0] == "\ufe0f" and len(run) > 1:  # an emoji in colours, then a joiner
        return _VARIANT.match(before[-1:]) is not None and _shapes(text, start + 1, end)
    if run in (_JOINER, _NON_JOINER):
        if _JOINED.match(before[-1:]) and (run == _JOINER or _JOINED.match(after)):
            return True
        picture = _SKIN_AND_STYLE.sub("", before)[-1:]
        return run == _JOINER and _PICTURE.match(picture) is not None and _PICTURE.match(after) is not None
    if len(run) == 1 and "\ufe00" <= run <= "\ufe0f":
        styled = _VARIANT if run in "\ufe0e\ufe0f" else _IDEOGRAPH
        return styled.match(before[-1:]) is not None
    if len(run) == 1 and "\U000e0100" <= run <= "\U000e01ef":
        return _IDEOGRAPH.match(before[-1:]) is not None
    return before.endswith(_FLAG) and _TAGS.fullmatch(run) is not None


TESTS: Mapping[str, Maker] = {"characters": characters}
