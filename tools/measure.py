"""Measures how often each advertising rule is right on the project's own labelled messages, for `nmlint explain`.

    python tools/measure.py --date 2026-11-26

It judges `fixtures/evaluation/*.jsonl` with the built-in catalogue as of that day, and writes
`linter/nmlint/output/measured.json`. The labels say whether a message advertises, so only the rules that stand on the
ban on advertising are counted: what they find in a transactional message is wrong.
"""

# ruff: noqa: INP001  # a script, not a package
from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from nmlint.catalogue import load_builtin
from nmlint.config import Settings
from nmlint.engine import Engine
from nmlint.evaluation import Evaluation, bounded_lines
from nmlint.evaluation.counting import forbids_advertising

ROOT = Path(__file__).parents[1]
SET = ROOT / "fixtures" / "evaluation"
OUTPUT = ROOT / "linter" / "nmlint" / "output" / "measured.json"


def files() -> list[Path]:
    """The labelled files, in the order they are measured in."""
    return sorted(SET.glob("*.jsonl"))


def evaluated(paths: Sequence[Path], day: str) -> Evaluation:
    """The built-in catalogue, as of a day, on labelled files; the facts in them are left alone."""
    catalogue = load_builtin()
    if catalogue.faults:
        # A rule that does not load finds nothing, and would be measured as if it were that good.
        raise SystemExit("\n".join(fault.said for fault in catalogue.faults))
    engine = Engine(catalogue, Settings(as_of=day))
    evaluation = Evaluation(catalogue, recogniser=lambda _text: ())
    for path in paths:
        with path.open("rb") as stream:
            evaluation.run(
                path.name, bounded_lines(stream), lambda document: engine.judge(document, lambda _name, _parent: None)
            )
    if evaluation.malformed:
        raise SystemExit(f"rows that cannot be measured: {evaluation.malformed}")
    return evaluation


def measured(day: str) -> dict[str, Any]:
    """What `measured.json` holds."""
    paths = files()
    evaluation = evaluated(paths, day)
    groups = evaluation.to_dict()["by_rule"]
    return {
        "date": day,
        "sha256": sha256(b"".join(path.read_bytes() for path in paths)).hexdigest(),
        "rows": evaluation.overall.by_label.total(),
        "rules": {
            rule: {"positive": group["hits_positive"], "transactional": group["hits_transactional"]}
            for rule, group in sorted(groups.items())
            if forbids_advertising(evaluation.catalogue.rules[rule])
        },
    }


def written(data: dict[str, Any]) -> str:
    """The measurement as the file has it: one rule a line."""
    rules = ",\n".join(f"    {json.dumps(rule)}: {json.dumps(hits)}" for rule, hits in data["rules"].items())
    head = "".join(f"  {json.dumps(key)}: {json.dumps(data[key])},\n" for key in ("date", "sha256", "rows"))
    return f'{{\n{head}  "rules": {{\n{rules}\n  }}\n}}\n'


def main() -> None:
    """Writes the file."""
    parser = argparse.ArgumentParser(description="Measures the advertising rules and writes measured.json.")
    parser.add_argument("--date", required=True, type=lambda day: date.fromisoformat(day).isoformat())
    OUTPUT.write_text(written(measured(parser.parse_args().date)), encoding="utf-8")


if __name__ == "__main__":
    main()
