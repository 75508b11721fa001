"""JSON in which every value knows its place, read as strictly as those who receive it do.

What the readers of JSON disagree about (two keys of one name, numbers no computer holds, half characters) is refused
like what is plainly wrong, each by its name. In what was rendered, U+FFFC stands for a value that nobody knows yet.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from nmlint import jsonwords as refuse
from nmlint.nodes import Entry, Mapped, Node, Run, Scalar, Sequence, Unknown
from nmlint.source import Span

# LINE's deepest object, a Flex Message whose boxes stand in boxes, needs about thirty levels.
MAX_DEPTH = 100
# Five carousels, each as large as one may be, have fewer.
MAX_VALUES = 30_000

_BLANK = re.compile(r"[ \t\n\r]*")
_STRING = re.compile(r'"[^"\\\x00-\x1f]*(?:\\.[^"\\\x00-\x1f]*)*"')
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![0-9A-Za-z.+_\ufffc-])")
# Alone or as some of a number's digits, before or behind its point.
_UNKNOWN = re.compile(
    "-?(?:(?:[1-9][0-9]*)?\ufffc[0-9\ufffc]*(?:\\.[0-9\ufffc]+)?|(?:0|[1-9][0-9]*)\\.[0-9]*\ufffc[0-9\ufffc]*)"
    "(?:[eE][-+]?[0-9\ufffc]+)?"
)
_CONSTANT = re.compile(r"(?:true|false|null)(?![\w$-])")
_ESCAPE = re.compile(
    r"\\(?:[\"\\/bfnrt]|u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4})|\\(?:u[0-9a-fA-F]{0,3}|.)?",
    re.DOTALL,
)
_BY_NUMBER = re.compile(r"\\u[0-9a-fA-F]{4}")
_HALF = re.compile("[\ud800-\udfff]")
_SIMPLE = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_CONSTANTS: Mapping[str, Any] = {"true": True, "false": False, "null": None}
_MOST_DIGITS = 300  # a double holds no greater whole number


def read_json(text: str, *, values: bool = True) -> Node:
    """The one JSON value of a text, in which values may be open. Raises `jsonwords.JsonError`."""
    return _Reader(text, values=values).document()


def json_runs(text: str, scalar: Scalar) -> tuple[Run, ...]:
    """Where each character of a value that was read from the text stands in it."""
    start, end = scalar.span.start, scalar.span.end
    if text[start] == '"':
        start, end = start + 1, end - 1
    return tuple(_runs(text, start, end))


def _runs(text: str, start: int, end: int) -> Iterator[Run]:
    at = start
    for match in _ESCAPE.finditer(text, start, end):
        if at < match.start():
            yield Run(at, match.start() - at, match.start() - at)
        yield Run(match.start(), 1, match.end() - match.start())
        at = match.end()
    if at < end:
        yield Run(at, end - at, end - at)


class _Reader:
    """One text on its way to being nodes; `opened` is always where the innermost open bracket stands."""

    def __init__(self, text: str, *, values: bool) -> None:
        self._text, self._values = text, values
        self._count = 0

    def document(self) -> Node:
        node, at = self._value(self._after_blanks(0), 0, 0)
        at = self._after_blanks(at)
        if at < len(self._text):
            refuse.more_follows(self._text, at)
        return node

    def _after_blanks(self, at: int) -> int:
        match = _BLANK.match(self._text, at)
        return match.end() if match else at

    def _value(self, at: int, depth: int, opened: int) -> tuple[Node, int]:
        self._count += 1
        if self._count > MAX_VALUES:
            refuse.too_many(at, MAX_VALUES)
        char = self._text[at : at + 1]
        if char == '"':
            return self._string(at)
        if char in ("{", "["):
            if depth == MAX_DEPTH:
                refuse.too_deep(at, MAX_DEPTH)
            return self._object(at, depth) if char == "{" else self._list(at, depth)
        return self._plain(at, opened)

    def _object(self, start: int, depth: int) -> tuple[Mapped, int]:
        entries: dict[str, Entry] = {}
        at = self._after_blanks(start + 1)
        ended = self._text[at : at + 1] == "}"
        end = at + 1
        while not ended:
            if self._text[at : at + 1] != '"':
                refuse.no_key(self._text, at, start)
            key, at = self._string(at)
            if key.written in entries:
                refuse.repeated_key(key.written, key.span)
            at = self._after_blanks(at)
            if self._text[at : at + 1] != ":":
                refuse.no_colon(self._text, at, start)
            node, at = self._value(self._after_blanks(at + 1), depth + 1, start)
            entries[key.written] = Entry(key.written, key.span, node)
            end, at, ended = self._next(at, start, "}")
        return Mapped(Span(start, end), tuple(entries.values())), end

    def _list(self, start: int, depth: int) -> tuple[Sequence, int]:
        items: list[Node] = []
        at = self._after_blanks(start + 1)
        ended = self._text[at : at + 1] == "]"
        end = at + 1
        while not ended:
            node, at = self._value(at, depth + 1, start)
            items.append(node)
            end, at, ended = self._next(at, start, "]")
        return Sequence(Span(start, end), tuple(items)), end

    def _next(self, at: int, opened: int, closing: str) -> tuple[int, int, bool]:
        """The end behind a comma or the closing bracket, where the next entry begins, and whether there is none."""
        at = self._after_blanks(at)
        char = self._text[at : at + 1]
        if char == closing:
            return at + 1, at + 1, True
        if char != ",":
            refuse.no_comma(self._text, at, opened, closing)
        after = self._after_blanks(at + 1)
        if self._text[after : after + 1] in ("}", "]"):
            refuse.comma_before_end(at)
        return at + 1, after, False

    def _string(self, at: int) -> tuple[Scalar, int]:
        match = _STRING.match(self._text, at)
        if match is None:
            refuse.open_string(self._text, at)
        end = match.end()
        raw = self._text[at + 1 : end - 1]
        value = raw if "\\" not in raw and raw.isprintable() else self._decoded(at + 1, end - 1)
        return Scalar(Span(at, end), value, value), end

    def _decoded(self, start: int, end: int) -> str:
        parts = []
        for run in _runs(self._text, start, end):
            written = self._text[run.start : run.start + run.spelt]
            if written[0] == "\\":
                parts.append(_unescaped(written, run.start))
            else:
                # A program may have put half a pair there without any escape.
                if half := _HALF.search(written):
                    at = run.start + half.start()
                    refuse.half_a_character(ord(half[0]), at, at + 1)
                parts.append(written)
        return "".join(parts)

    def _plain(self, at: int, opened: int) -> tuple[Scalar, int]:  # noqa: RET503  what refuses never returns
        text = self._text
        if number := _NUMBER.match(text, at):
            return _number(number[0], at), number.end()
        if constant := _CONSTANT.match(text, at):
            return Scalar(Span(*constant.span()), constant[0], _CONSTANTS[constant[0]]), constant.end()
        if self._values and (unknown := _UNKNOWN.match(text, at)):
            return Scalar(Span(*unknown.span()), unknown[0], Unknown.VALUE), unknown.end()
        refuse.no_value(text, at, opened)


def _unescaped(written: str, at: int) -> str:  # noqa: RET503  the same
    if written[1:] in _SIMPLE:
        return _SIMPLE[written[1:]]
    if written.count("\\") > 1 or _BY_NUMBER.fullmatch(written):
        char = str(json.loads(f'"{written}"'))
        if _HALF.fullmatch(char):
            refuse.half_a_character(ord(char), at, at + len(written))
        return char
    refuse.no_escape(written, at, at + len(written))


def _number(written: str, at: int) -> Scalar:  # noqa: RET503  the same
    span = Span(at, at + len(written))
    if len(written) <= _MOST_DIGITS:
        value = int(written) if written.lstrip("-").isdigit() else float(written)
        if isinstance(value, int) or math.isfinite(value):
            return Scalar(span, written, value)
    refuse.too_great(written, span)
