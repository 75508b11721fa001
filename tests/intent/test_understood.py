"""What the table makes of a text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nmlint.intent.evidence import luring, soothing, telling
from nmlint.intent.reading import Understood
from nmlint.intent.table import PROMOTIONAL, Table, packed, parsed, shipped
from nmlint.source import Span
from nmlint.text.views import fold

TOY = parsed(
    packed(
        (PROMOTIONAL, "delivery", "none"),
        {PROMOTIONAL: {"steps": [[1, 50]], "doubt": 10}, "scenario": {"steps": [[0, 50]]}},
        {
            "買": [30, 0, 0],
            "快買": [20, 0, 0],
            "逛": [25, 0, 0],
            "單": [-20, 5, 0],
            "貨": [-40, 9, 0],
            "出貨": [-5, 30, 0],
        },
    )
)


def understood(text: str, table: Table = TOY) -> Understood:
    """A text as the table reads it."""
    return Understood(fold(text).text, table)


def passage(text: str, table: Table = TOY) -> str:
    """The words of the passage that reads most like an advert."""
    read = understood(text, table)
    span = read.span(read.promotion)
    return read.text[span.start : span.end]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("已出貨。快買", "快買"),
        ("快買,逛,出貨", "快買,逛"),
        ("快買,單,逛!出貨", "快買,單,逛!"),
        ("快買,出貨貨貨,逛", "快買"),
        ("單,買。出貨。快買快買", "快買快買"),
    ],
)
def test_the_advert_is_where_it_says_most(text: str, expected: str) -> None:
    """Neighbouring clauses count together, also over one that says little against it."""
    assert expected == passage(text)


@given(st.lists(st.sampled_from(["買", "快買", "逛", "單", "出貨", "好"]), min_size=1, max_size=9))
def test_no_other_run_of_clauses_says_more(parts: Sequence[str]) -> None:
    """The passage is the best of all runs of neighbouring clauses."""
    read = understood("，".join(parts))
    points = [TOY.lane(clause.total, 0) for clause in read.clauses]
    best = max(sum(points[start:end]) for start in range(len(points)) for end in range(start + 1, len(points) + 1))

    assert max(best, 0) == read.promotion.points


def test_a_clause_that_hardly_adds_is_the_notice_s() -> None:
    """The passage begins where the advert does."""
    table = parsed(packed((PROMOTIONAL, "none"), {}, {"請": [3, 0], "買": [100, 0]}))

    assert "買買" == passage("請忽略，買買，請", table)
    assert "買,請請請,買" == passage("買，請請請，買", table)


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("快買", "快買", 50),
        ("單，快買，單", "快買", 50),
        ("逛，單，快買", "快買", 55),
        ("出貨，快買", "貨", 5),
        ("出貨。單", "貨", -45),
        ("!", "!", 0),
    ],
)
def test_what_stands_around_counts_where_it_adds(text: str, word: str, expected: int) -> None:
    """The clauses that are touched count as they are, those beside them only as far as they speak for an advert."""
    read = understood(text)
    start = read.text.index(fold(word).text)

    assert expected == read.around(Span(start, start + len(word)))


@given(st.lists(st.sampled_from(["買", "快買", "逛", "單", "出貨", "好"]), min_size=1, max_size=9), st.data())
def test_no_neighbouring_clauses_add_more(parts: Sequence[str], data: st.DataObject) -> None:
    """What stands around is the best run of clauses that holds the one in question."""
    read = understood("，".join(parts))
    asked = data.draw(st.integers(0, len(parts) - 1))
    points = [TOY.lane(clause.total, 0) for clause in read.clauses]
    best = max(sum(points[start:end]) for start in range(asked + 1) for end in range(asked + 1, len(points) + 1))
    start = len("".join(f"{part}," for part in parts[:asked]))

    assert best == read.around(Span(start, start + len(parts[asked])))


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        (
            "您的訂單已出貨，預計明日送達。전 상품 할인. 오늘만. 지금 구매하세요.",
            "전 상품 할인. 오늘만. 지금 구매하세요",
        ),
        ("您訂購的 Sony WH-1000XM5 已出貨", None),
        ("您的訂單已出貨。감사합니다", None),
    ],
)
def test_a_passage_in_another_language_is_known_for_one(text: str, unread: str | None) -> None:
    """More than a name or a word of thanks."""
    read = understood(text, shipped())
    found = None if read.unread is None else read.span(read.unread)

    assert unread == (None if found is None else read.text[found.start : found.end])


@pytest.mark.parametrize(
    ("text", "doubted"),
    [
        ("好" * 12 + "出貨，單", True),
        ("出貨", False),
        ("好" * 12 + "出貨，快買快買", False),
    ],
)
def test_doubt_needs_words_that_speak_against_an_advert(text: str, doubted: bool) -> None:
    """A button or a headline is too short to be read as a record."""
    table = parsed(packed(TOY.labels, TOY.card, {"好": [0, 1, 0], "貨": [-40, 9, 0], "買": [60, 0, 0]}))
    read = understood(text, table)
    start = read.text.index("貨")

    assert doubted is read.doubts(Span(start, start + 1))


@pytest.mark.parametrize("text", ["", "。", "x", "🎉🎉🎉", "\ufffc\ufffc", "{{ a }}{{ b }}", "\n\n", "1", "！？"])
def test_next_to_nothing_reads_as_nothing(text: str) -> None:
    """Neither an advert nor another language."""
    read = understood(text, shipped())

    assert read.promotion.points <= shipped().card[PROMOTIONAL]["likely"]
    assert read.known_language
    assert [] == [span for span in telling(read, PROMOTIONAL) if not text]


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("您的訂單已出貨，預計明日送達", True),
        ("您的订单已发货，预计明天送达", True),
        ("Your order has been shipped and should arrive tomorrow", True),
        ("ご注文の商品を発送しました", True),
        ("พัสดุของคุณถูกจัดส่งแล้วและจะถึงในวันพรุ่งนี้", False),
        ("주문하신 상품이 발송되었습니다. 내일 도착할 예정입니다", False),
        ("Ваш заказ отправлен и будет доставлен завтра", False),
        ("Đơn hàng của bạn đã được gửi đi và sẽ đến vào ngày mai", False),
        ("Votre commande a été expédiée et sera livrée demain", False),
        ("OK, VIP", True),  # too short to tell
    ],
)
def test_a_language_that_was_not_learnt_is_known_for_one(text: str, known: bool) -> None:
    """Few of its tokens have a weight; a text of a few tokens tells nothing."""
    assert known is understood(text, shipped()).known_language


def test_a_long_text_is_read_to_its_end() -> None:
    """A hundred thousand characters, with the advert at the end of them."""
    text = "您的訂單 A1 已出貨，預計明日送達。" * 5000 + "店裡的桂花開了，哪天過來坐坐，位子替您留著"

    assert "哪天過來坐坐" in passage(text, shipped())


@given(st.text(max_size=60))
def test_the_telling_words_stand_in_the_text(raw: str) -> None:
    """Each is a stretch of the folded text, and none overlaps another."""
    read = understood(raw, shipped())
    spans = sorted(telling(read, PROMOTIONAL))

    assert len(spans) <= 3
    assert all(0 <= span.start < span.end <= len(read.text) for span in spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))


def test_the_telling_words_are_those_that_weigh() -> None:
    """The heaviest first; what speaks for the other side is not among them."""
    read = understood("好 出貨。好逛，快買")

    assert ["快買"] == [read.text[span.start : span.end] for span in telling(read, PROMOTIONAL)][:1]
    assert ["出貨"] == [read.text[span.start : span.end] for span in telling(read, "delivery", PROMOTIONAL)][:1]


def test_words_for_and_against_an_advert_are_looked_for_where_they_count() -> None:
    """For it in the passage, against it beside the words in question, else anywhere."""
    read = understood("單 單，快買快買。出貨")
    bought, sent = read.text.index("快買"), read.text.index("貨")

    assert ["快買快買"] == [read.text[span.start : span.end] for span in luring(read)]
    assert ["出貨"] == [read.text[span.start : span.end] for span in soothing(read, Span(sent, sent + 1))]
    assert soothing(read, Span(bought, bought + 2))
    assert [] == soothing(understood("快買"), Span(0, 2))
