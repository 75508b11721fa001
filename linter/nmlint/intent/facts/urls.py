"""Web addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import normalize

from nmlint.intent.facts.model import Found, Kind
from nmlint.intent.facts.reading import Reading

_WIDE = re.compile("(?<=[!-~])[（），；：！？～＆＃]")
_TRAILING = ".,;:!?'*~)"
_URLS = (
    re.compile(r"(?<![a-z0-9])(?:https?|line)://[a-z0-9][a-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]*"),
    re.compile(
        r"(?<![a-z0-9@./\-_])(?:[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?\.){1,6}"
        r"(?:com|net|org|gov|edu|tw|hk|jp|sg|cn|io|me|cc|ee|ly|gl|app|link|shop|co|ai|info|biz|tv|to|store|page)"
        r"(?![a-z0-9@]|\.[a-z0-9])(?:/[a-z0-9\-._~:/?#@!$&'()*+,;=%]*)?"
    ),
)


def urls(reading: Reading) -> Iterator[Found]:
    """Web addresses; the scheme makes no difference, the case of a path does."""
    for pattern in _URLS:
        for match in pattern.finditer(reading.text):
            start, end = match.span()
            # Full-width punctuation ends an address that is not full-width itself.
            if found := _WIDE.search(reading.raw(start, end), 1):
                end = reading.view.from_raw(
                    found.start() + reading.view.to_raw(start, end).start, len(reading.view.raw)
                ).start
            end = start + len(reading.text[start:end].rstrip(_TRAILING))
            yield Found(Kind.URL, start, end, _address(reading.raw(start, end)))


def _address(raw: str) -> str:
    written = normalize("NFKC", raw)
    scheme, slashes, rest = (
        written.rpartition("://") if written.lower().startswith(("http", "line:")) else ("", "", written)
    )
    host, slash, path = rest.partition("/")
    kept = "line://" if scheme.lower() == "line" and slashes else ""
    return f"{kept}{host.lower()}{slash}{path}".rstrip("/")
