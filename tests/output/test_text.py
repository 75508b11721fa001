"""The text report: what a person reads about findings, verdicts and what could not be judged."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nmlint.bilingual import Bilingual
from nmlint.finding import Confidence, Finding, Kind, Severity
from nmlint.output.terminal import Style
from nmlint.output.text import TextReport
from nmlint.output.words import _WORDS, known, word
from nmlint.report import (
    Artefact,
    Identity,
    Problem,
    Reason,
    Recommendation,
    Report,
    ScenarioGuess,
    Unreached,
)
from nmlint.source import Location, Source, Span
from nmlint.verdict import Verdict, score_of

SOURCE = Source("templates/a.j2", "您好\n今晚加購享８折\n")
MACROS = Source("macros.j2", "{% macro m() %}")


def finding(**changes: object) -> Finding:
    """A finding on ８折."""
    facts: dict[str, object] = {
        "rule": "promotion/discount",
        "kind": Kind.VIOLATION,
        "severity": Severity.ERROR,
        "confidence": Confidence.HIGH,
        "mandatory": True,
        "message": "「８折」是降價",
        "location": Location.of(SOURCE, Span(8, 10)),
        "clause": "no-advertising",
        "matched": "８折",
        "read_as": "8折",
        "fix": "刪去",
    }
    return Finding(**{**facts, **changes})  # type: ignore[arg-type]


def artefact(*findings: Finding, verdict: Verdict | None = Verdict.BLOCK, **facts: object) -> Artefact:
    """An artefact with these findings."""
    given: dict[str, object] = {
        "id": "a",
        "path": "templates/a.j2",
        "kind": "template",
        "verdict": verdict,
        "score": verdict and score_of(findings, verdict),
        "findings": findings,
        "sources": {"templates/a.j2": SOURCE, "macros.j2": MACROS},
        "variants": 1,
    }
    return Artefact(**{**given, **facts})  # type: ignore[arg-type]


def printed(*artefacts: Artefact, lang: str = "en", explain: bool = False) -> list[str]:
    """The report's lines."""
    policy = Identity("line-tw", "d" * 64, "2026-11-23")
    report = Report(artefacts, Identity("1", "c" * 64), policy, "0.1.0", intent="e" * 64)
    return list(TextReport(lang, 80, explain_score=explain).lines(report))


def test_a_blocked_template_in_chinese() -> None:
    """The whole report of one blocked template."""
    blocked = artefact(
        finding(condition="order.late", through=(Location.of(MACROS, Span(3, 8)),)),
        scenario=ScenarioGuess("delivery", "bill", 0.75),
        recommendation=Recommendation("do-not-send", (Reason("promotion/discount", "no-advertising"),)),
        variants=2,
    )

    assert [
        "templates/a.j2:2:6: 錯誤 promotion/discount (no-advertising)",
        "  「８折」是降價",
        "     2 | 今晚加購享８折",
        "       |           ^^^^",
        "  讀作：8折",
        "  僅當：order.late",
        "  經由：macros.j2:1:4",
        "  建議：刪去",
        "",
        "templates/a.j2: 擋下 · 分數 49/100 · 情境：delivery · 看起來是 bill (75%) · 2 種變化 · 建議通路：先不要發送",
        "  原因：promotion/discount (no-advertising)",
        "",
        "共 1 份：擋下 1；發現 1 項",
        "nmlint 0.1.0 · 規則 1 (cccccccccccc) · 政策 line-tw (dddddddddddd) · 語意 (eeeeeeeeeeee) · 基準日 2026-11-23",
    ] == printed(blocked, lang="zh-TW")


