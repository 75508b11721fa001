"""Every rule finds its own examples at the very characters marked, and lets its innocent ones pass."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from importlib.resources import files

import pytest
from _pytest.mark import ParameterSet

from nmlint.catalogue import load_builtin
from nmlint.catalogue.examples import Example, rule_examples, scenario_examples
from nmlint.catalogue.gathering import Root
from nmlint.config import Settings
from nmlint.documents.message import declared
from nmlint.documents.model import Document
from nmlint.documents.template import read_document
from nmlint.engine import Engine
from nmlint.finding import Finding
from nmlint.report import Artefact
from nmlint.source import Source

ROOT = Root("rules", "rules", files("nmlint.rules"))
RULES = rule_examples(ROOT)
SCENARIOS = scenario_examples(ROOT)
CATALOGUE = load_builtin()


@cache
def engine(hosts: tuple[str, ...] = ()) -> Engine:
    """An engine for callers who registered these hosts."""
    return Engine(CATALOGUE, Settings(hosts=hosts))


def document(example: Example, kinds: tuple[str, ...]) -> Document:
    """The example as a document, with what stands around it declared."""
    source = Source("example", example.text)
    if example.is_template:
        return read_document(source)
    facts = {
        "scenario": example.scenario,
        "message": example.type,
        "sender": example.sender,
        "evidence": dict(example.evidence),
        "products": list(example.products),
        "links": dict(example.links),
        "variables": {name: dict(facts) for name, facts in example.variables.items()},
        "fallback": {"channel": "sms", "after": "30m"} if example.fallback else None,
    }
    title = example.title
    declaration = declared({key: value for key, value in facts.items() if value}, source)
    if title is not None:
        # A title stands in the front comment, so an example with one is judged by what the comment would say.
        declaration = replace(declaration, title=title)
    kind = "template" if "{{" in example.text or "message" not in kinds else "message"
    return Document(kind, "example", source, declaration)


def judged(rule: str, example: Example) -> tuple[Artefact, list[Finding]]:
    """What the engine says of an example, and what of that the rule says."""
    kinds = tuple(CATALOGUE.rules[rule].applies.get("kinds", ("template", "message")))
    artefact = engine(example.hosts).judge(document(example, kinds), lambda _name, _parent: None)
    return artefact, [finding for finding in artefact.findings if finding.rule == rule]


def cases(part: str) -> list[ParameterSet]:
    """The examples of every rule, one test each."""
    return [
        pytest.param(rule, example, id=f"{rule}-{number}")
        for rule, examples in RULES.items()
        for number, example in enumerate(getattr(examples, part))
    ]


@pytest.mark.parametrize(("rule", "example"), cases("finds"))
def test_rule_finds_its_example(rule: str, example: Example) -> None:
    """The rule fires, and where characters are marked it fires at those and no others."""
    artefact, findings = judged(rule, example)

    assert artefact.problem is None
    assert findings, f"{rule} does not find {example.text!r}"
    if example.spans:
        expected = [(span.start, span.end) for span in example.spans]
        found = sorted({(f.location.start.offset, f.location.end.offset) for f in findings})
        shown = [example.text[start:end] for start, end in found]
        assert expected == found, f"{rule} marks {shown} in {example.text!r}"


@pytest.mark.parametrize(("rule", "example"), cases("passes"))
def test_rule_lets_its_innocent_example_pass(rule: str, example: Example) -> None:
    """The rule is silent where the words only look guilty."""
    artefact, findings = judged(rule, example)

    assert artefact.problem is None
    assert [] == [finding.matched for finding in findings], f"{rule} fires on {example.text!r}"


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
