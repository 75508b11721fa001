"""`nmlint rules`, `explain`, `scenarios` and `clauses`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nmlint.bilingual import CHINESE, ENGLISH
from nmlint.catalogue.schema import load_schema
from nmlint.cli import cli
from nmlint.output.words import word

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `nmlint` in an empty repository, in English."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    return lambda *arguments: CliRunner().invoke(cli, arguments)


def test_rules_agree_in_every_format(run: Run) -> None:
    """Text, JSON and Markdown list the same rules in the same order."""
    data = json.loads(run("rules", "--format", "json").stdout)
    ids = [rule["id"] for rule in data]
    text = [line.split()[0] for line in run("rules").stdout.splitlines()]
    table = [line.split("`")[1] for line in run("rules", "--format", "markdown").stdout.splitlines() if "| `" in line]

    assert ids
    assert (ids, ids) == (text, table)
    assert all({"severity", "confidence", "clauses", "message", "fix", "sources"} <= rule.keys() for rule in data)


def test_markdown_tables_are_whole(run: Run) -> None:
    """Every row of a table has as many cells as its head."""
    rows = [line for line in run("rules", "--format", "markdown").stdout.splitlines() if line.startswith("|")]

    assert {7} == {line.replace("\\|", "").count("|") for line in rows}


def test_scenarios_stand_in_the_order_of_the_sales_kit(run: Run) -> None:
    """The 18 scenarios come by number, the extensions after them."""
    data = json.loads(run("scenarios", "--format", "json").stdout)
    numbers = [scenario["number"] for scenario in data]

    assert list(range(1, 19)) == numbers[:18]
    assert {None} >= set(numbers[18:])
    assert [scenario["id"] for scenario in data][:3] == [
        line[4:].split()[0] for line in run("scenarios").stdout.splitlines()
    ][:3]


def test_clauses(run: Run) -> None:
    """Every clause is enforced, left to people, or pending; none is silent about why."""
    data = json.loads(run("clauses", "--format", "json").stdout)

    assert [{"id", "state", "rules", "reason"}] * len(data) == [set(clause) for clause in data]
    assert {"enforced", "human", "pending"} >= {clause["state"] for clause in data}
    assert [] == [clause["id"] for clause in data if not clause["rules"] and not clause["reason"]]
    assert f"{len(data)} clauses:" in run("clauses").stdout


@pytest.mark.parametrize("lang", ["zh-TW", "en"])
def test_everything_can_be_explained(run: Run, lang: str) -> None:
    """The first rule, every scenario and every clause explain themselves in both languages."""
    ids = [
        json.loads(run("rules", "--format", "json").stdout)[0]["id"],
        *(scenario["id"] for scenario in json.loads(run("scenarios", "--format", "json").stdout)[:2]),
        *(clause["id"] for clause in json.loads(run("clauses", "--format", "json").stdout)[:2]),
    ]

    for name in ids:
        result = run("explain", name, "--lang", lang)
        assert (0, True) == (result.exit_code, name in result.stdout)


def test_languages(run: Run) -> None:
    """The same list speaks both languages."""
    assert "Delivery" in run("explain", "delivery").stdout
    assert "嚴重度" in run("rules", "--format", "markdown", "--lang", "zh-TW").stdout


def test_a_family_lists_its_rules(run: Run) -> None:
    """A family is explained by the rules in it."""
    ids = [rule["id"] for rule in json.loads(run("rules", "--format", "json").stdout)]
    listed = [line.split()[0] for line in run("explain", "promotion").stdout.splitlines()]

    assert [rule for rule in ids if rule.startswith("promotion/")] == listed
    assert "did you mean 'promotion'" in run("explain", "promotoin").stderr


def test_what_rules_apply_to_is_translated() -> None:
    """Every kind, type, slot, deadline and condition that the schemas allow has a word in both languages."""
    common, rule, scenario = (load_schema(name) for name in ("common", "rule", "scenario"))
    names = [f"slot-{slot}" for slot in common["$defs"]["slot"]["enum"]]
    for kind in ("artefact-kind", "message-type", "asked"):
        names += common["$defs"][kind]["enum"]
    names += scenario["properties"]["deadline"]["enum"]
    names += rule["properties"]["applies"]["properties"]
    names += rule["$defs"]["when"]["properties"]["asks"]["properties"]
    names += ["asks", *(f"{key}-{value}" for key in ("fallback", "declared") for value in ("true", "false"))]

    assert [] == [name for name in names if word(name, CHINESE) == word(name, ENGLISH)]
    assert {"asks", "fallback", "declared"} == rule["$defs"]["when"]["properties"].keys()


def test_explained_in_chinese(run: Run) -> None:
    """Kinds, types, slots, conditions and deadlines are words of the language asked for."""
    rules = json.loads(run("rules", "--format", "json").stdout)
    (named, *_) = [rule["id"] for rule in rules if {"types", "slots", "when"} <= rule["applies"].keys()]
    shown = run("explain", named, "--lang", "zh-TW").stdout

    assert [] == [key for key in ("kinds", "types", "slots", "when", "line-flexible", "body:") if key in shown]
    assert "位置：" in shown
    assert "within-a-day" not in run("explain", "delivery", "--lang", "zh-TW").stdout


@pytest.mark.parametrize("command", [["rules"], ["scenarios"], ["clauses"], ["explain", "delivery"]])
def test_what_did_not_load(run: Run, command: list[str]) -> None:
    """What loaded is shown, what did not is said beside it, and the exit code is 2."""
    whole = run(*command)
    Path("own/house").mkdir(parents=True)
    Path("own/house/bad.yaml").write_text("a: [\n")
    Path("nmlint.yaml").write_text("extends: [own]\nlang: en\n")
    result = run(*command)

    assert (0, "") == (whole.exit_code, whole.stderr)
    assert (2, whole.stdout) == (result.exit_code, result.stdout)
    assert "nmlint: own/house/bad.yaml:1: " in result.stderr


@pytest.mark.parametrize(
    ("name", "said"),
    [("delivry", "did you mean 'delivery'"), ("qqqq", "no rule, scenario or clause is called 'qqqq'")],
)
def test_unknown_names(run: Run, name: str, said: str) -> None:
    """A typing mistake is answered with the nearest name."""
    result = run("explain", name)

    assert (2, True) == (result.exit_code, said in result.stderr)
