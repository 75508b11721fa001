"""How a message is built: its objects, their properties, to whom it goes, and the keys of LINE's templates."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence

from nmlint.bilingual import did_you_mean
from nmlint.checks.model import VALUE, Finder, Hit, Registry, Spec, Structural, Subject, declared_hit
from nmlint.checks.phrases import phrases_of
from nmlint.documents.model import JSON
from nmlint.messages.anatomy import PLAIN, entries_of, handle_of, written_of
from nmlint.messages.conditions import PLACEHOLDER
from nmlint.messages.dissecting import PUSH, TEMPLATED
from nmlint.nodes import Scalar
from nmlint.source import Span

_HASH = re.compile("[0-9a-f]{64}")
_ANY_HASH = re.compile("[0-9a-fA-F]{64}")
_NUMBERS = frozenset({"integer", "amount", "points"})
_NUMBER = re.compile(r"[+＋(]?[0-9０-９][0-9０-９ ()\-.]{6,20}")


def _placed(subject: Subject, span: Span, pointer: str, **details: str) -> Hit:
    return subject.hit(span, **details)._replace(pointer=pointer)


class Flaws(Structural):
    """What is built wrongly, by kinds of flaw."""

    def __init__(self, kinds: Sequence[str]) -> None:
        self._kinds = frozenset(kinds)

    def find(self, subject: Subject) -> Iterator[Hit]:
        for flaw in subject.message.anatomy.flaws:
            if flaw.kind in self._kinds:
                span = subject.message.content.written(*flaw.within) if flaw.within else flaw.span
                yield _placed(subject, span, flaw.pointer, **flaw.details)


class Objects(Structural):
    """Objects of certain shapes, or properties of them, unless their picture is one of those allowed."""

    def __init__(self, shapes: Sequence[str], having: Sequence[str], allowed: Sequence[str]) -> None:
        self._shapes, self._having, self._allowed = tuple(shapes), having, tuple(allowed)

    def find(self, subject: Subject) -> Iterator[Hit]:
        for thing in subject.message.anatomy.called(*self._shapes):
            entries = entries_of(thing.node)
            named = next((entries[name] for name in self._having if name in entries), None)
            if self._having and named is None:
                continue
            picture = named or entries.get("url")
            written = picture.node.written if picture is not None and isinstance(picture.node, Scalar) else ""
            if any(written.removeprefix("https://").startswith(prefix) for prefix in self._allowed):
                continue
            # By LINE's own word where it has one.
            said = written_of(thing.node, "type") or thing.shape
            if named is None:
                yield _placed(subject, thing.handle, thing.pointer, object=said)
            else:
                where = f"{thing.pointer}/{named.key}"
                yield _placed(subject, named.key_span, where, object=said, property=named.key)


def _raw_number(written: str) -> bool:
    return _NUMBER.fullmatch(written) is not None


def _not_a_hash(written: str) -> bool:
    return _ANY_HASH.fullmatch(written) is None and not _raw_number(written)


def _upper_case(written: str) -> bool:
    return _ANY_HASH.fullmatch(written) is not None and _HASH.fullmatch(written) is None


_RECIPIENTS: Mapping[str, Callable[[str], bool]] = {
    "raw-number": _raw_number,
    "not-a-hash": _not_a_hash,
    "upper-case": _upper_case,
}


class Recipient(Structural):
    """What stands under `to`, where it is written out."""

    def __init__(self, test: str) -> None:
        self._test = _RECIPIENTS[test]

    def find(self, subject: Subject) -> Iterator[Hit]:
        for request in subject.message.anatomy.called(PUSH, TEMPLATED):
            to = entries_of(request.node).get("to")
            written = to.node.value if to is not None and isinstance(to.node, Scalar) else None
            if to is None or not isinstance(written, str) or VALUE in written or not written.strip():
                continue
            if self._test(written):
                # Whoever it is, the report shows the end of it only.
                yield _placed(subject, to.node.span, f"{request.pointer}/to")._replace(secret=True)


class JsonValues(Structural):
    """Values of a template that make no JSON of it: written as JSON within quotes, or as a bare text without them.

    A number may stand in either way, so values of a type that is one are left alone.
    """

    def __init__(self, test: str) -> None:
        self._quoted = test == "quoted-twice"

    def find(self, subject: Subject) -> Iterator[Hit]:
        if subject.message.content.form != JSON or not subject.values:
            return
        texts = [
            value
            for value in subject.values
            if value.expression.endswith("|tojson") is self._quoted
            and (value.variable is None or value.variable.type not in _NUMBERS)
        ]
        places = sorted(self._places(subject), key=lambda place: place[0].start) if texts else []
        for value in texts:
            at = bisect_right(places, value.span.start, key=lambda place: place[0].start) - 1
            if at >= 0 and places[at][0].covers(value.span):
                name = value.expression.removesuffix("|tojson")
                yield _placed(subject, value.span, places[at][1], variable=name)

    def _places(self, subject: Subject) -> Iterator[tuple[Span, str]]:
        """The texts in quotes, or those that consist of a value without any."""
        anatomy = subject.message.anatomy
        if not self._quoted:
            yield from ((flaw.span, flaw.pointer) for flaw in anatomy.flaws if flaw.kind == "bare-value")
            return
        for measure in anatomy.measures:
            if isinstance(measure.node, Scalar) and subject.raw[measure.node.span.start] == '"':
                yield measure.node.span, measure.pointer


class TypeMismatch(Structural):
    """The declared message type is not what the message is built as."""

    def find(self, subject: Subject) -> Iterator[Hit]:
        declared, whole = subject.case.document.declaration.message, subject.message.anatomy.whole
        if declared is None or whole == PLAIN:
            return
        fitting = ("line-template",) if whole == TEMPLATED else ("line-flexible", "oa-push")
        if declared not in fitting:
            yield declared_hit(subject, "message", value=declared, hint=fitting[0])


class Keys(Structural):
    """Keys of LINE's templates, held against the catalogue of them that the sender supplies."""

    def __init__(self, test: str) -> None:
        self._test = test

    def find(self, subject: Subject) -> Iterator[Hit]:
        known = {entry.key: entry for entry in subject.case.settings.template_keys}
        for request in subject.message.anatomy.called(TEMPLATED):
            key = entries_of(request.node).get("templateKey")
            if key is None or not isinstance(key.node, Scalar) or VALUE in key.node.written:
                continue
            if self._test == "unchecked":
                if not known:
                    yield _placed(subject, key.node.span, "/templateKey", value=key.node.written)
                continue
            template = known.get(key.node.written)
            if self._test == "unknown-template":
                if known and template is None:
                    hint = did_you_mean(key.node.written, known)
                    yield _placed(subject, key.node.span, "/templateKey", value=key.node.written, hint=hint)
            elif template is not None:
                yield from _foreign(subject, template.items, "itemKey", "emphasized-item", "item")
                yield from _foreign(subject, template.buttons, "buttonKey", "templated-button")


