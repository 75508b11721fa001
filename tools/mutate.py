"""Deletes each rule of the catalogue in turn, and lists those whose loss no fixture notices.

    python tools/mutate.py               # every rule; ends with 1 when one survives
    python tools/mutate.py links/bare …  # these only

What must notice it: `fixtures/families`, `fixtures/messages` and `fixtures/evaluation/findings.yaml`. The cases that
name the rule are judged without it first, and all others only where none of those came out differently.
"""

# ruff: noqa: INP001  # a script, not a package
from __future__ import annotations

import runpy
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import yaml

import nmlint
from nmlint.catalogue import Catalogue, load_builtin
from nmlint.config import Settings, load_settings
from nmlint.engine import Engine

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "fixtures"
EVALUATION = runpy.run_path(str(ROOT / "tools" / "evaluation_findings.py"))
# As much of what is marked as the tests of the messages compare.
SHOWN = 60


@dataclass(frozen=True, slots=True)
class Case:
    """Something that is judged: a file, or else a row of the evaluation set; `rules` are those that it should find."""

    name: str
    rules: frozenset[str]
    path: Path | None = None
    text: str = ""
    as_of: str | None = None


class Bench:
    """Judges cases with a catalogue, and gives of what comes out what the tests compare."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.engine = Engine(catalogue, Settings())
        self._known: dict[str, Any] = {}

    def judged(self, case: Case) -> Any:
        """What is found in a case, which is judged once."""
        if case.name not in self._known:
            self._known[case.name] = self._judged(case)
        return self._known[case.name]

    def _judged(self, case: Case) -> Any:
        if case.path is None:
            return EVALUATION["rules_found"](self.engine, case.name, case.text)
        with patch("nmlint.api.catalogue_of", lambda _settings: self.catalogue):
            settings = load_settings(case.path.parent)
            settings = replace(settings, as_of=case.as_of or settings.as_of)
            (artefact,) = nmlint.check(case.path, config=settings).artefacts
        return artefact.verdict, [(finding.rule, finding.matched[:SHOWN]) for finding in artefact.findings]


def cases() -> tuple[Case, ...]:
    """Every case that has an expected output."""
    folders = [FIXTURES / "messages", *sorted(path for path in (FIXTURES / "families").iterdir() if path.is_dir())]
    texts = dict(EVALUATION["rows"]())
    found = yaml.safe_load((FIXTURES / "evaluation" / "findings.yaml").read_text(encoding="utf-8"))
    rows = (Case(name, frozenset(rules), text=texts[name]) for name, rules in found.items())
    return (*(case for folder in folders for case in _files(folder)), *rows)


def without(catalogue: Catalogue, rule: str) -> Catalogue:
    """The catalogue with one rule deleted."""
    return replace(catalogue, rules={name: kept for name, kept in catalogue.rules.items() if name != rule})


def noticing(rule: str, among: Iterable[Case], intact: Bench) -> Case | None:
    """The first case that comes out differently without the rule; those that name it are asked first."""
    mutant = Bench(without(intact.catalogue, rule))
    ordered = sorted(among, key=lambda case: rule not in case.rules)
    return next((case for case in ordered if mutant.judged(case) != intact.judged(case)), None)


def _files(folder: Path) -> Iterator[Case]:
    expected = yaml.safe_load((folder / "expected.yaml").read_text(encoding="utf-8"))
    for name, row in expected.items():
        rules = frozenset(rule for rule, *_ in row["finds"])
        yield Case(f"{folder.name}/{name}", rules, folder / name, as_of=row.get("as_of"))


def main(wanted: list[str]) -> int:
    """Lists the survivors; 1 when there are any."""
    every, intact = cases(), Bench(load_builtin())
    unknown = sorted(set(wanted) - intact.catalogue.rules.keys())
    if unknown:
        raise SystemExit(f"no such rule: {', '.join(unknown)}")
    rules = wanted or sorted(intact.catalogue.rules)
    survivors = [rule for rule in rules if noticing(rule, every, intact) is None]
    sys.stdout.write("".join(f"{rule}\n" for rule in survivors))
    sys.stdout.write(f"{len(rules)} rules deleted one by one, {len(every)} cases, {len(survivors)} survivors\n")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
