"""What a run has decided so far, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_UNSET: Any = object()


@dataclass(frozen=True, slots=True)
class Question:
    """An open condition in its plain form.

    `kind` is `truth`, `some`, `defined`, `none`, `eq`, `gt` or `ge` about the subject, or `other` with `atom` alone.
    """

    kind: str
    subject: str
    operand: Any = None

    @property
    def atom(self) -> str:
        """The condition as people write it."""
        match self.kind:
            case "truth" | "other":
                return self.subject
            case "some":
                return f"{self.subject} is not empty"
            case "defined" | "none":
                return f"{self.subject} is {self.kind}"
        sign = {"eq": "==", "gt": ">", "ge": ">="}[self.kind]
        return f"{self.subject} {sign} {self.operand!r}"


@dataclass(slots=True)
class _Known:
    """What is known of one expression."""

    truth: bool | None = None
    defined: bool | None = None
    none: bool | None = None
    equal: Any = _UNSET
    unequal: list[Any] = field(default_factory=list)
    low: tuple[float, bool] | None = None
    """A lower bound and whether it is itself possible."""
    high: tuple[float, bool] | None = None


class Knowledge:
    """Answers what earlier answers imply, so that no variant contradicts itself.

    `choices` gives the only values an expression can have.
    """

    def __init__(self, choices: Mapping[str, tuple[object, ...]]) -> None:
        self._choices = choices
        self._known: dict[str, _Known] = {}
        self._other: dict[str, bool] = {}

    def implied(self, question: Question) -> bool | None:
        """The only possible answer, or None while both are open."""
        if question.kind == "other":
            return self._other.get(question.subject)
        known = self._known.get(question.subject) or _Known()
        match question.kind:
            case "truth" | "some":
                return _truth(known)
            case "defined":
                if known.defined is not None:
                    return known.defined
                return True if known.truth or known.none or known.equal is not _UNSET else None
            case "none":
                if known.none is not None:
                    return known.none
                if known.equal is not _UNSET:
                    return known.equal is None
                return False if known.truth or known.defined is False else None
            case "eq":
                return self._equal(question, known)
        return _ordered(question, known)

    def _equal(self, question: Question, known: _Known) -> bool | None:
        value = question.operand
        if known.equal is not _UNSET:
            return bool(known.equal == value)
        choices = self._choices.get(question.subject)
        if choices is not None and value not in choices:
            return False
        if known.defined is False or value in known.unequal or (known.none and value is not None):
            return False
        truth = _truth(known)
        if truth is not None and bool(value) is not truth:
            return False
        if _number(value) and (_excluded_above(known, value) or _excluded_below(known, value)):
            return False
        if choices is not None and all(other == value or other in known.unequal for other in choices):
            return True
        return None

    def learn(self, question: Question, answer: bool) -> None:
        """Takes an answer into account."""
        if question.kind == "other":
            self._other[question.subject] = answer
            return
        known = self._known.setdefault(question.subject, _Known())
        value = question.operand
        match question.kind:
            case "truth" | "some":
                known.truth = answer
            case "defined":
                known.defined = answer
            case "none":
                known.none = answer
            case "eq" if answer:
                known.equal = value
            case "eq":
                known.unequal.append(value)
            case "gt" if answer:
                known.low = (value, False)
            case "gt":
                known.high = (value, True)
            case "ge" if answer:
                known.low = (value, True)
            case "ge":
                known.high = (value, False)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _truth(known: _Known) -> bool | None:
    if known.truth is not None:
        return known.truth
    if known.equal is not _UNSET:
        return bool(known.equal)
    if known.none or known.defined is False:
        return False
    if (known.low and known.low > (0, True)) or (known.low == (0, False)) or (known.high and known.high[0] < 0):
        return True
    return None


def _excluded_below(known: _Known, value: float) -> bool:
    """Whether everything known possible lies above the value."""
    return known.low is not None and (value < known.low[0] or (value == known.low[0] and not known.low[1]))


def _excluded_above(known: _Known, value: float) -> bool:
    return known.high is not None and (value > known.high[0] or (value == known.high[0] and not known.high[1]))


def _ordered(question: Question, known: _Known) -> bool | None:
    """The answer to `subject > value` or `subject >= value`."""
    value, strict = question.operand, question.kind == "gt"
    if known.equal is not _UNSET and _number(known.equal):
        return bool(known.equal > value if strict else known.equal >= value)
    if known.low is not None:
        low, included = known.low
        if low > value or (low == value and (not strict or not included)):
            return True
    if known.high is not None:
        high, included = known.high
        if high < value or (high == value and (strict or not included)):
            return False
    if known.truth is False:
        return value < 0 or (value == 0 and not strict)
    return None