def test_english_and_the_score() -> None:
    """The same in English, with the arithmetic of the score."""
    lines = printed(artefact(finding(), scenario=ScenarioGuess(None, "bill", None)), explain=True)

    assert "templates/a.j2:2:6: error promotion/discount (no-advertising)" == lines[0]
    assert "  read as: 8折" in lines
    assert "templates/a.j2: block · score 49/100 · scenario: undeclared, looks like bill" in lines
    assert "  score: 100 - 40 (promotion/discount: error, high) → held in 0..49 = 49" in lines
    assert "1 checked: block 1; 1 findings" in lines
    assert "  分數：100 - 40（promotion/discount：錯誤，信心高） → 限制在 0～49 之間 = 49" in printed(
        artefact(finding()), lang="zh-TW", explain=True
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"suppressed": "accepted by LINE's review"}, "  not counted: accepted by LINE's review"),
        (
            {"exact": False},
            "  (the text comes from several places or was rewritten; the nearest place in the source is marked)",
        ),
        ({"kind": Kind.EVIDENCE}, "templates/a.j2:2:6: error promotion/discount (no-advertising) [evidence missing]"),
        ({"clause": None}, "templates/a.j2:2:6: error promotion/discount"),
        ({"message": "a\x1b[2Jb\nc"}, "  a‹U+001B›[2Jb"),
        ({"fix": "one\ntwo"}, "    two"),
        ({"condition": "a\nb"}, "  only when: a"),
        ({"matched": "x\u200b", "read_as": "x"}, "  read as: x"),
    ],
)
def test_what_else_is_said(changes: dict[str, object], expected: str) -> None:
    """Each circumstance of a finding has its line, and nothing reaches the terminal raw."""
    assert expected in printed(artefact(finding(**changes)))


def test_not_judged() -> None:
    """What could not be judged says why, where, and in the reader's language."""
    reason = Bilingual("unknown key 'x'\nsecond line", "不認得「x」\n第二行")
    problem = Problem("unreadable", reason, Location.of(SOURCE, Span(0, 1)), (Location.of(MACROS, Span(0, 1)),))
    refused = artefact(verdict=None, score=None, problem=problem)

    assert [
        "templates/a.j2:1:1: 未判斷: 不認得「x」",
        "  第二行",
        "     1 | 您好",
        "       | ^^",
        "  經由：macros.j2:1:1",
        "",
        "共 1 份：未判斷 1；發現 0 項",
    ] == printed(refused, lang="zh-TW")[:-1]


def test_not_fully_asked() -> None:
    """Under a selection nothing passes."""
    assert "templates/a.j2: not fully asked (--select)" in printed(artefact(verdict=None, score=None))


def test_unreached_text_is_told() -> None:
    """Text that no variant shows is shown by place and reason."""
    gap = Unreached(Location.of(SOURCE, Span(3, 5)), Bilingual("too many branches", "分支太多"))
    passed = artefact(verdict=Verdict.PASS, unreached=(gap,))

    assert "templates/a.j2:2:1: no variant shows this text: too many branches" in printed(passed)
    assert "templates/a.j2:2:1: 沒有任何一種情況會顯示這段文字: 分支太多" in printed(passed, lang="zh-TW")


def test_json_is_in_the_report_s_language() -> None:
    """Reasons of what was not judged and of what was not reached follow `lang`; Chinese unless told otherwise."""
    reason = Bilingual("too many branches", "分支太多")
    place = Location.of(SOURCE, Span(3, 5))
    refused = artefact(
        verdict=None,
        score=None,
        problem=Problem("too-much", reason, place),
        unreached=(Unreached(place, reason),),
    )

    chinese = Report((refused,), Identity("1", ""), Identity("p", ""), "0.1.0")
    for report, expected in ((chinese, "分支太多"), (replace(chinese, lang="en"), "too many branches")):
        (told,) = report.to_dict()["artefacts"]
        assert (expected, expected) == (told["error"]["message"], told["variants"]["unreached"][0]["reason"])


def test_paths_are_printed_safely() -> None:
    """A file name cannot command the terminal either."""
    lines = printed(artefact(verdict=Verdict.PASS, path="a\x1b[2J\n.j2"))

    assert "a‹U+001B›[2J .j2: pass · score 100/100" in lines


def test_colour_is_only_paint() -> None:
    """With colour the same text is printed between escape codes."""
    report = Report((artefact(finding()),), Identity("1", ""), Identity("p", ""), "0.1.0")
    plain = "\n".join(TextReport("en", 80).lines(report))
    painted = "\n".join(TextReport("en", 80, Style(coloured=True)).lines(report))

    assert "\x1b[1;31merror\x1b[0m" in painted
    assert plain == __import__("re").sub(r"\x1b\[[0-9;]*m", "", painted)


def test_every_word_is_in_both_languages() -> None:
    """No output falls back to the other language."""
    assert all(chinese and english and chinese != english for chinese, english in _WORDS.values())
    assert ("錯誤", "error", "x-y") == (word("error", "zh-TW"), word("error", "en"), known("x-y", "en"))
