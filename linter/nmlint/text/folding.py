"""Folding of a whole text, with the place that every folded character came from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from nmlint.text.characters import (
    CONTEXTUAL,
    KEYS,
    OVERLAYS,
    READABLE,
    READABLE_TO_KEYS,
    SPECIAL,
    is_attached,
    is_han,
    is_invisible,
    tables,
)
from nmlint.text.data import FoldData
from nmlint.text.offsets import Trick, View

# A chain of combining marks is put in order by a sort that takes the square of its length.
_LONGEST_CLUSTER = 32

_PICTOGRAPH = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
)
_TAIL = "[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]*[\U000e0020-\U000e007f]*"
_JOINERS = re.compile("[\u200d\u20e3\ufe0e\ufe0f\U000e0020-\U000e007f]")
_EMOJI = re.compile(f"[0-9#*]\ufe0f?\u20e3|[0-9#*]\ufe0f|{_PICTOGRAPH}{_TAIL}(?:\u200d{_PICTOGRAPH}{_TAIL})*")

_BOPOMOFO_RUN = re.compile("[ㄅ-ㄯ˙][ㄅ-ㄯˉˊˇˋ˙]*")
_SYLLABLE = re.compile("(?=˙?[ㄅ-ㄩ])˙?[ㄅ-ㄙ]?[ㄧㄨㄩ]?[ㄚ-ㄦ]?[ˉˊˇˋ˙]?")
_CONTEXTUAL_RUN = re.compile(f"[{''.join(CONTEXTUAL)}]+")
_KANA_OR_BOPOMOFO = re.compile("[\u3041-\u309f\u30a1-\u30fa\u30fc-\u312fˉˊˇˋ˙]")


@dataclass(slots=True)
class _Draft:
    """A folded text while it is made, one list entry per character."""

    raw: str
    chars: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    tricks: list[tuple[int, Trick]] = field(default_factory=list)

    def copy(self, folded: str, start: int, end: int) -> None:
        """Takes over a piece that folds one to one."""
        self.chars.extend(folded)
        self.starts.extend(range(start, end))
        self.ends.extend(range(start + 1, end + 1))

    def add(self, folded: str, start: int, end: int) -> None:
        """Takes over characters that all come from the same raw span."""
        self.chars.extend(folded)
        self.starts.extend([start] * len(folded))
        self.ends.extend([end] * len(folded))

    def take_over(self, other: _Draft, first: int, last: int) -> None:
        """Takes over some characters of another draft."""
        self.chars.extend(other.chars[first:last])
        self.starts.extend(other.starts[first:last])
        self.ends.extend(other.ends[first:last])

    def take_back(self) -> int:
        """Removes the characters of the last raw span and tells where that span began."""
        start = self.starts[-1]
        keep = len(self.starts)
        while keep and self.starts[keep - 1] == start:
            keep -= 1
        del self.chars[keep:], self.starts[keep:], self.ends[keep:]
        return start


class Folder:
    """Folds texts by one set of data."""

    def __init__(self, data: FoldData) -> None:
        self.data = data

    def fold(self, raw: str) -> View:
        """The folded view: as terms and patterns are compared with."""
        keys = raw.translate(KEYS)
        if SPECIAL not in keys:
            return View("folded", keys, raw, _reader=self._read)
        draft = self._draft(raw)
        keys = "".join(draft.chars).translate(READABLE_TO_KEYS)
        tricks = tuple(sorted(draft.tricks))
        return View("folded", keys, raw, tuple(draft.starts), tuple(draft.ends), tricks, self._read)

    def _read(self, raw: str) -> str:
        readable = raw.translate(READABLE)
        return "".join(self._draft(raw).chars) if SPECIAL in readable else readable

    def _draft(self, raw: str) -> _Draft:
        simple = raw.translate(READABLE)
        draft = _Draft(raw)
        shown = _emoji_parts(raw)
        position = 0
        while (at := simple.find(SPECIAL, position)) >= 0:
            draft.copy(simple[position:at], position, at)
            position = _attach(draft, at, shown) if _trails(raw[at]) else _expand(draft, at)
        draft.copy(simple[position:], position, len(raw))
        if _BOPOMOFO_RUN.search(raw):
            draft = _spell(draft, self.data)
        _see(draft)
        return draft


def _emoji_parts(raw: str) -> frozenset[int]:
    """The positions within emoji, where joiners and variation selectors hide nothing."""
    if _JOINERS.search(raw) is None:
        return frozenset()
    return frozenset(at for match in _EMOJI.finditer(raw) for at in range(match.start(), match.end()))


def _trails(char: str) -> bool:
    return is_invisible(char) or is_attached(char)


def _expand(draft: _Draft, at: int) -> int:
    """One character that folds to several, or imitates another, or depends on what stands around it."""
    char = draft.raw[at]
    draft.add(tables().fold(char), at, at + 1)
    if tables().imitates(char):
        draft.tricks.append((at, Trick.LOOKALIKE))
    return at + 1


def _attach(draft: _Draft, at: int, shown: frozenset[int]) -> int:
    """Invisible characters, dropped, and marks, joined to the character before them."""
    raw = draft.raw
    end = at
    marks = []
    while end < len(raw) and _trails(raw[end]):
        if is_invisible(raw[end]):
            if end not in shown:
                draft.tricks.append((end, Trick.INVISIBLE))
        elif OVERLAYS.match(raw[end]) or (draft.chars and _takes_no_marks(draft.chars[-1])):
            if end not in shown:
                draft.tricks.append((end, Trick.INSERTED))
        else:
            marks.append(end)
        end += 1
    if marks:
        start = draft.take_back() if draft.starts else marks[0]
        letters = raw[start] + "".join(raw[mark] for mark in marks if mark > start)
        folded = tables().fold(letters[:_LONGEST_CLUSTER]) + letters[_LONGEST_CLUSTER:]
        draft.add(folded, start, marks[-1] + 1)
    return end


def _takes_no_marks(char: str) -> bool:
    return is_han(char) or "\u3105" <= char <= "\u312f"


def _spell(draft: _Draft, data: FoldData) -> _Draft:
    """Bopomofo beside Han characters, or several known syllables of it, becomes the characters it spells."""
    text = "".join(draft.chars)
    spelled = _Draft(draft.raw, tricks=draft.tricks)
    done = 0
    for run in _BOPOMOFO_RUN.finditer(text):
        syllables = [found for found in _SYLLABLE.finditer(text, *run.span()) if found[0] in data.readings]
        if len(syllables) < 2 and not _beside_han(text, run):  # noqa: PLR2004
            continue
        for found in syllables:
            spelled.take_over(draft, done, found.start())
            done = found.end()
            start = draft.starts[found.start()]
            spelled.add(tables().fold(data.readings[found[0]]), start, draft.ends[done - 1])
            spelled.tricks.append((start, Trick.PHONETIC))
    spelled.take_over(draft, done, len(text))
    return spelled


def _see(draft: _Draft) -> None:
    """Kana and bopomofo that pass for a Han character become it beside one, unless their own script goes on."""
    text = "".join(draft.chars)
    for run in _CONTEXTUAL_RUN.finditer(text):
        around = text[max(0, run.start() - 1) : run.start()] + text[run.end() : run.end() + 1]
        kana = [char != "ㄧ" for char in run[0]]
        own_script = _KANA_OR_BOPOMOFO.search(around) or any(map(_same, kana, kana[1:]))
        if own_script or any(map(is_attached, around)) or not _beside_han(text, run):
            continue
        for at, char in enumerate(run[0], run.start()):
            draft.chars[at] = CONTEXTUAL[char]
            draft.tricks.append((draft.starts[at], Trick.LOOKALIKE))


def _same(one: bool, other: bool) -> bool:
    return one == other


def _beside_han(text: str, run: re.Match[str]) -> bool:
    before, after = text[run.start() - 1 : run.start()], text[run.end() : run.end() + 1]
    return bool(before and is_han(before)) or bool(after and is_han(after))
