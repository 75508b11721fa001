"""The plan that is recommended: its channel, its timer, why, and as YAML to paste."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from nmlint.bilingual import Bilingual
from nmlint.channel.outcomes import Expectation, expect
from nmlint.checks.planned import Planned
from nmlint.finding import Severity
from nmlint.output.plan_figures import percent
from nmlint.planning.advice import first_wait, keeps_steps, pasted, steps_of
from nmlint.planning.grounds import grounds, shares
from nmlint.planning.money import cost_of, told
from nmlint.planning.shortfalls import beyond_limits, over_budget_alone
from nmlint.planning.timing import Timing
from nmlint.report import Artefact, Recommendation
from nmlint.verdict import Verdict
from nmlint.vocabulary import DO_NOT_SEND, NOTIFICATION, SMS

Judged = Callable[[str], Artefact]
"""The verdict on a plan's YAML, as if it stood in the place of the plan."""
_LEFT_OUT = Bilingual("a step that would come after the deadline is left out", "會晚於期限的步驟已刪去")
_MENDED = Bilingual("your plan is blocked; the plan below mends that", "原計畫會被擋下；下面的計畫已經改好")

_SOONER = Bilingual(
    "its steps suit it, but must go out sooner to be in time; the plan below mends that, and leaves out what cannot be",
    "原計畫的步驟適合，但要提前發送才來得及；下面的計畫已經改好，來不及的步驟略去",
)


@dataclass(frozen=True, slots=True)
class Recommended:
    """What to do; the timer, in seconds, is that of the first step behind, None where there is none.

    No YAML where nothing goes.
    """

    channel: str
    timer: int | None
    yaml: str
    why: tuple[str, ...]


def recommended(
    planned: Planned, artefact: Artefact, timing: Timing, judged: Judged, sms_only: Expectation
) -> Recommended:
    """The plan by the channel that the rules recommend; `sms_only` is what to expect of SMS alone.

    A plan that is blocked is mended where it can be: what it would become is judged itself.
    """
    advice = artefact.recommendation
    channel = planned.plan.steps[0].channel if advice is None else advice.channel
    if artefact.verdict is Verdict.BLOCK and advice is not None:
        better = channel if channel != DO_NOT_SEND or not advice.would_change else advice.would_change[0].channel
        for alone in (False, True) if keeps_steps(planned, better) else (False,):
            pasted_plan = pasted(planned, better, timing.timer if better == NOTIFICATION else None, alone=alone)
            found = judged(pasted_plan) if pasted_plan else artefact
            if found.verdict is not Verdict.BLOCK and found.recommendation and found.recommendation.channel == better:
                mended = _by(better, planned, timing, found.recommendation, sms_only, alone=alone)
                return replace(mended, why=(_MENDED, *mended.why))
    if channel == DO_NOT_SEND:
        return Recommended(DO_NOT_SEND, None, "", tuple(_against(artefact)))
    return _by(channel, planned, timing, advice, sms_only)


def _against(artefact: Artefact) -> Iterator[str]:
    """Why nothing is to be sent: of an advertisement by which clauses, of anything else what is to be mended."""
    advice = artefact.recommendation
    if advice is not None and advice.alternatives:
        yield from dict.fromkeys(reason.says for reason in advice.reasons)
    else:
        errors = (finding.message for finding in artefact.findings if finding.severity is Severity.ERROR)
        yield from dict.fromkeys(errors)


def _by(
    channel: str,
    planned: Planned,
    timing: Timing,
    advice: Recommendation | None,
    sms_only: Expectation,
    *,
    alone: bool = False,
) -> Recommended:
    if channel == NOTIFICATION:
        kept = pasted(planned, channel, timing.timer)
        late = (_LEFT_OUT,) if len(steps_of(kept)) < len(planned.plan.steps) else ()
        return Recommended(channel, timing.timer, kept, (*grounds(timing), *late))
    reasons = () if advice is None else tuple(dict.fromkeys(reason.says for reason in advice.reasons))
    broken = tuple(beyond_limits(planned, timing.inputs, timing.own))
    steps = planned.plan.steps
    if len(steps) > 1 and not alone and keeps_steps(planned, channel):
        inputs, kept = timing.inputs, pasted(planned, channel, None)
        own = expect(inputs.course, inputs.rates, inputs.delays)
        wait, stands = first_wait(planned, kept)
        said = _as_it_stands(own, planned.plan.audience.size) if stands else _SOONER
        why = (*reasons, said, *broken, *over_budget_alone(planned, own))
        return Recommended(channel, wait, kept, why)
    dear = over_budget_alone(planned, sms_only) if channel == SMS else ()
    return Recommended(channel, None, pasted(planned, channel, None, alone=alone), (*reasons, *broken, *dear))


def _as_it_stands(own: Expectation, size: int | None) -> Bilingual:
    """That the plan keeps its steps, and what becomes of it."""
    said, never, cost = shares(own), percent(float(own.never)), told(cost_of(own), size)
    return Bilingual(
        f"its steps suit it and stay as they are: {said}, {never} get nothing" + (f", for {cost}" if cost else ""),
        f"原計畫的步驟都適合，照原樣發送：{said.chinese}、收不到 {never}" + (f"，成本 {cost.chinese}" if cost else ""),
    )
