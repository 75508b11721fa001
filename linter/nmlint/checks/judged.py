"""What gives the text of a plan its verdict, in few words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from nmlint.bilingual import Bilingual, in_language
from nmlint.finding import Finding, Kind, Severity
from nmlint.rendering import Origin
from nmlint.report import Artefact, Problem
from nmlint.source import Span
from nmlint.verdict import Verdict

_NAMED = 3


def standing(artefact: Artefact | None) -> Iterator[Finding]:
    """The findings of an artefact that nobody has suppressed."""
    if artefact is not None:
        yield from (finding for finding in artefact.findings if finding.suppressed is None)


def decisive(artefact: Artefact, verdict: Verdict, besides: Collection[str] = ()) -> list[Finding]:
    """The findings that give an artefact its verdict, less those of some rules."""
    return [
        finding
        for finding in standing(artefact)
        if finding.rule not in besides
        and (
            (finding.severity is Severity.ERROR and finding.kind is Kind.VIOLATION)
            or (verdict is Verdict.REVIEW and finding.severity is not Severity.INFO)
            or (verdict is Verdict.REVIEW and finding.kind is not Kind.VIOLATION)
        )
    ]


def placed(findings: Sequence[Finding]) -> str:
    """The rules with their places and what they say, the first few."""
    shown = [
        f"{finding.rule} ({finding.location.path}:{finding.location.start.line}:{finding.location.start.column}) "
        f"{finding.message}"
        for finding in findings[:_NAMED]
    ]
    return "; ".join([*shown, *(["…"] if len(findings) > _NAMED else [])])


def why_not(problem: Problem, *, embedded: bool) -> tuple[Bilingual, Origin | None]:
    """Why a text cannot be judged; with its place there where it is embedded in the plan, else told in the words."""
    place, said = problem.location, problem.message
    if place is None:
        return Bilingual(in_language(said, "en"), in_language(said, "zh-TW")), None
    if embedded:
        origin = Origin(place.path, Span(place.start.offset, place.end.offset))
        return Bilingual(in_language(said, "en"), in_language(said, "zh-TW")), origin
    at = f"{place.path}:{place.start.line}:{place.start.column}: "
    return Bilingual(at + in_language(said, "en"), at + in_language(said, "zh-TW")), None
