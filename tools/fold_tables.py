"""Writes the character tables of text folding, `linter/nmlint/text/tables.json`.

    pip install opencc==1.4.2
    python tools/fold_tables.py confusables.txt linter/nmlint/text/tables.json

`confusables.txt` is Unicode's data file of UTS 39 (https://www.unicode.org/Public/security/). The output has four
tables:

- `variants`: a character that is not among the frequent ones of Big5 (Simplified, Japanese, rare) to the usual
  Traditional one;
- `classes`: a frequent Traditional character to the one that stands for all characters with the same Simplified form;
- `looks`: a letter or sign of another script to the Latin letter, digit or Han character that it imitates;
- `styles`: a digit or letter in a box or circle that NFKC leaves as it is, or would leave in brackets.
"""

# ruff: noqa: INP001  # a script, not a package
from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path

import opencc

HAN = [chr(point) for point in (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000))]

# Where one Simplified character stands for several Traditional ones, the converter's choice is not always the usual.
USUAL = (
    "後裡乾發台只面復系準雲谷餘出幾斗制表志向回週卷了克致價種松鐘獲匯當盡團簽採占遊為著群眾線啟床峰吃鄰升"
    "注並託範薑才舍拼污濕彩岩讚"
)

# Scripts whose letters pass for Latin ones.
IMITATORS = ("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU", "LATIN")

# In UTS 39 capital i and small l are one class, named after l.
CAPITAL_I = "ƖΙⲒІӀꓲ"

# Regional and old forms that UTS 39 pairs and the converter does not know; ordinary typing, not imitation.
FORMS = {
    "劵": "券",
    "値": "值",
    "戸": "戶",
    "晩": "晚",
    "絶": "絕",
    "黒": "黑",
    "塡": "填",
    "鎭": "鎮",
    "倂": "併",
    "硏": "研",
}

# Emoji that are words in a box.
BOXED = {"🆒": "cool", "🆓": "free", "🆕": "new", "🆗": "ok", "🆙": "up!", "🆚": "vs"}


def in_big5(char: str) -> bool:
    """Whether a Traditional Chinese system of any age can type it."""
    try:
        return len(char.encode("big5")) == 2  # noqa: PLR2004
    except UnicodeEncodeError:
        return False


def common(char: str) -> bool:
    """Whether it is among the 5,401 frequent characters of Big5."""
    return in_big5(char) and b"\xa4\x40" <= char.encode("big5") <= b"\xc6\x7e"


def classes() -> list[set[str]]:
    """Sets of characters that are one another's Simplified, Traditional or regional form."""
    parent = {char: char for char in HAN}

    def root(char: str) -> str:
        while parent[char] != char:
            char = parent[char]
        return char

    def join(char: str, other: str) -> None:
        if other in parent:
            parent[root(other)] = root(char)

    converters = [opencc.OpenCC(name) for name in ("t2s", "s2t", "t2tw", "t2hk")]
    from_japanese = opencc.OpenCC("jp2t")
    for char in HAN:
        converted = [converter.convert(char) for converter in converters]
        for other in converted:
            join(char, other)
        if not in_big5(char) and set(converted) == {char}:
            join(char, from_japanese.convert(char))
    for char, other in FORMS.items():
        join(other, char)
    grouped = defaultdict(set)
    for char in HAN:
        grouped[root(char)].add(char)
    return [group for group in grouped.values() if len(group) > 1]


def usual(group: set[str], to_tw: opencc.OpenCC, to_t: opencc.OpenCC, to_s: opencc.OpenCC) -> str:
    """The member that a Taiwanese writer would most likely have meant."""
    for char in USUAL:
        if char in group:
            return char
    default = to_tw.convert(to_t.convert(to_s.convert(min(group))))
    ranked = sorted(group, key=lambda char: (not common(char), not in_big5(char), char != default, char))
    return ranked[0]


