"""Reads where an SMS gateway stands, and texts with places to be filled."""

from __future__ import annotations

import re
from collections.abc import Collection
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from nmlint.bilingual import Bilingual
from nmlint.dispatch.senders.placeholders import Pattern, UnfitError
from nmlint.fields import Fields

PLAIN_PLACES = ("to", "to_national", "tag")
"""What may be filled in where only plain characters may stand: no text, and no name in Chinese."""

_HOST = re.compile(r"[0-9A-Za-z.:-]+")


def read_pattern(fields: Fields, key: str, at: str, text: str, places: Collection[str]) -> Pattern:
    """The text under a key, taken apart; a fault is told to the fields, and `at` is what it calls the place."""
    try:
        return Pattern.read(text, places)
    except UnfitError as error:
        fields.refuse(key, Bilingual(f"{at}: {error.said}", f"{at}：{error.said.chinese}"))
        return Pattern(())


def read_address(fields: Fields) -> dict[str, Any]:
    """The `origin` and the `path` of the gateway; faults are told to the fields."""
    at = f"{fields.at}.url"
    fields.require(
        "url",
        Bilingual(
            f"{at}: the address of the gateway is needed, such as https://sms.example.tw/api",
            f"{at}：需要簡訊服務的網址，例如 https://sms.example.tw/api",
        ),
    )
    written = fields.text("url")
    if written is None:
        return {"origin": "", "path": Pattern(())}
    wrong = _wrong_address(written)
    if wrong is not None:
        fields.refuse("url", Bilingual(f"{at}: {wrong}", f"{at}：{wrong.chinese}"))
        return {"origin": "", "path": Pattern(())}
    parts = urlsplit(written)
    return {
        "origin": f"{parts.scheme}://{parts.netloc}",
        "path": read_pattern(fields, "url", at, parts.path, PLAIN_PLACES),
    }


def _wrong_address(written: str) -> Bilingual | None:
    try:
        parts = urlsplit(written)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    if parts.scheme not in {"http", "https"} or not _HOST.fullmatch(host):
        return Bilingual(
            "write an address such as https://sms.example.tw/api; only its path may have places to fill",
            "請寫網址，例如 https://sms.example.tw/api；只有路徑可以有待填的內容",
        )
    if parts.username is not None or parts.password is not None:
        return Bilingual(
            "no name and password in the address; write them under headers, query or form, as ${NAME}",
            "網址中不可寫帳號密碼；請以 ${NAME} 寫在 headers、query 或 form",
        )
    if parts.query or parts.fragment:
        return Bilingual("write what stands behind ? under query", "? 後面的內容請寫在 query")
    if parts.scheme == "http" and not _is_near(host):
        return Bilingual(
            "numbers and texts would travel readable for all; write https", "門號與內容會以明文傳輸；請用 https"
        )
    return None


def _is_near(host: str) -> bool:
    """Whether a host is this machine or one of the own network."""
    try:
        return ip_address(host).is_private
    except ValueError:
        return host == "localhost"
