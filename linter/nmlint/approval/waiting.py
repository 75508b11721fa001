"""How long a review takes that a change asks for, by the policy, and on which days it may end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from nmlint.approval.calendar import BeyondCalendarError, working_days_of
from nmlint.catalogue.model import Catalogue


@dataclass(frozen=True, slots=True)
class Waiting:
    """A review in working days; `least` and `most` are None where no time is promised.

    With a start day, `handed_in` is the day from which it counts or on which a new scenario goes to the headquarters,
    and `earliest` and `latest` when it ends. `unknown` is the year whose calendar is needed for that and is not known:
    then no day is told.
    """

    clause: str
    least: int | None
    most: int | None
    handed_in: date | None = None
    earliest: date | None = None
    latest: date | None = None
    unknown: int | None = None


def waiting(catalogue: Catalogue, clause: str, start: date | None = None) -> Waiting | None:
    """The review that a clause speaks of; None where no policy has its time."""
    entry = _review(catalogue, clause)
    if entry is None:
        return None
    least, most = entry.get("least"), entry.get("most")
    if start is None:
        return Waiting(clause, least, most)
    days = working_days_of(catalogue)
    try:
        handed_in = days.next_headquarters_day(start) if "submitted" in entry else days.first_day(start)
        earliest, latest = (None if count is None else days.add(handed_in, count) for count in (least, most))
    except BeyondCalendarError as beyond:
        return Waiting(clause, least, most, unknown=beyond.year)
    return Waiting(clause, least, most, handed_in, earliest, latest)


def _review(catalogue: Catalogue, clause: str) -> Mapping[str, Any] | None:
    times = (entry for policy in catalogue.policies.values() for entry in policy.application.get("review_times", ()))
    return next((entry for entry in times if entry["clause"] == clause), None)
