"""Whole artefacts, family by family, and everything that is found in each."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

import nmlint
from nmlint.config import load_settings
from nmlint.verdict import Verdict

FOLDER = Path(__file__).parents[1] / "fixtures" / "families"
FAMILIES = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())
# What stands beside the artefacts: what is expected, a configuration, the template keys that it names, and the lock.
BESIDE = frozenset({"expected.yaml", "nmlint.yaml", "line-keys.yaml", "nmlint.lock"})


def expected_of(family: str) -> dict[str, Any]:
    """The rows of a family by the file's path within it."""
    rows: dict[str, Any] = yaml.safe_load((FOLDER / family / "expected.yaml").read_text(encoding="utf-8"))
    return rows


EXPECTED = {f"{family}/{name}": row for family in FAMILIES for name, row in expected_of(family).items()}


@pytest.mark.parametrize("family", FAMILIES)
def test_every_artefact_has_its_row(family: str) -> None:
    """No artefact stands without what is expected of it, and no row without its artefact."""
    files = {path for path in (FOLDER / family).rglob("*") if path.is_file() and path.name not in BESIDE}

    assert {path.relative_to(FOLDER / family).as_posix() for path in files} == expected_of(family).keys()


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_has_innocent_artefacts(family: str) -> None:
    """At least two artefacts of a family look like its faults and have none."""
    innocent = [name for name, row in expected_of(family).items() if row["verdict"] == Verdict.PASS]

    assert len(innocent) >= 2, innocent


@pytest.mark.parametrize("name", EXPECTED)
def test_artefact(name: str) -> None:
    """The artefact gets its verdict for these reasons, in this order, and for no others."""
    expected = EXPECTED[name]

    # What depends on the day is judged as of the day in its row, and what is approved against the lock beside it.
    settings = load_settings((FOLDER / name).parent)
    config = replace(
        settings, as_of=str(expected.get("as_of", settings.as_of)), locked=expected.get("locked", settings.locked)
    )

    report = nmlint.check(FOLDER / name, config=config)

    (artefact,) = report.artefacts
    found = [[finding.rule, finding.matched] for finding in artefact.findings]
    assert (None, expected["finds"]) == (artefact.problem, found)
    assert expected["verdict"] == artefact.verdict
