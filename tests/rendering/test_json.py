"""`tojson` says what Jinja's own says, and every character of it still knows where it was written."""

from __future__ import annotations

import json
from typing import Any

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nmlint.rendering import Variant, explore, render_concrete
from nmlint.source import Source, Span

# What a template can hold between its tags without beginning another.
WRITTEN = st.text(st.characters(codec="utf-8", exclude_characters="{}%#\r\ufffc"), max_size=30)
JINJA = jinja2.Environment(keep_trailing_newline=True)  # noqa: S701  what is made is JSON, not HTML
VALUES: dict[str, Any] = {"name": "a<b>&'\"\\", "number": 3, "words": ["x", "y"]}


def nowhere(_name: str, _parent: str) -> None:
    """No other template is there."""


def rendered(template: str) -> Variant:
    """The one variant of a template."""
    (variant,) = explore(Source("t", template), hints={}, choices={}, resolve=nowhere).variants
    return variant


@given(WRITTEN)
def test_every_character_is_where_it_was_written(words: str) -> None:
    """Through an assignment and `tojson`, also where JSON spells it by its number."""
    template = "{% set text %}" + words + "{% endset %}{{ text | tojson }}"
    expected = str(JINJA.from_string(template).render())

    variant = rendered(template)

    assert expected == variant.text
    start = template.index("%}") + 2
    at = 1
    for offset, char in enumerate(json.loads(expected)):
        length = len(expected_spelling(char))
        region = variant.locate(Span(at, at + length))
        span = region.origin.span
        assert (True, char, start + offset) == (region.exact, template[span.start : span.end], span.start)
        at += length


def expected_spelling(char: str) -> str:
    """How Jinja writes a character in JSON."""
    return str(JINJA.from_string("{{ c | tojson }}").render(c=char))[1:-1]


@pytest.mark.parametrize(
    "template",
    [
        "{{ name | tojson }}",
        '{{ {"b": "優惠", "a": [1, none, true, name]} | tojson }}',
        '{{ ("折" ~ name ~ "扣") | tojson }}',
        "{{ words | tojson }}{{ number | tojson }}",
        '{{ {"a": {"c": "一"}} | tojson(indent=2) }}',
        '{{ "<b>" | safe | tojson }}',
        '{{ "\ufffc" | tojson }}',
    ],
)
def test_the_text_is_jinjas(template: str) -> None:
    """With real values, the same characters come out."""
    expected = JINJA.from_string(template).render(VALUES)

    assert expected == render_concrete(Source("t", template), VALUES, resolve=nowhere).text


def test_a_value_stays_open() -> None:
    """A value within a text is still one when the text has become JSON."""
    variant = rendered("{% set text %}訂單 {{ no }} 已出貨{% endset %}{{ text | tojson }}")

    values = [piece for piece in variant.pieces if piece.value is not None]
    assert [("\ufffc", "no")] == [(piece.text, piece.value.expression) for piece in values if piece.value]
    assert "訂單 \ufffc 已出貨" == json.loads(variant.text)


def test_a_key_that_is_no_text_changes_nothing() -> None:
    """What cannot be told apart keeps Jinja's own words."""
    template = '{{ {1: "優惠"} | tojson }}'
    expected = JINJA.from_string(template).render()

    assert expected == rendered(template).text


def test_values_within_lists_and_mappings_stay_open() -> None:
    """What is not known is told from what the author wrote beside it, at any depth."""
    variant = rendered('{{ {"text": "好", "to": [who, "b"], "n": 1}|tojson }}')
    values = [piece.value.expression for piece in variant.pieces if piece.value is not None]

    assert '{"n": 1, "text": "\\u597d", "to": [\ufffc, "b"]}' == variant.text
    assert ["who|tojson"] == values
