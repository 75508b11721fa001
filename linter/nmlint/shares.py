"""Proportions that were measured, and how sure they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from typing import Any

_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Share:
    """A proportion with its 95 % interval."""

    value: float
    low: float
    high: float
    n: int

    @classmethod
    def of(cls, hits: int, n: int) -> Share | None:
        """Hits out of n with Wilson's interval; None when nothing was measured."""
        if n == 0:
            return None
        share = hits / n
        middle = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        reach = _Z / (1 + _Z**2 / n) * sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
        return cls(share, max(0.0, min(middle - reach, share)), min(1.0, max(middle + reach, share)), n)

    @classmethod
    def mean(cls, shares: Iterable[Share]) -> Share | None:
        """The plain mean of several shares; its interval comes from theirs, taken as independent (MOVER)."""
        known = list(shares)
        if not known:
            return None
        count = len(known)
        value = sum(share.value for share in known) / count
        down = sqrt(sum((share.value - share.low) ** 2 for share in known)) / count
        up = sqrt(sum((share.high - share.value) ** 2 for share in known)) / count
        return cls(value, max(0.0, value - down), min(1.0, value + up), sum(share.n for share in known))

    def to_dict(self) -> dict[str, Any]:
        """As every contract of ours has it."""
        return {"value": _rounded(self.value), "low": _rounded(self.low), "high": _rounded(self.high), "n": self.n}


def share_dict(hits: int, n: int) -> dict[str, Any] | None:
    """Hits out of n as the contracts have it; None when nothing was measured."""
    share = Share.of(hits, n)
    return None if share is None else share.to_dict()


def _rounded(number: float) -> float:
    return round(number, 6)
