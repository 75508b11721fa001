"""What a template's variables may bring into a notice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from nmlint.checks.model import VALUE, Finder, Hit, PlacedValue, Registry, Spec, Subject, declared_hit, source_hit
from nmlint.checks.phrases import phrases_of
from nmlint.documents.model import Variable
from nmlint.documents.values import TYPES, misfit
from nmlint.rendering import Origin
from nmlint.source import Span

Test = Callable[["Variables", Subject], Iterator[Hit]]
_VALUE_LINE = re.compile(rf"^[^\w\n{VALUE}]*(?:{VALUE}[^\w\n{VALUE}]*)+$", re.MULTILINE)
_WORD = re.compile(r"\w")
_PART = re.compile(r"[a-z]+|[^\x00-\x7f]+")


class Variables:
    """The variables, or the places where they are printed, that a test names."""

    triggers: frozenset[int] | None = None

    def __init__(self, spec: Spec, words: frozenset[str]) -> None:
        self._test = TESTS[spec["test"]]
        self.words = words
        self.at_least: int = spec.get("at_least", 2)
        self.free: bool | None = spec.get("free")

    def find(self, subject: Subject) -> Iterator[Hit]:
        yield from self._test(self, subject)


def _details(variable: Variable, **more: str) -> dict[str, str]:
    example = "" if variable.example is None else str(variable.example)
    return {"variable": variable.name, "type": variable.type or "", "example": example, **more}


def _on_declared(problem: Callable[[Variables, Subject, Variable], str | None], key: str = "") -> Test:
    """A test of each declared variable; `problem` answers with the reason, None when there is none."""

    def test(check: Variables, subject: Subject) -> Iterator[Hit]:
        if not subject.primary:
            return
        for variable in subject.case.document.declaration.variables.values():
            reason = problem(check, subject, variable)
            if reason is not None:
                yield _variable_hit(subject, variable, key, reason)

    return test


def _variable_hit(subject: Subject, variable: Variable, key: str, reason: str) -> Hit:
    """A hit on a key of a variable's declaration, else on its name there."""
    document, details = subject.case.document, _details(variable, reason=reason)
    span = document.declaration.spans.get(f"variables.{variable.name}{key}") if key else None
    span = span or variable.span
    return source_hit(Origin(document.source.name, span), **details) if span else subject.whole(**details)


def _undeclared(_check: Variables, subject: Subject) -> Iterator[Hit]:
    rendering = subject.case.rendering
    if rendering is None or not subject.primary:
        return
    for name, origins in rendering.references.items():
        if name not in subject.case.document.declaration.variables:
            yield source_hit(origins[0], variable=name)


def _untyped(_check: Variables, _subject: Subject, variable: Variable) -> str | None:
    return "" if variable.type is None else None


def _unused(_check: Variables, subject: Subject, variable: Variable) -> str | None:
    rendering = subject.case.rendering
    return "" if rendering is not None and variable.name not in rendering.references else None


def _unknown_type(_check: Variables, _subject: Subject, variable: Variable) -> str | None:
    return "" if variable.type is not None and variable.type not in TYPES else None


def _no_example(_check: Variables, _subject: Subject, variable: Variable) -> str | None:
    return "" if variable.example is None and not variable.values else None


def _bad_example(_check: Variables, _subject: Subject, variable: Variable) -> str | None:
    return misfit(variable)


def _broad_name(check: Variables, _subject: Subject, variable: Variable) -> str | None:
    """A name that is, but for numbers, one of the words that say nothing."""
    parts = _PART.findall(variable.name.lower())
    return "" if parts and all(part in check.words for part in parts) else None


def _free_text(_check: Variables, subject: Subject, variable: Variable) -> str | None:
    """A value that may hold a sentence, where it is printed at all."""
    free = variable.type is not None and variable.type in TYPES and TYPES[variable.type].free
    printed = subject.case.rendering is not None and variable.name in subject.case.rendering.references
    return "" if free and printed and not variable.values else None


def _loose_type(check: Variables, _subject: Subject, variable: Variable) -> str | None:
    """Free text under a name that a stricter type would fit."""
    parts = set(_PART.findall(variable.name.lower()))
    return "" if variable.type == "text" and parts & check.words else None


def _personal(_check: Variables, _subject: Subject, variable: Variable) -> str | None:
    known = TYPES.get(variable.type or "")
    return known.mask or "" if known is not None and known.mask is not None and variable.mask is None else None


def _runs(values: Sequence[PlacedValue]) -> Iterator[list[PlacedValue]]:
    """Values that touch one another, in runs of two or more."""
    run: list[PlacedValue] = []
    for value in values:
        if run and run[-1].span.end == value.span.start:
            run.append(value)
            continue
        if len(run) > 1:
            yield run
        run = [value]
    if len(run) > 1:
        yield run


def _is_free(value: PlacedValue) -> bool:
    kind = value.variable.type if value.variable is not None else None
    return kind is None or kind not in TYPES or TYPES[kind].free


def _adjacent(check: Variables, subject: Subject) -> Iterator[Hit]:
    """Values with nothing between them; `free` asks for runs with (true) or without (false) free text among them."""
    for run in _runs(subject.values):
        loose = len(run) > 2 or any(map(_is_free, run))  # noqa: PLR2004  three in a row are as loose as free text
        if check.free is None or check.free is loose:
            names = ", ".join(value.name for value in run)
            yield subject.hit(Span(run[0].span.start, run[-1].span.end), variable=names)


def _only(_check: Variables, subject: Subject) -> Iterator[Hit]:
    """A message that is made of nothing but values."""
    if not subject.primary or any(_WORD.search(other.raw.replace(VALUE, "")) for other in subject.message.subjects):
        return
    if subject.values:
        names = ", ".join(dict.fromkeys(value.name for value in subject.values))
        yield subject.hit(Span(subject.values[0].span.start, subject.values[-1].span.end), variable=names)


def _only_line(_check: Variables, subject: Subject) -> Iterator[Hit]:
    """A line that is made of nothing but values, in a text that says more elsewhere."""
    if not _WORD.search(subject.raw.replace(VALUE, "")):
        return
    for match in _VALUE_LINE.finditer(subject.raw):
        inside = [v for v in subject.values if match.start() <= v.span.start < match.end()]
        if inside:
            names = ", ".join(dict.fromkeys(value.name for value in inside))
            yield subject.hit(Span(inside[0].span.start, inside[-1].span.end), variable=names)


def _too_many(check: Variables, subject: Subject) -> Iterator[Hit]:
    if len(subject.case.document.declaration.variables) >= check.at_least and subject.primary:
        yield declared_hit(subject, "variables", limit=str(check.at_least))


TESTS: Mapping[str, Test] = {
    "undeclared": _undeclared,
    "untyped": _on_declared(_untyped),
    "unused": _on_declared(_unused),
    "unknown-type": _on_declared(_unknown_type, ".type"),
    "broad-name": _on_declared(_broad_name),
    "loose-type": _on_declared(_loose_type, ".type"),
    "example-missing": _on_declared(_no_example),
    "example-invalid": _on_declared(_bad_example, ".example"),
    "free-text": _on_declared(_free_text, ".type"),
    "personal": _on_declared(_personal, ".type"),
    "adjacent": _adjacent,
    "only": _only,
    "only-line": _only_line,
    "too-many": _too_many,
}


def variables(spec: Spec, registry: Registry) -> Finder:
    """`variables: {test: …, in: list, list: […], free: …, at_least: …}`."""
    return Variables(spec, frozenset(word.lower() for word in phrases_of(spec, registry)))
