"""Whether the service provider is certified by when it must be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nmlint.bilingual import Bilingual
from nmlint.checks.keyed import PlanHit
from nmlint.checks.model import Spec
from nmlint.checks.submission_papers import has_technical_documents
from nmlint.checks.submission_route import route_of
from nmlint.checks.submitted import Submitted, Test
from nmlint.documents.submitted import CUSTOMER, TEST_PERMISSION

_SINCE = "certified_provider.since"


def missing(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """The plan has come to the step by which its route needs the certificate, and has none."""
    if submitted.plan.certified.since is None and _due(submitted):
        yield PlanHit(_SINCE, {"step": submitted.plan.step})


def not_first(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """LINE's technical documents come before the certificate."""
    plan = submitted.plan
    since, handed = plan.certified.since, plan.dates.get("technical_documents")
    if route_of(submitted) != CUSTOMER or not has_technical_documents(plan):
        return
    if since is None:
        # Once the certificate is due, that it is missing is told by itself.
        if not _due(submitted):
            yield PlanHit(_SINCE, {"reason": Bilingual("no day is given", "沒有寫取得資格的日期")})
    elif since > (handed or submitted.today):
        until = Bilingual(f"{since}, after {handed or submitted.today}", f"{since}，晚於 {handed or submitted.today}")
        yield PlanHit(_SINCE, {"reason": until})


def late(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """The test account is asked for before the certificate is there."""
    plan = submitted.plan
    asked = plan.dates.get("test_account", submitted.today if plan.asks_for(TEST_PERMISSION) else None)
    since = plan.certified.since
    # A partner asks for both at once.
    if route_of(submitted) == CUSTOMER and since is not None and asked is not None and since > asked:
        yield PlanHit(_SINCE, {"value": str(since), "date": str(asked)})


def expired(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """The certificate has ended, or ends before it is needed."""
    plan = submitted.plan
    until = plan.certified.until
    needed = (
        (Bilingual("the day it began", "取得資格之日"), plan.certified.since),
        (Bilingual("today", "今天"), submitted.today),
        (Bilingual("the day of the test account", "申請測試帳號之日"), plan.dates.get("test_account")),
        (Bilingual("the launch", "上線日"), plan.dates.get("launch")),
    )
    for said, day in needed:
        if until is not None and day is not None and until < day:
            reason = Bilingual(f"{said} ({day})", f"{said.chinese}（{day}）")
            yield PlanHit("certified_provider.until", {"value": str(until), "reason": reason})
            return


def _due(submitted: Submitted) -> bool:
    """Whether the plan has come to the step by which its route needs the certificate."""
    due = submitted.needs["certified_due"].get(route_of(submitted))
    return due is not None and submitted.plan.asks_for(due)


TESTS: Mapping[str, Test] = {
    "certified-missing": missing,
    "certified-not-first": not_first,
    "certified-late": late,
    "certified-expired": expired,
}
