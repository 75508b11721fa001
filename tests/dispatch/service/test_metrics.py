"""The figures: Prometheus reads them, they add up, and nobody can be known by them."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from service.notices import (
    BASIS,
    DAY,
    FINAL,
    HASH,
    KEY,
    LOST,
    NUMBER,
    OTHER,
    SECRET,
    START,
    USER,
    Clock,
    asked,
    body,
    decision,
    delivery,
    friendship,
    post,
    sent,
    tag,
)

from nmlint.bilingual import Bilingual
from nmlint.dispatch.decision import Basis, Objection
from nmlint.dispatch.ledger import Ledger
from nmlint.dispatch.ledger.life import Outcome
from nmlint.dispatch.metrics import Metrics
from nmlint.dispatch.senders.http_sms import HttpSmsSender
from nmlint.dispatch.serving import service
from nmlint.dispatch.working import Worker
from nmlint.finding import Severity


def figures(metrics: Metrics) -> dict[tuple[str, frozenset[str]], float]:
    """Every figure by its name and the values of its labels."""
    families = text_string_to_metric_families(metrics.text().decode())
    return {
        (sample.name, frozenset(sample.labels.values())): sample.value
        for family in families
        for sample in family.samples
    }


def figure(metrics: Metrics, name: str, *labels: str) -> float:
    """One figure."""
    return figures(metrics)[f"nmlint_{name}", frozenset(labels)]


OBJECTION = Objection("promotion/discount", Severity.ERROR, Bilingual("an offer", "促銷"), value="item")


@pytest.mark.parametrize(
    ("changes", "labels"),
    [
        ({}, ("allowed", "notification-message", "shipped")),
        ({"allowed": False, "objections": (OBJECTION,)}, ("refused", "notification-message", "shipped")),
        ({"observed": True, "allowed": False}, ("observed", "notification-message", "shipped")),
        ({"allowed": False, "channel": None}, ("refused", "", "shipped")),
        # The name of what nobody approved is the caller's: it may be anything, even a number.
        ({"template": NUMBER, "basis": Basis("0", "c", "p", "2026-11-25"), "channel": None}, ("allowed", "")),
    ],
)
def test_decisions(changes: dict[str, Any], labels: tuple[str, ...]) -> None:
    """The guard's observer counts by verdict, channel and template."""
    metrics = Metrics()
    metrics.observer(decision("a", **changes), 0.002)

    assert 1 == figure(metrics, "decisions_total", *labels)
    assert 1 == figure(metrics, "decision_seconds_count")
    assert 0.002 == figure(metrics, "decision_seconds_sum")
    assert NUMBER not in metrics.text().decode()


def test_rules() -> None:
    """A rule that objects twice to one message is counted once."""
    metrics = Metrics()
    metrics.observer(decision("a", allowed=False, objections=(OBJECTION, OBJECTION)), 0.001)
    metrics.observer(decision("b", allowed=False, objections=(OBJECTION,)), 0.001)

    assert 2 == figure(metrics, "objections_total", "promotion/discount", "error")


def test_the_ledger(ledger: Ledger, sender: HttpSmsSender, clock: Clock) -> None:
    """What the ledger holds is told as it is at that moment."""
    metrics = Metrics(ledger)
    worker = Worker(ledger, sender, window=DAY, clock=clock, observer=metrics.round)
    sent(ledger, "followed", FINAL)
    sent(ledger, "twice")
    sent(ledger, "lost", LOST)
    sent(ledger, "pending", answer=None, now=START + timedelta(minutes=30))
    ledger.delivered(tag("of-nobody"), "event-1", START, START, redelivery=False)
    worker.round(clock.goes(minutes=31))
    ledger.delivered(tag("twice"), "event-2", START, START, redelivery=False)

    expected = {
        "up": 1,
        "owed_answers": 0,
        "pending_attempts": 1,
        "unknown": 0,
        "duplicates": 1,
        "fallbacks": 3,
        "unmatched_deliveries": 1,
        "sealed_otherwise": 0,
    }
    assert expected == {name: figure(metrics, f"ledger_{name}") for name in expected}
    assert 2 == figure(metrics, "ledger_decisions", str(Outcome.FOLLOWED))
    assert 0 == figure(metrics, "ledger_decisions", str(Outcome.FAILED))
    assert 3 == figure(metrics, "worker_fallbacks_total", "sent")
    assert START.timestamp() + 31 * 60 == figure(metrics, "worker_last_round_timestamp_seconds")


