"""The figures of a plan report as people read them: shares in percent, money, and the rows of the table of options."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from nmlint.output.plan_times import brief, time
from nmlint.output.plan_words import say

Data = Mapping[str, Any]

COLUMNS = ("timer", "duplicate", "late", "never", "sms", "cost", "saving")
MARKS: Mapping[str, str] = {"recommended": ">", "yours": "*", "cheapest": "$", "latest": "|"}
"""What an option can be marked as, each with its sign on the terminal."""
OVER: Mapping[str, str] = {"beyond-limits": "!", "over-budget": "#"}
"""What an option can be warned of, each with its sign."""
_LIMITED = ("late", "duplicate", "never")
_NONE = "–"
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
    """An option as the table has it; `marks` and `over` are words of `plan_words`, `cost` runs from low to high."""

    timer: int | None
    name: str
    marks: tuple[str, ...]
    over: tuple[str, ...]
    figures: tuple[Figure, ...]
    duplicate: Data
    late: Data
    cost: tuple[float, float]

    @property
    def signs(self) -> str:
        """The signs of what it is marked as and warned of."""
        return "".join((*(MARKS[mark] for mark in self.marks), *(OVER[warning] for warning in self.over)))


def rows_of(report: Data, lang: str) -> tuple[Row, ...]:
    """The options by their timers, then each channel alone, where it is there.

    Where the number of recipients is unknown, messages and money are those of 1,000 recipients.
    """
    return tuple(_row(report, option, name, lang) for name, option in _named(report, lang))


def timed(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows that wait, which a curve can be drawn through."""
    return tuple(row for row in rows if row.timer is not None)


def briefly(rows: Sequence[Row], lang: str) -> tuple[Row, ...]:
    """The rows with shorter names."""
    return tuple(row if row.timer is None else replace(row, name=brief(row.timer, lang)) for row in rows)


def _named(report: Data, lang: str) -> Iterator[tuple[str, Data]]:
    waiting = {option["timer"]: option for option in report["options"]}
    for option in (report["latest"], report["cheapest"]):
        if option is not None and option["timer"] is not None:
            waiting.setdefault(option["timer"], option)
    for timer in sorted(waiting):
        yield time(timer, lang), waiting[timer]
    for alone in ("line_only", "sms_only"):
        if report[alone] is not None:
            yield say(alone, lang), report[alone]


def _row(report: Data, option: Data, name: str, lang: str) -> Row:
    cost, saving = _money(report, option)
    count = option["sms"]["value"] * _THOUSAND if option["messages"] is None else option["messages"].get("sms", 0)
    shares = [Figure(percent(option[key]["value"]), interval(option[key])) for key in ("duplicate", "late", "never")]
    sent = (percent(option["sms"]["value"]), f"{count:,.0f}")
    sms = Figure(" · ".join(sent), interval(option["sms"]), sent)
    figures = (*shares, sms, _ranged(cost, lang), Figure(_NONE) if saving is None else _ranged(saving, lang))
    marks, over = tuple(_marks(report, option)), tuple(_over(report, option))
    return Row(option["timer"], name, marks, over, figures, option["duplicate"], option["late"], cost)


def _money(report: Data, option: Data) -> tuple[tuple[float, float], tuple[float, float] | None]:
    """What an option costs and saves, each from low to high; no saving where there is nothing to compare with."""
    each, alone, cost, saving = option["each"], report["sms_only"], option["cost"], option["saving"]
    if report["plan"]["size"] is not None and cost is not None:
        return (cost["low"], cost["high"]), saving and (saving["low"], saving["high"])
    spent = (each["low"] * _THOUSAND, each["high"] * _THOUSAND)
    if alone is None:
        return spent, None
    return spent, (alone["each"]["low"] * _THOUSAND - spent[0], alone["each"]["high"] * _THOUSAND - spent[1])


def _over(report: Data, option: Data) -> Iterator[str]:
    limits, budget, cost = report["limits"], report.get("budget"), option["cost"]
    if any(limits[key] is not None and option[key]["value"] > limits[key] for key in _LIMITED):
        yield "beyond-limits"
    if not budget or cost is None or cost["currency"] != budget["currency"]:
        return
    # A reminder is sent to everybody again.
    if cost["low"] * budget.get("sendings", 1) > budget["amount"]:
        yield "over-budget"


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
    alone = [report["sms_only"], report["line_only"]]
    currency: str = next((option["each"]["currency"] for option in (*report["options"], *alone) if option), "TWD")
    return sign_of(currency)


def sign_of(currency: str) -> str:
    """The sign of a currency, or else its code."""
    return _SIGNS.get(currency, currency)


def exact(value: float) -> str:
    """A share in percent as it was set, without rounding."""
    return f"{value * 100:.8f}".rstrip("0").rstrip(".") + " %"


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
