"""The first look at a short text says what the whole reading says."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from nmlint.intent.glance import Glance
from nmlint.intent.reading import Understood
from nmlint.intent.table import shipped
from nmlint.text.views import fold

SET = Path(__file__).parents[2] / "fixtures" / "evaluation"
GLANCE = Glance(shipped())
# Words that the table weighs, and marks that end a clause.
WORDS = ("全館", "五折", "您的", "訂單", "已出貨", "免費", "20", "領取", "，", "。", "！", "?", "\n", " ", "now", ".")


def both(text: str) -> tuple[int, int]:
    """The points by either way."""
    folded = fold(text).text
    return GLANCE.points(folded), Understood(folded, shipped()).promotion.points


def test_on_messages() -> None:
    """Every labelled message has the same points by both."""
    texts = [json.loads(line)["text"] for path in SET.glob("*.jsonl") for line in path.read_text("utf-8").splitlines()]

    assert texts
    assert [] == [text for text in texts if len(set(both(text))) > 1]


@given(st.lists(st.sampled_from(WORDS), max_size=24).map("".join))
def test_on_any_text(text: str) -> None:
    """However clauses begin and end."""
    assert 1 == len(set(both(text)))
