"""Each character of a YAML value is found where it is written, whatever the style, the folding and the escapes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from nmlint import yamltree
from nmlint.nodes import Mapped, Node, Run, Scalar, Sequence
from nmlint.source import Source, Span
from nmlint.yamlruns import yaml_runs
from nmlint.yamltree import YamlError, read_yaml

ENDS = "\r\n\x85\u2028\u2029"
# What may stand between runs, and around them: a block's mark and comment, quotes, silent line ends and blanks.
SILENT = re.compile(rf"([|>][-+0-9]*[ \t]*(#[^{ENDS}]*)?(?=[{ENDS}]|\Z)|['\"]?)[ \t{ENDS}\\]*['\"]?")

CHARACTERS = st.sampled_from("ab:#-'\"\\字好，é\u0301\ufffc😀👩\u200d\u00a0\u3000\x07\ud7ff  \t\n\n\r\x85\u2028\u2029")
TAME = st.text(st.sampled_from("ab:#'\"\\字好，\u0301\ufffc😀    \n\n"), max_size=40)
VALUES = TAME | TAME | st.text(CHARACTERS | st.characters(codec="utf-8"), max_size=30)
END = st.sampled_from(["\n", "\n", "\n", "\r\n", "\r", "\x85", "\u2028", "\u2029"])
BLANKS = st.sampled_from(["", "", " ", "  ", " \t", "\t "])
FOLD = st.builds("{}{}{}  {}".format, BLANKS, st.lists(END, min_size=1, max_size=3).map(" ".join), BLANKS, BLANKS)
WORD = st.sampled_from(["a", "字", "x:y", "é", "e\u0301", "好#", "\ufffc", "😀", "[b]", "\u3000", "ok"])
IN_QUOTES = WORD | FOLD | BLANKS
ESCAPES = [r"\n", r"\ ", r"\"", r"\\", r"\/", r"\N", r"\_", r"\L", r"\P", r"\e", r"\0", r"\t", "\\\t", r"\u5b57"]
ESCAPE = st.sampled_from([*ESCAPES, r"\x41", r"\u512A", r"\U0001f600", r"\ufffc", "\\\n", "\\\r\n  ", "\\\n\n  \\ "])
PLAIN = st.lists(st.builds("{}{}".format, WORD, FOLD | BLANKS), max_size=6).map(" ".join).map(lambda body: f"o{body}o")
SINGLE = st.lists(IN_QUOTES | st.just("''") | st.just('"'), max_size=9).map("".join).map("'{}'".format)
DOUBLE = st.lists(IN_QUOTES | ESCAPE | st.just("'"), max_size=9).map("".join).map('"{}"'.format)
LINE = st.builds("{}{}{}".format, BLANKS, st.lists(WORD | st.just("'"), max_size=3).map(" ".join), BLANKS)
FLOW_PLACES = st.sampled_from(["{}", "a: {}\n", "- x\n- {}\n", "a:\n  b:\n    {}  # c\n", "[x, {}, y]", "a: {{b: {}}}"])


@pytest.fixture(scope="module", autouse=True, params=sorted({"SafeLoader", yamltree._LOADER.__name__}))  # noqa: SLF001
def parser(request: pytest.FixtureRequest) -> Iterator[None]:
    """PyYAML comes with a parser in C and without; what holds must hold with either."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yamltree, "_LOADER", getattr(yaml, request.param))
        yield


@st.composite
def blocks(draw: st.DrawFn) -> str:
    """A mapping with a block in it; not always one that YAML reads to its end."""
    indent = draw(st.integers(1, 4))
    mark = draw(st.sampled_from("|>")) + draw(st.sampled_from(["", "+", "-"]))
    mark += draw(st.sampled_from(["", str(indent)])) + draw(st.sampled_from(["", " ", "\t", "  # it's > |"]))
    text = f"a: {mark}{draw(END)}"
    for line in draw(st.lists(LINE, max_size=6)):
        kept = indent if line else draw(st.integers(0, indent))
        text += " " * kept + line + draw(END)
    tail = draw(st.sampled_from(["", "# c\n", "b: ok\n", "\n# c\n\nb: ok", " " * indent + "ok"]))
    return text + tail


def scalars(node: Node) -> list[Scalar]:
    """Every value of a node."""
    match node:
        case Mapped():
            return [found for entry in node.entries for found in scalars(entry.node)]
        case Sequence():
            return [found for item in node.items for found in scalars(item)]
        case Scalar():
            return [node]


def read(text: str, span: Span | None = None) -> list[Scalar]:
    """The values of a text; none of a text that is not the YAML we read."""
    try:
        return scalars(read_yaml(Source("f.yaml", text), span))
    except YamlError:
        return []


