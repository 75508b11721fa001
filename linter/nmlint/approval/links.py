"""Which part of a link an edit changes."""

from __future__ import annotations

from collections.abc import Sequence

from nmlint.approval.tokens import Hunk, Token
from nmlint.bilingual import Bilingual
from nmlint.source import Span
from nmlint.text.urls import VALUE, Url, find_urls

_PARTS = {
    "scheme": Bilingual("how the link begins differs (http, https, tel …)", "連結的開頭（http、https、tel 等）改變"),
    "host": Bilingual("the link leads to another host", "連結的網域改變"),
    "path": Bilingual("the link leads to another page", "連結的路徑改變"),
    "query": Bilingual("the link carries other parameters", "連結的參數改變"),
    "link": Bilingual("the link differs", "連結改變"),
}


def link_part(before: Sequence[Token], after: Sequence[Token], hunk: Hunk, *, whole: bool) -> Bilingual | None:
    """What an edit changes of a link, None where it touches none; `whole` tells a text that is nothing but a link."""
    sides = ((before, hunk.start, hunk.end), (after, hunk.new_start, hunk.new_end))
    touched = [_touched(tokens, first, last) for tokens, first, last in sides]
    parts = [part for found in touched if found is not None for part in found]
    if not parts:
        return _PARTS["link"] if whole else None
    return _PARTS[next((part for part in ("host", "scheme", "path", "query") if part in parts), "link")]


def _touched(tokens: Sequence[Token], first: int, last: int) -> list[str] | None:
    """The parts of a link that some of the tokens are in; None where no link is there."""
    ends, text = [0], ""
    for token in tokens:
        text += VALUE if token.is_value else token.text
        ends.append(len(text))
    span = Span(ends[first], ends[last])
    for url in find_urls(text):
        if url.span.overlaps(span) or (span.start == span.end and url.span.start < span.start <= url.span.end):
            return [part for part, place in _places(url) if _lies_in(span, place)]
    return None


def _lies_in(span: Span, place: Span) -> bool:
    return place.overlaps(span) or place.start <= span.start < place.end


def _places(url: Url) -> list[tuple[str, Span]]:
    if not url.host:
        return [("path", url.span)]
    site = url.user_span.start if url.user else url.host_span.start
    return [
        ("scheme", Span(url.span.start, site)),
        ("host", Span(site, max(url.host_span.end, url.port_span.end))),
        ("path", url.path_span),
        ("query", Span(url.path_span.end, url.span.end)),
    ]
