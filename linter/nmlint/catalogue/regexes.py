"""What can be said of a regular expression without running it.

The structure comes from Python's own parser. Syntax that only the `regex` module knows cannot be taken apart there:
`parse` then answers None, and nothing is claimed about the expression.
"""

from __future__ import annotations

import importlib
import re
import unicodedata
import warnings
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import regex

Node = tuple[str, Any]
Nodes = list[Node]

_PROPERTY = re.compile(r"\\[pP]\{[^}]*\}")
_GROUP_NAME = re.compile(r"\(\?P<\w+>")
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
_WIDE = ("CATEGORY_NOT_SPACE", "CATEGORY_NOT_DIGIT", "CATEGORY_NOT_WORD")
_SINGLE = ("LITERAL", "NOT_LITERAL", "IN", "ANY", "CATEGORY")
_FEW = 64
_NUMERALS = str.maketrans("〇一二三四五六七八九", "0123456789")
_HAN = re.compile("[\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def fault_of(pattern: str) -> str | None:
    """Why the expression does not compile, None when it does."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            regex.compile(pattern)
    except regex.error as error:
        return str(error)
    return None


def parse(pattern: str) -> Nodes | None:
    """The structure of an expression, None when it cannot be taken apart."""
    # The parser has no public name; without it (another Python) nothing is claimed.
    parser = importlib.import_module("re._parser")
    pattern = _PROPERTY.sub(r"\\w", pattern)
    if "(?P=" not in pattern:
        pattern = _GROUP_NAME.sub("(", pattern)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parsed = parser.parse(pattern)
    except (re.error, RecursionError, OverflowError):
        return None
    return [(str(op), value) for op, value in parsed]


def children(node: Node) -> Iterator[Nodes]:
    """The sequences inside a node."""
    op, value = node
    if op == "BRANCH":
        inner: Iterable[Any] = value[1]
    elif op in _REPEATS:
        inner = (value[2],)
    elif op in ("SUBPATTERN", "ASSERT", "ASSERT_NOT"):
        inner = (value[-1],)
    elif op == "ATOMIC_GROUP":
        inner = (value,)
    elif op == "GROUPREF_EXISTS":
        inner = (part for part in value[1:] if part is not None)
    else:
        return
    for part in inner:
        yield [(str(name), argument) for name, argument in part]


def everything(nodes: Nodes) -> Iterator[Node]:
    """Every node, outer ones first."""
    for node in nodes:
        yield node
        for part in children(node):
            yield from everything(part)


def has_unbounded_wildcard(nodes: Nodes) -> bool:
    """Whether `.*`, `.+` or a negated set may run on without end."""
    return any(
        op in ("MAX_REPEAT", "MIN_REPEAT")
        and _unbounded(value)
        and any(_is_wild(inner) for part in children((op, value)) for inner in part)
        for op, value in everything(nodes)
    )


def has_nested_quantifiers(nodes: Nodes) -> bool:
    r"""Whether something of varying length is itself repeated, which can take exponential time.

    A mere `?` inside a repetition with an upper bound is harmless, and so is what a fixed character closes off each
    time, as in `(?:\w+ )*`.
    """
    for op, value in everything(nodes):
        if op not in ("MAX_REPEAT", "MIN_REPEAT") or value[1] == 1:
            continue
        for part in children((op, value)):
            varying = [
                node
                for node in _below(part)
                if node[0] != "POSSESSIVE_REPEAT"
                and node[1][0] != node[1][1]
                and (_unbounded(value) or node[1][:2] != (0, 1))
            ]
            if varying and not (_closes(part[-1], varying) or _closes(part[0], varying)):
                return True
    return False


def is_tame(pattern: str) -> bool:
    """Whether Python's own engine runs the expression too, and in bearable time on a text of a few thousand characters.

    So it is when nothing repeats without end but single characters, and no repetition holds another.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(pattern)
    except (re.error, RecursionError, OverflowError, Warning):
        return False
    nodes = parse(pattern)
    return nodes is not None and not has_nested_quantifiers(nodes) and all(map(_ends, everything(nodes)))


def _ends(node: Node) -> bool:
    """Whether a node is no reference back and, if it may repeat without end, repeats a single character."""
    op, value = node
    if op in ("GROUPREF", "GROUPREF_EXISTS"):
        return False
    if op not in _REPEATS or not _unbounded(value):
        return True
    return all(len(part) == 1 and part[0][0] in _SINGLE for part in children(node))


def boundary_beside_han(nodes: Nodes) -> bool:
    r"""Whether a `\b` stands directly before or after a Han character or kana.

    Between two Han characters there is no word boundary, so such an expression does not find what it seems to.
    """
    return _boundary(nodes, frozenset(), frozenset())


def folded(text: str) -> str:
    """Close to what the folded view does to width, case and digits; enough to compare literals."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_NUMERALS)


def characters_of(node: Node) -> tuple[frozenset[str], bool]:
    """The characters a single-character node stands for, and whether it may stand for others too."""
    op, value = node
    if op == "LITERAL":
        return frozenset(chr(value)), False
    if op != "IN":
        return frozenset(), True
    found: set[str] = set()
    more = False
    for name, argument in ((str(name), argument) for name, argument in value):
        if name == "LITERAL":
            found.add(chr(argument))
        elif name == "RANGE" and argument[1] - argument[0] < _FEW:
            found.update(map(chr, range(argument[0], argument[1] + 1)))
        elif name == "RANGE":
            found.add(chr(argument[0]))
            more = True
        elif name == "NEGATE":
            return frozenset(), True
        else:
            found.update({"CATEGORY_DIGIT": "0123456789", "CATEGORY_SPACE": " "}.get(str(argument), ""))
            more = True
    return frozenset(found), more


def _unbounded(value: Any) -> bool:
    return str(value[1]) == "MAXREPEAT"


def _is_wild(node: Node) -> bool:
    op, value = node
    if op in ("ANY", "NOT_LITERAL"):
        return True
    if op == "IN":
        names = [(str(name), str(argument)) for name, argument in value]
        return names[0][0] == "NEGATE" or any(argument in _WIDE for _, argument in names)
    return op in ("SUBPATTERN", "BRANCH") and any(_is_wild(inner) for part in children(node) for inner in part)


def _below(nodes: Nodes) -> Iterator[Node]:
    """The repetitions inside; those within an atomic group or a look-around cannot be tried again."""
    for op, value in nodes:
        if op in _REPEATS:
            yield op, value
        if op not in ("ATOMIC_GROUP", "ASSERT", "ASSERT_NOT", "POSSESSIVE_REPEAT"):
            for part in children((op, value)):
                yield from _below(part)


def _closes(edge: Node, varying: Iterable[Node]) -> bool:
    """Whether an edge is one of a few characters that nothing of varying length can run over."""
    characters, more = characters_of(edge) if edge[0] in ("LITERAL", "IN") else (frozenset[str](), True)
    return not more and not any(
        _may_be(inner, character)
        for node in varying
        for part in children(node)
        for inner in everything(part)
        for character in characters
    )


def _may_be(node: Node, character: str) -> bool:
    """Whether a node may stand for a character; a node that has parts does so through them."""
    op, value = node
    if op == "LITERAL":
        return chr(value) == character
    if op == "NOT_LITERAL":
        return chr(value) != character
    if op != "IN":
        return op not in ("AT", "BRANCH", "SUBPATTERN", "ATOMIC_GROUP", "ASSERT", "ASSERT_NOT", *_REPEATS)
    names = [(str(name), argument) for name, argument in value]
    inside = any(
        (name == "LITERAL" and chr(argument) == character)
        or (name == "RANGE" and argument[0] <= ord(character) <= argument[1])
        or (name == "CATEGORY" and _in_category(str(argument), character))
        for name, argument in names
    )
    return inside != (names[0][0] == "NEGATE")


def _in_category(category: str, character: str) -> bool:
    kind = category.rpartition("_")[2]
    inside = {"DIGIT": character.isdigit(), "SPACE": character.isspace()}.get(
        kind, character.isalnum() or character == "_"
    )
    return inside != ("_NOT_" in category)


def _boundary(nodes: Nodes, before: frozenset[str], after: frozenset[str]) -> bool:
    for index, node in enumerate(nodes):
        left = _edge(nodes[:index][::-1], before, last=True)
        right = _edge(nodes[index + 1 :], after, last=False)
        if node[0] == "AT":
            if str(node[1]) == "AT_BOUNDARY" and any(map(_HAN.match, left | right)):
                return True
        elif any(_boundary(part, left, right) for part in children(node)):
            return True
    return False


def _edge(nodes: Sequence[Node], beyond: frozenset[str], *, last: bool) -> frozenset[str]:
    """The characters with which these nodes may begin (or end, given in reverse); `beyond` where they may be empty."""
    found: frozenset[str] = frozenset()
    for node in nodes:
        op, value = node
        if op in ("AT", "ASSERT", "ASSERT_NOT"):
            continue
        parts = list(children(node))
        if not parts:
            return found | characters_of(node)[0]
        inner = [_edge(part[::-1] if last else part, frozenset("\0"), last=last) for part in parts]
        found = found.union(*inner) - {"\0"}
        optional = op in _REPEATS and value[0] == 0
        if not optional and not any("\0" in part for part in inner):
            return found
    return found | beyond
