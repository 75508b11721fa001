"""A message as a file or as plain data: what of it is the message, and what is declared about it."""

from __future__ import annotations

import json
import re
from collections import abc
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any, TypeGuard

from nmlint.bilingual import Bilingual, joined
from nmlint.documents.model import JSON, SEND_PLAN, SERVICE_PLAN, YAML, Declaration, Document
from nmlint.documents.reading import MAX_CHARACTERS
from nmlint.documents.template import DECLARED, TEMPLATE_SUFFIXES, completed, declaration_of, gathered, id_of_path
from nmlint.errors import UnreadableError, UsageError
from nmlint.fields import FieldFault, unknown_name
from nmlint.jsontree import read_json
from nmlint.jsonwords import JsonError
from nmlint.nodes import Mapped, Node, Scalar, Sequence, from_plain
from nmlint.source import Location, Source, Span
from nmlint.yamltree import YamlError, read_yaml

FORMS = {".json": JSON, ".yaml": YAML, ".yml": YAML}
KIND = "message"
_PLANS = (SEND_PLAN, SERVICE_PLAN)

# What stands in a message file beside what is declared: what is sent, and the headers it is sent with.
_REQUEST = frozenset(
    {"text", "to", "messages", "notificationDisabled", "customAggregationUnits", "templateKey", "body", "headers"}
)
_LOOSE = Bilingual(
    "beside `kind`, one of LINE's message objects stands in the list `messages`",
    "有 kind 時，LINE 的訊息物件請放在 messages 清單裡",
)
_NO_MESSAGE = Bilingual(
    "a plan is no message and no template; give it as a .yaml or .json file",
    "計畫不是訊息也不是範本；請存成 .yaml 或 .json 檔",
)
IN_FILE = Bilingual("the message file", "訊息檔")
_HALF = re.compile("[\ud800-\udfff]")
_LOOKS_LIKE_JSON = re.compile(r'[\s\ufeff]*(?:\{\s*"|\[\s*\{\s*")')


def form_of(name: str, text: str) -> str | None:
    """How a message is written: by the name of its file, that of a template without its suffix; else by its looks."""
    path = PurePosixPath(name)
    while path.suffix.lower() in TEMPLATE_SUFFIXES:
        path = path.with_suffix("")
    return FORMS.get(path.suffix.lower()) or (JSON if _LOOKS_LIKE_JSON.match(text) else None)


def read_message(source: Source, supplied: Declaration | None = None, default_id: str | None = None) -> Document:
    """The message in a source, with what its file or the configuration declares. Raises UnreadableError."""
    form = form_of(source.name, source.text)
    declaration = Declaration()
    if form is not None and "kind" in source.text:
        faults: list[FieldFault] = []
        declaration = declared_in(read_nodes(source, form), source, faults)
        if faults:
            raise gathered(faults, IN_FILE)
    if supplied is not None:
        declaration = completed(declaration, supplied)
    return Document(KIND, declaration.id or default_id or id_of_path(source.name), source, declaration, form)


def declared_in(root: Node, source: Source, faults: list[FieldFault]) -> Declaration:
    """What a message that says `kind: message` declares about itself; what is wrong with it is added to the faults."""
    if not _says_kind(root):
        for entry in root.entries if isinstance(root, Mapped) else ():
            if entry.key == "kind" and isinstance(entry.node, Scalar):
                said = entry.node.written
                what = _NO_MESSAGE if said in _PLANS else unknown_name("kind", said, (KIND, *_PLANS))
                faults.append(FieldFault(what, Location.of(source, entry.node.span)))
        return Declaration()
    loose = [FieldFault(_LOOSE, Location.of(source, entry.key_span)) for entry in root.entries if entry.key == "type"]
    faults += loose
    return Declaration() if loose else declaration_of(root, source, faults, _REQUEST | {"kind"})


def read_nodes(source: Source, form: str) -> Node:
    """The values of a JSON or YAML file. Raises UnreadableError at the place where it is none."""
    try:
        return read_json(source.text, values=False) if form == JSON else read_yaml(source)
    except JsonError as error:
        raise UnreadableError(error.said, Location.of(source, error.span), "syntax") from error
    except YamlError as error:
        raise UnreadableError(error.faults[0].said, error.faults[0].location, "syntax") from error


def body_of(root: Node) -> tuple[Node, Node | None]:
    """What is sent, without what a message file declares about it; and the headers that it names."""
    if not _says_kind(root):
        return root, None
    sent = tuple(entry for entry in root.entries if entry.key not in DECLARED | {"kind", "headers"})
    headers = next((entry.node for entry in root.entries if entry.key == "headers"), None)
    return Mapped(root.span, sent), headers


