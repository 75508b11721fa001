"""What an author declares about a template, and the document it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nmlint.source import Source, Span

JSON, YAML = "json", "yaml"
SEND_PLAN, SERVICE_PLAN = "send-plan", "service-plan"
# The one status by which a fallback may be called off.
DELIVERED = "delivered"


@dataclass(frozen=True, slots=True)
class Variable:
    """A declared variable; `span` is its name where it is declared, None for a bare message."""

    name: str
    type: str | None = None
    example: Any = None
    max_length: int | None = None
    mask: str | None = None
    hosts: tuple[str, ...] = ()
    purpose: str | None = None
    values: tuple[Any, ...] = ()
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Fallback:
    """What follows, `after` so many seconds, when the notification message does not arrive."""

    channel: str
    after: int | None = None
    unless: str | None = None
    template: str | None = None


@dataclass(frozen=True, slots=True)
class Declaration:
    """The facts that stand in a template's first comment, or in the configuration by path.

    `spans` leads from a dotted key (`scenario`, `variables.eta.type`) to its value in the source.
    `links` gives the purpose of each link, by host, variable or URL.
    """

    id: str | None = None
    scenario: str | None = None
    message: str | None = None
    sender: str | None = None
    title: str | None = None
    event: str | None = None
    basis: str | None = None
    evidence: Mapping[str, Any] = field(default_factory=dict)
    variables: Mapping[str, Variable] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    fallback: Fallback | None = None
    products: tuple[str, ...] = ()
    spans: Mapping[str, Span] = field(default_factory=dict)
    present: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A template, a message or a plan as it was read: `kind` is `template`, `message`, `send-plan` or `service-plan`.

    `form` is how the message is written, `json` or `yaml`; None where the text itself is the message.
    """

    kind: str
    id: str
    source: Source
    declaration: Declaration
    form: str | None = None
