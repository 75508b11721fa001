"""A service plan as its rules see it: each notice with its texts, its template, and what was found in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from nmlint.bilingual import CHINESE, ENGLISH, Bilingual
from nmlint.catalogue import Catalogue
from nmlint.catalogue.model import Scenario, localized
from nmlint.channel.matrix import Matrix, matrix_of
from nmlint.checks.keyed import PlanHit, nearest
from nmlint.checks.wording_pairs import Comparison, compared
from nmlint.checks.wordings import Case, Wording
from nmlint.documents.model import Declaration, Document, Variable
from nmlint.documents.submitted import Entry, ServicePlan
from nmlint.documents.template import completed
from nmlint.messages.content import Content
from nmlint.rendering import Origin
from nmlint.report import Artefact, Problem
from nmlint.source import Source, Span

ALTERNATIVE = "alt-text"
"""The slot of what is shown where a message cannot be."""

# By which a person finds a notice, the best first.
_OPENINGS = ("scenario", "id", "template", "text")


@dataclass(frozen=True, eq=False)
class SubmittedText:
    """A text of a notice, or the template that renders it, under its key: what it becomes, and the verdict on it.

    `said` is what it declares itself. Where it cannot be judged there is a `problem` instead of a verdict.
    """

    key: str
    text: str | None
    document: Document | None = None
    contents: tuple[Content, ...] = ()
    artefact: Artefact | None = None
    problem: Problem | None = None
    said: Declaration = field(default_factory=Declaration)


@dataclass(frozen=True, eq=False)
class SubmittedEntry:
    """A notice with its texts; `scenario` is the one it declares, None where there is no such scenario.

    `alternatives` are its alternative texts, which are no messages by themselves.
    """

    entry: Entry
    texts: tuple[SubmittedText, ...]
    template: SubmittedText | None
    scenario: Scenario | None
    alternatives: tuple[SubmittedText, ...] = ()

    @property
    def name(self) -> str:
        """What people know it by: its id, else its file, else which of the notices it is, and of what."""
        known = self.entry.declaration.id or self.entry.template
        if known:
            return known
        number = int(self.entry.key.rpartition(".")[2]) + 1
        if self.scenario is None:
            return Bilingual(f"notice {number}", f"第 {number} 則")
        english, chinese = (localized(self.scenario.names, lang) for lang in (ENGLISH, CHINESE))
        return Bilingual(f"notice {number} ({english})", f"第 {number} 則（{chinese}）")

    @cached_property
    def declared(self) -> Declaration:
        """What is declared of it in the plan, and in its template where the plan says nothing."""
        said = Declaration() if self.template is None else self.template.said
        return completed(self.entry.declaration, said)

    @property
    def judged(self) -> tuple[SubmittedText, ...]:
        """Its texts, and its template where it has one."""
        return self.texts if self.template is None else (*self.texts, self.template)

    @property
    def embedded(self) -> tuple[SubmittedText, ...]:
        """What stands in the plan itself: its texts and its alternative texts."""
        return (*self.texts, *self.alternatives)

    @property
    def every(self) -> tuple[SubmittedText, ...]:
        """All that was judged of it."""
        return (*self.judged, *self.alternatives)

    @cached_property
    def in_use(self) -> frozenset[str] | None:
        """The variables that its texts and its template have; None where one of them cannot be judged."""
        if not self.judged or any(text.problem is not None for text in self.every):
            return None
        documents = (text.document for text in self.every)
        return frozenset(name for document in documents if document for name in document.declaration.variables)

    @cached_property
    def unsent_alternatives(self) -> tuple[SubmittedText, ...]:
        """Its alternative texts that its template never has; none where either cannot be judged."""
        if self.template is None or self.template.problem is not None:
            return ()
        sent = [Wording.of(content, (ALTERNATIVE,)).words for content in self.template.contents]
        return tuple(
            text
            for text in self.alternatives
            if any(Wording.of(content, None).words not in sent for content in text.contents)
        )

    @cached_property
    def comparison(self) -> Comparison | None:
        """Its texts beside its template; None where it has not both, or one of them cannot be judged."""
        if self.template is None or not self.texts or any(text.problem is not None for text in self.judged):
            return None
        planned = [Case(text.key, content) for text in self.texts for content in text.contents]
        return compared(planned, [Case(self.template.key, content) for content in self.template.contents])


@dataclass(frozen=True, eq=False)
class Submitted:
    """A service plan, and what it is held to.

    `unlisted` are the templates of the repository that no notice names, each with its id, and `lacks` tells whether a
    file that the plan names is not there.
    """

    document: Document
    plan: ServicePlan
    entries: tuple[SubmittedEntry, ...]
    catalogue: Catalogue
    today: date
    unlisted: tuple[Document, ...] = ()
    lacks: Callable[[str], bool] = lambda _: False
    spans: Mapping[str, Span] = field(default_factory=dict)

    @cached_property
    def needs(self) -> Mapping[str, Any]:
        """What a submission needs, as `policies/submission.yaml` has it."""
        needs: Mapping[str, Any] = self.catalogue.tables["submission"]
        return needs

    @cached_property
    def matrix(self) -> Matrix:
        """The channels, and how soon each can be relied on."""
        return matrix_of(self.catalogue)

    def instead_of(self, rule: str) -> tuple[str, ...]:
        """The rules of texts whose findings in a notice's own texts a rule of submissions tells itself."""
        spec = self.catalogue.rules[rule].check.get("submission", {})
        return tuple(spec.get("instead_of", ()))

    def place(self, key: str) -> Span:
        """Where a key stands; what is missing, at the nearest thing that would hold it."""
        return nearest(self.spans, key, *(_OPENINGS if key.startswith("scenarios.") else ()))

    def declared_at(self, variable: Variable) -> Origin | None:
        """Where the plan has the name of a variable that it declares."""
        return Origin(self.document.source.name, variable.span) if variable.span is not None else None

    @staticmethod
    def pointer(key: str) -> str:
        """The JSON pointer of a key; the name of a link has dots and slashes of its own."""
        above, links, name = key.partition(".links.")
        pointer = f"/{above.replace('.', '/')}" if above else ""
        return f"{pointer}/links/{name.replace('~', '~0').replace('/', '~1')}" if links else pointer

    @property
    def texts(self) -> Iterator[SubmittedText]:
        """Every text that stands in the plan itself."""
        return (text for entry in self.entries for text in entry.embedded)

    @property
    def sources(self) -> Iterator[Source]:
        """Every text and file that something found in the plan may stand in."""
        for entry in self.entries:
            for text in entry.every:
                if text.document is not None:
                    yield text.document.source
                if text.artefact is not None:
                    yield from text.artefact.sources.values()


Test = Callable[[Submitted, Mapping[str, Any]], Iterator[PlanHit]]
"""What is asked of a service plan, with the options that a rule gives."""
