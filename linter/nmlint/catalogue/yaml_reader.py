"""Reads YAML into plain data that knows where each value stands, within bounds, and explains what is wrong.

The YAML is the part that people mean: only `true` and `false` are booleans, only plain decimal numbers are
numbers, and everything else, dates and times included, stays text. Keys are text as written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from nmlint.catalogue.yaml_words import explain
from nmlint.errors import Fault
from nmlint.source import Place, Source

MAX_CHARACTERS = 1 << 20
MAX_DEPTH = 40
MAX_ALIASES = 100
MAX_VALUES = 200_000

# The C parser is an optional part of PyYAML; both give the same events.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,17}")
_CONSTANTS = {"true": True, "false": False, "null": None, "~": None, "": None}

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """What a YAML text says; a path is the keys and indexes that lead to a value.

    `data` is None when the text could not be read; `faults` then says why.
    """

    source: Source
    data: Any
    faults: tuple[Fault, ...] = ()
    _keys: dict[Path, int] = field(default_factory=dict, repr=False)
    _values: dict[Path, tuple[int, int]] = field(default_factory=dict, repr=False)

    def key(self, path: Path) -> Place:
        """Where the key (or the item) at a path stands; the nearest enclosing one if there is none."""
        while path and path not in self._keys:
            path = path[:-1]
        return self.source.place(self._keys.get(path, 0))

    def value(self, path: Path) -> tuple[Place, Place]:
        """Where the value at a path starts and ends; the nearest enclosing one if there is none."""
        while path and path not in self._values:
            path = path[:-1]
        start, end = self._values.get(path, (0, 0))
        return self.source.place(start), self.source.place(end)

    def fault(self, path: Path, what: str, mend: str = "") -> Fault:
        """A fault at the line of a path's key."""
        return Fault(self.source.name, self.key(path).line, what, mend)


class _BoundsError(Exception):
    """A text that is too large to be what it says it is."""

    def __init__(self, offset: int, what: str, mend: str) -> None:
        super().__init__(what)
        self.offset, self.what, self.mend = offset, what, mend


def read_yaml(source: Source) -> Tree:
    """The single document of a YAML text; never raises for what the text holds."""
    if len(source.text) > MAX_CHARACTERS:
        fault = Fault(source.name, 1, f"the file is larger than {MAX_CHARACTERS:,} characters", "split it")
        return Tree(source, None, (fault,))
    builder = _Builder(source, yaml.parse(source.text, Loader=_LOADER))
    try:
        data = builder.document()
    except _BoundsError as error:
        line = source.place(error.offset).line
        return Tree(source, None, (*builder.faults, Fault(source.name, line, error.what, error.mend)))
    except UnicodeEncodeError as error:
        fault = Fault(source.name, source.place(error.start).line, "half of a surrogate pair", "delete it")
        return Tree(source, None, (*builder.faults, fault))
    except yaml.YAMLError as error:
        return Tree(source, None, (*builder.faults, explain(error, source)))
    return Tree(source, data, tuple(builder.faults), builder.keys, builder.values)


class _Builder:
    """Turns the parser's events into data, one value after the other."""

    def __init__(self, source: Source, events: Iterator[Any]) -> None:
        self.source = source
        self.events = events
        self.faults: list[Fault] = []
        self.keys: dict[Path, int] = {}
        self.values: dict[Path, tuple[int, int]] = {}
        self.anchors: dict[str, Any] = {}
        self.aliases = 0
        self.sizes = 0

    def document(self) -> Any:
        data: Any = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents == 1:
                    data = self.value(next(self.events), ())
                elif documents == 2:  # noqa: PLR2004  the second is one too many
                    self.fault(event, "a second document starts here (`---`)", "one document a file")
        return data

    def value(self, event: Any, path: Path) -> Any:
        start = _start(event)
        self.sizes += 1
        if len(path) > MAX_DEPTH:
            raise _BoundsError(start, f"nested deeper than {MAX_DEPTH} levels", "flatten it")
        if self.sizes > MAX_VALUES:
            raise _BoundsError(start, f"more than {MAX_VALUES:,} values", "split the file")
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event, path)
        if event.tag is not None:
            self.fault(event, f"the tag `{event.tag}` has no meaning here", "leave the tag out")
        data: Any
        if isinstance(event, yaml.MappingStartEvent):
            data, end = self.mapping(path)
        elif isinstance(event, yaml.SequenceStartEvent):
            data, end = self.sequence(path)
        else:
            data, end = _scalar(event), _end(event)
        self.values[path] = (start, end)
        if event.anchor is not None:
            self.anchors[event.anchor] = data
        return data

    def alias(self, event: Any, path: Path) -> Any:
        start = _start(event)
        self.aliases += 1
        if self.aliases > MAX_ALIASES:
            raise _BoundsError(start, f"more than {MAX_ALIASES} aliases (`*name`)", "write the values out")
        self.values[path] = (start, _end(event))
        if event.anchor not in self.anchors:
            self.fault(event, f"nothing before this is marked `&{event.anchor}`", "write the value out")
            return None
        data = self.anchors[event.anchor]
        self.sizes += _size(data, MAX_VALUES)
        return data

    def mapping(self, path: Path) -> tuple[dict[str, Any], int]:
        data: dict[str, Any] = {}
        lines: dict[str, int] = {}
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                return data, _end(event)
            key = self.key_of(event, path)
            line = self.source.place(_start(event)).line
            inner = (*path, key)
            if key in data:
                what = f"`{key}` stands here a second time (first in line {lines[key]})"
                self.fault(event, what, "keep one of the two")
            else:
                lines[key] = line
                self.keys[inner] = _start(event)
            value = self.value(next(self.events), inner)
            data.setdefault(key, value)
        raise AssertionError("the parser closes every mapping or raises")

    def key_of(self, event: Any, path: Path) -> str:
        if isinstance(event, yaml.ScalarEvent):
            return str(event.value)
        self.fault(event, "a key must be one word or text, not a list or a mapping", "put the key in quotes")
        self.value(event, (*path, "?"))
        return "?"

    def sequence(self, path: Path) -> tuple[list[Any], int]:
        data: list[Any] = []
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                return data, _end(event)
            inner = (*path, len(data))
            self.keys[inner] = _start(event)
            data.append(self.value(event, inner))
        raise AssertionError("the parser closes every list or raises")

    def fault(self, event: Any, what: str, mend: str) -> None:
        line = self.source.place(_start(event)).line
        self.faults.append(Fault(self.source.name, line, what, mend))


def _start(event: Any) -> int:
    return int(event.start_mark.index)


def _end(event: Any) -> int:
    return int(event.end_mark.index)


def _scalar(event: Any) -> Any:
    text = event.value
    if event.style in ("'", '"', "|", ">"):
        return text
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return float(text)
    return text


def _size(data: Any, most: int) -> int:
    """How many values a value holds, counted no further than `most`."""
    waiting, count = [data], 0
    while waiting and count <= most:
        item = waiting.pop()
        count += 1
        if isinstance(item, dict):
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
    return count
