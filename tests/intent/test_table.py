"""The file of weights, and sums of its rows."""

from __future__ import annotations

from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nmlint.intent.table import FILE, LIMIT, NONE, PROMOTIONAL, Table, packed, parsed, shipped

LABELS = (PROMOTIONAL, "bill", "delivery")
CARD = {"scenario": {"steps": [[0, 40], [50, 90]]}}
GRAMS = st.text(st.characters(blacklist_characters="\n", blacklist_categories=["Cs"]), min_size=1, max_size=6)
WEIGHTS = st.lists(st.integers(-LIMIT, LIMIT), min_size=len(LABELS), max_size=len(LABELS))


def table(weights: dict[str, list[int]]) -> Table:
    """A table as it comes back from its file."""
    return parsed(packed(LABELS, CARD, weights))


@given(st.dictionaries(GRAMS, WEIGHTS, max_size=20), st.lists(GRAMS, max_size=5))
def test_a_table_comes_back_from_its_file(weights: dict[str, list[int]], others: list[str]) -> None:
    """Every n-gram has the weights that were packed, and no other has any."""
    read = table(weights)

    assert {gram: tuple(row) for gram, row in weights.items()} == {
        gram: read.unpacked(read.rows((gram,))[gram]) for gram in weights
    }
    assert all(gram not in read.rows((gram,)) for gram in others if gram and gram not in weights)


@given(st.dictionaries(GRAMS, WEIGHTS, min_size=1, max_size=20), st.integers(1, 70_000))
def test_a_sum_of_rows_is_the_sum_of_each_label(weights: dict[str, list[int]], times: int) -> None:
    """No label runs into its neighbour, however many n-grams a text has."""
    read = table(weights)
    total = times * sum(read.rows(weights)[gram] for gram in weights)
    expected = tuple(times * sum(row[lane] for row in weights.values()) for lane in range(len(LABELS)))

    assert expected == read.unpacked(total)
    assert expected == tuple(read.lane(total, lane) for lane in range(len(LABELS)))


def test_the_same_weights_give_the_same_bytes() -> None:
    """In whatever order they were learnt."""
    assert packed(LABELS, CARD, {"貨": [1, 2, 3], "a": [4, 5, 6]}) == packed(
        LABELS, CARD, {"a": [4, 5, 6], "貨": [1, 2, 3]}
    )


@pytest.mark.parametrize("kept", [slice(-1), slice(1, None), slice(0), slice(40)])
def test_a_file_that_is_not_whole_is_refused(kept: slice) -> None:
    """A table that lost bytes would judge wrongly without a word."""
    with pytest.raises(ValueError, match="intent table"):
        parsed(packed(LABELS, CARD, {"貨": [1, 2, 3]})[kept])


@pytest.mark.parametrize(("points", "expected"), [(-1, None), (0, 0.4), (49, 0.4), (50, 0.9), (10_000, 0.9)])
def test_confidence_is_that_of_the_highest_step_reached(points: int, expected: float | None) -> None:
    """Below the first step nothing is known."""
    assert expected == table({}).confidence("scenario", points)


def test_the_shipped_table_is_small_and_whole() -> None:
    """At most five megabytes, with a label for adverts and one for what is no scenario."""
    data = (files("nmlint.intent") / FILE).read_bytes()

    assert len(data) <= 5 * 1024 * 1024
    assert shipped().labels[0] == PROMOTIONAL
    assert NONE in shipped().labels
