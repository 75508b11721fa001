"""Fills the description of a gateway's request with one message and the secrets of this machine."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from nmlint.bilingual import Bilingual
from nmlint.dispatch.outgoing import Answer, Outgoing
from nmlint.dispatch.senders.heard import refused_here
from nmlint.dispatch.senders.sms_request import SmsRequest
from nmlint.errors import UsageError
from nmlint.messages.recipients import REGIONS, Recipient, read

MESSAGE = "sms"

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_TAG = re.compile(r"[!-~]{1,100}")
_HALF = re.compile(r"[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class Filling:
    """A description with its secrets. Raises UsageError for a secret that the environment lacks or that cannot be one.

    It is no dataclass, so that the secrets do not show when it is printed.
    """

    def __init__(self, request: SmsRequest, environment: Mapping[str, str]) -> None:
        self.request = request
        missing = sorted(name for name in request.secrets if not environment.get(name))
        if missing:
            listed = ", ".join(missing)
            raise UsageError(
                Bilingual(
                    f"the SMS gateway needs secrets that the environment does not have; set: {listed}",
                    f"環境變數裡沒有簡訊服務所需的密碼；請設定：{listed}",
                )
            )
        self._secrets = {name: environment[name] for name in request.secrets}
        for name, secret in self._secrets.items():
            if _CONTROL.search(secret):
                raise UsageError(
                    Bilingual(
                        f"the environment variable {name} holds a line end or another control character; remove it",
                        f"環境變數 {name} 含有換行或控制字元；請移除",
                    )
                )

    def arguments(self, outgoing: Outgoing) -> dict[str, Any] | Answer:
        """The request for one message, as httpx takes it, or why there is none."""
        text = outgoing.body.get("text")
        if outgoing.message != MESSAGE:
            return refused_here(
                Bilingual(
                    f"this sender sends SMS, not {outgoing.message}", f"這個傳送端只送簡訊，不送 {outgoing.message}"
                )
            )
        if not isinstance(text, str) or not text:
            return refused_here(Bilingual("the message has no text", "訊息沒有內容"))
        if _HALF.search(text):
            return refused_here(Bilingual("the text holds half a character, a lone surrogate", "內容含有不完整的字元"))
        if not _E164.fullmatch(outgoing.to):
            return refused_here(
                Bilingual(
                    "an SMS goes to a number in E.164, such as +886 and nine digits",
                    "簡訊要以 E.164 門號為對象，例如 +886 加九碼",
                )
            )
        if not _TAG.fullmatch(outgoing.tag):
            return refused_here(
                Bilingual("a tag has up to 100 letters, digits or signs", "tag 須為 100 字以內的英數字或符號")
            )
        values = {"to": outgoing.to, "text": text, "sender": self.request.sender, "tag": outgoing.tag}
        if "to_national" in self.request.names:
            national = _national(outgoing.to)
            if national is None:
                return refused_here(
                    Bilingual(
                        "the gateway wants a national number, and this is no mobile of a country known here",
                        "簡訊服務要國內格式的門號，而這不是可辨識國家的手機",
                    ),
                    final=True,
                )
            values["to_national"] = national
        return self.request.arguments(values, self._secrets)


def _national(e164: str) -> str | None:
    """The number as it is dialled at home, such as 0912345678; None where that is not known."""
    recipient = read(e164, REGIONS[0])
    return recipient.trunk + recipient.subscriber if isinstance(recipient, Recipient) else None
