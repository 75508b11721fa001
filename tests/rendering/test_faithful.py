"""Concrete rendering: the same text as plain Jinja, each literal where it was written."""

from __future__ import annotations

from typing import Any

import jinja2
import pytest
from hypothesis import HealthCheck, assume, given, settings
from jinja2.sandbox import ImmutableSandboxedEnvironment

from nmlint.rendering import JinjaOptions, TemplateProblem, render_concrete
from nmlint.source import Source
from tests.rendering.strategies import OPTIONS, VALUES, templates

TREE = [{"name": "甲", "children": [{"name": "乙", "children": []}]}]


def plain_jinja(files: dict[str, str], options: JinjaOptions) -> str:
    environment = ImmutableSandboxedEnvironment(
        loader=jinja2.DictLoader(files),
        trim_blocks=options.trim_blocks,
        lstrip_blocks=options.lstrip_blocks,
        keep_trailing_newline=options.keep_trailing_newline,
        autoescape=options.autoescape,
        extensions=options.extensions,
    )
    environment.install_null_translations()  # type: ignore[attr-defined]
    return environment.get_template("main").render({**VALUES, "tree": TREE})


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(files=templates(), options=OPTIONS)
def test_text_is_jinja_s_and_every_exact_piece_stands_in_its_source(
    files: dict[str, str], options: JinjaOptions
) -> None:
    """Whatever the template, the output is Jinja's own, and each exact piece is found at its origin."""
    try:
        expected = plain_jinja(files, options)
    except Exception:  # noqa: BLE001 a template that Jinja refuses proves nothing
        assume(False)
        return

    variant = render_concrete(
        Source("main", files["main"]),
        {**VALUES, "tree": TREE},
        resolve=lambda name, _: Source(name, files[name]) if name in files else None,
        options=options,
    )

    assert expected == variant.text
    recased = any(word in text for text in files.values() for word in ("upper", "lower", "title"))
    for piece in variant.pieces:
        span = piece.origin.span
        written = files[piece.origin.source][span.start : span.end]
        if piece.exact and piece.value is None:
            assert written == piece.text or (recased and written.casefold() == piece.text.casefold())
