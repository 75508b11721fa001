"""Every rule finds its own examples at the very characters marked, and lets its innocent ones pass."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import pytest

from nmlint.catalogue import load_builtin
from nmlint.catalogue.builtin import builtin_roots
from nmlint.catalogue.examples import scenario_examples
from nmlint.catalogue.gathering import Root
from nmlint.config import Settings
from nmlint.documents.message import declared
from nmlint.documents.model import Document
from nmlint.engine import Engine
from nmlint.source import Source
from nmlint.verification import Trial, Verifier, trials

CATALOGUE = load_builtin()
TRIALS = list(trials(CATALOGUE, builtin_roots()))
SCENARIOS = scenario_examples(Root("rules", "rules", files("nmlint.rules")))
VERIFIER = Verifier(CATALOGUE)


@cache
def engine() -> Engine:
    """An engine that knows nothing of the caller."""
    return Engine(CATALOGUE, Settings())


def test_every_rule_is_tried_both_ways() -> None:
    """No rule stands without examples that it finds and examples that pass."""
    tried = {(trial.rule, trial.wanted) for trial in TRIALS}

    assert {(rule, wanted) for rule in CATALOGUE.rules for wanted in (True, False)} == tried


@pytest.mark.parametrize(
    "trial",
    [pytest.param(t, id=f"{t.rule}-{'finds' if t.wanted else 'passes'}-{t.line}") for t in TRIALS],
)
def test_rule_agrees_with_its_example(trial: Trial) -> None:
    """The rule fires at the marked characters and no others, and is silent where words only look guilty."""
    assert VERIFIER.fault(trial) is None, trial.example.text


@pytest.mark.parametrize(
    ("scenario", "text"),
    [
        pytest.param(scenario, text, id=f"{scenario}-{number}")
        for scenario, examples in SCENARIOS.items()
        for number, text in enumerate(examples.fits)
    ],
)
def test_scenario_is_suggested_for_its_own_texts(scenario: str, text: str) -> None:
    """The words of a scenario's examples suggest that scenario first."""
    source = Source("example", text)
    artefact = engine().judge(Document("message", "example", source, declared({}, source)), lambda _name, _parent: None)

    assert scenario == artefact.scenario.suggested
