"""A catalogue's file as plain data, in which paths of keys and indexes lead back to places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from nmlint.errors import Fault
from nmlint.nodes import Mapped, Node, Sequence, plain
from nmlint.source import Place, Source
from nmlint.yamltree import YamlError, read_yaml

# A word list may be long.
MAX_VALUES = 200_000

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """What a YAML text says; a path is the keys and indexes that lead to a value.

    `data` is None when the text could not be read; `faults` then says why.
    """

    source: Source
    data: Any
    faults: tuple[Fault, ...] = ()
    root: Node | None = None

    def key(self, path: Path) -> Place:
        """Where the key (or the item) at a path stands; the nearest enclosing one if there is none."""
        start = 0
        for start, _ in self._steps(path):  # noqa: B007  the last one counts
            pass
        return self.source.place(start)

    def value(self, path: Path) -> tuple[Place, Place]:
        """Where the value at a path starts and ends; the nearest enclosing one if there is none."""
        node = self.root
        for _, node in self._steps(path):  # noqa: B007  the same
            pass
        if node is None:
            return self.source.place(0), self.source.place(0)
        return self.source.place(node.span.start), self.source.place(node.span.end)

    def fault(self, path: Path, what: str, mend: str = "") -> Fault:
        """A fault at the line of a path's key."""
        return Fault(self.source.name, self.key(path).line, what, mend)

    def _steps(self, path: Path) -> Iterator[tuple[int, Node]]:
        """Where each key on the way stands, and what it leads to, as far as the path goes."""
        node = self.root
        for part in path:
            match node:
                case Mapped():
                    found = next(((e.key_span.start, e.node) for e in node.entries if e.key == part), None)
                case Sequence() if isinstance(part, int) and part < len(node.items):
                    found = node.items[part].span.start, node.items[part]
                case _:
                    found = None
            if found is None:
                return
            yield found
            node = found[1]


def read_tree(source: Source) -> Tree:
    """The single document of a YAML text; never raises for what the text holds."""
    try:
        root = read_yaml(source, most=MAX_VALUES)
    except YamlError as error:
        faults = (Fault(source.name, fault.location.start.line, fault.what, fault.mend) for fault in error.faults)
        return Tree(source, None, tuple(faults))
    return Tree(source, plain(root), (), root)
