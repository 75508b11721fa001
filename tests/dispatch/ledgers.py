"""Decisions, attempts and moments, for the tests of the ledger."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from nmlint.bilingual import Bilingual
from nmlint.dispatch.decision import Basis, Decision, Objection
from nmlint.dispatch.ledger.ledger import Ledger
from nmlint.dispatch.ledger.life import Outcome
from nmlint.dispatch.ledger.model import Attempt, Following
from nmlint.dispatch.outgoing import Answer, Fate, Outgoing
from nmlint.finding import Severity

KEY = "bm1saW50LXRlc3Qta2V5LW9mLTMyLWJ5dGVzLWxvbmc="
START = datetime(2026, 11, 25, 2, tzinfo=UTC)
WINDOW = timedelta(hours=24)
AFTER = timedelta(minutes=30)
PHONE = "+886912345678"
HASH = "1315ec4a63ba3d2b8f5db63688770e89a402ee623ef33e4c8c2f36e48f271be0"
BASIS = Basis("0.1.0", "sha256-of-the-catalogue", "line-tw", "2026-11-25", "sha256-of-the-lock", "SP-031")

ACCEPTED = Answer(Fate.ACCEPTED, 200, "taken", request_id="line-1")
REFUSED = Answer(Fate.REFUSED, 503, "busy")
FINAL = Answer(Fate.REFUSED, 422, "no such receiver", final=True)
UNKNOWN = Answer(Fate.UNKNOWN, None, "the answer was cut short")


def at(**later: float) -> datetime:
    """A moment so long after the start."""
    return START + timedelta(**later)


def decision(name: str, **changes: Any) -> Decision:
    """A decision that lets a message go, but for the changes."""
    usual: dict[str, Any] = {
        "id": name,
        "key": f"key of {name}",
        "template": "shipped",
        "to": HASH,
        "allowed": True,
        "channel": "notification-message",
        "objections": (),
        "basis": BASIS,
        "at": START,
        "values": {"order_no": "T○○○○"},
    }
    return Decision(**{**usual, **changes})


def objection(rule: str = "promotion/discount") -> Objection:
    """What a rule says against a message."""
    return Objection(rule, Severity.ERROR, Bilingual("it offers a discount", "提供折扣"), "no-advertising")


def tag(name: str, step: int = 0) -> str:
    """The tag of the attempt of a decision."""
    return f"tag-of-{name}-{step}".ljust(16, "-")


def following(name: str, after: timedelta = AFTER) -> Following:
    """An SMS that follows."""
    body = {"text": f"【好日子書店】訂單 {name} 已出貨"}
    return Following(after, Outgoing("sms", "sms", PHONE, body, tag(name, 1)))


def attempt(name: str, **changes: Any) -> Attempt:
    """The handing over of a notification message without a fallback, but for the changes."""
    usual = {"tag": tag(name), "channel": "notification-message", "message": "line-flexible", "at": START}
    return Attempt(**{**usual, **changes})


def fallback(name: str, moment: datetime | None = None, step: int = 1) -> Attempt:
    """The handing over of its fallback."""
    return Attempt(tag(name, step), "sms", "sms", moment or at(minutes=31), step)


def sent(ledger: Ledger, name: str, answer: Answer | None = ACCEPTED, **changes: Any) -> None:
    """Begins a message with a fallback, and has it answered."""
    begun = ledger.begin(decision(name), attempt(name, **{"following": following(name), **changes}))
    assert begun.fresh
    if answer is not None:
        ledger.answered(tag(name), answer, at(seconds=1))


def outcome(ledger: Ledger, name: str) -> Outcome:
    """What became of a decision."""
    found = ledger.read(name)
    assert found is not None
    return found.outcome
