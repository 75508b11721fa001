"""The lock: which fingerprints LINE approved, when, and under which reference; and how its file is read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from nmlint.approval.model import DESIGN, Approved, Fingerprint, Following, Known, Text, Words
from nmlint.bilingual import Bilingual
from nmlint.documents.model import Fallback
from nmlint.documents.reading import read_file
from nmlint.documents.template import gathered
from nmlint.errors import UnreadableError
from nmlint.fields import FieldFault, Fields
from nmlint.nodes import Mapped
from nmlint.source import Location, Source, Span
from nmlint.yamltree import MAX_CHARACTERS, YamlError, read_yaml

FORMAT = 1

# A lock grows with the templates, so it may hold far more than a file that people write.
_MOST_VALUES = 400_000
_CONFLICT = re.compile(r"^(?:<{7}|>{7})(?: .*)?$", re.MULTILINE)
_IN_LOCK = Bilingual("the lock", "核准紀錄")
_NO_DATE = Bilingual("approved: a date such as 2026-11-23", "approved：日期，例如 2026-11-23")
_TOP = frozenset({"lock", "approved"})
_WORDS = frozenset({"variables", "cases", "texts", "links", "design", "unprinted"})
_NEEDED = ("path", "kind", "approved", "reference", "nmlint", "sha256", "message")
_ENTRY = _WORDS.union(_NEEDED, {"scenario", "sender", "event", "basis", "fallback"})
_KNOWN = frozenset({"type", "values", "max_length", "mask", "hosts", "purpose"})


@dataclass(frozen=True, slots=True)
class Lock:
    """What was approved, by the ids of the templates and messages."""

    entries: Mapping[str, Approved] = field(default_factory=dict)

    def by_path(self, path: str) -> Approved | None:
        """The entry that was recorded for a file, by its path from the folder of the lock."""
        return next((entry for entry in self.entries.values() if entry.fingerprint.path == path), None)


def read_lock(path: Path, name: str) -> Lock:
    """The lock in a file. Raises UnreadableError with every fault in it, each with its mend."""
    return lock_of(read_file(path, name, limit=MAX_CHARACTERS))


def lock_of(source: Source) -> Lock:
    """The lock in a text. Raises UnreadableError with every fault in it, each with its mend."""
    _refuse_conflict(source)
    try:
        root = read_yaml(source, most=_MOST_VALUES)
    except YamlError as error:
        raise gathered(FieldFault.of_yaml(error), _IN_LOCK) from error
    if not isinstance(root, Mapped):
        what = Bilingual(
            "this is no lock; restore it from version control, or delete it and record the approvals again with "
            "nmlint approve",
            "這不是核准紀錄；請從版本控制還原，或刪除後以 nmlint approve 重新記錄",
        )
        raise UnreadableError(what, Location.of(source, root.span))
    faults: list[FieldFault] = []
    top = Fields(root, source, faults, {})
    _require_format(top, source, root)
    top.only(_TOP)
    entries = {entry.key: _entry(entry.key, found, faults) for entry, found in top.each("approved")}
    if faults:
        raise gathered(faults, _IN_LOCK)
    return Lock(entries)


def _refuse_conflict(source: Source) -> None:
    """Raises UnreadableError for a lock that was merged with a conflict."""
    marks = list(_CONFLICT.finditer(source.text))
    if marks:
        place = source.place(marks[-1].start()).line
        what = Bilingual(
            f"a merge conflict, up to line {place}: keep the entries of both sides and delete the marks; where both "
            "sides changed one template, keep either and run nmlint approve again for it",
            f"有合併衝突（到第 {place} 行）：請保留兩邊的項目並刪除衝突標記；"
            "若兩邊改了同一個範本，請任留一邊，再對該範本執行 nmlint approve",
        )
        raise UnreadableError(what, Location.of(source, Span(marks[0].start(), marks[0].end())))


def _require_format(top: Fields, source: Source, root: Mapped) -> None:
    """Raises UnreadableError for a lock of another format; whatever else is in it may mean something else."""
    number = top.integer("lock")
    if number is not None and number > FORMAT:
        entry = next(entry for entry in root.entries if entry.key == "lock")
        what = Bilingual(
            f"lock: {number} was written by a newer nmlint, and this one knows {FORMAT}; update nmlint",
            f"lock: {number} 由較新版的 nmlint 寫成，這一版只認得 {FORMAT}；請更新 nmlint",
        )
        raise UnreadableError(what, Location.of(source, entry.node.span))
    top.require("lock", Bilingual(f"lock: {FORMAT} must stand at the top", f"開頭要有 lock: {FORMAT}"))


def _entry(name: str, found: Fields, faults: list[FieldFault]) -> Approved:
    before = len(faults)
    found.only(_ENTRY)
    for key in _NEEDED:
        what = Bilingual(
            f"{found.at} lacks {key}; run nmlint approve again for it",
            f"{found.at} 缺少 {key}；請對它重新執行 nmlint approve",
        )
        found.require(key, what)
    found.check(
        "approved", _is_date, Bilingual("approved: a date such as 2026-11-23", "approved：日期，例如 2026-11-23")
    )
    fingerprint = Fingerprint(
        id=name,
        path=found.text("path") or "",
        kind=found.text("kind") or "",
        words=_words(found),
        message=found.text("message") or "",
        scenario=found.text("scenario"),
        sender=found.text("sender"),
        event=found.text("event"),
        basis=found.text("basis"),
        fallback=_following(found.fields("fallback")),
    )
    if len(faults) == before and found.text("sha256") != fingerprint.sha256:
        what = Bilingual(
            f"{found.at} was changed by hand, for its sha256 is not that of what it says; restore it from version "
            "control, or record the approval again with nmlint approve",
            f"{found.at} 被手動修改過，sha256 與內容不符；請從版本控制還原，或以 nmlint approve 重新記錄",
        )
        found.refuse("sha256", what)
    return Approved(
        fingerprint, found.text("approved") or "", found.text("reference") or "", found.text("nmlint") or ""
    )


def _words(found: Fields) -> Words:
    cases = found.texts("cases") or ("",)
    return Words(cases, _texts(found, len(cases)), _variables(found), _links(found), found.texts("unprinted"))


def _texts(found: Fields, cases: int) -> tuple[Text, ...]:
    texts = []
    for entry in found.listed("texts"):
        entry.only({"slot", "in", "text"})
        for key in ("slot", "text"):
            entry.require(key, Bilingual(f"{entry.at} lacks {key}", f"{entry.at} 缺少 {key}"))
        texts.append(Text(entry.text("slot") or "", entry.text("text") or "", _cases(entry, cases)))
    for entry in found.listed("design"):
        entry.only({"in", "text"})
        texts.append(Text(DESIGN, entry.text("text") or "", _cases(entry, cases)))
    return tuple(texts)


def _cases(entry: Fields, cases: int) -> tuple[int, ...]:
    """The numbers, from 0, of the cases that show a text; all of them where none is named."""
    numbers = entry.values("in")
    if not all(isinstance(number, int) and 1 <= number <= cases for number in numbers):
        entry.needs("in", Bilingual(f"numbers of cases, 1 to {cases}", f"分支的編號，1 到 {cases}"))
        numbers = ()
    return tuple(number - 1 for number in numbers) or tuple(range(cases))


def _variables(found: Fields) -> Mapping[str, Known]:
    variables = {}
    for entry, known in found.each("variables"):
        known.only(_KNOWN)
        variables[entry.key] = Known(
            type=known.text("type"),
            values=known.texts("values"),
            max_length=known.integer("max_length"),
            mask=known.text("mask"),
            hosts=known.texts("hosts"),
            purpose=known.text("purpose"),
        )
    return variables


def _links(found: Fields) -> Mapping[str, str | None]:
    links = {}
    for entry in found.listed("links"):
        entry.only({"url", "purpose"})
        entry.require("url", Bilingual(f"{entry.at} lacks url", f"{entry.at} 缺少 url"))
        links[entry.text("url") or ""] = entry.text("purpose")
    return links


def _following(found: Fields | None) -> Following | None:
    if found is None:
        return None
    found.only(_WORDS | {"channel", "after", "unless"})
    found.require("channel", Bilingual(f"{found.at} lacks channel", f"{found.at} 缺少 channel"))
    plan = Fallback(found.text("channel") or "", found.duration("after"), found.text("unless"))
    return Following(plan, _words(found) if "texts" in found.keys else None)


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
