"""Which rules speak on each labelled message: none falls silent, and none starts to speak, without being seen."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
TOOL = runpy.run_path(str(ROOT / "tools" / "evaluation_findings.py"))
FILE = ROOT / "fixtures" / "evaluation" / "findings.yaml"
COMMAND = "python tools/evaluation_findings.py > fixtures/evaluation/findings.yaml"


@pytest.fixture(scope="module")
def found() -> dict[str, list[str]]:
    """The rules that are found in each row today."""
    rules: dict[str, list[str]] = TOOL["found"]()
    return rules


@pytest.fixture(scope="module")
def expected() -> Any:
    """The rules that the file has for each row."""
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


def test_every_row_is_expected(found: dict[str, list[str]], expected: Any) -> None:
    """No row of the labelled messages is missing in the file, and it has no others, all in order."""
    assert list(expected) == list(found), f"rewrite the file: {COMMAND}"


def test_the_rules_are_those_expected(found: dict[str, list[str]], expected: Any) -> None:
    """Every row has exactly the rules that the file says."""
    differing = {
        name: {"new": sorted({*rules} - {*wanted}), "gone": sorted({*wanted} - {*rules})}
        for name, rules in found.items()
        if (wanted := expected.get(name, [])) != rules
    }

    assert {} == differing, f"look at each; if they are right, rewrite the file: {COMMAND}"


def test_the_file_is_as_the_tool_writes_it(expected: Any) -> None:
    """Nobody edited the file by hand; what it says is another test's matter."""
    assert FILE.read_text(encoding="utf-8") == TOOL["written"](expected)
