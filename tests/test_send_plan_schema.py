"""The schema that editors use for send plans says what nmlint reads there, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from nmlint.catalogue.gathering import Root
from nmlint.catalogue.loader import load
from nmlint.catalogue.schema import load_schema, validate
from nmlint.catalogue.tree import read_tree
from nmlint.documents.sendplan import read_send_plan
from nmlint.errors import UnreadableError
from nmlint.source import Source

PLANS = Path(__file__).parents[1] / "fixtures" / "plans"
PLAN = load_schema("send-plan")
DEFS = PLAN["$defs"]
COMMON = load_schema("common")["$defs"]
AUDIENCE = DEFS["audience"]["properties"]
STEPS = "steps: [{channel: sms}]\n"
# Longer than any known word, so that none is suggested in place of the list of all.
STRANGE = "q" * 60


def refusal(text: str) -> str:
    """What nmlint says against a plan, nothing when it reads it."""
    try:
        read_send_plan(Source("plan.yaml", text))
    except UnreadableError as error:
        return str(error)
    return ""


def marks(text: str, name: str = "plan.yaml") -> list[str]:
    """What an editor would mark in a plan."""
    return list(map(str, validate("send-plan", read_tree(Source(name, text)))))


def listed(said: str) -> set[str]:
    """The words that a refusal offers."""
    found = re.search(r"(?:known here: |known: )(.*)$", said, re.MULTILINE)
    assert found, said
    return set(found[1].split(", "))


@pytest.mark.parametrize(
    ("text", "schema"),
    [
        ("?: 1", PLAN),
        ("steps: [{channel: sms, ?: 1}]", DEFS["step"]),
        ("reminders: [{before: 1d, ?: 1}]", PLAN["properties"]["reminders"]["items"]),
        ("limits: {?: 1}", PLAN["properties"]["limits"]),
        ("prices: {?: 1}", PLAN["properties"]["prices"]),
        ("audience: {?: 1}", DEFS["audience"]),
        ("audience: {rates: {?: 1}}", AUDIENCE["rates"]),
        ("audience: {counts: {?: 1}}", AUDIENCE["counts"]),
        ("audience: {states: {?: 1}}", AUDIENCE["states"]),
        ("audience: {delivered: {?: 1}}", AUDIENCE["delivered"]),
        ("variables: {a: {?: 1}}", COMMON["variable"]),
    ],
)
def test_keys(text: str, schema: dict[str, Any]) -> None:
    """On every level the schema has the keys that nmlint reads, and no others."""
    assert set(schema["properties"]) == listed(refusal(text.replace("?", STRANGE)))
    assert schema["additionalProperties"] is False


@pytest.mark.parametrize(
    ("text", "schema"),
    [
        ("kind: ?", PLAN["properties"]["kind"]),
        ("steps: [{channel: ?}]", DEFS["step"]["properties"]["channel"]),
        ("audience: {friends: ?}", AUDIENCE["friends"]),
    ],
)
def test_choices(text: str, schema: dict[str, Any]) -> None:
    """Wherever nmlint takes one of several words, the schema offers those words."""
    assert {word for word in schema["enum"] if word is not None} == listed(refusal(text.replace("?", STRANGE)))


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
        PLAN["properties"],
        AUDIENCE,
        DEFS["step"]["properties"],
        PLAN["properties"]["limits"]["properties"],
        PLAN["properties"]["prices"]["properties"],
        PLAN["properties"]["reminders"]["items"]["properties"],
        *(AUDIENCE[key]["properties"] for key in ("rates", "counts", "states", "delivered")),
    ],
)
def test_editors_have_something_to_show(properties: dict[str, Any]) -> None:
    """Each key has a description."""
    assert [] == [key for key, schema in properties.items() if not described(schema)]


@pytest.mark.parametrize("path", sorted((PLANS / "valid").iterdir()), ids=lambda path: path.name)
def test_whole_plans_that_both_accept(path: Path) -> None:
    """What an editor lets pass, nmlint reads."""
    text = path.read_text(encoding="utf-8")

    read_send_plan(Source(path.name, text))
    assert [] == marks(text, path.name)


# The sum of shares no schema can know; a comma too many is one of JSON's own faults.
ONLY_READ = frozenset({"states.yaml", "comma.json"})


@pytest.mark.parametrize(
    "path",
    [path for path in sorted((PLANS / "broken").iterdir()) if path.name not in ONLY_READ],
    ids=lambda path: path.name,
)
def test_whole_plans_that_both_refuse(path: Path) -> None:
    """What nmlint refuses, an editor marks."""
    tree = read_tree(Source(path.name, path.read_text(encoding="utf-8")))

    assert tree.faults or validate("send-plan", tree)


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(f"{key}:" for key in PLAN["properties"] if key != "steps"),
        "audience: {" + ", ".join(f"{key}: " for key in AUDIENCE) + "}",
        "limits: {late: , duplicate: , never: }",
        "limits: {late: 0, duplicate: 0.01, never: 0.5}",
        "limits: {late: 100%, duplicate: 1%, never: 0 %}",
        "limits: {late: 99.5％, duplicate: '5e-05', never: 0.30000000000000004}",
        "scenario: 7\nsender: 104\nevent: true",
        "deliver_within: 30 m",
        "deliver_by: 2026-12-01T18:00:30+08:00",
        "deliver_by: 2026-12-01 18:00Z",
        "send_at: 0:00",
        "quiet_hours: 22:00 to 8:00",
        "quiet_hours: 22:00至08:00",
        "timezone: UTC",
        "friends: follow",
        "deduplicate_by: [1, true]",
        "audience: {countries: tw}",
        "audience: {counts: {later: 1}}",
        "audience: {counts: {later: 0, never: 3}, rates: , states: }",
        "audience: {delays: {1 d: 1}}",
        "reminders: []",
        "budget: 30,000",
        "budget: 30000.50 TWD",
        "budget: NT$ 5",
        "budget: USD 5\nexchange: {USD: NT$30}",
        "prices: {sms: 0.8～1.2 元}",
        "prices: {sms: 1 JPY至2 JPY}\nexchange: {JPY: 0.2}",
        "exchange: {USD: }",
    ],
)
def test_what_both_accept(text: str) -> None:
    """Empty values, numbers for texts and every way of writing shares, times and money are right in both."""
    assert "" == refusal(f"{text}\n{STEPS}")
    assert [] == marks(f"{text}\n{STEPS}")


@pytest.mark.parametrize(
    "text",
    [
        "scenario: [a]",
        "id: ' '",
        "evidence: a",
        "fallback: {channel: sms}",
        "message: sms",
        "deliver_within: 30",
        "deliver_within: 30x",
        "deliver_by: 2026-12-01",
        "deliver_by: 2026-13-01 18:00",
        "deliver_by: 2026-12-01 24:00",
        "deliver_by: 2026-12-01 18:00+8",
        "send_at: 24:00",
        "send_at: 930",
        "quiet_hours: 22-8",
        "friends: {a: b}",
        "deduplicate_by: [[a]]",
        "audience: []",
        "audience: {size: 0}",
        "audience: {size: 1.5}",
        "audience: {countries: TWN}",
        "audience: {countries: [TW, '']}",
        "audience: {rates: {}}",
        "audience: {counts: {}}",
        "audience: {counts: {later: -1}}",
        "audience: {delays: {}}",
        "audience: {delays: {0h: 100%}}",
        "audience: {delays: {1h: 2}}",
        "audience: {rates: {later: 1}, counts: {later: 1}}",
        "audience: {deliveries: a.csv, states: {verified-first: 1}}",
        "limits: {late: 101%}",
        "limits: {late: 1.5}",
        "limits: {late: -1%}",
        "limits: {late: 08%}",
        "limits: 5%",
        "reminders: {before: 1d}",
        "reminders: [{}]",
        "reminders: [{before: }]",
        "reminders: [{before: 1}]",
        "budget: -5",
        "budget: 1,5",
        "budget: 1-2",
        "budget: US$ 5",
        "prices: {sms: 1-2-3}",
        "prices: {sms: cheap}",
        "exchange: {usd: 3}",
        "exchange: {TWD: 3}",
        "exchange: {USD: 0}",
        "exchange: {USD: '0.00'}",
        "exchange: {USD: 1 EUR}",
        "steps: []",
        "steps: {channel: sms}",
        "steps: [sms]",
        "steps: [{}]",
        "steps: [{channel: }]",
        "steps: [{channel: do-not-send}]",
        "steps: [{channel: sms, template: a, text: b}]",
        "steps: [{channel: sms, text: ''}]",
        "steps: [{channel: sms, template: ' '}]",
        "steps: [{channel: sms, fallbackAfter: 30m}]",
        "steps: [{channel: sms, fallbackAfter: -1}]",
        "steps:",
        "",
    ],
)
def test_what_both_refuse(text: str) -> None:
    """What nmlint refuses, an editor marks."""
    whole = text if text.startswith("steps") or not text else f"{text}\n{STEPS}"

    assert refusal(whole)
    assert marks(whole)


@pytest.mark.parametrize("name", ["config", "send-plan", "rule", "common", "retired"])
def test_a_schema_makes_no_policy(tmp_path: Path, name: str) -> None:
    """A file that stands among policies and is called like a plan, or like a configuration, is no part of a pack."""
    policies = tmp_path / "policies"
    policies.mkdir()
    (policies / f"{name}.yaml").write_text(f"kind: send-plan\n{STEPS}", encoding="utf-8")

    loaded = load([Root("policies", "policies", policies)])

    assert {} == loaded.entries
    (fault,) = (fault for fault in loaded.faults if f"policies/{name}.yaml" in fault.path)
    assert "nmlint has no use for this file" in fault.what
