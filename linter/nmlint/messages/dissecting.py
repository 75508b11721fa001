"""Takes a message apart along the shapes of LINE's objects."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence as Listed
from dataclasses import dataclass, replace

from nmlint.bilingual import Bilingual, did_you_mean, joined
from nmlint.messages.anatomy import (
    PLAIN,
    Anatomy,
    Flaw,
    Measure,
    Part,
    Thing,
    entries_of,
    handle_of,
    is_unknown,
    pointer_below,
    written_of,
)
from nmlint.messages.conditions import CONDITIONS, SHOWN
from nmlint.messages.shapes import Property, Shape, Shapes
from nmlint.nodes import Entry, Mapped, Node, Scalar, Sequence, Unknown, is_null
from nmlint.source import Span

PUSH, TEMPLATED, CONTAINER, MESSAGE = "push-request", "templated-request", "flex-container", "message"

_IN_QUICK_REPLY = ("label", "display-text", "body")
_TEXTS = ("text", "uri", "string")
# Properties that hold other objects and tell nothing of where these stand.
_PLAIN_PLACES = ("contents", "action")
# A guess that is farther off leads astray: divider is no video.
_NEAR = 0.75
_QUOTED = Bilingual("a text in quotes", "加上引號的文字")
_SAID = {
    "text": Bilingual("a text", "文字"),
    "uri": Bilingual("a link", "連結"),
    "string": Bilingual("a text", "文字"),
    "integer": Bilingual("a whole number", "整數"),
    "number": Bilingual("a number", "數字"),
    "boolean": Bilingual("true or false", "true 或 false"),
    "object": Bilingual("an object { … }", "物件 { … }"),
    "map": Bilingual("an object { … }", "物件 { … }"),
    "list": Bilingual("a list [ … ]", "清單 [ … ]"),
}
_TYPES: dict[str, type | tuple[type, ...]] = {
    "text": str,
    "uri": str,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "object": Mapped,
    "map": Mapped,
    "list": Sequence,
}


@dataclass(frozen=True, slots=True)
class _At:
    """Where the walk is: a pointer, the place that texts below stand in, and what the object at hand hangs on."""

    pointer: str
    place: str | None = None
    holder: str = ""

    def below(self, key: str | int) -> _At:
        """One step down, the rest the same."""
        return _At(pointer_below(self.pointer, key), self.place, self.holder)


def anatomy_of(root: Node, shapes: Shapes, day: str, headers: Node | None = None) -> Anatomy:
    """The parts of a request, a message, a list of messages or a Flex container, as LINE takes them on a day."""
    walk, whole = _Walk(shapes, day), whole_of(root, shapes)
    if isinstance(root, Sequence):
        walk.value(root, shapes.objects[PUSH].properties["messages"], PUSH, None, _At(""))
    else:
        walk.inner(root, Property("", "object", of=whole), _At(""))
    if headers is not None:
        walk.inner(headers, Property("headers", "object", of="headers"), _At("/headers"))
    taken = Anatomy(whole, root, tuple(walk.parts), tuple(walk.measures), tuple(walk.things), tuple(walk.flaws))
    return replace(taken, flaws=(*taken.flaws, *(flaw for condition in CONDITIONS for flaw in condition(taken))))


def whole_of(root: Node, shapes: Shapes) -> str:
    """What a file holds, by its outermost keys: the name of an object or of a group."""
    keys = entries_of(root)
    if "templateKey" in keys:
        return TEMPLATED
    if "messages" in keys or isinstance(root, Sequence):
        return PUSH
    if "type" in keys:
        word = keys["type"].node
        is_container = isinstance(word, Scalar) and word.value in shapes.groups[CONTAINER]
        return CONTAINER if is_container else MESSAGE
    return PLAIN if "text" in keys else PUSH


class _Walk:
    """Goes through every node once and notes what it meets."""

    def __init__(self, shapes: Shapes, day: str) -> None:
        self._shapes, self._day = shapes, day
        self.parts: list[Part] = []
        self.measures: list[Measure] = []
        self.things: list[Thing] = []
        self.flaws: list[Flaw] = []

    def _flaw(self, kind: str, at: _At, span: Span, **details: str) -> None:
        if "object" in details:
            details["object"] = self._shapes.called(details["object"])
        self.flaws.append(Flaw(kind, at.pointer, span, details))

    def inner(self, node: Node, wanted: Property, at: _At) -> None:
        """An object of one shape, or one that its `type` tells apart from the others of its group."""
        name = wanted.of or ""
        group = self._shapes.groups.get(name)
        if is_unknown(node):
            self._unseen(node, name, at)
            return
        if not isinstance(node, Mapped):
            self._wrong_type(node, replace(wanted, kind="object"), name, at)
        elif group is None:
            self._object(node, self._shapes.objects[name], wanted, at)
        else:
            self._member(node, group, wanted, at)

    def _unseen(self, node: Node, name: str, at: _At) -> None:
        """Data bring a whole object or list, and with it texts that nobody has read."""
        if self._shapes.speaks(name):
            self._flaw("unseen", at, node.span, object=name)

    def _member(self, node: Mapped, group: Mapping[str, Shape], wanted: Property, at: _At) -> None:
        named = entries_of(node).get("type")
        if named is None:
            self._flaw("missing", at, handle_of(node), object=wanted.of or "", property="type")
            return
        word = named.node.written if isinstance(named.node, Scalar) else "…"
        if Unknown.VALUE.value in word:
            self._any_member(node, group, at)
            return
        shape = group.get(word)
        possible = [name for name in group if not wanted.only or name in wanted.only]
        if word not in possible:
            kind = "misplaced" if shape else "unknown-type"
            here = _holder_of(wanted, at)
            alone = shape.stands if shape is not None else None
            hint = _only(alone) if alone else _hint(word, [name for name in possible if not group[name].deprecated])
            self._flaw(kind, at.below("type"), handle_of(named.node), object=here, value=word, hint=hint)
        if shape is not None:
            self._object(node, shape, wanted, at)

    def _any_member(self, node: Mapped, group: Mapping[str, Shape], at: _At) -> None:
        """What people read in an object whose type data decide; how it should be built nobody can tell."""
        flaws, measures = len(self.flaws), len(self.measures)
        for entry in node.entries:
            for shape in group.values():
                known = shape.properties.get(entry.key)
                if known is not None and known.kind in _TYPES and _is_a(entry.node, known.kind):
                    self.value(entry.node, known, shape.name, node, at.below(entry.key))
                    break
        del self.flaws[flaws:], self.measures[measures:]

    def _object(self, node: Mapped, shape: Shape, wanted: Property, at: _At) -> None:
        self.things.append(Thing(shape.name, at.pointer, node))
        if shape.deprecated:
            self._flaw("deprecated", at, handle_of(node), object=shape.name)
        # An optional property that is null is as good as absent.
        present = {entry.key: entry for entry in node.entries if not is_null(entry.node)}
        for entry in node.entries:
            self._entry(entry, shape, node, at)
        for name in (*(known.name for known in shape.properties.values() if known.required), *wanted.needs):
            if name not in present:
                self._flaw("missing", at, handle_of(node), object=shape.name, property=name)
        for names in shape.one_of:
            if present.keys().isdisjoint(names):
                either = Bilingual(" or ".join(names), " 或 ".join(names))
                self._flaw("missing", at, handle_of(node), object=shape.name, property=either)
        for names in shape.not_together:
            both = [entry for key, entry in present.items() if key in names]
            if len(both) > 1:
                names_of_both = {"property": both[1].key, "value": both[0].key}
                self._flaw("not-together", at.below(both[1].key), both[1].key_span, object=shape.name, **names_of_both)

    def _entry(self, entry: Entry, shape: Shape, node: Mapped, at: _At) -> None:
        known, below = shape.known(entry.key), at.below(entry.key)
        facts = {"object": shape.name, "property": entry.key}
        if known is None and Unknown.VALUE.value in entry.key:
            # Data decide what this is; it may be something that people read.
            if isinstance(entry.node, Scalar) and isinstance(entry.node.value, str):
                self.parts.append(Part("body", below.pointer, entry.node))
        elif known is None:
            if entry.key != "type" or shape.type is None:
                hint = _hint(entry.key, shape.possible)
                self._flaw("unknown-property", below, entry.key_span, hint=hint, **facts)
        elif known.kind == "refused":
            self._flaw("refused", below, entry.key_span, **facts)
        elif not is_null(entry.node):
            if known.since is not None and self._day < known.since:
                self._flaw("not-yet", below, entry.key_span, value=known.since, **facts)
            self.value(entry.node, known, shape.name, node, below)

    def value(self, node: Node, wanted: Property, owner: str, owning: Mapped | None, at: _At) -> None:
        """The value of a property; `at.holder` is what the object that owns it hangs on."""
        name = f"{owner}.{wanted.name}"
        names = (name, f"{at.holder}.{wanted.name}") if at.holder else (name,)
        below = _At(at.pointer, wanted.place or at.place, name)
        if is_unknown(node):
            if wanted.of is not None:
                self._unseen(node, wanted.of, at)
            if wanted.kind in _TEXTS:
                self._flaw("bare-value", at, node.span, object=owner, property=wanted.name)
            if wanted.slot is not None and isinstance(node, Scalar):
                self.measures.append(Measure(names, at.pointer, node, owning))
                self._part(node, wanted, at)
            return
        if not _is_a(node, wanted.kind):
            self._wrong_type(node, wanted, owner, at)
            return
        self.measures.append(Measure(names, at.pointer, node, owning))
        if isinstance(node, Scalar):
            self._scalar(node, wanted, owner, at)
        elif isinstance(node, Sequence):
            for index, item in enumerate(node.items):
                self._item(item, wanted, owner, below.below(index))
        elif wanted.kind == "map":
            self._map(node, wanted, owner, below)
        else:
            self.inner(node, wanted, below)

    def _item(self, node: Node, wanted: Property, owner: str, at: _At) -> None:
        if wanted.of is not None:
            self.inner(node, wanted, at)
        elif not is_unknown(node):
            entry = replace(wanted, name=f"{wanted.name}.entry", kind="string")
            self.value(node, entry, owner, None, replace(at, holder=""))

    def _map(self, node: Mapped, wanted: Property, owner: str, at: _At) -> None:
        for entry in node.entries:
            key, below = Scalar(entry.key_span, entry.key, entry.key), at.below(entry.key)
            self.measures.append(Measure((f"{owner}.{wanted.name}.key",), below.pointer, key))
            if not wanted.admits(entry.key):
                self._wrong_value(key, wanted, owner, below)
            self.inner(entry.node, wanted, below)
        # Some of them are counted by their type.
        for word in self._shapes.groups.get(wanted.of or "", ()):
            those = tuple(entry.node for entry in node.entries if written_of(entry.node, "type") == word)
            if those:
                counted = Sequence(Span(those[0].span.start, those[-1].span.end), those)
                self.measures.append(Measure((f"{owner}.{wanted.name}.{word}",), at.pointer, counted))

    def _scalar(self, node: Scalar, wanted: Property, owner: str, at: _At) -> None:
        facts = {"object": owner, "property": wanted.name}
        if isinstance(node.value, str) and not node.written.strip():
            if wanted.slot or wanted.required:
                self._flaw("empty", at, node.span, **facts)
            return
        if Unknown.VALUE.value not in node.written and not wanted.admits(node.written):
            self._wrong_value(node, wanted, owner, at)
        for word in wanted.without:
            if word.casefold() in node.written.casefold():
                self._flaw("word-not-allowed", at, node.span, value=word, **facts)
        if wanted.schemes:
            self._link(node, wanted, owner, at)
        if wanted.slot is not None:
            self._part(node, wanted, at)

    def _link(self, node: Scalar, wanted: Property, owner: str, at: _At) -> None:
        """How a link begins, where that is written out, and that it holds nothing a link cannot."""
        facts = {"object": owner, "property": wanted.name}
        scheme, colon, _ = node.written.partition(":")
        value = Unknown.VALUE.value
        if value not in scheme and (not colon or scheme.lower() not in wanted.schemes):
            said = scheme[:SHOWN] + colon
            self._flaw("wrong-scheme", at, node.span, value=said, hint=", ".join(wanted.schemes), **facts)
        odd = next((char for char in node.written.replace(value, "") if not "!" <= char <= "~"), None)
        if odd is not None:
            self._flaw("unencoded", at, node.span, value=odd, **facts)

    def _part(self, node: Scalar, wanted: Property, at: _At) -> None:
        slot = wanted.slot or "body"
        moves = slot in _IN_QUICK_REPLY if at.place == "quick-reply" else slot == "body"
        self.parts.append(Part(at.place if at.place and moves else slot, at.pointer, node))

    def _wrong_type(self, node: Node, wanted: Property, owner: str, at: _At) -> None:
        got = "null" if is_null(node) else next(said for kind, said in _SAID.items() if _is_a(node, kind))
        bare = wanted.kind in ("text", "string") and isinstance(node, Scalar) and not is_null(node)
        hint = _QUOTED if bare else _SAID[wanted.kind]
        facts = {"object": owner, "property": wanted.name or self._shapes.called(owner), "value": got, "hint": hint}
        self._flaw("wrong-type", at, handle_of(node), **facts)

    def _wrong_value(self, node: Scalar, wanted: Property, owner: str, at: _At) -> None:
        hint = _hint(node.written, wanted.values, wanted.form)
        facts = {
            "object": owner,
            "property": wanted.name.removesuffix(".entry"),
            "value": node.written[:SHOWN],
            "hint": hint,
        }
        self._flaw("wrong-value", at, node.span, **facts)


def _holder_of(wanted: Property, at: _At) -> str:
    """What an object stands in: its holder where the property says no more than that, else the property."""
    owner = at.holder.partition(".")[0]
    return owner if owner and wanted.name in _PLAIN_PLACES else wanted.name or wanted.of or ""


def _only(place: Bilingual) -> Bilingual:
    return Bilingual(f"; {place}", f"；{place.chinese}")


def _hint(word: str, known: Listed[str], form: Bilingual | None = None) -> Bilingual:
    near = did_you_mean(word, known, _NEAR)
    possible = [*known, *([form] if form else [])]
    if near or not possible:
        return near
    listed = joined(", ", possible)
    return Bilingual(f"; possible: {listed}", f"；可用：{listed.chinese}")


def _is_a(node: Node, kind: str) -> bool:
    wanted, value = _TYPES[kind], node.value if isinstance(node, Scalar) else node
    # To Python, true is a number.
    return isinstance(value, wanted) and (wanted is bool or not isinstance(value, bool))
