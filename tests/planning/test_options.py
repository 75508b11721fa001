"""Timers compared: which are shown, which is the latest in time, which the cheapest, and why there is none."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nmlint.channel.outcomes import Course, Delays, FollowUp, Line, Money, Rates, expect
from nmlint.planning.options import Limits, Option, Options, alone, compare

HOUR = 3600
DAY = 24 * HOUR
RATES = Rates(Fraction(10, 100), Fraction(50, 100), Fraction(24, 100), Fraction(16, 100))
EVENLY = Delays(((DAY, Fraction(1)),))
SMS = FollowUp("sms", 6 * HOUR, 15, Fraction(1), Fraction(1), Fraction(3))
EMAIL = FollowUp("email", 8 * HOUR, 0, Fraction(1, 2), Fraction(0), Fraction(0))
COURSE = Course(Line(Fraction(1, 2), Fraction(1), DAY), (SMS,), 12 * HOUR)


def share(percent: float) -> Fraction:
    """So many percent."""
    return Fraction(percent) / 100


def compared(course: Course = COURSE, limits: Limits | None = None, shortest: int = 600) -> Options:
    """The options of a plan with two timers to show."""
    return compare(
        course,
        RATES,
        EVENLY,
        timers=(HOUR, 12 * HOUR),
        shortest=shortest,
        limits=Limits() if limits is None else limits,
    )


def timer(option: Option | None) -> int | None:
    """The timer of an option that there is."""
    assert option is not None
    return option.timer


def test_timers_are_shown_beside_the_own_one() -> None:
    """Ascending, the plan's own among them and marked, each with what is to be expected of it."""
    shown = compared().timers

    assert [(HOUR, False), (6 * HOUR, True), (12 * HOUR, False)] == [(option.timer, option.yours) for option in shown]
    assert [expect(COURSE.with_timer(at), RATES, EVENLY) for at in (HOUR, 6 * HOUR, 12 * HOUR)] == [
        option.expectation for option in shown
    ]


def test_an_own_timer_that_is_asked_for_is_shown_once() -> None:
    """A timer is one option, whoever named it."""
    found = compare(COURSE, RATES, EVENLY, timers=[6 * HOUR, 6 * HOUR], shortest=600, limits=Limits())

    assert [6 * HOUR] == [option.timer for option in found.timers]


def test_line_alone_and_sms_alone() -> None:
    """Without follow-up nobody gets it twice, but a quarter never; an SMS at once costs its price for everybody."""
    found = compared()

    assert found.sms_only is not None
    line, sms = found.line_only.expectation, found.sms_only.expectation
    assert [Fraction(26, 100), 0] == [line.never, line.duplicate]
    assert [0, 0, 1, 3] == [sms.late, sms.never, sms.cost_low, sms.cost_high]
    assert found.line_only.timer is found.sms_only.timer is None


def test_no_sms_in_the_plan() -> None:
    """Then there is no SMS alone, unless another message is named."""
    course = Course(COURSE.line, (EMAIL,), COURSE.deadline)

    assert compared(course).sms_only is None
    assert alone(course, SMS) == Course(None, (FollowUp("sms", 0, 15, *(Fraction(each) for each in (1, 1, 3))),), 43200)


def test_a_saving_is_at_the_same_price_in_both() -> None:
    """44 % get the SMS and 74 % are charged for LINE: 0.56 SMS are saved for 0.74 LINE messages, whatever they cost."""
    found = compared()
    own = next(option for option in found.timers if option.yours)

    assert found.sms_only is not None
    saving = own.saving(found.sms_only.expectation)
    assert Fraction(44, 100) == own.expectation.sent["sms"]
    assert Money(Fraction("0.56") * 1 - Fraction("0.74") * 1, Fraction("0.56") * 3 - Fraction("0.37")) == saving
    assert Money(Fraction(0), Fraction(0)) == own.saving(own.expectation)


