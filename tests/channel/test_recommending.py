"""Which channel is recommended, why, and what would change the answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from nmlint.bilingual import Bilingual
from nmlint.catalogue import load_builtin
from nmlint.channel.matrix import matrix_of
from nmlint.channel.recommending import Facts, recommend
from nmlint.durations import parsed
from nmlint.finding import Confidence, Finding, Kind, Severity
from nmlint.report import Recommendation
from nmlint.source import Location, Source, Span
from nmlint.verdict import Verdict, verdict_of

FIXTURE: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parents[2] / "fixtures" / "channels" / "recommendations.yaml").read_text(encoding="utf-8")
)
CATALOGUE = load_builtin()
MATRIX = matrix_of(CATALOGUE)
HERE = Location.of(Source("a.j2", "text"), Span(0, 4))
LINE, NOWHERE = "notification-message", "do-not-send"


def finding(written: str, kind: Kind = Kind.VIOLATION) -> Finding:
    """The finding that `severity rule clause` stands for; one set aside is an error that does not count."""
    severity, rule, clause = written.split()
    aside = severity == "set-aside"
    weight = Severity.ERROR if aside else Severity(severity)
    return Finding(
        rule, kind, weight, Confidence.HIGH, False, "said", HERE, clause, suppressed="accepted" if aside else None
    )


def facts(**given: Any) -> Facts:
    """The facts as the fixture writes them."""
    scenario, deadline = given.get("scenario"), given.get("deadline")
    return Facts(
        Verdict(given.get("verdict", "pass")),
        tuple(map(finding, given.get("findings", ()))),
        CATALOGUE.scenarios[scenario] if scenario else None,
        given.get("declared", scenario is not None),
        given.get("type", "line-flexible"),
        deadline and parsed(deadline),
        given.get("notice"),
        given.get("fallback", False),
        given.get("promotional", False),
        tuple(map(finding, given.get("shown", ()))),
    )


def advice(known: Facts) -> Recommendation:
    """The recommendation by the matrix that ships."""
    return recommend(known, MATRIX, CATALOGUE.clauses)


@pytest.mark.parametrize("case", FIXTURE["cases"])
def test_cases(case: str) -> None:
    """Every fact that matters has its answer, with its reasons and what would change it."""
    expected = FIXTURE["cases"][case]
    given_ = advice(facts(**expected["facts"]))

    assert expected["channel"] == given_.channel
    assert expected.get("deadline") == given_.deadline
    assert expected["reasons"] == [" ".join(filter(None, (reason.rule, reason.clause))) for reason in given_.reasons]
    assert expected["would_change"] == [f"{change.channel} {change.clause}" for change in given_.would_change]
    assert expected.get("alternatives", []) == [other.channel for other in given_.alternatives]
    assert len(expected["notes"]) == len(given_.notes), given_.notes
    assert [] == [note for part, note in zip(expected["notes"], given_.notes, strict=True) if part not in note]


def test_every_scenario_has_its_channel() -> None:
    """No scenario of the catalogue is without an answer, and each is the one expected."""
    assert FIXTURE["scenarios"] == {name: advice(facts(scenario=name)).channel for name in CATALOGUE.scenarios}


def test_every_notice_has_its_channel() -> None:
    """A plan that names a row of the matrix is told the channel of that row."""
    assert FIXTURE["notices"] == {name: advice(facts(notice=name)).channel for name in MATRIX.notices}


def test_a_legal_bar_says_why() -> None:
    """Card use is kept off LINE in the words of the law, and the homes of promotion name the consent they need."""
    barred = advice(facts(verdict="block", findings=["error channel/card-use-alert legal-doubt"]))
    refused = advice(facts(verdict="block", promotional=True, findings=["error promotion/price-cut no-advertising"]))

    assert "刷卡消費" in barred.to_dict("zh-TW")["reasons"][0]["says"]
    assert "regulator" in barred.to_dict("en")["reasons"][0]["says"]
    assert ["law"] * 2 == [other.basis for other in barred.alternatives]
    by_channel = {other["channel"]: other for other in refused.to_dict("zh-TW")["alternatives"]}
    assert {"oa-push", "email", "app-push", "sms"} == by_channel.keys()
    assert any("同意" in need for need in by_channel["sms"]["needs"])
    assert any("好友" in need for need in by_channel["oa-push"]["needs"])


def test_a_rule_without_a_clause_speaks_for_itself() -> None:
    """A house rule cites nothing, so its own message is the reason."""
    house = Finding("house/style", Kind.VIOLATION, Severity.ERROR, Confidence.HIGH, False, "no!", HERE)
    (reason,) = advice(Facts(Verdict.BLOCK, (house,), None, False, "sms")).reasons

    assert ("house/style", None, "no!") == (reason.rule, reason.clause, reason.says)


def test_evidence_does_not_block() -> None:
    """What waits for a declaration waits for a person, and the channel stays."""
    missing = finding("error privacy/source phone-lawfully-obtained", Kind.EVIDENCE)
    given_ = advice(Facts(Verdict.REVIEW, (missing,), CATALOGUE.scenarios["delivery"], True, "line-flexible"))

    assert LINE == given_.channel


RULES = [
    ("channel/card-use-alert", "legal-doubt"),
    ("channel/quick-delivery", "urgency-1-hour"),
    ("channel/order-placed", "urgency-5-minutes"),
    ("links/shortener", "contrast-short-url"),
    ("wording/relative-time", "validity-24h"),
    ("promotion/price-cut", "no-advertising"),
]
FINDINGS = st.builds(
    lambda severity, rule: finding(f"{severity} {rule[0]} {rule[1]}"),
    st.sampled_from(["error", "warning", "info", "set-aside"]),
    st.sampled_from(RULES),
)


@st.composite
def any_facts(draw: st.DrawFn) -> Facts:
    """Facts that agree with one another."""
    found = tuple(draw(st.lists(FINDINGS, max_size=4)))
    scenario = draw(st.sampled_from([None, *CATALOGUE.scenarios.values()]))
    promotional = any(f.clause == "no-advertising" and f.severity is Severity.ERROR and not f.suppressed for f in found)
    return Facts(
        verdict_of(found),
        found,
        scenario,
        scenario is not None and draw(st.booleans()),
        draw(st.sampled_from(["line-flexible", "line-template", LINE, "sms", "email", "app-push", "oa-push"])),
        draw(st.none() | st.integers(1, 200_000)),
        draw(st.sampled_from([None, *MATRIX.notices])),
        draw(st.booleans()),
        promotional,
        tuple(draw(st.lists(FINDINGS, max_size=2))),
    )


@given(any_facts())
def test_every_answer_holds_together(known: Facts) -> None:
    """Each reason cites something, each change leads elsewhere, no alternative is the answer, and all is bilingual."""
    given_ = advice(known)

    assert given_ == advice(known)
    assert given_.reasons
    assert all(reason.rule or reason.clause for reason in given_.reasons)
    assert all(change.channel != given_.channel for change in given_.would_change)
    assert all(other.channel != given_.channel for other in given_.alternatives)
    texts = [
        *(change.when for change in given_.would_change),
        *(need for other in given_.alternatives for need in other.needs),
        *given_.notes,
    ]
    assert [] == [text for text in texts if not isinstance(text, Bilingual) or text == text.chinese]


@given(any_facts())
def test_nothing_wrong_goes_by_line(known: Facts) -> None:
    """What is blocked, barred or in a hurry is never sent as a notification message."""
    given_ = advice(known)
    notice = MATRIX.notices.get(known.notice) if known.notice else None

    if given_.channel == LINE:
        assert not known.errors
        assert notice is None or notice.bar is None
        assert known.deadline is None or "within-an-hour" != MATRIX.class_of(known.deadline).id
    elif given_.channel == NOWHERE:
        assert known.errors


@given(any_facts(), st.randoms(use_true_random=False))
def test_the_order_of_findings_changes_no_channel(known: Facts, random: Any) -> None:
    """The answer depends on what was found, and not on where."""
    shuffled = list(known.findings)
    random.shuffle(shuffled)
    other = Facts(
        known.verdict,
        tuple(shuffled),
        known.scenario,
        known.declared,
        known.type,
        known.deadline,
        known.notice,
        known.fallback,
        known.promotional,
        known.shown,
    )

    assert advice(known).channel == advice(other).channel
