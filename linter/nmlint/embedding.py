"""Tells what was found in a text that stands in a plan at its place in the plan's file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from nmlint.documents.model import JSON, Document
from nmlint.finding import Finding, Severity
from nmlint.jsontree import json_runs
from nmlint.nodes import Scalar
from nmlint.report import Artefact
from nmlint.source import Location, Span
from nmlint.yamlruns import yaml_runs

_LEAST = max(severity.rank for severity in Severity) + 1


def embedded_name(document: Document, key: str) -> str:
    """The name under which a text of a plan is opened, before its places are told in the plan."""
    return f"{document.source.name}#/{key.replace('.', '/')}"


class EmbeddedText:
    """A text that stands in a plan: its pointer, and where each of its characters is written there."""

    def __init__(self, document: Document, span: Span, pointer: str, text: str) -> None:
        self.pointer = pointer
        self._source, self._span = document.source, span
        runs = json_runs if document.form == JSON else yaml_runs
        self._starts: list[int] = []
        self._ends: list[int] = []
        for run in runs(self._source.text, Scalar(span, text, text)):
            for index in range(run.length):
                plain = run.spelt == run.length
                self._starts.append(run.start + index if plain else run.start)
                self._ends.append(run.start + index + 1 if plain else run.start + run.spelt)

    def told(self, place: Location) -> Location:
        """A place in the text, as one in the plan's file."""
        first, last = place.start.offset, place.end.offset
        start = self._starts[first] if first < len(self._starts) else self._span.end
        end = self._ends[last - 1] if 0 < last <= len(self._ends) else self._span.end
        return Location.of(self._source, Span(start, max(start, end)))


def with_texts(own: Iterable[Finding], judged: Iterable[Artefact | None]) -> list[Finding]:
    """A plan's own findings, and those of its texts in turn, as they were judged."""
    found = [*own]
    lacks = _gravest(found, {})
    for artefact in judged:
        findings = () if artefact is None else artefact.findings
        # What a text lacks as a whole is not said again after an earlier text, unless it is graver here.
        found += [one for one in findings if not one.placeless or one.severity.rank < lacks.get(_lack(one), _LEAST)]
        lacks = _gravest(findings, lacks)
    return found


def told_in_plan(findings: Iterable[Finding], texts: Mapping[str, EmbeddedText]) -> tuple[Finding, ...]:
    """The findings in order, those in a text by its name at their place in the plan."""
    return tuple(sorted((_moved(finding, texts) for finding in findings), key=lambda finding: finding.order))


def _gravest(findings: Iterable[Finding], before: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """The rank of the gravest that was said of a text as a whole, by what it lacks."""
    ranks = dict(before)
    for finding in findings:
        if finding.placeless:
            ranks[_lack(finding)] = min(finding.severity.rank, ranks.get(_lack(finding), _LEAST))
    return ranks


def _lack(finding: Finding) -> tuple[str, str]:
    """What a text lacks as a whole: one rule may ask for several things."""
    return finding.rule, finding.message


def _moved(finding: Finding, texts: Mapping[str, EmbeddedText]) -> Finding:
    # What an included file says stands there, and is reached through the plan.
    if any(place.path in texts for place in finding.through):
        through = tuple(texts[place.path].told(place) if place.path in texts else place for place in finding.through)
        finding = replace(finding, through=through)
    text = texts.get(finding.location.path)
    return finding if text is None else replace(finding, location=text.told(finding.location), pointer=text.pointer)
