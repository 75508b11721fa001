"""All recognisers over one text, and which of their overlapping findings stand."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from itertools import chain

from nmlint.intent.facts.amounts import amounts
from nmlint.intent.facts.cards import cards_and_accounts
from nmlint.intent.facts.codes import codes
from nmlint.intent.facts.counts import percents, points
from nmlint.intent.facts.dates import dates
from nmlint.intent.facts.durations import durations
from nmlint.intent.facts.model import Fact, Found, Kind
from nmlint.intent.facts.phones import phones
from nmlint.intent.facts.places import places
from nmlint.intent.facts.plates import plates
from nmlint.intent.facts.reading import Reading, read
from nmlint.intent.facts.references import references
from nmlint.intent.facts.times import times
from nmlint.intent.facts.urls import urls
from nmlint.intent.facts.weekdays import weekdays

Recogniser = Callable[[Reading], Iterator[Found]]

RECOGNISERS: tuple[Recogniser, ...] = (
    urls,
    codes,
    references,
    cards_and_accounts,
    plates,
    phones,
    dates,
    times,
    weekdays,
    amounts,
    points,
    percents,
    durations,
    places,
)

_RANK = {kind: rank for rank, kind in enumerate(Kind)}
_VARIABLE = "\ufffc"


def recognised(raw: str) -> tuple[Fact, ...]:
    """The facts of a text from left to right; of those that overlap the longest, then the most specific stands."""
    reading = read(raw)
    found = set(chain.from_iterable(recogniser(reading) for recogniser in RECOGNISERS))
    facts = {_fact(reading, one) for one in found if not _is_cut(reading.text, one)}
    kept: list[Fact] = []
    starts: list[int] = []
    for fact in sorted(facts, key=_precedence):
        at = bisect_left(starts, fact.span.start)
        free_before = at == 0 or kept[at - 1].span.end <= fact.span.start
        if free_before and (at == len(kept) or fact.span.end <= kept[at].span.start):
            kept.insert(at, fact)
            starts.insert(at, fact.span.start)
    return tuple(kept)


def _fact(reading: Reading, found: Found) -> Fact:
    span = reading.view.to_raw(found.start, found.end)
    return Fact(found.kind, span, found.value, reading.view.raw[span.start : span.end])


def _precedence(fact: Fact) -> tuple[int, int, int, str]:
    return fact.span.start - fact.span.end, _RANK[fact.kind], fact.span.start, fact.value


def _is_cut(text: str, found: Found) -> bool:
    """Whether the value of a variable stands in it, or goes on where it ends: then what is written is but a part."""
    if _VARIABLE in text[found.start : found.end]:
        return True
    before, after = text[found.start - 1 : found.start], text[found.end : found.end + 1]
    goes_on = after == _VARIABLE and (found.kind is Kind.URL or text[found.end - 1].isalnum())
    return goes_on or (before == _VARIABLE and text[found.start].isalnum())
