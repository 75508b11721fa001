"""YAML in which every value knows its place, read without YAML's surprises.

`on`, `off`, `yes` and `no` are words, `12:30` is no number in base 60, dates stay text, and a number is a number only
when writing it back gives the same characters (so `0912345678` and `1.50` stay as they were typed).
Anchors, aliases, tags and merge keys are refused: nothing here needs them, and they are how small YAML grows large.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from nmlint.bilingual import Bilingual
from nmlint.source import Location, Source, Span

MAX_DEPTH = 24
MAX_NODES = 20_000

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"-?[0-9]{1,15}\.[0-9]{1,15}")
_WORDS: Mapping[str, Any] = {"": None, "~": None, "null": None, "true": True, "false": False}
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value; `written` is what stands in the file, without its quotes."""

    span: Span
    written: str
    value: Any


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    span: Span
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A key of a mapping and what it leads to."""

    key: str
    key_span: Span
    node: Node


@dataclass(frozen=True, slots=True)
class Mapped:
    """A mapping, its keys in the order of the file and each only once."""

    span: Span
    entries: tuple[Entry, ...]


Node = Scalar | Sequence | Mapped


class YamlError(Exception):
    """Text that is not the YAML we read: what is wrong, and where."""

    def __init__(self, what: Bilingual, location: Location) -> None:
        super().__init__(what)
        self.what = what
        self.location = location


def read_yaml(source: Source, span: Span | None = None) -> Node:
    """The one YAML document that stands in the source, or in a part of it; nothing at all is an empty mapping."""
    span = Span(0, len(source.text)) if span is None else span
    text = source.text[span.start : span.end]
    if found := _UNPRINTABLE.search(text):
        what = Bilingual(
            f"a control character, U+{ord(found.group()):04X}; delete it",
            f"含有控制字元 U+{ord(found.group()):04X}；請刪除",
        )
        raise _fault(source, span.start + found.start(), what)
    return _Composer(source, span.start, text).document()


def plain(node: Node) -> Any:
    """The node as ordinary Python values."""
    match node:
        case Scalar():
            return node.value
        case Sequence():
            return [plain(item) for item in node.items]
        case Mapped():
            return {entry.key: plain(entry.node) for entry in node.entries}


def from_plain(value: Any, span: Span) -> Node:
    """Values that were read without places (TOML), as nodes that all stand at one place."""
    match value:
        case dict():
            return Mapped(span, tuple(Entry(str(key), span, from_plain(item, span)) for key, item in value.items()))
        case list():
            return Sequence(span, tuple(from_plain(item, span) for item in value))
        case _:
            written = str(value).lower() if isinstance(value, bool) else str(value)
            simple = value is None or isinstance(value, bool | int | float | str)
            return Scalar(span, written, value if simple else written)


class _Composer:
    """Builds nodes from the parser's events, which come one by one and therefore can be bounded."""

    def __init__(self, source: Source, base: int, text: str) -> None:
        self._source, self._base, self._text = source, base, text
        self._count = 0

    def document(self) -> Node:
        events = yaml.parse(self._text, Loader=_LOADER)
        try:
            root: Node | None = None
            for event in events:
                if isinstance(event, yaml.DocumentStartEvent):
                    if root is not None:
                        raise self._fault(event, "a second document (---); keep one", "有第二份文件（---）；只能有一份")
                    root = self._node(next(events), events, 0)
        except yaml.MarkedYAMLError as error:
            raise self._explained(error) from error
        return Mapped(Span(self._base, self._base), ()) if root is None else root

    def _admit(self, event: Any, depth: int) -> None:
        self._count += 1
        if depth > MAX_DEPTH or self._count > MAX_NODES:
            raise self._fault(event, "nested too deeply or too long", "巢狀太深或內容太長")
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise self._fault(
                event,
                "an anchor or alias (& or *); write the value out, or put it in quotes",
                "這裡不支援 & 或 *（anchor／alias）；請直接寫出內容，或加上引號",
            )
        if event.tag is not None:
            raise self._fault(event, "a tag (!); put the value in quotes", "這裡不支援 !（tag）；請加上引號")

    def _node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        self._admit(event, depth)
        match event:
            case yaml.ScalarEvent():
                return self._scalar(event)
            case yaml.SequenceStartEvent():
                items: list[Node] = []
                for inner in events:
                    if isinstance(inner, yaml.SequenceEndEvent):
                        return Sequence(self._span(event, inner), tuple(items))
                    items.append(self._node(inner, events, depth + 1))
            case yaml.MappingStartEvent():
                return self._mapping(event, events, depth)
        raise AssertionError(event)

    def _mapping(self, event: Any, events: Iterator[Any], depth: int) -> Mapped:
        entries: dict[str, Entry] = {}
        for inner in events:
            if isinstance(inner, yaml.MappingEndEvent):
                return Mapped(self._span(event, inner), tuple(entries.values()))
            if not isinstance(inner, yaml.ScalarEvent):
                raise self._fault(
                    inner,
                    "a key must be a single word; a value that begins with { or [ goes in quotes",
                    "鍵必須是單一的詞；以 { 或 [ 開頭的內容請加上引號",
                )
            self._admit(inner, depth + 1)
            key = self._scalar(inner)
            node = self._node(next(events), events, depth + 1)
            if key.written in entries:
                line = self._source.place(entries[key.written].key_span.start).line
                raise YamlError(
                    Bilingual(
                        f"{key.written!r} stands here twice, first in line {line}; keep one",
                        f"「{key.written}」重複，第一次在第 {line} 行；請只留一個",
                    ),
                    Location.of(self._source, key.span),
                )
            entries[key.written] = Entry(key.written, key.span, node)
        raise AssertionError(event)

    def _scalar(self, event: Any) -> Scalar:
        span = self._span(event, event)
        written: str = event.value
        is_plain = bool(event.implicit[0])
        return Scalar(span, written, _typed(written) if is_plain else written)

    def _span(self, first: Any, last: Any) -> Span:
        start, end = first.start_mark.index, last.end_mark.index
        # Block values end, for the parser, where the next token starts.
        end = start + len(self._text[start:end].rstrip())
        return Span(self._base + start, self._base + end)

    def _fault(self, event: Any, english: str, chinese: str) -> YamlError:
        return _fault(self._source, self._base + event.start_mark.index, Bilingual(english, chinese))

    def _explained(self, error: yaml.MarkedYAMLError) -> YamlError:
        mark = error.problem_mark or error.context_mark
        at = len(self._text) if mark is None else min(int(mark.index), len(self._text))
        if "unexpected end of stream" in (error.problem or "") and error.context_mark is not None:
            at = int(error.context_mark.index)
        return _fault(self._source, self._base + at, _plain_words(error.problem or "", self._text, at))