@pytest.mark.parametrize(
    ("course", "latest"),
    [
        # Those who hear nothing get the SMS 15 seconds after the timer: not by the deadline with a timer of 12 hours.
        (COURSE, 12 * HOUR - 60),
        (Course(COURSE.line, (SMS,), 12 * HOUR + 15), 12 * HOUR),
        (Course(COURSE.line, (SMS,), 12 * HOUR, start=HOUR), 11 * HOUR - 60),
        (Course(COURSE.line, (SMS,), 30 * HOUR), DAY),
        # The e-mail, 2 hours after the SMS, is what comes last to those whose SMS was lost.
        (
            Course(COURSE.line, (FollowUp("sms", HOUR, 15, Fraction(1, 2), *[Fraction(1)] * 2), EMAIL), 12 * HOUR),
            5 * HOUR,
        ),
    ],
)
def test_the_latest_timer(course: Course, latest: int) -> None:
    """The last whole minute with which nobody more is late than with the shortest timer."""
    assert latest == timer(compared(course).latest)


@pytest.mark.parametrize(
    ("course", "says", "chinese"),
    [
        (Course(COURSE.line, (SMS,)), "no deadline", "沒有設定期限"),
        (Course(COURSE.line, (SMS,), 300), "39.92% are late with every timer from 10 minutes on", "39.92% 逾期"),
    ],
)
def test_no_latest_timer(course: Course, says: str, chinese: str) -> None:
    """Without a deadline none is needed; where even the shortest is too late, that is said."""
    found = compared(course)

    assert found.latest is None
    assert found.why_no_latest is not None
    assert says in found.why_no_latest
    assert chinese in found.why_no_latest.chinese


@pytest.mark.parametrize(
    ("limits", "cheapest"),
    [
        # The longer the cheaper, up to the day.
        (Limits(), DAY),
        (Limits(late=share(0)), 12 * HOUR - 60),
        # Of 16 % + 24 % · (24 h - timer) / 24 h no more than 30 % may be late.
        (Limits(late=share(30)), DAY),
        (Limits(late=share(27)), 12 * HOUR - 60),
        (Limits(late=share(0), duplicate=share(18)), 12 * HOUR - 60),
        (Limits(late=share(0), duplicate=share(18), never=share(0)), 12 * HOUR - 60),
    ],
)
def test_the_cheapest_timer(limits: Limits, cheapest: int) -> None:
    """The longest that the limits allow, for each minute of waiting saves SMS."""
    found = compared(limits=limits)

    assert cheapest == timer(found.cheapest)
    assert found.why_none is None


def test_no_timer_beyond_the_longest() -> None:
    """Neither the latest nor the cheapest; that none is in time is no matter of the longest."""
    found, late = (compared(course, Limits(timer=5 * HOUR)) for course in (COURSE, Course(COURSE.line, (SMS,), 300)))

    assert (5 * HOUR, 5 * HOUR) == (timer(found.latest), timer(found.cheapest))
    assert (None, 5 * HOUR) == (late.latest, timer(late.cheapest))


def test_of_equally_cheap_timers_the_shortest() -> None:
    """When all who are delivered to later are within the hour, waiting for longer saves nothing."""
    delays = Delays(((HOUR, Fraction(1)),))

    found = compare(COURSE, RATES, delays, timers=(), shortest=600, limits=Limits(late=share(0)))

    assert HOUR == timer(found.cheapest)


@pytest.mark.parametrize(
    ("course", "limits", "says", "chinese"),
    [
        (
            Course(COURSE.line, (FollowUp("sms", HOUR, 15, Fraction(9, 10), Fraction(1), Fraction(1)),), 12 * HOUR),
            Limits(never=share(1)),
            "2.6% get nothing with any timer, and the limit is 1%",
            "2.6% 收不到，上限是 1%",
        ),
        (
            Course(COURSE.line, (SMS,), 300),
            Limits(late=share(2)),
            "39.92% are late even with a timer of 10 minutes, and the limit is 2%",
            "等待時間設為 10 分鐘，仍有 39.92% 逾期，上限是 2%",
        ),
        (
            Course(Line(Fraction(1), Fraction(1), DAY), (SMS,), 12 * HOUR),
            Limits(late=share(2), duplicate=share(6)),
            "at most 2% late needs 11 hours 59 minutes or less, at most 6% twice needs 18 hours or more",
            "逾期不超過 2% 需要 11 小時 59 分鐘以下，重複收到不超過 6% 需要 18 小時以上",
        ),
    ],
)
def test_no_cheapest_timer(course: Course, limits: Limits, says: str, chinese: str) -> None:
    """It is said which limit cannot be kept, and the best that can be had."""
    found = compared(course, limits)

    assert found.cheapest is None
    assert found.why_none is not None
    assert says in found.why_none
    assert chinese in found.why_none.chinese