def said(written: str, expected: str) -> str:
    """What a line end or an escape says by itself; `expected` tells which of its meanings a line end has here."""
    if written[0] in "\\'":
        quote = "'" if written == "''" else '"'
        (scalar,) = read(f"{quote}{written}{quote}")
        return scalar.written
    # Of several line ends, the first says nothing.
    before = "x" if expected == " " else "x\n"
    (scalar,) = read(f'"{before}{written}y"')
    return scalar.written[1:-1]


def spelt(text: str, scalar: Scalar) -> list[tuple[str, str]]:
    """What the runs of a value stand on, and what they say; every run and all that lies between is judged."""
    runs = yaml_runs(text, scalar)
    found, at = [], 0
    for run in runs:
        written, value = text[run.start : run.start + run.spelt], scalar.written[at : at + run.length]
        assert run.length == len(value) > 0
        assert written == value or (run.length == 1 and value == said(written, value))
        found.append((written, value))
        at += run.length
    assert at == len(scalar.written)

    edges = [scalar.span.start, *(edge for run in runs for edge in (run.start, run.start + run.spelt))]
    edges.append(max(edges[-1], scalar.span.end))
    assert edges == sorted(edges)
    assert SILENT.fullmatch("".join(text[start:end] for start, end in list(pairwise(edges))[::2]))
    return found


def stretch(runs: tuple[Run, ...], at: int) -> tuple[int, int]:
    """What a character of a value stands on, from where to where."""
    for run in runs:
        if at < run.length:
            return (run.start + at, run.start + at + run.spelt - run.length + 1)
        at -= run.length
    raise AssertionError(runs)


