"""Fills a text, and makes of it the request that a sender takes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from nmlint.dispatch.program import Program, RenderError
from nmlint.dispatch.templates import Text
from nmlint.documents.model import JSON
from nmlint.nodes import plain
from nmlint.source import Source
from nmlint.vocabulary import NOTIFICATION, OA_PUSH
from nmlint.yamltree import YamlError, read_yaml

# Characters by which a value could close the text it stands in, and begin another part of the message.
_IN_JSON = re.compile(r'["\\{}\[\],:\x00-\x1f]')
_IN_YAML = re.compile(r"[^\w ]")
_LINES = frozenset({NOTIFICATION, OA_PUSH})

Body = Mapping[str, Any]


class ReshapedError(Exception):
    """Values made another message than the template has; the text is the JSON pointer of the part that differs."""

    def __init__(self, pointer: str) -> None:
        super().__init__(pointer)
        self.pointer = pointer


def built(text: Text, values: Mapping[str, Any], channel: str) -> Body:
    """The request without its receiver. Raises UnfilledError, RenderError, ReshapedError."""
    rendered = text.program.render(values)
    if text.form is None:
        if channel in _LINES:
            return {"messages": [{"type": "text", "text": rendered}]}
        return {"text": rendered}
    root = _parsed(text.form, rendered)
    special = _IN_JSON if text.form == JSON else _IN_YAML
    if any(special.search(value) for value in _strings(values)):
        _require_shape(text.program, text.form, values, special, root)
    return _request(root)


def _parsed(form: str, rendered: str) -> Any:
    try:
        if form == JSON:
            return json.loads(rendered)
        return plain(read_yaml(Source("", rendered)))
    except (ValueError, YamlError, RecursionError) as error:
        raise ReshapedError("") from error


def _require_shape(program: Program, form: str, values: Mapping[str, Any], special: re.Pattern[str], root: Any) -> None:
    """Raises ReshapedError where harmless values of the same lengths build another message."""
    harmless = _parsed(form, program.render(_harmless(values, special)))
    pointer = _difference(harmless, root)
    if pointer is not None:
        raise ReshapedError(pointer)


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for within in value.values() for text in _strings(within)]
    return [text for within in value for text in _strings(within)] if isinstance(value, list | tuple) else []


def _harmless(value: Any, special: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return special.sub("x", value)
    if isinstance(value, Mapping):
        return {key: _harmless(within, special) for key, within in value.items()}
    return [_harmless(within, special) for within in value] if isinstance(value, list | tuple) else value


def _difference(one: Any, other: Any, pointer: str = "") -> str | None:
    """Where two messages are built otherwise, None where only their texts differ."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        if one.keys() != other.keys():
            return pointer
        pairs = [(key, one[key], other[key]) for key in one]
    elif isinstance(one, list) and isinstance(other, list):
        if len(one) != len(other):
            return pointer
        pairs = [(str(number), *pair) for number, pair in enumerate(zip(one, other, strict=True))]
    else:
        return pointer if isinstance(one, Mapping | list) or isinstance(other, Mapping | list) else None
    return next((found for key, a, b in pairs if (found := _difference(a, b, f"{pointer}/{key}")) is not None), None)


def _request(root: Any) -> Body:
    """A request without its receiver, of a request, a message or a list of messages."""
    if isinstance(root, list):
        return {"messages": root}
    if not isinstance(root, Mapping):
        raise RenderError("no message")
    if "messages" in root or "templateKey" in root:
        return {key: value for key, value in root.items() if key != "to"}
    return {"messages": [root]}
