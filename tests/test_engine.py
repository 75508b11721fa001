"""What the engine says of whole templates and messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

import nmlint
from nmlint.catalogue import Rule, load_builtin
from nmlint.config import Settings
from nmlint.documents.template import read_document
from nmlint.engine import Engine
from nmlint.errors import UsageError
from nmlint.finding import Finding
from nmlint.report import Artefact
from nmlint.source import Source
from nmlint.verdict import Verdict

CATALOGUE = load_builtin()
HEAD = (
    "{#- nmlint\nscenario: delivery\nsender: 好日子書店\nvariables:\n"
    "  order_no: {type: order-number, example: TW1}\n  at: {type: datetime, example: 2026-11-23 10:00}\n-#}\n"
)
NOTICE = "【好日子書店】您的訂單 {{ order_no }} 已於 {{ at }} 出貨。若您已取貨，請忽略此訊息。客服 02-2345-6789"


def judge(text: str, settings: Settings | None = None, **others: str) -> Artefact:
    """The verdict on a template that may include the others by name."""
    sources = {name.replace("_", "."): Source(name.replace("_", "."), body) for name, body in others.items()}
    engine = Engine(CATALOGUE, settings or Settings(lang="en"))
    return engine.judge(read_document(Source("t.j2", text)), lambda name, _parent: sources.get(name))


def of(artefact: Artefact, rule: str) -> list[Finding]:
    """The findings of one rule."""
    assert artefact.problem is None
    return [finding for finding in artefact.findings if finding.rule == rule]


def test_an_honest_notice_passes_without_a_finding() -> None:
    """Nothing is said about a notice that has everything it needs."""
    artefact = judge(HEAD + NOTICE)

    assert (Verdict.PASS, ()) == (artefact.verdict, artefact.findings)


def test_an_offer_in_a_macro_behind_a_branch_written_full_width_is_found_where_it_stands() -> None:
    """The finding leads to the macro's line, tells the branch, and how the text reads."""
    macros = "{% macro end(vip) %}{% if vip %}全館 ８５折起{% endif %}{% endmacro %}"
    text = HEAD + "{% from 'm.j2' import end %}" + NOTICE + "{{ end(vip) }}"

    (finding,) = of(judge(text, m_j2=macros), "promotion/price-cut")

    start = macros.index("８５折起")
    assert ("m.j2", start) == (finding.location.path, finding.location.start.offset)
    assert "vip" == finding.condition
    assert finding.read_as.startswith("85折")
    (call,) = finding.through
    assert ("t.j2", text.index("{{ end(vip)")) == (call.path, call.start.offset)


@pytest.mark.parametrize(
    "expression",
    [
        '{{ note or "限時優惠" }}',
        '{{ note|default("限時優惠") }}',
        '{{ "限時" ~ "優惠" }}',
        '{% set s = "限時優惠" %}{{ s }}',
    ],
)
def test_constants_of_an_expression_are_the_authors_words(expression: str) -> None:
    """A text that the template itself holds is judged, wherever it is written."""
    assert of(judge(HEAD + NOTICE + expression), "promotion/offer-words")


def test_an_example_is_not_the_authors_text() -> None:
    """What a value might hold is never judged as if it stood in the template."""
    head = HEAD.replace("-#}", "  note: {type: text, example: 限時優惠買一送一}\n-#}")

    assert not [f for f in judge(head + NOTICE + "備註：{{ note }}").findings if f.rule.startswith("promotion/")]


@pytest.mark.parametrize(
    ("values", "before", "found"),
    [
        ("[已送達, 全館85折]", "", {"promotion/price-cut": "85折"}),
        ("['全館8折 ', 買一送一]", "", {"promotion/price-cut": "8折", "promotion/buy-one-get-one": "買一送一"}),
        ("[送一, 送達]", "買一", {"promotion/buy-one-get-one": "買一送一"}),
        ("[已入帳, 已使用]", "您的折價券", {}),
        ("[好日子書店, 1]", "", {}),
    ],
)
def test_the_values_of_a_choice_are_the_authors_words(values: str, before: str, found: dict[str, str]) -> None:
    """What a choice lists will be sent as it stands, so an offer among it is one; it is told where it is listed."""
    head = HEAD.replace("-#}", f"  state: {{type: choice, values: {values}}}\n-#}}")
    text = head + NOTICE + before + "{{ state }}"
    findings = [each for each in judge(text).findings if each.rule.startswith("promotion/")]

    assert found == {finding.rule: finding.matched for finding in findings}
    for finding in findings:
        if not before:
            assert finding.matched in text[finding.location.start.offset : finding.location.end.offset]
            assert finding.location.start.line == 1 + head[: head.index("values")].count("\n")


