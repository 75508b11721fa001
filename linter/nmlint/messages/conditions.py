"""What LINE asks of several parts of a message together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

from nmlint.bilingual import Bilingual
from nmlint.messages.anatomy import Anatomy, Flaw, Thing, entries_of, handle_of, value_of
from nmlint.nodes import Mapped, Node, Scalar, Sequence, Unknown
from nmlint.source import Span

PLACEHOLDER = re.compile(r"\{([0-9a-zA-Z_]+)\}")
_PICTURES = ("thumbnailImageUrl", "title")
# How much of a wrong value is quoted.
SHOWN = 40
# The size of a bubble that says none.
_USUAL_SIZE = "mega"
# What a box of each layout does not take, of what boxes take at all.
_OUTSIDE = {"horizontal": ("icon",), "vertical": ("icon",), "baseline": ("box", "button", "image", "separator")}
_IN_BASELINE = Bilingual("; possible: icon, text, filler", "；可用：icon, text, filler")
_ICONS = Bilingual("; it stands in a baseline box only", "；只能放在 baseline 的 box")


class _Moment(NamedTuple):
    """How a picker of some mode writes a moment."""

    shape: re.Pattern[str]
    said: Bilingual


def _written_as(shape: str, form: str, example: str) -> _Moment:
    return _Moment(re.compile(shape), Bilingual(f"; write {form}, as in {example}", f"；寫成 {form}，例如 {example}"))


_DATE = "[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_TIME = "(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_MOMENTS = {
    "date": _written_as(_DATE, "YYYY-MM-DD", "2026-11-25"),
    "time": _written_as(_TIME, "HH:mm", "10:00"),
    "datetime": _written_as(f"{_DATE}[tT]{_TIME}", "YYYY-MM-DDtHH:mm", "2026-11-25t10:00"),
}


def misplaced_in_boxes(taken: Anatomy) -> Iterator[Flaw]:
    """A box whose layout is baseline holds what stands on a line of text, and only such a box holds icons."""
    for box in taken.called("box"):
        layout = value_of(box.node, "layout")
        outside = _OUTSIDE.get(layout) if isinstance(layout, str) else None
        if outside is None:
            continue
        hint = _IN_BASELINE if layout == "baseline" else _ICONS
        facts = {"object": Bilingual(f"a {layout} box", f"{layout} 的 box"), "hint": hint}
        for index, item in enumerate(_items(box.node, "contents")):
            word = value_of(item, "type")
            if word in outside:
                where = f"{box.pointer}/contents/{index}"
                yield Flaw("misplaced-in-box", where, handle_of(item), {"value": str(word), **facts})


def impossible_moments(taken: Anatomy) -> Iterator[Flaw]:
    """What a picker begins with and its limits are written as its mode has it, the earliest before the last."""
    for picker in taken.called("datetime-picker"):
        form = _MOMENTS.get(str(value_of(picker.node, "mode")))
        if form is None:
            continue
        known: dict[str, str] = {}
        for name in ("initial", "min", "max"):
            written = value_of(picker.node, name)
            if not isinstance(written, str) or not written.strip() or _is_open(written):
                continue
            if form.shape.fullmatch(written):
                known[name] = written.upper()
            else:
                yield _moment_flaw(picker, name, written, form.said)
        if "min" in known and "max" in known and known["min"] > known["max"]:
            later = Bilingual("; it is earlier than min", "；比 min 還早")
            yield _moment_flaw(picker, "max", known["max"], later)


def _moment_flaw(picker: Thing, name: str, written: str, hint: Bilingual) -> Flaw:
    facts = {"object": "datetimepicker", "property": name, "value": written[:SHOWN], "hint": hint}
    return Flaw("wrong-value", f"{picker.pointer}/{name}", entries_of(picker.node)[name].node.span, facts)


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
        yield from _uneven(carousel, "contents", "size", _size)


def _size(bubble: Node) -> object:
    size = value_of(bubble, "size")
    return _USUAL_SIZE if size is None else size


def _uneven(thing: Thing, key: str, name: str, of: Callable[[Node], object]) -> Iterator[Flaw]:
    items = _items(thing.node, key)
    first = next(iter(items), None)
    for index, item in enumerate(items):
        found, wanted = of(item), of(first) if first is not None else None
        if found != wanted and not _is_open(found) and not _is_open(wanted):
            entry = entries_of(item).get(name)
            span = handle_of(entry.node) if entry is not None else handle_of(item)
            yield Flaw("uneven", f"{thing.pointer}/{key}/{index}", span, {"object": "carousel", "property": name})


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
        written = value_of(text.node, "text")
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
        entry, written = entries_of(text.node).get("text"), value_of(text.node, "text")
        substitution = entries_of(text.node).get("substitution")
        if entry is None or not isinstance(written, str):
            continue
        known: Mapping[str, object] = {} if substitution is None else entries_of(substitution.node)
        for name in dict.fromkeys(PLACEHOLDER.findall(written.replace("{{", ""))):
            if name not in known and (substitution is None or isinstance(substitution.node, Mapped)):
                said = f"{{{name}}}"
                at = written.index(said)
                within = (entry.node, Span(at, at + len(said))) if isinstance(entry.node, Scalar) else None
                yield Flaw("unfilled", f"{text.pointer}/text", handle_of(entry.node), {"value": said}, within)


CONDITIONS: tuple[Callable[[Anatomy], Iterator[Flaw]], ...] = (
    misplaced_in_boxes,
    impossible_moments,
    uneven_columns,
    uneven_bubbles,
    repeated_keys,
    misplaced_emojis,
    unfilled_substitutions,
)


def _items(node: Node, key: str) -> tuple[Node, ...]:
    entry = entries_of(node).get(key)
    return entry.node.items if entry is not None and isinstance(entry.node, Sequence) else ()
