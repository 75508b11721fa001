"""Finds many literal terms in a folded text at once."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from operator import add, itemgetter
from string import ascii_letters, digits
from typing import NamedTuple

from nmlint.text.characters import CONTEXTUAL, is_han
from nmlint.text.data import FoldData, shipped_data
from nmlint.text.offsets import NO_TRICKS, Trick, View

_LONGEST_GAP = 8
# How far a term may reach from a gap inside it.
_REACH = 32
_LONGEST_ORDINARY_GAP = 3
_OPAQUE = "\ufffc"
_WORD = frozenset(ascii_letters + digits)
_INSERTED = frozenset({Trick.INSERTED})
_NOTHING = re.compile("(?!)")
_NUMBER_BEFORE = re.compile(r"[0-9](?:\.|,(?=[0-9]{3}(?![0-9])))")


class TermHit(NamedTuple):
    """A term found: which one, its span in the folded view, and the tricks that hid it."""

    term: int
    start: int
    end: int
    tricks: frozenset[Trick]


@dataclass(frozen=True, slots=True)
class _Gap:
    """Separators between two characters that follow one another in some term."""

    start: int
    end: int
    kind: str


class Scan(NamedTuple):
    """The hits in a text by position, and every term that stands in it at all, also inside a word or a number."""

    hits: list[TermHit]
    seen: set[int]


class Scanner:
    """Terms, folded already, ready to be looked for together.

    A hit carries the position of its term among `terms`; a term given twice is found under its first position.
    A term that begins or ends with a Latin letter or a digit does not begin or end inside a word or a number.
    Of `silent` terms only whether they stand in the text is told, not where.
    """

    def __init__(
        self, terms: Iterable[str], data: FoldData | None = None, silent: AbstractSet[int] = frozenset()
    ) -> None:
        self._silent = silent
        self._silent_singles: dict[str, int] = {}
        self._singles: dict[str, int] = {}
        self._groups: dict[str, dict[int, dict[str, int]]] = {}
        joints: set[str] = set()
        self._edged: set[int] = set()
        for index, term in enumerate(terms):
            if not term:
                continue
            if term[0] in _WORD or term[-1] in _WORD:
                self._edged.add(index)
            if len(term) == 1:
                (self._silent_singles if index in silent else self._singles).setdefault(term, index)
                continue
            group = self._groups.get(term[:2])
            if group is None:
                group = self._groups[term[:2]] = {}
            group.setdefault(len(term), {}).setdefault(term, index)
            if index not in silent:
                joints.update(map(add, term, term[1:]))
        self._separators = _Separators(data or shipped_data(), joints)

    def scan(self, view: View) -> Scan:
        """Every occurrence of every term, overlapping ones too."""
        text = view.text
        hits: list[TermHit] = []
        seen = {self._silent_singles[char] for char in self._silent_singles.keys() & set(text)}
        for start, end, term in self._occurrences(text):
            seen.add(term)
            if term not in self._silent and (term not in self._edged or _stands_alone(view, start, end)):
                hits.append(TermHit(term, start, end, view.tricks_in(start, end) if view.tricks else NO_TRICKS))
        gaps = self._separators.gaps(view)
        if gaps:
            collapsed = list(self._scan_collapsed(view, gaps))
            seen.update(hit.term for hit in collapsed)
            hits += collapsed
        hits.sort(key=itemgetter(1, 2, 0))
        return Scan(hits, seen)

    def _occurrences(self, text: str) -> list[tuple[int, int, int]]:
        found = []
        for at, lengths in enumerate(map(self._groups.get, map(add, text, text[1:]))):
            if lengths is not None:
                for length, terms in lengths.items():
                    term = terms.get(text[at : at + length])
                    if term is not None:
                        found.append((at, at + length, term))
        if self._singles and not self._singles.keys().isdisjoint(text):
            found += [(at, at + 1, self._singles[char]) for at, char in enumerate(text) if char in self._singles]
        return found

    def _scan_collapsed(self, view: View, gaps: list[_Gap]) -> Iterator[TermHit]:
        """The terms that stand across gaps, looked for around each gap only."""
        near: list[_Gap] = []
        for gap in gaps:
            if near and gap.start - near[-1].end > _REACH:
                yield from self._scan_around(view, near)
                near = []
            near.append(gap)
        yield from self._scan_around(view, near)

    def _scan_around(self, view: View, gaps: list[_Gap]) -> Iterator[TermHit]:
        text = view.text
        gap_starts = [gap.start for gap in gaps]
        positions: list[int] = []
        at = max(0, gaps[0].start - _REACH)
        for gap in gaps:
            positions.extend(range(at, gap.start))
            at = gap.end
        positions.extend(range(at, min(len(text), at + _REACH)))
        collapsed = "".join([text[position] for position in positions])
        for first, stop, term in self._occurrences(collapsed):
            start, end = positions[first], positions[stop - 1] + 1
            if end - start == stop - first or term in self._silent:
                continue
            kinds = [gap.kind for gap in gaps[bisect_left(gap_starts, start) : bisect_left(gap_starts, end)]]
            if "ordinary" in kinds and (len(kinds) < stop - first - 1 or not self._separators.island(text, start, end)):
                continue
            if term not in self._edged or _stands_alone(view, start, end):
                tricks = view.tricks_in(start, end) | (_INSERTED if set(kinds) - {"typing"} else NO_TRICKS)
                yield TermHit(term, start, end, tricks)


class _Separators:
    """What may stand between the characters of a term, and when it is believed."""

    def __init__(self, data: FoldData, joints: set[str]) -> None:
        every = data.marks + data.ordinary
        self._joints = frozenset(joints)
        self._run = re.compile(f"[{every}]+") if joints else _NOTHING
        self._any = re.compile(f"[{every}]")
        self._marks = re.compile(f"[{data.marks}]+")
        self._latin_marks = re.compile(f"[{data.latin_marks}]+")

    def gaps(self, view: View) -> list[_Gap]:
        """Separators between two characters that follow one another in some term."""
        text = view.text
        gaps = []
        for match in self._run.finditer(text):
            start, end = match.span()
            if end - start <= _LONGEST_GAP and text[start - 1 : start] + text[end : end + 1] in self._joints:
                kind = self.kind(view, start, end)
                if kind is not None:
                    gaps.append(_Gap(start, end, kind))
        return gaps

    def kind(self, view: View, start: int, end: int) -> str | None:
        """`mark`, `ordinary`, or `typing` for the one space between scripts; None where characters stay apart."""
        left, right = _script(view, start - 1), _script(view, end)
        if left == right == "digit":
            return None
        gap = view.text[start:end]
        if gap == " " and left != right:
            return "typing"
        marks = self._marks if "han" in (left, right) else self._latin_marks
        if marks.fullmatch(gap):
            return "mark"
        return "ordinary" if end - start <= _LONGEST_ORDINARY_GAP else None

    def island(self, text: str, start: int, end: int) -> bool:
        """Whether what stands next to a span is a separator, punctuation or nothing."""
        around = text[max(0, start - 1) : start] + text[end : end + 1]
        return all(bool(self._any.match(char)) or not (char.isalnum() or char == _OPAQUE) for char in around)


def _script(view: View, at: int) -> str:
    """`han`, `latin`, `digit` or `other`; a numeral counts as what was written."""
    char = view.text[at]
    if char.isascii():
        if not char.isalnum() or _is_numeral(view, at):
            return "han" if char.isalnum() else "other"
        return "digit" if char.isdigit() else "latin"
    return "han" if is_han(char) else "other"


def _is_numeral(view: View, at: int) -> bool:
    """Whether a digit of the folded text was written as a Han character or as what passes for one."""
    written = unicodedata.normalize("NFKC", view.raw[view.to_raw(at, at + 1).start])[0]
    return is_han(written) or written in CONTEXTUAL


def _stands_alone(view: View, start: int, end: int) -> bool:
    """Whether a span does not cut a Latin word or a number in two."""
    text = view.text
    before, first = text[start - 1 : start], text[start]
    after, last = text[end : end + 1], text[end - 1]
    if _continues(before, first) and not (_is_numeral(view, start - 1) or _is_numeral(view, start)):
        return False
    if first.isdigit() and before in (".", ",") and start > 1 and _is_within_number(view, start):
        return False
    return not _continues(last, after) or _is_numeral(view, end - 1) or _is_numeral(view, end)


def _is_within_number(view: View, start: int) -> bool:
    """Whether the point or comma before a digit belongs to a number; the full-width comma stands between clauses."""
    point = view.raw[view.to_raw(start - 1, start).start]
    return point != "，" and _NUMBER_BEFORE.match(view.text, start - 2) is not None


def _continues(left: str, right: str) -> bool:
    return left in _WORD and right in _WORD
