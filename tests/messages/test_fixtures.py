"""Whole messages with everything that is found in them, each finding at its value and in its slot."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import nmlint

FOLDER = Path(__file__).parents[2] / "fixtures" / "messages"
EXPECTED = yaml.safe_load((FOLDER / "expected.yaml").read_text(encoding="utf-8"))
SHOWN = 60


def test_every_message_has_its_row() -> None:
    """No message stands without what is expected of it, and no row without its message."""
    assert {path.name for path in FOLDER.iterdir()} - {"expected.yaml"} == EXPECTED.keys()


@pytest.mark.parametrize("name", EXPECTED)
def test_message(name: str) -> None:
    """The message gets its verdict for these reasons and no others."""
    report = nmlint.check(FOLDER / name)

    (artefact,) = report.artefacts
    found = [[f.rule, f.slot or "-", f.pointer, f.matched[:SHOWN]] for f in artefact.findings]
    assert (None, EXPECTED[name]["finds"]) == (artefact.problem, found)
    assert EXPECTED[name]["verdict"] == artefact.verdict


def test_places_lie_within_escapes() -> None:
    """What stands in escapes is marked there, from the first backslash to the last digit."""
    source = (FOLDER / "hidden-offers.json").read_text(encoding="utf-8")

    report = nmlint.check(FOLDER / "hidden-offers.json")

    spans = {f.rule: (f.location.start.offset, f.location.end.offset) for f in report if "/header/" in f.pointer}
    marked = {rule: source[start:end] for rule, (start, end) in spans.items()}
    assert r"\u5468\u5E74\u6176" == marked["wording/title-marketing"]
    assert "8 折" == marked["promotion/price-cut"]
