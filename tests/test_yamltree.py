"""YAML as people mean it: plain values, exact places, plain words for what is wrong in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from nmlint import yamltree
from nmlint.bilingual import CHINESE, in_language
from nmlint.nodes import Mapped, Node, Scalar, Sequence, Unknown, mapping_of, plain
from nmlint.source import Source, Span
from nmlint.yamltree import (
    MAX_CHARACTERS,
    MAX_DEPTH,
    MAX_FAULTS,
    MAX_NODES,
    YamlError,
    YamlFault,
    read_yaml,
    sketch,
    top_value,
)

TEXTS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), max_size=12)
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-(10**12), 10**12), TEXTS)
DATA = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4), max_leaves=12
)


@pytest.fixture(scope="module", autouse=True, params=sorted({"SafeLoader", yamltree._LOADER.__name__}))  # noqa: SLF001
def parser(request: pytest.FixtureRequest) -> Iterator[None]:
    """PyYAML comes with a parser in C and without; what holds must hold with either."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yamltree, "_LOADER", getattr(yaml, request.param))
        yield


def scalars(node: Node) -> list[Scalar]:
    """Every scalar of a node."""
    match node:
        case Mapped():
            return [found for entry in node.entries for found in scalars(entry.node)]
        case Sequence():
            return [found for item in node.items for found in scalars(item)]
        case Scalar():
            return [node]


def read(text: str) -> Any:
    """What a text says, as plain data."""
    return plain(read_yaml(Source("f.yaml", text)))


def faults_of(text: str) -> tuple[YamlFault, ...]:
    """What is wrong with a text."""
    try:
        read_yaml(Source("f.yaml", text))
    except YamlError as error:
        return error.faults
    return ()


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
        ("+3", "+3"),
        ("0912345678", "0912345678"),
        ("1.50", "1.50"),
        ("-0", "-0"),
    ],
)
def test_only_plain_values_are_more_than_text(written: str, expected: object) -> None:
    """Dates, times, octal numbers and the booleans of old stay text."""
    data = read(f"a: {written}\n")

    assert expected == data["a"]
    assert type(expected) is type(data["a"])


def test_keys_are_text() -> None:
    """A key is what is written, whatever YAML would make of it."""
    assert {"on": 1, "1": 2, "true": 3} == read("on: 1\n1: 2\ntrue: 3\n")


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "---\n", "~"])
def test_nothing_is_an_empty_mapping(text: str) -> None:
    """A file with nothing but comments is the empty value, and can be read as a mapping without keys."""
    node = read_yaml(Source("f.yaml", text))

    assert plain(node) is None
    assert {} == plain(mapping_of(node) or node)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a:\n\tb: 1\n", 2, "a tab"),
        ("a: 1\nb: c: d\n", 2, "second ': '"),
        ("a: 1\nb\nc: d\n", 2, "a key without a colon"),
        ("a\nc: d\n", 2, "the line above, 'a', has no colon"),
        ("a：1\nb: 2\n", 2, "a full-width colon"),
        ("a:\n- 注意：x\nb\nc\n", 3, "without a colon"),
        ("a: 'x\n\n\n", 1, "a quote that is never closed"),
        ("a: [1, 2\nb: 3\n", 2, "] is missing"),
        ("a: {b: 1\n", 1, "} is missing"),
        ("a: [\n", 1, "never closed"),
        ("a: @x\n", 1, "cannot begin with '@'"),
        ("a: 1\nb: %x\n", 2, "cannot begin with '%'"),
        ("a: *x\n", 1, "an anchor or alias, '*x'"),
        ("a: &x b\n", 1, "an anchor or alias, '&x'"),
        ("a: & b\n", 1, "* or &"),
        ("a: | x\n", 1, "| or >"),
        ("a: !x b\n", 1, "a tag, '!x'"),
        ("a: !y!x b\n", 1, "a tag (!)"),
        ("a: !!python/object:os.system b\n", 1, "a tag, 'tag:yaml.org,2002:python/object:os.system'"),
        ("a: 1\n---\nb: 2\n", 2, "a second document"),
        ("  a: 1\nb: 2\n", 2, "further left"),
        ('a: "\\q"\n', 1, "inside double quotes"),
        ('a: "\\xZ"\n', 1, "unfinished"),
        ("- a\nb: 1\n", 2, "does not fit"),
        ("a: |\n x\ny", 3, "without a colon"),
        ("? [a]\n: b\n", 1, "a key must be a single word"),
        ("*a : b\n", 1, "an anchor or alias"),
        ("a: 1\nb: 2\na: 3\n", 3, "'a' stands here twice, first in line 1"),
        ("a: 1\nb: \x00\n", 2, "a control character, U+0000"),
        ("a: \ud800\n", 1, "surrogate pair, U+D800"),
        ("[" * 500, 1, f"more than {MAX_DEPTH} levels"),
        ("a: 1\nb: [" + "1, " * MAX_NODES + "]", 2, f"more than {MAX_NODES:,} values"),
        ("x" * (MAX_CHARACTERS + 1), 1, "larger than"),
    ],
)
def test_faults_name_line_and_mend(text: str, line: int, words: str) -> None:
    """What is wrong is said in plain words of two languages, with its line and what to do."""
    (fault,) = faults_of(text)

    assert ("f.yaml", line) == (fault.location.path, fault.location.start.line)
    assert words in fault.what
    assert fault.mend
    assert in_language(fault.said, CHINESE) != fault.said


