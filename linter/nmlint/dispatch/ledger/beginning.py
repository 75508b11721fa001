"""Records decisions, and gives each key to the one who may send it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Text, bindparam, cast, insert, null, select, union_all

from nmlint.dispatch.decision import Decision
from nmlint.dispatch.ledger import lives
from nmlint.dispatch.ledger.arrivals import adopt
from nmlint.dispatch.ledger.life import Life, Outcome, Tried
from nmlint.dispatch.ledger.model import Attempt, Begun
from nmlint.dispatch.ledger.sealing import Seal
from nmlint.dispatch.ledger.tables import attempts, claims, decisions, deliveries, objections
from nmlint.dispatch.outgoing import Answer, Fate

# Who holds the keys, and of which tags LINE has told already, in one question; the latter have no holder.
_KNOWN = union_all(
    select(claims.c.key.label("name"), claims.c.decision.label("holder")).where(
        claims.c.key.in_(bindparam("keys", expanding=True))
    ),
    select(deliveries.c.data, cast(null(), Text)).where(
        deliveries.c.attempt.is_(None), deliveries.c.data.in_(bindparam("tags", expanding=True))
    ),
)
_DECIDE, _OBJECT, _ATTEMPT, _CLAIM = map(insert, (decisions, objections, attempts, claims))


@dataclass(frozen=True, slots=True)
class Beginning:
    """What is to be written when a message is decided on: made ready beforehand, by who asks for it."""

    decision: dict[str, Any]
    rules: tuple[str, ...]
    attempt: dict[str, Any] | None

    @property
    def id(self) -> str:
        """The decision's id."""
        return str(self.decision["id"])

    @property
    def key(self) -> str:
        """The decision's key."""
        return str(self.decision["key"])


def made_ready(decision: Decision, attempt: Attempt | None, seal: Seal) -> Beginning:
    """The rows of a decision and its attempt. Raises LedgerError when a following cannot be sealed."""
    looked_at = decision.observed or decision.allowed
    outcome = Outcome.PENDING if attempt else Outcome.OBSERVED if looked_at else Outcome.REFUSED
    row = {
        "id": decision.id,
        "key": decision.key,
        "template": decision.template,
        "allowed": decision.allowed,
        "observed": decision.observed,
        "at": decision.at,
        "outcome": outcome,
        "earlier": None,
        "record": json.dumps(decision.to_json(), ensure_ascii=False),
    }
    rules = tuple(dict.fromkeys(each.rule for each in decision.objections))
    return Beginning(row, rules, None if attempt is None else attempt_row(decision.id, decision.to, attempt, seal))


def attempt_row(decision: str, receiver: str, attempt: Attempt, seal: Seal) -> dict[str, Any]:
    """The row of an attempt that is about to happen."""
    tried = Tried(
        tag=attempt.tag,
        decision=decision,
        step=attempt.step,
        channel=attempt.channel,
        message=attempt.message,
        receiver=receiver,
        begun=attempt.at,
    )
    if attempt.following is None:
        return lives.row_of(tried, None)
    name, sealed = seal.close(attempt.following, attempt.tag)
    return lives.row_of(replace(tried, sealed_with=name, due=attempt.at + attempt.following.after), sealed)


def begin(connection: Connection, beginnings: Sequence[Beginning]) -> list[Begun]:
    """Records them all; of those that share a key one alone is fresh, however many have asked and wherever."""
    holders, told = _known(connection, beginnings)
    fresh, recorded = [], []
    for each in beginnings:
        if each.attempt is None:
            recorded.append(each.decision)
        elif each.key not in holders:
            holders[each.key] = each.id
            fresh.append(each)
            recorded.append(each.decision)
        else:
            recorded.append({**each.decision, "outcome": Outcome.REPEATED, "earlier": holders[each.key]})
    connection.execute(_DECIDE, recorded)
    ruled = [{"rule": rule, "decision": each.id} for each in beginnings for rule in each.rules]
    if ruled:
        connection.execute(_OBJECT, ruled)
    if fresh:
        connection.execute(_ATTEMPT, [each.attempt for each in fresh if each.attempt])
        connection.execute(_CLAIM, [{"key": each.key, "decision": each.id} for each in fresh])
    if told:
        adopt(connection, told)
    repeated = {
        each.id: holders[each.key] for each in beginnings if each.attempt is not None and holders[each.key] != each.id
    }
    earlier = lives.of_decisions(connection, set(repeated.values()))
    return [_begun(each, repeated.get(each.id), earlier) for each in beginnings]


def _known(connection: Connection, beginnings: Sequence[Beginning]) -> tuple[dict[str, str], list[str]]:
    """The decisions that hold the keys, and the tags of which LINE has told already."""
    attempted = [(each.key, each.attempt["tag"]) for each in beginnings if each.attempt is not None]
    if not attempted:
        return {}, []
    keys, tags = map(list, zip(*attempted, strict=True))
    rows = connection.execute(_KNOWN, {"keys": keys, "tags": tags}).all()
    return {name: holder for name, holder in rows if holder is not None}, [name for name, of in rows if of is None]


def _begun(beginning: Beginning, holder: str | None, earlier: dict[str, Life]) -> Begun:
    if beginning.attempt is None:
        return Begun(fresh=False)
    if holder is None:
        return Begun(fresh=True)
    return Begun(fresh=False, earlier=holder, answer=_best(earlier[holder].tried) if holder in earlier else None)


def _best(tried: Sequence[Tried]) -> Answer | None:
    """What is to be said of a message that was sent before: who took it, else whether anybody may have."""
    taken = [each for each in tried if each.fate is Fate.ACCEPTED]
    if not taken and any(each.may_have_left for each in tried):
        return None
    return (taken or tried)[-1].answer
