"""Reads the description of an SMS gateway's request; every mistake is told to the person who wrote it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from math import isfinite
from typing import Any

from nmlint.bilingual import Bilingual
from nmlint.dispatch.senders.placeholders import Pattern
from nmlint.dispatch.senders.sms_address import PLAIN_PLACES, read_address, read_pattern
from nmlint.dispatch.senders.sms_marks import FINDER_KEYS, Finder, Mark, read_mark
from nmlint.fields import Fields

PLACES = ("to", "to_national", "text", "sender", "tag")
_METHODS = ("GET", "POST", "PUT")
_KEYS = frozenset({"method", "url", "sender", "headers", "query", "form", "json", "accepted", "not_sent", "request_id"})
_NOT_SENT_KEYS = frozenset({"reason", "final", "again"})
_SECRET = re.compile(r"(?:.*[-_.])?(?:pass|passwd|password|pwd|secret|token|api[-_]?key|authorization)", re.IGNORECASE)
_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_DEEPEST = 20
# The name of no key: what is required under it is wrong with the mapping itself.
_WHOLE = ""


def read_parts(fields: Fields) -> dict[str, Any]:
    """What the description says, by the names of the fields of `SmsRequest`; faults are told to the fields."""
    fields.only(_KEYS)
    parts: dict[str, Any] = {
        "method": fields.text("method", one_of=_METHODS) or "POST",
        **read_address(fields),
        "query": _group(fields, "query", PLACES),
        "headers": _headers(fields),
        "form": _group(fields, "form", PLACES) if "form" in fields.keys else None,
        "json": _tree(fields, fields.anything("json"), f"{fields.at}.json"),
        "sender": fields.text("sender") or "",
        "accepted": _accepted(fields),
        "not_sent": tuple(_not_sent(each) for each in fields.listed("not_sent")),
        "request_id": _request_id(fields),
    }
    if parts["form"] is not None and parts["json"] is not None:
        fields.refuse(
            "json", Bilingual(f"{fields.at}: give form or json, not both", f"{fields.at}：form 與 json 請擇一")
        )
    for key in ("form", "json"):
        if parts["method"] == "GET" and parts[key] is not None:
            what = Bilingual(
                f"{fields.at}.{key}: GET has no body; write query", f"{fields.at}.{key}：GET 沒有內容，請改寫 query"
            )
            fields.refuse(key, what)
    return parts


def hold_together(fields: Fields, names: frozenset[str], sender: str) -> None:
    """Tells the fields what the request as a whole lacks: the text, the number, the sender that it names."""
    at = fields.at
    if "text" not in names:
        fields.require(
            _WHOLE,
            Bilingual(
                f"{at}: {{text}} stands nowhere; put it where the gateway takes the text",
                f"{at}：沒有 {{text}}；請寫在放簡訊內容的欄位",
            ),
        )
    if not names & {"to", "to_national"}:
        fields.require(
            _WHOLE,
            Bilingual(
                f"{at}: neither {{to}} nor {{to_national}} stands anywhere; put one where the gateway takes the number",
                f"{at}：沒有 {{to}} 或 {{to_national}}；請寫在放門號的欄位",
            ),
        )
    if "sender" in names and not sender:
        fields.require(
            "sender",
            Bilingual(
                f"{at}: {{sender}} is used, so sender: must say who sends",
                f"{at}：用到 {{sender}}，請以 sender: 寫明發送者名稱",
            ),
        )


def _headers(fields: Fields) -> dict[str, Pattern]:
    inner = fields.fields("headers")
    if inner is None:
        return {}
    for name in inner.keys:
        if not _HEADER.fullmatch(name):
            inner.refuse(
                name, Bilingual(f"{inner.at}: {name!r} is no name of a header", f"{inner.at}：「{name}」不是標頭名稱")
            )
    return _group(fields, "headers", PLAIN_PLACES)


def _group(fields: Fields, key: str, places: Collection[str]) -> dict[str, Pattern]:
    inner = fields.fields(key)
    if inner is None:
        return {}
    written = {name: inner.text(name) for name in inner.keys}
    return {
        name: _value(inner, name, f"{inner.at}.{name}", name, text, places)
        for name, text in written.items()
        if text is not None
    }


def _tree(fields: Fields, value: Any, at: str, name: str = "", depth: int = 0) -> Any:
    if depth > _DEEPEST:
        fields.refuse("json", Bilingual(f"{at} is nested too deep", f"{at} 巢狀過深"))
        return None
    if isinstance(value, Mapping):
        return {str(key): _tree(fields, each, f"{at}.{key}", str(key), depth + 1) for key, each in value.items()}
    if isinstance(value, list):
        return [_tree(fields, each, f"{at}.{index}", name, depth + 1) for index, each in enumerate(value)]
    if isinstance(value, str):
        return _value(fields, "json", at, name, value, PLACES)
    if value is None or isinstance(value, bool | int) or (isinstance(value, float) and isfinite(value)):
        return value
    fields.refuse("json", Bilingual(f"{at} is no JSON value; put it in quotes", f"{at} 不是 JSON 的值；請加上引號"))
    return None


def _value(fields: Fields, key: str, at: str, name: str, text: str, places: Collection[str]) -> Pattern:
    pattern = read_pattern(fields, key, at, text, places)
    if _SECRET.fullmatch(name) and text and not pattern.secrets and not pattern.names:
        fields.refuse(
            key,
            Bilingual(
                f"{at}: a secret stands in the file; put it in an environment variable and write ${{NAME}}",
                f"{at}：檔案裡有密碼；請放在環境變數，這裡寫 ${{NAME}}",
            ),
        )
    return pattern


def _accepted(fields: Fields) -> Mark:
    what = Bilingual(
        f"{fields.at}: accepted must say by what a message is known to be taken, such as "
        "{status: 200, at: /code, is: '0'}",
        f"{fields.at}：accepted 要說明如何得知對方已收下，例如 {{status: 200, at: /code, is: '0'}}",
    )
    fields.require("accepted", what)
    inner = fields.fields("accepted")
    return Mark() if inner is None else read_mark(inner)


def _not_sent(fields: Fields) -> Mark:
    mark = read_mark(fields, _NOT_SENT_KEYS)
    if mark.final and mark.again:
        fields.refuse(
            "again",
            Bilingual(
                f"{fields.at}: what is final is not tried again; give one of both",
                f"{fields.at}：final 與 again 互斥，請擇一",
            ),
        )
    return mark


def _request_id(fields: Fields) -> Finder:
    inner = fields.fields("request_id")
    if inner is None:
        return Finder()
    inner.only(FINDER_KEYS)
    return Finder.read(inner)
