"""A send plan as its rules see it: each step with its text and what was found in that."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from nmlint.bilingual import Bilingual
from nmlint.channel.choosing import seconds_of, weighs
from nmlint.channel.forecast import Tariff
from nmlint.channel.matrix import DeadlineClass, Matrix, Notice
from nmlint.channel.outcomes import Money
from nmlint.checks import channel_words
from nmlint.checks.channel_words import named
from nmlint.checks.keyed import PlanHit, nearest
from nmlint.documents.model import Declaration, Document
from nmlint.documents.plan import SendPlan, Step
from nmlint.finding import Finding
from nmlint.messages.content import Content
from nmlint.report import Artefact, Problem
from nmlint.source import Span
from nmlint.vocabulary import NOTIFICATION


@dataclass(frozen=True, eq=False)
class PlannedStep:
    """A step with its text: `said` is what that declares itself, `artefact` the verdict on it as it is to be sent.

    `as_line` are the findings in the text as if it went by LINE, whatever its channel.
    """

    step: Step
    document: Document | None = None
    contents: tuple[Content, ...] = ()
    artefact: Artefact | None = None
    problem: Problem | None = None
    said: Declaration = field(default_factory=Declaration)
    circle: tuple[str, ...] = ()
    as_line: tuple[Finding, ...] = ()

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
    def notice(self) -> Notice | None:
        """The row of the matrix that the plan names."""
        return self.matrix.notices.get(self.plan.notice or "")

    @cached_property
    def shown(self) -> tuple[Notice, ...]:
        """The rows of the matrix that its texts are, whatever the plan names."""
        rules = {sign.rule for step in self.steps for sign in self._signs_in(step)}
        return tuple(notice for notice in self.matrix.notices.values() if rules & {*notice.told_by})

    @cached_property
    def pressing(self) -> Notice | None:
        """The notice that cannot wait, whatever deadline is written: as its texts show, or as the law has it.

        Of several the one that must arrive soonest.
        """
        named = (self.notice,) if self.notice is not None and self.notice.bar is not None else ()
        soonest = sorted((*self.shown, *named), key=lambda notice: seconds_of(self.matrix.classes[notice.deadline]))
        return next(iter(soonest), None)

    @cached_property
    def barred(self) -> bool:
        """Whether the law or the platform keeps it off notification messages."""
        bars = (self.matrix.bars.get(notice.bar or "") for notice in (*self.shown, self.notice) if notice is not None)
        return any(NOTIFICATION in bar.channels for bar in bars if bar is not None)

    @cached_property
    def urgency(self) -> DeadlineClass | None:
        """How soon it must arrive: as the plan says, else as its notice or its scenario has it.

        A notice that cannot wait has no more time than its own.
        """
        if self.plan.deadline is not None:
            said: DeadlineClass | None = self.matrix.class_of(self.plan.deadline)
        else:
            name = self.notice.deadline if self.notice is not None else self.deadline_class
            said = self.matrix.classes.get(name or "")
        pressing = None if self.pressing is None else self.matrix.classes[self.pressing.deadline]
        return min((known for known in (said, pressing) if known is not None), key=seconds_of, default=None)

    @cached_property
    def window(self) -> int:
        """How long a notification message may stay silent, in seconds."""
        return self.matrix.channels[NOTIFICATION].window or 0

    @cached_property
    def shown_elsewhere(self) -> tuple[Finding, ...]:
        """What tells by the texts for other channels which notice it is; that of LINE's is found in the plan itself."""
        return tuple(sign for step in self.steps if step.step.channel != NOTIFICATION for sign in self._signs_in(step))

    @cached_property
    def signs(self) -> frozenset[str]:
        """The rules that tell by a text which channel it needs."""
        return self.matrix.signs

    def _signs_in(self, step: PlannedStep) -> tuple[Finding, ...]:
        """What tells by the text of a step that it is a notice which the matrix knows."""
        return tuple(finding for finding in step.as_line if finding.rule in self.signs and weighs(finding))

    def place(self, key: str) -> Span:
        """Where a key stands; what is missing, at the nearest thing that would hold it."""
        return nearest(self.spans, key, "channel")

    def pointer(self, key: str) -> str:
        """The JSON pointer of a key, empty where the plan is a template's front comment."""
        return f"/{key.replace('.', '/')}" if self.plan.present and key else ""

    def listed(self, channels: Iterable[str]) -> Bilingual:
        """Channels by their names."""
        return channel_words.listed(self.matrix, channels)

    def pairs(self) -> Iterator[tuple[PlannedStep, PlannedStep]]:
        """The notification message with each step behind it that has a text of its own."""
        if self.line is not None and self.line.contents:
            for step in self.follow_ups:
                if step.contents:
                    yield self.line, step


Test = Callable[[Planned, Mapping[str, Any]], Iterator[PlanHit]]
"""What is asked of a plan, with the options that a rule gives."""


__all__ = ["PlanHit", "Planned", "PlannedStep", "Test", "named"]