def test_duplicates_that_no_timer_avoids() -> None:
    """Two follow-ups on their way to those whom LINE refuses are doubled with any timer; both limits are named."""
    slow = FollowUp("sms", HOUR, 600, Fraction(1, 2), Fraction(1), Fraction(1))
    course = Course(COURSE.line, (slow, FollowUp("email", HOUR + 60, 60, Fraction(1, 2), *[Fraction(0)] * 2)))

    found = compared(course, Limits(duplicate=share(1), never=share(1)))

    assert "6.5% get nothing with any timer, and the limit is 1%; 6.5% get it twice even with" in str(found.why_none)


@pytest.mark.parametrize(
    ("course", "shortest"),
    [
        (Course(None, (SMS,)), 600),
        (Course(COURSE.line, ()), 600),
        (COURSE, DAY + 1),
    ],
)
def test_what_has_no_timer(course: Course, shortest: int) -> None:
    """SMS alone and LINE alone have no timer to choose, nor has a plan whose timers are all too long."""
    with pytest.raises(ValueError, match="timer"):
        compared(course, shortest=shortest)


tenths = st.integers(0, 10).map(lambda count: Fraction(count, 10))
limit = st.none() | st.integers(0, 20).map(lambda count: Fraction(count, 40))


@st.composite
def some_course(draw: st.DrawFn) -> Course:
    """Plans over an hour with one or two follow-ups."""
    times = sorted(draw(st.lists(st.integers(0, 50), min_size=1, max_size=2)))
    steps = tuple(
        FollowUp(
            "sms", 60 * at, draw(st.integers(0, 900)), draw(tenths), Fraction(draw(st.integers(0, 2))), Fraction(2)
        )
        for at in times
    )
    line = Line(Fraction(1), Fraction(1), HOUR)
    return Course(line, steps, draw(st.none() | st.integers(0, HOUR)), draw(st.integers(0, 300)))


@settings(deadline=None, max_examples=50)
@given(
    some_course(),
    st.lists(st.integers(0, 4), min_size=4, max_size=4).filter(any),
    st.integers(60, HOUR - 1),
    st.integers(0, 900),
    st.builds(Limits, limit, limit, limit),
)
def test_no_other_minute_is_better(course: Course, parts: list[int], half: int, shortest: int, limits: Limits) -> None:
    """Looking at every whole minute finds the same timers."""
    rates = Rates(*(Fraction(part, sum(parts)) for part in parts))
    delays = Delays(((half, Fraction(1, 2)), (HOUR, Fraction(1))))
    minutes = [at for at in range(0, HOUR + 1, 60) if at >= shortest]
    all_of_them = {at: expect(course.with_timer(at), rates, delays) for at in minutes}
    fitting = {
        at: (found.cost_low, found.cost_high, at)
        for at, found in all_of_them.items()
        if (limits.late is None or found.late <= limits.late)
        and (limits.duplicate is None or found.duplicate <= limits.duplicate)
        and (limits.never is None or found.never <= limits.never)
    }
    least = min(found.late for found in all_of_them.values())

    found = compare(course, rates, delays, timers=(), shortest=shortest, limits=limits)

    assert (min(fitting, key=lambda at: fitting[at]) if fitting else None) == (found.cheapest and found.cheapest.timer)
    assert (found.cheapest is None) == (found.why_none is not None)
    if found.latest is not None:
        assert max(at for at in minutes if all_of_them[at].late == least) == found.latest.timer
    assert (found.latest is None) == (course.deadline is None or 0 < least == all_of_them[minutes[-1]].late)
