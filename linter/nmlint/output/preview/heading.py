"""The head of the page: what was judged, how it came out, and how to read the marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from nmlint.bilingual import in_language
from nmlint.catalogue import Catalogue, localized
from nmlint.errors import Fault
from nmlint.finding import Severity
from nmlint.opening import Opened
from nmlint.output.preview.markup import EMPTY, element
from nmlint.output.preview.words import say
from nmlint.output.terminal import one_line
from nmlint.output.words import known, word
from nmlint.report import Artefact, Report
from nmlint.rulebook import type_of


def heading(title: str, opened: Opened, report: Report, catalogue: Catalogue) -> Markup:
    """The header of the page about the first artefact of a report."""
    artefact, lang = report.artefacts[0], report.lang
    verdict = artefact.verdict or "not-fully-asked"
    parts = [element("strong", word(verdict, lang), class_=f"verdict {verdict}")]
    if artefact.score is not None:
        parts.append(element("span", f"{word('score', lang)} {artefact.score.value}/100"))
    parts.append(element("span", _counts(artefact, lang)))
    facts = (
        element("div", element("dt", name), element("dd", said))
        for name, said in _facts(artefact, opened, catalogue, lang)
    )
    return element(
        "header",
        element("h1", title),
        element("p", *parts, class_="summary"),
        element("dl", *facts, class_="facts"),
        _faults(report.faults, lang),
        _legend(opened, lang),
    )


def _counts(artefact: Artefact, lang: str) -> str:
    counted = [finding for finding in artefact.findings if finding.suppressed is None]
    by_severity = {severity: sum(finding.severity is severity for finding in counted) for severity in Severity}
    said = [f"{word(severity, lang)} {count}" for severity, count in by_severity.items() if count]
    if silent := len(artefact.findings) - len(counted):
        said.append(say("not-counted", lang).format(count=silent))
    listed = word("between", lang).join(said) or say("none-found", lang)
    return f"{say('findings', lang)}{word('colon', lang)}{listed}"


def _facts(artefact: Artefact, opened: Opened, catalogue: Catalogue, lang: str) -> Iterator[tuple[str, str]]:
    yield say("file", lang), one_line(artefact.path)
    yield say("type", lang), known(type_of(opened.document.declaration), lang)
    declared = artefact.scenario.declared
    name = declared or artefact.scenario.suggested
    if name is None:
        return
    scenario = catalogue.scenarios.get(name)
    said = one_line(name) if scenario is None else f"{localized(scenario.names, lang)} ({name})"
    if declared is None:
        said = f"{word('undeclared', lang)}{word('comma', lang)}{word('suggested', lang)} {said}"
    yield word("scenario", lang), said


def _faults(faults: Sequence[Fault], lang: str) -> Markup:
    """That some rules did not judge, which a reader must know before the verdict counts for anything."""
    if not faults:
        return EMPTY
    said = (element("li", one_line(in_language(fault.said, lang))) for fault in faults)
    return element("div", element("p", element("strong", say("faults", lang))), element("ul", *said), class_="fault")


def _legend(opened: Opened, lang: str) -> Markup:
    parts = [say("legend", lang), word("colon", lang)]
    for severity in Severity:
        parts += [element("span", word(severity, lang), class_=f"sample {severity}"), " "]
    if any(piece.value is not None for content in opened.contents for piece in content.variant.pieces):
        parts += [element("span", say("legend-value", lang), class_="value"), say("legend-values", lang)]
    return element("p", *parts, class_="legend")
