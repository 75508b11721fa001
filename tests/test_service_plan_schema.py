"""The schema that editors use for service plans says what nmlint reads there, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from nmlint.catalogue.schema import load_schema, validate
from nmlint.catalogue.tree import read_tree
from nmlint.documents.serviceplan import read_service_plan
from nmlint.errors import UnreadableError
from nmlint.source import Source

KIT = Path(__file__).parents[1] / "fixtures" / "submission" / "kit.yaml"
PLAN = load_schema("service-plan")
TOP, DEFS = PLAN["properties"], PLAN["$defs"]
COMMON = load_schema("common")["$defs"]
NOTICES = "scenarios: [{scenario: bill}]\n"
# Longer than any known word, so that none is suggested in place of the list of all.
STRANGE = "q" * 60


def refusal(text: str) -> str:
    """What nmlint says against a plan, nothing when it reads it."""
    try:
        read_service_plan(Source("plan.yaml", text))
    except UnreadableError as error:
        return str(error)
    return ""


def marks(text: str) -> list[str]:
    """What an editor would mark in a plan."""
    return list(map(str, validate("service-plan", read_tree(Source("plan.yaml", text)))))


def listed(said: str) -> set[str]:
    """The words that a refusal offers."""
    found = re.search(r"(?:known here: |known: )(.*)$", said, re.MULTILINE)
    assert found, said
    return set(found[1].split(", "))


@pytest.mark.parametrize(
    ("text", "schema"),
    [
        ("?: 1", PLAN),
        ("company: {?: 1}", TOP["company"]),
        ("account: {?: 1}", TOP["account"]),
        ("certified_provider: {?: 1}", TOP["certified_provider"]),
        ("documents: {nda: {?: 1}}", DEFS["paper"]),
        ("dates: {?: 1}", TOP["dates"]),
        ("contact: {?: 1}", TOP["contact"]),
        ("privacy: {?: 1}", TOP["privacy"]),
        ("statements: {ux-guideline: {?: 1}}", DEFS["statement"]),
        ("scenarios: [{scenario: bill, ?: 1}]", DEFS["notice"]),
        ("scenarios: [{variables: {a: {?: 1}}}]", COMMON["variable"]),
    ],
)
def test_keys(text: str, schema: dict[str, Any]) -> None:
    """On every level the schema has the keys that nmlint reads, and no others."""
    assert set(schema["properties"]) == listed(refusal(text.replace("?", STRANGE)))
    assert schema["additionalProperties"] is False


@pytest.mark.parametrize("key", ["kind", "step", "route"])
def test_choices(key: str) -> None:
    """Wherever nmlint takes one of several words, the schema offers those words."""
    offered = {word for word in TOP[key]["enum"] if word is not None}

    assert offered == listed(refusal(f"{key}: {STRANGE}\n{NOTICES}"))


def described(schema: Any, root: Any = PLAN) -> bool:
    """Whether a property has a description, its own or that of what it refers to."""
    if "$ref" not in schema or "description" in schema:
        return "description" in schema or "enum" in schema
    file, _, pointer = schema["$ref"].partition("#/")
    target = root = load_schema("common") if file else root
    for part in pointer.split("/"):
        target = target[part]
    return described(target, root)


@pytest.mark.parametrize(
    "properties",
    [
        TOP,
        *(
            TOP[key]["properties"]
            for key in ("company", "account", "certified_provider", "dates", "contact", "privacy")
        ),
        *(DEFS[key]["properties"] for key in ("paper", "statement", "notice")),
    ],
)
def test_editors_have_something_to_show(properties: dict[str, Any]) -> None:
    """Each key has a description."""
    assert [] == [key for key, schema in properties.items() if not described(schema)]


def test_a_whole_plan() -> None:
    """A plan with everything in it is right in both."""
    text = yaml.safe_dump(yaml.safe_load(KIT.read_text("utf-8"))["plans"]["customer"]["plan"], allow_unicode=True)

    assert "" == refusal(text)
    assert [] == marks(text)


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(f"{key}:" for key in TOP if key != "scenarios"),
        "documents: {nda: , io-contract: {}, something-else: {signed: }}",
        "statements: {ux-guideline: , another: {role: 3, date: }}",
        "company: {name: 104, kind: true, registration: 12345678}",
        "dates: {launch: 2026-12-01}",
        "dates: {launch: 2026/12/1}",
        "dates: {launch: 2026.12.01}",
        "dates: {launch: 2026年12月1日}",
        "dates: {launch: 民國115年12月1日}",
        "dates: {launch: 中華民國 115 年 12 月 1 日}",
        "dates: {launch: 115/12/01}",
        "dates: {launch: 2026-12-01 00:00:00}",
        "received: ux-guideline",
        "received: []",
        "templates: [templates/, '*.j2']",
        "scenarios: [{}]",
        "scenarios: [{text: a, screenshots: b.png, examples: [c, d], deliver_within: 30 m, volume: 3000}]",
        "scenarios: [{approved_reference: 2026}]",
    ],
)
def test_what_both_accept(text: str) -> None:
    """Empty values, numbers for texts and every way of writing days are right in both."""
    whole = text if text.startswith("scenarios") else f"{text}\n{NOTICES}"

    assert "" == refusal(whole)
    assert [] == marks(whole)


@pytest.mark.parametrize(
    "text",
    [
        "kind: send-plan",
        "step: launched",
        "route: myself",
        "partner: [a]",
        "company: a",
        "account: []",
        "account: {special_application: soon}",
        "certified_provider: {since: 2026}",
        "certified_provider: 2026-05-01",
        "documents: [nda]",
        "documents: {nda: 2026-11-02}",
        "documents: {nda: {signed: true}}",
        "dates: {launch: 2026-13-01}",
        "dates: {launch: 2026-12-32}",
        "dates: {launch: 2026-12-01 10:00}",
        "dates: {launch: 12/01/2026}",
        "dates: {launch: 民國115年12月}",
        "statements: [ux-guideline]",
        "statements: {ux-guideline: yes}",
        "contact: 02-2345-6789",
        "privacy: {policy: [a]}",
        "received: {a: b}",
        "received: ['']",
        "templates: ''",
        "scenarios: []",
        "scenarios: {scenario: bill}",
        "scenarios: [bill]",
        "scenarios: [{text: ['']}]",
        "scenarios: [{template: [a]}]",
        "scenarios: [{deliver_within: 30}]",
        "scenarios: [{fallback: {}}]",
        "scenarios: [{message: fax}]",
        "scenarios:",
        "",
    ],
)
def test_what_both_refuse(text: str) -> None:
    """What nmlint refuses, an editor marks."""
    whole = text if text.startswith("scenarios") or not text else f"{text}\n{NOTICES}"

    assert refusal(whole)
    assert marks(whole)
