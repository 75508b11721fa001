"""What LINE asks of several parts of a message together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from nmlint.messages.anatomy import Anatomy, Flaw, Thing, entries_of, handle_of
from nmlint.nodes import Mapped, Node, Scalar, Sequence, Unknown

_PLACEHOLDER = re.compile(r"\{([0-9a-zA-Z_]+)\}")
_PICTURES = ("thumbnailImageUrl", "title")


def icons_outside_baseline(taken: Anatomy) -> Iterator[Flaw]:
    """An icon stands only in a box whose layout is baseline."""
    for box in taken.called("box"):
        if _value(box.node, "layout") in ("horizontal", "vertical"):
            for index, item in enumerate(_items(box.node, "contents")):
                if _value(item, "type") == "icon":
                    where = f"{box.pointer}/contents/{index}"
                    yield Flaw("icon-outside-baseline", where, handle_of(item), {"object": "box", "value": "icon"})


def uneven_columns(taken: Anatomy) -> Iterator[Flaw]:
    """All columns of a carousel have the same number of buttons, and all or none have a title or a picture."""
    for carousel in taken.called("carousel"):
        yield from _uneven(carousel, "columns", "actions", lambda column: len(_items(column, "actions")))
        for name in _PICTURES:
            yield from _uneven(carousel, "columns", name, partial(_has, name))


def _has(name: str, node: Node) -> bool:
    return name in entries_of(node)


def uneven_bubbles(taken: Anatomy) -> Iterator[Flaw]:
    """All bubbles of a carousel are of one size."""
    for carousel in taken.called("flex-carousel"):
        yield from _uneven(carousel, "contents", "size", lambda bubble: _value(bubble, "size"))


def _uneven(thing: Thing, key: str, name: str, of: Callable[[Node], object]) -> Iterator[Flaw]:
    items = _items(thing.node, key)
    first = next(iter(items), None)
    for index, item in enumerate(items):
        found, wanted = of(item), of(first) if first is not None else None
        if found != wanted and not _is_open(found) and not _is_open(wanted):
            entry = entries_of(item).get(name)
            span = handle_of(entry.node) if entry is not None else handle_of(item)
            yield Flaw("uneven", f"{thing.pointer}/{key}/{index}", span, {"object": thing.shape, "property": name})


def _is_open(value: object) -> bool:
    """Whether only the sent message will tell."""
    return value is Unknown.VALUE or (isinstance(value, str) and Unknown.VALUE.value in value)


def repeated_keys(taken: Anatomy) -> Iterator[Flaw]:
    """No item and no button of a template-type message is used twice, the emphasized item included."""
    for kinds, key in ((("emphasized-item", "item"), "itemKey"), (("templated-button",), "buttonKey")):
        seen: set[str] = set()
        for thing in taken.called(*kinds):
            entry = entries_of(thing.node).get(key)
            if entry is None or not isinstance(entry.node, Scalar) or entry.node.value is Unknown.VALUE:
                continue
            written = entry.node.written
            if written in seen and Unknown.VALUE.value not in written:
                yield Flaw("repeated", f"{thing.pointer}/{key}", entry.node.span, {"property": key, "value": written})
            seen.add(written)


def misplaced_emojis(taken: Anatomy) -> Iterator[Flaw]:
    """At the index of each LINE emoji, counted in UTF-16 code units, the text has a `$`."""
    for text in taken.called("text"):
        written = _value(text.node, "text")
        if not isinstance(written, str) or Unknown.VALUE.value in written:
            continue
        units = written.encode("utf-16-le")
        for number, emoji in enumerate(_items(text.node, "emojis")):
            entry = entries_of(emoji).get("index")
            index = entry.node.value if entry is not None and isinstance(entry.node, Scalar) else None
            if entry is None or isinstance(index, bool) or not isinstance(index, int):
                continue
            if index < 0 or units[2 * index : 2 * index + 2] != b"$\0":
                where = f"{text.pointer}/emojis/{number}/index"
                yield Flaw("emoji-index", where, handle_of(entry.node), {"value": str(index)})


def unfilled_substitutions(taken: Anatomy) -> Iterator[Flaw]:
    """What stands in braces in a textV2 is said under `substitution`."""
    for text in taken.called("text-v2"):
        entry, written = entries_of(text.node).get("text"), _value(text.node, "text")
        substitution = entries_of(text.node).get("substitution")
        if entry is None or not isinstance(written, str):
            continue
        known: Mapping[str, object] = {} if substitution is None else entries_of(substitution.node)
        for name in dict.fromkeys(_PLACEHOLDER.findall(written.replace("{{", ""))):
            if name not in known and (substitution is None or isinstance(substitution.node, Mapped)):
                yield Flaw("unfilled", f"{text.pointer}/text", handle_of(entry.node), {"value": f"{{{name}}}"})


CONDITIONS: tuple[Callable[[Anatomy], Iterator[Flaw]], ...] = (
    icons_outside_baseline,
    uneven_columns,
    uneven_bubbles,
    repeated_keys,
    misplaced_emojis,
    unfilled_substitutions,
)


def _items(node: Node, key: str) -> tuple[Node, ...]:
    entry = entries_of(node).get(key)
    return entry.node.items if entry is not None and isinstance(entry.node, Sequence) else ()


def _value(node: Node, key: str) -> object:
    entry = entries_of(node).get(key)
    return entry.node.value if entry is not None and isinstance(entry.node, Scalar) else None
