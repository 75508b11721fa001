"""What an author wrote and no case shows, by where it stands: kept, so that nothing changes there unnoticed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from nmlint.rendering import Origin, Piece, Variant
from nmlint.source import Source, Span

_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)


def unseen(places: Iterable[Origin], shown: Iterable[Origin], sources: Mapping[str, Source]) -> Iterator[Variant]:
    """The stretches of a file around texts that no case shows, up to what is `shown` on both sides.

    Tags and values stand in them as they were written, for they decide what is sent, and when; a comment is no part.
    """
    hidden: dict[str, set[Span]] = {}
    for place in places:
        if place.source in sources:
            hidden.setdefault(place.source, set()).add(place.span)
    seen: dict[str, set[Span]] = {name: set() for name in hidden}
    for origin in shown:
        if origin.source in hidden:
            seen[origin.source].add(origin.span)
    for name in sorted(hidden):
        text = sources[name].text
        around = {_between(span, seen[name], len(text)) for span in hidden[name]}
        for stretch in sorted(around):
            pieces = tuple(_pieces(name, text, stretch))
            if pieces:
                yield Variant(pieces, ())


def _between(span: Span, shown: Iterable[Span], length: int) -> Span:
    """The stretch around a span that nothing shown stands in."""
    start, end = 0, length
    for other in shown:
        if other.end <= span.start:
            start = max(start, other.end)
        elif other.start >= span.end:
            end = min(end, other.start)
    return Span(start, end)


def _pieces(name: str, text: str, span: Span) -> Iterator[Piece]:
    """The text of a stretch without its comments, and without the blanks around it."""
    kept = [found.span() for found in _COMMENT.finditer(text, span.start, span.end)]
    starts = [span.start, *(end for _, end in kept)]
    ends = [*(start for start, _ in kept), span.end]
    parts = [(start, end) for start, end in zip(starts, ends, strict=True) if text[start:end]]
    while parts and not text[slice(*parts[0])].strip():
        del parts[0]
    while parts and not text[slice(*parts[-1])].strip():
        del parts[-1]
    for number, (start, end) in enumerate(parts):
        words = text[start:end]
        first = start + (len(words) - len(words.lstrip()) if number == 0 else 0)
        last = end - (len(words) - len(words.rstrip()) if number == len(parts) - 1 else 0)
        yield Piece(text[first:last], Origin(name, Span(first, last)), True, (), None)
