"""Every statement of the kit about applying, as a change of an innocent service plan and what is found then."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

import nmlint
from nmlint.catalogue import load_builtin
from nmlint.config import Settings
from nmlint.verdict import Verdict

KIT: Mapping[str, Any] = yaml.safe_load(
    (Path(__file__).parents[2] / "fixtures" / "submission" / "kit.yaml").read_text("utf-8")
)
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


def changed(plan: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The plan with other values under some dotted keys; None takes a key out."""
    result = deepcopy(dict(plan))
    for dotted, value in changes.items():
        *path, last = dotted.split(".")
        place: Any = result
        for part in path:
            place = place[int(part)] if isinstance(place, list) else place.setdefault(part, {})
        if value is None:
            place.pop(last, None)
        else:
            place[last] = deepcopy(value)
    return result


def plan_called(name: str) -> dict[str, Any]:
    """One of the innocent plans."""
    told = KIT["plans"][name]
    return changed(plan_called(told["of"]), told["changes"]) if "of" in told else dict(told["plan"])


def judged(plan: Mapping[str, Any], folder: Path) -> nmlint.Artefact:
    """What is said of a plan beside its screenshots."""
    path = folder / "plan.yaml"
    path.write_text(yaml.safe_dump(plan, allow_unicode=True, sort_keys=False), "utf-8")
    (folder / "shipped.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (artefact,) = nmlint.check(path, config=Settings(as_of=str(KIT["as_of"]))).artefacts
    assert artefact.problem is None, artefact.problem
    return artefact


@pytest.mark.parametrize("name", KIT["plans"])
def test_the_plans_are_innocent(name: str, tmp_path: Path) -> None:
    """Nothing at all is found in a plan before it is changed."""
    artefact = judged(plan_called(name), tmp_path)

    assert (Verdict.PASS, []) == (artefact.verdict, [finding.message for finding in artefact.findings])


@pytest.mark.parametrize(
    "row", [pytest.param(row, id=f"{row['clause']}-{number}") for number, row in enumerate(KIT["rows"])]
)
def test_statement(row: Mapping[str, Any], tmp_path: Path) -> None:
    """The change is found at these characters and nowhere else, by a rule that rests on the statement."""
    artefact = judged(changed(plan_called(row["plan"]), row["change"]), tmp_path)

    found = [[each.rule, each.matched] for each in artefact.findings if each.rule.startswith("submission/")]
    assert sorted(row["finds"]) == sorted(found)
    if found:
        assert any(row["clause"] in CATALOGUE.rules[rule].clauses for rule, _ in found)


def test_no_statement_is_left_out() -> None:
    """Each statement about applying and each norm that a person confirms has a row that is found."""
    wanted = {clause for clause in CATALOGUE.clauses if clause.startswith(PARTS) or clause in NORMS} - ELSEWHERE

    assert wanted == {row["clause"] for row in KIT["rows"] if row["finds"]}
