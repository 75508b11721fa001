"""The table of n-gram weights: what was learnt, as whole numbers that score the same on every machine."""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import repeat
from typing import Any

MAGIC = b"nmlint.intent/1\n"
FILE = "weights.table"
# A weight is a signed byte in the file. In memory the weights of an n-gram are one integer with a lane for each label,
# so that adding two of them adds all labels at once.
LIMIT = 127
_OFFSET = 128
_LANE = 32
_HALF = 1 << (_LANE - 1)


@dataclass(frozen=True, slots=True)
class Table:
    """Weights by n-gram, and what was measured when they were learnt."""

    labels: tuple[str, ...]
    card: Mapping[str, Any]
    rows: Mapping[str, int]
    sha256: str
    """Of the n-grams and their weights."""

    def unpacked(self, total: int) -> tuple[int, ...]:
        """A sum of rows as points by label."""
        count = len(self.labels)
        raised = total + _each_lane(_HALF, count)
        lanes = struct.unpack(f"<{count}I", raised.to_bytes(count * _LANE // 8, "little"))
        return tuple(lane - _HALF for lane in lanes)

    def weights(self, gram: str) -> tuple[int, ...] | None:
        """The weights of an n-gram by label, None where it has none."""
        row = self.rows.get(gram)
        return None if row is None else self.unpacked(row)


def _each_lane(value: int, count: int) -> int:
    return sum(value << (_LANE * lane) for lane in range(count))


def packed(labels: Sequence[str], card: Mapping[str, Any], weights: Mapping[str, Sequence[int]]) -> bytes:
    """The table as its file holds it: a head in JSON, the n-grams in order, their weights."""
    names = "\n".join(sorted(weights)).encode()
    body = bytes(weight + _OFFSET for gram in sorted(weights) for weight in weights[gram])
    about = {"labels": list(labels), "card": card, "sha256": hashlib.sha256(names + body).hexdigest()}
    head = json.dumps(about, ensure_ascii=False, sort_keys=True).encode()
    return MAGIC + struct.pack("<II", len(head), len(names)) + head + names + body


def parsed(data: bytes) -> Table:
    """The table that a file holds. Raises ValueError where it is none."""
    start = len(MAGIC) + 8
    if not data.startswith(MAGIC) or len(data) < start:
        raise ValueError("this is no intent table of this version")
    of_head, of_names = struct.unpack_from("<II", data, len(MAGIC))
    head = json.loads(data[start : start + of_head])
    names = data[start + of_head : start + of_head + of_names].decode().split("\n")
    body = data[start + of_head + of_names :]
    labels = tuple(head["labels"])
    if len(body) != len(names) * len(labels):
        raise ValueError("the intent table is not whole")
    return Table(labels, head["card"], dict(zip(names, _rows(body, len(labels)), strict=True)), head["sha256"])


def _rows(body: bytes, width: int) -> Iterable[int]:
    """Each row of bytes as one integer."""
    step = _LANE // 8
    spread = bytearray(step * len(body))
    spread[::step] = body
    size = step * width
    rows = (spread[at : at + size] for at in range(0, len(spread), size))
    offset = _each_lane(_OFFSET, width)
    return [row - offset for row in map(int.from_bytes, rows, repeat("little"))]


@cache
def shipped() -> Table:
    """The table that comes with nmlint, read when it is first asked."""
    return parsed((files("nmlint.intent") / FILE).read_bytes())
