"""A pack's rules are held to their own examples before they judge."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from nmlint import check
from nmlint.api import Judge
from nmlint.bilingual import CHINESE, in_language
from nmlint.catalogue import load_builtin
from nmlint.config import Settings
from nmlint.errors import CatalogueError

RULE = """\
title: {zh-TW: 自家的 NAME, en: House style NAME}
severity: warning
confidence: high
clauses: []
basis: peer-practice
sources: [{title: House style, section: '1', checked: 2026-11-23}]
check:
  phrases: {list: [敬祝, 順頌]}
message: {zh-TW: '不用「{matched}」', en: 'No {matched} here'}
fix: {zh-TW: 刪去, en: Take it out}
effective: {from: FROM}
examples:
  finds:
    - {text: 【順頌】商祺}
    - FINDS
  passes:
    - {text: 您好}
    - PASSES
"""
LETTER = "敬祝平安"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings that extend the catalogue with the pack at `own`, with a cache of their own."""
    monkeypatch.setenv("NMLINT_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own" / "rules" / "house").mkdir(parents=True)
    return Settings(extends=("own",), root=tmp_path, as_of="2026-11-23")


def write(
    name: str, finds: str = "{text: 【敬祝】安康}", passes: str = "{text: 祝您順心}", start: str = "2023-01-01"
) -> None:
    """A rule of the pack."""
    text = RULE.replace("NAME", name).replace("FINDS", finds).replace("PASSES", passes).replace("FROM", start)
    Path(f"own/rules/house/{name}.yaml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("finds", "passes", "line", "said"),
    [
        (
            "{text: 【敬祝安】康}",
            "{text: 祝您順心}",
            15,
            "marks '敬祝安' (characters 1 to 3), but the rule finds '敬祝'",
        ),
        ("{text: 敬祝【安康】}", "{text: 祝您順心}", 15, "marks '安康' (characters 3 to 4), but the rule finds '敬祝'"),
        ("{text: 此致}", "{text: 祝您順心}", 15, "the example is not found"),
        ("{template: '{% if x %}敬祝'}", "{text: 祝您順心}", 15, "the example cannot be judged"),
        ("{text: 【敬祝】安康}", "{text: 敬祝平安}", 18, "the innocent example is found, at '敬祝'"),
    ],
)
def test_a_rule_that_fails_its_examples_does_not_judge(
    settings: Settings, finds: str, passes: str, line: int, said: str
) -> None:
    """The failure is a fault at the example's own line, the rule is left out, and its neighbours judge."""
    write("bad", finds, passes)
    write("good")
    catalogue = Judge(settings).catalogue
    (fault,) = catalogue.faults

    assert ("own/rules/house/bad.yaml", line) == (fault.path, fault.line)
    assert said in fault.what
    assert fault.what != in_language(fault.what, CHINESE)
    assert {"house/good"} == {rule for rule in catalogue.rules if rule.startswith("house/")}
    assert ["house/good"] == [f.rule for f in check(LETTER, config=settings) if f.rule.startswith("house/")]


def test_the_second_run_says_the_same(settings: Settings) -> None:
    """What was tried once is remembered until the pack changes."""
    write("bad", "{text: 此致}")
    first, second = Judge(settings).catalogue, Judge(settings).catalogue

    assert (first.faults, first.rules) == (second.faults, second.rules)
    assert in_language(first.faults[0].what, CHINESE) == in_language(second.faults[0].what, CHINESE)

    write("bad")

    assert () == Judge(settings).catalogue.faults


@pytest.mark.parametrize("start", ["2023-01-01", "2031-01-01"])
def test_examples_are_tried_on_a_day_the_rule_is_in_force(settings: Settings, start: str) -> None:
    """A rule of the future is right or wrong already today."""
    write("bad", "{text: 此致}", start=start)
    write("good", start=start)
    catalogue = Judge(settings).catalogue

    assert ["own/rules/house/bad.yaml"] == [fault.path for fault in catalogue.faults]
    assert "house/good" in catalogue.rules


def test_a_report_with_faults_is_no_pass(settings: Settings) -> None:
    """A report that a rule is missing from is false, whatever else it says."""
    write("bad", "{text: 此致}")
    report = check("您的訂單 TW20261123001 已出貨", config=settings)

    assert (2, False, 1) == (report.exit_code, bool(report), len(report.faults))
    assert ["own/rules/house/bad.yaml"] == [fault["path"] for fault in report.to_dict()["faults"]]


@pytest.mark.parametrize(("part", "name"), [("tables", "disguise/separators"), ("lists", "links/top-level-domains")])
def test_a_catalogue_by_which_nothing_can_be_judged(monkeypatch: pytest.MonkeyPatch, part: str, name: str) -> None:
    """Without the files that the program itself reads there is no judging, and the missing one is named."""
    whole = load_builtin()
    kept: Any = {part: {key: value for key, value in getattr(whole, part).items() if key != name}}
    monkeypatch.setattr("nmlint.api._builtin", lambda: replace(whole, **kept))

    with pytest.raises(CatalogueError, match=f"rules/{name}.yaml:1: did not load"):
        Judge(Settings())
