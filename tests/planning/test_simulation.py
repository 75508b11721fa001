"""Plans played out: what happens is what was computed, within what chance allows."""

from __future__ import annotations

from fractions import Fraction
from math import comb, fsum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nmlint.channel.outcomes import Course, Delays, FollowUp, Line, Money, Rates, expect
from nmlint.planning.simulation import Measure, Simulated, agreement, simulate
from nmlint.vocabulary import NOTIFICATION

HOUR = 3600
DAY = 24 * HOUR
NOTHING, ONE = Fraction(0), Fraction(1)
SOME = Rates(Fraction(10, 100), Fraction(50, 100), Fraction(24, 100), Fraction(16, 100))
UNCERTAIN = Rates(Fraction(2, 10), Fraction(1, 10), Fraction(6, 10), Fraction(1, 10))
DELAYS = Delays(((600, Fraction(1, 4)), (1800, Fraction(1, 4)), (2 * HOUR, Fraction(3, 4)), (DAY, ONE)))
LINE = Line(ONE, Fraction(3, 2), DAY)


def follow_up(channel: str, after: int, transit: int, percent: int) -> FollowUp:
    """A follow-up that arrives so many times out of a hundred, for 1 to 2."""
    return FollowUp(channel, after, transit, Fraction(percent, 100), ONE, Fraction(2))


