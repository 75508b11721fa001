"""What is to be expected of a plan: worked out by hand, and counted case by case."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise, product
from math import prod
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from nmlint.channel.outcomes import Course, Delays, FollowUp, Line, Rates, expect
from nmlint.durations import parsed
from nmlint.vocabulary import NOTIFICATION

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[2] / "fixtures" / "planning" / "courses.yaml").read_text(encoding="utf-8")
)
WINDOW = 40
OUTCOMES = ("rejected", "at_once", "later", "never")
NOTHING = Fraction(0)


def seconds(text: str) -> int:
    """The seconds of a duration in a fixture."""
    found = parsed(text)
    assert found is not None, text
    return found


def course_of(case: dict[str, Any]) -> Course:
    """The plan of a case."""
    line = case["line"]
    return Course(
        line=line and Line(Fraction(line["low"]), Fraction(line["high"]), seconds(line["window"])),
        follow_ups=tuple(
            FollowUp(
                step["channel"],
                seconds(step["after"]),
                seconds(step["transit"]),
                *(Fraction(step[key]) for key in ("delivered", "low", "high")),
            )
            for step in case["follow_ups"]
        ),
        deadline=seconds(case["deadline"]) if "deadline" in case else None,
        start=seconds(case.get("start", "0s")),
    )


def rates_of(case: dict[str, Any]) -> Rates:
    """The rates of a case; what is not named is 0."""
    return Rates(**{name: Fraction(case["rates"].get(name, 0)) for name in OUTCOMES})


def delays_of(case: dict[str, Any]) -> Delays:
    """The delays of a case."""
    return Delays(tuple((seconds(at), Fraction(share)) for at, share in case["delays"].items()))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_by_hand(case: dict[str, Any]) -> None:
    """Each plan of the fixture comes to exactly what was worked out."""
    found = expect(course_of(case), rates_of(case), delays_of(case))
    expected = case["expected"]

    shares = {name: Fraction(expected.get(name, 0)) for name in ("duplicate", "late", "never", "on_time")}
    assert shares == {name: getattr(found, name) for name in shares}
    assert [Fraction(count) for count in expected["steps"]] == list(found.steps)
    assert {channel: Fraction(count) for channel, count in expected["charged"].items()} == found.charged
    assert [Fraction(amount) for amount in expected["cost"]] == [found.cost_low, found.cost_high]
    assert (1 if case["line"] else None) == found.sent.get(NOTIFICATION)


shares = st.sampled_from([Fraction(0), Fraction(1, 3), Fraction(1, 2), Fraction(9, 10), Fraction(1)])


@st.composite
def some_rates(draw: st.DrawFn) -> Rates:
    """Rates of any kind."""
    parts = draw(st.lists(st.integers(0, 5), min_size=4, max_size=4).filter(any))
    return Rates(*(Fraction(part, sum(parts)) for part in parts))


@st.composite
def some_delays(draw: st.DrawFn) -> Delays:
    """Delays with up to four points, flat and steep ones among them."""
    times = sorted(draw(st.sets(st.integers(1, WINDOW), min_size=1, max_size=4)))
    levels = sorted(draw(st.lists(shares, min_size=len(times) - 1, max_size=len(times) - 1)))
    return Delays(tuple(zip(times, (*levels, Fraction(1)), strict=True)))


@st.composite
def some_course(draw: st.DrawFn, least: int = 0) -> Course:
    """Plans of a few seconds, so that much falls into the same second; with `least` follow-ups, after LINE."""
    line = Line(Fraction(1), Fraction(2), WINDOW) if least or draw(st.booleans()) else None
    count = draw(st.integers(max(least, int(line is None)), 4))
    times = sorted(draw(st.lists(st.integers(0, WINDOW + 5), min_size=count, max_size=count)))
    steps = tuple(
        FollowUp(
            draw(st.sampled_from(["sms", "email"])),
            time,
            draw(st.integers(0, 12)),
            draw(shares),
            Fraction(draw(st.integers(0, 3))),
            Fraction(draw(st.integers(3, 5))),
        )
        for time in times
    )
    return Course(line, steps, draw(st.none() | st.integers(0, 60)), draw(st.integers(0, 10)))


def played(course: Course, outcome: str, wait: Fraction, arrives: tuple[bool, ...]) -> tuple[list[Fraction], list[int]]:
    """When messages arrive at one recipient, and which follow-ups are sent, second by second as it goes."""
    arrivals = {"at_once": [Fraction(0)], "later": [wait]}.get(outcome, [])
    steps = course.follow_ups
    early = steps[0].after if steps and outcome == "rejected" else 0
    sent = []
    for at, step in enumerate(steps):
        now = step.after - early
        if not any(arrival <= now for arrival in arrivals):
            sent.append(at)
            if arrives[at]:
                arrivals.append(Fraction(now + step.transit))
    return arrivals, sent


def one_by_one(course: Course, rates: Rates, delays: Delays) -> dict[str, Any]:
    """The same from every case there is: outcome, lost follow-ups, and the stretches of waiting that differ in none."""
    steps = course.follow_ups
    left = None if course.deadline is None else course.deadline - course.start
    marks = {0, WINDOW, *(at for at, _ in delays.points), *(step.after for step in steps)}
    marks |= {step.after + step.transit for step in steps} | {max(left or 0, 0)}
    known = [(0, NOTHING), *delays.points, (100, Fraction(1))]
    stretches = []
    for start, end in pairwise(sorted(marks)):
        (before, low), (after, high) = next(pair for pair in pairwise(known) if pair[0][0] <= start < pair[1][0])
        stretches.append((Fraction(start + end, 2), (high - low) * Fraction(end - start, after - before)))
    found: dict[str, Any] = {"duplicate": NOTHING, "late": NOTHING, "never": NOTHING, "steps": [NOTHING] * len(steps)}
    for outcome, arrives in product(OUTCOMES if course.line else ["never"], product((True, False), repeat=len(steps))):
        share = getattr(rates, outcome) if course.line else Fraction(1)
        share *= prod(step.delivered if each else 1 - step.delivered for step, each in zip(steps, arrives, strict=True))
        for wait, part in stretches if outcome == "later" else [(NOTHING, Fraction(1))]:
            arrivals, sent = played(course, outcome, wait, arrives)
            found["duplicate"] += share * part * (len(arrivals) > 1)
            found["never"] += share * part * (not arrivals)
            found["late"] += share * part * (left is not None and bool(arrivals) and min(arrivals) > left)
            for at in sent:
                found["steps"][at] += share * part
    return found


@settings(max_examples=300)
@given(some_course(), some_rates(), some_delays())
def test_every_case_counted(course: Course, rates: Rates, delays: Delays) -> None:
    """The closed form is exactly what playing every case through comes to."""
    found = expect(course, rates, delays)

    shares = {"duplicate": found.duplicate, "late": found.late, "never": found.never, "steps": list(found.steps)}
    assert one_by_one(course, rates, delays) == shares


@given(some_course(), some_rates(), some_delays())
def test_shares_are_shares(course: Course, rates: Rates, delays: Delays) -> None:
    """Each is between 0 and 1, three of them make 1, and messages cost what they cost."""
    found = expect(course, rates, delays)

    assert all(0 <= share <= 1 for share in (found.duplicate, found.late, found.never, found.on_time, *found.steps))
    assert 1 == found.late + found.never + found.on_time
    assert found.cost_low <= found.cost_high
    assert sum(found.steps) == sum(count for channel, count in found.charged.items() if channel != NOTIFICATION)
    line = course.line
    paid = (rates.at_once + rates.later) * line.price_low if line else NOTHING
    paid += sum((step.low * count for step, count in zip(course.follow_ups, found.steps, strict=True)), NOTHING)
    assert paid == found.cost_low


@given(some_course(1), some_rates(), some_delays(), st.lists(st.integers(0, WINDOW + 5), min_size=2, max_size=4))
def test_a_later_timer(course: Course, rates: Rates, delays: Delays, timers: list[int]) -> None:
    """It never brings the notice sooner, and never doubles or costs more; who gets nothing stays the same."""
    found = [expect(course.with_timer(timer), rates, delays) for timer in sorted(timers)]

    for sooner, later in pairwise(found):
        assert sooner.late <= later.late
        assert sooner.duplicate >= later.duplicate
        assert sooner.cost_low >= later.cost_low
        assert sooner.cost_high >= later.cost_high
        assert all(before >= after for before, after in zip(sooner.steps, later.steps, strict=True))
        assert sooner.never == later.never


@given(some_course(), some_rates(), some_delays())
def test_time_for_everybody(course: Course, rates: Rates, delays: Delays) -> None:
    """Without a deadline nobody is late."""
    relaxed = Course(course.line, course.follow_ups)

    assert 0 == expect(relaxed, rates, delays).late


def test_a_moved_timer_moves_all() -> None:
    """Later follow-ups keep their distance from the first."""
    steps = [FollowUp("sms", at, 5, Fraction(1), NOTHING, NOTHING) for at in (60, 90, 300)]
    course = Course(Line(NOTHING, NOTHING, 600), tuple(steps), 100, 3)

    moved = course.with_timer(10)

    assert [10, 40, 250] == [step.after for step in moved.follow_ups]
    assert (100, 3, 97) == (moved.deadline, moved.start, moved.left)


@pytest.mark.parametrize(
    ("at", "share"),
    [(-1, "0"), (0, "0"), (5, "1/8"), (10, "1/4"), (20, "1/4"), (25, "1/2"), (30, "3/4"), (40, "1"), (99, "1")],
)
def test_delays_in_between(at: int, share: str) -> None:
    """Between two points the share is on the straight line between them."""
    delays = Delays(tuple((at, Fraction(share)) for at, share in ((10, "1/4"), (20, "1/4"), (30, "3/4"), (40, "1"))))

    assert Fraction(share) == delays.by(at)
    assert 40 == delays.longest


HALF, ONE = Fraction(1, 2), Fraction(1)
SMS = FollowUp("sms", 60, 5, ONE, ONE, ONE)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Rates(HALF, HALF, HALF, NOTHING), "exactly 1"),
        (lambda: Rates(-HALF, ONE, HALF, NOTHING), "0 or more"),
        (lambda: Delays(()), "end at 1"),
        (lambda: Delays(((10, HALF),)), "end at 1"),
        (lambda: Delays(((0, HALF), (10, ONE))), "above 0"),
        (lambda: Delays(((10, HALF), (10, ONE))), "rising"),
        (lambda: Delays(((10, ONE), (20, HALF), (30, ONE))), "never fall"),
        (lambda: FollowUp("sms", -1, 0, ONE, ONE, ONE), "cannot be"),
        (lambda: FollowUp("sms", 0, -1, ONE, ONE, ONE), "cannot be"),
        (lambda: FollowUp("sms", 0, 0, ONE + HALF, ONE, ONE), "cannot be"),
        (lambda: FollowUp("sms", 0, 0, ONE, ONE, HALF), "cannot be"),
        (lambda: Line(ONE, HALF, 60), "cannot be"),
        (lambda: Line(ONE, ONE, 0), "cannot be"),
        (lambda: Course(None, ()), "sends something"),
        (lambda: Course(None, (SMS,) * 5), "at most 4"),
        (lambda: Course(None, (SMS, FollowUp("email", 59, 0, ONE, ONE, ONE))), "order"),
        (lambda: Course(None, (FollowUp(NOTIFICATION, 0, 0, ONE, ONE, ONE),)), "another channel"),
        (
            lambda: expect(Course(Line(ONE, ONE, 60), ()), Rates(NOTHING, ONE, NOTHING, NOTHING), Delays(((61, ONE),))),
            "beyond the window",
        ),
    ],
)
def test_what_cannot_be(make: Any, says: str) -> None:
    """Numbers that no plan can have are refused where they are given."""
    with pytest.raises(ValueError, match=says):
        make()
