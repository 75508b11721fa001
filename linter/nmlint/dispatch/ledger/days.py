"""Which moments make a day: LINE counts by the time of Japan, people here by that of Taiwan."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

from sqlalchemy import ColumnElement

LINE = timezone(timedelta(hours=9))
TAIWAN = timezone(timedelta(hours=8))


def within(column: Any, day: date, zone: timezone) -> list[ColumnElement[bool]]:
    """That a moment is on the day."""
    start = datetime.combine(day, time(), zone).astimezone(UTC)
    return [column >= start, column < start + timedelta(days=1)]
