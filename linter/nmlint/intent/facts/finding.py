"""Finding the facts of a text by the pipeline, which is loaded when it is first asked."""

from __future__ import annotations

from dataclasses import replace

from nmlint.intent.facts.model import Fact


def facts_of(text: str) -> tuple[Fact, ...]:
    """The facts of a text from left to right, without overlap."""
    from nmlint.intent.facts.pipeline import document  # noqa: PLC0415  spaCy takes half a second to import

    facts: tuple[Fact, ...] = document(text)._.facts
    # The pipeline sees a replacement for what UTF-8 cannot hold.
    return tuple(replace(fact, text=text[fact.span.start : fact.span.end]) for fact in facts)
