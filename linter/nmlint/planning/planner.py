"""Plans a notice: chances and costs of each timer, the best one, and the plan to paste; as plain data, see `SCHEMA`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from nmlint.bilingual import in_language
from nmlint.channel.outcomes import Expectation, Money, expect
from nmlint.checks.plan_money import sendings
from nmlint.checks.planned import Planned
from nmlint.documents.plan import CURRENCY
from nmlint.documents.plan import Money as Budget
from nmlint.durations import HOUR, MINUTE
from nmlint.planning.estimates import interval
from nmlint.planning.inputs import Figure, Inputs, sms_of
from nmlint.planning.notes import notes_on
from nmlint.planning.options import Option, Options, alone, compare
from nmlint.planning.quiet import held
from nmlint.planning.recommended import Judged, recommended
from nmlint.planning.simulation import agreement, simulate
from nmlint.planning.timing import asked, late_anyhow, longest_held, shortest_of, timing
from nmlint.report import Artefact
from nmlint.vocabulary import DO_NOT_SEND, NOTIFICATION, SMS

SCHEMA = "nmlint.plan/1"
# What the table shows beside the plan's own timer, and the shortest timer that makes sense.
_SHOWN = (MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 12 * HOUR, 24 * HOUR)


@dataclass(frozen=True, slots=True)
class Simulation:
    """How many sends are replayed, and from which seed."""

    sends: int
    seed: int


def planned_report(
    planned: Planned, artefact: Artefact, inputs: Inputs, lang: str, judged: Judged, simulation: Simulation | None
) -> dict[str, Any]:
    """What is to be expected of a plan, in the reader's language; the head of the report is the caller's.

    `judged` gives the verdict on the plan when it is mended.
    """
    return _Report(planned, artefact, inputs, lang).data(judged, simulation)


@dataclass(frozen=True, slots=True)
class _Report:
    planned: Planned
    artefact: Artefact
    inputs: Inputs
    lang: str

    def data(self, judged: Judged, simulation: Simulation | None) -> dict[str, Any]:
        plan, inputs = self.planned.plan, self.inputs
        options = self._compared()
        sms = self._sms_only(options)
        advice = recommended(self.planned, self.artefact, timing(self.planned, inputs, options), judged, sms)
        # Of a message that the plan neither has nor should have there is nothing to tell.
        by_line = inputs.course.line is not None or advice.channel == NOTIFICATION
        alarmed = by_line and advice.channel in (NOTIFICATION, DO_NOT_SEND)
        shown = self._shown(options, advice.timer) if by_line else ()
        only_line = not inputs.course.follow_ups
        only_sms = inputs.course.line is None and [step.channel for step in plan.steps] == [SMS]
        return {
            "plan": {
                "id": self.artefact.id,
                "path": self.artefact.path,
                "scenario": self.planned.document.declaration.scenario,
                "event": self.planned.document.declaration.event,
                "deadline": plan.deadline,
                "size": plan.audience.size,
                "channels": [step.channel for step in plan.steps],
                "held": 0 if longest_held(self.planned, inputs) is None else held(self.planned),
            },
            "verdict": self.artefact.verdict,
            "score": self.artefact.score and self.artefact.score.value,
            "findings": [
                {
                    "rule": finding.rule,
                    "severity": finding.severity,
                    "message": finding.message,
                    "path": finding.location.path,
                    "line": finding.location.start.line,
                    "column": finding.location.start.column,
                }
                for finding in self.artefact.findings
            ],
            "recommendation": self.artefact.recommendation and self.artefact.recommendation.to_dict(self.lang),
            "inputs": [self._figure(figure) for figure in (inputs.figures if by_line else inputs.others)],
            "delays": [
                {"after": after, "share": _round(share)} for after, share in (inputs.delays.points if by_line else ())
            ],
            "options": [self._option(option, sms) for option in shown],
            "line_only": self._option(replace(options.line_only, yours=only_line), sms) if by_line else None,
            "sms_only": self._option(Option(None, only_sms, sms), sms, estimated=False),
            "latest": self._option(options.latest, sms) if options.latest and by_line else None,
            "cheapest": self._option(options.cheapest, sms) if options.cheapest and by_line else None,
            "why_none": in_language(options.why_none, self.lang) if options.why_none and alarmed else None,
            "limits": {name: _maybe(plan.limits.get(name)) for name in ("late", "duplicate", "never")},
            "budget": plan.budget and _budget(plan.budget, sendings(plan)),
            "notes": [in_language(note, self.lang) for note in notes_on(self.planned, inputs, shown)],
            "recommended": {
                "channel": advice.channel,
                "timer": advice.timer,
                "yaml": advice.yaml,
                "why": [in_language(said, self.lang) for said in advice.why],
            },
            "simulation": simulation and self._simulated(simulation),
        }

    def _shown(self, options: Options, recommended: int | None) -> Sequence[Option]:
        """The timers of the table, the recommended one among them, and the plan's own only where it has one."""
        shown = {option.timer: option for option in options.timers if option.timer is not None}
        if self.inputs.course != self.inputs.completed:
            shown = {timer: replace(shown[timer], yours=False) for timer in shown.keys() & {*self._timers}}
        if recommended is not None and recommended not in shown:
            shown[recommended] = Option(recommended, False, self._at(recommended))
        return [shown[timer] for timer in sorted(shown)]

    @property
    def _timers(self) -> Sequence[int]:
        """The timers of every table: the shortest that makes sense, and those of a round number beyond it."""
        shortest = shortest_of(self.planned)
        return (shortest, *(timer for timer in _SHOWN if timer > shortest))

    def _at(self, timer: int) -> Expectation:
        return expect(self.inputs.completed.with_timer(timer), self.inputs.rates, self.inputs.delays)

    def _compared(self) -> Options:
        """The options; where as many are late with every timer, none is the cheapest."""
        inputs = self.inputs
        options = compare(
            inputs.completed,
            inputs.rates,
            inputs.delays,
            timers=self._timers,
            shortest=shortest_of(self.planned),
            limits=asked(self.planned, inputs),
        )
        if late_anyhow(self.planned, inputs, options):
            return replace(options, cheapest=None, why_none=options.why_none or options.why_no_latest)
        return options

    def _sms_only(self, options: Options) -> Expectation:
        """One SMS to everybody at the start of the plan, with the plan's own SMS where it has one."""
        if options.sms_only is not None:
            return options.sms_only.expectation
        step = sms_of(self.planned)
        return expect(alone(self.inputs.completed, step), self.inputs.rates, self.inputs.delays)

    def _option(self, option: Option, sms: Expectation, *, estimated: bool = True) -> dict[str, Any]:
        found, size = option.expectation, self.planned.plan.audience.size
        saving = option.saving(sms)
        n = self.inputs.n if estimated else None
        return {
            "timer": option.timer,
            "yours": option.yours,
            "duplicate": _share(found.duplicate, n),
            "late": _share(found.late, n),
            "never": _share(found.never, n),
            "on_time": _share(found.on_time, n),
            "sms": _share(self._sent_sms(found), n),
            "messages": None
            if size is None
            else {channel: round(float(found.charged.get(channel, 0) * size), 1) for channel in self._channels},
            "cost": None if size is None else _money(Money(found.cost_low, found.cost_high), size),
            "each": _money(Money(found.cost_low, found.cost_high), 1),
            "saving": None if size is None else _money(saving, size),
        }

    def _sent_sms(self, found: Expectation) -> Fraction:
        """The share of the recipients to whom the first SMS is sent."""
        if len(found.steps) == 1:
            return found.sent.get(SMS, Fraction(0))
        steps = zip(self.inputs.completed.follow_ups, found.steps, strict=False)
        return next((count for step, count in steps if step.channel == SMS), Fraction(0))

    @property
    def _channels(self) -> Sequence[str]:
        return tuple(dict.fromkeys((NOTIFICATION, SMS, *(step.channel for step in self.inputs.completed.follow_ups))))

    def _figure(self, figure: Figure) -> dict[str, Any]:
        return {
            "name": figure.name,
            "value": _round(figure.value),
            "unit": figure.unit,
            "from": figure.origin,
            "low": _maybe(figure.low),
            "high": _maybe(figure.high),
            "n": figure.n,
            "says": in_language(figure.says, self.lang),
        }

    def _simulated(self, simulation: Simulation) -> dict[str, Any]:
        inputs = self.inputs
        result = simulate(inputs.course, inputs.rates, inputs.delays, sends=simulation.sends, seed=simulation.seed)
        measures = agreement(expect(inputs.course, inputs.rates, inputs.delays), result)
        return {
            "sends": simulation.sends,
            "seed": simulation.seed,
            "measures": [
                {
                    "name": measure.name,
                    "expected": _round(measure.expected),
                    "simulated": _round(measure.simulated),
                    "low": _round(measure.low),
                    "high": _round(measure.high),
                    "agrees": measure.agrees,
                }
                for measure in measures
            ],
        }


def _budget(budget: Budget, sendings: int) -> Mapping[str, Any]:
    amount = round(float(budget.amount), 2)
    return {"amount": amount, "currency": CURRENCY, "written": budget.written, "sendings": sendings}


def _money(amount: Money, count: int) -> Mapping[str, Any]:
    digits = 6 if count == 1 else 2
    low, high = (round(float(value * count), digits) for value in (amount.low, amount.high))
    return {"low": low, "high": high, "currency": CURRENCY}


def _share(share: Fraction, n: int | None) -> dict[str, Any]:
    """A share, with its interval where it rests on what was met in n messages."""
    known = None if n is None else interval(share, n)
    low, high = (None, None) if known is None else (_round(known.low), _round(known.high))
    return {"value": _round(share), "low": low, "high": high}


def _round(number: Fraction | float) -> float:
    return round(float(number), 6)


def _maybe(number: Fraction | float | None) -> float | None:
    return None if number is None else _round(number)
