"""The plan so far that a new one is built upon: which notice a template's row replaces, and what of it is lost so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nmlint.bilingual import Bilingual
from nmlint.cli.submission_file import WORKBOOK, plan_data
from nmlint.documents.intake import is_workbook, read_input
from nmlint.documents.reading import shown_name
from nmlint.documents.serviceplan import read_service_plan
from nmlint.documents.submitted import SubmissionDocument
from nmlint.errors import UnreadableError, UsageError
from nmlint.output.submission_words import say
from nmlint.source import Location

if TYPE_CHECKING:
    from nmlint.documents.workbook_keeping import Kept

Notice = Mapping[str, Any]

# What a draft offers of a notice before anybody has filled anything in.
_OF_DRAFT = frozenset({"scenario", "fallback"})
# What a template decides, and a person may have written otherwise in the plan.
_COMPARED = (
    "text",
    "alt_text",
    "scenario",
    "message",
    "event",
    "basis",
    "sender",
    "title",
    "products",
    "evidence",
    "variables",
    "links",
    "fallback",
)
_COMMENT = re.compile(r"^[ \t]*#|[:\]}][ \t]+#[ \t]", re.MULTILINE)
_SHOWN = 200


@dataclass
class Base:
    """A plan so far; `taken` leads from each of its notices that a template has a row for to the place of that row."""

    path: Path
    document: SubmissionDocument
    data: dict[str, Any]
    kept: Kept | None = None
    taken: dict[int, int] = field(default_factory=dict)

    @property
    def notices(self) -> Sequence[Notice]:
        """Its notices as plain data."""
        return [*(self.data.get("scenarios") or ())]

    def of(self, row: Notice, at: int) -> Notice:
        """The notice that a row replaces: by its id, else by its template, else a draft of its scenario."""
        free = {number: notice for number, notice in enumerate(self.notices) if number not in self.taken}
        nameless = {number: notice for number, notice in free.items() if _id(notice) is None}
        found = (
            *(number for number, notice in free.items() if _id(notice) == row["id"]),
            *(number for number, notice in nameless.items() if notice.get("template") == row["template"]),
            *(
                number
                for number, notice in nameless.items()
                if _is_draft(notice) and notice.get("scenario") == row.get("scenario")
            ),
        )
        if not found:
            return {}
        self.taken[found[0]] = at
        return free[found[0]]

    def left(self, rows: int) -> tuple[list[Notice], list[Notice]]:
        """The notices that no template has a row for, which follow the rows; and those that are blank drafts."""
        kept: list[Notice] = []
        blank: list[Notice] = []
        for number, notice in enumerate(self.notices):
            if number not in self.taken and _is_blank(notice):
                blank.append(notice)
            elif number not in self.taken:
                self.taken[number] = rows + len(kept)
                kept.append(dict(notice))
        return kept, blank

    def replaced(self, number: int, row: Notice, lang: str) -> Iterator[Bilingual]:
        """What a person may have written into a notice that the template of its row says otherwise."""
        before = self.notices[number]
        for key in _COMPARED:
            was, now = (_plain(side.get(key)) for side in (before, row))
            if key == "fallback" and was and now:
                # Its file may be named from elsewhere.
                was, now = ({name: said for name, said in side.items() if name != "template"} for side in (was, now))
            if _lost(was, now):
                name, place = _id(before) or row["id"], self._place(f"scenarios.{number}.{key}", was, now)
                yield Bilingual(
                    f"{place}: {name}: {key} is not that of {row['template']}, which replaces it; to keep yours, "
                    f"change the template\n  - {_short(was, now)}\n  + {_short(now, was)}",
                    f"{place}：{name}：{say(key, lang)}（{key}）與範本 {row['template']} 不同，已改用範本的；"
                    f"要保留原本的，請改範本\n  - {_short(was, now)}\n  + {_short(now, was)}",
                )

    def lost(self, output: Path | None) -> Iterator[Bilingual]:
        """What of the file so far does not stand in the new one."""
        name = shown_name(self.path)
        if self.kept is None:
            if _COMMENT.search(self.document.source.text):
                yield Bilingual(f"{name}: its comments (#) are not kept", f"{name}：檔案裡的註解（#）不會保留")
            return
        if output is None or output.suffix.lower() != WORKBOOK:
            parts = [f"{note.sheet}!{note.name}" for notes in self.kept.notes.values() for note in notes]
            parts += self.kept.sheets
            if parts:
                listed = ", ".join(parts)
                yield Bilingual(
                    f"{name}: notes and sheets of your own are kept in a .xlsx only: {listed}",
                    f"{name}：備註與自己加的工作表只能保留在 .xlsx：{listed}",
                )
            return
        for note in self.kept.left:
            yield Bilingual(
                f"{name} {note.sheet}!{note.name}: this note is not kept, for its row is gone: {note.text}",
                f"{name} {note.sheet}!{note.name}：這則備註沒有保留，因為那一列不在了：{note.text}",
            )
        for said in self.kept.lost:
            yield Bilingual(f"{name}: {said}", f"{name}：{said.chinese}")

    def _place(self, key: str, was: Any, now: Any) -> str:
        """Where a value stands in the file; of several texts, the first that is another now."""
        spans, at = self.document.declaration.spans, 0
        if isinstance(was, list):
            at = next((at for at, one in enumerate(was) if one not in now), 0)
        span = next((spans[name] for name in (f"{key}.{at}", key) if name in spans), None)
        return shown_name(self.path) if span is None else str(Location.of(self.document.source, span))


def base_of(path: Path) -> Base:
    """The plan so far in a file. Raises UsageError."""
    name = shown_name(path)
    try:
        source = read_input(path, name)
        # A plan is built to get its notices.
        document = read_service_plan(source, unfinished=True)
        kept = None
        if is_workbook(path):
            from nmlint.documents.workbook import kept_of  # noqa: PLC0415  late: few plans are spreadsheets

            kept = kept_of(path)
        base = Base(path, document, plan_data(source), kept)
    except UnreadableError as error:
        raise UsageError(error.placed(str(path))) from error
    _refuse_twins(base.notices)
    return base


def _refuse_twins(notices: Sequence[Notice]) -> None:
    """Raises UsageError where two notices have one id."""
    seen: set[str] = set()
    for name in filter(None, map(_id, notices)):
        if name in seen:
            raise UsageError(
                Bilingual(
                    f"--plan: two notices have the id {name!r}; a row needs an id of its own",
                    f"--plan：有兩則通知的編號同為「{name}」；每一列要有自己的編號",
                )
            )
        seen.add(name)


def _id(notice: Notice) -> str | None:
    name = notice.get("id")
    return None if name is None else str(name)


def _is_draft(notice: Notice) -> bool:
    """Whether nothing tells what a notice says."""
    return not notice.get("text") and not notice.get("template")


def _is_blank(notice: Notice) -> bool:
    """Whether a notice is as a draft has it, with nothing filled in."""
    return not any(value not in (None, "", [], {}) for key, value in notice.items() if key not in _OF_DRAFT)


def _plain(value: Any) -> Any:
    """A value so that it can be compared, however a file has it: one text as a list of it, a number as a text."""
    if isinstance(value, Mapping):
        parts = {str(key): _plain(one) for key, one in value.items()}
        return {key: one for key, one in parts.items() if one}
    if isinstance(value, list | tuple):
        return [" ".join(str(one).split()) for one in value]
    return [" ".join(str(value).split())] if value not in (None, "") else []


def _lost(was: Any, now: Any) -> bool:
    """Whether something of a value is not in the one that replaces it."""
    if isinstance(was, Mapping):
        there = now if isinstance(now, Mapping) else {}
        return any(there.get(key) != one for key, one in was.items())
    return any(one not in now for one in was)


def _short(value: Any, other: Any) -> str:
    """What of a value is not in the other one too, on one line."""
    if isinstance(value, Mapping) and isinstance(other, Mapping):
        parts = [f"{key}: {_short(one, None)}" for key, one in value.items() if other.get(key) != one]
    elif isinstance(value, Mapping):
        parts = [f"{key}: {_short(one, None)}" for key, one in value.items()]
    else:
        parts = [one for one in value if not isinstance(other, list) or one not in other]
    said = "; ".join(parts) or "–"
    return said if len(said) <= _SHOWN else f"{said[:_SHOWN]}…"
