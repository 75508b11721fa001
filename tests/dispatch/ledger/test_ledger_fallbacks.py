"""Fallbacks: due in time, begun once, and never where the message arrived."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from ledgers import (
    ACCEPTED,
    FINAL,
    KEY,
    REFUSED,
    START,
    UNKNOWN,
    WINDOW,
    at,
    attempt,
    decision,
    fallback,
    following,
    outcome,
    sent,
    tag,
)

from nmlint.dispatch.ledger import Ledger, LedgerError
from nmlint.dispatch.ledger.life import Outcome
from nmlint.dispatch.ledger.model import Due
from nmlint.dispatch.ledger.problems import Problem
from nmlint.dispatch.ledger.sealing import new_key
from nmlint.dispatch.outgoing import Answer


def test_what_is_due_and_when(ledger: Ledger) -> None:
    """What LINE took, or may have taken, is due when the time is over; what it refused for good, at once."""
    answers: dict[str, Answer | None] = {
        "accepted": ACCEPTED,
        "unknown": UNKNOWN,
        "final": FINAL,
        "refused": REFUSED,
        "pending": None,
    }
    for name, answer in answers.items():
        sent(ledger, name, answer)

    assert ["final"] == [each.decision for each in ledger.due(at(minutes=1))]
    assert ["final"] == [each.decision for each in ledger.due(at(minutes=29, seconds=59))]
    assert {"final", "accepted", "unknown"} == {each.decision for each in ledger.due(at(minutes=30))}
    assert {"final", "accepted", "unknown"} == {each.decision for each in ledger.due(at(hours=20), window=WINDOW)}
    assert [] == ledger.due(at(hours=24), window=WINDOW)


def test_what_was_sealed_comes_back(ledger: Ledger) -> None:
    """The following is what it was, and the oldest comes first."""
    for minute, name in enumerate("cab"):
        moment = at(minutes=minute)
        ledger.begin(decision(name), attempt(name, at=moment, following=following(name)))
        ledger.answered(tag(name), ACCEPTED, moment)

    assert [Due(name, tag(name), following(name)) for name in "ca"] == ledger.due(at(hours=1), 2)


def test_a_fallback_is_begun_once(ledger: Ledger) -> None:
    """However many ask; and then it is due no more."""
    sent(ledger, "a")
    with ThreadPoolExecutor(8) as threads:
        attempts = [replace(fallback("a"), tag=tag(f"a-{number}", 1)) for number in range(8)]
        begun = list(threads.map(lambda each: ledger.begin_fallback("a", each, at(minutes=31)), attempts))

    assert 1 == sum(begun)
    assert [] == ledger.due(at(hours=1))
    ledger.answered(attempts[begun.index(True)].tag, ACCEPTED, at(minutes=32))
    assert Outcome.FOLLOWED == outcome(ledger, "a")


def test_when_no_fallback_may_go(ledger: Ledger) -> None:
    """It arrived, it is over, it was not sent for now, it is being sent, or nobody knows the message."""
    for name, answer in {"arrived": ACCEPTED, "over": ACCEPTED, "refused": REFUSED, "pending": None}.items():
        sent(ledger, name, answer)
    ledger.delivered(tag("arrived"), "event", at(minutes=1), at(minutes=1), redelivery=False)
    ledger.close_silent(at(hours=24, seconds=1), window=WINDOW)
    sent(ledger, "young", None, at=at(hours=25))

    for name in ("arrived", "over", "refused", "pending", "young", "nobody"):
        assert not ledger.begin_fallback(name, fallback(name), at(hours=25)), name


def test_steps_go_in_order(ledger: Ledger) -> None:
    """The second fallback follows the first, once that was refused for good."""
    sent(ledger, "a", FINAL)
    second = replace(following("a"), outgoing=replace(following("a").outgoing, tag=tag("a", 2)))
    assert not ledger.begin_fallback("a", fallback("a", step=2), at(minutes=31))
    assert not ledger.begin_fallback("a", fallback("a", step=0), at(minutes=31))
    assert ledger.begin_fallback("a", replace(fallback("a"), following=second), at(minutes=31))

    assert [] == ledger.due(at(hours=5))
    ledger.answered(tag("a", 1), FINAL, at(minutes=32))
    assert [Due("a", tag("a", 1), second)] == ledger.due(at(minutes=33))
    assert ledger.begin_fallback("a", fallback("a", step=2), at(minutes=33))
    ledger.answered(tag("a", 2), ACCEPTED, at(minutes=34))
    assert Outcome.FOLLOWED == outcome(ledger, "a")


def test_no_step_follows_what_arrived(ledger: Ledger) -> None:
    """LINE had refused the first message and delivered it after all: what is left of the steps does not go."""
    for name, answer in {"final": FINAL, "unknown": UNKNOWN}.items():
        sent(ledger, name, FINAL)
        ledger.begin_fallback(name, replace(fallback(name), following=following(name)), at(minutes=31))
        ledger.answered(tag(name, 1), answer, at(minutes=32))
        ledger.delivered(tag(name), f"event {name}", at(minutes=33), at(minutes=33), redelivery=False)

        assert not ledger.begin_fallback(name, fallback(name, step=2), at(minutes=34))
    assert [] == ledger.due(at(hours=2))


def test_a_fallback_nobody_answered_for_is_not_sent_again(ledger: Ledger) -> None:
    """Its process ended: it may have been sent, and is surfaced."""
    sent(ledger, "a")
    ledger.begin_fallback("a", fallback("a"), at(minutes=31))

    assert [tag("a", 1)] == [each.tag for each in ledger.unknown(at(hours=1))]
    assert ([], Outcome.UNKNOWN) == (ledger.due(at(hours=2)), outcome(ledger, "a"))
    assert not ledger.begin_fallback("a", fallback("a", step=1), at(hours=2))


def test_a_fallback_that_was_refused(ledger: Ledger) -> None:
    """What LINE took may still arrive; else it did not."""
    sent(ledger, "a")
    ledger.begin_fallback("a", fallback("a"), at(minutes=31))
    ledger.answered(tag("a", 1), REFUSED, at(minutes=32))

    assert Outcome.ACCEPTED == outcome(ledger, "a")
    ledger.close_silent(at(hours=25), window=WINDOW)
    assert Outcome.NOT_DELIVERED == outcome(ledger, "a")


def test_an_sms_is_over_when_it_is_taken(ledger: Ledger) -> None:
    """Nobody tells whether it arrived, so that nothing follows and nothing is kept."""
    ledger.begin(decision("a"), attempt("a", channel="sms", message="sms", following=following("a")))
    ledger.answered(tag("a"), ACCEPTED, at(seconds=1))

    assert (Outcome.ACCEPTED, 0, []) == (outcome(ledger, "a"), ledger.counts().open, ledger.due(at(hours=9)))


def test_clocks_that_jump(ledger: Ledger) -> None:
    """A clock that goes back makes nothing due earlier or twice; one that goes forward makes it due, once."""
    sent(ledger, "a")
    sent(ledger, "b", FINAL)

    assert ["b"] == [each.decision for each in ledger.due(at(hours=-5))]
    assert ledger.begin_fallback("b", fallback("b"), at(hours=-5))
    assert ["a"] == [each.decision for each in ledger.due(at(days=400))]
    assert ledger.begin_fallback("a", fallback("a"), at(days=400))
    assert 0 == ledger.close_silent(at(days=-400), window=WINDOW)
    assert [] == ledger.due(at(hours=-5)) + ledger.due(at(days=800))
    assert not ledger.begin_fallback("a", fallback("a"), at(hours=1))


def test_without_a_key(place: str) -> None:
    """A message with a fallback is refused, with the way out of it; others need no key."""
    with Ledger(place) as ledger:
        with pytest.raises(LedgerError, match="nmlint ledger key") as refused:
            ledger.begin(decision("a"), attempt("a", following=following("a")))
        assert (Problem.KEY, None) == (refused.value.problem, ledger.read("a"))

        assert ledger.begin(decision("a"), attempt("a")).fresh


def test_another_key(place: str) -> None:
    """It is said; and an old key beside the new one opens what it sealed."""
    with Ledger(place, key=KEY) as ledger:
        sent(ledger, "a")
    new = new_key()
    with Ledger(place, key=new) as ledger:
        with pytest.raises(LedgerError, match="sealed with another key"):
            ledger.due(at(hours=1))
        assert 1 == ledger.counts().sealed_otherwise
        sent(ledger, "b")
        # What cannot be opened holds up nothing that can.
        assert ["b"] == [each.decision for each in ledger.due(at(hours=1))]
    with Ledger(place) as ledger, pytest.raises(LedgerError, match="needs a key"):
        ledger.due(at(hours=1))
    with Ledger(place, key=f"{new}, {KEY}") as ledger:
        assert ["a", "b"] == [each.decision for each in ledger.due(at(hours=1))]
        assert 0 == ledger.counts().sealed_otherwise


@pytest.mark.parametrize("key", ["", "short", "長" * 20, "x" * 43, KEY + ",", "é"])
def test_a_key_that_is_none(key: str) -> None:
    """It is said at once, and not repeated."""
    with pytest.raises(LedgerError, match="32 bytes as base64") as refused:
        Ledger("ledger.db", key=key)
    assert "長" not in str(refused.value)


def test_a_body_that_is_no_data(ledger: Ledger) -> None:
    """What cannot be kept cannot follow."""
    broken = replace(following("a"), outgoing=replace(following("a").outgoing, body={"text": object()}))

    with pytest.raises(LedgerError, match="plain data"):
        ledger.begin(decision("a"), attempt("a", following=broken))


def test_the_length_is_exact(ledger: Ledger) -> None:
    """A following comes back with the time it was given, to the microsecond."""
    after = timedelta(hours=1, microseconds=1)
    ledger.begin(decision("a"), attempt("a", following=following("a", after)))
    ledger.answered(tag("a"), ACCEPTED, START)

    assert [] == ledger.due(START + timedelta(hours=1))
    assert [after] == [each.following.after for each in ledger.due(START + after)]
