"""Which terms are found in which texts, where, and by what trick they were hidden."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nmlint.text.scanner import Scanner
from nmlint.text.views import Trick, fold, fold_term

TERMS = [
    "限時優惠",
    "限時",
    "優惠",
    "折扣",
    "免費",
    "買一送一",
    "抽獎",
    "特價",
    "8折",
    "85折",
    "100元",
    "50%off",
    "free",
    "sale",
    "line優惠",
    "券",
    "$",
]
SCANNER = Scanner(map(fold_term, TERMS))
NOTHING: tuple[str, ...] = ()


def found(raw: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """Each hit as the term, the raw text it covers, and its tricks."""
    view = fold(raw)
    hits = [(hit, view.to_raw(hit.start, hit.end)) for hit in SCANNER.scan(view).hits]
    return [(TERMS[hit.term], raw[span.start : span.end], tuple(sorted(hit.tricks))) for hit, span in hits]


@pytest.mark.parametrize(
    ("raw", "term", "covered"),
    [
        ("本店折扣中", "折扣", "折扣"),
        ("限时中", "限時", "限时"),
        ("全館８折", "8折", "８折"),
        ("全館八折", "8折", "八折"),
        ("全館⑧折", "8折", "⑧折"),
        ("全館 8 折起", "8折", "8 折"),
        ("統一8折", "8折", "8折"),
        ("買壹送壹", "買一送一", "買壹送壹"),
        ("買⑴送⑴", "買一送一", "買⑴送⑴"),
        ("買 1 送 1", "買一送一", "買 1 送 1"),
        ("現金禮劵", "券", "劵"),
        ("限時SALE中", "sale", "SALE"),
        ("50 % OFF", "50%off", "50 % OFF"),
        ("LINE 優惠價", "line優惠", "LINE 優惠"),
        ("紅利85，100元", "100元", "100元"),
        ("第8折扣", "8折", "8折"),
        ("＄", "$", "＄"),
        ("🆓", "free", "🆓"),
    ],
)
def test_ordinary_typing_is_found_without_a_trick(raw: str, term: str, covered: str) -> None:
    """The term is found on exactly its characters, and nothing is held against the writer."""
    assert (term, covered, NOTHING) in found(raw)


@pytest.mark.parametrize(
    ("raw", "term", "covered", "trick"),
    [
        ("今天折·扣最多", "折扣", "折·扣", Trick.INSERTED),
        ("限 時 優.惠", "限時優惠", "限 時 優.惠", Trick.INSERTED),
        ("今天折🎉扣最多", "折扣", "折🎉扣", Trick.INSERTED),
        ("今天折👨‍👩‍👧扣最多", "折扣", "折👨‍👩‍👧扣", Trick.INSERTED),
        ("優*惠", "優惠", "優*惠", Trick.INSERTED),
        ("優～惠", "優惠", "優～惠", Trick.INSERTED),
        ("限-時-優-惠", "限時優惠", "限-時-優-惠", Trick.INSERTED),
        ("【限】【時】【優】【惠】", "限時優惠", "限】【時】【優】【惠", Trick.INSERTED),
        ("買 一 送 一", "買一送一", "買 一 送 一", Trick.INSERTED),
        ("今日 折 扣 開跑", "折扣", "折 扣", Trick.INSERTED),
        ("折　扣！", "折扣", "折　扣", Trick.INSERTED),
        ("f r e e", "free", "f r e e", Trick.INSERTED),
        ("現在 F.R.E.E 領", "free", "F.R.E.E", Trick.INSERTED),
        ("s★ale", "sale", "s★ale", Trick.INSERTED),
        ("8🎉折", "8折", "8🎉折", Trick.INSERTED),
        ("優\u200b惠", "優惠", "優\u200b惠", Trick.INVISIBLE),
        ("優ㄏㄨㄟˋ", "優惠", "優ㄏㄨㄟˋ", Trick.PHONETIC),
        ("大sаle中", "sale", "sаle", Trick.LOOKALIKE),
        ("買ㄧ送ㄧ", "買一送一", "買ㄧ送ㄧ", Trick.LOOKALIKE),
    ],
)
def test_a_hidden_term_is_found_with_its_trick(raw: str, term: str, covered: str, trick: Trick) -> None:
    """The hit runs from the first character of the term to its last, with what was put in between."""
    assert (term, covered, (trick,)) in found(raw)


def test_tricks_add_up() -> None:
    """A term hidden in two ways knows both."""
    assert ("免費", "免*\u200b費", (Trick.INSERTED, Trick.INVISIBLE)) in found("免*\u200b費")


@pytest.mark.parametrize(
    "raw",
    [
        "骨折 扣除",
        "期限 時間",
        "繳費期限/時間",
        "紅利 85，折抵 85 元",
        "骨折，扣款",
        "優、惠",
        "優\n惠",
        "優……惠",
        "優—惠",
        "優\ufffc惠",
        "優\ufffc 惠",
        "\ufffc折 扣\ufffc",
        "A/B 測試",
        "presale",
        "sales",
        "wholesale2",
        "freedom",
        "www.sa.le/fr.ee-1",
        "18折",
        "8.5 折",
        "8.85折",
        "1,100元",
        "2100元",
        "10-0 元",
        "限 時間",
        "本期限 時",
        "優 惠君",
        "折" + "." * 9 + "扣",
        "\u200b",
        "а",
        "ㄧ",
        "囗",
    ],
)
def test_the_innocent_stay_so(raw: str) -> None:
    """Words that only meet at their edges, parts of words and numbers, and lone unusual characters are no hits."""
    assert not found(raw)


def test_overlapping_hits_are_all_told_in_order() -> None:
    """A term inside another is a hit of its own."""
    expected = [
        ("限時", "限时", NOTHING),
        ("限時優惠", "限时优惠", NOTHING),
        ("優惠", "优惠", NOTHING),
        ("優惠", "優惠", NOTHING),
    ]
    assert expected == found("限时优惠優惠")


def test_a_repeated_term_keeps_its_first_position() -> None:
    """Terms that fold to the same text are one term."""
    scanner = Scanner(map(fold_term, ["優惠", "优惠", "", "惠", "惠"]))
    expected = [0, 3]
    assert expected == [hit.term for hit in scanner.scan(fold("優惠")).hits]


def test_a_scanner_without_terms_finds_nothing() -> None:
    """No terms, no hits."""
    assert not Scanner([]).scan(fold("優 惠")).hits


PIECES = st.sampled_from(["優惠", "优惠", "限時", "折扣", "免费", "买一送一", "的", "。", "abc ", "🎉", "\u200b", "折"])
HAN_TERMS = ["限時優惠", "限時", "優惠", "折扣", "免費", "買一送一", "特價"]


@given(st.lists(PIECES, max_size=12).map("".join))
def test_terms_that_nothing_stands_in_are_found_as_by_a_plain_search(raw: str) -> None:
    """For terms of Han characters the scanner agrees with a search for each one in the folded text."""
    view = fold(raw)
    folded = [fold_term(term) for term in HAN_TERMS]
    expected = {(at, term) for term in folded for at in range(len(view.text)) if view.text.startswith(term, at)}
    hits = Scanner(folded).scan(view).hits
    assert expected == {(hit.start, folded[hit.term]) for hit in hits if hit.end - hit.start == len(folded[hit.term])}


@given(st.text(st.sampled_from("限時優惠折扣免費sale8買一送 ·.*-/🎉\u200b，。\n"), max_size=30))
def test_every_hit_spells_its_term(raw: str) -> None:
    """The folded characters of a hit, without separators, are the term; its raw span begins and ends with it."""
    view = fold(raw)
    for hit in SCANNER.scan(view).hits:
        term = fold_term(TERMS[hit.term])
        covered = view.text[hit.start : hit.end]
        assert term == "".join(char for char in covered if char not in " ·.*-/🎉")
        assert (term[0], term[-1]) == (covered[0], covered[-1])
        assert not set(covered) & set(",。\n")


def test_silent_terms_are_only_told_to_be_there() -> None:
    """What stands inside a word is seen; a silent term makes no hit."""
    scanner = Scanner(["off", "折", "優惠"], silent=frozenset({1, 2}))

    assert ([], {0, 1, 2}) == scanner.scan(fold("offer 8 折優惠"))
