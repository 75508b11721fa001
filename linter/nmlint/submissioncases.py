"""Makes of a service plan, its texts and the repository around it what the rules of submissions look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath

from nmlint.catalogue.model import Catalogue
from nmlint.checks.submitted import ALTERNATIVE, Submitted, SubmittedEntry, SubmittedText
from nmlint.config import Settings
from nmlint.documents.model import Declaration, Document
from nmlint.documents.submitted import Entry, SubmissionDocument
from nmlint.documents.surroundings import InMemory, OnDisk, Surroundings
from nmlint.documents.template import completed
from nmlint.embedding import EmbeddedText, embedded_name, told_in_plan, with_texts
from nmlint.errors import UnreadableError
from nmlint.finding import Finding
from nmlint.opening import NotJudgedError, Opened, Opener, Resolve
from nmlint.report import Artefact, Problem
from nmlint.source import Source
from nmlint.staging import ReadStep, file_of, inline, with_own_variables
from nmlint.vocabulary import DEFAULT_TYPE, LINE_TYPES

Judge = Callable[[Opened], Artefact]
"""The verdict on a text. Raises NotJudgedError."""


class SubmissionCases:
    """Service plans under one catalogue and one set of settings."""

    def __init__(self, catalogue: Catalogue, settings: Settings, opener: Opener, read: ReadStep) -> None:
        self._catalogue, self._settings = catalogue, settings
        self._opener, self._read = opener, read

    def of(self, opened: Opened, judge: Judge) -> Submitted:
        """The plan that a document is, with each of its texts and templates judged."""
        document = opened.document
        if not isinstance(document, SubmissionDocument):
            raise TypeError(document)
        plan, around = document.plan, opened.resolve if isinstance(opened.resolve, InMemory) else OnDisk()
        entries = tuple(self._entry(entry, opened, judge) for entry in plan.entries)
        return Submitted(
            document,
            plan,
            entries,
            self._catalogue,
            date.fromisoformat(self._settings.as_of),
            tuple(self._unlisted(document, around, entries)),
            lambda name: around.lacks(_beside(document, name)),
            document.declaration.spans,
        )

    @staticmethod
    def sources(opened: Opened, submitted: Submitted) -> dict[str, Source]:
        """The text of every file that something found in the plan may stand in."""
        # A text that cannot be read at all is no document yet.
        inner = {embedded_name(submitted.document, text.key): text.text or "" for text in submitted.texts}
        texts = {name: Source(name, text) for name, text in inner.items()}
        return dict(opened.sources) | texts | {source.name: source for source in submitted.sources}

    def told(self, findings: Iterable[Finding], submitted: Submitted) -> tuple[Finding, ...]:
        """The findings and those in the texts that stand in the plan, with their places in its file."""
        document, told = submitted.document, [*findings]
        texts = {
            embedded_name(document, text.key): EmbeddedText(
                document, submitted.place(text.key), submitted.pointer(text.key), text.text or ""
            )
            for text in submitted.texts
        }
        said = [(finding.pointer, submitted.instead_of(finding.rule)) for finding in told]
        for entry in submitted.entries:
            # Each notice is reviewed alone: what one lacks is said of it, whatever another lacks.
            under = f"{submitted.pointer(entry.entry.key)}/"
            besides = {rule for pointer, rules in said if pointer.startswith(under) for rule in rules}
            found = _each_once(with_texts((), [text.artefact for text in entry.texts]))
            found += self._of_alternatives(entry)
            told += [finding for finding in found if finding.rule not in besides]
        return told_in_plan(told, texts)

    def _entry(self, entry: Entry, opened: Opened, judge: Judge) -> SubmittedEntry:
        shared = _as_submitted(entry.declaration, opened.document.declaration)
        template = None
        if entry.template is not None:
            template = self._template(entry, entry.template, opened, shared, judge)
            shared = _as_submitted(shared, _of_template(template.said, entry))
            if _same_fallback(entry, template, opened):
                # Whether that agrees with the message is told of the template.
                shared = _without_file(shared)
        texts = self._texts(entry, "text", entry.texts, opened, shared, judge)
        alternatives = self._texts(entry, "alt_text", entry.alternatives, opened, _without_file(shared), judge)
        scenario = self._catalogue.scenarios.get(shared.scenario or "")
        return SubmittedEntry(entry, texts, template, scenario, alternatives)

    def _texts(
        self, entry: Entry, name: str, texts: Sequence[str], opened: Opened, shared: Declaration, judge: Judge
    ) -> tuple[SubmittedText, ...]:
        """The texts of a notice under one of its keys, judged."""
        keys = _keys_of_texts(f"{entry.key}.{name}", len(texts), opened.document.declaration.spans)
        return tuple(self._text(key, text, opened, shared, judge) for key, text in zip(keys, texts, strict=True))

    def _of_alternatives(self, entry: SubmittedEntry) -> list[Finding]:
        """What is found in the words of alternative texts; what a message needs, such a text need not have."""
        rules = self._catalogue.rules
        return _each_once(
            replace(finding, slot=ALTERNATIVE)
            for text in entry.alternatives
            if text.artefact is not None
            for finding in text.artefact.findings
            if finding.slot is not None and not finding.placeless and ALTERNATIVE in rules[finding.rule].slots
        )

    def _text(self, key: str, text: str, opened: Opened, shared: Declaration, judge: Judge) -> SubmittedText:
        try:
            document = inline(opened.document, key, text)
        except UnreadableError as error:
            return SubmittedText(key, text, problem=Problem(error.problem, error.reason, error.location))
        submitted = SubmittedText(key, text, document, said=document.declaration)
        return self._judged(submitted, shared, _beside_plan(opened), judge)

    def _template(self, entry: Entry, name: str, opened: Opened, shared: Declaration, judge: Judge) -> SubmittedText:
        key = f"{entry.key}.template"
        try:
            document = self._read(file_of(name, opened))
        except UnreadableError as error:
            return SubmittedText(key, None, problem=Problem(error.problem, error.reason, error.location))
        submitted = SubmittedText(key, None, document, said=document.declaration)
        return self._judged(submitted, _without_file(shared), opened.resolve, judge)

    def _judged(self, text: SubmittedText, shared: Declaration, resolve: Resolve, judge: Judge) -> SubmittedText:
        if text.document is None:
            return text
        declaration = replace(completed(text.said, shared), spans=text.said.spans, present=True)
        try:
            found = self._opener.open(replace(text.document, declaration=declaration), resolve)
            found = with_own_variables(found, text.said)
            return replace(text, document=found.document, contents=tuple(found.contents), artefact=judge(found))
        except NotJudgedError as error:
            return replace(text, problem=error.problem)

    def _unlisted(
        self, document: SubmissionDocument, around: Surroundings, entries: Sequence[SubmittedEntry]
    ) -> Iterator[Document]:
        """The templates for LINE in the plan's folders, or beside its templates, that none of its notices names."""
        named = {
            entry.template.document.source.name
            for entry in entries
            if entry.template is not None and entry.template.document is not None
        }
        listed = {entry.entry.declaration.id for entry in entries} - {None}
        places = [_beside(document, place) for place in document.plan.templates] or sorted(
            {PurePosixPath(name).parent.as_posix() for name in named}
        )
        for source in around.templates(places):
            if source.name in named:
                continue
            try:
                found = self._read(source)
            except UnreadableError:
                # It is judged itself, and says then what is wrong with it.
                continue
            declared = found.declaration
            # What declares nothing is a part of others, or has not been written for nmlint yet.
            if declared.present and (declared.message or DEFAULT_TYPE) in LINE_TYPES and found.id not in listed:
                yield found


