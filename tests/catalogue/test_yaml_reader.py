"""YAML as people mean it: plain values, exact places, plain words for what is wrong."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from nmlint.catalogue.yaml_reader import MAX_ALIASES, MAX_CHARACTERS, MAX_DEPTH, Path, read_yaml
from nmlint.source import Source

TEXTS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), max_size=12)
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-(10**12), 10**12), TEXTS)
DATA = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4), max_leaves=12
)


def scalars(data: Any, path: Path = ()) -> list[tuple[Path, Any]]:
    """Every scalar with the path that leads to it."""
    if isinstance(data, dict):
        return [found for key, value in data.items() for found in scalars(value, (*path, key))]
    if isinstance(data, list):
        return [found for index, value in enumerate(data) for found in scalars(value, (*path, index))]
    return [(path, data)]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("true", True),
        ("false", False),
        ("yes", "yes"),
        ("on", "on"),
        ("True", "True"),
        ("'true'", "true"),
        ("12", 12),
        ("-3", -3),
        ("007", "007"),
        ("0x1F", "0x1F"),
        ("12:30", "12:30"),
        ("1_000", "1_000"),
        ("1.5", 1.5),
        ("1e3", "1e3"),
        (".inf", ".inf"),
        ("2026-11-23", "2026-11-23"),
        ("~", None),
        ("", None),
        ("null", None),
        ("off", "off"),
    ],
)
def test_only_plain_values_are_more_than_text(written: str, expected: object) -> None:
    """Dates, times, octal numbers and the booleans of old stay text."""
    tree = read_yaml(Source("f.yaml", f"a: {written}\n"))

    assert expected == tree.data["a"]
    assert type(expected) is type(tree.data["a"])


def test_keys_are_text() -> None:
    """A key is what is written, whatever YAML would make of it."""
    tree = read_yaml(Source("f.yaml", "on: 1\n1: 2\ntrue: 3\n"))

    assert {"on": 1, "1": 2, "true": 3} == tree.data


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a:\n\tb: 1\n", 2, "a tab"),
        ("a: 1\nb: c: d\n", 2, "second `:`"),
        ("a: 'x\n\n\n", 1, "a quote is opened"),
        ("a: [1, 2\nb: 3\n", 2, "`]` missing"),
        ("a: {b: 1\n", 1, "`}` missing"),
        ("a: @x\n", 1, "cannot begin with `@`"),
        ("a: 1\nb: %x\n", 2, "cannot begin with `%`"),
        ("a: *x\n", 1, "nothing before this is marked `&x`"),
        ("a: & b\n", 1, "`*` or `&`"),
        ("a: | x\n", 1, "`|` or `>`"),
        ("a: !x b\n", 1, "the tag `!x`"),
        ("a: !!python/object:os.system b\n", 1, "the tag `tag:yaml.org,2002:python/object:os.system`"),
        ("a: 1\n---\nb: 2\n", 2, "a second document"),
        ("  a: 1\nb: 2\n", 2, "further left"),
        ('a: "\\q"\n', 1, "inside double quotes"),
        ("- a\nb: 1\n", 2, "does not belong"),
        ("a: |\n x\ny", 3, "without its `:`"),
        ("? [a]\n: b\n", 1, "a key must be one word"),
        ("a: 1\nb: 2\na: 3\n", 3, "`a` stands here a second time (first in line 1)"),
        ("a: 1\nb: \x00\n", 2, "a control character"),
        ("a: \ud800\n", 1, "surrogate"),
        ("[" * 500, 1, f"deeper than {MAX_DEPTH}"),
        ("a: &x 1\nb: [" + "*x, " * (MAX_ALIASES + 1) + "]", 2, f"more than {MAX_ALIASES} aliases"),
        ("x" * (MAX_CHARACTERS + 1), 1, "larger than"),
    ],
)
def test_faults_name_line_and_mend(text: str, line: int, words: str) -> None:
    """What is wrong is said in plain words, with its line and what to do."""
    (fault,) = read_yaml(Source("f.yaml", text)).faults

    assert ("f.yaml", line) == (fault.path, fault.line)
    assert words in fault.what
    assert fault.mend


def test_several_faults_are_all_told() -> None:
    """A repeated key does not hide the next one."""
    tree = read_yaml(Source("f.yaml", "a: 1\na: 2\nb: 1\nb: !x 2\n"))

    assert [2, 4, 4] == [fault.line for fault in tree.faults]


def test_nested_aliases_cannot_explode() -> None:
    """Ten lists of ten aliases each are refused long before they are written out."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]

    assert "more than" in read_yaml(Source("f.yaml", "\n".join(lines))).faults[-1].what


def test_places_lead_to_keys_and_values() -> None:
    """A path finds its key and its value, whatever the line ends and the script; a missing one its parent."""
    text = "甲: 一\r\n乙:\r\n  - {丙: 二}\r\n  - 三\r\n"
    tree = read_yaml(Source("f.yaml", text))
    start, end = tree.value(("乙", 0, "丙"))

    assert "二" == text[start.offset : end.offset]
    assert (3, 6) == (tree.key(("乙", 0, "丙")).line, tree.key(("乙", 0, "丙")).column)
    assert (4, 5) == (tree.key(("乙", 1)).line, tree.key(("乙", 1)).column)
    assert tree.key(("乙", 1)) == tree.key(("乙", 1, "none", 3))


@given(DATA, st.booleans())
def test_data_comes_back_and_each_value_stands_at_its_place(data: Any, flow: bool) -> None:
    """What a YAML writer wrote is read as it was, and the text at a value's place reads as that value."""
    text = yaml.safe_dump({"top": data}, allow_unicode=True, default_flow_style=flow, width=10**6)
    tree = read_yaml(Source("f.yaml", text))

    assert () == tree.faults
    assert {"top": data} == tree.data
    for path, value in scalars(tree.data):
        start, end = tree.value(path)
        assert value == read_yaml(Source("part", text[start.offset : end.offset])).data


@given(st.text(max_size=60) | st.text(":-[]{}'\"#&*!|>%@`,? \n\tab", max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    """Any text is read or explained."""
    faults = read_yaml(Source("f.yaml", text)).faults

    assert all(1 <= fault.line <= text.count("\n") + text.count("\r") + 1 and fault.what for fault in faults)