def test_the_same_words_on_two_branches_are_two_findings_with_their_conditions() -> None:
    """Each place is told once, with the branch it stands on."""
    text = HEAD + NOTICE + "{% if late %}限時優惠{% else %}限時優惠{% endif %}"

    assert ["late", "not late"] == [finding.condition for finding in of(judge(text), "promotion/offer-words")]


def test_the_declared_sender_advertises_nothing() -> None:
    """A name is exempt, the same words elsewhere are not."""
    head = HEAD.replace("好日子書店", "買一送一商行")
    body = "【買一送一商行】" + NOTICE.partition("】")[2]

    assert not of(judge(head + body), "promotion/buy-one-get-one")
    assert of(judge(head + body + "全館買一送一"), "promotion/buy-one-get-one")


def test_a_selection_never_passes() -> None:
    """What was not asked in full has no verdict, but an error still blocks."""
    settings = Settings(select=("promotion",), lang="en")

    assert judge(HEAD + NOTICE, settings).verdict is None
    assert Verdict.BLOCK is judge(HEAD + NOTICE + "限時優惠", settings).verdict


def test_a_mandatory_rule_is_neither_ignored_nor_weakened() -> None:
    """Ignoring works on other rules only."""
    ignoring = Settings(ignore=("promotion", "wording"), lang="en")
    rules = {finding.rule for finding in judge(HEAD + "買一送一，今天出貨", ignoring).findings}

    assert "promotion/buy-one-get-one" in rules
    assert not [rule for rule in rules if rule.startswith("wording/")]


def test_a_wording_rule_weighs_more_with_a_fallback() -> None:
    """A missing event time confuses most where an SMS follows."""
    alone = HEAD + "【好日子書店】您的訂單 {{ order_no }} 已出貨"
    followed = alone.replace("-#}", "fallback: {channel: sms, after: 30m}\n-#}")
    severities = [
        finding.severity for text in (alone, followed) for finding in of(judge(text), "wording/event-time-missing")
    ]

    assert ["warning", "error"] == severities


def test_a_number_that_identifies_somebody_is_not_repeated() -> None:
    """Reports end in logs, so a card is told by its last digits."""
    (finding,) = of(judge(HEAD + NOTICE + "卡號 4111 1111 1111 1111"), "privacy/full-card")

    assert "**** **** **** 1111" == finding.matched


def test_no_other_finding_repeats_it_either() -> None:
    """A number that one rule masks is masked in what the others quote of the message, and in what they say."""
    report = nmlint.check({"text": "司機 0912-345-678 將於 2026/11/23 送達 TW001", "message": "sms"})
    said = report.to_json()

    assert "privacy/mobile-number" in {finding.rule for finding in report}
    assert "0912-345-678" not in said
    assert "-678" in said


@pytest.mark.parametrize("arguments", [{"name": "\ud800"}, {"config": 5}])
def test_a_wrong_call_is_told(arguments: dict[str, Any]) -> None:
    """What no report could be written with, or no configuration is, is an error of the call."""
    with pytest.raises(UsageError):
        nmlint.check("x", **arguments)


def test_a_registered_phone_number_is_the_senders_own() -> None:
    """A mobile number counts as somebody's unless it is among the sender's phones, however it is written."""
    text = HEAD + NOTICE + "專線 +886 912-345-678"

    assert of(judge(text), "privacy/mobile-number")
    assert not of(judge(text, Settings(lang="en", phones=("0912345678",))), "privacy/mobile-number")


def test_a_rule_that_needs_too_long_makes_the_artefact_not_judged() -> None:
    """A silent pass is worse than none: the rule is named, and there is no verdict."""
    slow = replace(
        CATALOGUE.rules["promotion/price-cut"],
        id="promotion/slow",
        check={"pattern": {"regex": "(?:a|aa)+$", "needs": "none"}},
    )
    rules: Mapping[str, Rule] = {"promotion/slow": slow}
    engine = Engine(replace(CATALOGUE, rules=rules), Settings(lang="en"))

    artefact = engine.judge(read_document(Source("t.j2", "a" * 60 + "b")), lambda _name, _parent: None)

    assert artefact.verdict is None
    assert artefact.problem is not None
    assert ("time-budget", True) == (artefact.problem.kind, "promotion/slow" in artefact.problem.message)


def test_two_runs_say_the_same() -> None:
    """The report is the same bytes for the same input."""
    text = HEAD + NOTICE + "{% if vip %}限時優惠{% endif %}"

    assert nmlint.check(text, name="t.j2").to_json() == nmlint.check(text, name="t.j2").to_json()


def test_a_message_is_judged_with_what_is_declared_beside_it() -> None:
    """A mapping carries the facts that a text cannot."""
    message = {"text": "提醒您 11/25 14:00 的課程，請準時上線", "scenario": "booking-reminder"}
    undeclared = {finding.rule for finding in nmlint.check(message)}
    declared = {finding.rule for finding in nmlint.check({**message, "evidence": {"booking_field": "offline-event"}})}

    assert {"scope/booking-field-undeclared"} == undeclared - declared


