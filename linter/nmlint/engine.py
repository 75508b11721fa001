"""Judges a document: renders it, looks at every slot of every variant, and adds the findings up."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from nmlint.bilingual import Bilingual, in_language
from nmlint.catalogue.model import Catalogue, Rule, Scenario, localized
from nmlint.checks.disguise import Disguise
from nmlint.checks.model import VALUE, Case, Hit, Message, PlacedValue, Subject
from nmlint.config import Settings
from nmlint.documents.model import Document
from nmlint.documents.values import sample
from nmlint.finding import Confidence, Finding, Kind, Severity
from nmlint.intent.anchors import Guess
from nmlint.merging import Sighting, merge
from nmlint.rendering import (
    Origin,
    Piece,
    Region,
    Rendering,
    TemplateProblem,
    Variant,
    explore,
)
from nmlint.report import Artefact, Problem, Reason, Recommendation, ScenarioGuess, Unreached
from nmlint.rulebook import NO_ADVERTISING, Prepared, Rulebook
from nmlint.source import Location, Source, Span
from nmlint.verdict import Verdict, score_of, verdict_of

Resolve = Callable[[str, str], Source | None]
SHOWN_OF_A_SECRET = 4
# Five messages of 5,000 characters are what one push holds (LINE Messaging API reference, checked 2026-11-23); rules
# are bounded for texts of that size, and a longer one is no notification.
MOST_CHARACTERS = 25_000
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class SlotText:
    """A text to judge, with the way back to where it was written."""

    slot: str
    variant: Variant


class Engine:
    """A catalogue and settings, ready to judge any number of documents."""

    def __init__(self, catalogue: Catalogue, settings: Settings) -> None:
        self.catalogue = catalogue
        self.settings = settings
        self.rulebook = Rulebook(catalogue, settings)

    def render(self, document: Document, resolve: Resolve) -> Rendering:
        """Every variant of a template. Raises TemplateProblem."""
        variables = document.declaration.variables
        return explore(
            document.source,
            hints={name: sample(variable) for name, variable in variables.items()},
            choices={name: variable.values for name, variable in variables.items() if variable.values},
            resolve=resolve,
            options=self.settings.jinja,
        )

    def judge(self, document: Document, resolve: Resolve) -> Artefact:
        """The verdict on one document; what cannot be judged has a problem instead of a verdict."""
        rendering = None
        if document.kind == "template":
            try:
                rendering = self.render(document, resolve)
            except TemplateProblem as error:
                return _not_judged(document, _told(document, error, resolve))
            variants = rendering.variants
        else:
            variants = (_literally(document.source),)
        for variant in variants:
            if (problem := _unjudgeable(variant.text)) is not None:
                return _not_judged(document, problem)
        try:
            return self._judge(document, rendering, variants)
        except _BudgetSpentError as spent:
            why = Bilingual(
                f"the rule {spent.rule} needed more time than a rule may take; shorten the text, or report the rule",
                f"規則 {spent.rule} 花的時間超過上限；請縮短內容，或回報這條規則",
            )
            return _not_judged(document, Problem("time-budget", why))

    def _judge(self, document: Document, rendering: Rendering | None, variants: Sequence[Variant]) -> Artefact:
        declared = document.declaration.scenario
        scenario = self.catalogue.scenarios.get(declared) if declared else None
        read = [[(text, self.rulebook.read(text.variant.text)) for text in self._slots(document, v)] for v in variants]
        guess = self.rulebook.anchors.guess(reading.words for _, reading in read[0])
        case = Case(document, self.catalogue, self.settings, scenario, rendering, guess)
        sources = {document.source.name: document.source, **(rendering.sources if rendering else {})}
        if document.declaration.title:
            title = _title_source(document)
            sources[title.name] = title
        sightings = []
        for number, texts in enumerate(read):
            message = Message()
            for text, (view, words, present) in texts:
                values = _placed(document, text.variant) if VALUE in view.raw else ()
                opening = _opening(document, text.variant)
                message.subjects.append(Subject(case, text.slot, view, words, values, message, present, opening))
            for (text, _), subject in zip(texts, message.subjects, strict=True):
                for prepared, hit in self._hits(subject):
                    finding = self._finding(prepared, hit, subject, text.variant, sources)
                    detail = "\0".join(hit.details.values())
                    sightings.append(Sighting(finding, number, detail, hit.placeless))
        findings = merge(sightings, variants)
        return self._artefact(document, rendering, len(variants), guess, findings, sources)

    def _artefact(
        self,
        document: Document,
        rendering: Rendering | None,
        variants: int,
        guess: Guess,
        findings: tuple[Finding, ...],
        sources: Mapping[str, Source],
    ) -> Artefact:
        verdict = verdict_of(findings)
        # A pass says that everything was asked, and a selection did not ask everything.
        whole = verdict is not Verdict.PASS or not self.settings.select
        unreached = rendering.unreached if rendering else ()
        return Artefact(
            document.id,
            document.source.name,
            document.kind,
            verdict if whole else None,
            score_of(findings, verdict) if whole else None,
            scenario=ScenarioGuess(document.declaration.scenario, guess.best, guess.confidence, guess.runner_up),
            recommendation=_recommendation(findings) if verdict is Verdict.BLOCK else None,
            variants=variants,
            unreached=tuple(Unreached(_locate(gap.origin, sources), gap.reason) for gap in unreached),
            findings=findings,
            sources=sources,
        )

    def _slots(self, document: Document, body: Variant) -> Iterator[SlotText]:
        yield SlotText("body", body)
        title = document.declaration.title
        if title:
            span = document.declaration.spans.get("title")
            if span is None:
                yield SlotText("title", _literally(_title_source(document)))
                return
            exact = document.source.text[span.start : span.end] == title
            yield SlotText("title", Variant((Piece(title, Origin(document.source.name, span), exact, (), None),), ()))

    def _hits(self, subject: Subject) -> Iterator[tuple[Prepared, Hit]]:
        case = subject.case
        applicable = self.rulebook.applicable(case.document.kind, case.document.declaration, case.scenario)
        exempt = _exempt(subject)
        disguised: list[Hit] = []
        for prepared in self.rulebook.candidates(applicable, subject.present):
            if subject.slot not in prepared.slots:
                continue
            try:
                hits = subject.hits_of(prepared.finder)
            except TimeoutError as error:
                raise _BudgetSpentError(prepared.rule.id) from error
            if not hits:
                continue
            if exempt and NO_ADVERTISING in prepared.rule.clauses:
                hits = [hit for hit in hits if not any(span.covers(hit.raw) for span in exempt)]
            if prepared.severity is Severity.ERROR:
                disguised.extend(part for hit in hits if hit.tricks for part in self._disguised_parts(subject, hit))
            for hit in _joined(subject, hits):
                yield prepared, hit
        for prepared in self.rulebook.disguises if disguised else ():
            if isinstance(prepared.finder, Disguise):
                for hit in _joined(subject, [hit for hit in disguised if hit.tricks & prepared.finder.tricks]):
                    yield prepared, hit

    def _disguised_parts(self, subject: Subject, hit: Hit) -> list[Hit]:
        """The disguised words of a hit; the hit itself where no single word is."""
        words = [
            hit._replace(
                start=word.start, end=word.end, raw=raw, read_as=self.rulebook.literals[number], tricks=word.tricks
            )
            for number, found in subject.words.items()
            for word in found
            if word.tricks and hit.raw.covers(raw := subject.view.to_raw(word.start, word.end))
        ]
        return words or [hit]

    def _finding(
        self, prepared: Prepared, hit: Hit, subject: Subject, variant: Variant, sources: Mapping[str, Source]
    ) -> Finding:
        rule, case = prepared.rule, subject.case
        region = _region(case.document, variant, hit)
        matched = subject.shown(hit.raw) if hit.origin is None else _written(hit.origin, sources)
        read_as = _read_as(subject, hit)
        if hit.secret:
            matched, read_as = _masked(matched), ""
        lang = self.settings.lang
        names = {
            "matched": matched.strip(),
            "read_as": read_as or matched,
            "scenario": localized(case.scenario.names, lang) if case.scenario else "",
            "sender": case.document.declaration.sender or "",
            **hit.details,
        }
        return Finding(
            rule.id,
            Kind(rule.kind),
            prepared.severity_for(case.document.declaration, case.scenario),
            Confidence(rule.confidence),
            rule.mandatory,
            fill(localized(rule.message, lang), names, lang),
            _locate(region.origin, sources),
            clause=_clause(rule, case.scenario),
            slot=subject.slot if hit.origin is None else None,
            view=hit.view,
            matched=matched,
            read_as=read_as,
            exact=region.exact,
            through=tuple(_locate(origin, sources) for origin in region.through),
            fix=fill(localized(rule.fix, lang), names, lang) if rule.fix else None,
            fingerprint=_fingerprint(rule.id, case.document.id, subject, hit),
        )


def _unjudgeable(text: str) -> Problem | None:
    """Why a rendered text is no message at all, None when it may be one."""
    if len(text) > MOST_CHARACTERS:
        return Problem(
            "too-much",
            Bilingual(
                f"the message has {len(text):,} characters; one push holds {MOST_CHARACTERS:,} at most, so split it",
                f"訊息有 {len(text):,} 字；一次推播最多 {MOST_CHARACTERS:,} 字，請拆開",
            ),
        )
    try:
        text.encode()
    except UnicodeEncodeError as error:
        code = f"U+{ord(text[error.start]):04X}"
        return Problem(
            "unreadable",
            Bilingual(
                f"half a surrogate pair, {code}, is no character; delete it",
                f"{code} 只是半個代理對，不是字元；請刪除",
            ),
        )
    return None


class _BudgetSpentError(Exception):
    """A rule needed more time than a rule may take."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


