"""Examples: marks become spans, and everything else is text."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nmlint.catalogue.examples import MarkError, parse_examples, parse_marks, rule_examples, scenario_examples
from nmlint.catalogue.gathering import Root
from nmlint.source import Span


@pytest.mark.parametrize(
    ("marked", "text", "stretches"),
    [
        ("今晚【8 折】", "今晚8 折", ["8 折"]),
        ("【a】b【c】", "abc", ["a", "c"]),
        ("【好日子】今晚〖8 折〗", "【好日子】今晚8 折", ["8 折"]),
        ("no marks", "no marks", []),
    ],
)
def test_marks_become_spans(marked: str, text: str, stretches: list[str]) -> None:
    """The marks are taken out; where 〖〗 stand, 【】 are text."""
    found, spans = parse_marks(marked)

    assert text == found
    assert stretches == [found[span.start : span.end] for span in spans]


@pytest.mark.parametrize("marked", ["【a", "a】", "【a【b】", "【】", "〖a】", "〖", "】【"])
def test_marks_that_do_not_pair_up(marked: str) -> None:
    """An open, a lone, a nested and an empty mark are refused."""
    with pytest.raises(MarkError):
        parse_marks(marked)


@given(st.lists(st.tuples(st.text("ab折【】", max_size=4), st.text("cd扣【】", min_size=1, max_size=4)), min_size=1))
def test_what_is_marked_is_found_again(parts: Sequence[tuple[str, str]]) -> None:
    """Any text with 〖〗 around some stretches gives back the text and the stretches."""
    text, spans = parse_marks("".join(f"{plain}〖{marked}〗" for plain, marked in parts))

    assert "".join(plain + marked for plain, marked in parts) == text
    assert [marked for _, marked in parts] == [text[span.start : span.end] for span in spans]


def test_only_what_is_found_is_marked() -> None:
    """A text that passes may hold brackets; they are its own."""
    examples = parse_examples({"finds": [{"text": "【折】", "fallback": True}], "passes": [{"template": "【店】骨折"}]})

    assert ((Span(0, 1),), True, False) == (
        examples.finds[0].spans,
        examples.finds[0].fallback,
        examples.finds[0].is_template,
    )
    assert ("【店】骨折", (), True) == (
        examples.passes[0].text,
        examples.passes[0].spans,
        examples.passes[0].is_template,
    )


def test_examples_are_read_from_the_files(small_tree: tuple[Root, Root]) -> None:
    """Every rule and every scenario brings its examples."""
    rules, scenarios = rule_examples(small_tree[0]), scenario_examples(small_tree[0])

    assert ["今天打折", "全館打折"] == [example.text for example in rules["offers/discount"].finds]
    assert (("已出貨", "將送達", "請取貨"), (("已退貨", ""),)) == (
        scenarios["delivery"].fits,
        scenarios["delivery"].others,
    )
