"""Folds, while the catalogue is compiled, everything that rules compare with folded texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nmlint.catalogue.model import RAW
from nmlint.catalogue.regexes import is_tame
from nmlint.text.data import FoldData, shipped_data
from nmlint.text.folding import Folder
from nmlint.text.patterns import fold_pattern

_TERM_LISTS = ("list", "needs", "unless_near", "words")
_TERMS_BY_LANGUAGE = ("phrases", "anchors", "strong_anchors")


def folded(entries: Mapping[str, Iterable[tuple[str, str, Any]]]) -> dict[str, dict[str, Any]]:
    """The terms of all entries with their folded forms, the patterns with theirs and whether they are tame."""
    fold = _folder(entries).fold
    terms: dict[str, str] = {}
    patterns: dict[str, tuple[str, bool]] = {}
    for kind in ("rule", "phrases", "scenario"):
        for _, _, data in entries.get(kind, ()):
            for part, text in _texts(data):
                if part == "pattern":
                    pattern = fold_pattern(text)
                    patterns[text] = (pattern, is_tame(pattern))
                elif part == "raw pattern":
                    patterns[RAW + text] = (text, is_tame(text))
                else:
                    terms[text] = fold(text).text
    return {"terms": terms, "patterns": patterns}


def _folder(entries: Mapping[str, Iterable[tuple[str, str, Any]]]) -> Folder:
    """By the entries' own data of folding; a pack that has none is folded as the built-in catalogue is."""
    tables = {name: data for name, _, data in entries.get("table", ())}
    if "disguise/separators" in tables and "disguise/bopomofo" in tables:
        return Folder(FoldData.of(tables["disguise/separators"], tables["disguise/bopomofo"]))
    return Folder(shipped_data())


def _texts(data: Any) -> Iterator[tuple[str, str]]:
    """The patterns and terms below a value, each with what it is."""
    if isinstance(data, list):
        for item in data:
            yield from _texts(item)
    elif isinstance(data, dict):
        for key, value in data.items():
            if key == "regex":
                yield ("raw pattern" if data.get("view") == "raw" else "pattern"), value
            elif key in _TERM_LISTS and isinstance(value, list):
                yield from (("term", item) for item in value if isinstance(item, str))
            elif key in _TERMS_BY_LANGUAGE and isinstance(value, dict):
                yield from (("term", item) for listed in value.values() for item in listed)
            if isinstance(value, (dict, list)):
                yield from _texts(value)
