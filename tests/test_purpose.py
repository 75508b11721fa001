"""What the engine says of what a message is for: advert passages, scenarios, languages, and who yields to whom."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from nmlint.catalogue import Catalogue, load_builtin
from nmlint.catalogue.making import make_rule
from nmlint.config import Settings
from nmlint.documents.model import Declaration, Document
from nmlint.engine import Engine
from nmlint.finding import Finding, Severity
from nmlint.report import Artefact
from nmlint.source import Source
from nmlint.verdict import Verdict

CATALOGUE = load_builtin()
NOTICE = "您的訂單 A2611230042 已於 2026/11/23 14:20 出貨，預計 11/25 送達。若您已收到，請忽略此訊息。"
SOFT = "院子裡的桂花開了，窗邊那張桌子替您留著。"
OFFER = "全館 8 折，歡迎選購。"
THAI = "พัสดุของคุณถูกจัดส่งแล้วและจะถึงในวันพรุ่งนี้"
DEFAULT = Engine(CATALOGUE, Settings(lang="en"))


def judge(text: str, engine: Engine = DEFAULT, **declared: Any) -> Artefact:
    """The verdict on a message of which this much is declared."""
    declaration = Declaration(**{"sender": "好日子書店", **declared})
    return engine.judge(Document("message", "m", Source("m", text), declaration), lambda _name, _parent: None)


def of(artefact: Artefact, rule: str) -> list[Finding]:
    """The findings of one rule."""
    assert artefact.problem is None
    return [finding for finding in artefact.findings if finding.rule == rule]


def with_rule(changes: Mapping[str, Any]) -> Engine:
    """An engine with one more rule."""
    data = {
        "title": {"zh-TW": "試", "en": "Trial"},
        "severity": "warning",
        "confidence": "medium",
        "clauses": [],
        "basis": "heuristic",
        "sources": [],
        "message": {"zh-TW": "試", "en": "Trial"},
        "fix": {"zh-TW": "試", "en": "Trial"},
        **changes,
    }
    rules = {**CATALOGUE.rules, "trial/rule": make_rule("trial/rule", "trial.yaml", data)}
    catalogue: Catalogue = replace(CATALOGUE, rules=rules)
    return Engine(catalogue, Settings(lang="en"))


def test_an_advert_behind_a_notice_is_marked_where_it_begins() -> None:
    """The split is known: the finding covers the advert and not one character of the notice."""
    text = NOTICE + SOFT

    (finding,) = of(judge(text, scenario="delivery"), "promotion/reads-like-advert")

    assert text.index(SOFT) <= finding.location.start.offset
    assert len(text) - 1 == finding.location.end.offset
    assert "“" in finding.message
    assert "%" in finding.message


def test_what_was_learnt_asks_for_a_look_and_blocks_nothing() -> None:
    """A message that only reads like an advert is for review."""
    artefact = judge(NOTICE + SOFT, scenario="delivery")

    assert Verdict.REVIEW is artefact.verdict
    assert {Severity.ERROR} & {finding.severity for finding in artefact.findings} == set()


def test_where_a_word_rule_speaks_the_learnt_one_is_silent() -> None:
    """One fault, one finding; another advert in the same message is still told."""
    assert [] == of(judge(NOTICE + OFFER, scenario="delivery"), "promotion/reads-like-advert")
    assert Verdict.BLOCK is judge(NOTICE + OFFER, scenario="delivery").verdict


def test_a_rule_yields_to_no_lighter_one() -> None:
    """A hint beside a warning does not silence it."""
    silenced = with_rule(
        {"check": {"phrases": {"list": ["桂花"]}}, "yields_to": {"rules": ["promotion/reads-like-advert"]}}
    )
    heavier = with_rule(
        {
            "severity": "error",
            "check": {"phrases": {"list": ["桂花"]}},
            "yields_to": {"rules": ["promotion/reads-like-advert"]},
        }
    )

    assert [] == of(judge(NOTICE + SOFT, silenced), "trial/rule")
    assert 1 == len(of(judge(NOTICE + SOFT, heavier), "trial/rule"))


def test_words_within_what_reads_like_an_advert_can_be_named() -> None:
    """The same word in the notice is let pass."""
    engine = with_rule({"check": {"reads": {"as": "advert", "naming": {"phrases": {"list": ["訂單", "桌子"]}}}}})

    assert ["桌子"] == [finding.matched for finding in of(judge(NOTICE + SOFT, engine), "trial/rule")]


@pytest.mark.parametrize(
    ("severity", "answer", "expected"),
    [("error", "warning", [Severity.WARNING]), ("warning", "none", []), ("error", None, [Severity.ERROR])],
)
def test_words_of_an_offer_in_a_record_are_doubted(severity: str, answer: str | None, expected: list[Severity]) -> None:
    """An error asks for a look, a warning is dropped; a rule that says nothing of it stays as it is."""
    doubt = {} if answer is None else {"if_no_advert": answer}
    engine = with_rule({"severity": severity, "check": {"phrases": {"list": ["出貨"]}}, **doubt})

    found = of(judge(NOTICE, engine), "trial/rule")

    assert expected == [finding.severity for finding in found]
    assert all(("record" in finding.message) is (answer == "warning") for finding in found)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (SOFT + "歡迎來坐坐，出貨以外的事也能聊。", "it reads like an advert"),
        ("已出貨", "a few words give no ground"),
        ("您的訂單 A2611230042 已於 2026/11/23 14:20 出·貨，預計 11/25 送達。", "disguise is no accident"),
        (THAI + "出貨", "nobody taught the language"),
    ],
)
def test_there_is_no_doubt_where(text: str, why: str) -> None:
    """The error stays one."""
    engine = with_rule({"severity": "error", "check": {"phrases": {"list": ["出貨"]}}, "if_no_advert": "warning"})

    assert [Severity.ERROR] == [finding.severity for finding in of(judge(text, engine), "trial/rule")], why


@pytest.mark.parametrize(
    ("declared", "wrong"),
    [("delivery", False), ("bill", True), ("outage", True), ("pick-up", True)],
)
def test_a_scenario_that_does_not_fit_is_told_with_what_fits(declared: str, wrong: bool) -> None:
    """The finding stands at the declaration and names the better one, the next, and the words that decided."""
    found = of(judge(NOTICE, scenario=declared), "scope/mismatch")

    assert wrong is bool(found)
    for finding in found:
        assert "delivery" in finding.message
        assert "“" in finding.message


def test_the_suggestion_names_the_words_that_decided() -> None:
    """Without a declaration too, in either language."""
    english, chinese = (
        of(judge(NOTICE, Engine(CATALOGUE, Settings(lang=lang))), "scope/undeclared")[0].message
        for lang in ("en", "zh-TW")
    )

    assert "delivery" in english
    assert "出貨" in english
    assert "其次" in chinese
    assert "「" in chinese


def test_an_advert_suggests_no_scenario() -> None:
    """It is none of the notices, so none is guessed."""
    assert judge("週末來坐坐，新烘的豆子剛到，吧台為您留了位子").scenario.suggested is None


def test_a_language_that_was_not_learnt_is_said_and_nothing_is_missed_in_it() -> None:
    """No rule claims that words are missing which it would not know; the message is for review, never a pass."""
    artefact = judge(THAI, scenario="delivery")

    assert Verdict.REVIEW is artefact.verdict
    assert 1 == len(of(artefact, "scope/language-unknown"))
    assert [] == [
        finding.rule for finding in artefact.findings if "missing" in finding.rule or "unclear" in finding.rule
    ]


def test_words_given_for_another_language_find_in_it() -> None:
    """A language is data: phrases of it are found at their characters."""
    engine = with_rule({"check": {"phrases": {"list": ["ลดราคา"]}}})

    assert ["ลดราคา"] == [finding.matched for finding in of(judge(THAI + " ลดราคา", engine), "trial/rule")]


@pytest.mark.parametrize(
    "text", [" ", "x", "🎉", "🎉🎉🎉", "{{ a }}", "！！！", "10 元、20 元、30 元、40 元！", "1", "，", "\n\n", "您"]
)
def test_next_to_nothing_is_judged(text: str) -> None:
    """Neither a crash nor an advert, nor another language."""
    artefact = judge(text)

    assert artefact.problem is None
    assert [] == of(artefact, "promotion/reads-like-advert")
    assert [] == of(artefact, "scope/language-unknown")


@pytest.mark.parametrize("seed", ["0", "1", "4242"])
def test_every_process_says_the_same(seed: str) -> None:
    """Whatever order its sets happen to have."""
    code = "import nmlint, sys; sys.stdout.write(nmlint.check(sys.argv[1], kind='message').to_json())"
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    said = subprocess.run(
        [sys.executable, "-c", code, NOTICE + SOFT + OFFER], capture_output=True, check=True, env=environment, text=True
    )

    assert (
        json.loads(said.stdout)["artefacts"]
        == json.loads(
            subprocess.run(
                [sys.executable, "-c", code, NOTICE + SOFT + OFFER], capture_output=True, check=True, text=True
            ).stdout
        )["artefacts"]
    )


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        (NOTICE, "transactional"),
        (SOFT, "promotional"),
        (NOTICE + SOFT, "mixed"),
        (SOFT + NOTICE, "mixed"),
        (THAI, None),
        ("🎉🎉", None),
    ],
)
def test_the_report_tells_what_a_message_does(text: str, intent: str | None) -> None:
    """It records, it advertises, or a notice carries an advert; None where that could not be read."""
    assert intent == judge(text, scenario="delivery").intent
