"""The scenario that a message suggests."""

from __future__ import annotations

import pytest

from nmlint.intent.reading import Understood
from nmlint.intent.scenarios import ANCHOR, EXTENSION_LEAD, NONE_LEAD, Guess, Scenarios
from nmlint.intent.table import LIMIT, NONE, PROMOTIONAL, packed, parsed

LABELS = (PROMOTIONAL, "bill", "delivery", "pick-up", NONE)
TABLE = parsed(
    packed(
        LABELS,
        {"scenario": {"steps": [[0, 30], [60, 95]]}},
        {
            **{filler: [1, 0, 0, 0, 0] for filler in "甲乙丙丁"},
            "繳": [0, 100, 0, 0, 0],
            "貨": [0, 0, 100, 90, 0],
            "取": [0, 0, 0, 30, 0],
            "逛": [0, 0, 0, 0, LIMIT],
        },
    )
)
NO_WORDS: frozenset[int] = frozenset()


def guess(text: str, words: frozenset[int] = NO_WORDS) -> Guess:
    """The guess for one text, with the numbers of the anchor words seen in it."""
    known = {
        "bill": (frozenset({1}), NO_WORDS),
        "delivery": (frozenset({1}), frozenset({2})),
        "pick-up": (NO_WORDS, NO_WORDS),
        "own-scenario": (frozenset({3}), NO_WORDS),
    }
    return Scenarios(known, frozenset({"pick-up"}), TABLE).guess(
        [(Understood(text and f"{text},甲乙丙丁", TABLE), words)]
    )


def test_the_table_ranks_the_scenarios() -> None:
    """The next best stands behind the best, and the lead says how sure it is."""
    found = guess("繳繳貨")

    assert ("bill", "delivery") == (found.best, found.runner_up)
    assert found.lead("delivery") == 100
    assert found.confidence == 0.95


def test_an_extension_must_lead_clearly() -> None:
    """LINE reviews it case by case, so that a listed scenario is suggested where both fit."""
    assert guess("貨取").best == "delivery"
    assert guess("貨" + "取" * (EXTENSION_LEAD // 30 + 1)).best == "pick-up"


def test_a_text_that_fits_none_suggests_none() -> None:
    """An advert is no activation, however little speaks for each."""
    assert guess("逛" * (NONE_LEAD // LIMIT + 1)).best is None
    assert guess("逛").best is not None


def test_a_scenario_of_the_users_own_is_known_by_its_anchor_words() -> None:
    """The table knows nothing of it, so how sure it is remains open."""
    found = guess("", frozenset({3}))

    assert found.best == "own-scenario"
    assert found.confidence is None


def test_a_word_that_scenarios_share_says_less() -> None:
    """A strong anchor outweighs an ordinary one that two share."""
    assert guess("", frozenset({1})).ranked == ("bill", "delivery")
    assert guess("", frozenset({1, 2})).best == "delivery"
    assert ANCHOR > 0


@pytest.mark.parametrize("text", ["貨貨貨貨貨貨貨貨", "1234567890 1234567890", "貨 貨 取"])
def test_a_word_or_two_suggest_nothing(text: str) -> None:
    """However often they stand there, for they fit every scenario as badly."""
    assert (
        Scenarios({"delivery": (NO_WORDS, NO_WORDS)}, frozenset(), TABLE).guess([(Understood(text, TABLE), ())])
        == Guess()
    )


def test_nothing_suggests_nothing() -> None:
    """No word, no guess."""
    assert guess("") == Guess()
