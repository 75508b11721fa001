"""Writes a lock: the same bytes for the same approvals, and an edit of one entry touches the lines of no other."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from nmlint.approval.lock import FORMAT, Lock
from nmlint.approval.model import Approved, content_of
from nmlint.writing import write_whole

_HEAD = """\
# What LINE approved, as `nmlint approve` recorded it. Keep this file in version control.
# `nmlint diff` compares the templates with it. An entry in which anything is changed by hand is refused, for then
# nobody knows any more what was approved; `nmlint approve PATH --remove ID` mends a wrong date or reference.
# LINE 核准的內容，由 nmlint approve 記錄；請納入版本控制，不要手動修改。日期或編號有誤時，
# 請執行 nmlint approve 路徑 --remove id，並附上正確的 --date 與 --reference。
"""
# A hash stands in quotation marks whatever it begins with.
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./-]{0,62}")
_NO_TEXT = frozenset({"true", "false", "null"})
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
# Marks that show nothing or turn a line around would hide in a lock what was approved; some a parser does not take.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\xa0\xad\u061c\u180e\u200b-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ufff0-\uffff]"
)
_INDENT = "  "
_ONE_LINE = "design"
_SHORT = ("in", "values", "hosts")


def write_lock(path: Path, lock: Lock) -> None:
    """The lock into its file, as a whole or not at all. Raises OSError."""
    write_whole(path, lock_text(lock).encode("utf-8"))


def lock_text(lock: Lock) -> str:
    """The lock as its file has it, the entries in the order of their ids."""
    lines = [f"lock: {FORMAT}", "approved:" if lock.entries else "approved: {}"]
    for name in sorted(lock.entries):
        lines += _pair(name, _entry(lock.entries[name]), 1)
    return _HEAD + "".join(f"{line}\n" for line in lines)


def _entry(approved: Approved) -> dict[str, Any]:
    fingerprint = approved.fingerprint
    return {
        "path": fingerprint.path,
        "kind": fingerprint.kind,
        "approved": approved.date,
        **({} if approved.until is None else {"until": approved.until}),
        "reference": approved.reference,
        "nmlint": approved.nmlint,
        "sha256": approved.sha256,
        **content_of(fingerprint),
    }


def _pair(key: str, value: Any, depth: int) -> Iterator[str]:
    """A key with what it leads to, in lines."""
    head = f"{_INDENT * depth}{_scalar(key)}:"
    if isinstance(value, Mapping) and _is_short(value):
        yield f"{head} {_flow(value)}"
    elif isinstance(value, Mapping):
        yield head
        for inner, found in value.items():
            yield from _pair(inner, found, depth + 1)
    elif isinstance(value, list) and key not in _SHORT:
        yield head
        for item in value:
            yield from [f"{_INDENT * (depth + 1)}- {_flow(item)}"] if key == _ONE_LINE else _item(item, depth + 1)
    elif isinstance(value, list):
        yield f"{head} {_flow(value)}"
    elif isinstance(value, str) and _stands_in_lines(value):
        yield f"{head} |-"
        yield from ((_INDENT * (depth + 1) + line) if line else "" for line in value.split("\n"))
    else:
        yield f"{head} {_scalar(value)}"


def _item(value: Any, depth: int) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield f"{_INDENT * depth}- {_scalar(value)}"
        return
    lines = [line for key, found in value.items() for line in _pair(key, found, depth + 1)]
    yield f"{_INDENT * depth}- {lines[0].lstrip(' ')}"
    yield from lines[1:]


def _is_short(value: Mapping[str, Any]) -> bool:
    """What is declared of a variable stands in one line."""
    return not value or all(key in {"type", "values", "max_length", "mask", "hosts", "purpose"} for key in value)


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_scalar(key)}: {_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value)


def _stands_in_lines(text: str) -> bool:
    """Whether a text can stand as it is, line by line, and mean the same when it is read."""
    first = text.partition("\n")[0]
    return "\n" in text and bool(first.strip()) and not first[0].isspace() and text[-1] != "\n" and not _hides(text)


def _hides(text: str) -> bool:
    return _UNSEEN.search(text.replace("\u3000", "")) is not None


def _scalar(value: Any) -> str:
    if not isinstance(value, str):
        return str(value)
    if (_PLAIN.fullmatch(value) and value.lower() not in _NO_TEXT) or _DATE.fullmatch(value):
        return value
    quoted = json.dumps(value, ensure_ascii=False)
    return _UNSEEN.sub(lambda match: f"\\u{ord(match.group()):04X}", quoted)
