"""Records what senders answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from nmlint.bilingual import Bilingual
from nmlint.dispatch.ledger import lives
from nmlint.dispatch.ledger.problems import LedgerError
from nmlint.dispatch.outgoing import Answer


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer to one attempt, and when it came."""

    tag: str
    answer: Answer
    at: datetime


def answer(connection: Connection, answers: Sequence[Answered]) -> list[LedgerError | None]:
    """Records the answers; what is known better already stays. An attempt that was never begun has no answer."""
    before = lives.of_tags(connection, {each.tag for each in answers})
    now, owners = dict(before), lives.by_tag(before)
    told: list[LedgerError | None] = []
    for each in answers:
        owner = owners.get(each.tag)
        if owner is None:
            told.append(
                LedgerError(
                    Bilingual(
                        f"no attempt {each.tag} was begun in this ledger, so that its answer has no place",
                        f"帳本裡沒有開始過的發送 {each.tag}，無法記錄它的回應",
                    )
                )
            )
            continue
        now[owner] = now[owner].answered(each.tag, each.answer, each.at)
        told.append(None)
    lives.save(connection, before, now)
    return told
