"""Every statement of the kit about applying, as a change of an innocent service plan and what is found then."""

from __future__ import annotations

import runpy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import nmlint
from nmlint.catalogue import load_builtin
from nmlint.config import Settings
from nmlint.verdict import Verdict

TOOL = runpy.run_path(str(Path(__file__).parents[2] / "tools" / "kit_plans.py"))
KIT: Mapping[str, Any] = TOOL["KIT"]
CATALOGUE = load_builtin()
# Parts of the kit about applying, by how its clauses begin.
PARTS = ("eligibility-", "apply-", "review-", "test-", "launch-", "partner-")
NORMS = (
    "phone-lawfully-obtained",
    "uid-binding-consent",
    "friend-only-messaging-api",
    "ux-guideline",
    "useful-and-appropriate",
    "tou-and-contract",
)
# What is compared with an approved plan, and what LINE asks in its review.
ELSEWHERE = {"review-change", "test-matches-plan", "review-questions"}


def judged(plan: Mapping[str, Any], folder: Path) -> nmlint.Artefact:
    """What is said of a plan beside its screenshots."""
    (artefact,) = nmlint.check(TOOL["written"](plan, folder), config=Settings(as_of=TOOL["AS_OF"])).artefacts
    assert artefact.problem is None, artefact.problem
    return artefact


@pytest.mark.parametrize("name", KIT["plans"])
def test_the_plans_are_innocent(name: str, tmp_path: Path) -> None:
    """Nothing at all is found in a plan before it is changed."""
    artefact = judged(TOOL["plan_called"](name), tmp_path)

    assert (Verdict.PASS, []) == (artefact.verdict, [finding.message for finding in artefact.findings])


@pytest.mark.parametrize(
    "row", [pytest.param(row, id=f"{row['clause']}-{number}") for number, row in enumerate(KIT["rows"])]
)
def test_statement(row: Mapping[str, Any], tmp_path: Path) -> None:
    """The change is found at these characters and nowhere else, by a rule that rests on the statement."""
    artefact = judged(TOOL["plan_of"](row), tmp_path)

    found = [[each.rule, each.matched] for each in artefact.findings if each.rule.startswith("submission/")]
    assert sorted(row["finds"]) == sorted(found)
    if found:
        assert any(row["clause"] in CATALOGUE.rules[rule].clauses for rule, _ in found)


def test_no_statement_is_left_out() -> None:
    """Each statement about applying and each norm that a person confirms has a row that is found."""
    wanted = {clause for clause in CATALOGUE.clauses if clause.startswith(PARTS) or clause in NORMS} - ELSEWHERE

    assert wanted == {row["clause"] for row in KIT["rows"] if row["finds"]}
