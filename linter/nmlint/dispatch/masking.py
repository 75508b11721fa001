"""How values stand in what is written down: hidden, and yet comparable for whoever has them."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any

_HIDDEN = "○"
# However long a value is, no more than so many signs stand for it.
_MOST_SIGNS = 8


def masked(text: str) -> str:
    """A value as it may stand in a log: its first letter, where it has more than one character, and no digit."""
    first = text[:1] if len(text) > 1 and text[0].isalpha() else ""
    return first + _HIDDEN * min(len(text) - len(first), _MOST_SIGNS)


def digest_of(values: Mapping[str, Any], salt: str | None = None) -> str:
    """`salt:hash` of some values, so that it can be told later whether they were these, but not what they were.

    Without a salt a new one is drawn.
    """
    salt = secrets.token_hex(8) if salt is None else salt
    told = f"{salt}\0{canonical(values)}".encode("utf-8", "surrogatepass")
    return f"{salt}:{hashlib.sha256(told).hexdigest()}"


def canonical(values: Mapping[str, Any]) -> str:
    """Values as one text, the same for equal values whatever their order."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True, default=str)
