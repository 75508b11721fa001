"""What holds for the facts of any text, and how they stand in a spaCy document."""

from __future__ import annotations

import subprocess
import sys
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nmlint.intent.facts import Kind, facts_of
from nmlint.intent.facts.pipeline import document, pipeline
from nmlint.intent.facts.recognition import recognised

PIECES = [
    "2026/11/23", "11/23", "～25", "十一月", "二十三日", "民國", "115", "年", "下午", "6點半", "18:30", "-", "至",
    "NT$", "1,280", "元", "壹仟", "陸佰", "萬", "訂單編號", "：", "TW001", "驗證碼", "123456", "末四碼", "****",
    "1234", "0912-345-678", "#12", "轉", "https://a.tw/", "信義", "店", "路", "1段", "號", "週三", "(三)",
    "3-5 個工作天", "點", "\ufffc", "\u200b", "\ud800", "👨\u200d👩\u200d👧", "🈷", "㏂", "㋊", "½", "１，２８０",
    "Nov 23", "to", "pm", " ", "\n", "，", "。", "%", "今天", "e\u0301", "ㄓㄜˊ", "$", "(", ")", "a.com",
]  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=80),
    st.text(st.characters(), max_size=40),
    st.lists(st.sampled_from(PIECES), max_size=14).map("".join),
)


@settings(deadline=None, max_examples=400)
@given(TEXTS)
def test_spans(text: str) -> None:
    """Spans lie in the text, in order, without overlap, hold what the fact says, and no value of a variable."""
    found = facts_of(text)

    assert found == facts_of(text)
    assert all(0 <= fact.span.start < fact.span.end <= len(text) for fact in found)
    assert all(text[fact.span.start : fact.span.end] == fact.text for fact in found)
    assert all(first.span.end <= second.span.start for first, second in pairwise(found))
    assert all(fact.value and fact.text == fact.text.strip() and "\ufffc" not in fact.text for fact in found)


@settings(deadline=None, max_examples=100)
@given(TEXTS)
def test_document(text: str) -> None:
    """The document holds every fact; tokens are characters, so that every fact is an entity too."""
    doc = document(text)
    found = facts_of(text)

    assert [fact.span for fact in found] == [fact.span for fact in doc._.facts]
    assert len(found) == len(doc.spans["facts"])
    assert len(found) == len(doc.ents)


def test_component() -> None:
    """The component is known to spaCy by its name, and labels entities by the kind of fact."""
    doc = pipeline()("您的訂單 TW001 已於 2026/11/23 出貨")

    assert ["nmlint_facts"] == pipeline().pipe_names
    assert [("TW001", Kind.ORDER), ("2026/11/23", Kind.DATE)] == [(one.text, one.label_) for one in doc.ents]


def test_entities_of_others() -> None:
    """What an earlier component found stays; the fact beside it is kept in the span group."""
    doc = pipeline().make_doc("於 2026/11/23 出貨")
    taken = doc.char_span(2, 6, label="YEAR")
    assert taken is not None
    doc.set_ents([taken])
    doc = pipeline().get_pipe("nmlint_facts")(doc)

    assert ["YEAR"] == [one.label_ for one in doc.ents]
    assert ["date"] == [one.label_ for one in doc.spans["facts"]]


def test_light_import() -> None:
    """Neither the package nor its facts load spaCy before they are asked."""
    code = "import sys, nmlint.intent, nmlint.intent.facts; sys.exit('spacy' in sys.modules)"

    assert 0 == subprocess.run([sys.executable, "-c", code], check=False).returncode


def test_surrogates() -> None:
    """What UTF-8 cannot hold stands where it stood."""
    (found,) = facts_of("\ud800 18:30")

    assert (2, 7) == (found.span.start, found.span.end)


@pytest.mark.parametrize(
    "piece",
    [
        "您的訂單 TW001 已於 2026/11/23 18:30 出貨，金額 NT$1,280 元。\n",
        "1",
        "0-",
        "十",
        "**-",
        "111,",
        "信義",
        "1 ",
        "9-11am ",
        "(0)",
        "店",
        "店取",
        "2 萬 5 千 ",
        "A 棟 5 樓",
        "Maple Branch ",
        "訂單編號 KL 8890 1234 ",
        "有效 1 至 ",
    ],
)
def test_long(piece: str) -> None:
    """A text of 100,000 characters takes no more than seconds."""
    text = (piece * (100_000 // len(piece) + 1))[:100_000]
    recognised("")
    began = time.process_time()
    recognised(text)

    # Twice and more of what was measured, for slower machines.
    assert time.process_time() - began < 5
