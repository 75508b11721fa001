"""Reads the keys of a mapping one by one and gathers every fault, so that an author mends them all at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from nmlint import durations
from nmlint.bilingual import Bilingual, did_you_mean
from nmlint.nodes import Entry, Mapped, Node, Scalar, Sequence, is_null, mapping_of, plain
from nmlint.source import Location, Source, Span
from nmlint.yamltree import YamlError


@dataclass(frozen=True, slots=True)
class FieldFault:
    """What is wrong with one key or value, where, and the mend."""

    what: Bilingual
    location: Location

    @classmethod
    def of_yaml(cls, error: YamlError) -> list[FieldFault]:
        """The faults of a text that is not the YAML we read."""
        return [cls(fault.said, fault.location) for fault in error.faults]


def unknown_name(key: str, name: str, known: Collection[str]) -> Bilingual:
    """That a key names something that does not exist, and what is nearest or there is."""
    listed = ", ".join(sorted(known))
    hint = did_you_mean(name, known) or Bilingual(f"; known: {listed}", f"；可用：{listed}")
    return Bilingual(f"{key}: {name!r} is not known{hint}", f"{key}：不認得「{name}」{hint.chinese}")


class Fields:
    """One mapping of a file: what its keys hold, with `faults` shared by all mappings of that file.

    `at` is the dotted key that leads here; `spans` fills with the place of every value that was asked for.
    """

    def __init__(
        self,
        node: Mapped,
        source: Source,
        faults: list[FieldFault],
        spans: dict[str, Span],
        at: str = "",
    ) -> None:
        self._entries: Mapping[str, Entry] = {entry.key: entry for entry in node.entries}
        self._node, self._source, self._faults, self._spans, self.at = node, source, faults, spans, at

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that have a value."""
        return tuple(key for key, entry in self._entries.items() if not is_null(entry.node))

    def stand_at(self, span: Span) -> None:
        """What is wrong with the mapping as a whole is told there."""
        self._spans[self.at] = span

    def only(self, known: Collection[str]) -> None:
        """Every key that is not among the known ones is a fault, with the nearest known one named."""
        for key, entry in self._entries.items():
            if key not in known:
                hint = did_you_mean(key, known)
                listed = ", ".join(sorted(known))
                mend = hint or Bilingual(f"; known here: {listed}", f"；這裡可用：{listed}")
                dotted = self._dotted(key)
                what = Bilingual(f"unknown key {dotted!r}{mend}", f"不認得「{dotted}」{mend.chinese}")
                self._fault(entry.key_span, what)

    def text(self, key: str, *, one_of: Collection[str] = ()) -> str | None:
        """The value as it is written, or None when the key is absent or empty."""
        node = self._found(key)
        if node is None:
            return None
        if not isinstance(node, Scalar):
            self._wrong(key, node, "one text", "一段文字")
            return None
        if one_of and node.written not in one_of:
            self._fault(node.span, unknown_name(self._dotted(key), node.written, one_of))
            return None
        return node.written

    def integer(self, key: str, *, least: int = 1) -> int | None:
        """The value as a whole number that is not less than the least."""
        node = self._found(key)
        if node is None:
            return None
        value = node.value if isinstance(node, Scalar) else None
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            self._wrong(key, node, f"a whole number, {least} or more", f"{least} 以上的整數")
            return None
        return value

    def truth(self, key: str) -> bool | None:
        """The value as true or false."""
        node = self._found(key)
        if node is None:
            return None
        value = node.value if isinstance(node, Scalar) else None
        if not isinstance(value, bool):
            self._wrong(key, node, "true or false", "true 或 false")
            return None
        return value

    def duration(self, key: str) -> int | None:
        """The value as a length of time in seconds; it always carries its unit."""
        node = self._found(key)
        if node is None:
            return None
        written = node.written.strip() if isinstance(node, Scalar) else ""
        seconds = durations.parsed(written)
        if seconds is not None:
            return seconds
        if written.isdecimal():
            number = int(written[:6])
            self._wrong(
                key,
                node,
                f"a unit; write {number}s, {number}m, {number}h or {number}d",
                f"時間單位；請寫 {number}s（秒）、{number}m（分）、{number}h（時）或 {number}d（天）",
            )
        else:
            self._wrong(key, node, "a duration such as 30s, 30m, 2h or 1d", "時間長度，例如 30s、30m、2h、1d")
        return None

    def texts(self, key: str) -> tuple[str, ...]:
        """The value as texts: a list, or one text that stands for a list of one."""
        node = self._found(key)
        if node is None:
            return ()
        items = node.items if isinstance(node, Sequence) else (node,)
        self._place_inner(self._dotted(key), node)
        if not all(isinstance(item, Scalar) and item.written and item.value is not None for item in items):
            self._wrong(key, node, "a list of texts", "文字清單")
            return ()
        return tuple(item.written for item in items if isinstance(item, Scalar))

    def values(self, key: str) -> tuple[Any, ...]:
        """The value as a list of anything."""
        node = self._found(key)
        if node is None:
            return ()
        if not isinstance(node, Sequence):
            self._wrong(key, node, "a list, such as [a, b]", "清單，例如 [a, b]")
            return ()
        self._place_inner(self._dotted(key), node)
        return tuple(map(plain, node.items))

    def anything(self, key: str) -> Any:
        """The value, whatever it is."""
        node = self._found(key)
        return None if node is None else plain(node)

    def mapped(self, key: str) -> Mapped | None:
        """The value as a mapping, unread."""
        node = self._found(key)
        if node is None or isinstance(node, Mapped):
            return node
        self._wrong(key, node, "keys with values, such as {name: value}", "鍵值，例如 {name: value}")
        return None

    def mapping(self, key: str) -> Mapping[str, Any]:
        """The value as a mapping of anything, with the place of everything in it."""
        node = self.mapped(key)
        if node is None:
            return {}
        self._place_inner(self._dotted(key), node)
        return dict(plain(node))

    def text_mapping(self, key: str) -> Mapping[str, str]:
        """The value as a mapping of texts."""
        node = self.mapped(key)
        if node is None:
            return {}
        inner = self.inside(key, node)
        return {entry.key: text for entry in node.entries if (text := inner.text(entry.key)) is not None}

    def fields(self, key: str) -> Fields | None:
        """The value as a mapping whose own keys are to be read."""
        node = self.mapped(key)
        return None if node is None else self.inside(key, node)

    def each(self, key: str) -> tuple[tuple[Entry, Fields], ...]:
        """The value as a mapping from names to mappings; an empty value is an empty mapping."""
        outer = self.mapped(key)
        if outer is None:
            return ()
        inner = self.inside(key, outer)
        found = []
        for entry in outer.entries:
            node = mapping_of(entry.node)
            if node is not None:
                found.append((entry, inner.inside(entry.key, node)))
            else:
                inner._wrong(entry.key, entry.node, "a mapping, such as {type: date}", "鍵值，例如 {type: date}")  # noqa: SLF001
        return tuple(found)

    def listed(self, key: str) -> tuple[Fields, ...]:
        """The value as a list of mappings."""
        node = self._found(key)
        if node is None:
            return ()
        if not isinstance(node, Sequence):
            self._wrong(key, node, "a list, with a `-` before each entry", "清單，每一項前面加 -")
            return ()
        found = []
        for index, item in enumerate(node.items):
            at = f"{key}.{index}"
            self._spans[self._dotted(at)] = item.span
            if isinstance(item, Mapped):
                found.append(self.inside(at, item))
            else:
                self._wrong(at, item, "keys with values, such as {channel: sms}", "鍵值，例如 {channel: sms}")
        return tuple(found)

    def inside(self, key: str, node: Mapped) -> Fields:
        """The keys of a mapping that stands under this key."""
        return Fields(node, self._source, self._faults, self._spans, self._dotted(key))

    def refuse(self, key: str, what: Bilingual) -> None:
        """A fault at the key's value, or at the key where it has none."""
        entry = self._entries[key]
        self._fault(entry.key_span if is_null(entry.node) else entry.node.span, what)

    def needs(self, key: str, wanted: Bilingual) -> None:
        """A fault at the key's value, which is not what is wanted."""
        self._wrong(key, self._entries[key].node, wanted, wanted.chinese)

    def require(self, key: str, what: Bilingual) -> None:
        """A fault at a key without a value, or at the mapping itself where it lacks the key."""
        if key not in self.keys:
            entry = self._entries.get(key)
            self._fault(self._node.span if entry is None else entry.key_span, what)

    def check(self, key: str, accepts: Callable[[str], bool], what: Bilingual) -> None:
        """A fault at the key's value unless its text is accepted."""
        entry = self._entries.get(key)
        node = None if entry is None else entry.node
        if isinstance(node, Scalar) and node.value is not None and not accepts(node.written):
            self._fault(node.span, what)

    def _dotted(self, key: str) -> str:
        return f"{self.at}.{key}" if self.at else key

    def _found(self, key: str) -> Node | None:
        entry = self._entries.get(key)
        if entry is None or is_null(entry.node):
            return None
        self._spans[self._dotted(key)] = entry.node.span
        return entry.node

    def _place_inner(self, at: str, node: Node) -> None:
        children: list[tuple[str, Node]] = []
        if isinstance(node, Mapped):
            children = [(entry.key, entry.node) for entry in node.entries]
        elif isinstance(node, Sequence):
            children = [(str(index), item) for index, item in enumerate(node.items)]
        for key, child in children:
            self._spans[f"{at}.{key}"] = child.span
            self._place_inner(f"{at}.{key}", child)

    def _wrong(self, key: str, node: Node, english: str, chinese: str) -> None:
        # Chinese keeps a blank before what is written in Latin letters or digits.
        blank = " " if chinese[:1].isascii() else ""
        self._fault(
            node.span,
            Bilingual(f"{self._dotted(key)} needs {english}", f"{self._dotted(key)} 需要{blank}{chinese}"),
        )

    def _fault(self, span: Span, what: Bilingual) -> None:
        self._faults.append(FieldFault(what, Location.of(self._source, span)))
