"""Rates and delays learnt from counts and from past deliveries, and how sure they are."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, factorial, floor, prod
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from nmlint.bilingual import Bilingual
from nmlint.channel.outcomes import Course, Delays, FollowUp, Line, Rates, expect
from nmlint.durations import parsed
from nmlint.errors import UsageError
from nmlint.planning.deliveries import Delivery, Heard, deliveries
from nmlint.planning.estimates import from_counts, from_deliveries, interval
from nmlint.shares import Share

FOLDER = Path(__file__).parents[2] / "fixtures" / "planning" / "deliveries"
EXPECTED: dict[str, Any] = yaml.safe_load((FOLDER / "past.expected.yaml").read_text(encoding="utf-8"))
DAY = 86400


@pytest.mark.parametrize("name", ["past.csv", "past.jsonl"])
def test_past_deliveries(name: str) -> None:
    """Both files come to the same rates, intervals and delays."""
    at_once, window = parsed(EXPECTED["at_once"]), parsed(EXPECTED["window"])
    assert at_once is not None
    assert window is not None

    found = from_deliveries(deliveries(FOLDER / name), at_once, window)

    assert (EXPECTED["n"], EXPECTED["beyond"]) == (found.n, found.beyond)
    assert Rates(**{key: Fraction(share) for key, share in EXPECTED["rates"].items()}) == found.rates
    assert found.delays is not None
    assert [(at, Fraction(share)) for at, share in EXPECTED["delays"]] == list(found.delays.points)
    for key, ends in EXPECTED["intervals"].items():
        share = found.shares[key]
        assert ends == pytest.approx([share.low, share.high], abs=1e-4)
        assert (float(getattr(found.rates, key)), EXPECTED["n"]) == (share.value, share.n)


def test_counts() -> None:
    """Rates are exactly what was counted; what is not named was not met; delays are unknown."""
    found = from_counts({"rejected": 1, "at_once": 2, "never": 3})

    assert Rates(Fraction(1, 6), Fraction(1, 3), Fraction(0), Fraction(1, 2)) == found.rates
    assert (6, None, 0) == (found.n, found.delays, found.beyond)
    assert Share.of(3, 6) == found.shares["never"]
    assert Share.of(0, 6) == found.shares["later"]


@pytest.mark.parametrize(
    ("counts", "says", "chinese"),
    [
        ({}, "all counts are 0", "計數全部是 0"),
        ({"later": 0}, "all counts are 0", "計數全部是 0"),
        ({"rejected": -1, "never": 2}, "rejected: -1 is below 0", "rejected：-1 小於 0"),
        ({"delivered": 1}, "'delivered' is no outcome; count rejected, at_once, later, never", "不是結果"),
    ],
)
def test_counts_that_say_nothing(counts: dict[str, int], says: str, chinese: str) -> None:
    """What is wrong with them is said, and the mend."""
    with pytest.raises(UsageError) as caught:
        from_counts(counts)

    said = caught.value.args[0]
    assert isinstance(said, Bilingual)
    assert says in said
    assert chinese in said.chinese


@pytest.mark.parametrize(
    ("delay", "outcome", "beyond"),
    [(0, "at_once", 0), (60, "at_once", 0), (61, "later", 0), (DAY, "later", 0), (DAY + 1, "never", 1)],
)
def test_what_a_delay_counts_as(delay: int, outcome: str, beyond: int) -> None:
    """Up to the threshold at once, up to the window later, and beyond it never, which is reported."""
    found = from_deliveries([Delivery(Heard.DELIVERED, delay)], 60, DAY)

    assert (1, beyond) == (getattr(found.rates, outcome), found.beyond)


def test_without_later_ones_there_are_no_delays() -> None:
    """Nothing was learnt of how long they take."""
    found = from_deliveries([Delivery(Heard.DELIVERED, 3), Delivery(Heard.NOTHING)], 60, DAY)

    assert found.delays is None
    assert Fraction(1, 2) == found.rates.at_once == found.rates.never


def test_all_at_one_time() -> None:
    """What comes in one second is not spread over the time before it."""
    found = from_deliveries([Delivery(Heard.DELIVERED, 1800)] * 10, 60, DAY)

    assert found.delays is not None
    assert [0, 0, 1] == [found.delays.by(at) for at in (60, 1799, 1800)]


@given(st.lists(st.integers(0, 400), min_size=1, max_size=300), st.integers(0, 30))
def test_delays_are_those_met(waits: list[int], at_once: int) -> None:
    """The share at each point is the one met by then, and in between it is off by less than a hundredth of them."""
    found = from_deliveries([Delivery(Heard.DELIVERED, wait) for wait in waits], at_once, 300)
    later = [wait for wait in waits if at_once < wait <= 300]

    assert len(later) == found.rates.later * len(waits)
    assert sum(wait > 300 for wait in waits) == found.beyond == found.rates.never * len(waits)
    if not later:
        assert found.delays is None
        return
    assert found.delays is not None
    by = {at: Fraction(sum(wait <= at for wait in later), len(later)) for at in range(302)}
    assert all(share == by[at] for at, share in found.delays.points)
    assert all(abs(found.delays.by(at) - share) <= Fraction(1, 100) for at, share in by.items())
    assert [0, 1] == [found.delays.by(at_once), found.delays.by(300)]


@given(st.fractions(0, 1, max_denominator=1000), st.integers(1, 5000))
def test_the_interval_of_a_result(share: Fraction, n: int) -> None:
    """It holds the share, and runs from Wilson's interval of as many messages, rounded down, to that rounded up."""
    found = interval(share, n)

    assert found is not None
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert (float(share), n) == (found.value, found.n)
    low, high = Share.of(floor(share * n), n), Share.of(ceil(share * n), n)
    assert low is not None
    assert high is not None
    assert (low.low, high.high) == (found.low, found.high)


def test_of_nothing_there_is_no_interval() -> None:
    """Where nothing was met nothing is known."""
    assert interval(Fraction(1, 2), 0) is None


def samples(rates: Rates, n: int) -> Iterator[tuple[dict[str, int], float]]:
    """Everything that can be met in n messages, with its probability."""
    for rejected in range(n + 1):
        for at_once in range(n + 1 - rejected):
            for later in range(n + 1 - rejected - at_once):
                counts = {"rejected": rejected, "at_once": at_once, "later": later}
                counts["never"] = n - sum(counts.values())
                ways = factorial(n) // prod(factorial(count) for count in counts.values())
                yield counts, ways * prod(float(getattr(rates, name)) ** count for name, count in counts.items())


def test_the_interval_covers_the_truth() -> None:
    """Whatever is met in 25 messages, weighted by its probability: the interval misses the true result in few."""
    truth = Rates(Fraction(1, 10), Fraction(4, 10), Fraction(3, 10), Fraction(2, 10))
    delays = Delays(((DAY, Fraction(1)),))
    sms = FollowUp("sms", DAY // 4, 0, Fraction(9, 10), Fraction(0), Fraction(0))
    course = Course(Line(Fraction(0), Fraction(0), DAY), (sms,), DAY // 8)
    names = ("duplicate", "late", "never", "on_time")
    expected = expect(course, truth, delays)
    covered = dict.fromkeys(names, 0.0)
    for counts, probability in samples(truth, 25):
        found = expect(course, from_counts(counts).rates, delays)
        for name in names:
            share = interval(getattr(found, name), 25)
            assert share is not None
            covered[name] += probability * (share.low <= getattr(expected, name) <= share.high)

    assert {} == {name: chance for name, chance in covered.items() if chance < 0.94}