def _says_kind(root: Node) -> TypeGuard[Mapped]:
    return isinstance(root, Mapped) and any(
        entry.key == "kind" and isinstance(entry.node, Scalar) and entry.node.value == KIND for entry in root.entries
    )


def message_document(data: Mapping[str, Any] | abc.Sequence[Any], name: str, kind: str) -> Document:
    """The document of plain data: a text, a request or LINE's objects, beside any key of a front comment.

    Raises UnreadableError for what cannot be judged, UsageError for what is no data of JSON.
    """
    facts, sent = _told_apart(data)
    text = sent.get("text") if isinstance(sent, Mapping) and sent.keys() <= {"text"} else None
    if isinstance(sent, Mapping) and sent.keys() <= {"text"}:
        if not isinstance(text, str) or not text.strip():
            raise UnreadableError(
                Bilingual("the message has no text; give it under `text`", "訊息沒有內容；請放在 text")
            )
        source, form = Source(name, text), None
    else:
        source, form = Source(name, dumped(sent)), JSON
    declaration = declared(facts, source)
    return Document(kind, declaration.id or name, source, declaration, form)


def _told_apart(data: Mapping[str, Any] | abc.Sequence[Any]) -> tuple[Mapping[str, Any], Any]:
    """What is declared, and what is sent. One of LINE's own objects, which has a `type`, declares nothing."""
    if not isinstance(data, Mapping) or ("type" in data and "kind" not in data):
        return {}, data
    if data.get("kind", KIND) != KIND:
        said = str(data["kind"])
        _refuse_halves(Scalar(Span(0, 0), said, said))
        raise UnreadableError(unknown_name("kind", said, (KIND, *_PLANS)))
    if "type" in data:
        raise UnreadableError(_LOOSE)
    facts = {key: value for key, value in data.items() if key not in _REQUEST | {"kind"}}
    sent = {key: value for key, value in data.items() if key in _REQUEST}
    # Headers are known by the kind of file that names them.
    return facts, {"kind": KIND, **sent} if "headers" in sent else sent


def dumped(data: Any) -> str:
    """Plain data as JSON. Raises UsageError for what is none, UnreadableError for too much of it."""
    try:
        text = json.dumps(data, ensure_ascii=False, allow_nan=False, indent=1)
    except (TypeError, ValueError, RecursionError) as error:
        raise UsageError(_no_data(error)) from error
    if len(text) > MAX_CHARACTERS:
        raise UnreadableError(
            Bilingual(
                f"the message has more than {MAX_CHARACTERS:,} characters of JSON; no request of LINE's is so long",
                f"訊息的 JSON 超過 {MAX_CHARACTERS:,} 字；LINE 的請求不會這麼長",
            ),
            problem="too-much",
        )
    return text


def _no_data(error: Exception) -> Bilingual:
    if isinstance(error, RecursionError):
        return Bilingual(
            "the message is nested too deeply, or holds itself; no request of LINE's is nested so",
            "訊息的層數太多，或包含了自己；LINE 的請求不會這麼深",
        )
    return Bilingual(
        f"the message is no data of JSON: {error}; pass texts, numbers, true, false, None, lists and mappings",
        f"訊息不是 JSON 資料：{error}；請傳入文字、數字、布林、None、清單與 mapping",
    )


def half_in(text: str) -> Bilingual | None:
    """What is wrong with a text that holds half a character, None where all are whole."""
    half = _HALF.search(text)
    if half is None:
        return None
    code = f"U+{ord(half[0]):04X}"
    return Bilingual(
        f"half a surrogate pair, {code}, is no character; delete it", f"{code} 只是半個代理對，不是字元；請刪除"
    )


def _refuse_halves(node: Node) -> None:
    """Raises UnreadableError for half a character, which no report could be written with."""
    match node:
        case Mapped():
            for entry in node.entries:
                _refuse_halves(Scalar(entry.key_span, entry.key, entry.key))
                _refuse_halves(entry.node)
        case Sequence():
            for item in node.items:
                _refuse_halves(item)
        case Scalar():
            if (what := half_in(node.written)) is not None:
                raise UnreadableError(what)


def declared(facts: Mapping[str, Any], source: Source) -> Declaration:
    """A declaration from plain data, whose places are nowhere in the text."""
    faults: list[FieldFault] = []
    try:
        node = from_plain(facts, Span(0, 0))
        if not isinstance(node, Mapped):
            raise TypeError(node)
        _refuse_halves(node)
        found = declaration_of(node, source, faults, _REQUEST)
    except RecursionError as error:
        raise UsageError(_no_data(error)) from error
    if faults:
        raise UnreadableError(joined("\n", [fault.what for fault in faults]))
    variables = {name: replace(variable, span=None) for name, variable in found.variables.items()}
    return replace(found, variables=variables, spans={})
