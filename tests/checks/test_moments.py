"""The rules of the moment of sending: whole moments, what they are told in, and how they are made ready."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from enum import Enum, IntEnum, StrEnum
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from nmlint.bilingual import CHINESE, Bilingual, in_language
from nmlint.catalogue import load_builtin
from nmlint.catalogue.schema import load_schema
from nmlint.checks.moment_facts import moment_of
from nmlint.checks.moment_tests import TESTS
from nmlint.checks.moments import Flaw, Moment
from nmlint.config import Settings
from nmlint.documents.model import Variable
from nmlint.documents.values import TYPES as TYPES_OF_VALUES
from nmlint.findings import advised, told
from nmlint.messages.recipients import read
from nmlint.rulebook import Rulebook

CASES: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parents[2] / "fixtures" / "moments.yaml").read_text(encoding="utf-8")
)
CATALOGUE = load_builtin()
RULEBOOK = Rulebook(CATALOGUE, Settings())
RULES = [rule for rule in CATALOGUE.rules.values() if "dispatch" in rule.check]


def flaws(about: str, moment: Moment) -> Iterator[tuple[str, Flaw]]:
    """What the rules about one thing find, by rule."""
    for prepared, ask in RULEBOOK.moments(about):
        flaw = ask(moment)
        if flaw is not None:
            yield prepared.rule.id, flaw


def of_value(value: object, kind: str | None = None, **declared: Any) -> dict[str, Flaw]:
    """What is found in a value of a type."""
    variable = Variable("v", kind, **declared)
    return dict(flaws("value", Moment(name="v", variable=variable, value=value, text=str(value))))


@pytest.mark.parametrize("name", CASES)
def test_moment(name: str) -> None:
    """A moment is found wrong for these reasons, at these characters, in this order, and for no others."""
    case = CASES[name]
    moment = moment_of(case["moment"])

    found = [
        [rule, moment.text[flaw.start : flaw.end] if flaw.end else ""] for rule, flaw in flaws(case["about"], moment)
    ]

    assert case["finds"] == found


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_flaw_is_told_in_both_languages(rule: Any) -> None:
    """No placeholder is left open, and none comes out empty, in any language."""
    about = rule.check["dispatch"]["about"]
    (prepared, ask) = next(pair for pair in RULEBOOK.moments(about) if pair[0].rule.id == rule.id)
    flaw = next(
        flaw
        for case in CASES.values()
        if case["about"] == about and (flaw := ask(moment_of(case["moment"]))) is not None
    )

    for said in (told(prepared, flaw), advised(prepared, flaw)):
        assert isinstance(said, Bilingual)
        assert str(said) != said.chinese
        for text in (str(said), said.chinese):
            assert not {"{variable}", "{reason}", "{hint}"} & {*text.split()}
            assert text == text.rstrip(" :：(（")
    assert "{" not in told(prepared, flaw) + told(prepared, flaw).chinese


def test_what_is_told_holds_no_value() -> None:
    """Messages end in logs: neither the value nor the receiver stands in one."""
    for case in CASES.values():
        moment = moment_of(case["moment"])
        secrets = [text for text in (moment.text, moment.to) if isinstance(text, str) and len(text) > 1]
        for prepared, ask in RULEBOOK.moments(case["about"]):
            flaw = ask(moment)
            if flaw is not None:
                said = told(prepared, flaw) + told(prepared, flaw).chinese
                assert not [secret for secret in secrets if secret in said], prepared.rule.id


def test_every_test_has_its_rule() -> None:
    """The schema, the tests and the rules name the same tests."""
    known = {(about, test) for about, tests in TESTS.items() for test in tests}
    used = {(rule.check["dispatch"]["about"], rule.check["dispatch"]["test"]) for rule in RULES}
    branches = load_schema("rule")["$defs"]["dispatch"]["allOf"]
    allowed = {
        (branch["if"]["properties"]["about"]["const"], test)
        for branch in branches
        for test in branch["then"]["properties"]["test"]["enum"]
    }

    assert known == used == allowed


def test_rules_of_the_moment_judge_no_file() -> None:
    """They are in force, and no artefact is asked them."""
    asked = {prepared.rule.id for about in TESTS for prepared, _ in RULEBOOK.moments(about)}

    assert {rule.id for rule in RULES} == asked
    assert [] == [prepared.rule.id for prepared in RULEBOOK.rules if prepared.rule.id in asked and prepared.slots]


def test_a_profile_and_a_selection_hold_for_them_too() -> None:
    """What is ignored is not asked, save what is mandatory."""
    rulebook = Rulebook(CATALOGUE, Settings(ignore=("dispatch",)))
    left = {prepared.rule.id for about in TESTS for prepared, _ in rulebook.moments(about)}

    assert {rule.id for rule in RULES if rule.mandatory} == left
    assert () == Rulebook(CATALOGUE, Settings(select=("promotion",))).moments("value")


def test_what_is_not_known_is_not_wrong() -> None:
    """A moment of which nothing is known has no flaw, but that it has no channel."""
    found = [rule for about in TESTS for rule, _ in flaws(about, Moment(needed=False))]

    assert ["dispatch/no-channel"] == found


class _Colour(Enum):
    RED = "red"


class _Size(StrEnum):
    LARGE = "L"


class _Level(IntEnum):
    GOLD = 3


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (Markup("<b>王</b>"), False),
        (_Colour.RED, False),
        (_Size.LARGE, True),
        (_Level.GOLD, True),
        (datetime(2026, 11, 25, 10, tzinfo=UTC), True),
        ({"a": {"b": [1, "x", None]}}, True),
        ({"a": object()}, False),
        ({("a", object()): 1}, False),
        (("x",) * 10, True),
        ({1, 2}, False),
    ],
)
def test_plain_data(value: object, plain: bool) -> None:
    """Texts, numbers, dates and what is made of them; no objects, no enums by name, no text that is not escaped."""
    assert plain is ("dispatch/value-not-plain" not in of_value(value, "text"))


def test_data_without_an_end() -> None:
    """A list that holds itself is refused, not followed."""
    endless: list[Any] = []
    endless.append(endless)

    assert "dispatch/value-not-plain" in dict(flaws("value", Moment(name="v", variable=Variable("v"), value=endless)))


@pytest.mark.parametrize("value", ["王\ud800明", "\udfff", "x\ufdd0", "好\U0001ffff"])
def test_halves_and_characters_that_are_none(value: str) -> None:
    """A lone surrogate comes of a cut emoji; neither it nor a noncharacter can be sent, and no test stumbles on it."""
    flaw = of_value(value, "text")["dispatch/value-characters"]

    assert "lost" in str(flaw.details["reason"])


def test_a_number_that_was_read_already() -> None:
    """What the caller made of a receiver is not worked out again."""
    moment = Moment(channel="notification-message", to="whatever", recipient=read("0912345678", "TW"))

    assert {} == dict(flaws("receiver", moment))
    refused = replace_to(moment)
    assert ["dispatch/receiver-invalid"] == [rule for rule, _ in flaws("receiver", refused)]


def replace_to(moment: Moment) -> Moment:
    """The same moment with a number that was refused."""
    return moment._replace(recipient=read("02-2345-6789", "TW"))


@pytest.mark.parametrize("to", [None, 886912345678, b"0912345678", [], ["0912345678"]])
def test_receivers_that_are_no_text(to: object) -> None:
    """Whatever else a program hands over is refused, and never read."""
    found = [rule for rule, _ in flaws("receiver", Moment(channel="notification-message", to=to))]

    assert ["dispatch/receiver-invalid"] == found


def test_a_clause_is_enforced_by_what_it_speaks_of() -> None:
    """No clause of the source document waits for the moment of sending any more."""
    waiting = [clause.id for clause in CATALOGUE.clauses.values() if clause.state == "pending"]
    of_the_moment = [clause for clause in CATALOGUE.clauses.values() if clause.checked_by == ("runtime",)]

    assert [] == waiting
    assert of_the_moment
    assert [] == [c.id for c in of_the_moment if not any(rule.startswith("dispatch/") for rule in c.rules)]


def test_words_of_the_reader() -> None:
    """A flaw is told in Chinese and in English, with the words of its reason in the same language."""
    moment = moment_of({"variable": {"type": "date"}, "value": "明天"})
    ((prepared, flaw),) = [(p, f) for p, ask in RULEBOOK.moments("value") if (f := ask(moment)) is not None]
    said = told(prepared, flaw)

    assert "is not a date" in said
    assert "不是日期" in in_language(said, CHINESE)
    assert "is not" not in said.chinese


def test_the_day_decides() -> None:
    """A rule that is not in force yet is not asked."""
    rule = replace(CATALOGUE.rules["dispatch/unfit"], effective_from="2030-01-01")
    catalogue = replace(CATALOGUE, rules={rule.id: rule})

    assert () == Rulebook(catalogue, Settings(as_of="2026-11-23")).moments("approval")
    assert 1 == len(Rulebook(catalogue, Settings(as_of="2030-01-01")).moments("approval"))


KINDS = [None, *TYPES_OF_VALUES]
PLAIN = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.decimals() | st.dates() | st.datetimes() | st.times()
)
ODD = st.text(
    st.sampled_from(
        "王{}%<>[]()&\\\"'/@.:#?xX○０．。\u200d\u200b\ufe0f\u202e\ue000\ud800 \n\t👨🏴\U000e0067賴LINEidhttps"
    )
)


@given(kind=st.sampled_from(KINDS), value=PLAIN | ODD | st.text(), mask=st.none() | st.text(max_size=8))
def test_no_value_stops_the_tests(kind: str | None, value: Any, mask: str | None) -> None:
    """Whatever is given, each test answers, within the text, and the answer can be told."""
    text = str(value)
    moment = Moment(
        name="v",
        variable=Variable("v", kind, mask=mask, values=("a",)),
        value=value,
        text=text,
        hosts=frozenset({"example.com"}),
    )

    for prepared, ask in RULEBOOK.moments("value"):
        flaw = ask(moment)
        if flaw is not None:
            assert (flaw.start is None) is (flaw.end is None)
            assert flaw.start is None or flaw.end is None or 0 <= flaw.start < flaw.end <= len(text)
            assert told(prepared, flaw)


LONG = 20_000
HOSTILE = ["a" * LONG + "@", "{{" * LONG, "<a " * LONG, '"' + " " * LONG, "@a" * LONG, "www." * LONG, "T " * LONG]
HOSTILE += ["👨\u200d" * LONG, "( " * LONG, "https://" + "a." * LONG, "https://" + "a@" * LONG, "é" * LONG, "%(" * LONG]
HOSTILE += [
    "line" * LONG,
    "\u200f" * LONG,
    "1," * LONG,
    "2026-11-25 " * LONG,
    "○" * LONG,
    "[object " * LONG,
    "-" * LONG,
]


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: ascii(value[:12]))
def test_a_hostile_value_takes_no_time(value: str) -> None:
    """However long a value is and whatever it is made of, no test takes more than its length allows."""
    for kind in ("text", "name", "datetime", "url", "period", "reference"):
        moment = Moment(name="v", variable=Variable("v", kind, mask="王○明"), value=value, text=value)
        start = perf_counter()

        for _, ask in RULEBOOK.moments("value"):
            ask(moment)

        assert perf_counter() - start < 2


@pytest.mark.parametrize("sign", ["A", "9", "王", "\u0301", "👨\u200d", " ", "密碼", "LINE "], ids=ascii)
def test_a_huge_value_is_refused_at_once(sign: str) -> None:
    """That a value is too long is told without reading it, whichever test is asked first."""
    value = sign * (10_000_000 // len(sign))
    for kind in ("text", "name", "order-number", "url"):
        moment = Moment(name="v", variable=Variable("v", kind), value=value, text=value)
        start = perf_counter()

        found = dict(flaws("value", moment))

        assert {"dispatch/value-not-plain", "dispatch/value-too-long"} <= found.keys()
        assert perf_counter() - start < 0.5
