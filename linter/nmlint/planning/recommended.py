"""The plan that is recommended: its channel, its timer, why, and as YAML to paste."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from nmlint.bilingual import Bilingual
from nmlint.channel.outcomes import Expectation
from nmlint.checks.planned import Planned
from nmlint.finding import Severity
from nmlint.planning.advice import pasted
from nmlint.planning.grounds import grounds
from nmlint.planning.shortfalls import beyond_limits, over_budget_alone
from nmlint.planning.timing import Timing
from nmlint.report import Artefact, Recommendation
from nmlint.verdict import Verdict
from nmlint.vocabulary import DO_NOT_SEND, NOTIFICATION, SMS

Judged = Callable[[str], Artefact]
"""The verdict on a plan's YAML, as if it stood in the place of the plan."""
_MENDED = Bilingual("your plan is blocked; the plan below mends that", "原計畫會被擋下；下面的計畫已經改好")


@dataclass(frozen=True, slots=True)
class Recommended:
    """What to do; the timer in seconds, None unless a notification message goes first; no YAML where nothing goes."""

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
        pasted_plan = pasted(planned, better, timing.timer if better == NOTIFICATION else None)
        found = judged(pasted_plan) if pasted_plan else artefact
        if found.verdict is not Verdict.BLOCK and found.recommendation and found.recommendation.channel == better:
            mended = _by(better, planned, timing, found.recommendation, sms_only)
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
    channel: str, planned: Planned, timing: Timing, advice: Recommendation | None, sms_only: Expectation
) -> Recommended:
    if channel != NOTIFICATION:
        reasons = () if advice is None else dict.fromkeys(reason.says for reason in advice.reasons)
        broken = beyond_limits(planned, timing.inputs, timing.own)
        dear = over_budget_alone(planned, sms_only) if channel == SMS else ()
        return Recommended(channel, None, pasted(planned, channel, None), (*reasons, *broken, *dear))
    return Recommended(channel, timing.timer, pasted(planned, channel, timing.timer), grounds(timing))
