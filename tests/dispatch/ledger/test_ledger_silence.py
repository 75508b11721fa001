"""What ends by itself: LINE's silence, answers that never came, and the time that records are kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple

import pytest
from ledgers import (
    ACCEPTED,
    FINAL,
    REFUSED,
    UNKNOWN,
    WINDOW,
    at,
    attempt,
    decision,
    fallback,
    objection,
    outcome,
    sent,
    tag,
)

from nmlint.dispatch.ledger import Ledger, LedgerError
from nmlint.dispatch.ledger.closing import PORTION, Pruned
from nmlint.dispatch.ledger.life import Outcome


def test_silence_ends(ledger: Ledger) -> None:
    """A day after it was taken, and not earlier, a message counts as not delivered; what is unknown stays so."""
    for name, answer in {"accepted": ACCEPTED, "unknown": UNKNOWN, "final": FINAL, "pending": None}.items():
        sent(ledger, name, answer)
    sent(ledger, "arrived")
    ledger.delivered(tag("arrived"), "event", at(minutes=1), at(minutes=1), redelivery=False)

    # What was never answered is counted from its beginning, a second earlier.
    assert 1 == ledger.close_silent(at(hours=24), window=WINDOW)
    assert 3 == ledger.close_silent(at(hours=24, seconds=1), window=WINDOW)
    assert 0 == ledger.close_silent(at(days=9), window=WINDOW)
    assert {
        "accepted": Outcome.NOT_DELIVERED,
        "unknown": Outcome.UNKNOWN,
        "final": Outcome.FAILED,
        "pending": Outcome.UNKNOWN,
        "arrived": Outcome.DELIVERED,
    } == {each.id: each.outcome for each in ledger.entries()}
    assert (0, []) == (ledger.counts().open, ledger.due(at(hours=1)))


def test_silence_after_a_fallback(ledger: Ledger) -> None:
    """The SMS went: that is what became of it, whatever LINE did not tell."""
    sent(ledger, "a")
    ledger.begin_fallback("a", fallback("a"), at(minutes=31))
    ledger.answered(tag("a", 1), ACCEPTED, at(minutes=32))

    assert 1 == ledger.counts().open
    assert 1 == ledger.close_silent(at(days=2), window=WINDOW)
    assert Outcome.FOLLOWED == outcome(ledger, "a")


def test_many_are_closed_in_portions(place: str) -> None:
    """More than one transaction takes are all closed, and all pruned."""
    many = PORTION + 7
    with Ledger(place) as ledger:
        with ThreadPoolExecutor(64) as threads:
            list(threads.map(lambda name: ledger.begin(decision(name), attempt(name)), map(str, range(many))))
        assert many == len(ledger.unknown(at(minutes=1)))
        assert many == ledger.close_silent(at(days=2), window=WINDOW)
        assert Pruned(many, 0, 0) == ledger.prune(at(days=3))


def test_answers_that_never_came(ledger: Ledger) -> None:
    """What was begun and not answered is unknown after a while: kept, told, and not sent again."""
    sent(ledger, "a", None)
    sent(ledger, "b", None, at=at(minutes=10))
    sent(ledger, "c", UNKNOWN)
    sent(ledger, "d")

    lost = ledger.unknown(at(minutes=5))

    assert [("a", ""), ("c", UNKNOWN.reason)] == [(each.decision, each.reason) for each in lost]
    assert ("shipped", tag("a"), 0, "notification-message", at()) == astuple(lost[0])[1:6]
    assert {"a": Outcome.UNKNOWN, "b": Outcome.PENDING, "c": Outcome.UNKNOWN, "d": Outcome.ACCEPTED} == {
        each.id: each.outcome for each in ledger.entries()
    }
    assert not ledger.begin(decision("e", key="key of a"), attempt("e")).fresh
    # It may have been taken, so that its fallback is due like that of what was.
    assert "a" in {each.decision for each in ledger.due(at(minutes=30))}


def test_an_answer_that_came_after_all(ledger: Ledger) -> None:
    """It is known then."""
    table = [(ACCEPTED, Outcome.ACCEPTED), (REFUSED, Outcome.FAILED), (UNKNOWN, Outcome.UNKNOWN)]
    for name, (answer, expected) in enumerate(table):
        sent(ledger, f"{name}", None)
        ledger.unknown(at(minutes=5))
        ledger.answered(tag(f"{name}"), answer, at(minutes=6))

        assert expected == outcome(ledger, f"{name}")


def test_an_answer_to_nothing(ledger: Ledger) -> None:
    """What was never begun has no answer, and none is owed."""
    with pytest.raises(LedgerError, match="no attempt nobody"):
        ledger.answered("nobody", ACCEPTED, at())
    assert 0 == ledger.owed


def test_prune(ledger: Ledger) -> None:
    """What is over and old goes, with all that belongs to it; what is open stays, however old."""
    for name, answer in {"closed": REFUSED, "open": ACCEPTED, "arrived": ACCEPTED}.items():
        sent(ledger, name, answer)
    ledger.begin(decision("refused", allowed=False, objections=(objection(),)), None)
    ledger.begin(decision("young", at=at(days=5)), attempt("young"))
    ledger.answered(tag("young"), REFUSED, at(days=5))
    for data in (tag("arrived"), "nobody's"):
        ledger.delivered(data, f"event {data}", at(minutes=1), at(minutes=1), redelivery=False)
    ledger.delivered("a late stranger", "late", at(minutes=1), at(days=2), redelivery=False)

    assert Pruned(decisions=3, deliveries=2, open=1) == ledger.prune(at(days=1))
    assert Pruned(decisions=0, deliveries=0, open=1) == ledger.prune(at(days=1))
    assert ["open", "young"] == [each.id for each in ledger.entries()]
    assert 1 == ledger.counts().unmatched
    # A key that is as old is free again.
    assert ledger.begin(decision("again", key="key of arrived"), attempt("again")).fresh