def fill(text: str, names: Mapping[str, str], lang: str) -> str:
    """A message with its placeholders filled; a name that the check does not give stays empty."""
    return _PLACEHOLDER.sub(lambda match: in_language(names.get(match[1], ""), lang), text).rstrip()


def _clause(rule: Rule, scenario: Scenario | None) -> str | None:
    """The clause a finding stands on: the declared scenario's own where the rule cites several."""
    own = [clause for clause in rule.clauses if scenario is not None and clause in scenario.clauses]
    return next(iter([*own, *rule.clauses]), None)


def _literally(source: Source) -> Variant:
    """A message as the one variant of itself."""
    return Variant((Piece(source.text, Origin(source.name, Span(0, len(source.text))), True, (), None),), ())


def _title_source(document: Document) -> Source:
    """A title that is declared outside the text, under a name that says so."""
    return Source(f"{document.source.name}#/title", document.declaration.title or "")


def _placed(document: Document, variant: Variant) -> tuple[PlacedValue, ...]:
    placed, offset = [], 0
    for piece in variant.pieces:
        if piece.value is not None:
            name = next(iter(piece.value.variables), "")
            variable = document.declaration.variables.get(name)
            span = Span(offset, offset + len(piece.text))
            placed.append(PlacedValue(span, piece.value.expression, name, variable, piece))
        offset += len(piece.text)
    return tuple(placed)


