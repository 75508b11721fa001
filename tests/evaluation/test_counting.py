"""What `nmlint eval` counts of rows in several files: groups, confusions, and the worst mistakes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pytest

from nmlint.catalogue import load_builtin
from nmlint.documents.model import Document
from nmlint.evaluation import Evaluation
from nmlint.finding import Confidence, Finding, Kind, Severity
from nmlint.report import Artefact, Problem, ScenarioGuess
from nmlint.source import Location, Source, Span

CATALOGUE = load_builtin()
FINDINGS = {
    "block": (Severity.ERROR, Kind.VIOLATION, "no-advertising"),
    "flag": (Severity.WARNING, Kind.VIOLATION, "no-advertising"),
    "ask": (Severity.INFO, Kind.EVIDENCE, "no-advertising"),
    "note": (Severity.INFO, Kind.VIOLATION, "no-advertising"),
    "other": (Severity.ERROR, Kind.VIOLATION, "another-clause"),
}
"""What can be found in a text, by the word for it."""


def judge(document: Document) -> Artefact:
    """Finds what the words of a text say; `is:delivery:90` suggests a scenario, `next:bill` the one after it."""
    if document.source.text == "unreadable":
        return Artefact(document.id, "", "message", None, problem=Problem("render", "too long"))
    place = Location.of(document.source, Span(0, 1))
    findings, guess = [], ScenarioGuess()
    for word in document.source.text.split():
        name, *more = word.split(":")
        if name in FINDINGS:
            severity, kind, clause = FINDINGS[name]
            rule = more[0] if more else f"test/{name}"
            findings.append(
                Finding(
                    rule, kind, severity, Confidence.HIGH, mandatory=False, message="", location=place, clause=clause
                )
            )
        elif name == "is":
            guess = ScenarioGuess(None, more[0], int(more[1]) / 100, guess.runner_up)
        elif name == "next":
            guess = ScenarioGuess(None, guess.suggested, guess.confidence, more[0])
    return Artefact(document.id, "", "message", None, scenario=guess, findings=tuple(findings))


def row(text: str, label: str = "transactional", **more: Any) -> Mapping[str, Any]:
    """A row of a labelled file."""
    return {"text": text, "label": label, **more}


def lines(rows: Iterable[Mapping[str, Any]]) -> list[bytes]:
    """Rows as a file has them."""
    return [json.dumps(row).encode() for row in rows]


def evaluated(*files: Sequence[Mapping[str, Any]]) -> Any:
    """What is said of files that are called 1.jsonl, 2.jsonl and so on."""
    evaluation = Evaluation(CATALOGUE, recogniser=lambda _text: ())
    for number, rows in enumerate(files, 1):
        evaluation.run(f"{number}.jsonl", lines(rows), judge)
    data = evaluation.to_dict()
    assert data == json.loads(json.dumps(data))
    return data


def test_several_files_are_counted_apart_and_together() -> None:
    """A text that stands in two files is judged twice; a file of which nothing counts is there all the same."""
    data = evaluated([row("block", "promo"), row("x")], [row("block", "promo")], [row("x", "spam")])

    assert {"1.jsonl": 2, "2.jsonl": 1, "3.jsonl": 0} == {file: group["n"] for file, group in data["by_file"].items()}
    assert (3, 1) == (data["rows"]["judged"], data["rows"]["left_out"])
    assert 2 == data["overall"]["recall_block"]["n"]
    assert data["overall"].keys() == data["by_file"]["3.jsonl"].keys()


def test_one_file_is_no_group() -> None:
    """What is said of the only file is said of all."""
    assert "by_file" not in evaluated([row("x")])


def test_what_is_malformed_names_its_file() -> None:
    """Lines count from 1 in every file; what could not be judged is told as well."""
    data = evaluated([row("x"), row("")], [row("unreadable"), row("x", scenario="none-such")])

    assert [("1.jsonl", 2), ("2.jsonl", 1), ("2.jsonl", 2)] == [
        (bad["file"], bad["line"]) for bad in data["rows"]["malformed"]
    ]
    assert "not judged: too long" == data["rows"]["malformed"][1]["reason"]


def test_scenarios_are_measured_by_what_the_rows_are() -> None:
    """Each true scenario has its own shares; rows without one have none."""
    data = evaluated(
        [
            row("is:delivery:90", scenario="delivery"),
            row("is:bill:60 next:delivery flag", scenario=1),
            row("is:bill:80 block", "mixed", scenario="delivery"),
            row("is:bill:80", scenario="bill"),
            row("is:bill:80"),
        ]
    )["by_scenario"]
    delivery = data["delivery"]
    measured = {key: (share["value"], share["n"]) for key, share in delivery.items() if isinstance(share, dict)}

    assert ["bill", "delivery"] == list(data)
    assert 3 == delivery["n"]
    assert {
        "top1": (pytest.approx(1 / 3, abs=1e-6), 3),
        "top2": (pytest.approx(2 / 3, abs=1e-6), 3),
        "recall_block": (1.0, 1),
        "recall_flagged": (1.0, 1),
        "fpr_block": (0.0, 2),
        "fpr_flagged": (0.5, 2),
        "mixed_recall": (1.0, 1),
    } == measured
    assert (1.0, None) == (data["bill"]["top1"]["value"], data["bill"]["recall_block"])


def test_confusion() -> None:
    """Every suggestion is counted under what the row is; no suggestion is the empty name."""
    data = evaluated(
        [
            *[row("is:delivery:90", scenario="delivery")] * 3,
            row("is:bill:90", scenario="delivery"),
            row("x", scenario="delivery"),
            row("is:bill:90", scenario="bill"),
            row("is:bill:90"),
        ]
    )

    assert {"bill": {"bill": 1}, "delivery": {"": 1, "bill": 1, "delivery": 3}} == data["confusion"]


@pytest.mark.parametrize(
    ("mistaken", "kind", "rules"),
    [
        (row("block:b block:a block:a flag:c"), "false-block", ["a", "b"]),
        (row("flag:c ask:d note:e"), "false-flag", ["c", "d"]),
        (row("note", "promo"), "missed", []),
        (row("other", "mixed"), "missed", []),
        (row("is:bill:70", scenario="delivery"), "scenario", []),
        (row("x", scenario="delivery"), "scenario", []),
        (row("block is:bill:70", scenario="delivery"), "false-block", ["test/block"]),
        (row("flag is:bill:70", "promo", scenario="delivery"), "scenario", []),
        (row("note other"), None, None),
        (row("flag", "promo"), None, None),
        (row("is:bill:70"), None, None),
        (row("is:bill:70", scenario="bill"), None, None),
    ],
)
def test_what_is_a_mistake(mistaken: Mapping[str, Any], kind: str | None, rules: list[str] | None) -> None:
    """A row is told once, for its gravest mistake, with the rules that made it."""
    worst = evaluated([mistaken])["worst"]

    assert ([] if kind is None else [(kind, rules)]) == [(told["kind"], told["rules"]) for told in worst]


def test_a_mistake_is_told_in_full() -> None:
    """It names its row, what was expected and suggested, and shows the beginning of the text."""
    text = "is:bill:70 " + "字" * 200
    (told,) = evaluated([row("x"), row(text, scenario=1, id="d-1")])["worst"]

    assert {
        "file": "1.jsonl",
        "line": 2,
        "id": "d-1",
        "kind": "scenario",
        "label": "transactional",
        "rules": [],
        "expected": "delivery",
        "suggested": "bill",
        "confidence": 0.7,
        "text": text[:120],
    } == told


def test_the_worst_come_first() -> None:
    """False blocks, missed ones, false flags, then wrong scenarios by confidence; equal ones as they came."""
    data = evaluated(
        [
            row("x", scenario="delivery", id="unsure"),
            row("is:bill:40", scenario="delivery", id="hardly"),
            row("is:bill:95", scenario="delivery", id="sure"),
            row("flag is:bill:10", id="flag-1"),
            row("x", "promo", id="missed-1"),
            row("block is:bill:10", id="block-1"),
        ],
        [
            row("x", "mixed", id="missed-2"),
            row("block is:bill:99", id="block-2"),
            row("flag is:bill:99", id="flag-2"),
        ],
    )
    order = "block-1 block-2 missed-1 missed-2 flag-1 flag-2 sure hardly unsure"

    assert order.split() == [told["id"] for told in data["worst"]]


def test_no_more_is_held_than_is_shown() -> None:
    """Of many mistakes thirty are kept, whenever the worst of them come."""
    evaluation = Evaluation(CATALOGUE)
    wrong = [row(f"is:bill:{sure}", scenario="delivery") for sure in (*range(60), *range(99, 60, -1))]
    evaluation.run("rows.jsonl", lines([*wrong, row("block")]), judge)
    told = evaluation.to_dict()["worst"]

    assert 30 == len(evaluation.worst.kept) == len(told)
    assert ["false-block", *["scenario"] * 29] == [mistake["kind"] for mistake in told]
    assert [sure / 100 for sure in range(99, 70, -1)] == [mistake["confidence"] for mistake in told[1:]]


def test_precision_of_a_rule_has_its_interval() -> None:
    """Of what a rule hits, what was promotional is right."""
    data = evaluated([*[row("block", "promo")] * 3, row("block"), row("x")])["by_rule"]["test/block"]

    assert (3, 1, 5) == (data["hits_positive"], data["hits_transactional"], data["n"])
    assert {"value": 0.75, "low": 0.300642, "high": 0.954413, "n": 4} == data["precision"]


def test_a_source_is_judged_as_it_stands() -> None:
    """The judge sees the text of the row, and nothing is declared of it."""
    seen: list[Document] = []

    def look(document: Document) -> Artefact:
        seen.append(document)
        return judge(document)

    Evaluation(CATALOGUE).run("rows.jsonl", lines([row("  x\n")]), look)

    assert [(Source("line 1", "  x\n"), None)] == [
        (document.source, document.declaration.scenario) for document in seen
    ]
