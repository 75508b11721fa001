"""From templates to a plan, and from the plan to its verdict: a text that is fine stays so on this road."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

import nmlint
from nmlint.cli import cli
from nmlint.documents.workbook import read_workbook
from nmlint.finding import Finding

FLEX = """\
{#- nmlint
id: booked
scenario: booking
event: booking.confirmed
basis: the customer's own booking
sender: 好日子餐廳
evidence: {phone_source: membership terms 2025-01, booking_field: dining}
variables:
  table: {type: place, example: 一樓 3 號桌}
  booked_at: {type: datetime, example: 2026-11-25 18:30}
  outdoors: {type: choice, values: ['yes', 'no'], example: 'no'}
links: {eat.example.com/b: booking-detail}
fallback: {channel: sms, after: 30m, unless: delivered, template: booked.sms.j2}
-#}
{"type": "flex", "altText": "您的訂位已完成：{{ booked_at }}", "contents": {"type": "bubble",
 "body": {"type": "box", "layout": "vertical", "contents": [
  {"type": "text", "text": "好日子餐廳：您的訂位已完成，若已取消請忽略此訊息。"},
  {"type": "box", "layout": "horizontal", "contents": [
   {"type": "text", "text": "時間"}, {"type": "text", "text": "{{ booked_at }}"}]},
  {"type": "box", "layout": "baseline", "contents": [
   {"type": "text", "text": "桌位"}, {"type": "text", "text": "{{ table }}"}]}
  {% if outdoors == "yes" %}, {"type": "text", "text": "戶外座位遇雨將改到室內。"}{% endif %}]},
 "footer": {"type": "box", "layout": "vertical", "contents": [
  {"type": "button", "action": {"type": "uri", "label": "查看訂位", "uri": "https://eat.example.com/b/1"}},
  {"type": "button", "action": {"type": "uri", "label": "致電餐廳", "uri": "tel:0223456789"}},
  {"type": "button", "action": {"type": "message", "label": "更改", "text": "我要更改訂位"}}]}}}
"""
SMS = """\
{#- nmlint
id: booked-sms
scenario: booking
message: sms
-#}
好日子餐廳：您的訂位已完成，{{ booked_at }}。
"""

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `nmlint submission build` in a repository of one notice, in English."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    (tmp_path / "booked.json.j2").write_text(FLEX, "utf-8")
    (tmp_path / "booked.sms.j2").write_text(SMS, "utf-8")
    return lambda *arguments: CliRunner().invoke(cli, ["submission", "build", ".", *arguments])


def built(run: Run, *arguments: str) -> dict[str, Any]:
    """The row of the one template."""
    result = run(*arguments)
    assert 0 == result.exit_code, result.output
    (row,) = yaml.safe_load(result.stdout)["scenarios"]
    return dict(row)


def found(plan: Any, tmp_path: Path, name: str = "plan.yaml") -> list[Finding]:
    """What a check finds in a plan."""
    path = tmp_path / name
    if plan is not None:
        path.write_text(yaml.safe_dump(plan, allow_unicode=True, sort_keys=False), "utf-8")
    (artefact,) = nmlint.check(path).artefacts
    assert artefact.problem is None, artefact.problem
    return list(artefact.findings)


def test_a_row_of_a_flex_message_is_one_line(run: Run) -> None:
    """A label and the value beside it are read together, in the text and in its example."""
    row = built(run)

    assert all("時間 {{ booked_at }}\n桌位 {{ table }}\n" in text for text in row["text"])
    assert "時間 2026-11-25 18:30\n桌位 一樓 3 號桌\n" in row["examples"][0]


def test_what_only_a_condition_asks_for_is_declared_too(run: Run) -> None:
    """The reviewer sees by what the two texts differ."""
    assert ["table", "booked_at", "outdoors"] == [*built(run)["variables"]]


def test_the_alternative_text_stands_in_the_plan(run: Run) -> None:
    """What a phone shows where the message cannot be is reviewed as well."""
    assert ["您的訂位已完成：{{ booked_at }}"] == built(run)["alt_text"]


def test_every_link_stands_in_the_plan(run: Run) -> None:
    """Those of buttons too, each with its purpose; a number to call needs none declared."""
    assert {"eat.example.com/b": "booking-detail", "tel:0223456789": "contact"} == built(run)["links"]


@pytest.mark.parametrize("name", ["plan.yaml", "plan.xlsx"])
def test_nothing_is_said_of_texts_that_are_fine(run: Run, tmp_path: Path, name: str) -> None:
    """What the template has nobody misses in the plan, and the plan says what the template says."""
    assert 0 == run("--output", name).exit_code

    rules = {finding.rule for finding in found(None, tmp_path, name)}
    assert not {rule for rule in rules if not rule.startswith("submission/")}
    assert not rules & {
        "submission/contact-missing",
        "submission/text-differs",
        "submission/text-not-in-template",
        "submission/variables-differ",
        "submission/links-differ",
        "submission/variant-not-in-plan",
    }


@pytest.mark.parametrize("with_template", [True, False])
def test_a_fallback_that_lacks_something_is_told_once(run: Run, tmp_path: Path, with_template: bool) -> None:
    """However many texts a notice has, it is one message and one fallback."""
    (tmp_path / "booked.sms.j2").write_text(SMS.replace("，{{ booked_at }}", ""), "utf-8")
    row = built(run)
    if not with_template:
        del row["template"]

    said = [str(finding.message) for finding in found({"kind": "service-plan", "scenarios": [row]}, tmp_path)]
    assert 2 == len(row["text"])
    assert 1 == sum("parity-missing-variable" in text or "prints" in text or "印出" in text for text in said), said


def test_an_offer_in_an_alternative_text_is_found(tmp_path: Path) -> None:
    """At its characters, in its slot; what only a whole message needs is not asked of it."""
    notice = {"id": "a", "scenario": "delivery", "text": "您的訂單已於 2026/11/23 10:00 出貨。若已收到請忽略。"}
    innocent = found({"kind": "service-plan", "scenarios": [{**notice, "alt_text": "您的訂單已出貨"}]}, tmp_path)
    findings = found({"kind": "service-plan", "scenarios": [{**notice, "alt_text": "出貨了，全館８５折"}]}, tmp_path)

    assert not [finding.rule for finding in innocent if "alt_text" in finding.pointer]
    (offer,) = [finding for finding in findings if finding.rule == "promotion/price-cut"]
    assert ("８５折", "alt-text", "/scenarios/0/alt_text") == (offer.matched, offer.slot, offer.pointer)


def test_another_alternative_text_than_the_template_has(run: Run, tmp_path: Path) -> None:
    """A plan that was not built again is told."""
    row = built(run)
    row["alt_text"] = ["您的訂位已經取消"]

    findings = found({"kind": "service-plan", "scenarios": [row]}, tmp_path)
    assert ["/scenarios/0/alt_text/0"] == [
        finding.pointer for finding in findings if finding.rule == "submission/text-not-in-template"
    ]


def test_a_link_without_a_purpose_stays(run: Run, tmp_path: Path) -> None:
    """What nobody declared is not lost in a spreadsheet, and can be filled in."""
    (tmp_path / "booked.json.j2").write_text(FLEX.replace("links: {eat.example.com/b: booking-detail}\n", ""), "utf-8")
    assert 0 == run("--output", "plan.xlsx").exit_code

    (notice,) = json.loads(read_workbook(tmp_path / "plan.xlsx").text)["scenarios"]
    assert {"https://eat.example.com/b/1": None, "tel:0223456789": "contact"} == notice["links"]
    assert found(None, tmp_path, "plan.xlsx")
