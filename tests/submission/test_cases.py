"""Service plans as they are judged: where what was found in their texts is told, and which templates they lack."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

import nmlint
from nmlint.finding import Finding

TEMPLATE = """\
{#- nmlint
id: shipped
scenario: delivery
-#}
您的訂單已於 2026/11/23 10:00 出貨。若已收到請忽略。
"""


def found(path: Path, rule: str) -> list[Finding]:
    """What a rule finds in a file."""
    (artefact,) = nmlint.check(path).artefacts
    assert artefact.problem is None, artefact.problem
    return [finding for finding in artefact.findings if finding.rule == rule]


def in_yaml(data: dict[str, Any]) -> str:
    """The data as YAML."""
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False)


def in_json(data: dict[str, Any]) -> str:
    """The data as JSON, with every character beyond ASCII as an escape."""
    return json.dumps(data, indent=1)


@pytest.mark.parametrize(("name", "write"), [("plan.yaml", in_yaml), ("plan.json", in_json)])
def test_an_offer_is_found_at_its_characters(name: str, write: Any, tmp_path: Path) -> None:
    """A text that stands in the plan has its findings there, in the second of two texts as in the first."""
    texts = ["您的訂單已於 2026/11/23 10:00 出貨。", "您的訂單已出貨，\n全館８５折限時搶購！"]
    path = tmp_path / name
    path.write_text(write({"kind": "service-plan", "scenarios": [{"scenario": "delivery", "text": texts}]}), "utf-8")

    (finding,) = found(path, "promotion/price-cut")

    start, end = finding.location.start.offset, finding.location.end.offset
    written = path.read_text("utf-8")[start:end]
    assert finding.matched == "８５折"
    assert (json.loads(f'"{written}"') if name.endswith("json") else written) == "８５折"
    assert finding.pointer == "/scenarios/0/text/1"


def test_the_notice_says_what_its_text_is_for(tmp_path: Path) -> None:
    """What the plan declares of a notice is declared of its texts: nothing is asked for again."""
    path = tmp_path / "plan.yaml"
    path.write_text(
        "kind: service-plan\nscenarios:\n- scenario: delivery\n  text: 您的訂單 {{ no }} 已於 {{ at }} 出貨\n"
        "  variables: {no: {type: order-number, example: TW1}, at: {type: datetime, example: 2026-11-23 10:00}}\n",
        "utf-8",
    )

    assert not found(path, "scope/undeclared")
    assert not found(path, "variables/undeclared")


def test_no_channel_is_recommended_for_a_whole_plan(tmp_path: Path) -> None:
    """Each notice of a plan may take another channel."""
    path = tmp_path / "plan.yaml"
    path.write_text("kind: service-plan\nscenarios: [{scenario: delivery, text: 您的訂單已出貨}]", "utf-8")

    (artefact,) = nmlint.check(path).artefacts

    assert artefact.verdict is not None
    assert artefact.recommendation is None


@pytest.mark.parametrize("key", ["template", "text"])
def test_a_plan_is_no_text_of_a_plan(key: str, tmp_path: Path) -> None:
    """A plan that names itself, or a broken template, is told and never passes."""
    path = tmp_path / "plan.yaml"
    named = "plan.yaml" if key == "template" else "'{% if %}'"
    path.write_text(f"kind: service-plan\nscenarios: [{{scenario: delivery, {key}: {named}}}]", "utf-8")

    (artefact,) = nmlint.check(path).artefacts

    assert artefact.problem is None
    assert artefact.verdict == "block"


def test_plain_data(tmp_path: Path) -> None:
    """A plan may be handed over as data, and then finds its templates from where the program runs."""
    _ = tmp_path
    report = nmlint.check({"kind": "service-plan", "scenarios": [{"scenario": "delivery", "text": "全館８５折"}]})

    assert [artefact.kind for artefact in report.artefacts] == ["service-plan"]
    assert "promotion/price-cut" in {finding.rule for finding in report}
