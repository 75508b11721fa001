"""Parts of a message that are longer, larger or more than their channel takes, each in its own counting unit."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence

from nmlint.bilingual import Bilingual
from nmlint.catalogue import Limit
from nmlint.checks.model import VALUE, Finder, Hit, PlacedValue, Registry, Spec, Structural, Subject
from nmlint.documents.values import TYPES, worst_length
from nmlint.messages.anatomy import PLAIN, Measure, entries_of, handle_of, is_unknown
from nmlint.nodes import Mapped, Node, Scalar, is_null, plain
from nmlint.nodes import Sequence as ListNode
from nmlint.source import Span
from nmlint.text.lengths import LENGTHS, first_beyond

# Where the source names no unit, both of these are held against the limit.
UNSTATED = "unstated"
_EITHER = ("utf16", "graphemes")
_UNITS = {
    "utf16": Bilingual("UTF-16 code units", "個 UTF-16 單位"),
    "graphemes": Bilingual("characters", "字"),
    "bytes": Bilingual("bytes of JSON", "位元組（JSON）"),
    "objects": Bilingual("entries", "個"),
    UNSTATED: Bilingual("characters", "字"),
}
# A Han character in UTF-8.
_BYTES_EACH = 3
# Tests of what is too few.
_LEAST = ("too-few", "when-empty")
# What stands before a loop and what stands behind it.
_PIECES_OF_A_LOOP = 2


class Limits(Structural):
    """What is beyond its limit on the day of judging.

    `certain` counts what is written, `with-values` also each value at its longest, `unsure` what is beyond in one unit
    and not in the other, where the source does not say which counts; `too-few` is less than the limit's least, and
    `when-empty` the same where that comes only of a loop over unknown values that runs not once.
    """

    def __init__(self, names: Sequence[str], test: str, registry: Registry) -> None:
        self._test = test
        self._by_place: dict[str, list[Limit]] = {}
        for limit in registry.catalogue.limits:
            if limit.name in names:
                for place in limit.applies_to:
                    self._by_place.setdefault(place, []).append(limit)
        self.of_plain = any(place.startswith(PLAIN) for place in self._by_place)

    def find(self, subject: Subject) -> Iterator[Hit]:
        measured, day = subject.message.anatomy.measured, subject.case.settings.as_of
        for place in self._by_place.keys() & measured.keys():
            for limit in self._by_place[place]:
                if limit.in_force(day):
                    for measure in measured[place]:
                        if not limit.has_conditions or limit.binds(_present(measure.owner)):
                            yield from self._held(subject, measure, limit)

    def _held(self, subject: Subject, measure: Measure, limit: Limit) -> Iterator[Hit]:
        fixed = [_length(measure.node, unit) for unit in (_EITHER if limit.unit == UNSTATED else (limit.unit,))]
        more = _growth(subject, measure.node, limit)
        length = self._beyond(limit, fixed, [length + more for length in fixed])
        if length is None:
            return
        empty = _emptied_by(subject, measure.node) if self._test in _LEAST else ()
        if bool(empty) is not (self._test == "when-empty"):
            return
        name, most = measure.names[0], limit.least if self._test in _LEAST else limit.limit
        owner, _, last = name.removesuffix(".entry").rpartition(".")
        facts = {
            "object": owner,
            "property": last,
            "length": f"{length:,}",
            "limit": f"{most:,}",
            "loops": _listed(empty),
        }
        hit = subject.hit(self._marked(subject, measure, limit), unit=_UNITS[limit.unit], **facts)
        yield hit._replace(pointer=measure.pointer)

    def _beyond(self, limit: Limit, fixed: Collection[int], grown: Collection[int]) -> int | None:
        """The length that is wrong, None where none is; of values, theirs alone, which is the same in most variants."""
        tests = {
            "certain": (min(fixed) > limit.limit, min(fixed)),
            "unsure": (min(fixed) <= limit.limit < max(fixed), max(fixed)),
            "with-values": (max(fixed) <= limit.limit < max(grown), max(grown) - max(fixed)),
            "too-few": (max(grown) < limit.least, max(grown)),
            "when-empty": (max(grown) < limit.least, max(grown)),
        }
        applies, length = tests[self._test]
        return length if applies else None

    def _marked(self, subject: Subject, measure: Measure, limit: Limit) -> Span:
        """The characters or entries beyond the limit; all of it where no single one is."""
        node = measure.node
        if self._test in ("certain", "unsure"):
            if isinstance(node, ListNode) and len(node.items) > limit.limit:
                return Span(node.items[limit.limit].span.start, node.items[-1].span.end)
            if isinstance(node, Mapped) and limit.unit == "objects":
                return Span(node.entries[limit.limit].key_span.start, node.entries[-1].node.span.end)
            if isinstance(node, Scalar):
                at = first_beyond(node.written, self._decisive(limit), limit.limit, ignoring=VALUE)
                return subject.message.content.written_from(node, at)
        return node.span if isinstance(node, Scalar | ListNode) else handle_of(node)

    def _decisive(self, limit: Limit) -> str:
        """The unit that tells what is beyond: where none is stated, what is certainly so has the fewer characters."""
        if limit.unit != UNSTATED:
            return limit.unit
        return "graphemes" if self._test == "certain" else "utf16"


def _emptied_by(subject: Subject, node: Node) -> tuple[str, ...]:
    """What is empty when a list has too few entries, where no way leads to this variant that has it filled.

    A list that is written in one piece has no loop in it.
    """
    variant = subject.message.content.variant
    if len(variant.pieces_in(node.span)) < _PIECES_OF_A_LOOP:
        return ()
    ways = [
        tuple(each.emptied for each in decisions if each.emptied) for decisions in (variant.decisions, *variant.also)
    ]
    return min(ways, key=len)


def _listed(names: Sequence[str]) -> Bilingual:
    return Bilingual(" and ".join(names), "、".join(names))


def _present(owner: Mapped | None) -> frozenset[str]:
    """The properties that an object has; one that is null is as good as absent."""
    return frozenset(key for key, entry in entries_of(owner).items() if not is_null(entry.node))


def _length(node: Node, unit: str) -> int:
    """How long a value is in a unit; what only the sent message will tell counts nothing."""
    if isinstance(node, ListNode):
        return sum(not is_unknown(item) for item in node.items)
    if isinstance(node, Mapped):
        if unit == "objects":
            return len(node.entries)
        # The fewest bytes that say the same; a sender may indent or escape it, and then sends more.
        written = json.dumps(plain(node), ensure_ascii=False, separators=(",", ":"), default=lambda _: "")
        return len(written.replace(VALUE, "").encode())
    return LENGTHS[unit](node.written.replace(VALUE, ""))


def _growth(subject: Subject, node: Node, limit: Limit) -> int:
    """How much longer the values in it can make it; an entry nobody knows may be as many as are wanted."""
    if limit.unit == "objects":
        items = node.items if isinstance(node, ListNode) else ()
        return limit.least if any(map(is_unknown, items)) else 0
    characters = sum(_longest(value) for value in subject.values if node.span.covers(value.span))
    return characters * _BYTES_EACH if limit.unit == "bytes" else characters


def _longest(value: PlacedValue) -> int:
    return TYPES["text"].longest if value.variable is None else worst_length(value.variable)


def limits(spec: Spec, registry: Registry) -> Finder:
    """`limit: {names: […], test: certain | with-values | unsure | too-few | when-empty}`."""
    return Limits(spec["names"], spec["test"], registry)
