"""Who may send: one caller for each key, as long as it is not known that nothing was sent."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from ledgers import (
    ACCEPTED,
    FINAL,
    REFUSED,
    START,
    UNKNOWN,
    at,
    attempt,
    decision,
    fallback,
    following,
    objection,
    outcome,
    sent,
    tag,
)

from nmlint.dispatch.ledger import Ledger, LedgerError
from nmlint.dispatch.ledger.life import Outcome
from nmlint.dispatch.ledger.model import Begun
from nmlint.dispatch.outgoing import Answer, Fate


def again(ledger: Ledger, name: str, of: str) -> Begun:
    """Somebody else wants to send the same."""
    return ledger.begin(decision(name, key=f"key of {of}"), attempt(name))


def test_one_caller_is_fresh(ledger: Ledger) -> None:
    """The first may send; the second learns who was first, and nothing more as long as nothing is known."""
    assert Begun(fresh=True) == ledger.begin(decision("a"), attempt("a"))
    assert Begun(fresh=False, earlier="a") == again(ledger, "b", "a")
    assert (Outcome.PENDING, Outcome.REPEATED) == (outcome(ledger, "a"), outcome(ledger, "b"))


def test_a_key_is_free_when_nothing_was_sent(ledger: Ledger) -> None:
    """A refusal frees the key, what may have been sent does not."""
    free, taken, unsure = Begun(fresh=True), Begun(fresh=False, answer=ACCEPTED), Begun(fresh=False)
    table: list[tuple[list[Answer], Begun]] = [
        ([ACCEPTED], taken),
        ([UNKNOWN], unsure),
        ([UNKNOWN, ACCEPTED], taken),
        ([UNKNOWN, REFUSED], free),
        ([REFUSED], free),
        ([FINAL], free),
        # What was once known to be taken stays so, and that it was taken outweighs that it was not.
        ([ACCEPTED, REFUSED], taken),
        ([ACCEPTED, UNKNOWN], taken),
        ([REFUSED, UNKNOWN], free),
        ([REFUSED, ACCEPTED], taken),
    ]
    for name, (answers, expected) in enumerate(table):
        ledger.begin(decision(f"{name}"), attempt(f"{name}"))
        for answer in answers:
            ledger.answered(tag(f"{name}"), answer, at(seconds=1))
        begun = again(ledger, f"{name}, again", f"{name}")

        assert expected == replace(begun, earlier=None), answers
        assert begun.earlier == (None if begun.fresh else f"{name}")


def test_a_freed_key_is_given_once(ledger: Ledger) -> None:
    """Who takes it next has it alone."""
    sent(ledger, "a", REFUSED)

    assert [True, False] == [again(ledger, name, "a").fresh for name in ("b", "c")]
    assert Outcome.FAILED == outcome(ledger, "a")


def test_a_fallback_that_will_follow_keeps_the_key(ledger: Ledger) -> None:
    """LINE refused the receiver for good, and the SMS goes instead: a second message would be one too many."""
    sent(ledger, "a", FINAL)
    assert Begun(fresh=False, earlier="a", answer=FINAL) == again(ledger, "b", "a")

    assert ledger.begin_fallback("a", fallback("a"), at(minutes=1))
    assert Begun(fresh=False, earlier="a") == again(ledger, "c", "a")

    ledger.answered(tag("a", 1), ACCEPTED, at(minutes=2))
    assert Begun(fresh=False, earlier="a", answer=ACCEPTED) == again(ledger, "d", "a")


def test_a_fallback_that_was_refused_too_frees_the_key(ledger: Ledger) -> None:
    """Nothing was sent on any channel."""
    sent(ledger, "a", FINAL)
    ledger.begin_fallback("a", fallback("a"), at(minutes=1))
    ledger.answered(tag("a", 1), REFUSED, at(minutes=2))

    assert again(ledger, "b", "a").fresh


def test_a_delivery_takes_the_key_back(ledger: Ledger) -> None:
    """LINE said no and delivered it all the same."""
    sent(ledger, "a", REFUSED)
    ledger.delivered(tag("a"), "event", at(minutes=1), at(minutes=1), redelivery=False)

    assert ("a", Fate.ACCEPTED) == (
        (begun := again(ledger, "b", "a")).earlier,
        begun.answer.fate if begun.answer else None,
    )


def test_a_delivery_leaves_the_key_to_who_has_it_now(ledger: Ledger) -> None:
    """What was begun meanwhile goes on."""
    sent(ledger, "a", REFUSED)
    assert again(ledger, "b", "a").fresh
    ledger.delivered(tag("a"), "event", at(minutes=1), at(minutes=1), redelivery=False)

    assert "b" == again(ledger, "c", "a").earlier


def test_a_key_that_its_holder_frees_goes_back(ledger: Ledger) -> None:
    """Of two that were begun under a key the first arrived after all, and the second was not sent."""
    sent(ledger, "a", REFUSED)
    assert again(ledger, "b", "a").fresh
    ledger.delivered(tag("a"), "event", at(minutes=1), at(minutes=1), redelivery=False)
    ledger.answered(tag("b"), REFUSED, at(minutes=2))

    assert "a" == again(ledger, "c", "a").earlier


def test_what_is_not_sent_is_recorded(ledger: Ledger) -> None:
    """A decision without an attempt takes no key, and nobody may send it."""
    table: list[tuple[dict[str, Any], Outcome]] = [
        ({"allowed": False, "channel": None, "objections": (objection(),)}, Outcome.REFUSED),
        ({"observed": True, "allowed": False, "objections": (objection(),)}, Outcome.OBSERVED),
        ({"observed": True}, Outcome.OBSERVED),
    ]
    for name, (changes, expected) in enumerate(table):
        assert Begun(fresh=False) == ledger.begin(decision(f"{name}", **changes), None)
        assert expected == outcome(ledger, f"{name}")
        assert again(ledger, f"{name}, again", f"{name}").fresh


def test_the_whole_decision_is_kept(ledger: Ledger) -> None:
    """What is read is what was written."""
    written = decision("a", objections=(objection(),), deadline=at(hours=3), reasons=("scenario",), digest="salt:hash")
    ledger.begin(written, attempt("a"))
    found = ledger.read("a")

    assert found is not None
    assert written.to_json() == found.record
    assert ("allowed", START, None) == (found.verdict, found.at, found.earlier)


def test_an_id_is_used_once(ledger: Ledger) -> None:
    """A second decision of the same id is an error, and the first stays."""
    ledger.begin(decision("a"), attempt("a"))
    with pytest.raises(LedgerError, match="id of its own"):
        ledger.begin(decision("a", key="another"), attempt("b"))
    with pytest.raises(LedgerError, match="id of its own"):
        ledger.begin(decision("b"), attempt("a"))

    assert ["a"] == [each.id for each in ledger.entries()]


def test_one_failure_is_nobody_elses(ledger: Ledger) -> None:
    """What is written together fails alone: the others are recorded, and the keys of what failed stay free."""
    ledger.begin(decision("0"), attempt("0"))

    def begin(number: int) -> bool:
        # Every third repeats an id that is taken.
        name = "0" if number % 3 == 0 else str(number)
        try:
            return ledger.begin(decision(name, key=f"key of {number}"), attempt(name)).fresh
        except LedgerError:
            return False

    with ThreadPoolExecutor(16) as threads:
        fresh = list(threads.map(begin, range(1, 61)))

    assert [number % 3 != 0 for number in range(1, 61)] == fresh
    assert 41 == len(list(ledger.entries()))
    assert ledger.begin(decision("late", key="key of 3"), attempt("late")).fresh


def test_moments_need_a_zone(ledger: Ledger) -> None:
    """A moment that could be anywhere is refused before anything is written."""
    with pytest.raises(LedgerError, match="no time zone"):
        ledger.begin(decision("a", at=START.replace(tzinfo=None)), None)

    assert [] == list(ledger.entries())


def test_a_message_with_a_fallback_may_be_begun_once(ledger: Ledger) -> None:
    """A fallback that is sealed for nobody takes no room."""
    ledger.begin(decision("a"), attempt("a", following=following("a")))
    ledger.begin(decision("b", key="key of a"), attempt("b", following=following("b")))

    assert [] == ledger.due(at(days=2))
    assert 1 == ledger.counts().open