def _region(document: Document, variant: Variant, hit: Hit) -> Region:
    """Where a hit was written; what is missing from an empty message, at the start of its file."""
    if hit.origin is not None:
        return Region(hit.origin, True, (), ())
    if not variant.pieces:
        return Region(Origin(document.source.name, Span(0, 0)), True, (), ())
    return variant.locate(hit.raw)


def _opening(document: Document, variant: Variant) -> Span | None:
    """The first stretch of the text that the document itself wrote; what it includes may come first."""
    if len(variant.pieces) < 2:  # noqa: PLR2004  one piece is the whole text
        return None
    at = 0
    for piece in variant.pieces:
        end = at + len(piece.text)
        if piece.value is None and piece.origin.source == document.source.name and piece.text.strip():
            return Span(at, len(variant.text))
        at = end
    return None


def _exempt(subject: Subject) -> list[Span]:
    """Where the declared sender and products are named: names advertise nothing."""
    declaration = subject.case.document.declaration
    raw, spans = subject.raw, []
    for name in dict.fromkeys((declaration.sender, *declaration.products, *subject.case.settings.senders)):
        start = raw.find(name) if name else -1
        while name and start >= 0:
            spans.append(Span(start, start + len(name)))
            start = raw.find(name, start + 1)
    return spans


