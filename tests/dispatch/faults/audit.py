"""Holds what the ledger says against what the servers know for certain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from faults.witnesses import Witness

from nmlint.bilingual import CHINESE, ENGLISH
from nmlint.dispatch.ledger.ledger import Ledger
from nmlint.dispatch.ledger.life import SENT_NOTHING, Outcome
from nmlint.dispatch.ledger.reading import Wanted
from nmlint.dispatch.ledger.records import Recorded
from nmlint.dispatch.outgoing import Fate
from nmlint.output.ledger import explained

_TOLD = {Fate.ACCEPTED, Fate.REFUSED}
_SAYS_SENT = {Outcome.ACCEPTED, Outcome.DELIVERED, Outcome.FOLLOWED, Outcome.DUPLICATE, Outcome.NOT_DELIVERED}


@dataclass(frozen=True, slots=True)
class Audit:
    """A ledger with LINE and the gateway that were sent to. `both` says that an SMS may have followed for silence."""

    ledger: Ledger
    line: Witness
    gateway: Witness
    both: bool = False

    def faults(self, keys: Sequence[str], now: datetime) -> list[str]:
        """Everything that is wrong with the messages of these keys, once all their processes have ended."""
        # Longer ago than any sender may take to answer.
        undecided = {each.tag for each in self.ledger.unknown(now + timedelta(hours=12))}
        found = [f"LINE found fault: {each}" for each in getattr(self.line, "faults", [])]
        for key in keys:
            records = list(self.ledger.entries(Wanted(key=key)))
            found += (f"{key}: {fault}" for fault in self._of_key(key, records, undecided))
        return found

    def _of_key(self, key: str, records: Sequence[Recorded], undecided: set[str]) -> Iterator[str]:
        known = {each.tag: each for record in records for each in record.tried}
        for name, server in (("LINE", self.line), ("the gateway", self.gateway)):
            seen = server.of(key)
            if sum(each.turn.done for each in seen) > 1:
                yield f"{name} carried it out twice"
            yield from (f"{name} was asked again after {each}" for each in seen[:-1] if not each.turn.refuses)
            yield from (f"the ledger does not know {each} of {name}" for each in seen if each.tag not in known)
        done = {each.tag for server in (self.line, self.gateway) for each in server.of(key) if each.turn.done}
        if len(done) > 1 and not self.both:
            yield "it went by LINE and by SMS"
        for tried in known.values():
            if tried.fate in _TOLD and (tried.fate is Fate.ACCEPTED) is not (tried.tag in done):
                yield f"the ledger has {tried.fate}, which is not so: {tried}"
            if tried.fate is None or (tried.fate is Fate.UNKNOWN) is not (tried.tag in undecided):
                yield f"nobody is told of {tried}"
        holders = [record for record in records if record.outcome not in SENT_NOTHING]
        if len(holders) > 1:
            yield f"more than one decision may have been sent: {holders}"
        yield from self._of_outcome(records, holders, done)
        for record in records:
            yield from _unexplained(record, {each.id for each in records})

    def _of_outcome(self, records: Sequence[Recorded], holders: Sequence[Recorded], done: set[str]) -> Iterator[str]:
        """Whether what became of a message is said, and rightly."""
        if not records:
            yield "nothing was written down of it"
        for record in holders:
            waits = any(each.awaits_fallback for each in record.tried)
            if record.outcome is Outcome.PENDING and not waits:
                yield f"it is neither sent nor given up: {record}"
            if record.outcome in _SAYS_SENT and not done:
                yield f"it is said to be sent, and was not: {record}"
        if done and not holders:
            yield "it was carried out, and its key is free"


def _unexplained(record: Recorded, ids: set[str]) -> Iterator[str]:
    """What cannot be told of a decision from the ledger alone."""
    if record.outcome is Outcome.REPEATED and record.earlier not in ids:
        yield f"it repeats {record.earlier}, of which the ledger knows nothing"
    for lang in (ENGLISH, CHINESE):
        told = "\n".join(explained({"findings": [], **record.to_json()}, lang))
        if f"{record.outcome}:" not in told or any(each.channel not in told for each in record.tried):
            yield f"it is not explained: {told}"


def contradicted(ledger: Ledger, acks: Sequence[Sequence[Any]]) -> list[str]:
    """Where the ledger does not have what the guard answered to its caller."""
    return [f"{ack}" for ack in acks if ack[0] == "sent" and not _kept(ledger, *ack[2:])]


def _kept(ledger: Ledger, decision: str, repeated: bool, fate: str | None, followed: str | None) -> bool:
    record = ledger.read(decision)
    if record is None or repeated is not (record.outcome is Outcome.REPEATED):
        return False
    if repeated:
        return True
    # What was unknown then may be known by now.
    told = [each for each in (fate, followed) if each is not None]
    return all(was in {each.fate, Fate.UNKNOWN} for was, each in zip(told, record.tried, strict=False))
