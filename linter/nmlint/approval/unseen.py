"""What an author wrote and no case shows, by where it stands: kept, so that nothing changes there unnoticed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from nmlint.rendering import Origin, Piece, Variant
from nmlint.source import Source, Span

_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)


def unseen(places: Iterable[Origin], sources: Mapping[str, Source]) -> Iterator[Variant]:
    """The text of each stretch, which only a tag parts from the next: a comment is no part of it."""
    for name in sorted({place.source for place in places}.intersection(sources)):
        text = sources[name].text
        for span in _joined(sorted(place.span for place in places if place.source == name), text):
            pieces = tuple(_pieces(name, text, span))
            if pieces:
                yield Variant(pieces, ())


def _joined(spans: list[Span], text: str) -> Iterator[Span]:
    """The stretches, those that nothing but comments and blanks part as one."""
    last: Span | None = None
    for span in spans:
        if last is not None and not _COMMENT.sub("", text[last.end : span.start]).strip():
            last = Span(last.start, max(last.end, span.end))
            continue
        if last is not None:
            yield last
        last = span
    if last is not None:
        yield last


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