def chinese() -> tuple[dict[str, str], dict[str, str]]:
    """The tables `variants` and `classes`."""
    to_tw, to_t, to_s = (opencc.OpenCC(name) for name in ("t2tw", "s2t", "t2s"))
    variants: dict[str, str] = {}
    merged: dict[str, str] = {}
    for group in classes():
        key = usual(group, to_tw, to_t, to_s)
        for char in group - {key}:
            (merged if common(char) else variants)[char] = key
    return variants, merged


def looks(confusables: str) -> dict[str, str]:
    """The table `looks`."""
    table = {}
    for source, target in re.findall(r"^([0-9A-F]+) ;\t([0-9A-F]+) ;", confusables, re.MULTILINE):
        char, model = chr(int(source, 16)), chr(int(target, 16))
        name = unicodedata.name(char, "")
        if char.isascii() or unicodedata.normalize("NFKC", char) != char:
            continue
        if name.startswith(IMITATORS) and model.isascii() and model.isalnum():
            table[char] = "i" if char in CAPITAL_I else model.lower()
        elif name.startswith("CJK RADICAL") and model in HAN:
            table[char] = model
    for point in range(0x250, 0xAB70):
        small = re.fullmatch(r"LATIN LETTER SMALL CAPITAL ([A-Z])", unicodedata.name(chr(point), ""))
        if small:
            table[chr(point)] = small[1].lower()
    return table | {"囗": "口", "㇐": "一"}


def styles() -> dict[str, str]:
    """The table `styles`."""
    table = {}
    for point in (*range(0x2070, 0x3400), *range(0x10100, 0x1FA00)):
        char = chr(point)
        name = unicodedata.name(char, "")
        letter = re.fullmatch(
            r"(?:(?:NEGATIVE )?(?:CIRCLED|SQUARED)|PARENTHESIZED) LATIN (?:CAPITAL|SMALL) LETTER ([A-Z])", name
        )
        plain = unicodedata.normalize("NFKC", char)
        if letter and plain.lower() != letter[1].lower():
            table[char] = letter[1].lower()
        figure = unicodedata.numeric(char, -1) if unicodedata.category(char) == "No" else -1
        if figure >= 0 and figure == int(figure) and re.search(r"CIRCLED|PARENTHESIZED|FULL STOP|COMMA", name):
            figures = plain.strip("().,") if plain != char else str(int(figure))
            if figures != plain:
                table[char] = figures
        if re.fullmatch(r"PARENTHESIZED IDEOGRAPH .+|TORTOISE SHELL BRACKETED .+", name):
            table[char] = plain.strip("()〔〕")
    return table | BOXED


def packed(table: dict[str, str]) -> dict[str, str]:
    """A table of single characters as two strings of the same length."""
    keys = sorted(table)
    return {"from": "".join(keys), "to": "".join(table[key] for key in keys)}


def main(confusables_path: str, output_path: str) -> None:
    """Writes the file."""
    confusables = Path(confusables_path).read_text(encoding="utf-8-sig")
    variants, merged = chinese()
    unicode_version = re.search(r"^# Version: (\S+)", confusables, re.MULTILINE)
    unicode_date = re.search(r"^# Date: (\S+),", confusables, re.MULTILINE)
    if unicode_version is None or unicode_date is None:
        raise SystemExit(f"{confusables_path} does not look like Unicode's confusables.txt")
    document = {
        "about": {
            "generator": "tools/fold_tables.py",
            "opencc": {
                "what": "variants, classes: OpenCC's dictionaries t2s, s2t, t2tw, t2hk, jp2t",
                "version": version("opencc"),
                "license": "Apache-2.0",
                "url": "https://github.com/BYVoid/OpenCC",
            },
            "confusables": {
                "what": "looks: UTS 39 confusables.txt, and small capitals by their names",
                "version": unicode_version[1],
                "date": unicode_date[1],
                "license": "Unicode-3.0",
                "url": "https://www.unicode.org/Public/security/",
            },
            "names": {
                "what": "styles: character names and numeric values of the Unicode Character Database",
                "version": unicodedata.unidata_version,
                "license": "Unicode-3.0",
            },
        },
        "variants": packed(variants),
        "classes": packed(merged),
        "looks": packed(looks(confusables)),
        "styles": styles(),
    }
    text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True)
    Path(output_path).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
