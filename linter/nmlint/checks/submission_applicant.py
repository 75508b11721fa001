"""Who applies, and with which official account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nmlint.checks.keyed import PlanHit
from nmlint.checks.model import Spec
from nmlint.checks.submission_words import blank, folded, hint_of, id_of, listed
from nmlint.checks.submitted import Submitted, Test


def missing(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """The plan does not say who the company is, or what it is before the law."""
    company = submitted.plan.company
    said = {"company.kind": company.kind, "company.name": company.name}
    yield from _lacking(said)


def not_eligible(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """What the company is may not apply."""
    kind, known = submitted.plan.company.kind or "", submitted.needs["applicants"]
    if not blank(kind) and id_of(kind, known) is None:
        yield PlanHit("company.kind", {"value": kind, "hint": hint_of(kind, known)})


def account_missing(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """The plan does not say what kind of official account is to send."""
    account = submitted.plan.account
    yield from _lacking({"account.shield": account.shield, "account.version": account.version})


def account_not_eligible(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """The account has none of the shields that may apply."""
    shield = submitted.plan.account.shield or ""
    if not blank(shield) and _shield_of(submitted) is None:
        yield PlanHit("account.shield", {"value": shield, "hint": hint_of(shield, submitted.needs["accounts"])})


def account_too_old(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """The account is of another generation than the one that may apply."""
    version, wanted = submitted.plan.account.version or "", folded(submitted.needs["account_version"])
    # Many write the number alone.
    if not blank(version) and folded(version) not in (wanted, wanted.lstrip("abcdefghijklmnopqrstuvwxyz")):
        yield PlanHit("account.version", {"value": version})


def special_application_missing(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """The account needs a special application, and the plan names no day on which it was granted."""
    shield = _shield_of(submitted)
    special = shield is not None and submitted.needs["accounts"][shield]["special"]
    if special and submitted.plan.account.special_application is None:
        yield PlanHit("account.shield", {"value": submitted.plan.account.shield or ""})


def special_application_ahead(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """The special application is granted on a day that has not come."""
    day = submitted.plan.account.special_application
    if day is not None and day > submitted.today:
        yield PlanHit("account.special_application", {"date": str(day)})


def _lacking(said: Mapping[str, str | None]) -> Iterator[PlanHit]:
    lacking = [key for key, value in said.items() if blank(value)]
    if lacking:
        yield PlanHit(lacking[0], {"missing": listed(lacking)})


def _shield_of(submitted: Submitted) -> str | None:
    """Which of the shields that may apply the account has, by its id, its name, or as people write it."""
    accounts: Mapping[str, Any] = submitted.needs["accounts"]
    written = submitted.plan.account.shield or ""
    by_name = id_of(written, {shield: account["names"] for shield, account in accounts.items()})
    as_written = (shield for shield, account in accounts.items() if folded(written) in map(folded, account["also"]))
    return by_name or next(as_written, None)


TESTS: Mapping[str, Test] = {
    "applicant-missing": missing,
    "applicant-not-eligible": not_eligible,
    "account-missing": account_missing,
    "account-not-eligible": account_not_eligible,
    "account-too-old": account_too_old,
    "special-application-missing": special_application_missing,
    "special-application-ahead": special_application_ahead,
}
