"""Reads a service plan: every key in its place, every fault at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from nmlint.bilingual import Bilingual
from nmlint.documents.dates import day_of, wanted_day
from nmlint.documents.message import dumped
from nmlint.documents.model import SERVICE_PLAN, Declaration
from nmlint.documents.plan_fields import said
from nmlint.documents.planfile import read_plan_file
from nmlint.documents.submitted import (
    ROUTES,
    SERVICE_PLAN_REVIEW,
    STEPS,
    Account,
    Company,
    Entry,
    Paper,
    ServicePlan,
    Standing,
    Statement,
    SubmissionDocument,
)
from nmlint.documents.template import DECLARED, declared_by
from nmlint.fields import Fields
from nmlint.nodes import Mapped, is_null, plain
from nmlint.source import Source, Span

_KEYS = frozenset(
    {
        "kind",
        "step",
        "route",
        "partner",
        "company",
        "account",
        "certified_provider",
        "documents",
        "received",
        "dates",
        "contact",
        "privacy",
        "statements",
        "scenarios",
        "templates",
    }
)
_DECLARED = frozenset({"id", "sender", "evidence", "products"})
_OF_ENTRY = frozenset(
    {
        "template",
        "text",
        "alt_text",
        "opt_out",
        "volume",
        "deliver_within",
        "screenshots",
        "examples",
        "approved_reference",
    }
)
_DATES = frozenset({"technical_documents", "test_account", "production_permission", "launch"})
_SECTIONS = frozenset(
    {"company", "account", "certified_provider", "documents", "dates", "contact", "privacy", "statements"}
)
_CONTACT = frozenset({"department", "phone", "url", "hours"})
_PRIVACY = frozenset({"policy", "consent_text"})
_KEY_OF_NOTICE = re.compile(r"\bscenarios\.([0-9]+)\.?")
_NO_NOTICES = Bilingual(
    "scenarios: list the notices that LINE is to review, such as - {scenario: delivery, template: delivery.j2}",
    "scenarios 要列出送審的通知，例如 - {scenario: delivery, template: delivery.j2}",
)
IN_PLAN = Bilingual("the service plan", "服務計畫")


def read_service_plan(
    source: Source,
    supplied: Declaration | None = None,
    default_id: str | None = None,
    *,
    unfinished: bool = False,
) -> SubmissionDocument:
    """The service plan in a source; an `unfinished` one may lack its notices.

    Raises UnreadableError with every fault in it.
    """
    found = read_plan_file(source, IN_PLAN, partial(_plan, unfinished=unfinished), supplied, default_id, _of_notice)
    # What is missing from a section is told at its name, not over all of its lines.
    sections = {entry.key: entry.key_span for entry in found.root.entries if entry.key in _SECTIONS}
    # In a spreadsheet every item has a row of its own, also one that nobody has filled in.
    blanks = _blanks(found.root) if source.cells else {}
    spans = {**found.declaration.spans, **sections, **blanks}
    declaration = replace(found.declaration, spans=spans)
    return SubmissionDocument(SERVICE_PLAN, found.id, source, declaration, found.form, plan=found.plan)


def service_plan_document(data: Mapping[str, Any] | Sequence[Any], name: str) -> SubmissionDocument:
    """The service plan in plain data, whose places are those of it as JSON. Raises UnreadableError."""
    return read_service_plan(Source(name, dumped(data)))


def _of_notice(what: Bilingual, root: Mapped) -> Bilingual:
    """What is wrong in a notice, which is called by its number and scenario instead of by its key."""
    key = _KEY_OF_NOTICE.search(what)
    if key is None:
        return what
    number = int(key[1])
    notices = next((plain(entry.node) for entry in root.entries if entry.key == "scenarios"), None)
    notice = notices[number] if isinstance(notices, list) and number < len(notices) else None
    scenario = notice.get("scenario") if isinstance(notice, dict) else None
    english, chinese = (said.replace(key[0], "").strip() for said in (str(what), what.chinese))
    of = f" ({scenario})" if scenario else ""
    return Bilingual(f"notice {number + 1}{of}: {english}", f"第 {number + 1} 則{of and f'（{scenario}）'}：{chinese}")


def _blanks(root: Mapped) -> Mapping[str, Span]:
    """Where the keys stand that have no value yet: of the plan, and of its sections."""
    blank = {entry.key: entry.key_span for entry in root.entries if is_null(entry.node)}
    for entry in root.entries:
        if entry.key in _SECTIONS and isinstance(entry.node, Mapped):
            blank |= {f"{entry.key}.{one.key}": one.key_span for one in entry.node.entries if is_null(one.node)}
    return blank


def _plan(top: Fields, *, unfinished: bool) -> ServicePlan:
    top.only(_KEYS | _DECLARED)
    top.text("kind", one_of=(SERVICE_PLAN,))
    return ServicePlan(
        step=top.text("step", one_of=STEPS) or SERVICE_PLAN_REVIEW,
        route=top.text("route", one_of=ROUTES),
        partner=top.text("partner"),
        company=_company(top.fields("company")),
        account=_account(top.fields("account")),
        certified=_standing(top.fields("certified_provider")),
        papers=_papers(top),
        received=top.texts("received"),
        dates=_dates(top.fields("dates")),
        contact=_texts(top, "contact", _CONTACT),
        privacy=_texts(top, "privacy", _PRIVACY),
        statements=_statements(top),
        entries=_entries(top, unfinished=unfinished),
        templates=top.texts("templates"),
    )


def _company(found: Fields | None) -> Company:
    if found is None:
        return Company()
    found.only({"name", "kind", "registration"})
    return Company(found.text("name"), found.text("kind"), found.text("registration"))


def _account(found: Fields | None) -> Account:
    if found is None:
        return Account()
    found.only({"id", "shield", "version", "special_application"})
    special = _day(found, "special_application")
    return Account(found.text("id"), found.text("shield"), found.text("version"), special)


def _standing(found: Fields | None) -> Standing:
    if found is None:
        return Standing()
    found.only({"since", "until"})
    return Standing(_day(found, "since"), _day(found, "until"))


def _papers(top: Fields) -> Mapping[str, Paper]:
    papers = {}
    for entry, found in top.each("documents"):
        found.stand_at(entry.key_span)
        found.only({"signed", "submitted", "valid_until"})
        days = (_day(found, key) for key in ("signed", "submitted", "valid_until"))
        papers[entry.key] = Paper(entry.key, found.at, *days)
    return papers


def _dates(found: Fields | None) -> Mapping[str, date]:
    if found is None:
        return {}
    found.only(_DATES)
    return {key: day for key in found.keys if (day := _day(found, key)) is not None}


def _texts(top: Fields, key: str, known: frozenset[str]) -> Mapping[str, str]:
    if (found := top.fields(key)) is None:
        return {}
    found.only(known)
    return {name: text for name in found.keys if (text := found.text(name)) is not None}


def _statements(top: Fields) -> tuple[Statement, ...]:
    made = []
    for entry, found in top.each("statements"):
        found.stand_at(entry.key_span)
        found.only({"role", "date"})
        made.append(Statement(entry.key, found.at, found.text("role"), _day(found, "date")))
    return tuple(made)


def _entries(top: Fields, *, unfinished: bool) -> tuple[Entry, ...]:
    if not unfinished:
        top.require("scenarios", _NO_NOTICES)
        if top.anything("scenarios") == []:
            top.refuse("scenarios", _NO_NOTICES)
    entries = []
    for found in top.listed("scenarios"):
        found.only(DECLARED | _OF_ENTRY)
        entries.append(
            Entry(
                found.at,
                declared_by(found),
                found.text("template"),
                found.texts("text"),
                found.text("opt_out"),
                found.text("volume"),
                found.duration("deliver_within"),
                found.texts("screenshots"),
                found.texts("examples"),
                found.text("approved_reference"),
                found.texts("alt_text"),
            )
        )
    return tuple(entries)


def _day(found: Fields, key: str) -> date | None:
    return said(found, key, day_of, wanted_day)
