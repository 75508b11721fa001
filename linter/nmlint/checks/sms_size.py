"""How many parts an SMS takes as it usually goes out and at worst, and what they cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nmlint.bilingual import Bilingual
from nmlint.catalogue import Catalogue
from nmlint.checks.model import PlacedValue
from nmlint.documents.values import TYPES, sample, worst_length
from nmlint.source import Span
from nmlint.text.segments import GSM, Room, Segments, segments
from nmlint.vocabulary import SMS

_LIMITS = ("sms-single", "sms-part", "sms-single-latin", "sms-part-latin", "sms-total")
# Values of these types are letters and digits, unless their example says otherwise; a date may be 民國115年11月25日.
_PLAIN = frozenset({"code", "integer", "last-digits", "order-number", "phone", "plate", "tracking-number", "url"})
_HAN = "字"
_CURRENCIES = {"TWD": "元"}


@dataclass(frozen=True, slots=True)
class Price:
    """What a message (or, `per_part`, each part of one) costs: from `low` to `high`."""

    low: float
    high: float
    currency: str
    per_part: bool = True

    def between(self, usual: int, longest: int) -> tuple[float, float]:
        """From the low price of the usual parts to the high price of the most that there can be."""
        most = max(usual, longest) if self.per_part else 1
        return self.low * (usual if self.per_part else 1), self.high * most

    def of(self, parts: int) -> Bilingual:
        """The price of a message of so many parts, such as `1.6 to 4 TWD`."""
        count = parts if self.per_part else 1
        low, high = (f"{round(value * count, 2):g}" for value in (self.low, self.high))
        chinese = low if low == high else f"{low} 至 {high}"
        english = low if low == high else f"{low} to {high}"
        return Bilingual(f"{english} {self.currency}", f"{chinese} {_CURRENCIES.get(self.currency, self.currency)}")


@dataclass(frozen=True, slots=True)
class Size:
    """The parts of an SMS: of its fixed text alone, with usual values, and with each value at its longest.

    `front` is counted before the text in all three. `most` is how many parts carriers publish. `excess` is the fixed
    text beyond them, in offsets of the text as it was given; None when there is none.
    """

    fixed: Segments
    usual: Segments
    longest: Segments
    front: str
    most: int
    excess: Span | None
    price: Price | None


def size_of(text: str, values: Sequence[PlacedValue], catalogue: Catalogue, day: str, front: str = "") -> Size | None:
    """The size of an SMS by the limits and prices of a day; None where the catalogue has no limits for SMS.

    Each value is one U+FFFC of the text. `front` is what a gateway puts before the text.
    """
    found = (limit for limit in reversed(catalogue.limits) if limit.name in _LIMITS and limit.in_force(day))
    limits = {limit.name: limit.limit for limit in found}
    if not limits.keys() >= set(_LIMITS):
        return None
    *units, total = (limits[name] for name in _LIMITS)
    room = Room(*units)
    most = total // room.part
    text = text.rstrip("\r\n")  # the end of the file, which no program sends
    fixed = segments(front + _filled(text, values, lambda _: ""), room)
    return Size(
        fixed=fixed,
        usual=segments(front + _filled(text, values, usual), room),
        longest=segments(front + _filled(text, values, _longest), room),
        front=front,
        most=most,
        excess=_excess(text, values, fixed.breaks[most - 1] - len(front)) if fixed.parts > most else None,
        price=price_of(catalogue, SMS, day),
    )


def price_of(catalogue: Catalogue, channel: str, day: str) -> Price | None:
    """The price of a channel on a day, as policies/prices.yaml has it; None where it has none."""
    for entry in catalogue.tables.get("prices", ()):
        in_force = entry.get("from", day) <= day <= entry.get("until", day)
        if entry["channel"] == channel and in_force:
            return Price(entry["low"], entry["high"], entry["currency"], entry["per"] == "part")
    return None


def usual(value: PlacedValue) -> str:
    """What stands there in a typical message: the example, else a typical value of the type."""
    example = value.piece.value.example if value.piece.value is not None else None
    if example is not None:
        return example
    return str(sample(value.variable) if value.variable is not None else TYPES["text"].sample)


def _longest(value: PlacedValue) -> str:
    """Stands for the longest value: as many characters, of the alphabet that the value may need."""
    length = TYPES["text"].longest if value.variable is None else worst_length(value.variable)
    return ("0" if plain(value) else _HAN) * length


def plain(value: PlacedValue) -> bool:
    """Whether every character of a value is in the GSM alphabet, as far as its declaration tells."""
    variable = value.variable
    if variable is None:
        return False
    shown = list(variable.values)
    if variable.example is not None:
        shown += [variable.example, usual(value)]
    return all(GSM.issuperset(str(each)) for each in shown) if shown else variable.type in _PLAIN


def _filled(text: str, values: Sequence[PlacedValue], filling: Callable[[PlacedValue], str]) -> str:
    parts, start = [], 0
    for value in values:
        parts += [text[start : value.span.start], filling(value)]
        start = value.span.end
    return "".join((*parts, text[start:]))


def _excess(text: str, values: Sequence[PlacedValue], start: int) -> Span:
    """From a place in the fixed text to the end of the text."""
    printed = {value.span.start for value in values}
    written = [at for at in range(len(text)) if at not in printed]
    return Span(written[max(start, 0)], len(text))
