"""The words by which facts are recognised, read once and folded as the texts are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from nmlint.text.views import fold_term


@dataclass(frozen=True, slots=True)
class Words:
    """The file of words, with the lists of it that more than one module asks for."""

    table: Mapping[str, Any]
    traditional: frozenset[str]
    simplified: frozenset[str]

    def some(self, *path: str) -> tuple[str, ...]:
        """A list of words, folded, at this path of keys."""
        found: Any = self.table
        for key in path:
            found = found[key]
        return _folded(tuple(found))

    def by_word(self, *path: str) -> dict[str, Any]:
        """What each word of a mapping from meanings to lists of words means."""
        found: Any = self.table
        for key in path:
            found = found[key]
        return {fold_term(str(word)): meaning for meaning, listed in found.items() for word in listed}


@cache
def _folded(listed: tuple[object, ...]) -> tuple[str, ...]:
    return tuple(fold_term(str(word)) for word in listed)


@cache
def words() -> Words:
    """The words that ship with the package."""
    source = files(__package__).joinpath("words.yaml").read_text(encoding="utf-8")
    table = yaml.load(source, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  a safe loader either way
    traditional, simplified = frozenset(table["traditional"]), frozenset(table["simplified"])
    return Words(table, traditional - simplified, simplified - traditional)


def either(choices: Iterable[str]) -> str:
    """A pattern for any of these words, the longest first; Latin words stand alone."""
    return "(?:" + "|".join(_alone(word) for word in sorted(set(choices), key=lambda word: (-len(word), word))) + ")"


def _alone(word: str) -> str:
    pattern = re.escape(word)
    before = "(?<![a-z])" if _is_latin(word[0]) else ""
    return before + pattern + ("(?![a-z])" if _is_latin(word[-1]) else "")


def _is_latin(char: str) -> bool:
    return "a" <= char <= "z"
