r"""What is said of an expression without running it: never that a match holds a literal when one does not."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from nmlint.catalogue.needs import is_spelt, match_without
from nmlint.catalogue.regexes import (
    Nodes,
    boundary_beside_han,
    fault_of,
    folded,
    has_nested_quantifiers,
    has_unbounded_wildcard,
    parse,
)

ATOMS = st.sampled_from(["a", "b", "折", "8", r"\d", "[ab]", "[^a]", ".", "[0-9]", r"\s", "(?=a)", "(?!b)", "(?<=a)"])
EXPRESSIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda pair: f"(?:{pair[0]}|{pair[1]})"),
        st.tuples(inner, st.sampled_from(["?", "{0,2}", "{1,3}", "{2}"])).map(lambda pair: f"(?:{pair[0]}){pair[1]}"),
    ),
    max_leaves=8,
)


def nodes_of(expression: str) -> Nodes:
    """The structure of an expression that has one."""
    nodes = parse(expression)
    assert nodes is not None
    return nodes


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("(a+)+", True),
        (r"(?:\d{1,3},?)*", True),
        (r"(?:\w+,?)*", True),
        ("(?:[^a]+ )*", True),
        ("(?:a?)*", True),
        ("(?:a{1,3}b{1,3}){2}", True),
        (r"(?:\w+ ){0,2}free", False),
        (r"\d{1,3}(?:,\d{3})*", False),
        (r"(?:,\d+)*", False),
        ("(?:ab?){2}", False),
        ("(?>a+)+", False),
        ("(?:a++)+", False),
        ("(?:ab)+", False),
        ("(?:a+)?", False),
    ],
)
def test_nested_quantifiers(expression: str, expected: bool) -> None:
    """Repetition of what varies in length is told from what a fixed character or a possessive closes off."""
    assert expected is has_nested_quantifiers(nodes_of(expression))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("a.*b", True),
        ("a.+?b", True),
        ("[^。]+", True),
        (r"\S+", True),
        (r"(?:.|\n)*", True),
        (r"\W{2,}", True),
        ("a.{0,12}b", False),
        (r"[^。！？!?\n]{0,12}", False),
        (r"\d+", False),
        ("a+", False),
        ("[a-z]*", False),
    ],
)
def test_unbounded_wildcards(expression: str, expected: bool) -> None:
    """Only what stands for nearly any character must be bounded."""
    assert expected is has_unbounded_wildcard(nodes_of(expression))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (r"\b折", True),
        (r"折\b", True),
        (r"(?:off|折)\b", True),
        (r"\b(?:off|折)", True),
        (r"\boff\b折?", True),
        (r"\b[折a]", True),
        (r"セール\b", True),
        (r"\boff\b", False),
        (r"\boff\b ?折", True),
        (r"\boff\b 折", False),
        ("折", False),
    ],
)
def test_boundaries_beside_han(expression: str, expected: bool) -> None:
    r"""`\b` is looked at together with what may stand on either side of it."""
    assert expected is boundary_beside_han(nodes_of(expression))


@pytest.mark.parametrize(
    ("expression", "literals", "expected"),
    [
        ("[五六]折", ("折",), None),
        ("(?:a|b)享.{0,5}折", ("折",), None),
        ("(?=.{0,3}折)x", ("折",), None),
        ("a{3,}b", ("aaa",), None),
        ("[:：]", (":",), None),
        ("５折", ("5折",), None),
        (r"\p{Han}折", ("折",), None),
        ("(?P<hit>折)", ("折",), None),
        ("(?:10|20)% ?(?:off|sale)", ("% off", "% sale", "%sale"), "10%off"),
        ("折?x", ("折",), "x"),
        ("(?:折|扣)", ("折",), "扣"),
        ("折{0,3}", ("折",), ""),
        ("買.{0,3}送一", ("買送",), "買…送一"),
    ],
)
def test_matches_without_a_literal(expression: str, literals: tuple[str, ...], expected: str | None) -> None:
    """A match without any of the literals is shown; None says there is none."""
    assert expected == match_without(nodes_of(expression), literals)


@pytest.mark.parametrize(
    ("expression", "literal", "expected"),
    [("[一五]折起", "五折", True), (r"\d折", "8折", True), ("折.{0,3}起", "折起", True), ("折.起", "折起", False)],
)
def test_literals_that_are_spelt(expression: str, literal: str, expected: bool) -> None:
    """A literal counts when some match is made of it, not when a wildcard might happen to be."""
    assert expected is is_spelt(nodes_of(expression), literal)


@given(EXPRESSIONS, st.lists(st.sampled_from(["a", "b", "折", "8", "ab", "a折"]), min_size=1, unique=True), st.data())
def test_no_match_escapes_the_literals(expression: str, literals: list[str], data: st.DataObject) -> None:
    """Where every match is said to hold a literal, the text of every match does."""
    if match_without(nodes_of(expression), tuple(literals)) is not None:
        return
    text = data.draw(st.text("ab折8c \n", max_size=10))

    if regex.search(expression, text):
        assert any(folded(literal) in folded(text) for literal in literals)


@pytest.mark.parametrize("expression", [r"\L<words>", "(?|a|b)", "(?<name>a)", "(a", "[[a]--[b]]("])
def test_what_cannot_be_taken_apart_is_left_alone(expression: str) -> None:
    """Syntax of the `regex` module alone, or none at all, has no structure here."""
    assert parse(expression) is None


def test_compiling() -> None:
    """An expression that does not compile says why."""
    assert fault_of("(折") is not None
    assert fault_of(r"\p{Han}(?>折)(?P<hit>起)") is None
