"""Writes which rules find something in each labelled message, as `nmlint eval` judges it: nothing is declared.

    python tools/evaluation_findings.py > fixtures/evaluation/findings.yaml

A test holds the file to what is found today, so that a rule can neither fall silent nor start to speak unseen.
"""

# ruff: noqa: INP001  # a script, not a package
from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from nmlint.catalogue import load_builtin
from nmlint.config import Settings
from nmlint.documents.model import Declaration, Document
from nmlint.engine import Engine
from nmlint.source import Source

ROOT = Path(__file__).parents[1]
SET = ROOT / "fixtures" / "evaluation"
FILES = ("notices.jsonl", "offers.jsonl", "everyday.jsonl")
# They speak of what is not declared, so on nearly every row, and would hide what differs.
LEFT_OUT = frozenset({"scope/undeclared", "wording/sender-missing"})
HEAD = f"""\
# The rules that find something in each row of {" and ".join(FILES)},
# judged as a message of which nothing is declared.
# Left out: {", ".join(sorted(LEFT_OUT))}, which speak on nearly every row.
# Written by: python tools/evaluation_findings.py > fixtures/evaluation/findings.yaml
"""


def rows() -> Iterator[tuple[str, str]]:
    """The id and the text of each labelled message."""
    for name in FILES:
        for line in (SET / name).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield row["id"], row["text"]


def rules_found(engine: Engine, name: str, text: str) -> list[str]:
    """The rules that find something in a message, sorted; a message that cannot be judged ends the program."""
    artefact = engine.judge(Document("message", name, Source(name, text), Declaration()), lambda _name, _parent: None)
    if artefact.problem is not None:
        raise SystemExit(f"{name}: {artefact.problem.message}")
    return sorted({finding.rule for finding in artefact.findings} - LEFT_OUT)


def found() -> dict[str, list[str]]:
    """The rules found in every row by the built-in catalogue."""
    catalogue = load_builtin()
    if catalogue.faults:
        # A rule that does not load finds nothing.
        raise SystemExit("\n".join(fault.said for fault in catalogue.faults))
    engine = Engine(catalogue, Settings())
    return {name: rules_found(engine, name, text) for name, text in rows()}


def written(data: Mapping[str, Sequence[str]]) -> str:
    """The file: one row a line."""
    return HEAD + "".join(f"{name}: [{', '.join(rules)}]\n" for name, rules in data.items())


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # it is no stream of another kind here
    sys.stdout.write(written(found()))
