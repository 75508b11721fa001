"""The places of a compiled template that print, decide or load, by number."""

from __future__ import annotations

from dataclasses import dataclass, field

from nmlint.bilingual import Bilingual
from nmlint.rendering.model import Construct, Origin
from nmlint.rendering.tracing import Segments
from nmlint.source import Source, Span


@dataclass(slots=True)
class Site:
    """A tag as the generated code knows it.

    `constant` says that nothing from outside is in its expression, `chained` that text printed by it has passed it.
    `inside` is the range of sites that stand within a statement, which a decision there may reach.
    """

    source: str
    start: int
    end: int
    expression: str = ""
    names: tuple[str, ...] = ()
    constant: bool = False
    chained: bool = True
    inside: range = range(0)
    origin: Origin = field(init=False)

    def __post_init__(self) -> None:
        self.origin = Origin(self.source, Span(self.start, self.end))


@dataclass(slots=True)
class Literal:
    """Author's text: template data, or a constant that an expression may print.

    `owner` is the template and the macro or block it stands in; `dead` says why it can never be shown.
    """

    text: str
    segments: Segments
    site: int
    printable: bool
    owner: tuple[str, str]
    dead: Bilingual | None = None


@dataclass(slots=True)
class Sites:
    """Everything the code generator noted, across all templates of one environment."""

    sites: list[Site] = field(default_factory=lambda: [Site("", 0, 0)])
    literals: list[Literal] = field(default_factory=list)
    owners: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    """The sites and literals of each macro and block, by owner; the number of a literal is negative."""
    references: dict[str, dict[Origin, None]] = field(default_factory=dict)
    assigned: set[str] = field(default_factory=set)
    unsafe: dict[Construct, None] = field(default_factory=dict)
    unknown: dict[Construct, None] = field(default_factory=dict)
    macros: dict[Construct, None] = field(default_factory=dict)
    includes: dict[Construct, None] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
