"""The grammar of messages that the table is learnt from."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from nmlint.catalogue import load_builtin
from nmlint.intent.corpus import Corpus, CorpusError, chance
from nmlint.intent.lessons import Lesson, lessons
from nmlint.intent.table import NONE

CORPUS = Path(__file__).parents[2] / "corpus"
in_checkout = pytest.mark.skipif(not CORPUS.is_dir(), reason="the installed package is tested away from its sources")

AROUND = "zh-TW: {openings: ['您好，'], closings: [請忽略此訊息。]}\n"
VALUES = "zh-TW: {order: [A9999], amount: [9 元], points: [99 點]}\n"
HEAD = "lang: zh-TW\nintent: transactional\nscenario: delivery\n"


def corpus(folder: Path, text: str) -> Corpus:
    """A corpus of one file."""
    (folder / "closings.yaml").write_text(AROUND, encoding="utf-8")
    (folder / "values.yaml").write_text(VALUES, encoding="utf-8")
    (folder / "notices").mkdir()
    (folder / "notices" / "delivery.yaml").write_text(text, encoding="utf-8")
    return Corpus.read(folder)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("訂單已出貨", "訂單已出貨"),
        ("(甲|乙|)丙", "[甲乙]?丙"),
        ("(甲)丙", r"\(甲\)丙"),
        ("單號{order}", "單號(A[0-9]{4}|\ufffc)"),
        ("收 {amount}元", "收 ([0-9] ?|\ufffc)元"),
        ("得 {points} 點", "得 ([0-9]{2}|\ufffc) 點"),
        ("買{goods}", "買(書|筆)"),
    ],
)
def test_a_pattern_is_written_out(tmp_path: Path, pattern: str, expected: str) -> None:
    """One alternative, a word for each slot, a digit for each nine, no unit twice."""
    made = corpus(tmp_path, f"{HEAD}slots: {{goods: [書, 筆]}}\ntexts:\n  - '{pattern}'\n")

    for number in range(8):
        written = made.written(made.patterns[0], number)
        assert re.fullmatch(expected, written), written


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{HEAD}texts: ['{{nobody}}']", "no slot is called nobody"),
        ("lang: zh-TW\nintent: perhaps\nscenario: none\ntexts: [a]", "`intent` is one of promotional, transactional"),
        ("lang: zh-TW\nintent: transactional\ntexts: [a]", "lacks scenario"),
        ("lang: [", "delivery.yaml"),
        ("", "the file holds no keys"),
        ("only words", "the file holds no keys"),
        (f"{HEAD}texts: ['(a|b']", "ASCII parentheses pair up"),
        (f"{HEAD}texts: [[a]]", "ASCII parentheses pair up"),
        (f"{HEAD}extra: 1\ntexts: [a]", "has no use for extra"),
        ("lang: xx\nintent: transactional\nscenario: none\ntexts: [a]", "knows no language xx"),
    ],
)
def test_a_fault_names_its_file(tmp_path: Path, text: str, said: str) -> None:
    """What cannot be learnt from is said, not skipped."""
    with pytest.raises(CorpusError, match=re.escape(said)) as caught:
        corpus(tmp_path, text)

    assert "delivery.yaml" in str(caught.value)


def test_chance_depends_on_the_seed_alone() -> None:
    """These are the numbers on every machine."""
    assert chance("a", 1000) == 250


@pytest.fixture(scope="module")
def taught() -> list[Lesson]:
    """All lessons of the project's corpus."""
    return list(lessons(Corpus.read(CORPUS)))


@in_checkout
def test_the_corpus_covers_every_scenario_in_every_language(taught: list[Lesson]) -> None:
    """No scenario is learnt from a handful of texts."""
    counted = Counter((lesson.lang, lesson.scenario) for lesson in taught)
    known = {*load_builtin().scenarios, NONE}

    assert {scenario for _, scenario in counted if scenario is not None} == known
    for lang, least in (("zh-TW", 100), ("en", 40), ("ja", 40)):
        assert [] == [scenario for scenario in known if counted[lang, scenario] < least]


@in_checkout
def test_lessons_are_the_same_each_time(taught: list[Lesson]) -> None:
    """Nothing depends on the order of a set or the time of day."""
    assert taught == list(lessons(Corpus.read(CORPUS)))


@in_checkout
def test_an_honest_notice_with_an_advert_behind_it_teaches_its_scenario_only(taught: list[Lesson]) -> None:
    """It is neither an advert nor free of one."""
    mixed = [lesson for lesson in taught if lesson.promotional is None]

    assert mixed
    assert all(lesson.scenario not in {None, NONE} for lesson in mixed)
