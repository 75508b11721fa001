"""What can be read out of a ledger: decisions with their history, by what they have in common, and how many."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from ledgers import (
    ACCEPTED,
    FINAL,
    HASH,
    KEY,
    PHONE,
    REFUSED,
    UNKNOWN,
    at,
    attempt,
    decision,
    fallback,
    objection,
    sent,
    tag,
)

from nmlint.dispatch.ledger import Ledger
from nmlint.dispatch.ledger.counting import DayCount
from nmlint.dispatch.ledger.exporting import COLUMNS, as_csv, as_jsonl
from nmlint.dispatch.ledger.life import Outcome
from nmlint.dispatch.ledger.reading import PAGE, Wanted
from nmlint.dispatch.ledger.reconciling import Figure, reconciled

DAY = date(2026, 11, 25)


def test_filters(ledger: Ledger) -> None:
    """Each narrows, and all together do."""
    sent(ledger, "a")
    sent(ledger, "b", UNKNOWN)
    rules = (objection(), objection("privacy/card"), objection())
    ledger.begin(decision("c", allowed=False, objections=rules, template="bill", at=at(minutes=1)), None)
    ledger.begin(decision("d", allowed=False, observed=True, objections=rules[1:2], at=at(hours=14)), None)

    table = {
        Wanted(): ["a", "b", "c", "d"],
        Wanted(template="bill"): ["c"],
        Wanted(verdict="allowed"): ["a", "b"],
        Wanted(verdict="refused"): ["c"],
        Wanted(verdict="observed"): ["d"],
        Wanted(outcome=Outcome.UNKNOWN): ["b"],
        Wanted(rule="privacy/card"): ["c", "d"],
        Wanted(rule="privacy/card", verdict="refused"): ["c"],
        Wanted(rule="privacy"): [],
        Wanted(key="key of b"): ["b"],
        # Two o'clock in UTC is ten in Taiwan; fourteen hours later its next day begins.
        Wanted(day=DAY): ["a", "b", "c"],
        Wanted(day=DAY + timedelta(days=1)): ["d"],
    }

    assert table == {wanted: [each.id for each in ledger.entries(wanted)] for wanted in table}


def test_pages(tmp_path: Path) -> None:
    """More than a page is read to its end, none twice, forwards and backwards, also where moments are the same."""
    many = PAGE + 30
    with Ledger(tmp_path / "ledger.db") as ledger:
        for number in range(many):
            ledger.begin(decision(f"{number:05}", allowed=False, at=at(seconds=number // 7)), None)
        forwards = [each.id for each in ledger.entries()]

        assert [f"{number:05}" for number in range(many)] == forwards
        assert forwards[::-1] == [each.id for each in ledger.entries(newest_first=True)]
        assert forwards[: PAGE + 2] == [each.id for each in ledger.entries(limit=PAGE + 2)]
        assert [] == list(ledger.entries(limit=0))


def test_a_history(ledger: Ledger) -> None:
    """One decision with its sends and what LINE told, and as data without whom it went to by number."""
    sent(ledger, "a")
    ledger.begin_fallback("a", fallback("a"), at(minutes=31))
    ledger.delivered(tag("a"), "event", at(minutes=40), at(minutes=41), redelivery=True)
    found = ledger.read("a")

    assert found is not None
    data = json.loads(json.dumps(found.to_json()))
    assert ("nmlint.recorded/1", "duplicate", None) == (data["schema"], data["outcome"], data["earlier"])
    assert [("notification-message", "accepted", 200), ("sms", None, None)] == [
        (each["channel"], each["fate"], each["status"]) for each in data["attempts"]
    ]
    assert [{"event": "event", "at": "2026-11-25T02:40:00+00:00", "received": "2026-11-25T02:41:00+00:00"}] == [
        {key: value for key, value in each.items() if key != "redelivery"} for each in data["deliveries"]
    ]
    assert PHONE not in json.dumps(data)
    assert HASH not in repr(found)
    assert ledger.read("nobody") is None


def test_counts(ledger: Ledger) -> None:
    """What is watched: outcomes, what is open, what is lost, and what nobody here has sent."""
    for name, answer in {"a": ACCEPTED, "b": UNKNOWN, "c": None, "d": FINAL, "e": REFUSED}.items():
        sent(ledger, name, answer)
    ledger.delivered("nobody's", "event", at(), at(), redelivery=False)
    counts = ledger.counts()

    assert {
        Outcome.ACCEPTED: 1,
        Outcome.UNKNOWN: 1,
        Outcome.PENDING: 2,
        Outcome.FAILED: 1,
    } == counts.by_outcome
    assert (4, 1, 1, 0) == (counts.open, counts.pending, counts.unmatched, counts.sealed_otherwise)
    assert (1, 0) == (counts.unknown, counts.duplicates)


def test_days_as_line_counts_them(ledger: Ledger) -> None:
    """A day begins at midnight in Japan; what was accepted on one may be delivered on the next."""
    midnight = datetime(2026, 11, 24, 15, tzinfo=UTC)
    moments = {"before": -1, "first": 0, "last": 86_399}
    for name, seconds in moments.items():
        moment = midnight + timedelta(seconds=seconds)
        ledger.begin(decision(name, at=moment), attempt(name, at=moment))
        ledger.answered(tag(name), ACCEPTED, moment)
        ledger.delivered(tag(name), name, moment + timedelta(hours=1), moment, redelivery=False)
    ledger.begin(decision("t"), attempt("t", message="line-template"))
    ledger.answered(tag("t"), ACCEPTED, at())
    ledger.begin(decision("s"), attempt("s", channel="sms", message="sms"))
    ledger.answered(tag("s"), ACCEPTED, at())

    # The message of the second before the day was delivered within it, and the last one after it.
    assert [DayCount("line-flexible", 2, 2), DayCount("line-template", 1, 0)] == ledger.day_counts(DAY)
    assert [] == ledger.day_counts(DAY + timedelta(days=5))


def test_reconciliation() -> None:
    """Types that were asked for and types that the ledger has are compared; what has no figure is not."""
    ours = [DayCount("line-flexible", 9, 7), DayCount("line-unheard-of", 1, 1)]
    figures = {"line-flexible": Figure("ready", 8), "line-template": Figure("unready", None)}
    rows = list(
        reconciled(DAY, ours, ["line-flexible", "line-template"], lambda _, m: figures.get(m, Figure("?", None)))
    )
    total = list(reconciled(DAY, ours, ["total"], lambda *_: Figure("ready", 8)))

    assert [("line-flexible", 1), ("line-template", None), ("line-unheard-of", None)] == [
        (each.message, each.difference) for each in rows
    ]
    assert [("total", 10, 8, 0)] == [(each.message, each.accepted, each.delivered, each.difference) for each in total]


def test_exports(ledger: Ledger) -> None:
    """JSON has everything, and a table has a row for each decision that no spreadsheet takes for a formula."""
    sent(ledger, "a")
    ledger.begin(decision("b", key="=cmd()", template="+1", allowed=False, objections=(objection(),)), None)
    lines = list(as_jsonl(ledger.entries()))
    table = list(csv.DictReader(io.StringIO("".join(as_csv(ledger.entries())))))

    assert ["a", "b"] == [json.loads(line)["decision"]["id"] for line in lines]
    assert list(COLUMNS) == list(table[0])
    assert ("a", "accepted", "accepted", "200", "") == tuple(
        table[0][name] for name in ("id", "outcome", "fate", "status", "fallback")
    )
    assert ("'=cmd()", "'+1", "promotion/discount", "refused") == tuple(
        table[1][name] for name in ("key", "template", "rules", "verdict")
    )
    assert HASH not in "".join(as_csv(ledger.entries()))


def test_readers_do_not_wait_for_who_writes(tmp_path: Path) -> None:
    """A reader that stops in the middle holds nobody up, and reads on."""
    with Ledger(tmp_path / "ledger.db", key=KEY) as ledger:
        sent(ledger, "a")
        reader = ledger.entries()
        assert "a" == next(reader).id
        sent(ledger, "b")

        assert ["b"] == [each.id for each in reader]


@pytest.mark.parametrize("limit", [1, 3])
def test_a_limit(ledger: Ledger, limit: int) -> None:
    """No more than asked for."""
    for name in "abcd":
        ledger.begin(decision(name, allowed=False), None)

    assert list("abcd")[:limit] == [each.id for each in ledger.entries(limit=limit)]
