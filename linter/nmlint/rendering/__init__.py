"""Jinja templates rendered so that every character knows where it was written."""

from nmlint.rendering.exploring import IMPORTED, UNCALLED, explore, render_concrete
from nmlint.rendering.model import (
    PLACEHOLDER,
    Bounds,
    Construct,
    Decision,
    Failure,
    Origin,
    Piece,
    Region,
    Rendering,
    Resolve,
    TemplateProblem,
    Unreached,
    Value,
    Variant,
)

__all__ = [
    "IMPORTED",
    "PLACEHOLDER",
    "UNCALLED",
    "Bounds",
    "Construct",
    "Decision",
    "Failure",
    "Origin",
    "Piece",
    "Region",
    "Rendering",
    "Resolve",
    "TemplateProblem",
    "Unreached",
    "Value",
    "Variant",
    "explore",
    "render_concrete",
]
