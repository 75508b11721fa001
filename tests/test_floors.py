"""The project's own labelled messages as a gate: what was reached is not lost again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from nmlint.catalogue import load_builtin
from nmlint.config import Settings
from nmlint.engine import Engine
from nmlint.evaluation import Evaluation, bounded_lines
from nmlint.output.evaluation import percent

SET = Path(__file__).parents[1] / "fixtures" / "evaluation"
VERDICTS = ("notices.jsonl", "offers.jsonl", "everyday.jsonl")
FACTS = ("facts.jsonl",)
MEASURES = (
    "recall_flagged",
    "recall_block",
    "fpr_block",
    "fpr_flagged",
    "mixed_recall",
    "scenario_top1",
    "scenario_macro_top1",
)
# Fewer rows than these say too little of a language.
ENOUGH = 30


class Floor(NamedTuple):
    """A bound on one measure of one group: the least, or for false alarms the most that it may be."""

    group: str
    measure: str
    bound: float

    def __str__(self) -> str:
        return f"{self.group}: {self.measure}"


def floors() -> Iterator[Floor]:
    """Every bound of the file."""
    data = yaml.safe_load((SET / "floors.yaml").read_text(encoding="utf-8"))
    groups = {"overall": data["overall"], **data["by_lang"], "facts": data["facts"]}
    for group, bounds in groups.items():
        for measure, bound in bounds.items():
            yield Floor(group, measure, bound)


@pytest.fixture(scope="module")
def measured() -> dict[str, Any]:
    """The groups that the floors are about, by name, after one run of the evaluation on every file."""
    catalogue = load_builtin()
    assert () == tuple(catalogue.faults), "without all rules nothing is measured"
    engine = Engine(catalogue, Settings())

    def run(*names: str) -> Any:
        evaluation = Evaluation(catalogue)
        for name in names:
            with (SET / name).open("rb") as stream:
                lines = bounded_lines(stream)
                evaluation.run(name, lines, lambda document: engine.judge(document, lambda _name, _parent: None))
        data = evaluation.to_dict()
        assert [] == data["rows"]["malformed"]
        return data

    verdicts = run(*VERDICTS)
    return {"overall": verdicts["overall"], **verdicts["by_lang"], "facts": run(*FACTS)["facts"]["overall"]}


@pytest.mark.parametrize("floor", list(floors()), ids=str)
def test_nothing_that_was_reached_is_lost(measured: dict[str, Any], floor: Floor) -> None:
    """Recall and the scenarios stay at their floor or above, false alarms at theirs or below."""
    share = measured[floor.group][floor.measure]
    value = share["value"]
    kept = value <= floor.bound if floor.measure.startswith("fpr") else value >= floor.bound

    assert kept, f"{floor} is {percent(share)}, the floor {floor.bound:.2%}"


def test_every_measure_has_its_floor(measured: dict[str, Any]) -> None:
    """Overall, and for each language wherever enough rows measure it."""
    wanted = {
        (group, measure)
        for group, shares in measured.items()
        for measure in (("precision", "recall") if group == "facts" else MEASURES)
        if group in {"overall", "facts"} or (shares[measure] is not None and shares[measure]["n"] >= ENOUGH)
    }

    assert wanted == {(floor.group, floor.measure) for floor in floors()}


def test_every_floor_says_how_it_was_set() -> None:
    """The line above each number is a comment."""
    lines = (SET / "floors.yaml").read_text(encoding="utf-8").splitlines()
    numbered = [at for at, line in enumerate(lines) if line.strip().rpartition(": ")[2].replace(".", "").isdigit()]

    assert len(list(floors())) == len(numbered)
    assert [] == [lines[at] for at in numbered if not lines[at - 1].strip().startswith("# ")]
