"""From a template to the row of a service plan that LINE's reviewers ask for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nmlint.approval.model import UNREACHED, Fingerprint, Words
from nmlint.documents.model import Declaration, Fallback, Variable
from nmlint.durations import written
from nmlint.messages.content import Content
from nmlint.rendering import Variant

# What stands in another slot already, or is no text for a reader.
_SILENT = frozenset({"uri", "preview", "alt-text", UNREACHED})
# What a template cannot know: the plan's author says it once, and a new build keeps it.
KEPT = ("opt_out", "volume", "deliver_within", "screenshots", "approved_reference")


def row_of(said: Declaration, known: Fingerprint, template: str, before: Mapping[str, Any]) -> dict[str, Any]:
    """The row of a template, by the file that leads to it from the plan; `before` is its row in an earlier plan."""
    row: dict[str, Any] = {
        "id": known.id,
        "scenario": known.scenario,
        "message": known.message,
        "event": said.event or before.get("event"),
        "basis": said.basis or before.get("basis"),
        "sender": said.sender,
        "title": said.title,
        "products": list(said.products),
        "evidence": dict(said.evidence),
        "template": template,
        "text": texts_of(known.words),
        "variables": {name: _variable(said.variables.get(name), name) for name in _names(said, known.words)},
        "links": _links(said, known.words),
        "fallback": None if said.fallback is None else _fallback(said.fallback),
        **{key: before.get(key) for key in KEPT},
    }
    return {key: value for key, value in row.items() if value not in (None, "", [], {}, ())}


def texts_of(words: Words) -> list[str]:
    """What each case of a message says to a reader, each text once, values as `{{ name }}`."""
    cases = range(len(words.cases))
    said = ("\n".join(text.text for text in words.said_in(case) if text.slot not in _SILENT) for case in cases)
    return list(dict.fromkeys(text.strip() for text in said if text.strip()))


def examples_of(contents: Sequence[Content]) -> list[str]:
    """What receivers would read, with the example of each value; a value without one stays `{{ name }}`."""
    shown = (
        "\n".join(_filled(text.variant) for text in content.texts if text.slot not in _SILENT) for content in contents
    )
    return list(dict.fromkeys(text.strip() for text in shown if text.strip()))


def _filled(variant: Variant) -> str:
    return "".join(
        piece.text
        if piece.value is None
        else piece.value.example
        if piece.value.example is not None
        else f"{{{{ {piece.value.expression} }}}}"
        for piece in variant.pieces
    )


def _variable(variable: Variable | None, name: str) -> dict[str, Any]:
    known = variable or Variable(name)
    found: dict[str, Any] = {
        "type": known.type,
        "example": known.example,
        "max_length": known.max_length,
        "mask": known.mask,
        "hosts": list(known.hosts),
        "purpose": known.purpose,
        "values": list(known.values),
    }
    return {key: value for key, value in found.items() if value not in (None, [])}


def _names(said: Declaration, words: Words) -> Iterator[str]:
    """The variables that are printed, in the order in which the author declared them."""
    yield from (name for name in said.variables if name in words.variables)
    yield from (name for name in words.variables if name not in said.variables)


def _links(said: Declaration, words: Words) -> dict[str, str | None]:
    """The links as the author declared them, then those that are printed without a declaration."""
    bare = {url: None for url in words.links if not any(link in url for link in said.links)}
    return {**said.links, **bare}


def _fallback(fallback: Fallback) -> dict[str, Any]:
    found = {
        "channel": fallback.channel,
        "after": None if fallback.after is None else written(fallback.after),
        "unless": fallback.unless,
        "template": fallback.template,
    }
    return {key: value for key, value in found.items() if value is not None}
