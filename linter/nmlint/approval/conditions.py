"""Whether the same texts are still sent in the same cases."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import product

_QUOTED = r"""(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|[^'"])*?"""
_NEGATED = {" is empty": " is not empty", " is undefined": " is defined", " is not none": " is none"}
_OPPOSITE = {" != ": " == ", " < ": " >= ", " <= ": " > "}

Way = Mapping[str, bool]


def exchanged(pairs: Sequence[tuple[str, str]]) -> bool:
    """Whether, by the conditions of texts before and now, one is sent where another was."""
    before = [_ways(old) for old, _ in pairs]
    after = [_ways(new) for _, new in pairs]
    return any(
        not _excludes(one, other)
        for (i, old), (k, new) in product(enumerate(before), enumerate(after))
        if i != k
        for one, other in product(old, new)
    )


def asked_otherwise(pairs: Sequence[tuple[str, str]]) -> bool:
    """Whether the conditions of several texts ask one thing in the place of another.

    Not every case is rendered, so what hangs on it may not be seen; what is asked besides, or no longer, may be asked
    by a branch that says nothing.
    """
    before, after = ({atom for pair in pairs for way in _ways(pair[side]) for atom in way} for side in (0, 1))
    return len(pairs) > 1 and bool(before - after) and bool(after - before)


def apart(one: str, other: str) -> tuple[list[str], list[str]]:
    """The parts of two conditions that the other one lacks; the whole, where one has alternatives."""
    if any(_parted(when, " or ")[1:] for when in (one, other)):
        return [one], [other]
    parts = [_parted(when, " and ") for when in (one, other)]
    return [part for part in parts[0] if part not in parts[1]], [part for part in parts[1] if part not in parts[0]]


def common(conditions: Sequence[str]) -> str:
    """What several conditions ask alike; where they ask nothing alike, each of them."""
    if any(_parted(when, " or ")[1:] for when in conditions):
        return " or ".join(conditions)
    first, *others = ([part for part in _parted(when, " and ") if part] for when in conditions)
    alike = [part for part in first if all(part in other for other in others)]
    return " and ".join(alike) or " or ".join(conditions)


def _excludes(one: Way, other: Way) -> bool:
    return any(other.get(atom, taken) is not taken for atom, taken in one.items())


def _ways(condition: str) -> list[Way]:
    return [dict(_literal(part) for part in _parted(way, " and ")) if way else {} for way in _parted(condition, " or ")]


def _parted(text: str, word: str) -> list[str]:
    """The parts of a condition; what stands in quotation marks is left alone."""
    parts, at = [], 0
    while (match := re.compile(rf"({_QUOTED}){re.escape(word)}").match(text, at)) is not None:
        parts.append(match[1])
        at = match.end()
    return [*parts, text[at:]]


def _literal(part: str) -> tuple[str, bool]:
    """What is asked, and the answer, such that a question and its opposite are one."""
    for no, yes in _NEGATED.items():
        if part.endswith(no):
            return part.removesuffix(no) + yes, False
    for no, yes in _OPPOSITE.items():
        if part.count(no) == 1:
            return part.replace(no, yes), False
    if part.startswith("not "):
        inner = part.removeprefix("not ")
        return (inner[1:-1] if inner.startswith("(") and inner.endswith(")") else inner), False
    return part, True
