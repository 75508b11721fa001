"""Tokens, n-grams and clauses of folded texts."""

from __future__ import annotations

from itertools import chain, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nmlint.intent.grams import BREAKS, CLOSING, LONGEST, clauses, grams, places, tokens
from nmlint.text.views import fold

TOKENS: tuple[tuple[str, list[str]], ...] = (
    ("訂單已出貨", ["訂", "單", "已", "出", "貨"]),
    ("order a1 shipped", ["order", "a", "0", "shippe"]),
    ("delivered, delivery", ["delive", ",", "delive"]),
    ("nt$1,280 元", ["nt", "$", "0", "元"]),
    ("2026-11-23 10:00", ["0", "0"]),
    ("末4碼 ****1234", ["末", "0", "碼", "0"]),
    ("電話 xxxx-xxxx", ["電", "話", "0", "0"]),
    ("exxon", ["exxon"]),
    ("單號\ufffc於\ufffc/\ufffc出貨", ["單", "號", "0", "於", "0", "出", "貨"]),
    ("{{ name }} 您好 ${order.id}", ["0", "您", "好", "0"]),
    ("見 https://example.com/a?b=1 。", ["見", "https://example.com/a?b=1", "。"]),
    ("1.5 kg. next", ["0", "kg", ".", "next"]),
    ("折🎉扣", ["折", "扣"]),
    ("已出貨 立即", ["已", "出", "貨", ",", "立", "即"]),
    ("訂單 a1 已", ["訂", "單", "a", "0", "已"]),
    ("พรุ่งนี้", ["พ", "ร", "ง", "น"]),
    ("🎉🎉", []),
    ("", []),
)


@pytest.mark.parametrize(("text", "expected"), TOKENS)
def test_a_text_is_cut_into_tokens(text: str, expected: list[str]) -> None:
    """Han one by one, Latin by its first letters, every number and value alike, marks of tone, links whole."""
    assert expected == tokens(text)


def test_n_grams_begin_at_each_token() -> None:
    """Up to three tokens, written together."""
    assert grams(["已", "出", "貨"]) == [["已", "出", "貨"], ["已出", "出貨"], ["已出貨"]]


def test_a_clause_ends_at_a_break_or_with_a_closing_mark() -> None:
    """A comma parts two clauses and belongs to none; an exclamation mark belongs to the one it closes."""
    words = tokens("出貨了!快來看,謝謝。")

    assert ["出貨了!", "快來看", "謝謝"] == ["".join(words[start:end]) for start, end in clauses(words)]


@given(st.text())
def test_every_token_has_its_place(raw: str) -> None:
    """The places are as many as the tokens, in order, and each holds its token."""
    text = fold(raw).text
    words, spans = tokens(text), places(text)

    assert len(words) == len(spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))
    for word, span in zip(words, spans, strict=True):
        written = text[span.start : span.end]
        assert word == "0" or written.startswith(word) or (word == "," and not written.strip())


@given(st.lists(st.sampled_from(["訂", "單", "a", "0", "!", ",", "。", "\n"])))
def test_clauses_hold_every_token_but_the_breaks(words: list[str]) -> None:
    """Nothing is lost, nothing stands in two clauses, and no n-gram of a clause holds a break."""
    within = list(clauses(words))
    held = [at for start, end in within for at in range(start, end)]

    assert held == [at for at, word in enumerate(words) if word not in BREAKS]
    for start, end in within:
        assert not CLOSING & set(words[start : end - 1])
        assert not BREAKS & set("".join(chain.from_iterable(grams(words[start:end]))))


def test_the_longest_n_gram_is_no_longer_than_it_says() -> None:
    """The table was learnt with n-grams of this many lengths."""
    assert len(grams(["一"] * 10)) == LONGEST
