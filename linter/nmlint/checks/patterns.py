"""Regular expressions over the folded or the raw text."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import regex

from nmlint.checks.model import Finder, Hit, Registry, Spec, Subject
from nmlint.source import Span

# One pattern may look at one text for this long; the engine reports a rule that needs more.
SECONDS = 0.25


class Pattern:
    """A regular expression, compiled when it is first needed.

    Raises TimeoutError from `find` when the expression takes longer than its time budget.
    """

    def __init__(self, source: str, triggers: frozenset[int] | None, view: str) -> None:
        self.triggers = triggers
        self._source = source
        self._raw = view == "raw"

    @cached_property
    def _compiled(self) -> regex.Pattern[str]:
        return regex.compile(self._source)

    def find(self, subject: Subject) -> Iterator[Hit]:
        text = subject.raw if self._raw else subject.view.text
        group = "hit" if "hit" in self._compiled.groupindex else 0
        for match in self._compiled.finditer(text, timeout=SECONDS):
            start, end = match.span(group)
            if start == end:
                continue
            yield subject.hit(Span(start, end)) if self._raw else subject.folded_hit(start, end)


def pattern(spec: Spec, registry: Registry) -> Finder:
    """`pattern: {regex: …, needs: […] | none, view: folded | raw}`."""
    view = spec.get("view", "folded")
    source = spec["regex"] if view == "raw" else registry.fold_pattern(spec["regex"])
    needs = spec["needs"]
    triggers = None if needs == "none" else frozenset(registry.needle(need) for need in needs)
    return Pattern(source, triggers, view)
