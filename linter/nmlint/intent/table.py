"""The table of n-gram weights: what was learnt, as whole numbers that score the same on every machine."""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any, NamedTuple

MAGIC = b"nmlint.intent/2\n"
FILE = "weights.table"
PROMOTIONAL = "promotional"
"""The label of adverts; every other label is a scenario."""
NONE = "none"
"""The label of texts that belong to no scenario."""
LIMIT = 127
"""The greatest weight: a weight is one signed byte of the file."""

_OFFSET = 128
# In memory the weights of an n-gram are one integer with a lane of so many bits for each label: adding two of them
# adds all labels at once. Sums of 2^24 n-grams fit.
_LANE = 32
_HALF = 1 << (_LANE - 1)
_LANE_MASK = (1 << _LANE) - 1


class _Shelf(NamedTuple):
    """Where the n-grams that begin with one character stand: among the names, and among the weights."""

    names: int
    names_end: int
    weights: int
    weights_end: int


@dataclass(frozen=True, slots=True)
class Table:
    """Weights by n-gram, and what was measured when they were learnt.

    The n-grams are taken out of the file by their first character, when a text first has it: a program that judges one
    message and ends reads a small part of them.
    """

    labels: tuple[str, ...]
    card: Mapping[str, Any]
    sha256: str
    """Of the n-grams and their weights."""
    _names: bytes
    _weights: bytes
    _shelves: dict[str, Sequence[int]]
    _rows: dict[str, int] = field(default_factory=dict)

    def rows(self, tokens: Iterable[str]) -> Mapping[str, int]:
        """The rows of all n-grams that begin with one of these tokens, and maybe others."""
        for first in self._shelves.keys() & {token[0] for token in tokens}:
            if shelf := self._shelves.get(first):
                # Filled before it is crossed out, so that another thread never misses what is not there yet.
                self._rows.update(self._taken_out(_Shelf(*shelf)))
                self._shelves.pop(first, None)
        return self._rows

    def unpacked(self, total: int) -> tuple[int, ...]:
        """A sum of rows as points by label."""
        count = len(self.labels)
        raised = total + _each_lane(_HALF, count)
        lanes = struct.unpack(f"<{count}I", raised.to_bytes(count * _LANE // 8, "little"))
        return tuple(lane - _HALF for lane in lanes)

    def lane(self, total: int, number: int) -> int:
        """The points of one label in a sum of rows."""
        raised = total + _each_lane(_HALF, len(self.labels))
        return (raised >> (_LANE * number) & _LANE_MASK) - _HALF

    def confidence(self, of: str, points: int) -> float | None:
        """How often so many points were right on texts that were not learnt from, 0 to 1; None below the first step."""
        reached = [percent for least, percent in self.card[of]["steps"] if points >= least]
        return reached[-1] / 100 if reached else None

    def _taken_out(self, shelf: _Shelf) -> Iterator[tuple[str, int]]:
        names = self._names[shelf.names : shelf.names_end].decode().split("\n")
        weights = self._weights[shelf.weights : shelf.weights_end]
        return zip(names, _integers(weights, len(self.labels)), strict=True)


@cache
def _each_lane(value: int, count: int) -> int:
    return sum(value << (_LANE * lane) for lane in range(count))


def _integers(weights: bytes, width: int) -> Iterator[int]:
    """Each row of bytes as one integer."""
    step = _LANE // 8
    spread = bytearray(step * len(weights))
    spread[::step] = weights
    size = step * width
    offset = _each_lane(_OFFSET, width)
    return (int.from_bytes(spread[at : at + size], "little") - offset for at in range(0, len(spread), size))


def packed(labels: Sequence[str], card: Mapping[str, Any], weights: Mapping[str, Sequence[int]]) -> bytes:
    """The table as its file holds it: a head in JSON, the n-grams in order, their weights."""
    order = sorted(weights)
    shelves: dict[str, _Shelf] = {}
    names, row, width = b"", 0, len(labels)
    for first, group in groupby(order, key=lambda gram: gram[0]):
        together = list(group)
        joined = "\n".join(together).encode()
        end = row + len(together) * width
        shelves[first] = _Shelf(len(names), len(names) + len(joined), row, end)
        names, row = names + joined, end
    body = bytes(weight + _OFFSET for gram in order for weight in weights[gram])
    head = {
        "labels": list(labels),
        "card": card,
        "sha256": hashlib.sha256(names + body).hexdigest(),
        "shelves": shelves,
        "weights": len(body),
    }
    written = json.dumps(head, ensure_ascii=False, sort_keys=True).encode()
    return MAGIC + struct.pack("<II", len(written), len(names)) + written + names + body


def parsed(data: bytes) -> Table:
    """The table that a file holds. Raises ValueError where it is none."""
    start = len(MAGIC) + 8
    if not data.startswith(MAGIC) or len(data) < start:
        raise ValueError("this is no intent table of this version")
    of_head, of_names = struct.unpack_from("<II", data, len(MAGIC))
    if len(data) < start + of_head + of_names:
        raise ValueError("the intent table is not whole")
    head = json.loads(data[start : start + of_head])
    names = data[start + of_head : start + of_head + of_names]
    weights = data[start + of_head + of_names :]
    if len(weights) != head["weights"]:
        raise ValueError("the intent table is not whole")
    return Table(tuple(head["labels"]), head["card"], head["sha256"], names, weights, head["shelves"])


@cache
def shipped() -> Table:
    """The table that comes with nmlint, read when it is first asked."""
    return parsed((files("nmlint.intent") / FILE).read_bytes())
