"""Trying again: how often, how soon, and what is said of the whole.

Whether a request may be made again is not decided here: each sender says it of each attempt, because only it knows
what its other side promises. A message that may have left is repeated nowhere but under a key that makes it safe.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar

import tenacity

from nmlint.bilingual import Bilingual, joined
from nmlint.dispatch.outgoing import Answer, Fate
from nmlint.errors import UsageError


@dataclass(frozen=True, slots=True)
class Retries:
    """How often and how long a request is tried again.

    At most `attempts` requests are made, the first included, and none begins later than `within` seconds after the
    first. The waits between them are drawn at random up to `first` seconds, then up to twice as much each time, but
    never beyond `longest`; where the other side says how long to wait (Retry-After), that comes before it. Raises
    UsageError for numbers that mean nothing.
    """

    attempts: int = 3
    within: float = 30.0
    first: float = 0.5
    longest: float = 8.0

    def __post_init__(self) -> None:
        if self.attempts < 1 or self.within < 0 or self.first < 0 or self.longest < self.first:
            raise UsageError(
                Bilingual(
                    "retries need attempts of 1 or more, seconds of 0 or more, and a longest wait that is not shorter "
                    "than the first",
                    "重試設定：attempts 至少 1，秒數不可為負，longest 不可小於 first",
                )
            )


ONCE = Retries(attempts=1)


class Tried(Protocol):
    """What came of one request: whether it may be made `again`, and `after` how many seconds the other side allows."""

    @property
    def again(self) -> bool:
        """Whether the very same request may be made once more."""
        ...  # pragma: no cover

    @property
    def after(self) -> float:
        """The seconds that must pass before, 0 where nothing was said."""
        ...  # pragma: no cover


TriedT = TypeVar("TriedT", bound=Tried)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of handing a message over once."""

    answer: Answer
    again: bool = False
    after: float = 0.0


def tried(request: Callable[[], TriedT], retries: Retries) -> list[TriedT]:
    """Makes a request, and makes it again as long as it may be; everything that came of it, in order."""
    series: list[TriedT] = []
    tenacity.Retrying(**_policy(retries))(lambda: _kept(series, request()))
    return series


async def tried_async(request: Callable[[], Awaitable[TriedT]], retries: Retries) -> list[TriedT]:
    """The same, awaited."""
    series: list[TriedT] = []

    async def once() -> TriedT:
        return _kept(series, await request())

    await tenacity.AsyncRetrying(**_policy(retries))(once)
    return series


def settled(attempts: Sequence[Attempt]) -> Answer:
    """The answer for a whole series.

    Once an attempt may have arrived, a later refusal proves nothing about it: only acceptance settles the matter.
    """
    last = attempts[-1].answer
    doubtful = [each.answer for each in attempts[:-1] if each.answer.fate is Fate.UNKNOWN]
    if last.fate is Fate.REFUSED and doubtful:
        reason = joined("; ", [doubtful[-1].reason, last.reason])
        last = replace(doubtful[-1], reason=reason, request_id=last.request_id)
    return replace(last, attempts=len(attempts))


def _kept(series: list[TriedT], outcome: TriedT) -> TriedT:
    series.append(outcome)
    return outcome


def _policy(retries: Retries) -> dict[str, Any]:
    """The settings of tenacity that mean what `Retries` says."""
    backoff = tenacity.wait_random_exponential(multiplier=retries.first, max=retries.longest)

    def left(state: tenacity.RetryCallState) -> float:
        """The seconds that remain for waiting, the wait that was asked for already taken off."""
        asked: float = _outcome(state).after
        return retries.within - (state.seconds_since_start or 0.0) - asked

    return {
        "retry": tenacity.retry_if_result(lambda outcome: outcome.again),
        "stop": lambda state: state.attempt_number >= retries.attempts or left(state) <= 0,
        "wait": lambda state: _outcome(state).after + min(backoff(state), left(state)),
        "retry_error_callback": _outcome,
    }


def _outcome(state: tenacity.RetryCallState) -> Any:
    # Outcomes are values; an exception ends the series before anybody asks for one.
    return None if state.outcome is None else state.outcome.result()
