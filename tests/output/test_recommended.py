"""How a recommendation reads: beside a verdict, under a refusal, and in full."""

from __future__ import annotations

import pytest

from nmlint.bilingual import Bilingual
from nmlint.errors import Fault
from nmlint.output.recommending import as_data, in_full, in_short, of_refusal
from nmlint.output.text import TextReport
from nmlint.report import (
    Alternative,
    Artefact,
    Change,
    Identity,
    Problem,
    Reason,
    Recommendation,
    Report,
    ScenarioGuess,
)
from nmlint.verdict import Verdict

NO_ADS = Bilingual("No advertising", "不可廣告")
WITHIN_A_DAY = Recommendation(
    "notification-message",
    (Reason(None, "urgency-1-day", Bilingual("A day will do", "一天內即可")), Reason(None, "scenario-01")),
    "within-a-day",
    (Change(Bilingual("it must arrive within an hour", "須在一小時內送達"), "sms", "urgency-1-hour"),),
    notes=(Bilingual("plan a fallback", "請規劃備援"),),
)
BY_SMS = Recommendation(
    "sms",
    (Reason("channel/card-use-alert", "legal-doubt", "at once"), Reason("house/alerts", None)),
    "within-five-minutes",
    alternatives=(Alternative("email", (), "legal-doubt", "law"),),
)
REFUSED = Recommendation(
    "do-not-send",
    (Reason("promotion/price-cut", "no-advertising", NO_ADS), Reason("promotion/coupon", "no-advertising", NO_ADS)),
    would_change=(Change(Bilingual("it is taken out", "刪去"), "notification-message", None),),
    alternatives=(
        Alternative("oa-push", (Bilingual("a friend", "好友"),), "friend-only-messaging-api", "platform"),
        Alternative("sms", (Bilingual("consent", "同意"), Bilingual("a way out", "可拒絕")), None, "law"),
    ),
)


@pytest.mark.parametrize(
    ("given", "english", "chinese"),
    [
        (
            WITHIN_A_DAY,
            "LINE notification message (within a day: urgency-1-day, scenario-01)",
            "LINE 通知型訊息（一天內：urgency-1-day、scenario-01）",
        ),
        (
            BY_SMS,
            "SMS (within five minutes: legal-doubt, house/alerts)",
            "簡訊（五分鐘內：legal-doubt、house/alerts）",
        ),
        (REFUSED, "do not send", "先不要發送"),
        (Recommendation("email", (Reason(None, "x"),)), "e-mail (x)", "電子郵件（x）"),
    ],
)
def test_in_short(given: Recommendation, english: str, chinese: str) -> None:
    """The channel and what decided, in a few words; a refusal has its reasons elsewhere."""
    assert (english, chinese) == (in_short(given, "en"), in_short(given, "zh-TW"))


def test_under_a_refusal() -> None:
    """The rules, what would let it out, and which channels may carry it, a line each; nothing where all is well."""
    assert [
        ("because", "promotion/price-cut (no-advertising), promotion/coupon (no-advertising)"),
        ("if", "it is taken out → LINE notification message"),
        (
            "the promotion may go by",
            "official-account push, SMS (see nmlint recommend for the consent that each needs)",
        ),
    ] == list(of_refusal(REFUSED, "en"))
    assert ("宣傳內容可改走", "官方帳號推播、簡訊（各需要哪些同意，見 nmlint recommend）") == list(
        of_refusal(REFUSED, "zh-TW")
    )[-1]
    assert [] == list(of_refusal(WITHIN_A_DAY, "en"))


@pytest.mark.parametrize(
    ("given", "lang", "expected"),
    [
        (
            WITHIN_A_DAY,
            "zh-TW",
            [
                ("建議通路", "LINE 通知型訊息（一天內）"),
                ("原因", "urgency-1-day：一天內即可"),
                ("原因", "scenario-01"),
                ("如果", "須在一小時內送達 → 簡訊 (urgency-1-hour)"),
                ("說明", "請規劃備援"),
            ],
        ),
        (
            BY_SMS,
            "en",
            [
                ("channel", "SMS (within five minutes)"),
                ("because", "channel/card-use-alert (legal-doubt): at once"),
                ("because", "house/alerts"),
                ("another channel", "e-mail (law, legal-doubt)"),
            ],
        ),
        (
            REFUSED,
            "zh-TW",
            [
                ("建議通路", "先不要發送"),
                ("原因", "promotion/price-cut (no-advertising)：不可廣告"),
                ("原因", "promotion/coupon (no-advertising)"),
                ("如果", "刪去 → LINE 通知型訊息"),
                ("其他通路", "官方帳號推播（LINE 平台規定，friend-only-messaging-api）：好友"),
                ("其他通路", "簡訊（法律）：同意；可拒絕"),
            ],
        ),
    ],
)
def test_in_full(given: Recommendation, lang: str, expected: list[tuple[str, str]]) -> None:
    """Everything is said, in the words of the clauses, which are not said twice."""
    assert expected == list(in_full(given, lang))


def report(*, lang: str = "en") -> Report:
    """A run over one notice that was judged and one that was not."""
    judged = Artefact(
        "a",
        "a.j2",
        "template",
        Verdict.PASS,
        scenario=ScenarioGuess("delivery", "delivery", 0.9),
        recommendation=WITHIN_A_DAY,
    )
    refused = Artefact("b", "b.j2", "template", None, problem=Problem("unreadable", Bilingual("cannot", "不行")))
    asked_in_part = Artefact("c", "c.j2", "template", None)
    fault = Fault("rules/x.yaml", 3, Bilingual("wrong", "有誤"))
    policy = Identity("line-tw", "d" * 64, "2026-11-23")
    return Report((judged, refused, asked_in_part), Identity("1", "c" * 64), policy, "0.1.0", None, lang, (fault,))


def test_a_whole_run() -> None:
    """Each artefact has its advice, or why there is none; what did not load is told, and what judged is named."""
    assert [
        "a.j2: pass · scenario: delivery",
        "  channel: LINE notification message (within a day)",
        "  because: urgency-1-day: A day will do",
        "  because: scenario-01",
        "  if: it must arrive within an hour → SMS (urgency-1-hour)",
        "  note: plan a fallback",
        "",
        "b.j2: not judged: cannot",
        "",
        "c.j2: not fully asked (--select)",
        "",
        "rules/x.yaml:3: fault in the rules: wrong",
        "",
        "nmlint 0.1.0 · catalogue 1 (cccccccccccc) · policy line-tw (dddddddddddd) · intent () · as of 2026-11-23",
    ] == list(TextReport("en").recommendations(report()))


def test_a_whole_run_as_data() -> None:
    """The data says what judged, and of each artefact what was advised, in the language of the run."""
    english, chinese = as_data(report()), as_data(report(lang="zh-TW"))

    assert ["schema", "nmlint", "catalogue", "policy", "intent", "faults", "artefacts"] == list(english)
    assert [WITHIN_A_DAY.to_dict("en"), None, None] == [entry["recommendation"] for entry in english["artefacts"]]
    assert {
        "channel": "notification-message",
        "deadline": "within-a-day",
        "reasons": [
            {"rule": None, "clause": "urgency-1-day", "says": "一天內即可"},
            {"rule": None, "clause": "scenario-01", "says": ""},
        ],
        "would_change": [{"when": "須在一小時內送達", "channel": "sms", "clause": "urgency-1-hour"}],
        "alternatives": [],
        "notes": ["請規劃備援"],
    } == chinese["artefacts"][0]["recommendation"]
    assert "不行" == chinese["artefacts"][1]["error"]["message"]