def _joined(subject: Subject, hits: list[Hit]) -> list[Hit]:
    """The hits of one rule, those that share characters as one."""
    if len(hits) < 2:  # noqa: PLR2004  one hit has no other
        return hits
    joined: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.raw.start, -hit.raw.end)):
        last = joined[-1] if joined else None
        if last is None or last.origin is not None or hit.origin is not None or not last.raw.overlaps(hit.raw):
            joined.append(hit)
        elif not last.raw.covers(hit.raw):
            both = subject.folded_hit(last.start, max(last.end, hit.end))
            tricks = last.tricks | hit.tricks
            joined[-1] = last._replace(end=both.end, raw=both.raw, read_as="", tricks=tricks)
    return joined


def _read_as(subject: Subject, hit: Hit) -> str:
    """How the characters of a hit read once folded, where that differs from how they are written."""
    if hit.origin is not None or hit.view == "raw":
        return ""
    read_as = hit.read_as or subject.readable[hit.start : hit.end]
    return "" if read_as == subject.raw[hit.raw.start : hit.raw.end] else read_as


def _masked(secret: str) -> str:
    """A number that identifies somebody, by its last digits only, for reports end in logs."""
    return re.sub(r"[0-9A-Za-z]", "*", secret[:-SHOWN_OF_A_SECRET]) + secret[-SHOWN_OF_A_SECRET:]


def _written(origin: Origin, sources: Mapping[str, Source]) -> str:
    return sources[origin.source].text[origin.span.start : origin.span.end]


def _locate(origin: Origin, sources: Mapping[str, Source]) -> Location:
    return Location.of(sources[origin.source], origin.span)


def _fingerprint(rule: str, artefact: str, subject: Subject, hit: Hit) -> str:
    """Stable when lines move, different when the words change: rule, folded words, and where they stand."""
    words = subject.view.text[hit.start : hit.end] if hit.origin is None else "".join(hit.details.values())
    return hashlib.sha256(f"{rule}\0{artefact}\0{subject.slot}\0{words}".encode()).hexdigest()[:32]


def _recommendation(findings: Sequence[Finding]) -> Recommendation:
    """A blocked notice goes nowhere until it is mended."""
    errors = (f for f in findings if f.severity is Severity.ERROR and f.suppressed is None)
    return Recommendation("do-not-send", tuple(dict.fromkeys(Reason(f.rule, f.clause) for f in errors)))


def _not_judged(document: Document, problem: Problem) -> Artefact:
    return Artefact(document.id, document.source.name, document.kind, None, problem=problem)


def _told(document: Document, error: TemplateProblem, resolve: Resolve) -> Problem:
    """What is wrong with a template, at its place in whichever file it is."""
    location = None
    if error.origin is not None:
        name = error.origin.source
        source = document.source if name == document.source.name else resolve(name, document.source.name)
        if source is not None:
            location = Location.of(source, error.origin.span)
    return Problem(error.kind, error.message, location)
