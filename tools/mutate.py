"""Deletes each rule of the catalogue in turn, and lists those whose loss no fixture notices.

    python tools/mutate.py               # every rule; ends with 1 when one survives
    python tools/mutate.py links/bare …  # these only

What must notice it: `fixtures/families`, `fixtures/messages`, `fixtures/moments.yaml`, the rows of
`fixtures/submission/kit.yaml` and `fixtures/evaluation/findings.yaml`. The cases that name the rule are judged without
it first, and all others only where none of those came out differently.
"""

# ruff: noqa: INP001  # a script, not a package
from __future__ import annotations

import runpy
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import yaml

from nmlint.api import Judge
from nmlint.catalogue import Catalogue, load_builtin
from nmlint.checks.moment_facts import moment_of
from nmlint.config import Settings, load_settings
from nmlint.engine import Engine

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "fixtures"
EVALUATION = runpy.run_path(str(ROOT / "tools" / "evaluation_findings.py"))
KIT_PLANS = runpy.run_path(str(ROOT / "tools" / "kit_plans.py"))
# As much of what is marked as the tests of the messages compare.
SHOWN = 60


class Bench:
    """Judges cases with a catalogue, and gives of what comes out what the tests compare."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.engine = Engine(catalogue, Settings())
        self._judges: dict[Settings, Judge] = {}
        self._known: dict[str, Any] = {}

    def judged(self, case: Case) -> Any:
        """What is found in a case, which is judged once."""
        if case.name not in self._known:
            self._known[case.name] = case.outcome(self)
        return self._known[case.name]

    def of_text(self, name: str, text: str) -> Any:
        """What is found in a row of the evaluation set."""
        return EVALUATION["rules_found"](self.engine, name, text)

    def of_file(self, path: Path, row: Mapping[str, Any]) -> Any:
        """What is found in an artefact, on the day and against the lock that its row asks for."""
        settings = load_settings(path.parent)
        settings = replace(
            settings, as_of=str(row.get("as_of", settings.as_of)), locked=row.get("locked", settings.locked)
        )
        return self._found(path, settings)

    def of_plan(self, plan: Mapping[str, Any]) -> Any:
        """What is found in a plan of the kit."""
        with TemporaryDirectory() as folder:
            return self._found(KIT_PLANS["written"](plan, Path(folder)), Settings(as_of=KIT_PLANS["AS_OF"]))

    def of_moment(self, row: Mapping[str, Any]) -> Any:
        """What the rules find that are asked about a moment of sending."""
        moment = moment_of(row["moment"])
        asked = self.engine.rulebook.moments(row["about"])
        return [(prepared.rule.id, flaw) for prepared, ask in asked if (flaw := ask(moment)) is not None]

    def _found(self, path: Path, settings: Settings) -> Any:
        # What `nmlint.check` does with a path, but it would keep a judge whatever the catalogue.
        judge = self._judges.get(settings)
        if judge is None:
            with patch("nmlint.api.catalogue_of", lambda _settings: self.catalogue):
                judge = self._judges[settings] = Judge(settings)
        artefact = judge.judge_file(path, judge.finder(path.parent))
        if artefact.problem is not None:
            raise SystemExit(f"{path}: {artefact.problem.message}")
        return artefact.verdict, [(finding.rule, finding.matched[:SHOWN]) for finding in artefact.findings]


@dataclass(frozen=True, slots=True)
class Case:
    """Something with an expected output; `rules` are those that it should find, `outcome` judges it on a bench."""

    name: str
    rules: frozenset[str]
    outcome: Callable[[Bench], Any]


def cases() -> tuple[Case, ...]:
    """Every case that has an expected output."""
    families = sorted(path for path in (FIXTURES / "families").iterdir() if path.is_dir())
    artefacts = (case for folder in (FIXTURES / "messages", *families) for case in _files(folder))
    return (*artefacts, *_plans(), *_moments(), *_rows())


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
        outcome = partial(Bench.of_file, path=folder / name, row=row)
        yield Case(f"{folder.name}/{name}", _named(row), outcome)


def _plans() -> Iterator[Case]:
    for number, row in enumerate(KIT_PLANS["KIT"]["rows"]):
        yield Case(f"kit/{row['clause']}-{number}", _named(row), partial(Bench.of_plan, plan=KIT_PLANS["plan_of"](row)))


def _moments() -> Iterator[Case]:
    for name, row in yaml.safe_load((FIXTURES / "moments.yaml").read_text(encoding="utf-8")).items():
        yield Case(f"moments/{name}", _named(row), partial(Bench.of_moment, row=row))


def _rows() -> Iterator[Case]:
    texts = dict(EVALUATION["rows"]())
    found = yaml.safe_load((FIXTURES / "evaluation" / "findings.yaml").read_text(encoding="utf-8"))
    for name, rules in found.items():
        yield Case(name, frozenset(rules), partial(Bench.of_text, name=name, text=texts[name]))


def _named(row: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(rule for rule, *_ in row["finds"])


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
