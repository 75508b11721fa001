"""`nmlint eval` on rows that say which facts are in them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner

from nmlint.catalogue import load_builtin
from nmlint.cli import cli
from nmlint.evaluation import Evaluation
from nmlint.intent.facts import facts_of
from nmlint.report import Artefact

ROOT = Path(__file__).parents[2]
CATALOGUE = load_builtin()
NOTICE = {"text": "訂單 TW20261123001 已於 2026/11/23 出貨", "label": "transactional"}


class Told(NamedTuple):
    """A fact as a recogniser tells it."""

    kind: str
    value: str


def told(text: str) -> list[Told]:
    """The facts of a text in which every word is one, such as date=2026-11-23."""
    return [Told(*word.split("=")) for word in text.split() if "=" in word]


def evaluated(*rows: tuple[str, list[str] | None], label: str | None = "transactional") -> Any:
    """What is said of rows of a text and the facts that stand in it."""
    evaluation = Evaluation(CATALOGUE, recogniser=told)
    lines = [
        json.dumps(
            {
                "text": text,
                **({} if label is None else {"label": label}),
                **({} if wanted is None else {"facts": [fact._asdict() for fact in told(" ".join(wanted))]}),
            }
        ).encode()
        for text, wanted in rows
    ]
    evaluation.run("rows.jsonl", lines, lambda document: Artefact(document.id, "", "message", None))
    return evaluation.to_dict()


def shares(group: dict[str, Any]) -> list[tuple[float, int] | None]:
    """Precision and recall of a group, each with what it was measured on."""
    return [share and (share["value"], share["n"]) for share in (group["precision"], group["recall"])]


@pytest.mark.parametrize(
    ("text", "wanted", "expected"),
    [
        ("a=1", ["a=1"], [(1.0, 1), (1.0, 1)]),
        ("a=1 b=2", ["b=2", "a=1"], [(1.0, 2), (1.0, 2)]),
        ("a=1", ["a=2"], [(0.0, 1), (0.0, 1)]),
        ("a=1", ["b=1"], [(0.0, 1), (0.0, 1)]),
        ("a=1 a=1", ["a=1"], [(0.5, 2), (1.0, 1)]),
        ("a=1", ["a=1", "a=1"], [(1.0, 1), (0.5, 2)]),
        ("a=1 a=1 b=2 c=3", ["a=1", "a=1", "b=9"], [(0.5, 4), (0.666667, 3)]),
        ("a=1", [], [(0.0, 1), None]),
        ("-", ["a=1"], [None, (0.0, 1)]),
        ("-", [], [None, None]),
    ],
)
def test_facts_agree_by_kind_and_value(text: str, wanted: list[str], expected: list[tuple[float, int] | None]) -> None:
    """Each fact that is wanted can be found once, whatever the order."""
    assert expected == shares(evaluated((text, wanted))["facts"]["overall"])


def test_facts_are_compared_row_by_row_and_counted_by_kind() -> None:
    """What stands in one row answers nothing that another asks for; each kind has its own shares."""
    facts = evaluated(("a=1 b=1", ["a=1"]), ("b=1", ["a=1", "b=1"]), ("b=1", None))["facts"]

    assert ["a", "b"] == list(facts["by_kind"])
    assert [(1.0, 1), (0.5, 2)] == shares(facts["by_kind"]["a"])
    assert [(0.5, 2), (1.0, 1)] == shares(facts["by_kind"]["b"])
    assert [(0.666667, 3), (0.666667, 3)] == shares(facts["overall"])


def test_without_facts_nothing_is_said() -> None:
    """Rows without facts measure no recognition."""
    assert evaluated(("a=1", None))["facts"] is None


@pytest.mark.parametrize(("label", "judged"), [(None, 0), ("neutral", 0), ("transactional", 1)])
def test_rows_without_a_label_that_counts_count_for_their_facts(label: str | None, judged: int) -> None:
    """Such rows are not judged, and not left out either."""
    data = evaluated(("a=1", ["a=1"]), label=label)

    assert {"judged": judged, "left_out": 0, "facts_only": 1 - judged, "malformed": []} == data["rows"]
    assert [(1.0, 1), (1.0, 1)] == shares(data["facts"]["overall"])


def test_the_command_measures_what_nmlint_recognises(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the project's own file every fact is asked for, and each kind has a line of its own."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    path = str(ROOT / "fixtures" / "evaluation" / "facts.jsonl")
    rows = [json.loads(line) for line in Path(path).read_text("utf-8").splitlines()]
    data = json.loads(CliRunner().invoke(cli, ["eval", path, "--format", "json"]).stdout)["facts"]
    text = CliRunner().invoke(cli, ["eval", path, "--lang", "en"]).stdout.partition("facts recognised")[2]

    assert sum(len(row["facts"]) for row in rows) == data["overall"]["recall"]["n"]
    assert sum(len(facts_of(row["text"])) for row in rows) == data["overall"]["precision"]["n"]
    assert [] == [kind for kind in data["by_kind"] if f"\n  {kind} " not in text]


@pytest.mark.parametrize(("facts", "loaded"), [(None, False), ([], True)])
def test_spacy_is_loaded_for_facts_only(tmp_path: Path, facts: list[Any] | None, loaded: bool) -> None:
    """Rows that ask for no facts cost no more than they did."""
    (tmp_path / "rows.jsonl").write_text(json.dumps({**NOTICE, "facts": facts}), encoding="utf-8")
    code = (
        "import sys; from nmlint.cli import cli; cli(['eval', 'rows.jsonl'], standalone_mode=False); "
        "sys.exit(40 + ('spacy' in sys.modules))"
    )
    ended = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=False)

    assert 40 + loaded == ended.returncode
