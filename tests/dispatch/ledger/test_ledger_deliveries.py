"""What LINE tells of deliveries: once, in any order, also before the answer and after the fallback."""

from __future__ import annotations

import pytest
from ledgers import ACCEPTED, FINAL, HASH, REFUSED, UNKNOWN, WINDOW, at, attempt, decision, fallback, outcome, sent, tag

from nmlint.dispatch.ledger import Ledger, LedgerError
from nmlint.dispatch.ledger.arrivals import Meaning, Told
from nmlint.dispatch.ledger.life import Outcome


def tell(ledger: Ledger, data: str, event: str = "event", minutes: float = 5) -> Told:
    """LINE's event."""
    return ledger.delivered(data, event, at(minutes=minutes), at(minutes=minutes, seconds=2), redelivery=False)


def test_a_delivery(ledger: Ledger) -> None:
    """The message arrived, and its fallback is forgotten."""
    sent(ledger, "a")

    assert Told(Meaning.DELIVERED, "a", tag("a")) == tell(ledger, tag("a"))
    assert Outcome.DELIVERED == outcome(ledger, "a")
    assert ([], 0) == (ledger.due(at(hours=1)), ledger.counts().open)


def test_an_event_counts_once(ledger: Ledger) -> None:
    """LINE tells again what it is not sure to have told, and may tell the same in another event."""
    sent(ledger, "a")
    tell(ledger, tag("a"))

    assert Told(Meaning.REPEATED, "a", tag("a")) == ledger.delivered(
        tag("a"), "event", at(minutes=5), at(minutes=9), redelivery=True
    )
    assert Told(Meaning.REPEATED, "a", tag("a")) == tell(ledger, tag("a"), "another", minutes=8)
    found = ledger.read("a")
    assert found is not None
    assert (at(minutes=5), 2) == (found.tried[0].delivered, len(found.arrived))
    assert 1 == sum(count.delivered for count in ledger.day_counts(at().date()))


def test_a_delivery_before_the_answer(ledger: Ledger) -> None:
    """The webhook came first, and no answer makes the message less delivered."""
    for name, answer in enumerate([ACCEPTED, UNKNOWN, REFUSED, FINAL]):
        sent(ledger, f"{name}", None)
        tell(ledger, tag(f"{name}"), f"event {name}")
        ledger.answered(tag(f"{name}"), answer, at(minutes=6))
        found = ledger.read(f"{name}")

        assert found is not None
        assert (Outcome.DELIVERED, answer.status) == (found.outcome, found.tried[0].status)
    assert [] == ledger.due(at(hours=1))


def test_a_delivery_before_all(ledger: Ledger) -> None:
    """What nobody here has begun is kept, and belongs to whoever begins it."""
    assert Told(Meaning.UNMATCHED) == tell(ledger, tag("a"))
    assert Told(Meaning.REPEATED) == tell(ledger, tag("a"))
    assert 1 == ledger.counts().unmatched

    sent(ledger, "a")

    assert (Outcome.DELIVERED, 0) == (outcome(ledger, "a"), ledger.counts().unmatched)
    assert Told(Meaning.REPEATED, "a", tag("a")) == tell(ledger, tag("a"))


def test_a_delivery_after_the_fallback(ledger: Ledger) -> None:
    """Both have gone out: the receiver has it twice, and it is counted."""
    sent(ledger, "a")
    ledger.begin_fallback("a", fallback("a"), at(minutes=31))

    assert Told(Meaning.DUPLICATE, "a", tag("a")) == tell(ledger, tag("a"), minutes=40)
    ledger.answered(tag("a", 1), ACCEPTED, at(minutes=32))
    assert (Outcome.DUPLICATE, 1) == (outcome(ledger, "a"), ledger.counts().duplicates)


def test_a_fallback_that_was_not_sent_is_no_duplicate(ledger: Ledger) -> None:
    """The gateway refused it after all."""
    sent(ledger, "a")
    ledger.begin_fallback("a", fallback("a"), at(minutes=31))
    tell(ledger, tag("a"), minutes=40)
    ledger.answered(tag("a", 1), REFUSED, at(minutes=41))

    assert (Outcome.DELIVERED, 0) == (outcome(ledger, "a"), ledger.counts().duplicates)


def test_a_delivery_after_the_end(ledger: Ledger) -> None:
    """LINE tells later than it may: it arrived all the same."""
    sent(ledger, "a")
    ledger.close_silent(at(hours=25), window=WINDOW)
    assert Outcome.NOT_DELIVERED == outcome(ledger, "a")

    assert Meaning.DELIVERED == tell(ledger, tag("a"), minutes=1560).meaning
    assert Outcome.DELIVERED == outcome(ledger, "a")


def test_a_receiver_instead_of_a_tag(ledger: Ledger) -> None:
    """Without a tag LINE names the receiver: the youngest of his messages that may have come and is open, each once."""
    for minute, name in enumerate(["oldest", "old", "refused", "young", "later"]):
        moment = at(minutes=minute if name != "later" else 50)
        ledger.begin(decision(name, at=moment), attempt(name, at=moment))
        ledger.answered(tag(name), REFUSED if name == "refused" else ACCEPTED, moment)

    told = [tell(ledger, HASH, event, minutes=10).decision for event in ("1", "2", "1", "3", "4", "5")]

    assert Meaning.UNMATCHED == tell(ledger, HASH, "6").meaning
    # What was begun later than LINE told it is taken last: clocks may differ, but not first of all.
    assert ["young", "old", "young", "oldest", "later", None] == told


def test_a_receiver_whose_messages_are_over(ledger: Ledger) -> None:
    """What was silent for too long is not taken for what has arrived now."""
    sent(ledger, "a")
    ledger.close_silent(at(hours=25), window=WINDOW)

    assert Told(Meaning.UNMATCHED) == tell(ledger, HASH, minutes=1600)


def test_what_was_refused_and_then_taken(ledger: Ledger) -> None:
    """It is open again until LINE has told, or the time is over."""
    sent(ledger, "a", REFUSED)
    ledger.answered(tag("a"), ACCEPTED, at(minutes=1))
    assert (Outcome.ACCEPTED, 1) == (outcome(ledger, "a"), ledger.counts().open)

    ledger.close_silent(at(hours=25), window=WINDOW)
    assert Outcome.NOT_DELIVERED == outcome(ledger, "a")


def test_a_moment_without_zone(ledger: Ledger) -> None:
    """It is refused, and LINE tells again."""
    with pytest.raises(LedgerError, match="no time zone"):
        ledger.delivered("data", "event", at().replace(tzinfo=None), at(), redelivery=False)


def test_clocks_that_differ(ledger: Ledger) -> None:
    """A delivery that LINE's clock puts before the sending is one all the same."""
    sent(ledger, "a")

    assert Meaning.DELIVERED == tell(ledger, tag("a"), minutes=-90).meaning
    assert Outcome.DELIVERED == outcome(ledger, "a")
