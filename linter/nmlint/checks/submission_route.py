"""By which route a company applies, and what its partner got approved already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nmlint.approval.partners import Partner, partners_of
from nmlint.bilingual import Bilingual, did_you_mean
from nmlint.checks.keyed import PlanHit
from nmlint.checks.model import Spec
from nmlint.checks.submission_words import blank, hint_of, listed, named
from nmlint.checks.submitted import Submitted, SubmittedEntry, Test
from nmlint.documents.submitted import CUSTOMER, PARTNER


def route_of(submitted: Submitted) -> str | None:
    """The route, by the partner's name where only that is said; None where nothing tells."""
    plan = submitted.plan
    return plan.route or (None if blank(plan.partner) else PARTNER)


def partner_of(submitted: Submitted) -> Partner | None:
    """The listed partner by whom the company applies."""
    written = submitted.plan.partner
    if written is None or blank(written) or route_of(submitted) != PARTNER:
        return None
    partners = partners_of(submitted.catalogue)
    return next((each for each in partners if any(_calls(written, name) for name in each.names.values())), None)


def new_entries(submitted: Submitted) -> Iterator[SubmittedEntry]:
    """The notices that go to a review of their own: outside the list, or not among what the partner got approved."""
    partner, route = partner_of(submitted), route_of(submitted)
    for entry in submitted.entries:
        wanted = entry.declared.scenario
        if wanted is None:
            continue
        if route == PARTNER:
            approved = not blank(entry.entry.approved_reference)
            new = partner is not None and wanted not in partner.scenarios and not approved
        else:
            known = submitted.catalogue.scenarios
            # A name that is near to one on the list is misspelt rather than new.
            new = known[wanted].extension if wanted in known else not did_you_mean(wanted, known)
        if new:
            yield entry


def missing(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """Nothing tells the route."""
    if submitted.plan.route is None:
        partner = (submitted.plan.partner or "").strip()
        by_partner = Bilingual(
            f"; a partner is named ({partner}), so write `route: partner`",
            f"；已經寫了合作夥伴（{partner}），請寫 route: partner",
        )
        yield PlanHit("partner" if partner else "route", {"hint": by_partner if partner else Bilingual("", "")})


def partner_missing(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """The partner's route without a partner."""
    if submitted.plan.route == PARTNER and blank(submitted.plan.partner):
        yield PlanHit("route")


def partner_unknown(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """A partner that the policy does not list."""
    name = submitted.plan.partner or ""
    if not blank(name) and route_of(submitted) == PARTNER and partner_of(submitted) is None:
        known = [known for partner in partners_of(submitted.catalogue) for known in partner.names.values()]
        yield PlanHit("partner", {"value": name, "hint": hint_of(name, known)})


def partner_needless(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """A partner on the company's own route."""
    name = submitted.plan.partner or ""
    if submitted.plan.route == CUSTOMER and not blank(name):
        yield PlanHit("partner", {"value": name})


def not_of_partner(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """A notice of a scenario that the partner's list does not have, so that LINE reviews it."""
    partner = partner_of(submitted)
    if partner is None:
        return
    supported = listed(_scenario_named(submitted, scenario) for scenario in partner.scenarios)
    for entry in new_entries(submitted):
        details = {
            "value": _scenario_named(submitted, entry.declared.scenario or ""),
            "document": named(partner.names),
            "missing": Bilingual(supported, "、".join(partner.listed)),
        }
        yield PlanHit(f"{entry.entry.key}.scenario", details)


def approval_missing(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """Notices of the partner's scenarios that do not name the content that LINE approved."""
    partner = partner_of(submitted)
    lacking = [
        entry
        for entry in submitted.entries
        if partner is not None
        and entry.declared.scenario in partner.scenarios
        and blank(entry.entry.approved_reference)
    ]
    if lacking:
        yield PlanHit(f"{lacking[0].entry.key}.scenario", {"missing": listed(entry.name for entry in lacking)})


def _calls(written: str, name: str) -> bool:
    """Whether a name is meant: the company's full name begins with a Latin one, and has a Chinese one in it."""
    if not name.isascii():
        return name in written
    begins, wanted = written.strip().casefold(), name.casefold()
    return begins.startswith(wanted) and not begins[len(wanted) :][:1].isalnum()


def _scenario_named(submitted: Submitted, scenario: str) -> Bilingual:
    known = submitted.catalogue.scenarios.get(scenario)
    return Bilingual(scenario, scenario) if known is None else named(known.names)


TESTS: Mapping[str, Test] = {
    "route-missing": missing,
    "partner-missing": partner_missing,
    "partner-unknown": partner_unknown,
    "partner-needless": partner_needless,
    "not-of-partner": not_of_partner,
    "approval-missing": approval_missing,
}
