"""In words, what kind of change an edit of a text is."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from nmlint.bilingual import Bilingual
from nmlint.text.views import fold

_EMOJI = frozenset({"So", "Sk", "Cs", "Co", "Cn"})

_NATURES = {
    "width": Bilingual("the same characters in another width or encoding", "同樣的字，全形、半形或編碼不同"),
    "script": Bilingual("the characters are written in another form", "字形改變（例如簡體、異體或大小寫）"),
    "punctuation": Bilingual("the punctuation differs", "標點符號改變"),
    "picture": Bilingual("an emoji or a symbol differs", "表情符號或圖形符號改變"),
    "blank": Bilingual("a blank joins or parts words, or is of another kind", "空白會使文字相連或分開，或換了種類"),
    "number": Bilingual("a number differs", "數字改變"),
    "added": Bilingual("words were added", "增加文字"),
    "removed": Bilingual("words were removed", "刪除文字"),
    "wording": Bilingual("the wording differs", "文字改變"),
}


def nature(before: str, after: str) -> Bilingual:
    """What kind of change it is; before and after are the changed characters alone."""
    return _NATURES[_kind(before, after)]


def _kind(before: str, after: str) -> str:
    both = before + after
    if before and after:
        if unicodedata.normalize("NFKC", before) == unicodedata.normalize("NFKC", after):
            return "width"
        if fold(before).text == fold(after).text:
            return "script"
    for kind, holds in _OF_ALL.items():
        if all(map(holds, both)):
            return kind
    return "wording" if before and after else "added" if after else "removed"


_OF_ALL: dict[str, Callable[[str], bool]] = {
    "blank": lambda char: char.isspace() or unicodedata.category(char) == "Cf",
    "punctuation": lambda char: unicodedata.category(char).startswith("P") or char.isspace(),
    "number": lambda char: char.isdecimal(),
    "picture": lambda char: unicodedata.category(char) in _EMOJI or unicodedata.category(char) in {"Mn", "Cf", "Me"},
}
