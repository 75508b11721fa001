"""One-time codes, by the words for them before or behind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from nmlint.intent.facts.model import Found, Kind
from nmlint.intent.facts.reading import Reading
from nmlint.intent.facts.references import plain
from nmlint.intent.facts.words import either, words


def codes(reading: Reading) -> Iterator[Found]:
    """One-time codes."""
    for pattern in _patterns():
        for match in pattern.finditer(reading.text):
            if not _never_between().search(match.groupdict().get("between") or ""):
                yield Found(Kind.CODE, *match.span("hit"), plain(match["hit"]))


@cache
def _never_between() -> re.Pattern[str]:
    return re.compile(either(words().some("codes", "never_between")))


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    label = either(words().some("codes", "labels"))
    code = r"(?P<hit>(?=[a-z]{0,4}[0-9])[0-9a-z]{4,8}|[0-9]{3}[\s\-][0-9]{3}|[0-9]{4}-[0-9]{2,4})"
    end = r"(?![0-9a-z*]|[/:.\-][0-9]|\s?[年月日元分秒點])"
    return (
        re.compile(rf"{label}(?P<between>[^0-9a-z。！？!?\n]{{0,12}})(?:is\s?:?\s?)?(?:g-)?{code}{end}"),
        re.compile(rf"(?<![a-z])(?:use|enter)\s{code}(?=\sto\s(?:sign|log|verify|confirm|complete)(?![a-z]))"),
        re.compile(rf"{label}(?P<between>\s(?:for|to)\s[^0-9。！？!?\n]{{1,48}}?(?:\sis|:)\s?:?\s?){code}{end}"),
        re.compile(
            rf"""
            (?<![0-9a-z./\-:$])(?:g-)?{code}
            (?=\s?(?:是|為|is)\s?(?P<between>[^0-9。！？!?\n]{{0,24}}?)(?:{label}|密碼|(?<![a-z])code))
            """,
            re.VERBOSE,
        ),
    )
