"""When each step of a route begins and ends, and by when one must start to launch on a day.

Every step is counted from the day on which the one before it ends: that day is its day 0. A step of `least` to `most`
working days ends at the earliest that many working days later, counting from the earliest end before it, and at the
latest likewise. A date is None where nothing can be said: the latest, once a step has no upper bound; both, once a step
has no promised time at all. The launch may be on the very day on which the last step ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from nmlint.approval.calendar import WorkingDays
from nmlint.approval.routes import Length, Route, Step

_DAY = timedelta(days=1)

IN_TIME, POSSIBLE, LATE, OPEN = "in-time", "possible", "late", "open"


@dataclass(frozen=True, slots=True)
class Range:
    """A date, from its earliest to its latest; None is unknown."""

    earliest: date | None
    latest: date | None


@dataclass(frozen=True, slots=True)
class Dated:
    """A step with its dates. `waits_for` is the step before it, None for the first and for one that runs beside."""

    step: Step
    waits_for: str | None
    begins: Range
    ends: Range


@dataclass(frozen=True, slots=True)
class Backward:
    """What a wanted launch demands.

    `start_by` is by when the documents must be handed in: `earliest` if every step takes its most time (None where that
    is not known), `latest` if every step takes its least. `answer_by` is by when the headquarters must have answered,
    with the same two, so that there is a day of theirs before; `earliest` is None where that comes too late for steps
    that take their most time. It is None on a route without them. `outlook` tells whether the timeline's own start will
    do: IN_TIME whatever the stated times, POSSIBLE, LATE, or OPEN where it rests on an answer for which no time is
    promised.
    """

    launch: date
    start_by: Range
    answer_by: Range | None
    outlook: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """A route from the day on which the documents are handed in.

    `after_answer` is how long the steps take after an answer that has no promised time, None on a route without one.
    """

    route: Route
    start: date
    steps: tuple[Dated, ...]
    launch: Range
    after_answer: Length | None
    backward: Backward | None = None

    @property
    def last_date(self) -> date:
        """The last date that is told."""
        told = [self.start, *(found for dated in self.steps for found in _dates(dated))]
        return max(told)


def timeline(route: Route, start: date, calendar: WorkingDays, launch: date | None = None) -> Timeline:
    """The dates of a route whose documents are handed in on a day, and what a wanted launch demands.

    Raises UsageError where that leads beyond the years of the calendar.
    """
    first = calendar.first_day(start)
    chained = {dated.step.id: dated for dated in _chain(route, first, calendar)}
    steps = tuple(
        chained[step.id]
        if step.due_before is None
        else Dated(step, None, Range(first, first), chained[step.due_before].begins)
        for step in route.steps
    )
    backward = None if launch is None else _backward(route, first, launch, calendar)
    return Timeline(route, first, steps, chained[route.chain[-1].id].ends, _after_answer(route), backward)


def _chain(route: Route, first: date, calendar: WorkingDays) -> Iterator[Dated]:
    before: str | None = None
    ends = Range(first, first)
    for step in route.chain:
        begins = ends
        if step.headquarters:
            begins = Range(*(day and calendar.next_headquarters_day(day) for day in (ends.earliest, ends.latest)))
        ends = Range(
            _moved(begins.earliest, step.length.least, calendar.add),
            _moved(begins.latest, step.length.most, calendar.add),
        )
        yield Dated(step, before, begins, ends)
        before = step.id


def _backward(route: Route, first: date, launch: date, calendar: WorkingDays) -> Backward:
    sure, answer_to_be_sure = _latest_start(route, launch, calendar, lambda length: length.most)
    least, answer = _latest_start(route, launch, calendar, lambda length: length.least)
    is_open = any(step.headquarters for step in route.chain)
    if is_open:
        # However soon the documents are in: no time of the answer is promised.
        sure = None
        if answer_to_be_sure is not None and least is not None and answer_to_be_sure <= least:
            answer_to_be_sure = None
    if least is not None and first > least:
        outlook = LATE
    elif is_open:
        outlook = OPEN
    else:
        outlook = IN_TIME if sure is not None and first <= sure else POSSIBLE
    return Backward(launch, Range(sure, least), Range(answer_to_be_sure, answer) if is_open else None, outlook)


def _latest_start(
    route: Route, launch: date, calendar: WorkingDays, days: Callable[[Length], int | None]
) -> tuple[date | None, date | None]:
    """By when to hand in the documents, and by when the headquarters must have answered."""
    by: date | None = launch
    answer: date | None = None
    for step in reversed(route.chain):
        if step.headquarters:
            answer = by
            # They answer after the day on which the scenario goes to them.
            by = by and calendar.last_headquarters_day(by - _DAY)
        else:
            by = _moved(by, days(step.length), calendar.back)
    return by, answer


def _after_answer(route: Route) -> Length | None:
    """How long what follows the step without a promised time takes."""
    lengths: list[Length] | None = None
    for step in route.chain:
        if step.headquarters:
            lengths = []
        elif lengths is not None:
            lengths.append(step.length)
    return None if lengths is None else Length(_total(each.least for each in lengths), _total(e.most for e in lengths))


def _total(counts: Iterable[int | None]) -> int | None:
    listed = list(counts)
    known = [count for count in listed if count is not None]
    return sum(known) if len(known) == len(listed) else None


def _moved(day: date | None, count: int | None, move: Callable[[date, int], date]) -> date | None:
    """The day so many working days away; None where either is not known."""
    return None if day is None or count is None else move(day, count)


def _dates(dated: Dated) -> Iterator[date]:
    for found in (dated.begins.earliest, dated.begins.latest, dated.ends.earliest, dated.ends.latest):
        if found is not None:
            yield found
