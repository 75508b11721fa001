"""Whole templates with the verdict that each must get."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import nmlint
from nmlint.verdict import Verdict

GOLDEN = Path(__file__).parents[1] / "fixtures" / "golden"
EXPECTED = yaml.safe_load((GOLDEN / "expected.yaml").read_text(encoding="utf-8"))


def test_every_template_has_an_expected_verdict() -> None:
    """No golden template stands without its row, and no row without its template."""
    assert {path.stem for path in GOLDEN.glob("*.j2")} == EXPECTED.keys()


@pytest.mark.parametrize("name", EXPECTED)
def test_golden_template(name: str) -> None:
    """The template gets its verdict, from the family of rules that should say so."""
    expected = EXPECTED[name]

    report = nmlint.check(GOLDEN / f"{name}.j2")

    (artefact,) = report.artefacts
    assert artefact.problem is None
    shown = [(finding.rule, finding.matched) for finding in artefact.findings]
    verdicts = {Verdict.PASS, Verdict.REVIEW} if expected["verdict"] == "pass-or-review" else {expected["verdict"]}
    assert artefact.verdict in verdicts, shown
    if "family" in expected:
        blocking = {
            finding.rule.partition("/")[0]
            for finding in artefact.findings
            if artefact.verdict is not Verdict.BLOCK or finding.severity == "error"
        }
        assert expected["family"] in blocking, shown
    if "matched" in expected:
        assert expected["matched"] in [matched for _, matched in shown]
