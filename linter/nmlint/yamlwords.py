"""Says in plain words what a YAML parser complains about: what is wrong, and the mend."""

from __future__ import annotations

import re

from nmlint.bilingual import Bilingual

_KEY_WITH_FULL_WIDTH_COLON = re.compile(r"\s*[^\s\-'\"#\[{:：][^:：]*：[^:]*")
_QUOTE = ("put it in quotes", "請加上引號")

# Fragments of what libyaml and PyYAML's own parser say, the more telling first; {char} is the character found.
_WORDS: tuple[tuple[str, tuple[str, str], tuple[str, str]], ...] = (
    ("cannot start any token", ("a value cannot begin with '{char}'", "內容不能以「{char}」開頭"), _QUOTE),
    (
        "mapping values are not allowed",
        ("a second ': ' on the line, or a line indented too far", "同一行出現第二個「: 」，或縮排過深"),
        ("put a value that holds ': ' in quotes", "內容若含有「: 」請加上引號"),
    ),
    (
        "unknown escape",
        ("a '\\' inside double quotes that YAML does not know", "雙引號內有 YAML 不認得的「\\」"),
        ("use single quotes", "請改用單引號"),
    ),
    (
        "expected escape sequence|hexdecimal|hexadecimal",
        ("an unfinished '\\' escape", "「\\」後面的編碼不完整"),
        ("use single quotes", "請改用單引號"),
    ),
    (
        "could not find expected ':'",
        ("a key without a colon, or a text that is not indented", "鍵後面少了冒號，或文字沒有縮排"),
        ("write 'key: value', or indent the text below its key", "請寫成「key: value」，或把文字縮排在鍵的下面"),
    ),
    (
        r"',' or '\]'",
        ("a list is never closed; a ] is missing", "清單沒有關閉，少了「]」"),
        ("add it, or quote the text that holds brackets", "請補上；文字本身含有括號時請加上引號"),
    ),
    (
        r"',' or '\}'",
        ("a mapping is never closed; a } is missing", "鍵值沒有關閉，少了「}」"),
        ("add it, or quote the text that holds braces", "請補上；文字本身含有括號時請加上引號"),
    ),
    (
        "node content",
        ("a list or mapping that is never closed", "清單或鍵值沒有關閉"),
        ("close it with ] or }", "請以「]」或「}」結尾"),
    ),
    (
        "'-' indicator|<block end>|expected key|expected the node",
        ("this line does not fit the lines above it", "這一行和上面的行對不起來"),
        ("check the indentation and the quotes", "請檢查縮排與引號"),
    ),
    (
        "<document start>",
        ("this line stands further left than the first one", "這一行比第一行更靠左"),
        ("start every top key in column 1", "最上層的鍵都從第一欄開始"),
    ),
    ("nesting depth", ("nested too deeply", "巢狀太深"), ("flatten it", "請減少層數")),
    ("undefined tag handle", ("a tag (!) that is not defined", "這裡不支援 !（tag）"), _QUOTE),
    (
        "alias|anchor|alphabetic or numeric",
        ("a * or & that is not followed by a name", "「*」或「&」後面沒有名稱"),
        _QUOTE,
    ),
    (
        "block scalar|comment or (?:a )?line break",
        ("text on the line of a | or >", "「|」或「>」的同一行有文字"),
        ("start the text on the next line", "文字請從下一行開始"),
    ),
)


def explain(problem: str, text: str, at: int) -> tuple[Bilingual, Bilingual]:
    """What a parser's words mean that it says of a place in a text, and the mend."""
    # A line without a colon is only noticed at the colon of the next one.
    above, _, line = text[:at].rpartition("\n")
    above = above.rpartition("\n")[2]
    here = text[at : at + 1]
    if here == "\t" or (here.isspace() and line.startswith("\t")):
        return Bilingual("a tab where YAML wants spaces", "這裡用了 Tab"), Bilingual(
            "YAML is indented with spaces", "YAML 只能用空白縮排"
        )
    if any(_KEY_WITH_FULL_WIDTH_COLON.fullmatch(known) for known in (above, line)):
        return Bilingual("a full-width colon where a key ends", "鍵後面用了全形冒號「：」"), Bilingual(
            "write ': ' (half-width colon and a space)", "請改成半形冒號加一個空白「: 」"
        )
    if "mapping values" in problem and above.strip() and ":" not in above:
        known = above.strip()[:40]
        return Bilingual(f"the line above, {known!r}, has no colon", f"上一行「{known}」少了冒號"), Bilingual(
            "write 'key: value'", "請寫成「key: value」"
        )
    if "unexpected end of stream" in problem:
        return Bilingual("a quote that is never closed", "引號沒有關閉"), Bilingual("close the quote", "請補上引號")
    for fragment, what, mend in _WORDS:
        if re.search(fragment, problem):
            english, chinese = (words.replace("{char}", here) for words in what)
            return Bilingual(english, chinese), Bilingual(*mend)
    return Bilingual(f"no valid YAML here: {problem}", f"這裡不是正確的 YAML：{problem}"), Bilingual(
        "check quotes, colons and indentation", "請檢查引號、冒號與縮排"
    )
