"""No rule can be deleted without a fixture that notices; the examples that a rule brings with it do not count."""

from __future__ import annotations

import runpy
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

import pytest

from nmlint.catalogue import load_builtin

TOOL = runpy.run_path(str(Path(__file__).parents[1] / "tools" / "mutate.py"))
CASES = TOOL["cases"]()
# Where a case comes from: a family, messages, moments, or the kit; the rows of the evaluation set stand in no folder.
FOLDERS = sorted({case.name.split("/")[0] for case in CASES if "/" in case.name})
INTACT = TOOL["Bench"](load_builtin())
RULES = sorted(INTACT.catalogue.rules)


def drawn(rules: Iterable[str]) -> list[str]:
    """The rules in an order that nobody chose."""
    return sorted(rules, key=lambda rule: sha256(rule.encode()).hexdigest())


# All of them are deleted by tools/mutate.py; which ones here is neither chosen nor left to chance.
SAMPLE = drawn(RULES)[:10]


def test_every_rule_is_named() -> None:
    """Every rule stands in what is expected of a family, message or moment, of a row of the kit or the evaluation."""
    named = set().union(*(case.rules for case in CASES))

    assert set() == set(RULES) - named, (
        "each needs an artefact in fixtures/families, a moment, or a row of the kit, that it is found in"
    )


def test_every_named_rule_exists() -> None:
    """What is expected names no rule that the catalogue lacks."""
    named = set().union(*(case.rules for case in CASES))

    assert set() == named - set(RULES)


@pytest.mark.parametrize("rule", SAMPLE)
def test_a_deleted_rule_is_noticed(rule: str) -> None:
    """A case that names the rule comes out differently when the catalogue lacks it."""
    naming = [case for case in CASES if rule in case.rules]

    assert TOOL["noticing"](rule, naming, INTACT) is not None, [case.name for case in naming]


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_deleted_rule_is_noticed_in_each_folder(folder: str) -> None:
    """A case of each folder is judged with the catalogue of the mutant, and does not come out as before."""
    beside = [case for case in CASES if case.name.startswith(f"{folder}/")]
    rule = drawn(set().union(*(case.rules for case in beside)))[0]
    naming = next(case for case in beside if rule in case.rules)

    assert TOOL["noticing"](rule, [naming], INTACT) is naming, (rule, naming.name)
