"""How often LINE messages were rejected, delivered at once, later or never, learnt from what was counted or logged."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import ceil, floor

from nmlint.bilingual import Bilingual
from nmlint.channel.outcomes import Delays, Rates
from nmlint.errors import UsageError
from nmlint.planning.deliveries import Delivery, Heard
from nmlint.shares import Share
from nmlint.vocabulary import AT_ONCE, LATER, NEVER, OUTCOMES, REJECTED

# The delays are kept at every such part of those delivered later.
_PARTS = 100


@dataclass(frozen=True, slots=True)
class Estimate:
    """The rates exactly as they were met in `n` messages, and each with its 95 % interval (Wilson) by name.

    `delays` is None where no delays are known. `beyond`: messages said to be delivered after the longest silence that
    LINE has, counted as never.
    """

    rates: Rates
    shares: Mapping[str, Share]
    n: int
    delays: Delays | None = None
    beyond: int = 0


def from_counts(counts: Mapping[str, int]) -> Estimate:
    """The estimate from how many messages were `rejected`, `at_once`, `later` and `never`; one not named is 0.

    UsageError when a name is another one, a count is below 0, or all are 0.
    """
    unknown = sorted(counts.keys() - set(OUTCOMES))
    if unknown:
        raise UsageError(
            Bilingual(
                f"{unknown[0]!r} is no outcome; count {', '.join(OUTCOMES)}",
                f"{unknown[0]!r} 不是結果；請分別計數 {'、'.join(OUTCOMES)}",
            )
        )
    found = {name: counts.get(name, 0) for name in OUTCOMES}
    negative = next((name for name, count in found.items() if count < 0), None)
    if negative is not None:
        raise UsageError(
            Bilingual(
                f"{negative}: {found[negative]} is below 0; count messages from 0",
                f"{negative}：{found[negative]} 小於 0；訊息數請從 0 開始計",
            )
        )
    n = sum(found.values())
    if n == 0:
        raise UsageError(
            Bilingual("all counts are 0; count at least one message", "計數全部是 0；請至少計入一則訊息"),
        )
    shares = {name: share for name, count in found.items() if (share := Share.of(count, n)) is not None}
    return Estimate(Rates(**{name: Fraction(count, n) for name, count in found.items()}), shares, n)


def from_deliveries(past: Iterable[Delivery], at_once: int, window: int) -> Estimate:
    """The estimate from past deliveries.

    Delivered in `at_once` seconds or sooner is at once. Delivered after more than `window` seconds cannot be: such a
    message counts as never and is reported in `beyond`. UsageError when there is no delivery to learn from.
    """
    counts = dict.fromkeys(OUTCOMES, 0)
    later: Counter[int] = Counter()
    beyond = 0
    for delivery in past:
        if delivery.heard is Heard.REJECTED:
            counts[REJECTED] += 1
        elif delivery.delay is None:
            counts[NEVER] += 1
        elif delivery.delay <= at_once:
            counts[AT_ONCE] += 1
        elif delivery.delay <= window:
            later[delivery.delay] += 1
        else:
            beyond += 1
    counts[LATER] = later.total()
    counts[NEVER] += beyond
    estimate = from_counts(counts)
    delays = _delays(later, at_once, window) if later else None
    return Estimate(estimate.rates, estimate.shares, estimate.n, delays, beyond)


def _delays(later: Counter[int], at_once: int, window: int) -> Delays:
    """The shares delivered by each hundredth of them and by the second before, which keeps what comes at one time."""
    seconds = sorted(later)
    total = later.total()
    upto = [0, *accumulate(later[second] for second in seconds)]
    # The first second by which so many hundredths, rounded up, were delivered.
    quantiles = {seconds[bisect_left(upto, -(-total * part // _PARTS)) - 1] for part in range(1, _PARTS + 1)}
    times = {at_once, window} | quantiles | {second - 1 for second in quantiles}
    return Delays(tuple((at, Fraction(upto[bisect_right(seconds, at)], total)) for at in sorted(times) if at > 0))


def interval(share: Fraction, n: int) -> Share | None:
    """A share that was computed from rates met in n messages, with its 95 % interval; None when n is 0.

    It is Wilson's interval of that share at the size n. Each message met adds to the result its own probability of
    being late, doubled and so on, which lies between 0 and 1 and therefore varies at most as a yes or no does. What
    was assumed besides, such as how many SMS arrive, is no part of it.
    """
    hits = share * n
    low, high = Share.of(floor(hits), n), Share.of(ceil(hits), n)
    return None if low is None or high is None else Share(float(share), low.low, high.high, n)
