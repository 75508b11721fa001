"""The figures of a plan report as people read them: shares in percent, money, and the rows of the table of options."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nmlint.bilingual import in_language
from nmlint.durations import spoken
from nmlint.output.plan_words import say

Data = Mapping[str, Any]

COLUMNS = ("timer", "duplicate", "late", "never", "sms", "cost", "saving")
MARKS: Mapping[str, str] = {"recommended": ">", "yours": "*", "cheapest": "$", "latest": "|"}
"""What an option can be marked as, each with its sign on the terminal."""
_SIGNS = {"TWD": "NT$"}
_THOUSAND = 1000
_FINE = 2
_WHOLE = 100
"""From here on money is told in whole units."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in one line, with its interval in brackets where it has one; `stacked` is the same in several lines."""

    text: str
    interval: str = ""
    stacked: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """The figure in as narrow a column as can be, its interval below."""
        return (*(self.stacked or (self.text,)), *([self.interval] if self.interval else ()))


@dataclass(frozen=True, slots=True)
class Row:
    """An option as the table has it; `marks` are words of `plan_words`, `cost` runs from low to high."""

    timer: int | None
    name: str
    marks: tuple[str, ...]
    figures: tuple[Figure, ...]
    duplicate: Data
    late: Data
    cost: tuple[float, float]


def rows_of(report: Data, lang: str) -> tuple[Row, ...]:
    """The options by their timers, then each channel alone.

    Where the number of recipients is unknown, messages and money are those of 1,000 recipients.
    """
    return tuple(_row(report, option, name, lang) for name, option in _named(report, lang))


def timed(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows that wait, which a curve can be drawn through."""
    return tuple(row for row in rows if row.timer is not None)


def _named(report: Data, lang: str) -> Iterator[tuple[str, Data]]:
    waiting = {option["timer"]: option for option in report["options"]}
    for option in (report["latest"], report["cheapest"]):
        if option is not None and option["timer"] is not None:
            waiting.setdefault(option["timer"], option)
    for timer in sorted(waiting):
        yield time(timer, lang), waiting[timer]
    yield say("line-only", lang), report["line_only"]
    yield say("sms-only", lang), report["sms_only"]


def _row(report: Data, option: Data, name: str, lang: str) -> Row:
    cost, saving = _money(report, option)
    count = option["sms"]["value"] * _THOUSAND if option["messages"] is None else option["messages"].get("sms", 0)
    shares = [Figure(percent(option[key]["value"]), interval(option[key])) for key in ("duplicate", "late", "never")]
    sent = (percent(option["sms"]["value"]), f"{count:,.0f}")
    sms = Figure(" · ".join(sent), interval(option["sms"]), sent)
    figures = (*shares, sms, _ranged(cost, lang), _ranged(saving, lang))
    return Row(option["timer"], name, tuple(_marks(report, option)), figures, option["duplicate"], option["late"], cost)


def _money(report: Data, option: Data) -> tuple[tuple[float, float], tuple[float, float]]:
    """What an option costs and saves, each from low to high."""
    if report["plan"]["size"] is not None and option["cost"] is not None and option["saving"] is not None:
        return (option["cost"]["low"], option["cost"]["high"]), (option["saving"]["low"], option["saving"]["high"])
    each, alone = option["each"], report["sms_only"]["each"]
    saving = (alone["low"] - each["low"], alone["high"] - each["high"])
    return (each["low"] * _THOUSAND, each["high"] * _THOUSAND), (saving[0] * _THOUSAND, saving[1] * _THOUSAND)


def _marks(report: Data, option: Data) -> Iterator[str]:
    if _recommended(report["recommended"], option):
        yield "recommended"
    if option["yours"]:
        yield "yours"
    for key in ("cheapest", "latest"):
        if report[key] is not None and _same(report[key], option):
            yield key


def _recommended(recommended: Data, option: Data) -> bool:
    if recommended["channel"] == "sms":
        return bool(option["timer"] is None and option["sms"]["value"] == 1)
    if recommended["channel"] != "notification-message" or recommended["timer"] != option["timer"]:
        return False
    return option["timer"] is not None or option["sms"]["value"] == 0


def _same(one: Data, other: Data) -> bool:
    return bool(one["timer"] == other["timer"] and one["sms"]["value"] == other["sms"]["value"])


def sign(report: Data) -> str:
    """The sign of the currency that the report reckons in."""
    currency: str = report["sms_only"]["each"]["currency"]
    return _SIGNS.get(currency, currency)


def percent(value: float, digits: int = 1) -> str:
    """A share in percent; what would round to nothing, or to all without being all, is told as less or more."""
    if value in (0, 1):
        return f"{value * 100:.0f} %"
    least = 10.0**-digits
    if value * 100 < least / 2:
        return f"<{least:.{digits}f} %"
    if value < 1 and value * 100 >= 100 - least / 2:
        return f">{100 - least:.{digits}f} %"
    return f"{value * 100:.{digits}f} %"


def interval(share: Data, digits: int = 1) -> str:
    """The interval of a share in percent; empty where it has none, or none but the share itself."""
    if share["low"] is None or share["high"] is None or share["low"] == share["high"] == share["value"]:
        return ""
    return f"[{share['low'] * 100:.{digits}f}–{share['high'] * 100:.{digits}f}]"


def amount(value: float) -> str:
    """Money without its sign, with thousands separated; small sums have two digits after the point."""
    digits = 0 if abs(value) >= _WHOLE or value == 0 else 2
    written = f"{abs(value):,.{digits}f}"
    return f"−{written}" if value < 0 and any(digit in written for digit in "123456789") else written


def _ranged(money: tuple[float, float], lang: str) -> Figure:
    low, high = amount(money[0]), amount(money[1])
    if low == high:
        return Figure(low)
    more = f"–{high}" if money[0] >= 0 else say("to-high", lang, high=high)
    return Figure(between(money, lang), stacked=(low, more))


def between(money: tuple[float, float], lang: str) -> str:
    """Money from low to high, once where both read alike."""
    low, high = amount(money[0]), amount(money[1])
    if low == high:
        return low
    return f"{low}–{high}" if money[0] >= 0 else f"{low} {say('to-high', lang, high=high)}"


def time(seconds: int, lang: str) -> str:
    """A duration in words."""
    return in_language(spoken(seconds), lang)


def input_figure(given: Data, lang: str) -> Figure:
    """The figure of an input in its unit, with its interval and what it was estimated from."""
    value, unit = given["value"], given["unit"]
    low, high = given["low"], given["high"]
    ranged = low is not None and high is not None
    sure = "" if given["n"] is None else f"n = {given['n']:,}"
    if unit == "share":
        text, spread = percent(value), interval(given)
    elif unit == "TWD":
        text = f"{_SIGNS[unit]} " + (f"{low:,g}–{high:,g}" if ranged and low != high else f"{value:,g}")
        spread = ""
    elif unit == "s":
        text, spread = time(round(value), lang), ""
    elif unit == "parts":
        text = say("part" if value == 1 else "parts", lang, count=f"{value:g}")
        spread = f"[{low:g}–{high:g}]" if ranged else ""
    else:
        text = f"{value:,.0f}"
        spread = f"[{low:,.0f}–{high:,.0f}]" if ranged else ""
    return Figure(text, " ".join(filter(None, (spread, sure))))


def simulated_figure(value: float) -> str:
    """A share of a simulation, which is told more finely than others."""
    return percent(value, _FINE)


def simulated_interval(measure: Data) -> str:
    """The interval of a share of a simulation."""
    return f"[{measure['low'] * 100:.{_FINE}f}–{measure['high'] * 100:.{_FINE}f}]"
