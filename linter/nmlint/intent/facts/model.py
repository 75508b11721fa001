"""A fact that a text writes out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from nmlint.source import Span


class Kind(StrEnum):
    """What a fact is about; of two that fit the same characters the earlier one is the more specific."""

    URL = "url"
    CODE = "code"
    ORDER = "order-number"
    TRACKING = "tracking-number"
    BOOKING = "booking-number"
    CONTRACT = "contract-number"
    REFERENCE = "reference"
    CARD = "card"
    ACCOUNT = "account"
    PLATE = "plate"
    PHONE = "phone"
    DATE_RANGE = "date-range"
    TIME_RANGE = "time-range"
    DATE = "date"
    MONTH = "month"
    TIME = "time"
    WEEKDAY = "weekday"
    AMOUNT = "amount"
    POINTS = "points"
    PERCENT = "percent"
    DURATION = "duration"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact at its place in the raw text; two spellings of the same fact have the same value."""

    kind: Kind
    span: Span
    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """A fact at its place in the folded text, before it is decided which of several overlapping ones stands."""

    kind: Kind
    start: int
    end: int
    value: str
