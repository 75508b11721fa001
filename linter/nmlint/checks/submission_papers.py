"""The papers of an application: those that are handed in, and those that LINE hands over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nmlint.bilingual import Bilingual
from nmlint.checks.keyed import PlanHit
from nmlint.checks.model import Spec
from nmlint.checks.submission_route import route_of
from nmlint.checks.submission_words import hint_of, listed, named
from nmlint.checks.submitted import Submitted, Test
from nmlint.documents.submitted import CUSTOMER, PRODUCTION_PERMISSION, Paper, ServicePlan

LINE = "line"
_API_DOCUMENT, _NDA, _IO_CONTRACT = "api-document", "nda", "io-contract"
_BELONGS_TO_LINE = Bilingual("; what LINE hands over belongs to `received`", "；LINE 交付的文件請寫在 received")


def has_technical_documents(plan: ServicePlan) -> bool:
    """Whether LINE has handed over its technical documents, or the day is fixed on which it will."""
    return "technical_documents" in plan.dates or _API_DOCUMENT in plan.received


def missing(submitted: Submitted, spec: Spec) -> Iterator[PlanHit]:
    """Papers of the route, under one clause, that are due by now and neither signed nor handed in."""
    plan = submitted.plan
    lacking = [
        needed
        for needed in _of_route(submitted)
        if needed["from"] != LINE
        and needed["clause"] == spec["clause"]
        and plan.asks_for(needed["due"])
        and not _there(plan, needed["id"])
        # That one is told of with what must not come before it.
        and not (needed["id"] == _NDA and has_technical_documents(plan))
    ]
    if lacking:
        yield PlanHit(f"documents.{lacking[0]['id']}", {"missing": listed(map(_named, lacking))})


def unknown(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """Papers that no route has."""
    known = {needed["id"]: needed["from"] for needed in submitted.needs["documents"]}
    for paper in submitted.plan.papers.values():
        if known.get(paper.id, LINE) == LINE:
            hint = _BELONGS_TO_LINE if paper.id in known else hint_of(paper.id, known)
            yield PlanHit(paper.key, {"value": paper.id, "hint": hint})


def ahead(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """Papers signed or handed in on a day that has not come."""
    for paper in submitted.plan.papers.values():
        for key, day in (("signed", paper.signed), ("submitted", paper.submitted)):
            if day is not None and day > submitted.today:
                yield PlanHit(f"{paper.key}.{key}", {"document": paper.id, "date": str(day)})
                break


def crossed(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """Papers that end before they were signed."""
    for paper in submitted.plan.papers.values():
        if _is_crossed(paper):
            details = {"document": paper.id, "value": str(paper.valid_until), "date": str(paper.signed)}
            yield PlanHit(f"{paper.key}.valid_until", details)


def expired(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """Papers that are no longer in force; how long a customer must keep the NDA is a matter of its own."""
    for paper in submitted.plan.papers.values():
        by_itself = _is_crossed(paper) or (paper.id == _NDA and route_of(submitted) == CUSTOMER)
        if paper.valid_until is not None and paper.valid_until < submitted.today and not by_itself:
            yield PlanHit(f"{paper.key}.valid_until", {"document": paper.id, "date": str(paper.valid_until)})


def nda_not_in_force(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """Technical documents without an NDA in force on the day on which LINE hands them over."""
    plan = submitted.plan
    paper, handed = plan.papers.get(_NDA), plan.dates.get("technical_documents")
    if route_of(submitted) != CUSTOMER:
        return
    if paper is None or not paper.there:
        if has_technical_documents(plan):
            yield PlanHit(f"documents.{_NDA}", {"reason": Bilingual("it is not signed", "還沒有簽署")})
        return
    if _is_crossed(paper):
        return
    given, received = paper.signed or paper.submitted, _API_DOCUMENT in plan.received
    by = handed or (submitted.today if received else None)
    if given is not None and by is not None and given > by:
        reason = Bilingual(f"it is signed on {given}, after {by}", f"{given} 才簽署，晚於取得技術文件的 {by}")
        yield PlanHit(f"{paper.key}.{'submitted' if paper.signed is None else 'signed'}", {"reason": reason})
    # Of documents received on an unknown day nothing can be said; who asks for production permission has them.
    received = received or plan.asks_for(PRODUCTION_PERMISSION)
    by = handed or (None if received else submitted.today)
    if paper.valid_until is not None and by is not None and paper.valid_until < by:
        ends = paper.valid_until
        reason = Bilingual(f"it ends on {ends}, before {by}", f"效期只到 {ends}，早於 {by}")
        yield PlanHit(f"{paper.key}.valid_until", {"reason": reason})


def contract_late(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """The IO contract comes after production permission is asked for."""
    paper, asked = submitted.plan.papers.get(_IO_CONTRACT), submitted.plan.dates.get("production_permission")
    if route_of(submitted) != CUSTOMER or paper is None or asked is None:
        return
    given = paper.submitted or paper.signed
    if given is not None and given > asked:
        key = "signed" if paper.submitted is None else "submitted"
        yield PlanHit(f"{paper.key}.{key}", {"value": str(given), "date": str(asked)})


def of_line_missing(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """What LINE hands over by now, and the plan does not say has come."""
    plan = submitted.plan
    handed = plan.dates.get("technical_documents")
    lacking = [
        needed
        for needed in _of_route(submitted)
        if needed["from"] == LINE
        and plan.asks_for(needed["due"])
        and needed["id"] not in plan.received
        and not (needed["id"] == _API_DOCUMENT and handed is not None and handed <= submitted.today)
    ]
    if lacking:
        yield PlanHit("received", {"missing": listed(map(_named, lacking))})


def of_line_unknown(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """What LINE is said to have handed over, and never does."""
    known = {needed["id"] for needed in submitted.needs["documents"]}
    for number, name in enumerate(submitted.plan.received):
        if name not in known:
            key = f"received.{number}"
            yield PlanHit(key, {"value": name, "hint": hint_of(name, known)})


def _of_route(submitted: Submitted) -> Iterator[Mapping[str, Any]]:
    route = route_of(submitted)
    return (needed for needed in submitted.needs["documents"] if needed["route"] == route)


def _there(plan: ServicePlan, name: str) -> bool:
    return name in plan.papers and plan.papers[name].there


def _is_crossed(paper: Paper) -> bool:
    return paper.signed is not None and paper.valid_until is not None and paper.valid_until < paper.signed


def _named(needed: Mapping[str, Any]) -> Bilingual:
    names = named(needed["names"])
    return Bilingual(f"{needed['id']} ({names})", f"{needed['id']}（{names.chinese}）")


TESTS: Mapping[str, Test] = {
    "paper-missing": missing,
    "paper-unknown": unknown,
    "paper-ahead": ahead,
    "paper-crossed": crossed,
    "paper-expired": expired,
    "nda-not-in-force": nda_not_in_force,
    "contract-late": contract_late,
    "of-line-missing": of_line_missing,
    "of-line-unknown": of_line_unknown,
}
