"""The spaCy pipeline that puts the facts of a text into a document; the only module that imports spaCy."""

from __future__ import annotations

from functools import cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.tokens import Span as Tokens

from nmlint.intent.facts.model import Fact
from nmlint.intent.facts.recognition import recognised

NAME = "nmlint_facts"
_LONGEST = 2**31 - 1

if not Doc.has_extension("facts"):
    Doc.set_extension("facts", default=())


class FactFinder:
    """Puts facts into `doc.ents` where they meet token borders, all of them into `doc.spans` and `doc._.facts`."""

    def __call__(self, doc: Doc) -> Doc:
        """The same document with its facts."""
        doc._.facts = recognised(doc.text)
        entities = []
        covering = []
        for fact in doc._.facts:
            if (exact := doc.char_span(*_ends(fact), label=fact.kind)) is not None:
                entities.append(exact)
            if (around := doc.char_span(*_ends(fact), label=fact.kind, alignment_mode="expand")) is not None:
                covering.append(around)
        doc.set_ents(_free(doc, entities), default="unmodified")
        doc.spans["facts"] = covering
        return doc


@Language.factory(NAME)
def make_finder(nlp: Language, name: str) -> FactFinder:  # noqa: ARG001  what spaCy calls a factory with
    """The component for a pipeline."""
    return FactFinder()


@cache
def pipeline() -> Language:
    """An empty Chinese pipeline, whose tokens are characters, with the component alone."""
    nlp = spacy.blank("zh")
    nlp.max_length = _LONGEST
    nlp.add_pipe(NAME)
    return nlp


def document(text: str) -> Doc:
    """A document with its facts; what UTF-8 cannot hold is replaced, place by place."""
    return pipeline()(_encodable(text))


def _encodable(text: str) -> str:
    return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)


def _ends(fact: Fact) -> tuple[int, int]:
    return fact.span.start, fact.span.end


def _free(doc: Doc, spans: list[Tokens]) -> list[Tokens]:
    """Those that no entity of an earlier component overlaps."""
    taken = {token.i for entity in doc.ents for token in entity}
    return [span for span in spans if taken.isdisjoint(range(span.start, span.end))]
