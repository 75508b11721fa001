"""From a hit in a message to the finding that people read."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence

from nmlint.bilingual import CHINESE, ENGLISH, Bilingual, in_language
from nmlint.catalogue.model import Localized, Rule, Scenario, localized
from nmlint.checks.model import Hit, Subject
from nmlint.checks.moments import Flaw
from nmlint.documents.model import Document
from nmlint.finding import Confidence, Finding, Kind
from nmlint.messages.lines import SlotText
from nmlint.rendering import Origin, Region
from nmlint.rulebook import Prepared
from nmlint.source import Location, Source, Span

SHOWN_OF_A_SECRET = 4
_DOUBTED = Bilingual(
    "; yet it stands in what reads like a record, for {words}: a person should look",
    "；但前後文讀起來像紀錄（{words}），請人看一眼再決定",
)
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def finding_of(
    prepared: Prepared,
    hit: Hit,
    subject: Subject,
    text: SlotText,
    sources: Mapping[str, Source],
    secrets: Sequence[str] = (),
) -> Finding:
    """What a rule says of a hit, at the place where its characters were written.

    `secrets` are what the message holds that identifies somebody; whatever a finding quotes, they are masked in it.
    """
    rule, case = prepared.rule, subject.case
    region = _region(case.document, text, hit)
    matched = subject.shown(hit.raw) if hit.origin is None else _written(hit.origin, sources)
    read_as = _read_as(subject, hit)
    details = hit.details
    for secret in secrets:
        if secret in matched:
            matched, read_as = matched.replace(secret, _masked(secret)), ""
        details = {
            key: said.replace(secret, _masked(secret)) if secret in said else said for key, said in details.items()
        }
    lang = case.settings.lang
    names = {
        "matched": matched.strip(),
        "read_as": read_as or matched,
        "scenario": localized(case.scenario.names, lang) if case.scenario else "",
        "sender": case.document.declaration.sender or "",
        **details,
    }
    return Finding(
        rule.id,
        Kind(rule.kind),
        prepared.severity_of(hit, case.document.declaration, case.scenario),
        Confidence.LOW if hit.doubted is not None else Confidence(rule.confidence),
        rule.mandatory,
        fill(localized(rule.message, lang), names, lang) + _doubt(hit, lang),
        locate(region.origin, sources),
        clause=_clause(rule, case.scenario),
        slot=subject.slot if hit.origin is None and not prepared.structural else None,
        pointer=hit.pointer or (text.pointer_to(hit.raw) if hit.origin is None else ""),
        view=hit.view,
        matched=matched,
        read_as=read_as,
        exact=region.exact,
        through=tuple(locate(origin, sources) for origin in region.through),
        fix=fill(localized(rule.fix, lang), names, lang) if rule.fix else None,
        fingerprint=_fingerprint(rule.id, case.document.id, subject, hit),
        placeless=hit.placeless,
    )


def _doubt(hit: Hit, lang: str) -> str:
    """Why a hit only asks for a look, empty where it does not."""
    return "" if hit.doubted is None else in_language(_DOUBTED, lang).format(words=in_language(hit.doubted, lang))


def fill(text: str, names: Mapping[str, str], lang: str) -> str:
    """A message with its placeholders filled; a name that the check does not give stays empty."""
    return _PLACEHOLDER.sub(lambda match: in_language(names.get(match[1], ""), lang), text).rstrip()


def told(prepared: Prepared, flaw: Flaw) -> Bilingual:
    """What a rule of the moment says of a flaw, in both languages."""
    return _filled(prepared.rule.message, flaw)


def advised(prepared: Prepared, flaw: Flaw) -> Bilingual:
    """What can be done about a flaw, in both languages."""
    return _filled(prepared.rule.fix, flaw)


def _filled(texts: Localized, flaw: Flaw) -> Bilingual:
    english, chinese = (fill(localized(texts, lang), flaw.details, lang) for lang in (ENGLISH, CHINESE))
    return Bilingual(english, chinese)


def _clause(rule: Rule, scenario: Scenario | None) -> str | None:
    """The clause a finding stands on: the declared scenario's own where the rule cites several."""
    own = [clause for clause in rule.clauses if scenario is not None and clause in scenario.clauses]
    return next(iter([*own, *rule.clauses]), None)


def _region(document: Document, text: SlotText, hit: Hit) -> Region:
    """Where a hit was written; what is missing from an empty message, at the start of its file."""
    if hit.origin is not None:
        return Region(hit.origin, True, (), ())
    if not text.variant.pieces:
        return Region(Origin(document.source.name, Span(0, 0)), True, (), ())
    return text.variant.locate(hit.raw)


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


def locate(origin: Origin, sources: Mapping[str, Source]) -> Location:
    """The place of an origin, made concrete."""
    return Location.of(sources[origin.source], origin.span)


def _fingerprint(rule: str, artefact: str, subject: Subject, hit: Hit) -> str:
    """Stable when lines move, different when the words change: rule, folded words, and where they stand."""
    words = subject.view.text[hit.start : hit.end] if hit.origin is None else "".join(hit.details.values())
    return hashlib.sha256(f"{rule}\0{artefact}\0{subject.slot}\0{words}".encode()).hexdigest()[:32]
