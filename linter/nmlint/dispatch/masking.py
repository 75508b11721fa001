"""How values stand in what is written down: hidden, and yet comparable for whoever has them."""

from __future__ import annotations

import hashlib
import secrets

_HIDDEN = "○"
# However long a value is, no more than so many signs stand for it.
_MOST_SIGNS = 8


def masked(text: str) -> str:
    """A value as it may stand in a log: its first letter, where it has more than one character, and no digit."""
    first = text[:1] if len(text) > 1 and text[0].isalpha() else ""
    return first + _HIDDEN * min(len(text) - len(first), _MOST_SIGNS)


def digest_of(told: str, salt: str | None = None) -> str:
    """`salt:hash` of the canonical text of some values: whoever has the values can tell that they were these.

    Without a salt a new one is drawn.
    """
    salt = secrets.token_hex(8) if salt is None else salt
    return f"{salt}:{hashlib.sha256((salt + told).encode('utf-8', 'surrogatepass')).hexdigest()}"


def canonical(values: object) -> str:
    """Values as one text, the same for equal values in whatever order they are given."""
    if isinstance(values, dict):
        return f"{{{','.join([f'{key!r}:{canonical(values[key])}' for key in sorted(values, key=str)])}}}"
    if isinstance(values, list | tuple):
        return f"[{','.join(map(canonical, values))}]"
    return repr(values)
