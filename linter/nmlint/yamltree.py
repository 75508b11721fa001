"""YAML in which every value knows its place, read without YAML's surprises.

`on`, `off`, `yes` and `no` are words, `12:30` is no number in base 60, dates stay text, and a number is a number only
when writing it back gives the same characters (so `0912345678` and `1.50` stay as they were typed).
Anchors, aliases, tags and merge keys are refused: nothing here needs them, and they are how small YAML grows large.
Every such fault of a text is told at once, up to the place where it stops being YAML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

import yaml

from nmlint.bilingual import Bilingual
from nmlint.nodes import Entry, Mapped, Node, Scalar, Sequence, Unknown
from nmlint.source import Location, Source, Span
from nmlint.yamlwords import explain

MAX_CHARACTERS = 1 << 20
MAX_DEPTH = 40
MAX_NODES = 20_000
MAX_FAULTS = 20

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"-?[0-9]{1,15}\.[0-9]{1,15}")
_UNKNOWN = re.compile("[-+0-9.\ufffc]+")
_CONSTANTS: Mapping[str, Any] = {"": None, "~": None, "null": None, "true": True, "false": False}
_UNFINISHED = re.compile("unexpected end of stream|could not find expected ':'")
_Said = tuple[str, str]
_MARK = "\ufeff"
_HALF = re.compile("[\ud800-\udfff]")
_ESCAPED_HALF = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")
_NO_CHARACTER: _Said = ("an escape that is no character", "跳脫字元不是有效的字元")
_SPLIT: _Said = ("split it", "請拆成多個檔案")
_CONTROL: _Said = ("a control character", "控制字元")
# The C parser is an optional part of PyYAML; both give the same events.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class YamlFault:
    """One thing wrong with a text, where, and the mend."""

    what: Bilingual
    mend: Bilingual
    location: Location

    @property
    def said(self) -> Bilingual:
        """Both as one sentence."""
        return Bilingual(f"{self.what}; {self.mend}", f"{self.what.chinese}；{self.mend.chinese}")


class YamlError(Exception):
    """Text that is not the YAML we read; `faults` has at least one entry, in the order of the text."""

    def __init__(self, faults: Iterable[YamlFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(fault.said for fault in self.faults))


def read_yaml(source: Source, span: Span | None = None, *, most: int = MAX_NODES) -> Node:
    """The one YAML document that stands in the source, or in a part of it; of nothing at all, the empty value.

    Raises YamlError, also for a text of more than `most` values.
    """
    span = Span(0, len(source.text)) if span is None else span
    return _Composer(source, span.start, source.text[span.start : span.end], most).document()


def top_value(text: str, key: str) -> str | None:
    """What a key at the top of a YAML or JSON text leads to, if that is one word.

    The text is read no further than that, so what follows may be wrong or cut off. Of a text that is wrong before it,
    a line that begins with the key counts.
    """
    depth, at_key, found = 0, True, None
    try:
        for event in _events(_readable(text)):
            if isinstance(event, yaml.CollectionStartEvent):
                if depth == MAX_DEPTH or (depth == 0 and not isinstance(event, yaml.MappingStartEvent)):
                    return None
                depth += 1
            elif isinstance(event, yaml.NodeEvent | yaml.CollectionEndEvent):
                depth -= isinstance(event, yaml.CollectionEndEvent)
                if depth == 0:
                    return None
                if depth == 1:
                    written = str(event.value) if isinstance(event, yaml.ScalarEvent) else None
                    if not at_key and found == key:
                        return written
                    at_key, found = not at_key, written
    except yaml.YAMLError:
        line = re.search(rf"^{re.escape(key)}[ \t]*:[ \t]+(['\"]?)([\w-]+)\1[ \t]*(?:#.*)?\r?$", text, re.MULTILINE)
        return line and line[2]
    return None


def sketch(text: str) -> Node:
    """As much of a wrong or cut off YAML or JSON text as can be read; no value knows its place.

    Where it breaks off everything is closed: what a last key leads to is unknown, the last of several items left out.
    """
    place = Span(0, 0)
    opened: list[tuple[bool, list[Node]]] = [(False, [])]

    def close() -> None:
        is_mapping, nodes = opened.pop()
        if not is_mapping:
            opened[-1][1].append(Sequence(place, tuple(nodes)))
            return
        nodes += [Scalar(place, "", Unknown.VALUE)] * (len(nodes) % 2)
        pairs = zip(nodes[::2], nodes[1::2], strict=True)
        entries = {key.written: Entry(key.written, place, node) for key, node in pairs if isinstance(key, Scalar)}
        opened[-1][1].append(Mapped(place, tuple(entries.values())))

    for event in _before_fault(_readable(text)):
        if isinstance(event, yaml.CollectionStartEvent):
            opened.append((isinstance(event, yaml.MappingStartEvent), []))
        elif isinstance(event, yaml.CollectionEndEvent):
            close()
        elif isinstance(event, yaml.ScalarEvent):
            value = _typed(event.value) if event.implicit[0] else event.value
            opened[-1][1].append(Scalar(place, event.value, value))
        elif isinstance(event, yaml.AliasEvent):
            opened[-1][1].append(Scalar(place, "", Unknown.VALUE))
    while len(opened) > 1:
        close()
        if not opened[-1][0]:
            opened[-1][1][1:] = opened[-1][1][1:-1]
    return next(iter(opened[0][1]), Scalar(place, "", None))


def _before_fault(text: str) -> list[Any]:
    """The events of the first document up to where it is wrong or nested too deeply."""
    found: list[Any] = []
    # A parser looks ahead and says nothing of what stands before a fault, unless the text ends there.
    for _ in range(2):
        found, depth = [], 0
        try:
            for event in _events(text):
                depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
                if isinstance(event, yaml.DocumentEndEvent) or depth > MAX_DEPTH:
                    return found
                found.append(event)
        except yaml.MarkedYAMLError as error:
            began = error.context_mark if isinstance(error, yaml.scanner.ScannerError) else None
            mark = began or error.problem_mark
            text = text[: mark.index] if mark is not None else ""
    return found


def _readable(text: str) -> str:
    readable = _UNPRINTABLE.sub(" ", text)
    if not readable.lstrip().startswith(("{", "[")):
        return readable
    # JSON may be indented with tabs, and spells an emoji as two halves; not every parser of YAML lets that pass.
    return _ESCAPED_HALF.sub("      ", readable.replace("\t", " "))


def _events(text: str) -> Iterator[Any]:
    return iter(yaml.parse(text, Loader=_LOADER))


class _StopError(Exception):
    """No more of the text is read."""


class _Composer:
    """Builds nodes from the parser's events, which come one by one and therefore can be bounded."""

    def __init__(self, source: Source, base: int, text: str, most: int) -> None:
        self._source, self._base, self._text, self._most = source, base, text, most
        self._count = 0
        self._faults: list[YamlFault] = []

    def document(self) -> Node:
        root: Node = Scalar(Span(self._base, self._base), "", None)
        try:
            self._refuse_text()
            root = self._only(_events(self._text)) or root
        except yaml.MarkedYAMLError as error:
            self._explain(error)
        except (ValueError, OverflowError):
            # What Python's own parser makes of the number of no character; the C parser refuses it with its place.
            self._add(0, Bilingual(*_NO_CHARACTER), Bilingual("mend the escape", "請更正跳脫字元"))
        except _StopError:
            pass
        if self._faults:
            raise YamlError(self._faults)
        return root

    def _refuse_text(self) -> None:
        if len(self._text) > MAX_CHARACTERS:
            self._stop(0, (f"larger than {MAX_CHARACTERS:,} characters", f"超過 {MAX_CHARACTERS:,} 個字元"), _SPLIT)
        if self._text.startswith(_MARK):
            # The C parser drops it and does not count it.
            self._stop(
                0, ("a byte order mark, U+FEFF, within the text", "內容裡有 U+FEFF（BOM）"), ("delete it", "請刪除")
            )
        if found := _UNPRINTABLE.search(self._text):
            code = ord(found.group())
            english, chinese = ("half of a surrogate pair", "代理字元") if 0xD800 <= code < 0xE000 else _CONTROL  # noqa: PLR2004  surrogates
            what = (f"{english}, U+{code:04X}", f"含有{chinese} U+{code:04X}")
            self._stop(found.start(), what, ("delete it", "請刪除"))

    def _only(self, events: Iterator[Any]) -> Node | None:
        root: Node | None = None
        for event in events:
            mark = event.start_mark
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    self._stop(
                        mark.index, ("a second document (---)", "有第二份文件（---）"), ("keep one", "只能有一份")
                    )
                root = self._node(next(events), events, 0)
        return root

    def _admit(self, event: Any, depth: int) -> None:
        self._count += 1
        if depth > MAX_DEPTH:
            what = (f"nested too deeply, more than {MAX_DEPTH} levels", f"巢狀太深，超過 {MAX_DEPTH} 層")
            self._stop(event.start_mark.index, what, ("flatten it", "請減少層數"))
        if self._count > self._most:
            self._stop(
                event.start_mark.index,
                (f"too long, more than {self._most:,} values", f"內容太長，超過 {self._most:,} 個值"),
                _SPLIT,
            )
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            mark = "*" if isinstance(event, yaml.AliasEvent) else "&"
            what = (f"an anchor or alias, '{mark}{event.anchor}'", f"這裡不支援 {mark}{event.anchor}（anchor／alias）")
            self._refuse(event, what, ("write the value out, or put it in quotes", "請直接寫出內容，或加上引號"))
        elif event.tag is not None:
            what = (f"a tag, '{event.tag}', has no meaning here", f"這裡不支援 {event.tag}（tag）")
            self._refuse(event, what, ("leave it out, or put the value in quotes", "請刪除，或加上引號"))

    def _node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        self._admit(event, depth)
        match event:
            case yaml.AliasEvent():
                return Scalar(self._span(event, event), "", None)
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
            if isinstance(inner, yaml.CollectionStartEvent):
                self._refuse(
                    inner,
                    ("a key must be a single word", "鍵必須是單一的詞"),
                    ("a value that begins with { or [ goes in quotes", "以 { 或 [ 開頭的內容請加上引號"),
                )
            key = self._node(inner, events, depth + 1)
            node = self._node(next(events), events, depth + 1)
            written = key.written if isinstance(key, Scalar) else ""
            if written in entries and isinstance(inner, yaml.ScalarEvent):
                line = self._source.place(entries[written].key_span.start).line
                what = (
                    f"{written!r} stands here twice, first in line {line}",
                    f"「{written}」重複，第一次在第 {line} 行",
                )
                self._refuse(inner, what, ("keep one", "請只留一個"))
            entries.setdefault(written, Entry(written, key.span, node))
        raise AssertionError(event)

    def _scalar(self, event: Any) -> Scalar:
        written: str = event.value
        if _HALF.search(written):
            self._refuse(event, _NO_CHARACTER, ("write the character itself", "請直接寫出字元"))
        is_plain = bool(event.implicit[0])
        return Scalar(self._span(event, event), written, _typed(written) if is_plain else written)

    def _span(self, first: Any, last: Any) -> Span:
        start, end = first.start_mark.index, last.end_mark.index
        # Block values end, for the parser, where the next token starts.
        end = start + len(self._text[start:end].rstrip(" \t\r\n"))
        return Span(self._base + start, self._base + end)

    def _stop(self, at: int, what: _Said, mend: _Said) -> NoReturn:
        self._add(at, Bilingual(*what), Bilingual(*mend))
        raise _StopError

    def _refuse(self, event: Any, what: _Said, mend: _Said) -> None:
        self._add(event.start_mark.index, Bilingual(*what), Bilingual(*mend))
        if len(self._faults) == MAX_FAULTS:
            raise _StopError

    def _explain(self, error: yaml.MarkedYAMLError) -> None:
        problem = error.problem or ""
        mark = error.problem_mark or error.context_mark
        at = len(self._text) if mark is None else int(mark.index)
        if not self._text[at:].strip(" \r\n"):
            # What only the end of the text shows is told of its last written line.
            at = len(self._text.rstrip(" \r\n"))
        what, mend = explain(problem, self._text, at)
        # What is never finished is told of where it began.
        if error.context_mark is not None and _UNFINISHED.search(problem):
            at = int(error.context_mark.index)
        self._add(at, what, mend)

    def _add(self, at: int, what: Bilingual, mend: Bilingual) -> None:
        start = self._base + at
        span = Span(start, min(start + 1, len(self._source.text)))
        self._faults.append(YamlFault(what, mend, Location.of(self._source, span)))


def _typed(written: str) -> Any:
    if Unknown.VALUE.value in written and _UNKNOWN.fullmatch(written):
        return Unknown.VALUE
    if written in _CONSTANTS:
        return _CONSTANTS[written]
    if _INTEGER.fullmatch(written):
        return int(written) if str(int(written)) == written else written
    if _DECIMAL.fullmatch(written):
        return float(written) if str(float(written)) == written else written
    return written
