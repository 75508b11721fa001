"""Timelines as plain data, in the contract `nmlint.timeline/1`: what text, page and programs read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from nmlint import __version__
from nmlint.approval.calendar import WorkingDays, table_of
from nmlint.approval.routes import Length, Remark
from nmlint.approval.selecting import Chosen
from nmlint.approval.timeline import Backward, Dated, Range, Timeline
from nmlint.catalogue.model import Catalogue, localized

SCHEMA = "nmlint.timeline/1"

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """What timelines were asked for: `assumed` tells that nobody gave the length of development."""

    start: date
    as_of: str
    development: int
    assumed: bool
    scenarios: tuple[str, ...] = ()
    partner: str | None = None
    launch: date | None = None


def timeline_report(
    asked: Asked, found: Sequence[tuple[Chosen, Timeline]], calendar: WorkingDays, catalogue: Catalogue, lang: str
) -> dict[str, Any]:
    """The report on the chosen routes, in one language."""
    rules, policy = catalogue.identity, catalogue.policy_identity
    first = min(timeline.start for _, timeline in found)
    last = max(timeline.last_date for _, timeline in found)
    reckoned = _reckoned([timeline for _, timeline in found], asked, calendar)
    return {
        "schema": SCHEMA,
        "nmlint": __version__,
        "catalogue": {"version": rules.name, "sha256": rules.sha256},
        "policy": {"name": policy.name, "sha256": policy.sha256, "as_of": asked.as_of},
        "from": asked.start.isoformat(),
        "day_zero": first.isoformat(),
        "launch": _iso(asked.launch),
        "development": {"working_days": asked.development, "assumed": asked.assumed},
        "scenarios": list(asked.scenarios),
        "partner": asked.partner,
        "calendar": {
            "first": calendar.first,
            "last": calendar.last,
            "announced": sorted(calendar.announced),
            "reckoned": list(reckoned),
        },
        "days_off": [day.isoformat() for day in _days(first, last) if not calendar.is_working(day)],
        "routes": [_route(chosen, timeline, lang) for chosen, timeline in found],
        "soonest": _soonest(found),
        "notes": [
            {"id": key, "says": said}
            for key, said in _notes(asked, [timeline for _, timeline in found], reckoned, catalogue, lang)
        ],
    }


def _route(chosen: Chosen, timeline: Timeline, lang: str) -> dict[str, Any]:
    route = timeline.route
    return {
        "id": route.id,
        "name": localized(route.names, lang),
        "applicant": route.applicant,
        "scenario": route.scenario,
        "scenarios": list(chosen.scenarios),
        "partners": [localized(partner.names, lang) for partner in chosen.partners],
        "steps": [_step(dated, lang) for dated in timeline.steps],
        "launch": _range(timeline.launch),
        "after_answer": timeline.after_answer and _length(timeline.after_answer),
        "backward": timeline.backward and _backward(timeline.backward),
    }


def _step(dated: Dated, lang: str) -> dict[str, Any]:
    step = dated.step
    return {
        "id": step.id,
        "name": localized(step.names, lang),
        "by": step.by,
        "waits_for": dated.waits_for,
        "due_before": step.due_before,
        "working_days": None if step.due_before else _length(step.length),
        "own": step.own,
        "begins": _range(dated.begins),
        "ends": _range(dated.ends),
        "clauses": list(step.clauses),
        "needs": _remarks(step.needs, lang),
        "meanwhile": _remarks(step.meanwhile, lang),
        "includes": [
            {"name": localized(part.names, lang), "working_days": _length(part.length), "clause": part.clause}
            for part in step.includes
        ],
    }


def _backward(backward: Backward) -> dict[str, Any]:
    return {
        "start_by": _range(backward.start_by),
        "answer_by": backward.answer_by and _range(backward.answer_by),
        "outlook": backward.outlook,
    }


def _range(dates: Range) -> dict[str, str | None]:
    return {"earliest": _iso(dates.earliest), "latest": _iso(dates.latest)}


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _length(length: Length) -> dict[str, int | None]:
    return {"least": length.least, "most": length.most}


def _remarks(remarks: Iterable[Remark], lang: str) -> list[dict[str, str]]:
    return [{"says": localized(remark.says, lang), "clause": remark.clause} for remark in remarks]


def _soonest(found: Sequence[tuple[Chosen, Timeline]]) -> list[str]:
    """The routes of a first application with the earliest launch of all, where more than one has a date."""
    launches = {
        timeline.route.id: timeline.launch.earliest
        for _, timeline in found
        if timeline.route.scenario is not None and timeline.launch.earliest is not None
    }
    first = min(launches.values(), default=None)
    return [route for route, launch in launches.items() if launch == first] if len(launches) > 1 else []


def _reckoned(timelines: Sequence[Timeline], asked: Asked, calendar: WorkingDays) -> tuple[int, ...]:
    """The years whose official calendar was not looked up, among those that any date rests on."""
    days = [asked.start, *(day for timeline in timelines for day in (timeline.start, timeline.last_date))]
    days += [day for timeline in timelines if timeline.backward for day in _told(timeline.backward)]
    return calendar.reckoned(min(days), max(days))


def _told(backward: Backward) -> Iterator[date]:
    answer = backward.answer_by or Range(None, None)
    named = (*_both(backward.start_by), *_both(answer), backward.launch)
    yield from (day for day in named if day is not None)


def _both(dates: Range) -> tuple[date | None, date | None]:
    return dates.earliest, dates.latest


def _notes(
    asked: Asked, timelines: Sequence[Timeline], reckoned: Sequence[int], catalogue: Catalogue, lang: str
) -> Iterator[tuple[str, str]]:
    steps = [dated.step for timeline in timelines for dated in timeline.steps]
    applies = {
        "includes": any(step.includes for step in steps),
        "open": any(step.headquarters for step in steps),
        "assumed": asked.assumed and any(step.own for step in steps),
        "reckoned": bool(reckoned),
    }
    years = ", ".join(map(str, reckoned))
    for key, note in table_of(catalogue)["notes"].items():
        if applies.get(key, True):
            yield key, localized(note["says"], lang).format(days=asked.development, years=years)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=count) for count in range((last - first).days + 1))
