"""Past deliveries of LINE notification messages, read row by row from a CSV or JSON Lines file.

`status` is delivered, rejected (also 422), or none or empty where nothing was heard. What was delivered has its
`delay` (45s, 12m, 3h), its `delay_seconds` (a plain number), or `sent_at` and `delivered_at` (ISO 8601); the first of
these that is filled in counts. Other columns are passed over, so that a log need not be cut down first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import ceil
from pathlib import Path
from typing import Any

from nmlint.bilingual import Bilingual, joined
from nmlint.documents.reading import shown_name
from nmlint.durations import parsed
from nmlint.errors import UnreadableError
from nmlint.planning.rows import rows

# So many faults are said; whoever mends these has understood the others.
_MOST_FAULTS = 20
_MOST_QUOTED = 40
_COLUMNS = ("status", "delay", "delay_seconds", "sent_at", "delivered_at")
_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")


class Heard(StrEnum):
    """What was heard of one message."""

    DELIVERED = "delivered"
    REJECTED = "rejected"
    NOTHING = "none"


_STATUS = {each.value: each for each in Heard} | {"422": Heard.REJECTED, "": Heard.NOTHING}


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one message; `delay` in seconds, rounded up, None unless it was delivered."""

    heard: Heard
    delay: int | None = None


class _FaultError(Exception):
    """What is wrong in one row, and in which column."""

    def __init__(self, column: str, english: str, chinese: str) -> None:
        self.said = Bilingual(f"{column}: {english}", f"{column}：{chinese}")
        super().__init__(self.said)


def deliveries(path: Path) -> Iterator[Delivery]:
    """The deliveries of a .csv, .jsonl or .ndjson file, one by one.

    UsageError when it has another name, UnreadableError when it cannot be read. What is wrong in its rows is gathered,
    each with its row and column, and raised as one UnreadableError at the end.
    """
    faults: list[Bilingual] = []
    wrong = 0
    for row in rows(path, _COLUMNS[0], _COLUMNS):
        fault = row.fault
        if fault is None:
            try:
                yield _delivery(row.columns)
            except _FaultError as error:
                fault = error.said
        if fault is not None:
            wrong += 1
            if wrong <= _MOST_FAULTS:
                faults.append(joined("", [Bilingual(f"row {row.number}, ", f"第 {row.number} 列，"), fault]))
    if wrong > _MOST_FAULTS:
        more = wrong - _MOST_FAULTS
        faults.append(Bilingual(f"faults in {more:,} rows more", f"另有 {more:,} 列有問題"))
    if faults:
        name = shown_name(path)
        raise UnreadableError(
            joined("\n", [joined("", [Bilingual(f"{name}: ", f"{name}："), each]) for each in faults])
        )


def _delivery(row: Mapping[str, Any]) -> Delivery:
    heard = _STATUS.get(_text(row, "status").lower())
    if heard is None:
        raise _FaultError(
            "status",
            f"{_shown(row['status'])} is none; write delivered, rejected or none",
            f"{_shown(row['status'])} 無法辨識；請寫 delivered、rejected 或 none",
        )
    return Delivery(heard, _delay(row) if heard is Heard.DELIVERED else None)


def _delay(row: Mapping[str, Any]) -> int:
    """The seconds from sending to delivery, rounded up."""
    if text := _text(row, "delay"):
        seconds = parsed(text)
        if seconds is None:
            raise _FaultError(
                "delay",
                f"{_shown(text)} is no duration; write 45s, 12m or 3h, or call the column delay_seconds",
                f"{_shown(text)} 不是時間長度；請寫 45s、12m 或 3h，或將欄位改名為 delay_seconds",
            )
        return seconds
    if text := _text(row, "delay_seconds"):
        if _NUMBER.fullmatch(text) is None:
            raise _FaultError(
                "delay_seconds",
                f"{_shown(text)} is no number of seconds; write digits only, such as 45",
                f"{_shown(text)} 不是秒數；請只寫數字，例如 45",
            )
        return ceil(float(text))
    sent, delivered = _time(row, "sent_at"), _time(row, "delivered_at")
    if (sent.tzinfo is None) != (delivered.tzinfo is None):
        raise _FaultError(
            "delivered_at",
            "one of sent_at and delivered_at has a time zone, the other has none; write both with +08:00",
            "sent_at 與 delivered_at 只有一個有時區；兩個都請加上 +08:00",
        )
    seconds = ceil((delivered - sent).total_seconds())
    if seconds < 0:
        raise _FaultError(
            "delivered_at",
            f"{delivered.isoformat()} is before sent_at; compare the two clocks and their time zones",
            f"{delivered.isoformat()} 早於 sent_at；請核對兩邊的時鐘與時區",
        )
    return seconds


def _time(row: Mapping[str, Any], column: str) -> datetime:
    text = _text(row, column)
    if not text:
        raise _FaultError(
            column,
            "it is empty; a delivered message needs its delay, its delay_seconds, or sent_at and delivered_at",
            "沒有內容；已送達的訊息需要 delay、delay_seconds，或 sent_at 與 delivered_at",
        )
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise _FaultError(
            column,
            f"{_shown(text)} is no time; write it as 2026-11-26T14:05:00+08:00",
            f"{_shown(text)} 不是時間；請寫成 2026-11-26T14:05:00+08:00",
        ) from None


def _text(row: Mapping[str, Any], column: str) -> str:
    value = row.get(column)
    return "" if value is None else str(value).strip()


def _shown(value: Any) -> str:
    """A value as it is quoted, cut short."""
    text = str(value)
    return repr(text if len(text) <= _MOST_QUOTED else f"{text[:_MOST_QUOTED]}…")
