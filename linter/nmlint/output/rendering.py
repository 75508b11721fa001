"""The variants of a template, with the conditions that lead to them and where each text was written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from nmlint.bilingual import in_language
from nmlint.output.terminal import one_line
from nmlint.output.words import word
from nmlint.rendering import Origin, Piece, Rendering, Variant
from nmlint.report import as_json
from nmlint.source import Source

SCHEMA = "nmlint.render/1"


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of one rendered line with one origin."""

    text: str
    place: str
    through: tuple[str, ...]


def rendering_text(rendering: Rendering, numbers: Sequence[int], lang: str) -> Iterator[str]:
    """The variants by number; every line with the place it comes from, and what came from elsewhere below it."""
    total = len(rendering.variants)
    for number in numbers:
        variant = rendering.variants[number - 1]
        condition = variant.condition or word("always", lang)
        yield f"--- {word('variant', lang)} {number}/{total}: {one_line(condition)}"
        lines = list(_lines(variant, rendering.sources))
        margin = max((len(line[0].place) for line in lines if line), default=0)
        for line in lines:
            text = "".join(part.text for part in line)
            yield f"{line[0].place if line else '':<{margin}} | {one_line(text)}".rstrip()
            yield from _elsewhere(line, margin, lang)
        yield ""
    for gap in rendering.unreached:
        reason = one_line(in_language(gap.reason, lang))
        yield f"{_place(gap.origin, rendering.sources)}: {word('unreached', lang)}: {reason}"
    for failure in rendering.failed:
        problem = failure.problem
        condition = failure.condition or word("always", lang)
        place = _place(problem.origin, rendering.sources)
        message = one_line(in_language(problem.message, lang))
        yield f"{place}: {word('failed', lang)} ({one_line(condition)}): {message}"


def rendering_json(rendering: Rendering, numbers: Sequence[int], name: str, lang: str) -> str:
    """The same as data."""
    sources = rendering.sources
    return as_json(
        {
            "schema": SCHEMA,
            "path": name,
            "variants": [_variant(rendering.variants[number - 1], number, sources) for number in numbers],
            "unreached": [
                {**_where(gap.origin, sources), "reason": in_language(gap.reason, lang)} for gap in rendering.unreached
            ],
            "failed": [
                {
                    **_where(failure.problem.origin, sources),
                    "kind": failure.problem.kind,
                    "message": in_language(failure.problem.message, lang),
                    "condition": failure.condition,
                }
                for failure in rendering.failed
            ],
        },
    )


def _variant(variant: Variant, number: int, sources: Mapping[str, Source]) -> dict[str, Any]:
    return {
        "number": number,
        "condition": variant.condition,
        "text": "".join(map(_shown, variant.pieces)),
        "pieces": [
            {
                "text": _shown(piece),
                "value": piece.value and piece.value.expression,
                "exact": piece.exact,
                **_where(piece.origin, sources),
                "through": [_where(step, sources) for step in piece.through],
            }
            for piece in variant.pieces
        ],
    }


def _lines(variant: Variant, sources: Mapping[str, Source]) -> Iterator[list[_Part]]:
    line: list[_Part] = []
    for piece in variant.pieces:
        offset = 0
        for index, text in enumerate(_shown(piece).split("\n")):
            if index:
                yield line
                line = []
            if text:
                at = piece.origin.span.start + (offset if piece.exact else 0)
                line.append(_Part(text, _at(piece.origin.source, at, sources), _chain(piece, sources)))
            offset += len(text) + 1
    if line:
        yield line


def _elsewhere(line: Sequence[_Part], margin: int, lang: str) -> Iterator[str]:
    """What stands on the line by way of a call or an include."""
    groups = [(chain, list(parts)) for chain, parts in groupby(line, key=lambda part: part.through)]
    for chain, parts in groups:
        if chain:
            # A line that came as a whole need not be said twice.
            text = "" if len(groups) == 1 else one_line("".join(part.text for part in parts)) + f" {parts[0].place} "
            yield f"{'':<{margin}} |   ↳ {text}{word('through', lang)} {', '.join(chain)}"


def _chain(piece: Piece, sources: Mapping[str, Source]) -> tuple[str, ...]:
    return tuple(_place(step, sources) for step in piece.through)


def _shown(piece: Piece) -> str:
    return piece.text if piece.value is None else "{{ " + piece.value.expression + " }}"


def _at(name: str, offset: int, sources: Mapping[str, Source]) -> str:
    place = sources[name].place(offset)
    return f"{one_line(name)}:{place.line}:{place.column}"


def _place(origin: Origin, sources: Mapping[str, Source]) -> str:
    return _at(origin.source, origin.span.start, sources)


def _where(origin: Origin, sources: Mapping[str, Source]) -> dict[str, Any]:
    place = sources[origin.source].place(origin.span.start)
    return {"path": origin.source, "line": place.line, "column": place.column}
