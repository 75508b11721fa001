"""What a JSON or YAML file is: what it says itself by `kind:`, or a message, by the objects in it."""

from __future__ import annotations

import re
from pathlib import Path

from nmlint.bilingual import Bilingual, did_you_mean
from nmlint.config import CONFIG_NAME
from nmlint.documents.intake import holds_service_plan, is_workbook
from nmlint.documents.message import FORMS, KIND, read_nodes
from nmlint.documents.model import SEND_PLAN, SERVICE_PLAN
from nmlint.documents.reading import read_head
from nmlint.errors import UnreadableError
from nmlint.messages.anatomy import entries_of, is_unknown, written_of
from nmlint.messages.dissecting import CONTAINER, MESSAGE, PUSH, TEMPLATED
from nmlint.messages.shapes import Property, Shapes
from nmlint.nodes import Node, Scalar, Sequence
from nmlint.source import Source
from nmlint.yamltree import sketch, top_value

PLANS = (SEND_PLAN, SERVICE_PLAN)
_KINDS = (KIND, *PLANS)

_HEAD = 64 * 1024
# Most JSON and YAML files of a repository are told apart by these, without a parser.
_MARKS = re.compile(r"altText|templateKey|messages|bubble|carousel|textV2|sticker|[\"']?type[\"']?\s*:")
# What begins a message of ours, in a file that cannot be read.
_SEEMS = re.compile(
    r"""\bkind["']?\s*:\s*["']?message(?=["',}\s]|$)|\btemplateKey["']?\s*:
    |\bmessages["']?\s*:\s*\[\s*\{[^{}]{0,200}?\btype["']?\s*:\s*["'](?:text|textV2|flex|template|imagemap)\b""",
    re.VERBOSE,
)
_TO = re.compile(r"\bto[\"']?\s*:")
_COMMENT = re.compile(r'("(?:[^"\\\n]|\\.)*")|//[^\n]*|/\*.*?\*/', re.DOTALL)


def kind_of_file(path: Path, shapes: Shapes) -> str | None:
    """The kind of a file, None for one that is no business of ours."""
    if is_workbook(path):
        return SERVICE_PLAN if holds_service_plan(path) else None
    if not _may_say(path):
        return None
    head = read_head(path, _HEAD)
    codec = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    return kind_of_text(path, head.decode(codec, "replace"), shapes)


def kind_of_text(path: Path, text: str, shapes: Shapes) -> str | None:
    """The same, of a text that stands or would stand at a path, or of its beginning."""
    if not _may_say(path):
        return None
    head = text[:_HEAD]
    if "kind" in head:
        said = top_value(head, "kind")
        if said in _KINDS:
            return said
        # What is misspelt is ours, and judging it says so; Kubernetes has kinds of its own.
        if said is not None and "apiVersion" not in head and did_you_mean(said.lower(), _KINDS, 0.8):
            return KIND
    if not _MARKS.search(head) and not _SEEMS.search(head):
        return None
    try:
        root = read_nodes(Source(path.name, text), FORMS[path.suffix.lower()])
    except UnreadableError:
        # What is broken or cut off and looks like a message is not passed over in silence.
        root = sketch(head if path.suffix.lower() != ".json" else _COMMENT.sub(r"\1", head))
        if _seems(head):
            return KIND
    return KIND if is_message(root, shapes) else None


def _seems(head: str) -> bool:
    """Whether what cannot be read has, on its outermost level, what a message of ours has there."""
    for mark in _SEEMS.finditer(head):
        before = head[: mark.start()]
        if before.count("{") - before.count("}") <= 1 and ("templateKey" not in mark[0] or _TO.search(head)):
            return True
    return False


def is_message(root: Node, shapes: Shapes) -> bool:
    """Whether this is a request of LINE's, one of its message objects, a list of them, or a Flex container."""
    keys, request = entries_of(root), shapes.objects[PUSH].properties
    if "templateKey" in keys:
        return not keys.keys().isdisjoint(shapes.objects[TEMPLATED].properties.keys() - {"templateKey"})
    if {"to", "messages"} <= keys.keys() <= request.keys():
        return True
    listed = root if isinstance(root, Sequence) else keys["messages"].node if "messages" in keys else None
    if isinstance(listed, Sequence):
        return bool(listed.items) and all(_is_member(item, MESSAGE, shapes) for item in listed.items)
    return "messages" not in keys and (_is_member(root, MESSAGE, shapes) or _is_member(root, CONTAINER, shapes))


def _is_member(node: Node, group: str, shapes: Shapes) -> bool:
    """Whether an object has a type of the group and what such an object has.

    Others call things a text or a carousel too. So what else it has is misspelt at most, unless something in it is one
    of LINE's objects; of a container something always is.
    """
    keys = entries_of(node)
    shape = shapes.groups[group].get(written_of(node, "type"))
    if shape is None:
        return False
    known = {key: entry.node for key, entry in keys.items() if key in shape.properties}
    own = {key: inner for key, inner in known.items() if _fits(inner, shape.properties[key])}
    if any(
        written_of(_first(inner), "type") in shapes.groups.get(shape.properties[key].of or "", ())
        for key, inner in own.items()
    ):
        return True
    others = keys.keys() - known.keys() - shapes.objects[PUSH].properties.keys() - {"type"}
    return group == MESSAGE and bool(own or others) and all(did_you_mean(key, shape.properties) for key in others)


def _fits(node: Node, wanted: Property) -> bool:
    """Whether a value is of the sort that a property has."""
    if isinstance(node, Scalar):
        return is_unknown(node) or wanted.kind not in ("object", "map", "list")
    return wanted.kind == "list" if isinstance(node, Sequence) else wanted.kind in ("object", "map")


def _first(node: Node) -> Node:
    return node.items[0] if isinstance(node, Sequence) and node.items else node


def unlike_a_message() -> UnreadableError:
    """Why a JSON or YAML file gets no verdict that is none of ours."""
    return UnreadableError(
        Bilingual(
            "this is no message: a file holds a push request (to, messages), a template-type request (templateKey, "
            "body), one message object, a list of them, a Flex container, or says kind: message; a plan says "
            "kind: send-plan or kind: service-plan; to judge it as a message all the same, say --kind message",
            "這不是訊息：檔案要是推播請求（to、messages）、模板型請求（templateKey、body）、單一訊息物件、訊息清單、"
            "Flex 容器，或寫明 kind: message；發送計畫要寫 kind: send-plan，服務計畫要寫 kind: service-plan；"
            "若仍要當作訊息檢查，請加上 --kind message",
        ),
        problem="unsupported-kind",
    )


def _may_say(path: Path) -> bool:
    return path.suffix.lower() in FORMS and path.name != CONFIG_NAME
