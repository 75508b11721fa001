"""Service plans as spreadsheets: read into the JSON of the same plan, every part of which knows its cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from nmlint.bilingual import Bilingual, did_you_mean
from nmlint.documents import workbook_layout as layout
from nmlint.documents.model import SERVICE_PLAN
from nmlint.documents.reading import MAX_CHARACTERS, shown_name
from nmlint.documents.template import gathered
from nmlint.documents.workbook_data import Gathered
from nmlint.documents.workbook_files import sheet_names, workbook_bytes
from nmlint.documents.workbook_grid import EnoughError, Faults, Grid, GridCell, grids_of
from nmlint.documents.workbook_keeping import Kept, kept_in
from nmlint.documents.workbook_layout import Column, Offered, Sheet, numbered
from nmlint.documents.workbook_rows import Row, Table, unknown_item
from nmlint.documents.workbook_sheets import IN_WORKBOOK, sheets_of
from nmlint.errors import UnreadableError
from nmlint.fields import FieldFault
from nmlint.jsonwords import JsonError
from nmlint.source import Source
from nmlint.writing import write_whole

# A name is compared with no more than so many.
_COMPARED = 500


def read_workbook(path: Path, name: str | None = None) -> Source:
    """The service plan in a spreadsheet. Raises UnreadableError with every fault and its cell."""
    name = shown_name(path) if name is None else name
    return _source(_read(grids_of(workbook_bytes(path, name)), name))


def kept_of(path: Path) -> Kept:
    """What people wrote into a spreadsheet for themselves. Raises UnreadableError as `read_workbook` does."""
    name = shown_name(path)
    data = workbook_bytes(path, name)
    grids = grids_of(data)
    return kept_in(data, grids, _read(grids, name).notes)


def is_service_plan(path: Path) -> bool:
    """Whether a spreadsheet has the sheets of a service plan."""
    found = {layout.sheet_named(name) for name in sheet_names(path)}
    return found.issuperset(layout.NEEDED)


def workbook_of(
    data: Mapping[str, Any], offered: Offered | None = None, kept: Kept | None = None, lang: str | None = None
) -> bytes:
    """A service plan in plain data as a spreadsheet, the same bytes for the same data. Raises UsageError.

    What people wrote for themselves is `kept` where its row is still there. Choices are written in the language, where
    they have names in it.
    """
    from nmlint.documents.workbook_writing import written_workbook  # noqa: PLC0415  late: few runs write one

    return written_workbook(data, offered, kept, lang)


def write_workbook(data: Mapping[str, Any], path: Path, offered: Offered | None = None) -> None:
    """Writes a service plan as a spreadsheet, as a whole or not at all. Raises UsageError, OSError."""
    write_whole(path, workbook_of(data, offered))


def _read(grids: Sequence[Grid], name: str) -> Gathered:
    faults = Faults()
    plan = Gathered(name, faults)
    with suppress(EnoughError):
        _gather(plan, grids)
    if faults:
        raise gathered(sorted(faults, key=lambda fault: _order(fault, [grid.name for grid in grids])), IN_WORKBOOK)
    return plan


def _gather(plan: Gathered, grids: Sequence[Grid]) -> None:
    """Takes the plan out of the sheets. Raises UnreadableError where they are none of a plan, EnoughError."""
    sheets = sheets_of(grids, plan.path, plan.faults)
    tables = {
        sheet.key: Table(sheets[sheet.key], sheet, plan.path, plan.faults)
        for sheet in layout.SHEETS
        if sheet.key in sheets
    }
    rows = {sheet.key: tables[sheet.key].rows() if sheet.key in tables else () for sheet in layout.SHEETS}
    for key, table in tables.items():
        plan.note((key,), table.loose)
    plan.data["kind"] = SERVICE_PLAN
    plan.at(("kind",), sheets["application"].corner)
    for row in rows["application"]:
        _item(plan, row)
    notices = _notices(plan, rows["scenarios"])
    for sheet, key in ((layout.VARIABLES, "name"), (layout.LINKS, "url"), (layout.EVIDENCE, "name")):
        for row in rows[sheet.key]:
            _of_notice(plan, row, sheet, key, notices)
    for sheet in (layout.DOCUMENTS, layout.STATEMENTS):
        if sheet.key in sheets:
            plan.blank((sheet.key,), sheets[sheet.key].corner)
        for row in rows[sheet.key]:
            _named(plan, row, sheet)


def _order(fault: FieldFault, sheets: Sequence[str]) -> tuple[int, int, int, str]:
    """Where a fault comes when a person reads sheet by sheet and row by row."""
    place = fault.location.cell
    if place is None:
        return (0, 0, 0, "")
    letters = place.cell.rstrip("0123456789")
    return (sheets.index(place.sheet), int(place.cell.removeprefix(letters)), len(letters), letters)


def _source(plan: Gathered) -> Source:
    try:
        return plan.source()
    except JsonError as error:
        raise UnreadableError(error.said) from error
    except UnreadableError as error:
        if error.problem != "too-much":
            raise
        what = Bilingual(
            f"the plan is too long to judge: more than {MAX_CHARACTERS:,} characters; split it",
            f"計畫的內容太長，無法檢查：超過 {MAX_CHARACTERS:,} 字；請拆成多份",
        )
        raise UnreadableError(what, problem=error.problem) from error


def _item(plan: Gathered, row: Row) -> None:
    cells = row.cells["item"]
    said = plan.key(cells[0], layout.ITEM)
    item = None if said is None else layout.named(said, layout.ITEMS)
    if item is None:
        if said is not None:
            plan.faults.append(cells[0].fault(plan.path, unknown_item(said, layout.ITEMS)))
    else:
        at: tuple[str | int, ...] = tuple(item.key.split("."))
        plan.blank(at, cells[0])
        if "value" in row.cells:
            plan.put(at, item, row.cells["value"])
        # What we write there ourselves to help is no note.
        plan.note((layout.APPLICATION.key, item.key), [note for note in row.notes if note.text.strip() != item.help])


def _notices(plan: Gathered, rows: Sequence[Row]) -> Mapping[str, list[int]]:
    """Which notices each name means: their ids, and #1, #2 … for each by its place."""
    named: dict[str, list[int]] = {}
    listed: list[dict[str, Any]] = plan.data.setdefault("scenarios", [])
    for index, row in enumerate(rows):
        listed.append({})
        plan.at(("scenarios", index), row.first)
        plan.columns(("scenarios", index), row, layout.SCENARIOS.columns)
        named.setdefault(str(listed[index].get("id", "")), []).append(index)
        plan.note((layout.SCENARIOS.key, numbered(index)), row.notes)
    named |= {numbered(index): [index] for index in range(len(rows))}
    return {name: places for name, places in named.items() if name}


