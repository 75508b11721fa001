"""The lock: which fingerprints LINE approved, when, and under which reference; and how its file is read."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Mapping
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

FORMAT = 2

# A lock grows with the templates, so it may hold far more than a file that people write.
_MOST_VALUES = 400_000
# Whatever stands in a lock of ours stands deeper, so one of the marks is enough.
_CONFLICT = re.compile(r"^(?:<{7}|\|{7}|={7}|>{7})(?:[ \t].*)?\r?$", re.MULTILINE)
_DRIVE = re.compile(r"[A-Za-z]:/")
_IN_LOCK = Bilingual("the lock", "核准紀錄")
_NO_DATE = Bilingual("approved: a date such as 2026-11-23", "approved：日期，例如 2026-11-23")
_ANEW = Bilingual(
    "restore it from version control, or delete the entry and record the approval again with nmlint approve",
    "請從版本控制還原，或刪除這一項，再以 nmlint approve 重新記錄",
)
_TOP = frozenset({"lock", "approved"})
_WORDS = frozenset({"variables", "cases", "texts", "links", "design", "unprinted"})
_NEEDED = ("path", "kind", "approved", "reference", "nmlint", "sha256", "message")
_ENTRY = _WORDS.union(_NEEDED, {"until", "scenario", "sender", "event", "basis", "fallback"})
_KNOWN = frozenset({"type", "values", "max_length", "mask", "hosts", "purpose"})


@dataclass(frozen=True, slots=True)
class Lock:
    """What was approved, by the ids of the templates and messages."""

    entries: Mapping[str, Approved] = field(default_factory=dict)

    def by_path(self, path: str, elsewhere: Collection[str] = ()) -> Approved | None:
        """The entry that was recorded for a file, by its path from the folder of the lock, unless it is elsewhere."""
        entries = (entry for entry in self.entries.values() if entry.fingerprint.id not in elsewhere)
        return next((entry for entry in entries if entry.fingerprint.path == path), None)

    def of(self, known: Fingerprint, there: Callable[[str], bool], elsewhere: Collection[str] = ()) -> Approved | None:
        """The entry of a document: by its id, else by its file, else by what it says where the file of that is gone.

        Whoever renames the one has not changed the other. `there` tells of a path from the lock whether a file stands
        there, `elsewhere` are ids that other documents have.
        """
        found = self.entries.get(known.id) or self.by_path(known.path, elsewhere)
        return found or next(
            (
                entry
                for name, entry in self.entries.items()
                if name not in elsewhere
                and entry.fingerprint.sha256 == known.sha256
                and not there(entry.fingerprint.path)
            ),
            None,
        )


def read_lock(path: Path, name: str, day: str, above: int = 0) -> Lock:
    """The lock in a file. Raises UnreadableError with every fault in it, each with its mend."""
    return lock_of(read_file(path, name, limit=MAX_CHARACTERS), day, above)


def lock_of(source: Source, day: str, above: int = 0) -> Lock:
    """The lock in a text, as it is read on a day. Raises UnreadableError with every fault in it, each with its mend.

    `above` is how many folders of the project stand above the one of the lock.
    """
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
    entries = {}
    for entry, found in top.each("approved"):
        before = len(faults)
        _require_past(found, day)
        _require_within(found, above)
        entries[entry.key] = _entry(entry.key, found, faults, before)
    if faults:
        raise gathered(faults, _IN_LOCK)
    return Lock(entries)


def misplaced(path: str, above: int = 0) -> Bilingual | None:
    """Why a lock may not name a file by this path, None for one that leads from its folder to a file of the project."""
    if "\\" in path:
        return Bilingual("a backslash; folders are parted by / on every system", "含有反斜線；資料夾一律以 / 分隔")
    if path.startswith("/") or _DRIVE.match(path):
        return Bilingual(
            "a path of one machine; it must count from the lock", "是單一電腦上的絕對路徑；須以核准紀錄為起點"
        )
    if posixpath.normpath(path) != path:
        return Bilingual("no plain path; write it without ./ and //", "路徑不夠單純；不要有 ./、// 或中途的 ..")
    if path.split("/").count("..") > above:
        return Bilingual("a path that leads out of the project", "路徑超出專案之外")
    return None


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
    if number is not None and number != FORMAT:
        entry = next(entry for entry in root.entries if entry.key == "lock")
        newer = Bilingual(
            f"lock: {number} was written by a newer nmlint, and this one knows {FORMAT}; update nmlint",
            f"lock: {number} 由較新版的 nmlint 寫成，這一版只認得 {FORMAT}；請更新 nmlint",
        )
        older = Bilingual(
            f"lock: {number} was written by an older nmlint, and says less than {FORMAT} asks for; delete the lock and "
            "record the approvals again with nmlint approve, from the texts that LINE approved",
            f"lock: {number} 由較舊版的 nmlint 寫成，內容不足以升為 {FORMAT}；"
            "請刪除核准紀錄，以 LINE 核准的內容重新執行 nmlint approve",
        )
        what = newer if number > FORMAT else older
        raise UnreadableError(what, Location.of(source, entry.node.span))
    top.require("lock", Bilingual(f"lock: {FORMAT} must stand at the top", f"開頭要有 lock: {FORMAT}"))


def _entry(name: str, found: Fields, faults: list[FieldFault], before: int) -> Approved:
    """The entry; that it was changed by hand is told of one that had no other fault, of which there were `before`."""
    found.only(_ENTRY)
    for key in _NEEDED:
        what = Bilingual(
            f"{found.at} lacks {key}; {_ANEW}",
            f"{found.at} 缺少 {key}；{_ANEW.chinese}",
        )
        found.require(key, what)
    found.check("approved", _is_date, _NO_DATE)
    found.check("until", _is_date, Bilingual("until: a date such as 2027-11-23", "until：日期，例如 2027-11-23"))
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
    approved = Approved(
        fingerprint,
        found.text("approved") or "",
        found.text("reference") or "",
        found.text("nmlint") or "",
        found.text("until"),
    )
    if len(faults) == before and found.text("sha256") != approved.sha256:
        what = Bilingual(
            f"{found.at} was changed by hand, for its sha256 is not that of what it says; {_ANEW}",
            f"{found.at} 被手動修改過，sha256 與內容不符；{_ANEW.chinese}",
        )
        found.refuse("sha256", what)
    return approved


def _require_past(found: Fields, day: str) -> None:
    """Nothing was approved on a day that is still to come."""
    what = Bilingual(
        f"{found.at} is approved on a day after {day}, the day of this run; {_ANEW}",
        f"{found.at} 的核准日期晚於這次執行的基準日 {day}；{_ANEW.chinese}",
    )
    found.check("approved", lambda text: not _is_date(text) or text <= day, what)


def _require_within(found: Fields, above: int) -> None:
    path = found.text("path")
    if path is not None and (why := misplaced(path, above)) is not None:
        what = Bilingual(f"{found.at}.path: {why}; {_ANEW}", f"{found.at}.path：{why.chinese}；{_ANEW.chinese}")
        found.refuse("path", what)


def _words(found: Fields) -> Words:
    cases = found.texts("cases") or ("",)
    variables, unprinted = (_variables(found, key) for key in ("variables", "unprinted"))
    return Words(cases, _texts(found, len(cases)), variables, _links(found), unprinted)


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


def _variables(found: Fields, key: str) -> Mapping[str, Known]:
    variables = {}
    for entry, known in found.each(key):
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