def test_a_ledger_that_is_away(tmp_path: Path) -> None:
    """The other figures are told, and that this one is missing."""
    with Ledger(tmp_path / "nowhere" / "guard.db") as ledger:
        metrics = Metrics(ledger)
        metrics.observer(decision("a"), 0.001)

        assert (0, 1) == (figure(metrics, "ledger_up"), figure(metrics, "decision_seconds_count"))


def test_the_webhook(ledger: Ledger) -> None:
    """Every event and every refusal is counted; one that never happened is told as none."""
    metrics = Metrics(ledger)
    sent(ledger, "a")
    app = service(ledger, SECRET, None, metrics, interval=timedelta(seconds=1))
    told = body(delivery(tag("a")), friendship("follow", START), {"type": "postback"})
    post(app, told)
    post(app, told)
    post(app, told, {"X-Line-Signature": OTHER})
    words = ("delivered", "repeated", "followed", "ignored", "forged", "unrecorded")

    assert [1, 1, 2, 2, 1, 0] == [figure(metrics, "webhook_events_total", word) for word in words]


def test_nobody_is_named(ledger: Ledger, sender: HttpSmsSender, clock: Clock) -> None:
    """The page holds neither receivers nor keys nor secrets, whatever happened."""
    metrics = Metrics(ledger)
    sent(ledger, "a", values={"name": "王○明"})
    metrics.observer(decision("a", values={"name": "王○明"}, objections=(OBJECTION,)), 0.01)
    app = service(ledger, SECRET, None, metrics, interval=timedelta(seconds=1))
    post(app, body(delivery(HASH), friendship("follow", START)))
    Worker(ledger, sender, window=DAY, clock=clock, observer=metrics.round).round(clock.goes(minutes=31))
    answer = asked(app, "GET", "/metrics")

    assert (200, "text/plain; version=0.0.4; charset=utf-8") == (answer.status_code, answer.headers["content-type"])
    assert "nmlint_ledger_up 1.0" in answer.text
    private = (NUMBER, HASH, USER, SECRET, KEY, "key-of-a", "王", tag("a"), BASIS.lock or "")
    assert [] == [word for word in private if word in answer.text]


def health(ledger: Ledger, worker: Worker | None, clock: Clock) -> tuple[int, dict[str, Any]]:
    """What /healthz says."""
    app = service(ledger, SECRET, worker, Metrics(), interval=timedelta(seconds=5), clock=clock)
    answer = asked(app, "GET", "/healthz")
    return answer.status_code, answer.json()


def test_health(ledger: Ledger, clock: Clock) -> None:
    """All is well as long as the ledger answers and the worker works."""
    worker = Worker(ledger, None, window=DAY, clock=clock)
    assert 503 == health(ledger, worker, clock)[0]
    worker.round(clock.now)
    clock.goes(seconds=4)

    working = {"last_round": START.isoformat(), "silent_seconds": 4.0, "trouble": False}
    assert (200, {"ledger": "reachable", "owed": 0, "worker": working}) == health(ledger, worker, clock)
    assert (200, {"ledger": "reachable", "owed": 0, "worker": None}) == health(ledger, None, clock)
    clock.goes(minutes=6)
    assert 503 == health(ledger, worker, clock)[0]


def test_health_without_a_ledger(tmp_path: Path, clock: Clock) -> None:
    """A ledger that is away is told by kind, and that it is the worker's trouble too."""
    with Ledger(tmp_path / "nowhere" / "guard.db") as ledger:
        worker = Worker(ledger, None, window=DAY, clock=clock)
        worker.round(clock.now)
        status, said = health(ledger, worker, clock)

    assert (503, "unreachable", True) == (status, said["ledger"], said["worker"]["trouble"])


def test_health_does_not_wait(place: Path, clock: Clock) -> None:
    """A ledger that is being made by somebody who takes his time is slow, and that is said soon."""
    holder = sqlite3.connect(place, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with Ledger(f"sqlite:///{place}?timeout=1.5") as ledger:
        status, said = health(ledger, None, clock)
        holder.execute("ROLLBACK")
        holder.close()

    assert (503, "slow") == (status, said["ledger"])
