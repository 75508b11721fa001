"""A service plan as it was read: who applies, by which route, with which papers, and the notices that LINE reviews."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from nmlint.documents.model import Declaration, Document

CUSTOMER, PARTNER = ROUTES = ("customer", "partner")
# What the plan is handed in for, in the order in which a company comes to it.
SERVICE_PLAN_REVIEW, TEST_PERMISSION, PRODUCTION_PERMISSION = STEPS = (
    "service-plan",
    "test-permission",
    "production-permission",
)


@dataclass(frozen=True, slots=True)
class Company:
    """Who applies; `kind` is what the company is before the law, `registration` its number in the register."""

    name: str | None = None
    kind: str | None = None
    registration: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """The official account; a blue shield needs a special application, which was granted on a day."""

    id: str | None = None
    shield: str | None = None
    version: str | None = None
    special_application: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """That LINE certified the service provider: from when, and until when."""

    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of the application: the days on which it was signed and handed in, and the last on which it holds."""

    id: str
    key: str
    signed: date | None = None
    submitted: date | None = None
    valid_until: date | None = None

    @property
    def there(self) -> bool:
        """Whether it was signed or handed in."""
        return self.signed is not None or self.submitted is not None


@dataclass(frozen=True, slots=True)
class Statement:
    """What only a person can confirm: which statement, the role of the person who did, and the day."""

    id: str
    key: str
    role: str | None = None
    date: date | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A notice of the plan; `key` leads to it in the file.

    `declaration` holds what a template's front comment would. `texts` are the texts that LINE reviews, one for each
    variant, with values as `{{ name }}`; `template` is the file that renders them. `deliver_within` is in seconds,
    `volume` what is expected, as it was written; `examples` are the texts with values, for the reviewer to read.
    `approved_reference` names the content that LINE approved for the partner already. `alternatives` are what is shown
    where the message cannot be, one for each variant.
    """

    key: str
    declaration: Declaration
    template: str | None = None
    texts: tuple[str, ...] = ()
    opt_out: str | None = None
    volume: str | None = None
    deliver_within: int | None = None
    screenshots: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    approved_reference: str | None = None
    alternatives: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """What it is called."""
        return self.declaration.id or self.key


@dataclass(frozen=True, slots=True)
class ServicePlan:
    """A service plan; `step` is what it is handed in for, `received` the documents that LINE has handed over.

    `dates` are the days of the application's steps, by name. `contact` and `privacy` are what the receiver is told.
    `templates` are the folders and globs whose templates it must hold, beside the plan.
    """

    step: str = SERVICE_PLAN_REVIEW
    route: str | None = None
    partner: str | None = None
    company: Company = Company()
    account: Account = Account()
    certified: Standing = Standing()
    papers: Mapping[str, Paper] = field(default_factory=dict)
    received: tuple[str, ...] = ()
    dates: Mapping[str, date] = field(default_factory=dict)
    contact: Mapping[str, str] = field(default_factory=dict)
    privacy: Mapping[str, str] = field(default_factory=dict)
    statements: tuple[Statement, ...] = ()
    entries: tuple[Entry, ...] = ()
    templates: tuple[str, ...] = ()

    def asks_for(self, step: str) -> bool:
        """Whether the plan has come to a step, or beyond it."""
        return STEPS.index(self.step) >= STEPS.index(step)


@dataclass(frozen=True, slots=True)
class SubmissionDocument(Document):
    """A service plan's file; what it declares beside the plan holds for all its notices."""

    plan: ServicePlan = field(kw_only=True)
