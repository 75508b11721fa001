"""What a cell means in its column: a text, a day, a number, a list; or why it cannot be told."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from nmlint.bilingual import Bilingual
from nmlint.documents.dates import day_of
from nmlint.documents.workbook_grid import GridCell
from nmlint.documents.workbook_layout import Column, Holds

# A spreadsheet keeps no more digits of a number.
MOST_DIGITS = 15
# No plan has a day as far away as the numbers of seven digits are, taken for days.
_FAR = 2200
_ZEROS = re.compile("0+")
_LINE = re.compile(r"[^\r\n]+")
_HALF = re.compile("[\ud800-\udfff]")


class CellError(Exception):
    """A cell that cannot be understood, and the mend."""

    def __init__(self, english: str, chinese: str) -> None:
        super().__init__(english)
        self.said = Bilingual(english, chinese)


@dataclass(frozen=True, slots=True)
class Told:
    """A value and the cell it stands in: from its character `first` on, None where the cell shows something else."""

    value: Any
    cell: GridCell
    first: int | None = None


def told(cell: GridCell, column: Column) -> tuple[Told, ...]:
    """The values of a cell; more than one only in a column of several. Raises CellError."""
    if cell.formula:
        raise CellError(
            "a formula stands here, whose result may change; copy the cell and paste it as a value",
            "這一格是公式，結果可能會變；請複製後以「貼上值」取代",
        )
    if cell.error:
        raise CellError(
            f"the cell shows the error {cell.text}; write the value itself", f"這一格是錯誤值 {cell.text}；請填入內容"
        )
    value = cell.value
    match column.holds:
        case Holds.DAY:
            return (_day(cell),)
        case Holds.ANYTHING:
            return (_anything(cell, column),)
        case Holds.LINES | Holds.VALUES:
            return tuple(_lines(cell, column))
        case Holds.WHOLE:
            return (_count(cell, column),)
        case Holds.TEXTS if isinstance(value, str):
            return (Told(value, cell, 0),)
        case _:
            return (_text(cell, column),)


def decoded(text: str) -> Any:
    """What a text stands for in JSON, where that is a list, a mapping or a text; None for any other text."""
    if text[:1] not in ("[", "{", '"') or _HALF.search(text):
        return None
    try:
        value = json.loads(text, object_pairs_hook=_each_once, parse_constant=_refused)
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8")
    except (ValueError, RecursionError):
        return None
    return value


def _each_once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError(pairs)
    return found


def _refused(name: str) -> None:
    raise ValueError(name)


def _text(cell: GridCell, column: Column) -> Told:
    value = cell.value
    if isinstance(value, str):
        written = value.strip()
        meant = column.meant(written)
        # What people read there is another word than the plan has.
        return Told(meant, cell, len(value) - len(value.lstrip()) if meant == written else None)
    if isinstance(value, bool):
        return Told(str(value).lower(), cell)
    if isinstance(value, date | time | timedelta):
        raise CellError(
            f"a date or time ({cell.text}) stands where a text is meant, perhaps made by the spreadsheet from what was "
            "typed; format the cell as text and write it again",
            f"這裡要填文字，儲存格卻是日期或時間（{cell.text}），可能是試算表自動轉換；請把格式改成「文字」後重新輸入",
        )
    written = _number(cell, column)
    return Told(written, cell, 0 if written == cell.text else None)


def _number(cell: GridCell, column: Column) -> str:
    """A number where a text is meant, as it is shown."""
    value = _whole(_kept(cell))
    if _ZEROS.fullmatch(cell.format) and isinstance(value, int):
        written = str(value).zfill(len(cell.format))
    elif cell.format.endswith("%"):
        written = f"{value * 100:.{MOST_DIGITS}g}%"
    else:
        written = str(value)
    if column.digits is not None and (len(written) != column.digits or not written.isdecimal()):
        raise CellError(
            f"a number ({written}) stands where a text is meant, and a spreadsheet drops the zeros it begins with; "
            "format the cell as text and write it again",
            f"這裡要填文字，儲存格卻是數字（{written}），開頭的 0 可能已被去掉；請把格式改成「文字」後重新輸入",
        )
    return written


def _kept(cell: GridCell) -> Any:
    """The number of a cell. Raises CellError for one whose last digits a spreadsheet drops."""
    if abs(cell.value) >= 10**MOST_DIGITS:
        raise CellError(
            f"a spreadsheet keeps {MOST_DIGITS} digits of a number, so the last ones here may be wrong; format the "
            "cell as text and write it again",
            f"試算表只保留數字的前 {MOST_DIGITS} 位，這裡後面的位數可能已經錯誤；請把格式改成「文字」後重新輸入",
        )
    return cell.value


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _count(cell: GridCell, column: Column) -> Told:
    """A whole number; what is none is left to the reader of plans to tell."""
    value = cell.value
    if isinstance(value, bool):
        return Told(value, cell)
    if isinstance(value, int | float):
        return Told(_whole(_kept(cell)), cell)
    text = _text(cell, column)
    digits = text.value.isascii() and text.value.isdecimal() and len(text.value) < MOST_DIGITS
    return Told(int(text.value), cell) if digits else text


def _day(cell: GridCell) -> Told:
    value = cell.value
    meant = _typed(cell)
    if meant is not None:
        return Told(meant.isoformat(), cell)
    if isinstance(value, datetime):
        if value.year >= _FAR:
            raise CellError(
                f"the cell holds a day of the year {value.year}, perhaps made by the spreadsheet of a number that was "
                "typed; write it as text such as 2026-12-01 or 民國115年12月1日",
                f"這一格是西元 {value.year} 年的日期，可能是輸入數字後被試算表自動轉換；請以文字填寫，"
                "例如 2026-12-01 或民國115年12月1日",
            )
        if value.time() != time():
            raise CellError(
                f"a day is meant here, without a time of day: {cell.text}", f"這裡只填日期，不含時間：{cell.text}"
            )
        return Told(value.date().isoformat(), cell)
    if isinstance(value, date):
        return Told(value.isoformat(), cell)
    if isinstance(value, str):
        return Told(value.strip(), cell, len(value) - len(value.lstrip()))
    raise CellError(
        f"a day is meant here, not {cell.text}; format the cell as a date, or write it as text such as 2026-12-01",
        f"這裡要填日期，不是 {cell.text}；請把格式改成日期，或以文字填寫，例如 2026-12-01",
    )


def _typed(cell: GridCell) -> date | None:
    """The day that seven digits name in the calendar of the Republic of China, whatever a spreadsheet took them for.

    A number in a cell for days becomes the day of that number: 1151201 would be in the year 5051.
    """
    value = cell.value
    if isinstance(value, datetime) and value.year >= _FAR:
        return day_of(str(cell.serial))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return day_of(str(_whole(value)))
    return None


def _anything(cell: GridCell, column: Column) -> Told:
    value = cell.value
    if isinstance(value, str):
        meant = decoded(value)
        return Told(value, cell, 0) if meant is None else Told(meant, cell)
    if isinstance(value, datetime):
        return Told(value.date().isoformat() if value.time() == time() else _moment(value.isoformat(" ")), cell)
    if isinstance(value, time):
        return Told(_moment(value.isoformat()), cell)
    if isinstance(value, date):
        return Told(value.isoformat(), cell)
    if isinstance(value, bool):
        return Told(value, cell)
    if isinstance(value, timedelta):
        return _text(cell, column)
    if _ZEROS.fullmatch(cell.format) and len(cell.format) > 1:
        return Told(_number(cell, column), cell)
    return Told(_whole(_kept(cell)), cell)


def _moment(text: str) -> str:
    """A time without the seconds that nobody wrote."""
    return text.removesuffix(":00") if text.count(":") > 1 else text


def _lines(cell: GridCell, column: Column) -> Iterator[Told]:
    """The values on the lines of a cell, or in the list in JSON that stands there."""
    value = cell.value
    if not isinstance(value, str):
        yield _anything(cell, column) if column.holds is Holds.VALUES else _text(cell, column)
        return
    meant = decoded(value.strip())
    if isinstance(meant, list):
        for item in meant:
            yield Told(item, cell)
        return
    for line in _LINE.finditer(value):
        written = line[0].strip()
        if written:
            yield Told(written, cell, line.start() + len(line[0]) - len(line[0].lstrip()))