def _of_notice(plan: Gathered, row: Row, sheet: Sheet, key: str, notices: Mapping[str, list[int]]) -> None:
    """A row that says something of a notice: a variable, a link, what is declared."""
    cell = row.cell("notice")
    at: tuple[str | int, ...] = (sheet.key,)
    place = ""
    if cell is not None:
        name = plan.key(cell, sheet.column("notice"))
        if name is None:
            return
        if len(notices.get(name, ())) != 1:
            # Where the notices themselves cannot be read, nothing is said of what leads to them.
            if not any(_sheet_of(fault) is layout.SCENARIOS for fault in plan.faults):
                plan.faults.append(cell.fault(plan.path, _no_notice(name, notices)))
            return
        at = ("scenarios", notices[name][0], sheet.key)
        place = numbered(notices[name][0])
    named = _key(plan, row, sheet, key)
    if named is None:
        return
    said, cell = named
    plan.note((sheet.key, place, said), row.notes)
    if sheet is layout.VARIABLES:
        if plan.entry((*at, said), {}, cell):
            plan.columns((*at, said), row, _of_variable(row))
        return
    value = sheet.column("purpose" if sheet is layout.LINKS else "value")
    if value.key in row.cells:
        plan.put((*at, said), value, row.cells[value.key])
        plan.at((*at, said), cell)
    else:
        plan.entry((*at, said), None, cell)


def _sheet_of(fault: FieldFault) -> Sheet | None:
    place = fault.location.cell
    return None if place is None else layout.sheet_named(place.sheet)


def _of_variable(row: Row) -> tuple[Column, ...]:
    """The columns of a variable; a phone number that stands as a number has lost its first zero."""
    kind = row.cell("type")
    lost = kind is not None and kind.text.strip() == "phone"
    return tuple(
        replace(column, digits=0, holds=layout.Holds.TEXT) if lost and column.key == "example" else column
        for column in layout.VARIABLES.columns
        if column.key not in ("notice", "name")
    )


def _named(plan: Gathered, row: Row, sheet: Sheet) -> None:
    named = _key(plan, row, sheet, "id")
    if named is not None:
        plan.note((sheet.key, named[0]), row.notes)
    if named is not None and plan.entry((sheet.key, named[0]), {}, named[1]):
        plan.columns((sheet.key, named[0]), row, sheet.columns[1:])


def _key(plan: Gathered, row: Row, sheet: Sheet, key: str) -> tuple[str, GridCell] | None:
    cell = row.cells[key][0]
    said = plan.key(cell, sheet.column(key))
    return None if said is None else (said, cell)


def _no_notice(name: str, notices: Mapping[str, list[int]]) -> Bilingual:
    if name in notices:
        places = ", ".join(f"#{place + 1}" for place in notices[name])
        return Bilingual(
            f"several notices have the id {name!r}; say which by its place: {places}",
            f"有多個通知的代號都是「{name}」；請改寫第幾個：{places}",
        )
    hint = did_you_mean(name, [*notices][:_COMPARED])
    return Bilingual(
        f"no notice on the sheet 情境 (scenarios) has the id {name!r}{hint}",
        f"「情境」工作表沒有代號「{name}」的通知{hint.chinese}",
    )
