"""Characters that do not belong in a notice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from nmlint.checks.model import VALUE, Finder, Hit, Registry, Spec, Subject
from nmlint.source import Span

_CLASSES: Mapping[str, re.Pattern[str]] = {
    "control": re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]+"),
    "private-use": re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]+"),
    "half-width-kana": re.compile("[\uff61-\uff9f]+"),
    "kangxi": re.compile("[\u2e80-\u2fd5]+"),
    "replacement": re.compile("\ufffd+"),
}


class Characters:
    """Runs of characters of one class."""

    triggers: frozenset[int] | None = None

    def __init__(self, test: str) -> None:
        self._pattern = _CLASSES[test]

    def find(self, subject: Subject) -> Iterator[Hit]:
        if not subject.odd:
            return
        for match in self._pattern.finditer(subject.raw):
            codes = " ".join(f"U+{ord(char):04X}" for char in dict.fromkeys(match.group().replace(VALUE, "")))
            yield subject.hit(Span(*match.span()), codes=codes)


def characters(spec: Spec, registry: Registry) -> Finder:
    """`characters: {test: control | private-use | half-width-kana | kangxi | replacement}`."""
    del registry
    return Characters(spec["test"])
