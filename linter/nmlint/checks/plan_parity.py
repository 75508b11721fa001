"""Whether the message and its fallback tell the same: by the values they print, and by what they write out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from nmlint.bilingual import Bilingual
from nmlint.catalogue.model import TEXT_SLOTS
from nmlint.checks.model import VALUE, PlacedValue, Spec, placed_values
from nmlint.checks.planned import PlanHit, Planned, PlannedStep, Test
from nmlint.messages.lines import SlotText
from nmlint.rendering import Origin

# A number, also a Chinese one, with what it is followed by.
_NUMBERS = re.compile(r"[0-9０-９零〇一二三四五六七八九十百千萬兩壹貳參肆伍陸柒捌玖拾佰仟]+\W*\w?")
_YEARLESS = "--"
# A number may be called a number of something in one text and just a number in the other.
_NUMBERED = frozenset({"order-number", "tracking-number", "booking-number", "contract-number", "reference"})


# What an expression does to a value beyond choosing how it looks.
_RECKONS = re.compile(r"[-+*/%~\[]|\bor\b|\bif\b|\breplace\b")
_CURRENCY = re.compile(r"(?:US\$|USD|HK\$|HKD|JPY|RMB|CNY|EUR|人民幣|美金|美元|日圓|港幣|[¥€])\s?$", re.IGNORECASE)
# Dollars of Taiwan go without saying; what multiplies them, or is no money at all, does not.
_UNIT = re.compile(r"\s?(?:[千萬万億亿]|,000|點|点|折|%|％|美元|美金|日圓|港幣|人民幣|USD|JPY)")
# The types of the values that are facts of a kind.
_PRINTED = {"amount": ("amount",), "points": ("points",), "date": ("date", "datetime", "period")}


class _Written(NamedTuple):
    """A fact that a text writes out: its value, its words, and where they stand."""

    value: str
    words: str
    origin: Origin


def other_variables(planned: Planned, spec: Spec) -> Iterator[PlanHit]:
    """The fallback prints an amount, a date or a number that the message does not print."""
    for line, step in planned.pairs():
        own = _printed(line)
        for name, value in _printed(step).items():
            if name not in own and _is_of(value, spec["types"]):
                yield PlanHit(step.key, {"variable": name, "others": _names(own, spec["types"])}, value.piece.origin)


def other_expressions(planned: Planned, spec: Spec) -> Iterator[PlanHit]:
    """Both print the same value, and the fallback reckons with it, or gives it another currency or unit."""
    for line, step in planned.pairs():
        own = _printed(line)
        for name, value in _printed(step).items():
            known = own.get(name)
            if known is None or not _is_of(value, spec["types"]):
                continue
            here, there = _reckoned(value), _reckoned(known)
            if here == there:
                here, there = _unit(step, value), _unit(line, known)
            if here != there and (here or there):
                yield PlanHit(step.key, {"value": here or name, "others": there or name}, value.piece.origin)


def missing_variables(planned: Planned, spec: Spec) -> Iterator[PlanHit]:
    """The fallback leaves out an amount, a date or a number that the message prints."""
    for line, step in planned.pairs():
        own = _printed(step)
        missing = [name for name, value in _printed(line).items() if name not in own and _is_of(value, spec["types"])]
        if missing:
            yield PlanHit(step.key, {"variable": Bilingual(", ".join(missing), "、".join(missing))})


def other_values(planned: Planned, spec: Spec) -> Iterator[PlanHit]:
    """Both write out facts of one kind, and the fallback one that the message does not have."""
    for line, step in planned.pairs():
        # Reading facts costs far more than all else, and texts with the same numbers have the same.
        if _numbers(line) == _numbers(step):
            continue
        own, others = _facts(line, spec["kinds"]), _facts(step, spec["kinds"])
        told = {part for facts in own.values() for fact in facts for part in _parts(fact.value)}
        for kind in sorted(others):
            beside = own.get(kind) or _numbered(kind, own, others) or _by_value(kind, line)
            for fact in others[kind] if beside else ():
                if not all(any(_same(part, known) for known in told) for part in _parts(fact.value)):
                    words = ", ".join(dict.fromkeys(known.words for known in beside))
                    yield PlanHit(step.key, {"value": fact.words, "others": words}, fact.origin)


def _numbered(
    kind: str, own: Mapping[str, Sequence[_Written]], others: Mapping[str, Sequence[_Written]]
) -> list[_Written]:
    """The numbers of the message that one in the fallback is to be, where either says not of what it is.

    None where the fallback has one of them already: then the other is a further number.
    """
    kinds = _NUMBERED if kind == "reference" else _NUMBERED & {kind, "reference"} if kind in _NUMBERED else ()
    found = [fact for like in sorted(kinds) for fact in own.get(like, ())]
    told = {fact.value for like in _NUMBERED for fact in others.get(like, ())}
    return [] if any(fact.value in told for fact in found) else found


def _by_value(kind: str, line: PlannedStep) -> list[_Written]:
    """The values of a kind that the message prints, where it writes none out: one written beside them is another."""
    types = _PRINTED.get(kind, ())
    return [
        _Written("", f"{{{{ {value.expression} }}}}", value.piece.origin)
        for value in _printed(line).values()
        if _is_of(value, types)
    ]


def _parts(value: str) -> list[str]:
    """A range as its two ends; all else is one."""
    return value.split("/")


def _printed(step: PlannedStep) -> dict[str, PlacedValue]:
    """The values that a text prints, by the variable they come from."""
    found: dict[str, PlacedValue] = {}
    if step.document is not None:
        for text in _read(step):
            for value in placed_values(step.document, text.variant):
                if value.name:
                    found.setdefault(value.name, value)
    return found


def _reckoned(value: PlacedValue) -> str:
    """How a value is reckoned with before it is printed; empty where it is only printed, or formatted."""
    return value.expression if _RECKONS.search(value.expression) else ""


def _unit(step: PlannedStep, value: PlacedValue) -> str:
    """The currency before a value and the multiplier or unit behind it."""
    for text in _read(step):
        for placed in placed_values(step.document, text.variant) if step.document is not None else ():
            if placed.piece is value.piece:
                raw = text.variant.text
                before = _CURRENCY.search(raw[: placed.span.start])
                behind = _UNIT.match(raw[placed.span.end :])
                return f"{before[0].strip() if before else ''} {behind[0].strip() if behind else ''}".strip()
    return ""


def _is_of(value: PlacedValue, types: Sequence[str]) -> bool:
    return value.variable is not None and value.variable.type in types


def _names(values: Mapping[str, PlacedValue], types: Sequence[str]) -> Bilingual:
    names = [name for name, value in values.items() if _is_of(value, types)]
    return Bilingual(", ".join(names) or "none", "、".join(names) or "（無）")


def _read(step: PlannedStep) -> Iterator[SlotText]:
    """What people read of a text; what a locked screen shows stands there already."""
    for content in step.contents:
        yield from (text for text in content.texts if text.slot in TEXT_SLOTS)


def _numbers(step: PlannedStep) -> set[str]:
    return {number for text in _read(step) for number in _NUMBERS.findall(text.variant.text)}


def _facts(step: PlannedStep, kinds: Sequence[str]) -> dict[str, list[_Written]]:
    """The facts that a text writes out, by kind."""
    # Late: it loads spaCy, which a check of texts does without.
    from nmlint.intent.facts import facts_of  # noqa: PLC0415

    found: dict[str, list[_Written]] = {}
    for text in _read(step):
        for fact in facts_of(text.variant.text):
            if fact.kind in kinds and VALUE not in fact.text:
                origin = text.variant.locate(fact.span).origin
                found.setdefault(fact.kind, []).append(_Written(fact.value, fact.text, origin))
    return found


def _same(value: str, other: str) -> bool:
    """Whether two values are the same fact; a date without its year is any year's."""
    if value.startswith(_YEARLESS) or other.startswith(_YEARLESS):
        return value[-len("-12-31") :] == other[-len("-12-31") :]
    return value == other


TESTS: Mapping[str, Test] = {
    "other-variables": other_variables,
    "other-expressions": other_expressions,
    "missing-variables": missing_variables,
    "other-values": other_values,
}
