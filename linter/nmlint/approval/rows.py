"""From a template to the row of a service plan that LINE's reviewers ask for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from nmlint.approval.model import Fingerprint, Words
from nmlint.approval.tokens import written as as_planned
from nmlint.documents.model import Declaration, Fallback, Variable
from nmlint.durations import written
from nmlint.messages.content import Content
from nmlint.messages.lines import SlotText
from nmlint.rendering import Variant

# What people read in a message; an alternative text stands beside it, and what a button sends is no text of ours.
_READ = frozenset({"title", "header", "body", "footer", "value", "label", "quick-reply"})
_ALTERNATIVE = "alt-text"
# Where such a link leads needs no telling.
_CONTACTS, _CONTACT = ("tel:", "mailto:"), "contact"
# What only the template says, even where it says nothing.
_OF_TEMPLATE = frozenset({"text", "alt_text", "variables", "links", "examples", "template"})
# In which order a row tells things; what a template cannot know comes behind.
_ORDER = (
    "id",
    "scenario",
    "message",
    "event",
    "basis",
    "sender",
    "title",
    "products",
    "evidence",
    "template",
    "text",
    "alt_text",
    "variables",
    "links",
    "fallback",
    "opt_out",
    "volume",
    "deliver_within",
    "screenshots",
    "approved_reference",
    "examples",
)


def row_of(
    said: Declaration,
    known: Fingerprint,
    contents: Sequence[Content],
    template: str,
    purposes: Collection[str] = (),
) -> dict[str, Any]:
    """The row of a template, by the file that leads to it from the plan.

    `contents` are its messages, opened without examples; `purposes` are those that its scenario's links may have.
    """
    row: dict[str, Any] = {
        "id": known.id,
        "scenario": known.scenario,
        "message": known.message,
        "event": said.event,
        "basis": said.basis,
        "sender": said.sender,
        "title": said.title,
        "products": list(said.products),
        "evidence": dict(said.evidence),
        "template": template,
        "text": texts_of(contents),
        "alt_text": alternatives_of(contents),
        "variables": {name: _variable(said.variables.get(name), name) for name in _names(said, known.words)},
        "links": _links(said, known.words, purposes),
        "fallback": None if said.fallback is None else _fallback(said.fallback),
    }
    return _filled_in(row)


def with_before(row: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """The row with what an earlier plan says of the notice and its template does not; evidence is added up."""
    evidence = {**(before.get("evidence") or {}), **(row.get("evidence") or {})}
    said = {key: value for key, value in before.items() if key not in _OF_TEMPLATE}
    known = _filled_in({**said, **row, "evidence": evidence})
    order = dict.fromkeys((*_ORDER, *known))
    return {key: known[key] for key in order if key in known}


def _filled_in(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if value not in (None, "", [], {}, ())}


def texts_of(contents: Sequence[Content]) -> list[str]:
    """What each case of a message says to a reader, each text once, values as `{{ name }}`."""
    said = ("\n".join(as_planned(line.variant) for line in _lines(content)) for content in contents)
    return list(dict.fromkeys(text.strip() for text in said if text.strip()))


def alternatives_of(contents: Sequence[Content]) -> list[str]:
    """What is shown where a message cannot be, each text once, values as `{{ name }}`."""
    texts = (text for content in contents for text in content.texts if text.slot == _ALTERNATIVE)
    return list(dict.fromkeys(said for text in texts if (said := as_planned(text.variant).strip())))


def examples_of(contents: Sequence[Content]) -> list[str]:
    """What receivers would read, with the example of each value; a value without one stays `{{ name }}`."""
    shown = ("\n".join(_filled(line.variant) for line in _lines(content)) for content in contents)
    return list(dict.fromkeys(text.strip() for text in shown if text.strip()))


def _lines(content: Content) -> Iterator[SlotText]:
    """The texts as they are read, a label and its value on one line, in the order in which they are written."""
    line_of = {
        (line.slot, pointer): line
        for line in content.lines
        for pointer in ([pointer for _, pointer in line.joined] or [line.pointer])
    }
    texts = [text for text in content.texts if text.slot in _READ]
    for _, members in groupby(texts, key=lambda text: id(line_of[text.slot, text.pointer])):
        parts = list(members)
        line = line_of[parts[0].slot, parts[0].pointer]
        # What something else stands between is no line for those who read the plan.
        yield from [line] if len(line.joined) in (0, len(parts)) else parts


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
    """The variables in the order in which the author declared them, then those that are printed without that.

    One that only a condition asks for decides what is sent, so a reviewer has to see it too.
    """
    yield from said.variables
    yield from (name for name in words.variables if name not in said.variables)


def _links(said: Declaration, words: Words, purposes: Collection[str]) -> dict[str, str | None]:
    """The links as the author declared them, then those that are printed or opened without a declaration."""
    bare = {url: _purpose(url, purposes) for url in words.links if not any(link in url for link in said.links)}
    return {**said.links, **bare}


def _purpose(url: str, purposes: Collection[str]) -> str | None:
    return _CONTACT if url.startswith(_CONTACTS) and _CONTACT in purposes else None


def _fallback(fallback: Fallback) -> dict[str, Any]:
    found = {
        "channel": fallback.channel,
        "after": None if fallback.after is None else written(fallback.after),
        "unless": fallback.unless,
        "template": fallback.template,
    }
    return {key: value for key, value in found.items() if value is not None}
