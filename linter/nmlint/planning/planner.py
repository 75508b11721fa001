"""Plans a notice: chances and costs of each timer, the best one, and the plan to paste; as plain data, see `SCHEMA`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from nmlint.bilingual import Bilingual, in_language
from nmlint.channel.outcomes import Expectation, Money, expect
from nmlint.checks.planned import Planned
from nmlint.documents.plan import CURRENCY, NOTIFICATION, SMS
from nmlint.durations import HOUR, MINUTE, spoken
from nmlint.planning.advice import pasted
from nmlint.planning.estimates import interval
from nmlint.planning.inputs import Figure, Inputs
from nmlint.planning.options import Limits, Option, Options, alone, compare
from nmlint.planning.simulation import agreement, simulate
from nmlint.report import Artefact, Recommendation

SCHEMA = "nmlint.plan/1"
# What the table shows beside the plan's own timer.
_SHOWN = (0, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 12 * HOUR, 24 * HOUR)
# From so many seconds on, a timer is recommended in steps of so many.
_PLAIN = ((4 * HOUR, HOUR), (HOUR, 15 * MINUTE), (15 * MINUTE, 5 * MINUTE))
_DAY_OF_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Simulation:
    """How many sends are replayed, and from which seed."""

    sends: int
    seed: int


def planned_report(
    planned: Planned, artefact: Artefact, inputs: Inputs, lang: str, simulation: Simulation | None
) -> dict[str, Any]:
    """What is to be expected of a plan, in the reader's language; the head of the report is the caller's."""
    return _Report(planned, artefact, inputs, lang).data(simulation)


@dataclass(frozen=True, slots=True)
class _Report:
    planned: Planned
    artefact: Artefact
    inputs: Inputs
    lang: str

    def data(self, simulation: Simulation | None) -> dict[str, Any]:
        plan, inputs = self.planned.plan, self.inputs
        limits = Limits(plan.limits.get("late"), plan.limits.get("duplicate"), plan.limits.get("never"))
        shortest = self.planned.matrix.norms.shortest_timer
        options = compare(
            inputs.completed,
            inputs.rates,
            inputs.delays,
            timers=_SHOWN,
            shortest=shortest,
            limits=self._with_least_late(limits, shortest),
        )
        sms = self._sms_only(options)
        recommended = self._recommended(options, limits)
        only_line, only_sms = not inputs.course.follow_ups, inputs.course.line is None
        return {
            "plan": {
                "id": self.artefact.id,
                "path": self.artefact.path,
                "scenario": self.planned.document.declaration.scenario,
                "event": self.planned.document.declaration.event,
                "deadline": plan.deliver_within,
                "size": plan.audience.size,
                "channels": [step.channel for step in plan.steps],
            },
            "verdict": self.artefact.verdict,
            "score": self.artefact.score and self.artefact.score.value,
            "findings": [
                {
                    "rule": finding.rule,
                    "severity": finding.severity,
                    "message": finding.message,
                    "line": finding.location.start.line,
                    "column": finding.location.start.column,
                }
                for finding in self.artefact.findings
            ],
            "recommendation": self.artefact.recommendation and self.artefact.recommendation.to_dict(self.lang),
            "inputs": [self._figure(figure) for figure in inputs.figures],
            "delays": [{"after": after, "share": _round(share)} for after, share in inputs.delays.points],
            "options": [self._option(option, sms) for option in self._shown(options, recommended["timer"])],
            "line_only": self._option(replace(options.line_only, yours=only_line), sms),
            "sms_only": self._option(Option(None, only_sms, sms), sms),
            "latest": options.latest and self._option(options.latest, sms),
            "cheapest": options.cheapest and self._option(options.cheapest, sms),
            "why_none": options.why_none and in_language(options.why_none, self.lang),
            "limits": {name: _maybe(plan.limits.get(name)) for name in ("late", "duplicate", "never")},
            "recommended": recommended,
            "simulation": simulation and self._simulated(simulation),
        }

    def _shown(self, options: Options, recommended: int | None) -> Sequence[Option]:
        """The timers of the table, the recommended one among them, and the plan's own only where it has one."""
        shown = {option.timer: option for option in options.timers if option.timer is not None}
        if self.inputs.course != self.inputs.completed:
            shown = {timer: replace(shown[timer], yours=False) for timer in shown.keys() & {*_SHOWN}}
        if recommended is not None and recommended not in shown:
            shown[recommended] = Option(recommended, False, self._at(recommended))
        return [shown[timer] for timer in sorted(shown)]

    def _at(self, timer: int) -> Expectation:
        return expect(self.inputs.completed.with_timer(timer), self.inputs.rates, self.inputs.delays)

    def _with_least_late(self, limits: Limits, shortest: int) -> Limits:
        """Without a limit of the author's, no more may be late than with the shortest timer."""
        if limits.late is not None or self.inputs.completed.deadline is None:
            return limits
        return replace(limits, late=self._at(shortest).late)

    def _sms_only(self, options: Options) -> Expectation:
        """One SMS to everybody at the start of the plan, with the plan's own SMS where it has one."""
        if options.sms_only is not None:
            return options.sms_only.expectation
        channel = self.planned.matrix.channels[SMS]
        price = self.planned.tariff.prices.get(SMS, Money(Fraction(0), Fraction(0)))
        first = self.inputs.completed.follow_ups[0]
        step = replace(
            first, channel=SMS, transit=channel.transit, delivered=channel.delivered, low=price.low, high=price.high
        )
        return expect(alone(self.inputs.completed, step), self.inputs.rates, self.inputs.delays)

    def _option(self, option: Option, sms: Expectation) -> dict[str, Any]:
        found, size = option.expectation, self.planned.plan.audience.size
        saving = option.saving(sms)
        return {
            "timer": option.timer,
            "yours": option.yours,
            "duplicate": self._share(found.duplicate),
            "late": self._share(found.late),
            "never": self._share(found.never),
            "on_time": self._share(found.on_time),
            "sms": self._share(self._sent_sms(found)),
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

    def _share(self, share: Fraction) -> dict[str, Any]:
        known = None if self.inputs.n is None else interval(share, self.inputs.n)
        low, high = (None, None) if known is None else (_round(known.low), _round(known.high))
        return {"value": _round(share), "low": low, "high": high}

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

    def _recommended(self, options: Options, limits: Limits) -> dict[str, Any]:
        """The channel, the timer and the plan to paste."""
        advice = self.artefact.recommendation
        channel = _channel(advice, self.planned)
        if channel != NOTIFICATION:
            why = [in_language(reason.says, self.lang) for reason in advice.reasons] if advice is not None else []
            return {"channel": channel, "timer": None, "yaml": pasted(self.planned, channel, None), "why": why}
        own = self._own_that_fits(options) if limits == Limits() else None
        best = own or options.cheapest or options.latest
        timer = None if best is None or best.timer is None else best.timer
        if timer is not None and own is None:
            timer = self._awake(self._plain(timer, limits))
        why = [in_language(said, self.lang) for said in self._why(options, own, limits, timer)]
        return {"channel": channel, "timer": timer, "yaml": pasted(self.planned, channel, timer), "why": why}

    def _own_that_fits(self, options: Options) -> Option | None:
        """The plan's own timer, where it makes nobody late whom a shorter one would not."""
        yours = next((option for option in options.timers if option.yours), None)
        if yours is None or options.cheapest is None or self.inputs.course != self.inputs.completed:
            return None
        return None if yours.expectation.late > options.cheapest.expectation.late else yours

    def _plain(self, timer: int, limits: Limits) -> int:
        """The timer in a measure that people speak in, a little shorter, where that keeps to the limits."""
        for least, step in _PLAIN:
            if timer >= least:
                plain = timer - timer % step
                kept = limits.duplicate is None or self._at(plain).duplicate <= limits.duplicate
                return plain if kept else timer
        return timer

    def _why(self, options: Options, own: Option | None, limits: Limits, timer: int | None) -> Iterator[Bilingual]:
        if options.why_none is not None:
            yield options.why_none
        if timer is None or options.cheapest is None:
            return
        words, cheapest = spoken(timer), options.cheapest
        if own is not None:
            yield Bilingual(
                f"the timer of the plan, {words}, makes nobody late",
                f"計畫的等待時間 {words.chinese}趕得上期限，不會多出逾期的人",
            )
            yield from self._cheaper(own, cheapest)
        elif limits != Limits():
            yield Bilingual(
                f"{words} is about the cheapest timer within the limits of the plan",
                f"在計畫的上限之內，等 {words.chinese}再改發大致最省",
            )
        else:
            yield Bilingual(
                f"{words} is about the cheapest timer that makes nobody late; for an earlier one, set limits",
                f"等 {words.chinese}再改發大致最省，而且不會多出逾期的人；想早點改發，請在 limits 設上限",
            )
        if own is None and cheapest.timer is not None and timer < self._plain(cheapest.timer, limits):
            yield Bilingual(
                "it goes out before the quiet hours, into which a longer timer would fall",
                "再等下去會落在夜間時段，因此提前在夜間之前發出",
            )
        if not self.planned.plan.follow_ups:
            yield Bilingual(
                "the fallback still needs its text: add `template` or `text` to the step",
                "備援還沒有內容，請在該步驟加上 template 或 text",
            )

    def _cheaper(self, own: Option, cheapest: Option) -> Iterator[Bilingual]:
        """What waiting longer would save, where that is more than nothing."""
        size, saved = self.planned.plan.audience.size, cheapest.saving(own.expectation)
        if size is None or cheapest.timer is None or round(saved.high * size) <= 0:
            return
        low, high = (f"{round(value * size):,}" for value in (saved.low, saved.high))
        words = spoken(cheapest.timer)
        yield Bilingual(
            f"waiting up to {words} would save NT$ {low} to {high} more, and fewer would get it twice",
            f"最多可等到 {words.chinese}，再省 NT$ {low} 至 {high}，重複收到的人也更少",
        )

    def _awake(self, timer: int) -> int:
        """The timer, or the longest shorter one that does not fall into the quiet hours; as it is where none does."""
        plan = self.planned.plan
        if plan.quiet_hours is None or plan.send_at is None:
            return timer
        for shorter in range(timer, self.planned.matrix.norms.shortest_timer - 1, -MINUTE):
            if not plan.quiet_hours.holds((plan.send_at + shorter // MINUTE) % _DAY_OF_MINUTES):
                return shorter
        return timer

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


def _channel(advice: Recommendation | None, planned: Planned) -> str:
    """What is recommended; of what was not fully asked, the channel that the plan begins with."""
    return planned.plan.steps[0].channel if advice is None else advice.channel


def _money(amount: Money, count: int) -> Mapping[str, Any]:
    digits = 6 if count == 1 else 2
    low, high = (round(float(value * count), digits) for value in (amount.low, amount.high))
    return {"low": low, "high": high, "currency": CURRENCY}


def _round(number: Fraction | float) -> float:
    return round(float(number), 6)


def _maybe(number: Fraction | float | None) -> float | None:
    return None if number is None else _round(number)
