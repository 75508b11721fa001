"""Lays a service plan in plain data out in rows, sheet by sheet, so that none of it is left over."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from nmlint.bilingual import Bilingual, did_you_mean
from nmlint.documents import workbook_layout as layout
from nmlint.documents.workbook_keeping import Kept
from nmlint.documents.workbook_layout import Column, Sheet, numbered
from nmlint.errors import UsageError

Row = Mapping[str, Any]
Noted = Callable[..., str | None]

_OF_NOTICE = {layout.VARIABLES.key: "name", layout.LINKS.key: "url", layout.EVIDENCE.key: "name"}
_NOTE = layout.NOTE.key
_VALUE_OF = {layout.LINKS.key: "purpose", layout.EVIDENCE.key: "value"}


def rows_of(data: Mapping[str, Any], kept: Kept | None = None) -> Mapping[str, Sequence[Row]]:
    """The rows of each sheet by its key, with the notes on them. Raises UsageError for what has no place on any."""
    note: Noted = (lambda *_: None) if kept is None else kept.take
    listed = data.get("scenarios") or []
    if not isinstance(listed, list | tuple):
        raise UsageError(_wrong("scenarios"))
    notices = [_mapping(notice, f"scenarios.{number}") for number, notice in enumerate(listed)]
    by_notice: dict[str, list[Row]] = {key: [] for key in _OF_NOTICE}
    by_notice["evidence"] += _inner("", "", layout.EVIDENCE, data.get("evidence"), "evidence", note)
    for number, (name, notice) in enumerate(zip(_names(notices), notices, strict=True)):
        for sheet in (layout.VARIABLES, layout.LINKS, layout.EVIDENCE):
            at = f"scenarios.{number}.{sheet.key}"
            by_notice[sheet.key] += _inner(name, numbered(number), sheet, notice.get(sheet.key), at, note)
        if not any(value not in (None, "", [], {}) for key, value in notice.items() if key not in _OF_NOTICE):
            raise UsageError(_no_row(f"scenarios.{number}"))
    return {
        "application": _items(data, note),
        "scenarios": [
            {
                **_row(notice, layout.SCENARIOS.columns, f"scenarios.{number}", besides=frozenset(_OF_NOTICE)),
                _NOTE: note(layout.SCENARIOS.key, numbered(number)),
            }
            for number, notice in enumerate(notices)
        ],
        **by_notice,
        **{sheet.key: _named(data, sheet, note) for sheet in (layout.DOCUMENTS, layout.STATEMENTS)},
    }


def _items(data: Mapping[str, Any], note: Noted) -> list[Row]:
    besides = frozenset({"kind", "scenarios", "evidence", "documents", "statements"})
    row = _row(data, layout.ITEMS, "", besides)
    of = layout.APPLICATION.key
    return [{"item": item, "value": row.get(item.key), _NOTE: note(of, item.key)} for item in layout.ITEMS]


def _names(notices: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """How rows elsewhere name each notice: by its id where no other has it, else by its place."""
    ids = [str(notice.get("id") or "").strip() for notice in notices]
    for number, name in enumerate(ids):
        yield name if name and ids.count(name) == 1 and not name.startswith("#") else numbered(number)


def _named(data: Mapping[str, Any], sheet: Sheet, note: Noted) -> list[Row]:
    columns, found = sheet.columns[1:], _mapping(data.get(sheet.key), sheet.key)
    return [
        {
            "id": name,
            **_row(_mapping(entry, f"{sheet.key}.{name}"), columns, f"{sheet.key}.{name}"),
            _NOTE: note(sheet.key, str(name)),
        }
        for name, entry in found.items()
    ]


def _inner(notice: str, place: str, sheet: Sheet, found: Any, at: str, note: Noted) -> Iterator[Row]:
    """The rows of what a notice, or the plan itself, says by name."""
    for name, entry in _mapping(found, at).items():
        noted = note(sheet.key, place, str(name))
        row: Row = {"notice": notice, _OF_NOTICE[sheet.key]: str(name), _NOTE: noted}
        if sheet is layout.VARIABLES:
            yield {**row, **_row(_mapping(entry, f"{at}.{name}"), sheet.columns[2:], f"{at}.{name}")}
        elif entry is not None or sheet is layout.LINKS:
            # A link that nobody has said the purpose of yet is still one that is opened.
            yield {**row, _VALUE_OF[sheet.key]: entry}


def _row(
    found: Mapping[str, Any], columns: Sequence[Column], at: str, besides: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """The values of a mapping by the dotted keys of columns."""
    keys = [column.key for column in columns if column is not layout.NOTE]
    row: dict[str, Any] = {}
    for key, value in found.items():
        dotted = f"{at}.{key}" if at else str(key)
        inner = [name.removeprefix(f"{key}.") for name in keys if name.startswith(f"{key}.")]
        if key in besides or value is None:
            continue
        if inner:
            for name, one in _mapping(value, dotted).items():
                if name not in inner:
                    raise UsageError(_no_place(f"{dotted}.{name}", inner))
                row[f"{key}.{name}"] = one
        elif key in keys:
            row[key] = value
        else:
            raise UsageError(_no_place(dotted, [*keys, *besides]))
    return row


def _mapping(value: Any, at: str) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise UsageError(_wrong(at))
    return value


def _wrong(at: str) -> Bilingual:
    return Bilingual(
        f"{at} is not as a service plan has it, and fits no sheet", f"{at} 不符合服務計畫的格式，無法寫進試算表"
    )


def _no_row(at: str) -> Bilingual:
    return Bilingual(
        f"{at} says nothing of itself, and a blank row is no notice; give it an id or a scenario",
        f"{at} 本身沒有內容，空白列不算通知；請寫上 id 或 scenario",
    )


def _no_place(at: str, known: Sequence[str]) -> Bilingual:
    hint = did_you_mean(at.rpartition(".")[2], known)
    return Bilingual(
        f"unknown key {at!r}, which has no place in the spreadsheet{hint}",
        f"不認得「{at}」，試算表沒有這一欄{hint.chinese}",
    )