def judge(text: str, span: Span | None = None) -> None:
    """Runs spell each value; and where they say a letter stands, another letter makes that other value."""
    span = Span(0, len(text)) if span is None else span
    values = read(text, span)
    for number, scalar in enumerate(values):
        spelt(text, scalar)
        runs = yaml_runs(text, scalar)
        letters = [at for at, character in enumerate(scalar.written) if character.isalpha()]
        for at in {*letters[:1], *letters[len(letters) // 2 :][:1], *letters[-1:]}:
            start, end = stretch(runs, at)
            other = f"{text[:start]}文{text[end:]}"
            again = read(other, Span(span.start, span.end + 1 + start - end))
            assert len(values) == len(again)
            assert f"{scalar.written[:at]}文{scalar.written[at + 1 :]}" == again[number].written


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a:", []),
        ("a: ''", []),
        ('a: "\\\n  "', []),
        ("a: |\n\nb: x", []),
        ("您好", [("您好", "您好")]),
        ("a: x:y", [("x:y", "x:y")]),
        ("a: 好 \ufffc  # c", [("好 \ufffc", "好 \ufffc")]),
        ("a: x \n   y", [("x", "x"), (" \n   ", " "), ("y", "y")]),
        ("a: x\r\n \n  y\n b", [("x", "x"), ("\n", "\n"), ("y", "y"), ("\n ", " "), ("b", "b")]),
        ("a: x\n\r\n\r  y", [("x", "x"), ("\r\n", "\n"), ("\r", "\n"), ("y", "y")]),
        ("a: x\u2028\x85  y", [("x\u2028", "x\u2028"), ("\x85", "\n"), ("y", "y")]),
        ("a: ' x '", [(" x ", " x ")]),
        ("a: 'it''s'", [("it", "it"), ("''", "'"), ("s", "s")]),
        ("a: ''''''", [("''", "'"), ("''", "'")]),
        ("a: '\\n\" \n\n\n b'", [('\\n"', '\\n"'), ("\n\n", "\n\n"), ("b", "b")]),
        ("a: ' \n '", [(" \n ", " ")]),
        ('a: "x\'y"', [("x'y", "x'y")]),
        ('a: "\\u512a惠\\n"', [("\\u512a", "優"), ("惠", "惠"), ("\\n", "\n")]),
        ('a: "\\x41\\U0001f600\\\\n"', [("\\x41", "A"), ("\\U0001f600", "😀"), ("\\\\", "\\"), ("n", "n")]),
        ('a: "\\N\\_\\L\\P"', [("\\N", "\x85"), ("\\_", "\xa0"), ("\\L", "\u2028"), ("\\P", "\u2029")]),
        ('a: "\\e\\0\\/\\"\\ \\\t"', [(f"\\{c}", said) for c, said in zip('e0/" \t', '\x1b\0/" \t', strict=True)]),
        ('a: "x \\\n  \\ y"', [("x ", "x "), ("\\ ", " "), ("y", "y")]),
        ('a: "x\\\r\n \r\n  y"', [("x", "x"), ("\r\n", "\n"), ("y", "y")]),
        ('a: "x\n\r\n\\n y"', [("x", "x"), ("\r\n", "\n"), ("\\n", "\n"), (" y", " y")]),
        ('a: "x\\  \n y"', [("x", "x"), ("\\ ", " "), (" \n ", " "), ("y", "y")]),
        ("a: |\n x\n  y\n\n\nb: z", [("x\n", "x\n"), (" y\n", " y\n")]),
        ("a: |  # |\r\n  x\r\n  y", [("x", "x"), ("\r\n", "\n"), ("y", "y")]),
        ("a: |-\n\n \n  x\n   \n  y\n", [("\n", "\n"), ("\n", "\n"), ("x\n", "x\n"), (" \n", " \n"), ("y", "y")]),
        ("a: |+1\n   x\n  \n \n", [("  x\n", "  x\n"), (" \n", " \n"), ("\n", "\n")]),
        ("a: |+\n\r\n\n", [("\r\n", "\n"), ("\n", "\n")]),
        ("a: |\n  x\u2028  y\x85b: z", [("x\u2028", "x\u2028"), ("y", "y"), ("\x85", "\n")]),
        ("a: >\n x\n y\n\n\n\nb: z", [("x", "x"), ("\n ", " "), ("y\n", "y\n")]),
        ("a: >\n x\n\r\n\r y \n", [("x", "x"), ("\r\n", "\n"), ("\r", "\n"), ("y \n", "y \n")]),
        (
            "a: >-\n x\r\n\n \t y\n z\n",
            [("x", "x"), ("\r\n", "\n"), ("\n", "\n"), ("\t y\n", "\t y\n"), ("z", "z")],
        ),
        (
            "a: >+2\n\n    x\n  y\n  z\n\n",
            [("\n", "\n"), ("  x\n", "  x\n"), ("y", "y"), ("\n  ", " "), ("z\n\n", "z\n\n")],
        ),
    ],
)
def test_runs(text: str, expected: list[tuple[str, str]]) -> None:
    """Stretches that stand as they are, escapes, folded line ends: each where it is written."""
    assert expected == spelt(text, read(text)[0])


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("a: x", [("x", "x")]),
        ("a: 'x'", [("x", "x")]),
        ("a: |\n  x ", [("x ", "x ")]),
        ("a: |\n  x\n  ", [("x\n", "x\n")]),
        ("a: >\n  x\n  y", [("x", "x"), ("\n  ", " "), ("y", "y")]),
    ],
)
def test_a_part_of_a_text_ends_where_it_ends(part: str, expected: list[tuple[str, str]]) -> None:
    """What follows the part that was read is not taken for more of its last line."""
    text = f"您好{{# {part}  #}}\n  z"

    assert expected == spelt(text, read(text, Span(5, 5 + len(part)))[0])


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("x", "y"),
        ("x", "xy"),
        ("xy", "x"),
        ("x\n y", "x\ny"),
        ("'", "'"),
        ("'x", "x"),
        ('"\\q"', "\\q"),
        ('"\\u12"', "\x12"),
        ('"\\UFFFFFFFF"', "x"),
        ("|", "x"),
        ("|\n x", "x\n"),
        ("|\n x\n y", "x\ny\nz"),
        ("|\nx\n", " x\n"),
        (">\n x\n\n y\n", "x y\n"),
        (">\n x\n\n\n\n y\n", "x\ny\n"),
    ],
)
def test_another_value_is_refused(text: str, written: str) -> None:
    """Nothing is guessed: a value that was not read from the text is an error."""
    with pytest.raises(ValueError, match=r"offset 0: character \d of the value"):
        yaml_runs(text, Scalar(Span(0, len(text)), written, written))


@given(
    st.lists(VALUES, min_size=1, max_size=2),
    st.sampled_from([None, "'", '"', "|", ">"]),
    st.booleans(),
    st.sampled_from([10, 30, 1000]),
    st.integers(2, 6),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_what_a_writer_wrote(
    values: list[str], style: str | None, unicode: bool, width: int, indent: int, end: str
) -> None:
    """Any value, as PyYAML writes it in any style, escaping and width."""
    data = {"top": values[0], "inner": {"字": values, "b": [{"c": values[-1]}]}}
    text = yaml.dump(data, default_style=style, allow_unicode=unicode, width=width, indent=indent, line_break=end)

    assert read(text)
    judge(text)


@given(FLOW_PLACES, PLAIN | SINGLE | DOUBLE)
def test_what_a_hand_folded(place: str, value: str) -> None:
    """Plain and quoted values over several lines, with blanks, tabs and line ends of all kinds."""
    judge(place.format(value))


@given(blocks(), st.sampled_from(["", "  #}", "x", "\n"]))
def test_what_a_hand_wrote_as_a_block(text: str, behind: str) -> None:
    """Blocks of any indentation, chomping and line ends, also where the text goes on behind the part that is read."""
    judge(f"甲{text}{behind}", Span(1, 1 + len(text)))