def _fault(source: Source, offset: int, what: Bilingual) -> YamlError:
    return YamlError(what, Location.of(source, Span(offset, min(offset + 1, len(source.text)))))


def _typed(written: str) -> Any:
    if written in _WORDS:
        return _WORDS[written]
    if _INTEGER.fullmatch(written):
        return int(written) if str(int(written)) == written else written
    if _DECIMAL.fullmatch(written):
        return float(written) if str(float(written)) == written else written
    return written


def _plain_words(problem: str, text: str, at: int) -> Bilingual:
    # A line without a colon is only noticed at the colon of the next one.
    above, _, line = text[:at].rpartition("\n")
    above = above.rpartition("\n")[2]
    here = text[at : at + 1]
    if here == "\t":
        return Bilingual("a tab; YAML is indented with spaces", "這裡用了 Tab；YAML 只能用空白縮排")
    if any("：" in known and ":" not in known for known in (above, line)):
        return Bilingual(
            "a full-width colon where a key ends; write ': ' (half-width colon and a space)",
            "鍵後面用了全形冒號「：」；請改成半形冒號加一個空白「: 」",
        )
    if "mapping values" in problem and above.strip() and ":" not in above:
        return Bilingual(
            f"the line above, {above.strip()[:40]!r}, has no colon; write 'key: value'",
            f"上一行「{above.strip()[:40]}」少了冒號；請寫成「key: value」",
        )
    if "mapping values" in problem:
        return Bilingual(
            "a second ': ' on the line, or a line indented too far; put a value that holds ': ' in quotes",
            "同一行出現第二個「: 」，或縮排過深；內容若含有「: 」請加上引號",
        )
    if "cannot start any token" in problem:
        return Bilingual(
            f"a value cannot begin with {here!r}; put it in quotes",
            f"內容不能以「{here}」開頭；請加上引號",
        )
    if "unexpected end of stream" in problem:
        return Bilingual("a quote that is never closed", "引號沒有關閉")
    if "expected ',' or" in problem:
        bracket = problem.rstrip("'")[-1:]
        return Bilingual(
            f"a list or mapping is never closed; a {bracket} is missing",
            f"清單或鍵值沒有關閉，少了「{bracket}」",
        )
    if "could not find expected ':'" in problem:
        return Bilingual("a key without a colon; write 'key: value'", "鍵後面少了冒號；請寫成「key: value」")
    if "expected key" in problem or "expected <block end>" in problem or "indicator" in problem:
        return Bilingual(
            "this line does not fit the lines above it; check the indentation and the quotes",
            "這一行和上面的行對不起來；請檢查縮排與引號",
        )
    return Bilingual(f"no valid YAML here: {problem}", f"這裡不是正確的 YAML：{problem}")
