"""The guard's answer for one message."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from nmlint.bilingual import CHINESE, Bilingual, in_language, joined
from nmlint.dispatch.outgoing import Answer, Fate
from nmlint.errors import NmlintError
from nmlint.finding import Severity


@dataclass(frozen=True, slots=True)
class Objection:
    """What a rule says against a message at the moment it is to leave; only an error refuses it.

    `value` is the variable by whose value it was caused, None where no value was, and `start` and `end` are its
    characters there. `shown` is what may be shown of them: never a value in full. `fix` is what the caller may do.
    """

    rule: str
    severity: Severity
    message: str
    clause: str | None = None
    value: str | None = None
    start: int | None = None
    end: int | None = None
    shown: str = ""
    fix: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The objection with the keys that a finding has in a report, as far as there is something to say.

        `message` is in English, and `zh-TW` the same in Traditional Chinese.
        """
        written = {
            "rule": self.rule,
            "severity": str(self.severity),
            "message": str(self.message),
            "zh-TW": in_language(self.message, CHINESE),
            "clause": self.clause,
            "value": self.value,
            "span": None if self.start is None else {"start": self.start, "end": self.end},
            "shown": self.shown or None,
            "fix": self.fix,
        }
        return {key: value for key, value in written.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Basis:
    """By what was decided: enough to decide again in the same way. `lock` is the hash of the approval."""

    nmlint: str
    catalogue: str
    policy: str
    as_of: str
    lock: str | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether one message may leave now, on which channel, and why not.

    `id` is unique, and names the attempt to the sender (its tag is made of it). `key` is the idempotency key: the same
    key is sent once. `to` is the hash of the receiver's number, or the user id's for a push to friends. `values` are
    masked. `at` is the moment of the decision, `event` that of what the message tells, `deadline` until when it must
    have arrived; all know their time zone. A refusal that only time mends names the moment `not_before`.
    """

    id: str
    key: str
    template: str
    to: str = field(repr=False)
    allowed: bool
    channel: str | None
    objections: tuple[Objection, ...]
    basis: Basis
    at: datetime
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    digest: str = ""
    event: datetime | None = None
    deadline: datetime | None = None
    not_before: datetime | None = None
    reasons: tuple[str, ...] = ()
    observed: bool = False

    @property
    def refused_by(self) -> tuple[Objection, ...]:
        """The objections that refuse the message."""
        return tuple(each for each in self.objections if each.severity is Severity.ERROR)

    def to_json(self) -> dict[str, Any]:
        """The decision as plain data; neither receiver nor value can be read from it."""
        moments = {"at": self.at, "event": self.event, "deadline": self.deadline, "not_before": self.not_before}
        return {
            "schema": "nmlint.decision/1",
            "id": self.id,
            "key": self.key,
            "template": self.template,
            "to": self.to,
            "allowed": self.allowed,
            "observed": self.observed,
            "channel": self.channel,
            "reasons": list(self.reasons),
            "objections": [each.to_json() for each in self.objections],
            "values": dict(self.values),
            "digest": self.digest,
            **{name: None if moment is None else moment.isoformat() for name, moment in moments.items()},
            "basis": {
                "nmlint": self.basis.nmlint,
                "catalogue": self.basis.catalogue,
                "policy": self.basis.policy,
                "as_of": self.basis.as_of,
                "lock": self.basis.lock,
                "reference": self.basis.reference,
            },
        }


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that was handed over: the decision, and what the sender answered; true where it was taken.

    `repeated` says that the same key had been sent before: nothing was sent now, and `answer` is that of then, None
    where it never came. Where LINE refused the receiver at once, `followed` is what the fallback's sender answered.
    """

    decision: Decision
    answer: Answer | None
    repeated: bool = False
    followed: Answer | None = None

    def __bool__(self) -> bool:
        return any(answer is not None and answer.fate is Fate.ACCEPTED for answer in (self.answer, self.followed))


class Rejected(NmlintError):  # noqa: N818  a refusal is an answer, and the caller reads `except Rejected`
    """A message that may not leave; its text fits one line of a log, and names every rule that refuses it."""

    def __init__(self, decision: Decision) -> None:
        said = [each.message for each in decision.refused_by]
        rules = ", ".join(dict.fromkeys(each.rule for each in decision.refused_by))
        super().__init__(
            joined(" | ", [Bilingual(f"{decision.template}: {rules}", f"{decision.template}：{rules}"), *said])
        )
        self.decision = decision

    def to_json(self) -> str:
        """The decision with its objections, as one line of JSON."""
        return json.dumps(self.decision.to_json(), ensure_ascii=False, sort_keys=True)