def _as_submitted(own: Declaration, shared: Declaration) -> Declaration:
    """What is said elsewhere of a notice's texts; its places are none in them."""
    declaration = completed(own, shared)
    variables = {name: replace(variable, span=None) for name, variable in declaration.variables.items()}
    return replace(declaration, id=None, variables=variables, spans={})


def _of_template(said: Declaration, entry: Entry) -> Declaration:
    """What a template says of itself, as far as the texts of its notice need not say it again."""
    links = {link: purpose for link, purpose in said.links.items() if any(link in text for text in entry.texts)}
    return _without_file(replace(said, links=links))


def _without_file(declaration: Declaration) -> Declaration:
    """The declaration without the file of its fallback, which stands beside who names it and is judged with that."""
    if declaration.fallback is None:
        return declaration
    return replace(declaration, fallback=replace(declaration.fallback, template=None))


def _beside_plan(opened: Opened) -> Resolve:
    """Finds what a text in a plan names beside the plan."""
    name = opened.document.source.name
    within = f"{name}#/"
    return lambda wanted, parent: opened.resolve(wanted, name if parent.startswith(within) else parent)


def _same_fallback(entry: Entry, template: SubmittedText, opened: Opened) -> bool:
    """Whether the plan and the template name one file for the fallback, or only the template does."""
    own, said = entry.declaration.fallback, template.said.fallback
    if template.document is None or said is None or said.template is None:
        return False
    if own is None or own.template is None:
        return True
    named = opened.resolve(own.template, opened.document.source.name)
    return named == opened.resolve(said.template, template.document.source.name)


def _each_once(findings: Iterable[Finding]) -> list[Finding]:
    """The findings; what several texts have as a whole, such as another fallback, is told of the first of them."""
    said: set[tuple[str, str]] = set()
    found = []
    for finding in findings:
        key = (finding.rule, finding.message)
        if finding.slot is not None or key not in said:
            found.append(finding)
        if finding.slot is None:
            said.add(key)
    return found


def _keys_of_texts(key: str, count: int, spans: Mapping[str, object]) -> Sequence[str]:
    """The keys that lead to the texts under a key of a notice: one text may stand without a list."""
    return [key] if count == 1 and f"{key}.0" not in spans else [f"{key}.{number}" for number in range(count)]


def _beside(document: Document, name: str) -> str:
    """A path that the plan names, from where the program runs."""
    return (PurePosixPath(document.source.name).parent / name).as_posix()