SMS = follow_up("sms", HOUR, 15, 98)
PLANS = {
    "LINE alone": Course(LINE, (), HOUR),
    "SMS alone": Course(None, (follow_up("sms", 0, 15, 98),), 60),
    "LINE and SMS": Course(LINE, (SMS,), 2 * HOUR),
    "no wait": Course(LINE, (follow_up("sms", 0, 15, 98),), HOUR),
    "a whole day": Course(LINE, (follow_up("sms", DAY, 15, 98),), DAY),
    "too late": Course(LINE, (SMS,), HOUR // 2, HOUR // 4),
    "after the deadline": Course(LINE, (SMS,), HOUR, 2 * HOUR),
    "three steps": Course(
        LINE,
        (follow_up("sms", 1800, 15, 60), follow_up("email", 2400, 900, 50), follow_up("app-push", 2700, 5, 40)),
        2700,
    ),
    "four steps that meet on their way": Course(
        LINE, tuple(follow_up("sms", at, 7200, 70) for at in (0, HOUR, 2 * HOUR, 3 * HOUR)), 3 * HOUR
    ),
}


@pytest.mark.parametrize("rates", [SOME, UNCERTAIN], ids=["usual", "uncertain"])
@pytest.mark.parametrize("course", PLANS.values(), ids=PLANS)
def test_what_happens_is_what_was_computed(course: Course, rates: Rates) -> None:
    """Each measure is within the interval of the simulated share."""
    found = agreement(expect(course, rates, DELAYS), simulate(course, rates, DELAYS, sends=20_000, seed=7))

    assert () == tuple(measure for measure in found if not measure.agrees)


@settings(deadline=None, max_examples=20)
@given(
    st.sampled_from(sorted(PLANS)),
    st.lists(st.integers(0, 3), min_size=4, max_size=4).filter(any),
    st.integers(1, 300),
    st.integers(0, 5),
)
def test_what_was_counted_adds_up(name: str, parts: list[int], sends: int, seed: int) -> None:
    """Messages cost what they cost, follow-ups are among the messages, and nobody is both late and never."""
    course = PLANS[name]
    result = simulate(course, Rates(*(Fraction(part, sum(parts)) for part in parts)), DELAYS, sends=sends, seed=seed)

    assert 0 <= result.late <= result.late + result.never <= sends == result.sends
    assert result.duplicate <= sends - result.never
    line = result.charged.get(NOTIFICATION, 0)
    assert sum(result.steps.values()) == sum(result.charged.values()) - line
    messages = sum(result.steps.values())
    assert Money(Fraction(line + messages), Fraction(3 * line, 2) + 2 * messages) == result.cost
    assert (sends if course.line else 0) == result.sent.get(NOTIFICATION, 0)


def test_certain_things_happen() -> None:
    """All rejected: each gets the SMS at once and the e-mail, at its distance, is needed by none."""
    course = Course(LINE, (follow_up("sms", HOUR, 600, 100), follow_up("email", HOUR + 600, 0, 100)), 600)

    result = simulate(course, Rates(ONE, NOTHING, NOTHING, NOTHING), DELAYS, sends=50, seed=1)

    assert {"sms": 50, "email": 0} == result.steps
    assert (0, 0, 0) == (result.duplicate, result.late, result.never)
    assert {NOTIFICATION: 0, "sms": 50, "email": 0} == result.charged


def test_the_same_seed_makes_the_same_run() -> None:
    """And another seed another."""
    runs = [simulate(PLANS["three steps"], SOME, DELAYS, sends=2000, seed=seed) for seed in (1, 1, 2)]

    assert runs[0] == runs[1]
    assert runs[0].steps != runs[2].steps


def test_another_plan_does_not_agree() -> None:
    """What was computed for a timer of two hours is not what happens with one."""
    result = simulate(PLANS["LINE and SMS"], SOME, DELAYS, sends=20_000, seed=7)
    found = agreement(expect(PLANS["LINE and SMS"].with_timer(2 * HOUR), SOME, DELAYS), result)

    assert {"duplicate", "late", "sms", "on_time"} == {measure.name for measure in found if not measure.agrees}


def counted(hits: int, sends: int) -> Simulated:
    """A run in which so many were late."""
    none = Money(NOTHING, NOTHING)
    return Simulated(sends, 1, 0, hits, 0, {"sms": 0, "email": 0}, {}, {}, none)


def measured(hits: int, sends: int) -> dict[str, Measure]:
    """The measures of a run in which so many were late."""
    course = Course(None, (follow_up("sms", 0, 1, 100), follow_up("email", 9, 1, 100)))
    return {each.name: each for each in agreement(expect(course, SOME, DELAYS), counted(hits, sends))}


@pytest.mark.parametrize(
    ("hits", "sends", "low", "high"),
    [
        (0, 10, 0.0, 1 - 0.0005**0.1),
        (10, 10, 0.0005**0.1, 1.0),
        (1, 1, 0.0005, 1.0),
        (0, 100_000, 0.0, 1 - 0.0005 ** (1 / 100_000)),
    ],
)
def test_the_interval_at_its_ends(hits: int, sends: int, low: float, high: float) -> None:
    """Where all or none were hit, its ends are roots of 0.0005."""
    late = measured(hits, sends)["late"]

    assert (low, high) == pytest.approx((late.low, late.high))


@given(st.integers(1, 400), st.data())
def test_the_interval_is_exact(sends: int, data: st.DataObject) -> None:
    """Were the share at one of its ends, so many hits or more, or so few, would be met in 0.05 % of all runs."""
    hits = data.draw(st.integers(0, sends))
    found = measured(hits, sends)
    late = found["late"]

    def probability(share: float, counts: range) -> float:
        return fsum(comb(sends, count) * share**count * (1 - share) ** (sends - count) for count in counts)

    assert 0 <= late.low <= late.simulated <= late.high <= 1
    assert hits == 0 or probability(late.low, range(hits, sends + 1)) == pytest.approx(0.0005)
    assert hits == sends or probability(late.high, range(hits + 1)) == pytest.approx(0.0005)
    assert (late.low, late.high) == pytest.approx((1 - found["on_time"].high, 1 - found["on_time"].low))


def test_measures_are_named() -> None:
    """After what they measure; of several follow-ups on one channel each has its number."""
    course = Course(LINE, (follow_up("sms", 0, 1, 50), follow_up("email", 9, 1, 50), follow_up("sms", 20, 1, 50)))
    found = agreement(expect(course, SOME, DELAYS), simulate(course, SOME, DELAYS, sends=100, seed=1))

    assert ["duplicate", "late", "never", "on_time", NOTIFICATION, "sms 1", "email", "sms 2"] == [
        measure.name for measure in found
    ]
    assert isinstance(found[0], Measure)


@pytest.mark.parametrize("sends", [0, -1])
def test_nothing_sent_shows_nothing(sends: int) -> None:
    """A run needs a recipient."""
    with pytest.raises(ValueError, match="show nothing"):
        simulate(PLANS["SMS alone"], SOME, DELAYS, sends=sends, seed=1)
