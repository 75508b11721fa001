"""Puts a value of a plan into a cell, so that every program and person reads it as it was meant."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

from nmlint.bilingual import Bilingual
from nmlint.documents.workbook_cells import MOST_DIGITS, decoded
from nmlint.documents.workbook_layout import Holds
from nmlint.errors import UsageError

# What a cell holds at most.
MOST_CHARACTERS = 32_767
_FIRST_DAY = date(1900, 3, 1)  # before it spreadsheets disagree about the days
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# What XML cannot hold, or reads as a line end, and what looks like such a character already written.
_TO_ESCAPE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_HALF = re.compile("[\ud800-\udfff]")
_TOO_MANY_DIGITS: float = 10**MOST_DIGITS
_TEXT, _DAY = "@", "yyyy-mm-dd"


def put(page: Worksheet, at: tuple[int, int], value: Any, holds: Holds, where: str) -> None:
    """A value in the cell of a row and column. Raises UsageError for what no cell can hold."""
    if value is None or value in ("", [], ()):
        _formatted(page, at, shown_as(holds))
        return
    if (day := _day(value)) is not None and holds is Holds.DAY:
        _formatted(page, at, _DAY).value = day
        return
    if holds in (Holds.ANYTHING, Holds.WHOLE) and isinstance(value, bool | int | float) and _kept(value):
        _formatted(page, at, "General").value = value
        return
    text = _as_text(value, holds)
    length = len(_TO_ESCAPE.sub(_escaped, text))
    if length > MOST_CHARACTERS:
        raise UsageError(_too_long(where, length))
    if _HALF.search(text):
        raise UsageError(Bilingual(f"{where}: half a character stands in the text", f"{where}：文字裡有半個字元"))
    put_text(page, *at, text)


def shown_as(holds: Holds) -> str:
    """The format of cells that are still blank, so that what is typed stays as it is typed."""
    return {Holds.DAY: _DAY, Holds.WHOLE: "General"}.get(holds, _TEXT)


def _day(value: Any) -> date | None:
    if isinstance(value, str) and _ISO.fullmatch(value):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            return None
    if isinstance(value, datetime) or not isinstance(value, date):
        return None
    return value if value >= _FIRST_DAY else None


def _kept(value: float) -> bool:
    """Whether a spreadsheet keeps every digit of a number; one with more is written as text."""
    return abs(value) < _TOO_MANY_DIGITS and float(f"{value:.{MOST_DIGITS}g}") == value


def _as_text(value: Any, holds: Holds) -> str:
    if holds in (Holds.LINES, Holds.VALUES):
        return _lines(value if isinstance(value, list | tuple) else [value])
    if holds is Holds.ANYTHING:
        plain = isinstance(value, str) and value.strip() and decoded(value) is None
        return str(value) if plain or isinstance(value, int | float) else _json(value)
    if isinstance(value, bool):
        return str(value).lower()
    return _json(value) if isinstance(value, list | dict) else str(value)


def _lines(items: Sequence[Any]) -> str:
    """Several values, one on each line where each can be told by its line alone, else as a list in JSON."""
    lines = "\n".join(str(item) for item in items)
    alone = all(
        isinstance(item, str) and item and item == item.strip() and len(item.splitlines()) == 1 for item in items
    )
    return lines if alone and not isinstance(decoded(lines), list) else _json(list(items))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def put_text(page: Worksheet, row: int, number: int, text: str) -> Any:
    """A text that stays one, whatever it begins with."""
    cell = _formatted(page, (row, number), _TEXT)
    cell.value = _TO_ESCAPE.sub(_escaped, text)
    # Else what begins with = would be a formula, and #N/A an error.
    cell.data_type = "s"
    cell.quotePrefix = text[:1] in ("=", "+", "-", "@", "'")
    return cell


def _formatted(page: Worksheet, at: tuple[int, int], shown: str) -> Any:
    cell: Any = page.cell(*at)
    cell.number_format, cell.alignment = shown, Alignment(wrap_text=True, vertical="top")
    return cell


def _escaped(match: re.Match[str]) -> str:
    return f"_x{ord(match[0]):04X}_"


def _too_long(where: str, length: int) -> Bilingual:
    return Bilingual(
        f"{where}: {length:,} characters, and a cell holds {MOST_CHARACTERS:,}; write the plan as .yaml",
        f"{where}：共 {length:,} 字，一個儲存格最多 {MOST_CHARACTERS:,} 字；請將計畫存成 .yaml",
    )
