"""Whom a message is for: what the channel addresses by, and the hash by which everything else knows the receiver."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

from nmlint.messages.recipients import Recipient, Refused, read
from nmlint.vocabulary import OA_PUSH

# The mobile numbers of Taiwan as nearly all callers write them. Whatever looks otherwise is read with the numbering
# plans, which takes much longer.
_PLAIN = re.compile(r"(?:\+886|0)(9\d{8})", re.ASCII)
_HASH = re.compile(r"[0-9a-f]{64}")
_HOME = "TW"


@dataclass(frozen=True, slots=True)
class Address:
    """One receiver.

    `hash` is LINE's hash of the number, or the SHA-256 of a user id. `number` is in E.164, None where only the hash was
    given, and `user` the id of a friend.
    """

    hash: str = field(repr=False)
    number: str | None = field(default=None, repr=False)
    user: str | None = field(default=None, repr=False)


def address_of(to: object, channel: str) -> Address | Refused | None:
    """The receiver that the caller means; None for what is no text, so no receiver at all."""
    if not isinstance(to, str):
        return None
    if channel == OA_PUSH:
        return Address(hashlib.sha256(to.encode("utf-8", "surrogatepass")).hexdigest(), user=to)
    plain = _PLAIN.fullmatch(to)
    if plain is not None:
        number = f"+886{plain[1]}"
        return Address(hashlib.sha256(number.encode()).hexdigest(), number)
    if _HASH.fullmatch(to):
        return Address(to)
    found = read(to, _HOME)
    return Address(found.hash, found.e164) if isinstance(found, Recipient) else found
