"""The routes to an approved service plan: their steps in order, each with its length in working days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nmlint.approval.calendar import TABLE, table_of
from nmlint.bilingual import Bilingual
from nmlint.catalogue.model import Catalogue, Localized
from nmlint.errors import UsageError

EXISTING, NEW = "existing", "new"

_Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Length:
    """How many working days something takes; `most` is None where it has no upper bound, both where none is promised.

    The sales kit gives some reviews in plain days, under a heading of working days: all are read as working days.
    """

    least: int | None
    most: int | None


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that must hold before a step, or may go on beside it, and the clause it rests on."""

    says: Localized
    clause: str


@dataclass(frozen=True, slots=True)
class Part:
    """A review that lies within a step and is not added to it."""

    names: Localized
    length: Length
    clause: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a route.

    `headquarters` steps begin on a headquarters day. `own` are the applicant's, of a length that is assumed or given.
    A step that is `due_before` another runs beside the others, and its length does not matter.
    """

    id: str
    names: Localized
    by: str
    length: Length
    clauses: tuple[str, ...]
    needs: tuple[Remark, ...] = ()
    meanwhile: tuple[Remark, ...] = ()
    includes: tuple[Part, ...] = ()
    headquarters: bool = False
    own: bool = False
    due_before: str | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """One way to apply. `scenario` is EXISTING or NEW, None where it is no first application."""

    id: str
    names: Localized
    applicant: str
    scenario: str | None
    steps: tuple[Step, ...]

    @property
    def chain(self) -> tuple[Step, ...]:
        """The steps that come one after the other."""
        return tuple(step for step in self.steps if step.due_before is None)


def assumed_development(catalogue: Catalogue) -> int:
    """The working days of development and tests that are assumed, for the sales kit has no figure."""
    days: int = table_of(catalogue)["assumed"]["development"]["working_days"]
    return days


def routes_of(catalogue: Catalogue, development: int) -> Mapping[str, Route]:
    """Every route by id, with so many working days for development and tests.

    The review of a Service Plan takes at least 20 working days. The 7 to 14 of an existing scenario are a part of it:
    they stand among what the step includes, and are never added. Raises UsageError for a route that names a review
    which no policy has.
    """
    table = table_of(catalogue)
    reviews = {(entry["route"], entry["step"]): entry for entry in _review_times(catalogue)}
    return {
        name: Route(
            id=name,
            names=data["names"],
            applicant=data["applicant"],
            scenario=data.get("scenario"),
            steps=tuple(
                _step(step, table["steps"][data["applicant"]][step], data["applicant"], reviews, development)
                for step in data["steps"]
            ),
        )
        for name, data in table["routes"].items()
    }


def _review_times(catalogue: Catalogue) -> Iterator[_Data]:
    for policy in catalogue.policies.values():
        yield from policy.application.get("review_times", ())


def _step(name: str, data: _Data, applicant: str, reviews: Mapping[tuple[str, str], _Data], development: int) -> Step:
    length, headquarters = Length(0, 0), False
    if "review" in data:
        review = _review(applicant, data["review"], reviews)
        length, headquarters = _length(review), "submitted" in review
    elif "own" in data:
        length = Length(development, development)
    parts = ((part["names"], _review(applicant, part["review"], reviews)) for part in data.get("includes", ()))
    return Step(
        id=name,
        names=data["names"],
        by=data["by"],
        length=length,
        clauses=tuple(data["clauses"]),
        needs=_remarks(data.get("needs", ())),
        meanwhile=_remarks(data.get("meanwhile", ())),
        includes=tuple(Part(names, _length(review), review["clause"]) for names, review in parts),
        headquarters=headquarters,
        own="own" in data,
        due_before=data.get("due_before"),
    )


def _review(applicant: str, name: str, reviews: Mapping[tuple[str, str], _Data]) -> _Data:
    if (applicant, name) not in reviews:
        raise UsageError(
            Bilingual(
                f"policies/{TABLE}.yaml: no policy has the review time {name!r} of the route {applicant!r}; add it to "
                "review_times, or take it out of the steps",
                f"policies/{TABLE}.yaml：沒有途徑「{applicant}」的審核時間「{name}」；"
                "請加入 review_times，或從步驟移除",
            ),
        )
    return reviews[applicant, name]


def _length(review: _Data) -> Length:
    return Length(review.get("least"), review.get("most"))


def _remarks(listed: Sequence[_Data]) -> tuple[Remark, ...]:
    return tuple(Remark(entry["says"], entry["clause"]) for entry in listed)