def test_a_report_is_true_when_nothing_reaches_the_threshold() -> None:
    """A caller may ask the report itself."""
    assert nmlint.check("您的訂單 TW001 已於 2026/11/23 10:00 出貨", kind="message")
    assert not nmlint.check("今晚限時優惠，立即搶購", kind="message")
    assert not nmlint.check("", kind="message")


BRANCHES = HEAD.replace(
    "-#}",
    "  vip: {type: choice, values: [true, false], example: false}\n  n: {type: integer, example: 3}\n"
    "  nick: {type: name, example: 小明}\n  lvl: {type: choice, values: [金, 銀, 銅], example: 金}\n-#}",
)


@pytest.mark.parametrize(
    ("template", "condition"),
    [
        ("{% if vip or n > 2 %}限時優惠{% endif %}", "n > 2 or vip"),
        ("{% if vip and n > 2 %}限時優惠{% endif %}", "vip and n > 2"),
        ("{% if not (vip and n > 2) %}限時優惠{% endif %}", "not vip or n <= 2"),
        ("{% if lvl in ('銀', '銅') %}限時優惠{% endif %}", "lvl == '銀' or lvl == '銅'"),
        ("{% if vip %}{% if n > 2 %}您{% elif nick %}限時優惠{% endif %}{% endif %}", "vip and n <= 2 and nick"),
        ("{% if lvl == '金' %}您{% elif lvl == '銀' %}好{% else %}限時優惠{% endif %}", "lvl != '金' and lvl != '銀'"),
        ("{% if vip %}{% if not vip %}您{% endif %}{% endif %}限時優惠", ""),
    ],
)
def test_the_condition_is_when_the_text_appears_and_no_less(template: str, condition: str) -> None:
    """It names what is needed and enough, alternatives included."""
    (finding,) = of(judge(BRANCHES + NOTICE + template), "promotion/offer-words")

    assert condition == finding.condition


def test_what_a_message_lacks_is_told_once() -> None:
    """Something missing on every branch has one place and no condition."""
    text = "{% import 'm.j2' as m %}{% if a %}{{ m.foot() }}{% endif %}\n您的訂單已於 2026/11/23 出貨"

    (finding,) = of(judge(text, m_j2="{% macro foot() %}謝謝{% endmacro %}"), "scope/undeclared")

    assert ("t.j2", "") == (finding.location.path, finding.condition)


def test_a_branch_that_says_nothing_is_judged_all_the_same() -> None:
    """An empty message lacks everything, and stands at the start of its file."""
    artefact = judge("{#- nmlint\nscenario: delivery\n-#}\n{% if vip %}您的訂單已於 2026/11/23 出貨{% endif %}")

    assert "not vip" in {finding.condition for finding in of(artefact, "scope/fact-missing")}


def test_macros_of_a_shared_file_need_not_all_be_used() -> None:
    """What a library offers and one template does not call is no fault of that template."""
    library = "{% macro sign() %}好日子敬上{% endmacro %}{% macro hours() %}服務時間 09:00{% endmacro %}"

    artefact = judge("{% from 'm.j2' import sign %}" + NOTICE + "{{ sign() }}", m_j2=library)

    assert not of(artefact, "template/unreached")


def test_a_file_of_macros_is_no_message() -> None:
    """Nothing is missing from a file that only others use; that its text was not seen is said."""
    artefact = judge("{% macro sign() %}好日子敬上{% endmacro %}")

    assert Verdict.REVIEW is artefact.verdict
    assert {"template/unreached"} == {finding.rule for finding in artefact.findings}


def test_text_from_several_places_is_not_called_exact() -> None:
    """A phrase put together from two literals stands at the nearest of them."""
    (finding,) = of(
        judge(HEAD + NOTICE + "{% macro m(a) %}{{ a }}優惠{% endmacro %}{{ m('限時') }}"), "promotion/offer-words"
    )

    assert not finding.exact


@pytest.mark.parametrize(
    ("text", "kind"),
    [("字" * 30_000, "too-much"), ("您的訂單\ud800已出貨", "unreadable"), ("立\ufffc即選購", "unreadable")],
)
def test_what_is_no_message_is_not_judged(text: str, kind: str) -> None:
    """A text that no push could hold, or that is not made of characters, gets no verdict."""
    (artefact,) = nmlint.check(text, kind="message").artefacts

    assert artefact.verdict is None
    assert artefact.problem is not None
    assert kind == artefact.problem.kind


def test_an_unknown_kind_is_no_silent_pass() -> None:
    """A misspelt kind would find no rule that applies."""
    with pytest.raises(nmlint.NmlintError, match="messages"):
        nmlint.check("限時優惠", kind="messages")
