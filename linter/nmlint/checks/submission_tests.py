"""Everything that can be asked of a service plan, by name."""

from __future__ import annotations

from collections.abc import Mapping

from nmlint.checks import (
    submission_applicant,
    submission_contact,
    submission_dates,
    submission_entries,
    submission_numbers,
    submission_papers,
    submission_provider,
    submission_repository,
    submission_route,
    submission_statements,
    submission_texts,
)
from nmlint.checks.submitted import Test

TESTS: Mapping[str, Test] = {
    **submission_applicant.TESTS,
    **submission_contact.TESTS,
    **submission_dates.TESTS,
    **submission_entries.TESTS,
    **submission_numbers.TESTS,
    **submission_papers.TESTS,
    **submission_provider.TESTS,
    **submission_repository.TESTS,
    **submission_route.TESTS,
    **submission_statements.TESTS,
    **submission_texts.TESTS,
}
