"""Rows of a CSV or JSON Lines file of any length, one by one, each a mapping of its columns."""

from __future__ import annotations

import csv
import json
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from nmlint.bilingual import Bilingual, joined
from nmlint.documents.encodings import BYTE_ORDER_MARK
from nmlint.documents.reading import reason_of, shown_name
from nmlint.errors import UnreadableError, UsageError

MOST_ROWS = 5_000_000
_LONGEST_LINE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Row:
    """One row with its number, counted as an editor or a spreadsheet counts; `fault` says why it has no columns."""

    number: int
    columns: Mapping[str, Any]
    fault: Bilingual | None = None


def rows(path: Path, needed: str, known: Sequence[str], *, limit: int = MOST_ROWS) -> Iterator[Row]:
    """The rows of a .csv, .jsonl or .ndjson file; names of columns are in small letters.

    `needed` is the column that every row has, `known` are those that may not stand there twice. UsageError when the
    file has another name; UnreadableError when it is no such file, when it has no row, or more than `limit`.
    """
    name = shown_name(path)
    suffix = path.suffix.lower()
    if suffix not in (".csv", ".jsonl", ".ndjson"):
        raise UsageError(
            Bilingual(
                f"{name}: rows are read from a .csv or a .jsonl file; save it as one of these",
                f"{name}：只能讀取 .csv 或 .jsonl 檔；請存成其中一種",
            )
        )
    number = 0
    with _opened(path, name) as file:
        lines = _lines(file, name)
        found = _csv(lines, name, needed, known) if suffix == ".csv" else _json_lines(lines, needed)
        for number, row in enumerate(found, 1):
            if number > limit:
                raise _unreadable(
                    name,
                    f"more than {limit:,} rows; give a sample of them",
                    f"超過 {limit:,} 列；請改用抽樣的資料",
                )
            yield row
    if number == 0:
        raise _unreadable(name, "there is no row in it to learn from", "檔案裡沒有任何一列可供估計")


def _unreadable(name: str, english: str, chinese: str) -> UnreadableError:
    """The error of a file, by its name."""
    return UnreadableError(Bilingual(f"{name}: {english}", f"{name}：{chinese}"))


def _opened(path: Path, name: str) -> IO[bytes]:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise _unreadable(name, "this is no file; give the path of one", "這不是檔案；請提供檔案的路徑")
        return path.open("rb")
    except OSError as error:
        raise UnreadableError(joined("", [Bilingual(f"{name}: ", f"{name}："), reason_of(error, path)])) from error


def _lines(file: IO[bytes], name: str) -> Iterator[str]:
    """The lines as text; none is held that is longer than a row could need."""
    number = 0
    while line := file.readline(_LONGEST_LINE + 1):
        number += 1
        if number == 1:
            line = line.removeprefix(BYTE_ORDER_MARK)
        if len(line) > _LONGEST_LINE:
            raise _unreadable(
                name,
                f"row {number} has more than {_LONGEST_LINE:,} bytes; put each message on a line of its own",
                f"第 {number} 列超過 {_LONGEST_LINE:,} 位元組；請讓每則訊息各占一行",
            )
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise _unreadable(
                name,
                f"row {number} is not UTF-8; save the file as UTF-8 (in Excel: CSV UTF-8)",
                f"第 {number} 列不是 UTF-8；請將檔案存成 UTF-8（Excel 請選「CSV UTF-8」）",
            ) from error


def _csv(lines: Iterator[str], name: str, needed: str, known: Sequence[str]) -> Iterator[Row]:
    """The rows below the head of a CSV file; the head is row 1."""
    reader = csv.reader(lines, strict=True)
    try:
        head = [column.strip().lower() for column in next(reader, [])]
        if head and needed not in head:
            raise _unreadable(
                name,
                f"row 1, {needed}: there is no such column; name the columns in row 1, separated by commas",
                f"第 1 列，{needed}：沒有這個欄位；請在第 1 列寫出欄位名稱，以逗號分隔",
            )
        if doubled := next((column for column in known if head.count(column) > 1), None):
            raise _unreadable(
                name,
                f"row 1, {doubled}: the column stands there more than once; keep one",
                f"第 1 列，{doubled}：欄位重複出現；請只保留一個",
            )
        for fields in reader:
            if len(fields) == len(head):
                yield Row(reader.line_num, dict(zip(head, fields, strict=True)))
            elif fields:
                yield Row(reader.line_num, {}, _uneven(len(fields), len(head)))
    except csv.Error as error:
        raise _unreadable(
            name,
            f"row {reader.line_num} is no CSV ({error}); mend its quotation marks",
            f"第 {reader.line_num} 列不是正確的 CSV（{error}）；請修正引號",
        ) from error


def _uneven(fields: int, head: int) -> Bilingual:
    return Bilingual(
        f"it has {fields} fields where row 1 has {head}; put quotation marks around a field with a comma in it",
        f"這一列有 {fields} 欄，第 1 列有 {head} 欄；欄位內容有逗號時，請用引號括起來",
    )


def _json_lines(lines: Iterator[str], needed: str) -> Iterator[Row]:
    """The objects of a JSON Lines file; empty lines are passed over."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, dict):
            said = Bilingual("this is no JSON object; write {…} on one line", "這不是 JSON 物件；請把 {…} 寫在同一行")
            yield Row(number, {}, said)
        elif needed not in row:
            said = Bilingual(
                f"{needed}: it is missing; write null where there is nothing",
                f"{needed}：缺少這個欄位；沒有內容時請寫 null",
            )
            yield Row(number, {}, said)
        else:
            yield Row(number, row)
