"""Where sentences begin and end."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nmlint.text.sentences import sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("您好。謝謝！再見", ["您好。", "謝謝！", "再見"]),
        ("第一行\n第二行\r\n\n第四行", ["第一行", "第二行", "第四行"]),
        ("真的嗎？！「好。」他說", ["真的嗎？！", "「好。」", "他說"]),
        ("甲；乙，丙、丁：戊", ["甲；", "乙，丙、丁：戊"]),
        ("滿 1.5 公斤。重 2.0 公斤", ["滿 1.5 公斤。", "重 2.0 公斤"]),
        ("It is sent. Thank you! 再見", ["It is sent.", "Thank you!", "再見"]),
        ("見 example.com 或 v1.2", ["見 example.com 或 v1.2"]),
        ("點 https://a.tw/x?y=1;z=2!b 查詢。好", ["點 https://a.tw/x?y=1;z=2!b 查詢。", "好"]),
        ("點 a.tw/x?y=1 查詢?好", ["點 a.tw/x?y=1 查詢?", "好"]),
        ("點 https://a.tw/x。好", ["點 https://a.tw/x。", "好"]),
        ("讀\ufffc者\ufffc。好", ["讀\ufffc者\ufffc。", "好"]),
        ("…… 。", ["…… 。"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    """Marks and line ends close a sentence; numbers, hosts and URLs do not."""
    assert expected == [text[span.start : span.end] for span in sentences(text)]


@given(st.text(st.sampled_from("優a1. 。!?\n\r「」/:"), max_size=40))
def test_sentences_hold_the_whole_text(text: str) -> None:
    """Sentences come in order, do not overlap, and leave out nothing but blanks."""
    spans = sentences(text)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    kept = "".join(text[span.start : span.end] for span in spans)
    assert "".join(text.split()) == "".join(kept.split())