def test_several_faults_are_all_told() -> None:
    """A repeated key does not hide the next one, nor what makes the text break off."""
    assert [2, 4, 4, 5] == [fault.location.start.line for fault in faults_of("a: 1\na: 2\nb: 1\nb: !x 2\nc: @\nd: @\n")]


def test_nested_aliases_cannot_explode() -> None:
    """Ten lists of ten aliases each are refused, never written out, and told only so often."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    told = faults_of("\n".join(lines))

    assert MAX_FAULTS == len(told)
    assert all("anchor or alias" in fault.what for fault in told)


def test_a_part_of_a_text_has_the_places_of_the_whole() -> None:
    """What stands inside a comment is found where it stands in the file, whatever the line ends and the script."""
    source = Source("f", "甲{# \r\n乙: 丙\r\n丁: '戊' #}")
    node = read_yaml(source, Span(4, 18))
    assert isinstance(node, Mapped)

    assert ["乙", "丁"] == [source.text[entry.key_span.start : entry.key_span.end] for entry in node.entries]
    assert ["丙", "'戊'"] == [source.text[entry.node.span.start : entry.node.span.end] for entry in node.entries]


@given(DATA, st.booleans())
def test_data_comes_back_and_each_value_stands_at_its_place(data: Any, flow: bool) -> None:
    """What a YAML writer wrote is read as it was, and the text at a value's place reads as that value."""
    text = yaml.safe_dump({"top": data}, allow_unicode=True, default_flow_style=flow, width=10**6)
    node = read_yaml(Source("f.yaml", text))

    assert {"top": data} == plain(node)
    for scalar in scalars(node):
        assert scalar.value == read(text[scalar.span.start : scalar.span.end])


@given(st.text(max_size=60) | st.text(":-[]{}'\"#&*!|>%@`,? \n\tab", max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    """Any text is read or explained."""
    lines = text.count("\n") + text.count("\r") + 1

    assert all(1 <= fault.location.start.line <= lines and fault.what for fault in faults_of(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kind: message\n", "message"),
        ("# a comment\n---\nid: x\n'kind' : \"message\"  # so\n", "message"),
        ("{kind: message}", "message"),
        ('{\n\t"id": [1, {"kind": "no"}],\n\t"kind": "message"\n}', "message"),
        ("kind: message\nrest: [never closed", "message"),
        ("kind: message\nbroken: @\x07", "message"),
        ("kind: message\n\tbroken: x\n", "message"),
        ("kind: message\n\tbroken: @\x07", "message"),
        ("broken: @\nkind: 'message'  # so\n", "message"),
        ("broken: @\n  kind: message\n", None),
        ("inner: {kind: message}\n", None),
        ("inner:\n  kind: message\n", None),
        ("text: |\n  kind: message\n", None),
        ("- kind: message\n", None),
        ("kind:\n  kind: message\n", None),
        ("a: kind\nb: message\n", None),
        ("[kind]: message\n", None),
        ("a: 1\n---\nkind: message\n", None),
        ("kind", None),
        ("", None),
        ('{"a": ' + "[" * 60_000, None),
    ],
)
def test_top_value(text: str, expected: str | None) -> None:
    """One key at the top is found without reading on, also in a wrong text; what stands further in is not."""
    assert expected == top_value(text, "kind")


@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
@pytest.mark.parametrize(
    "text",
    ["\ufeffa: xyz", 'a: "\\U00110000"', 'a: "\\UFFFFFFFF"', 'a: "\\ud83d\\ude00"'],
    ids=["byte order mark", "beyond Unicode", "far beyond", "halves of a pair"],
)
def test_odd_characters_are_refused_by_either_parser(monkeypatch: pytest.MonkeyPatch, loader: str, text: str) -> None:
    """What the two parsers of PyYAML take differently is taken by neither."""
    monkeypatch.setattr("nmlint.yamltree._LOADER", getattr(yaml, loader))

    with pytest.raises(YamlError):
        read_yaml(Source("x.yaml", text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", None),
        ("a: 1\nb: [x, 'y']\n", {"a": 1, "b": ["x", "y"]}),
        ('{"a": {"b": 1, "c": "d', {"a": {"b": 1, "c": Unknown.VALUE}}),
        ('{"a": 1, "b', {"a": 1}),
        ('[{"a": 1}, {"b": 2', [{"a": 1}]),
        ('[{"a": 1', [{"a": 1}]),
        ('{"a": [1, 2}, "b": 3}', {"a": [1, 2]}),
        ("a: &x 1\nb: *x\nc: !y z\n", {"a": 1, "b": Unknown.VALUE, "c": "z"}),
        ("a: 1\nb: @\n", {"a": 1, "b": None}),
        ("a: 1\n---\nb: 2\n", {"a": 1}),
        ("? [a]\n: 1\nb: 2\n", {"b": 2}),
        ("a\x07: 1\n", {"a": 1}),
    ],
)
def test_sketch(text: str, expected: object) -> None:
    """Of a wrong text there is as much as stands before the fault."""
    assert expected == plain(sketch(text))


@given(st.text(max_size=60) | st.text(":-[]{}'\"#&*!|>%@`,? \n\tab", max_size=60))
def test_any_text_is_sketched(text: str) -> None:
    """No text breaks it, and of one that can be read it is the whole."""
    whole = None if faults_of(text) else plain(read_yaml(Source("f.yaml", text)))

    assert whole is None or whole == plain(sketch(text))


def test_a_sketch_has_a_bound() -> None:
    """What is nested beyond all measure is sketched so far and no further."""
    node = sketch("[" * 100_000)
    for _ in range(MAX_DEPTH):
        assert isinstance(node, Sequence)
        node = next(iter(node.items), node)
