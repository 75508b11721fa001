"""Writes a service plan as a spreadsheet that people fill in: sheets, headings, offers, and texts that stay texts."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from nmlint.bilingual import CHINESE
from nmlint.documents import workbook_layout as layout
from nmlint.documents.workbook_grid import opened
from nmlint.documents.workbook_keeping import Kept, is_for_people
from nmlint.documents.workbook_layout import Column, Holds, Offered, Sheet
from nmlint.documents.workbook_listing import rows_of
from nmlint.documents.workbook_putting import put, put_text, shown_as

_NO_DATE = datetime(2000, 1, 1)  # noqa: DTZ001  the same for every file, as equal data make equal bytes
_MODIFIED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_ROWS = 500
_MOST_OF_PROMPT = 255
_HEAD = PatternFill("solid", fgColor="DDEBF7")


def written_workbook(
    data: Mapping[str, Any], offered: Offered | None, kept: Kept | None = None, lang: str | None = None
) -> bytes:
    """A service plan as the bytes of a workbook. Raises UsageError for what no cell can hold."""
    offers = _Offers(shipped_offers(lang) if offered is None else offered, lang)
    rows = rows_of(data, kept)
    book = _blank() if kept is None or not kept.sheets else _of_people(kept.data)
    for number, sheet in enumerate(layout.SHEETS):
        _Filled(book.create_sheet(sheet.chinese, number), sheet, offers).fill(rows[sheet.key])
    offers.write(book.create_sheet(layout.CHOICES.chinese))
    book.properties.creator = "nmlint"
    book.properties.created = _NO_DATE
    file = io.BytesIO()
    book.save(file)
    return _undated(file.getvalue())


def _blank() -> Workbook:
    """A workbook without any sheet."""
    book = Workbook()
    book.remove(book.worksheets[0])
    return book


def _of_people(data: bytes) -> Workbook:
    """A workbook without our own sheets, and without names for what stood in them."""
    book = opened(data)
    gone = [page for page in book.worksheets if not is_for_people(page.title)]
    for page in gone:
        book.remove(page)
    for name, defined in [*book.defined_names.items()]:
        if any(page.title in (defined.attr_text or "") for page in gone):
            del book.defined_names[name]
    book.active = 0
    return book


def shipped_offers(lang: str | None = None) -> Offered:
    """What the catalogue of this installation offers: scenarios, applicants, accounts, papers and statements.

    Applicants and accounts are known by their names as well.
    """
    from nmlint.catalogue import load_builtin  # noqa: PLC0415  late, and only where nothing else is offered
    from nmlint.catalogue.model import localized  # noqa: PLC0415  the same

    def called(choice: str, names: Mapping[str, str]) -> str:
        return localized(names, CHINESE) if lang == CHINESE else choice

    catalogue = load_builtin()
    needs = catalogue.tables["submission"]
    papers = dict.fromkeys(paper["id"] for paper in needs["documents"])
    return {
        "scenarios.scenario": tuple(catalogue.scenarios),
        "application.company.kind": tuple(called(name, names) for name, names in needs["applicants"].items()),
        "application.account.shield": tuple(called(name, known["names"]) for name, known in needs["accounts"].items()),
        "documents.id": tuple(papers),
        "statements.id": tuple(needs["statements"]),
    }


class _Offers:
    """The lists that cells offer, each a column of a sheet of its own."""

    def __init__(self, offered: Offered, lang: str | None) -> None:
        self._offered, self.lang = offered, lang
        self._lists: dict[str, Sequence[str]] = {}

    def area(self, sheet: Sheet, column: Column) -> str | None:
        """Where the choices of a column stand, None where it has none."""
        name = f"{sheet.key}.{column.key}"
        choices = [column.called(choice, self.lang) for choice in column.choices] or self._offered.get(name, ())
        if not choices:
            return None
        self._lists[name] = choices
        letter = get_column_letter([*self._lists].index(name) + 1)
        return f"'{layout.CHOICES.chinese}'!${letter}$2:${letter}${len(choices) + 1}"

    def write(self, page: Worksheet) -> None:
        """The lists themselves."""
        for number, (name, choices) in enumerate(self._lists.items(), 1):
            for row, said in enumerate((name, *choices), 1):
                put_text(page, row, number, said)
            page.column_dimensions[get_column_letter(number)].width = 28


class _Filled:
    """One sheet with its rows, headings and offers."""

    def __init__(self, page: Worksheet, sheet: Sheet, offers: _Offers) -> None:
        self._page, self._sheet, self._offers = page, sheet, offers

    def fill(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Writes the headings and the rows."""
        page = self._page
        columns = [*_repeated(self._sheet, rows)]
        for number, column in enumerate(columns, 1):
            cell = put_text(page, 1, number, column.heading)
            cell.font, cell.fill = Font(bold=True), _HEAD
            page.column_dimensions[get_column_letter(number)].width = column.width
            # Else what is typed into a new row would lose its first zeros.
            page.column_dimensions[get_column_letter(number)].number_format = shown_as(column.holds)
        for at, row in enumerate(rows, 2):
            self._row(at, row, columns)
        page.freeze_panes = "B2"
        if self._sheet is not layout.APPLICATION:
            for number, column in enumerate(columns, 1):
                self._offer(column, f"{get_column_letter(number)}2:{get_column_letter(number)}{_ROWS}")

    def _row(self, at: int, row: Mapping[str, Any], columns: Sequence[Column]) -> None:
        used: dict[str, int] = {}
        item = row.get("item")
        for number, column in enumerate(columns, 1):
            value = row.get(column.key)
            of = item if isinstance(item, Column) and column is layout.VALUE else column
            if isinstance(item, Column):
                value, holds = _of_item(item, column, value)
                if of is item:
                    self._offer(item, f"{get_column_letter(number)}{at}")
            else:
                holds = column.holds
            if holds is Holds.TEXTS and value is not None:
                listed = value if isinstance(value, list | tuple) else [value]
                turn = used[column.key] = used.get(column.key, -1) + 1
                value = listed[turn] if turn < len(listed) else None
            if isinstance(value, str):
                value = of.called(value, self._offers.lang)
            put(self._page, (at, number), value, holds, f"{self._sheet.key} {column.key}")

    def _offer(self, column: Column, cells: str) -> None:
        area = self._offers.area(self._sheet, column)
        if area is None and not column.help:
            return
        offer = DataValidation(type="list" if area else None, formula1=area, allow_blank=True, errorStyle="warning")
        if column.help:
            offer.promptTitle, offer.prompt = column.chinese, column.help[:_MOST_OF_PROMPT]
            offer.showInputMessage = True
        offer.add(cells)
        self._page.add_data_validation(offer)


def _of_item(item: Column, column: Column, value: Any) -> tuple[Any, Holds]:
    """What the row of an item holds in a column of the first sheet."""
    if column is layout.VALUE:
        return value, item.holds
    return item.heading if column is layout.ITEM else value or item.help, Holds.TEXT


def _repeated(sheet: Sheet, rows: Iterable[Mapping[str, Any]]) -> Iterator[Column]:
    """The columns, those of several texts as often as the longest row needs."""
    listed = [*rows]
    for column in sheet.columns:
        several = [row[column.key] for row in listed if isinstance(row.get(column.key), list | tuple)]
        times = max([1, *map(len, several)]) if column.holds is Holds.TEXTS else 1
        yield from (column for _ in range(times))


def _undated(data: bytes) -> bytes:
    """The same file without the hour in which it was written."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            part = old.read(info)
            if info.filename == "docProps/core.xml":
                part = _MODIFIED.sub(rb"\g<1>" + _NO_DATE.strftime("%Y-%m-%dT%H:%M:%SZ").encode(), part)
            fresh = zipfile.ZipInfo(info.filename, (1980, 1, 1, 0, 0, 0))
            fresh.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(fresh, part)
    return file.getvalue()
