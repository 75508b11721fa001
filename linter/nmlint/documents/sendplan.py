"""Reads a send plan: every key in its place, every fault at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from nmlint.bilingual import Bilingual
from nmlint.documents.message import dumped
from nmlint.documents.model import SEND_PLAN, Declaration
from nmlint.documents.plan import PlanDocument, Reminder, SendPlan, Step
from nmlint.documents.plan_audience import audience_of
from nmlint.documents.plan_fields import limits, said
from nmlint.documents.plan_prices import budget_of, exchange_of, prices_of
from nmlint.documents.plan_values import minute_of_day, moment, quiet_hours
from nmlint.documents.planfile import read_plan_file
from nmlint.fields import Fields
from nmlint.source import Source, Span
from nmlint.vocabulary import CHANNELS, NOTIFICATION

_KEYS = frozenset(
    {
        "kind",
        "notice",
        "deliver_within",
        "deliver_by",
        "starts_after",
        "send_at",
        "industry",
        "timezone",
        "quiet_hours",
        "audience",
        "friends",
        "deduplicate_by",
        "reminders",
        "limits",
        "budget",
        "prices",
        "exchange",
        "code_valid_for",
        "steps",
    }
)
_DECLARED = frozenset({"id", "scenario", "sender", "event", "basis", "evidence", "variables", "links", "products"})
_STEP = frozenset({"channel", "template", "text", "after", "unless", "on", "valid_for", "via"})
# The words of orchestrators that run channels in turn; both speak of the step behind the one they stand in.
_ORCHESTRATED = {"fallbackAfter": "after", "successStatus": "unless"}
_LIMITS = frozenset({"late", "duplicate", "never"})
_NO_STEPS = Bilingual(
    "steps: say what is sent, such as - {channel: sms}", "steps 要列出發送步驟，例如 - {channel: sms}"
)
_SECOND_MESSAGE = Bilingual(
    "a plan has one notification message; what follows it goes by another channel",
    "一份計畫只有一則通知型訊息，後面的步驟要走其他通路",
)
_TOLD_TWICE = Bilingual(
    "the step before says this too, by fallbackAfter or successStatus; keep one of them",
    "前一步已經用 fallbackAfter 或 successStatus 寫過；請只留一個",
)
IN_PLAN = Bilingual("the send plan", "發送計畫")


def read_send_plan(source: Source, supplied: Declaration | None = None, default_id: str | None = None) -> PlanDocument:
    """The send plan in a source. Raises UnreadableError with every fault in it."""
    found = read_plan_file(source, IN_PLAN, _plan, supplied, default_id)
    spans = _with_orchestrated(found.declaration.spans, len(found.plan.steps))
    declaration = replace(found.declaration, spans=spans)
    return PlanDocument(SEND_PLAN, found.id, source, declaration, found.form, plan=found.plan)


def plan_document(data: Mapping[str, Any] | Sequence[Any], name: str) -> PlanDocument:
    """The send plan in plain data, whose places are those of it as JSON. Raises UnreadableError."""
    return read_send_plan(Source(name, dumped(data)))


def _with_orchestrated(spans: Mapping[str, Span], steps: int) -> Mapping[str, Span]:
    """The places, with those of an orchestrator's words under the keys of the step that they speak of."""
    found = dict(spans)
    for number in range(1, steps):
        for word, key in _ORCHESTRATED.items():
            if (span := spans.get(f"steps.{number - 1}.{word}")) is not None:
                found.setdefault(f"steps.{number}.{key}", span)
    return found


def _plan(top: Fields) -> SendPlan:
    top.only(_KEYS | _DECLARED)
    top.text("kind", one_of=(SEND_PLAN,))
    exchange = exchange_of(top)
    at = said(top, "send_at", minute_of_day, Bilingual("a time of day such as 20:30", "時刻，例如 20:30"))
    return SendPlan(
        steps=_steps(top),
        notice=top.text("notice"),
        deliver_within=top.duration("deliver_within"),
        deliver_by=said(
            top,
            "deliver_by",
            moment,
            Bilingual("a day and time such as 2026-12-01 18:00", "日期時間，例如 2026-12-01 18:00"),
        ),
        starts_after=top.duration("starts_after") or 0,
        send_at=at,
        industry=top.text("industry"),
        timezone=_timezone(top),
        quiet_hours=said(
            top, "quiet_hours", quiet_hours, Bilingual("hours such as 22:00-08:00", "時段，例如 22:00-08:00")
        ),
        audience=audience_of(top.fields("audience")),
        friends=top.texts("friends"),
        deduplicate_by=top.texts("deduplicate_by"),
        reminders=_reminders(top),
        limits=limits(top, "limits", _LIMITS),
        budget=budget_of(top, exchange),
        prices=prices_of(top, exchange),
        code_valid_for=top.duration("code_valid_for"),
    )


def _steps(top: Fields) -> tuple[Step, ...]:
    steps: list[Step] = []
    listed = top.listed("steps")
    top.require("steps", _NO_STEPS)
    if top.anything("steps") == []:
        top.refuse("steps", _NO_STEPS)
    after: int | None = None
    unless: str | None = None
    for found in listed:
        found.only(_STEP.union(_ORCHESTRATED))
        channel = found.text("channel", one_of=CHANNELS)
        if channel == NOTIFICATION and any(step.channel == NOTIFICATION for step in steps):
            found.refuse("channel", _SECOND_MESSAGE)
        found.require(
            "channel",
            Bilingual("a step needs a channel, such as channel: sms", "每個步驟都要有 channel，例如 channel: sms"),
        )
        template, text = _named(found, "template"), _named(found, "text")
        if template is not None and text is not None:
            found.refuse(
                "text", Bilingual("a step has a template or a text, not both", "步驟只能寫 template 或 text 其中一個")
            )
        own_after, own_unless = found.duration("after"), found.text("unless")
        for key, other in (("after", after), ("unless", unless)):
            if key in found.keys and other is not None:
                found.refuse(key, _TOLD_TWICE)
        steps.append(
            Step(
                channel or "",
                found.at,
                template,
                text,
                own_after if own_after is not None else after,
                (own_unless or unless or "").lower() or None,
                found.text("on"),
                found.duration("valid_for"),
                found.text("via"),
            )
        )
        after, unless = found.integer("fallbackAfter", least=0), found.text("successStatus")
    return tuple(steps)


def _named(found: Fields, key: str) -> str | None:
    """The text under a key, which is never blank."""
    text = found.text(key)
    if text is not None and not text.strip():
        found.refuse(
            key,
            Bilingual(
                f"{key}: nothing is written here; fill it, or leave the key out", f"{key} 是空的；請填寫，或刪除這個鍵"
            ),
        )
    return text


def _reminders(top: Fields) -> tuple[Reminder, ...]:
    found = []
    for entry in top.listed("reminders"):
        entry.only({"before"})
        before = entry.duration("before")
        entry.require(
            "before",
            Bilingual("a reminder says how long before, such as before: 1d", "提醒要寫提前多久，例如 before: 1d"),
        )
        found.append(Reminder(before or 0, entry.at))
    return tuple(found)


def _timezone(top: Fields) -> str | None:
    name = top.text("timezone")
    if name is not None:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            top.refuse(
                "timezone",
                Bilingual(
                    f"timezone: {name!r} is not known; write it like Asia/Taipei",
                    f"timezone：不認得「{name}」；請寫成 Asia/Taipei",
                ),
            )
    return name
