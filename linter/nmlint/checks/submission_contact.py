"""How receivers reach the company, and what they were told when it asked for their number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nmlint.checks.keyed import PlanHit
from nmlint.checks.model import Spec
from nmlint.checks.submission_words import blank, listed
from nmlint.checks.submitted import Submitted, Test

_REACHED_BY = ("phone", "url")
# Purposes of links that lead to somebody who answers, and the schemes of those that always do.
_ASKING, _SCHEMES = frozenset({"contact", "support-chat"}), ("tel:", "mailto:")
_TOLD = ("policy", "consent_text")


def contact_missing(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """Neither a telephone number nor a page where receivers can ask, and a notice that leads to none either."""
    reached = (
        any(purpose in _ASKING or link.startswith(_SCHEMES) for link, purpose in entry.declared.links.items())
        for entry in submitted.entries
    )
    if all(blank(submitted.plan.contact.get(key)) for key in _REACHED_BY) and not all(reached):
        yield PlanHit("contact.phone")


def privacy_missing(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """The privacy policy, or the words by which the company asks for the number, are not there."""
    lacking = [f"privacy.{key}" for key in _TOLD if blank(submitted.plan.privacy.get(key))]
    if lacking:
        yield PlanHit(lacking[0], {"missing": listed(lacking)})


TESTS: Mapping[str, Test] = {
    "contact-missing": contact_missing,
    "privacy-missing": privacy_missing,
}
