"""What the project measures itself by: enough messages, hard ones, and none that its table was taught."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from nmlint.catalogue import load_builtin
from nmlint.evaluation import LABELS
from nmlint.intent.facts import Kind

ROOT = Path(__file__).parents[1]
SET = ROOT / "fixtures" / "evaluation"
CORPUS = ROOT / "corpus"
FEWEST = 600
LENGTH = 6
ALIKE = 0.6


def rows(*names: str) -> list[dict[str, Any]]:
    """The rows of some files of the set."""
    return [json.loads(line) for name in names for line in (SET / name).read_text("utf-8").splitlines()]


MESSAGES = rows("notices.jsonl", "offers.jsonl", "everyday.jsonl")
FACTS = rows("facts.jsonl")


def test_there_are_enough_messages() -> None:
    """Each is labelled, and no two are the same."""
    assert len(MESSAGES) >= FEWEST
    assert {row["label"] for row in MESSAGES} <= LABELS
    assert [] == [text for text, times in Counter(row["text"] for row in [*MESSAGES, *FACTS]).items() if times > 1]


def test_ids_are_unique() -> None:
    """An id names one row of one file."""
    assert [] == [name for name, times in Counter(row["id"] for row in [*MESSAGES, *FACTS]).items() if times > 1]


def test_every_scenario_is_there() -> None:
    """All 18 scenarios of the sales kit, as notices and below an advert; only known ones."""
    scenarios = load_builtin().scenarios
    numbered = {scenario.id for scenario in scenarios.values() if scenario.number is not None}
    named = {(row["label"], row["scenario"]) for row in MESSAGES if row["scenario"] is not None}

    assert 18 == len(numbered)
    assert set() == {(label, name) for label in ("transactional", "mixed") for name in numbered} - named
    assert {name for _, name in named} <= scenarios.keys()


def test_enough_of_it_is_hard() -> None:
    """At least a third is marked hard or is an advert, and of the notices alone a third is hard."""
    notices = [row for row in MESSAGES if row["label"] == "transactional"]
    hard = [row for row in MESSAGES if row.get("hard") or row["label"] == "promo"]

    assert 3 * len(hard) >= len(MESSAGES)
    assert 3 * sum(row.get("hard", False) for row in notices) >= len(notices)


def test_facts_stand_in_their_texts() -> None:
    """Every fact is written in its text, as often as it is listed, and is of a known kind."""
    stray = [
        (row["id"], fact["text"])
        for row in FACTS
        for fact in row["facts"]
        if fact["kind"] not in set(Kind)
        or row["text"].count(fact["text"]) < sum(fact == other for other in row["facts"])
    ]

    assert [] == stray


def sequences(text: str) -> set[str]:
    """The distinct sequences of six characters in a text."""
    return {text[at : at + LENGTH] for at in range(len(text) - LENGTH + 1)}


def texts_below(data: object) -> Iterator[str]:
    """Every text in what a YAML file holds."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for value in data.values() if isinstance(data, dict) else data:
            yield from texts_below(value)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the installed package is tested away from the corpus")
def test_no_message_was_taught() -> None:
    """No text of the corpus holds 60 % or more of the six-character sequences of a message."""
    sought = {row["id"]: sequences(row["text"]) for row in MESSAGES}
    owners = defaultdict(list)
    for name, own in sought.items():
        for sequence in own:
            owners[sequence].append(name)
    alike = []
    for path in sorted(CORPUS.rglob("*.yaml")):
        for text in texts_below(yaml.load(path.read_text("utf-8"), yaml.CBaseLoader)):  # noqa: S506  makes texts only
            shared = Counter(name for sequence in sequences(text) for name in owners.get(sequence, ()))
            alike += [(name, path.name, text) for name, n in shared.items() if n >= ALIKE * len(sought[name])]

    assert [] == alike
