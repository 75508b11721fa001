"""A send plan as its rules see it: each step with its text and what was found in that."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from nmlint.bilingual import Bilingual
from nmlint.channel.forecast import Tariff
from nmlint.channel.matrix import DeadlineClass, Matrix
from nmlint.channel.outcomes import Money
from nmlint.documents.model import Declaration, Document
from nmlint.documents.plan import SendPlan, Step
from nmlint.messages.content import Content
from nmlint.rendering import Origin
from nmlint.report import Artefact, Problem
from nmlint.source import Span
from nmlint.vocabulary import NOTIFICATION


class PlanHit(NamedTuple):
    """What is wrong under a key of the plan, or nearest to a key that is missing; `details` fill the message.

    What stands in a step's text has an `origin` there.
    """

    key: str
    details: Mapping[str, str] = {}
    origin: Origin | None = None


@dataclass(frozen=True, eq=False)
class PlannedStep:
    """A step with its text: `said` is what that declares itself, `artefact` the verdict on it as it is to be sent."""

    step: Step
    document: Document | None = None
    contents: tuple[Content, ...] = ()
    artefact: Artefact | None = None
    problem: Problem | None = None
    said: Declaration = field(default_factory=Declaration)
    circle: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The key that leads to the text in the plan."""
        return f"{self.step.key}.{'text' if self.step.text is not None else 'template'}"


@dataclass(frozen=True, eq=False)
class Planned:
    """A plan with its steps, and the matrix and prices that it is held to.

    `listed_price` is the price list's of a notification message, whatever the plan says. `deadline_class` is its
    scenario's, `scenarios` are all that there are.
    """

    document: Document
    plan: SendPlan
    steps: tuple[PlannedStep, ...]
    matrix: Matrix
    tariff: Tariff
    listed_price: Money | None
    as_of: str
    deadline_class: str | None = None
    spans: Mapping[str, Span] = field(default_factory=dict)
    scenarios: tuple[str, ...] = ()

    @cached_property
    def line(self) -> PlannedStep | None:
        """The step that is a notification message."""
        return next((step for step in self.steps if step.step is self.plan.line), None)

    @cached_property
    def follow_ups(self) -> tuple[PlannedStep, ...]:
        """The steps behind the notification message."""
        return tuple(step for step in self.steps if step.step in self.plan.follow_ups)

    @cached_property
    def urgency(self) -> DeadlineClass | None:
        """How soon it must arrive: as the plan says, else as its notice or its scenario has it."""
        if self.plan.deadline is not None:
            return self.matrix.class_of(self.plan.deadline)
        notice = self.matrix.notices.get(self.plan.notice or "")
        name = notice.deadline if notice is not None else self.deadline_class
        return self.matrix.classes.get(name or "")

    @cached_property
    def window(self) -> int:
        """How long a notification message may stay silent, in seconds."""
        return self.matrix.channels[NOTIFICATION].window or 0

    @cached_property
    def signs(self) -> frozenset[str]:
        """The rules that tell by a text which channel it needs."""
        return frozenset(rule for notice in self.matrix.notices.values() for rule in notice.told_by)

    def place(self, key: str) -> Span:
        """Where a key stands; what is missing, at the nearest thing that would hold it."""
        found = self.spans.get(key)
        while found is None and key:
            key = key.rpartition(".")[0]
            found = self.spans.get(f"{key}.channel", self.spans.get(key)) if key else None
        if found is not None:
            return found
        first = min(self.spans.values(), default=Span(0, 0))
        return self.spans.get("kind", self.spans.get("id", first))

    def pointer(self, key: str) -> str:
        """The JSON pointer of a key, empty where the plan is a template's front comment."""
        return f"/{key.replace('.', '/')}" if self.plan.present and key else ""

    def listed(self, channels: Iterable[str]) -> Bilingual:
        """Channels by their names."""
        names = [named(self.matrix.channels[channel].names) for channel in channels]
        return Bilingual(", ".join(names), "、".join(name.chinese for name in names))

    def pairs(self) -> Iterator[tuple[PlannedStep, PlannedStep]]:
        """The notification message with each step behind it that has a text of its own."""
        if self.line is not None and self.line.contents:
            for step in self.follow_ups:
                if step.contents:
                    yield self.line, step


Test = Callable[[Planned, Mapping[str, Any]], Iterator[PlanHit]]
"""What is asked of a plan, with the options that a rule gives."""


def named(names: Mapping[str, str]) -> Bilingual:
    """A name of the matrix in both languages."""
    return Bilingual(names.get("en", names["zh-TW"]), names["zh-TW"])
