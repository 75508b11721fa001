"""Regular expressions over the folded or the raw text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

import regex

from nmlint.checks.model import Finder, Hit, Registry, Spec, Subject
from nmlint.source import Span

# One pattern may look at one text for this long; the engine reports a rule that needs more.
SECONDS = 1.0
# Up to here a tame pattern cannot take long, so it runs in Python's own engine, which is faster and has no clock.
SHORT = 5000


class Pattern:
    """A regular expression, compiled when it is first needed.

    Raises TimeoutError from `find` when the expression takes longer than its time budget.
    """

    def __init__(self, source: str, triggers: frozenset[int] | None, *, raw: bool, tame: bool) -> None:
        self.triggers = triggers
        self._source = source
        self._raw = raw
        self._tame = tame
        self._group = "hit" if "(?P<hit>" in source else 0

    @cached_property
    def _timed(self) -> regex.Pattern[str]:
        return regex.compile(self._source)

    @cached_property
    def _quick(self) -> re.Pattern[str]:
        return re.compile(self._source)

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        if self._tame and len(text) <= SHORT:
            for match in self._quick.finditer(text):
                yield match.span(self._group)
        else:
            for found in self._timed.finditer(text, timeout=SECONDS):
                yield found.span(self._group)

    def find(self, subject: Subject) -> Iterator[Hit]:
        for start, end in self._spans(subject.raw if self._raw else subject.view.text):
            if start < end:
                yield subject.hit(Span(start, end)) if self._raw else subject.folded_hit(start, end)


def pattern(spec: Spec, registry: Registry) -> Finder:
    """`pattern: {regex: …, needs: […] | none, view: folded | raw}`."""
    raw = spec.get("view") == "raw"
    source, tame = registry.pattern(spec["regex"], raw=raw)
    needs = spec["needs"]
    triggers = None if needs == "none" else frozenset(registry.needle(need) for need in needs)
    return Pattern(source, triggers, raw=raw, tame=tame)
