"""`nmlint explain` tells how often a rule was right, as it was last measured."""

from __future__ import annotations

import json
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from nmlint.catalogue import load_builtin
from nmlint.cli import cli
from nmlint.output.measured import measurement
from nmlint.shares import Share

ROOT = Path(__file__).parents[1]
TOOL = ROOT / "tools" / "measure.py"
RULES = load_builtin().rules
MEASURED: dict[str, Any] = measurement()["rules"]
SILENT = sorted(rule.id for rule in RULES.values() if "no-advertising" in rule.clauses and rule.id not in MEASURED)
OTHERS = sorted(rule.id for rule in RULES.values() if "no-advertising" not in rule.clauses)

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `nmlint explain` in an empty repository."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(cli, ["explain", *arguments])


def test_the_measurement_is_current() -> None:
    """measured.json is what the tool measures today on the labelled files as they are."""
    last = measurement()
    now = runpy.run_path(str(TOOL))["measured"](last["date"])

    assert now == last, (
        f"measured.json is out of date; mend it with: python tools/measure.py --date {last['date']} "
        "(or the day on which the rules or the labelled files changed)"
    )


def test_the_file_is_as_the_tool_writes_it() -> None:
    """One rule a line, sorted, so that a change of one is a change of one line."""
    path = ROOT / "linter" / "nmlint" / "output" / "measured.json"
    if not path.is_file():
        pytest.skip("the installed package is tested away from its sources")

    assert path.read_text("utf-8") == runpy.run_path(str(TOOL))["written"](measurement())
    assert sorted(MEASURED) == list(MEASURED)


def test_only_rules_against_advertising_are_measured() -> None:
    """The labels say nothing of the others."""
    assert set() == MEASURED.keys() & set(OTHERS)
    assert MEASURED.keys() <= RULES.keys()


@pytest.mark.parametrize("rule", sorted(MEASURED)[:1] + sorted(MEASURED)[-1:])
def test_a_measured_rule_shows_its_precision(run: Run, rule: str) -> None:
    """With Wilson's interval, what it was measured on, and when; the same as text and as data."""
    positive, transactional = MEASURED[rule]["positive"], MEASURED[rule]["transactional"]
    share = Share.of(positive, positive + transactional)
    assert share is not None
    data = json.loads(run(rule, "--format", "json").stdout)["measured"]
    day = measurement()["date"]
    said = f"{share.value:.2%} [{share.low:.2%}, {share.high:.2%}] n = {share.n}"

    assert {
        "date": day,
        "hits_positive": positive,
        "hits_transactional": transactional,
        "precision": share.to_dict(),
    } == data
    assert (
        f"\nmeasured precision\n  {said}, measured on {day}, on the labelled messages "
        in run(rule, "--lang", "en").stdout
    )
    assert f"\n實測精確率\n  {said}, {day} 以開發 nmlint 時所用的標註訊息測得\n" in run(rule, "--lang", "zh-TW").stdout


@pytest.mark.parametrize("rule", [*SILENT[:1], *OTHERS[:1]])
def test_a_rule_that_was_not_measured_says_so(run: Run, rule: str) -> None:
    """Neither one that found nothing nor one of which the labels say nothing has a precision."""
    assert json.loads(run(rule, "--format", "json").stdout)["measured"] is None
    assert "\nmeasured precision\n  not measured\n" in run(rule, "--lang", "en").stdout
    assert "\n實測精確率\n  未測量\n" in run(rule, "--lang", "zh-TW").stdout


@pytest.mark.parametrize(
    ("name", "keys"),
    [("delivery", {"id", "wording", "facts"}), ("no-advertising", {"id", "state", "rules", "says"})],
)
def test_everything_else_is_explained_as_data_too(run: Run, name: str, keys: set[str]) -> None:
    """A scenario and a clause have the keys of their lists; a family is the list of its rules."""
    data = json.loads(run(name, "--format", "json").stdout)

    assert (name, True) == (data["id"], keys <= data.keys())


def test_a_family_is_a_list(run: Run) -> None:
    """Every rule of a family stands in its list, with what was measured of it."""
    data = json.loads(run("promotion", "--format", "json").stdout)

    assert [rule for rule in RULES if rule.startswith("promotion/")] == [rule["id"] for rule in data]
    assert [rule for rule in MEASURED if rule.startswith("promotion/")] == sorted(
        rule["id"] for rule in data if rule["measured"]
    )
