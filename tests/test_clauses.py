"""Every clause of the source document is accounted for, and every enforced one can be seen to be broken."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from nmlint.catalogue import load_builtin
from nmlint.catalogue.examples import rule_examples
from nmlint.catalogue.gathering import Root
from nmlint.config import Settings
from nmlint.documents.template import read_document
from nmlint.engine import Engine
from nmlint.source import Source

CATALOGUE = load_builtin()
EXAMPLES = rule_examples(Root("rules", "rules", files("nmlint.rules")))
FAMILIES = Path(__file__).parents[1] / "fixtures" / "families"
ENFORCED = sorted(name for name, clause in CATALOGUE.clauses.items() if clause.state == "enforced")


def test_the_catalogue_loads_without_a_fault() -> None:
    """Every rule, scenario and policy that ships is right by the catalogue's own law."""
    assert [] == [str(fault) for fault in CATALOGUE.faults]


def test_the_eighteen_scenarios_are_there() -> None:
    """Each number of the source document has one scenario, and each extension has none."""
    numbers = sorted(s.number for s in CATALOGUE.scenarios.values() if s.number is not None)

    assert list(range(1, 19)) == numbers
    assert all(s.extension is (s.number is None) for s in CATALOGUE.scenarios.values())


@pytest.mark.parametrize("clause", ENFORCED)
def test_an_enforced_clause_has_texts_that_break_it(clause: str) -> None:
    """One of its rules brings examples that it finds (the rule examples are run elsewhere)."""
    breaking = [rule for rule in CATALOGUE.clauses[clause].rules if EXAMPLES[rule].finds]

    assert breaking


def test_no_clause_of_send_plans_waits() -> None:
    """What a send plan can show is held by rules, and each such clause by one that a whole artefact breaks."""
    broken = set()
    for expected in FAMILIES.glob("*/expected.yaml"):
        for row in yaml.safe_load(expected.read_text(encoding="utf-8")).values():
            broken |= {rule for rule, *_ in row["finds"]}
    of_plans = [clause for clause in CATALOGUE.clauses.values() if "send-plan" in clause.checked_by]

    assert of_plans
    assert [] == [clause.id for clause in of_plans if (clause.pending or {}).get("waits_for") == "channel"]
    assert [] == [clause.id for clause in of_plans if broken.isdisjoint(clause.rules)]


def test_the_finding_names_the_clause_of_the_declared_scenario() -> None:
    """Where a rule cites the clauses of several scenarios, the declared one's is named."""
    text = "{#- nmlint\nscenario: booking-reminder\n-#}\n提醒您 11/25 14:00 的線上課程，請準時上線"

    artefact = Engine(CATALOGUE, Settings()).judge(read_document(Source("t.j2", text)), lambda _name, _parent: None)

    clauses = {finding.rule: finding.clause for finding in artefact.findings}
    assert clauses["scope/booking-field"] == "scenario-05"


def test_every_link_purpose_of_a_scenario_is_in_the_vocabulary() -> None:
    """Scenarios speak of links in the words that the policy lists once."""
    vocabulary = yaml.safe_load((files("nmlint.policies") / "line-tw.yaml").read_text(encoding="utf-8"))[
        "link_purposes"
    ]
    used = {purpose for scenario in CATALOGUE.scenarios.values() for purpose in scenario.link_purposes}

    assert set() == used - vocabulary.keys()
