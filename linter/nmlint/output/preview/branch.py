"""A value of a message and what is below it, asked for by key; of what is unknown or wrong there is nothing."""

from __future__ import annotations

from dataclasses import dataclass

from nmlint.messages.anatomy import entries_of, pointer_below
from nmlint.nodes import Mapped, Node, Scalar, Sequence, Unknown, is_null


@dataclass(frozen=True, slots=True)
class Branch:
    """A node with the JSON pointer that leads to it."""

    node: Node
    pointer: str = ""

    def at(self, key: str) -> Branch | None:
        """What stands under a key, None where nothing does."""
        entry = entries_of(self.node).get(key)
        if entry is None or is_null(entry.node):
            return None
        return Branch(entry.node, pointer_below(self.pointer, key))

    def object_at(self, key: str) -> Branch | None:
        """The object under a key."""
        found = self.at(key)
        return found if found is not None and isinstance(found.node, Mapped) else None

    def listed(self, key: str) -> tuple[Branch, ...]:
        """The items of the list under a key."""
        found = self.at(key)
        return () if found is None else found.items

    @property
    def items(self) -> tuple[Branch, ...]:
        """The items of a list."""
        if not isinstance(self.node, Sequence):
            return ()
        return tuple(Branch(item, f"{self.pointer}/{index}") for index, item in enumerate(self.node.items))

    @property
    def written(self) -> str:
        """A single value as it is written; empty for a list or an object."""
        return self.node.written if isinstance(self.node, Scalar) else ""

    def word(self, key: str) -> str:
        """The single value under a key as it is written; empty where it is not known before the message is sent."""
        found = self.at(key)
        return "" if found is None or Unknown.VALUE.value in found.written else found.written

    def number(self, key: str) -> int | None:
        """The whole number under a key."""
        found = self.at(key)
        value = found.node.value if found is not None and isinstance(found.node, Scalar) else None
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def says(self, key: str) -> bool:
        """Whether true stands under a key."""
        found = self.at(key)
        return found is not None and isinstance(found.node, Scalar) and found.node.value is True
