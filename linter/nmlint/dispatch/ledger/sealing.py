"""Seals what the ledger keeps of a message that may have to follow: whom it goes to, and what it says."""

from __future__ import annotations

import hashlib
import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from nmlint.bilingual import Bilingual
from nmlint.dispatch.ledger.model import Following
from nmlint.dispatch.ledger.problems import LedgerError, Problem
from nmlint.dispatch.outgoing import Outgoing

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_BYTES = 32
_NONCE = 12
_TICK = timedelta(microseconds=1)

_NO_KEY = Bilingual(
    "a message with a fallback needs a key, for the ledger keeps no phone number in clear: make one with "
    "nmlint ledger key, keep it as a secret, and give it as NMLINT_LEDGER_KEY",
    "有備援的訊息需要金鑰，因為帳本不以明文保存電話號碼："
    "請以 nmlint ledger key 產生金鑰、妥善保密，並設為 NMLINT_LEDGER_KEY",
)
_NO_SUCH_KEY = Bilingual(
    "the key of the ledger is none: it is 32 bytes as base64, such as nmlint ledger key makes",
    "帳本的金鑰格式不對：應為 base64 表示的 32 個位元組，可由 nmlint ledger key 產生",
)


def new_key() -> str:
    """A fresh key, in the form that a ledger takes."""
    return urlsafe_b64encode(os.urandom(_BYTES)).decode()


class Seal:
    """Seals with the first of the keys, which commas separate, and opens with any of them."""

    def __init__(self, keys: str | None) -> None:
        self._keys: dict[str, AESGCM] = {}
        if keys is None:
            return
        # Late: most ledgers are read without it.
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

        for key in keys.split(","):
            try:
                data = urlsafe_b64decode(key.strip().encode())
            except (NotBase64, ValueError):
                data = b""
            if len(data) != _BYTES:
                raise LedgerError(_NO_SUCH_KEY, Problem.KEY)
            # The name tells keys apart and nothing about them.
            self._keys[hashlib.sha256(b"nmlint.ledger/1" + data).hexdigest()[:16]] = AESGCM(data)

    @property
    def opens(self) -> Iterable[str]:
        """The names of the keys that are known."""
        return self._keys.keys()

    def close(self, following: Following, tag: str) -> tuple[str, bytes]:
        """The name of the key, and the following sealed so that it opens for this attempt only."""
        name = next(iter(self._keys), None)
        if name is None:
            raise LedgerError(_NO_KEY, Problem.KEY)
        out = following.outgoing
        said = {
            "after": following.after // _TICK,
            "channel": out.channel,
            "message": out.message,
            "to": out.to,
            "body": out.body,
            "tag": out.tag,
        }
        try:
            plain = json.dumps(said, ensure_ascii=False, default=dict).encode()
        except (TypeError, ValueError):
            raise LedgerError(
                Bilingual(
                    "the body of a fallback must be plain data, such as JSON holds",
                    "備援訊息的內容必須是 JSON 能表示的資料",
                )
            ) from None
        nonce = os.urandom(_NONCE)
        return name, nonce + self._keys[name].encrypt(nonce, plain, tag.encode())

    def open(self, name: str, sealed: bytes, tag: str) -> Following:
        """What was sealed for the attempt. Raises LedgerError when the key is another, or the seal was broken."""
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415  late, as above

        key = self._keys.get(name)
        if key is None:
            raise self.refusal()
        try:
            plain = key.decrypt(sealed[:_NONCE], sealed[_NONCE:], tag.encode())
        except InvalidTag:
            raise LedgerError(
                Bilingual(
                    f"the fallback of attempt {tag} was changed after it was sealed; it is not sent",
                    f"發送 {tag} 的備援訊息在封存後遭到更動，不會發送",
                ),
                Problem.CORRUPT,
            ) from None
        said = json.loads(plain)
        after = said.pop("after") * _TICK
        return Following(after, Outgoing(**said))

    def refusal(self) -> LedgerError:
        """Why nothing can be opened: there is no key, or another."""
        if not self._keys:
            return LedgerError(_NO_KEY, Problem.KEY)
        return LedgerError(
            Bilingual(
                "the fallbacks of this ledger were sealed with another key; give that one as NMLINT_LEDGER_KEY, "
                "after a comma behind a new one",
                "這本帳本的備援訊息是以另一把金鑰封存的；請在 NMLINT_LEDGER_KEY 給那一把，可接在新金鑰之後、以逗號分隔",
            ),
            Problem.KEY,
        )