def _foreign(subject: Subject, known: Sequence[str], name: str, *shapes: str) -> Iterator[Hit]:
    for thing in subject.message.anatomy.called(*shapes):
        entry = entries_of(thing.node).get(name)
        if entry is None or not isinstance(entry.node, Scalar) or VALUE in entry.node.written:
            continue
        if entry.node.written not in known:
            facts = {"property": name, "value": entry.node.written, "hint": did_you_mean(entry.node.written, known)}
            yield _placed(subject, handle_of(entry.node), f"{thing.pointer}/{name}", **facts)


class Substitutions:
    """What stands in braces in a textV2: LINE fills it, or another rule tells that nothing does."""

    triggers: frozenset[int] | None = None

    def find(self, subject: Subject) -> Iterator[Hit]:
        for text in subject.message.anatomy.called("text-v2"):
            written = written_of(text.node, "text")
            at = subject.raw.find(written) if written else -1
            if at >= 0:
                for match in PLACEHOLDER.finditer(written):
                    yield subject.hit(Span(at + match.start(), at + match.end()))


def structure(spec: Spec, registry: Registry) -> Finder:
    """`structure: {flaws: […]}`."""
    del registry
    return Flaws(spec["flaws"])


def substitutions(spec: Spec, registry: Registry) -> Finder:
    """`substitutions: {}`."""
    del spec, registry
    return Substitutions()


def objects(spec: Spec, registry: Registry) -> Finder:
    """`objects: {shapes: […], having: […], in: list, list: […]}`."""
    return Objects(spec["shapes"], spec.get("having", ()), phrases_of(spec, registry))


def recipient(spec: Spec, registry: Registry) -> Finder:
    """`recipient: {test: raw-number | not-a-hash | upper-case}`."""
    del registry
    return Recipient(spec["test"])


def json_values(spec: Spec, registry: Registry) -> Finder:
    """`json_values: {test: quoted-twice | unquoted}`."""
    del registry
    return JsonValues(spec["test"])


def type_mismatch(spec: Spec, registry: Registry) -> Finder:
    """`type_mismatch: {}`."""
    del spec, registry
    return TypeMismatch()


def keys(spec: Spec, registry: Registry) -> Finder:
    """`template_keys: {test: unknown-template | unknown-part | unchecked}`."""
    del registry
    return Keys(spec["test"])
