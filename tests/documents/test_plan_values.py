"""Shares, money, times of day: as people write them, and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nmlint.documents.plan import Money, PriceRange, QuietHours
from nmlint.documents.plan_values import (
    currency_of,
    minute_of_day,
    moment,
    money,
    price_range,
    quiet_hours,
    share,
)

DAY = 24 * 60
EXCHANGE = {"USD": Fraction("32.5"), "JPY": Fraction("0.21")}
MINUTES = st.integers(0, DAY - 1)
DECIMALS = st.decimals(0, 10**9, places=4, allow_nan=False, allow_infinity=False)


def clock(minute: int) -> str:
    """A minute of the day as a plan has it."""
    return f"{minute // 60:02}:{minute % 60:02}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8%", Fraction(2, 25)),
        ("8 %", Fraction(2, 25)),
        (" 8％ ", Fraction(2, 25)),
        ("0.08", Fraction(2, 25)),
        ("0.5%", Fraction(1, 200)),
        ("0", Fraction(0)),
        ("0%", Fraction(0)),
        ("1", Fraction(1)),
        ("1.0", Fraction(1)),
        ("100%", Fraction(1)),
        ("5e-05", Fraction(1, 20000)),
        ("0.30000000000000004", Fraction("0.30000000000000004")),
        ("1%", Fraction(1, 100)),
        ("8", None),
        ("100", None),
        ("100.1%", None),
        ("1.01", None),
        ("-1%", None),
        ("08%", None),
        (".5", None),
        ("5.", None),
        ("8  %", None),
        ("8 percent", None),
        ("1/3", None),
        ("8%%", None),
        ("٨%", None),
        ("nan", None),
        ("1e5", None),
        ("", None),
        ("%", None),
        ("true", None),
    ],
)
def test_share(text: str, expected: Fraction | None) -> None:
    """A number up to 1, or one up to 100 with its sign; 8 alone is not 8 %."""
    assert expected == share(text)


@given(st.decimals(0, 100, places=6, allow_nan=False, allow_infinity=False))
def test_a_share_reads_back(percent: Decimal) -> None:
    """With its sign and as a decimal, a share is just what was written."""
    exact = Fraction(percent) / 100

    assert exact == share(f"{percent:f}%") == share(f"{percent:f} ％") == share(f"{percent / 100:f}")


@given(st.floats(0, 1).filter(lambda number: number == 0 or number > 1e-90))
def test_what_a_program_writes_is_a_share(number: float) -> None:
    """Every share that a program writes as a number is read, to the last digit."""
    read = share(repr(number))

    assert read is not None
    assert number == float(read)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("30000", 30000),
        ("30,000", 30000),
        ("1,234,567.50", Fraction("1234567.5")),
        ("30000 TWD", 30000),
        ("30000元", 30000),
        ("NT$30,000", 30000),
        ("NT$ 30000 TWD", 30000),
        ("TWD 5", 5),
        ("900 USD", 29250),
        ("USD900", 29250),
        ("100 JPY", 21),
        ("0", 0),
        ("0.0001", Fraction(1, 10000)),
        ("1,5", None),
        ("1,50,000", None),
        ("0,900", None),
        ("-5", None),
        ("5-6", None),
        ("USD 5 TWD", None),
        ("NT$5 USD", None),
        ("900 EUR", None),
        ("900 usd", None),
        ("US$ 900", None),
        ("$900", None),
        ("nine", None),
        ("", None),
        ("元", None),
        ("1e5", None),
        ("５", None),
    ],
)
def test_money(text: str, expected: Fraction | None) -> None:
    """An amount in New Taiwan dollars, or in a currency whose rate is known; a comma parts thousands alone."""
    read = money(text, EXCHANGE)

    assert (None if expected is None else Money(Fraction(expected), text)) == read


@given(DECIMALS, st.sampled_from(["{}", "{} TWD", "NT${}", "{}元", "{:,} TWD"]))
def test_money_reads_back(amount: Decimal, form: str) -> None:
    """However it is written, an amount is just what was written."""
    read = money(form.format(amount), {})

    assert read is not None
    assert Fraction(amount) == read.amount


@given(DECIMALS, st.sampled_from(sorted(EXCHANGE)))
def test_money_of_another_currency(amount: Decimal, currency: str) -> None:
    """Another currency counts by its rate, and without one not at all."""
    read = money(f"{amount} {currency}", EXCHANGE)

    assert read is not None
    assert Fraction(amount) * EXCHANGE[currency] == read.amount
    assert money(f"{amount} {currency}", {}) is None
    assert currency == currency_of(f"{amount} {currency}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.9", (Fraction("0.9"), Fraction("0.9"))),
        ("0.8-1.2", (Fraction("0.8"), Fraction("1.2"))),
        ("0.8 – 1.2", (Fraction("0.8"), Fraction("1.2"))),
        ("0.8~1.2", (Fraction("0.8"), Fraction("1.2"))),
        ("0.8至1.2元", (Fraction("0.8"), Fraction("1.2"))),
        ("NT$0.8 to 1.2", (Fraction("0.8"), Fraction("1.2"))),
        ("1-1", (1, 1)),
        ("2-4 USD", (65, 130)),
        ("USD 2-4", (65, 130)),
        ("2 USD - 4 USD", (65, 130)),
        ("1,000-2,000", (1000, 2000)),
        ("1.2-0.8", None),
        ("4-2 USD", None),
        ("2 TWD - 4 USD", None),
        ("2 USD - 4 JPY", None),
        ("2-4 EUR", None),
        ("1-2-3", None),
        ("-1", None),
        ("1-", None),
        ("-", None),
        ("", None),
    ],
)
def test_price_range(text: str, expected: tuple[Fraction, Fraction] | None) -> None:
    """A price or two that rise, both in the one currency that is named at either."""
    wanted = None if expected is None else PriceRange(Fraction(expected[0]), Fraction(expected[1]))

    assert wanted == price_range(text, EXCHANGE)


@given(DECIMALS, DECIMALS, st.sampled_from(["-", " - ", "–", "~", "～", " to ", "至"]))
def test_a_price_range_reads_back(one: Decimal, other: Decimal, between: str) -> None:
    """A range is read from low to high, and not the other way round."""
    low, high = sorted((one, other))

    assert PriceRange(Fraction(low), Fraction(high)) == price_range(f"{low}{between}{high}", {})
    assert (price_range(f"{high}{between}{low}", {}) is None) == (low < high)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("900", "TWD"),
        ("900 USD", "USD"),
        ("0.8-1.2 EUR", "EUR"),
        ("5元", "TWD"),
        ("1 USD - 2 JPY", None),
        ("cheap", None),
        ("", None),
    ],
)
def test_currency(text: str, expected: str | None) -> None:
    """The currency of an amount or a range is known before its rate is."""
    assert expected == currency_of(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20:30", 1230),
        ("0:00", 0),
        ("8:05", 485),
        ("08:05", 485),
        ("23:59", 1439),
        ("24:00", None),
        ("20:60", None),
        ("20", None),
        ("8:5", None),
        ("20:30:00", None),
        ("8pm", None),
        ("", None),
    ],
)
def test_minute_of_day(text: str, expected: int | None) -> None:
    """A time of day has hours and minutes."""
    assert expected == minute_of_day(text)


@given(MINUTES)
def test_a_time_of_day_reads_back(minute: int) -> None:
    """Every minute of the day is read as itself."""
    assert minute == minute_of_day(clock(minute))


@given(MINUTES, MINUTES, st.sampled_from(["-", " - ", "–", "~", "～", " to ", "至"]))
def test_quiet_hours_read_back(start: int, end: int, between: str) -> None:
    """Hours are read as they are written; from a time to the same time are none."""
    read = quiet_hours(f"{clock(start)}{between}{clock(end)}")

    assert (None if start == end else QuietHours(start, end)) == read


@pytest.mark.parametrize("text", ["22:00", "22:00-", "22:00-25:00", "22-8", "22:00-08:00-09:00", "night", ""])
def test_no_quiet_hours(text: str) -> None:
    """What is not from one time of day to another is no quiet hours."""
    assert quiet_hours(text) is None


@given(MINUTES, st.integers(1, DAY - 1), st.integers(-3 * DAY, 3 * DAY))
@example(22 * 60, 10 * 60, 8 * 60)
def test_quiet_hours_hold_minute_by_minute(start: int, length: int, minute: int) -> None:
    """A minute is quiet when it is one of those that follow the start; the end is none of them."""
    hours = QuietHours(start, (start + length) % DAY)

    assert hours.holds(minute) == (minute % DAY in {(start + passed) % DAY for passed in range(length)})
    assert length * 60 == hours.length


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-01 18:00", datetime(2026, 12, 1, 18, 0)),  # noqa: DTZ001  as it is written, of no zone
        ("2026-12-01T18:00:30", datetime(2026, 12, 1, 18, 0, 30)),  # noqa: DTZ001
        (" 2026-12-01 18:00Z ", datetime(2026, 12, 1, 18, 0, tzinfo=UTC)),
        ("2026-12-01 18:00+08:00", datetime(2026, 12, 1, 18, 0, tzinfo=timezone(timedelta(hours=8)))),
        ("2026-12-01", None),
        ("2026-02-30 18:00", None),
        ("2026-12-01 24:00", None),
        ("0000-12-01 18:00", None),
        ("2026-W49-2 18:00", None),
        ("20261201 1800", None),
        ("2026/12/01 18:00", None),
        ("tomorrow", None),
        ("", None),
    ],
)
def test_moment(text: str, expected: datetime | None) -> None:
    """A moment has a day and a time."""
    assert expected == moment(text)


@given(st.text() | st.text("0123456789.,%-–~～:Te+ TWDNSU$元至to", max_size=20))
def test_any_text_is_a_value_or_none(text: str) -> None:
    """Whatever stands there, no reader of a value raises anything."""
    for read in (share, currency_of, minute_of_day, quiet_hours, moment):
        read(text)
    amount, price = money(text, EXCHANGE), price_range(text, EXCHANGE)
    assert amount is None or amount.amount >= 0
    assert price is None or 0 <= price.low <= price.high
