"""The worker: each fallback goes once, what nobody tells about is closed, and trouble is waited out."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import NamedTuple

import pytest
from postgres import Postgres
from servers import GARBAGE, HALF, RESET, Reply, SmsGateway, refusing
from service.notices import (
    ACCEPTED,
    DAY,
    FINAL,
    KEY,
    LOST,
    SECRET,
    START,
    Clock,
    body,
    delivery,
    outcome,
    post,
    sent,
    sms,
    tag,
    until,
)

from nmlint.dispatch.ledger import Ledger
from nmlint.dispatch.ledger.life import Outcome
from nmlint.dispatch.outgoing import Answer, Outgoing
from nmlint.dispatch.receiving import webhook
from nmlint.dispatch.rounds import Round, Went
from nmlint.dispatch.senders.http_sms import HttpSmsSender
from nmlint.dispatch.working import Worker

CLOSED = Reply(503, b"{}")


def texts(gateway: SmsGateway) -> list[str]:
    """The tags of the SMS that the gateway was asked for, in order."""
    return [dict(request.form)["tag"] for request in gateway.requests]


def counts(done: Round) -> dict[str, int]:
    """What a round did with fallbacks, in words."""
    return {str(went): number for went, number in done.fallbacks.items()}


class Desk(NamedTuple):
    """A worker with what it works on."""

    ledger: Ledger
    worker: Worker
    gateway: SmsGateway
    clock: Clock


@pytest.fixture
def desk(ledger: Ledger, worker: Worker, gateway: SmsGateway, clock: Clock) -> Desk:
    """All that a test of the worker needs."""
    return Desk(ledger, worker, gateway, clock)


@pytest.fixture
def worker(ledger: Ledger, sender: HttpSmsSender, clock: Clock) -> Worker:
    """A worker on the ledger."""
    return Worker(ledger, sender, window=DAY, clock=clock)


@pytest.mark.parametrize(
    ("answer", "minutes", "went", "becomes"),
    [
        (ACCEPTED, 29, {}, Outcome.ACCEPTED),
        (ACCEPTED, 30, {"sent": 1}, Outcome.FOLLOWED),
        (ACCEPTED, 60 * 23, {"sent": 1}, Outcome.FOLLOWED),
        (ACCEPTED, 60 * 24, {}, Outcome.NOT_DELIVERED),
        (FINAL, 0, {"sent": 1}, Outcome.FOLLOWED),
        (LOST, 29, {}, Outcome.UNKNOWN),
        (LOST, 30, {"sent": 1}, Outcome.FOLLOWED),
        (None, 4, {}, Outcome.PENDING),
        (None, 29, {}, Outcome.UNKNOWN),
        (None, 30, {"sent": 1}, Outcome.FOLLOWED),
    ],
)
def test_when_it_goes(desk: Desk, answer: Answer | None, minutes: int, went: dict[str, int], becomes: Outcome) -> None:
    """It goes when its time has come, at once when LINE refused, and not when it would be a day late."""
    sent(desk.ledger, "a", answer)
    done = desk.worker.round(desk.clock.goes(minutes=minutes))

    assert went == counts(done)
    assert becomes is outcome(desk.ledger, "a")


def test_not_after_the_delivery(ledger: Ledger, worker: Worker, gateway: SmsGateway, clock: Clock) -> None:
    """What arrived needs no SMS."""
    sent(ledger, "a")
    ledger.delivered(tag("a"), "event-1", START, START, redelivery=False)

    assert 0 == worker.round(clock.goes(minutes=31)).due
    assert [] == gateway.requests


def test_once_only(ledger: Ledger, worker: Worker, gateway: SmsGateway, clock: Clock) -> None:
    """A second round, and a second worker, find nothing to do."""
    sent(ledger, "a")
    rounds = [worker.round(clock.goes(minutes=31)), worker.round(clock.goes(minutes=31))]

    assert [1, 0] == [done.due for done in rounds]
    assert [tag("a", 1)] == texts(gateway)


@pytest.mark.parametrize(
    ("reply", "went", "becomes"),
    [
        (Reply(400, b"{}"), "refused", Outcome.ACCEPTED),
        (RESET, "unknown", Outcome.UNKNOWN),
        (HALF, "unknown", Outcome.UNKNOWN),
        (GARBAGE, "unknown", Outcome.UNKNOWN),
        (Reply(500), "unknown", Outcome.UNKNOWN),
    ],
)
def test_what_the_gateway_says(desk: Desk, reply: Reply, went: str, becomes: Outcome) -> None:
    """Its answer is recorded, and what may have been sent is never sent again."""
    desk.gateway.play(reply)
    sent(desk.ledger, "a")

    assert {went: 1} == counts(desk.worker.round(desk.clock.goes(minutes=31)))
    assert becomes is outcome(desk.ledger, "a")
    assert {} == counts(desk.worker.round(desk.clock.goes(hours=2)))
    assert 1 == len(desk.gateway.requests)


def test_a_gateway_that_is_away_costs_no_message(ledger: Ledger, clock: Clock) -> None:
    """Nothing is lost while it cannot be reached, and what arrived meanwhile is not sent."""
    for name in ("a", "b", "c"):
        sent(ledger, name)
    with refusing() as nowhere, sms(nowhere) as sender:
        worker = Worker(ledger, sender, window=DAY, clock=clock)
        first = worker.round(clock.goes(minutes=31))
        second = worker.round(clock.goes(minutes=1))

    assert {"held": 1, "left": 2} == counts(first)
    assert {"held": 1, "left": 2} == counts(second)
    assert second.trouble is not None
    assert "takes nothing for now" in second.trouble


@pytest.mark.parametrize("arrived", ["a", "b"])
def test_it_goes_when_the_gateway_is_back(
    ledger: Ledger, worker: Worker, gateway: SmsGateway, clock: Clock, arrived: str
) -> None:
    """What is held goes first, and what arrived meanwhile does not go, held or not."""
    for name in ("a", "b", "c"):
        sent(ledger, name)
    gateway.play(CLOSED, CLOSED)
    assert {"held": 1, "left": 2} == counts(worker.round(clock.goes(minutes=31)))
    ledger.delivered(tag(arrived), "event-1", START, START, redelivery=False)
    done = worker.round(clock.goes(minutes=1))

    assert (2, None) == (done.count(Went.SENT), done.trouble)
    assert {Outcome.FOLLOWED: 2, Outcome.DELIVERED: 1} == dict(ledger.counts().by_outcome)
    assert [tag("a", 1)] * 2 + [tag(name, 1) for name in ("a", "b", "c") if name != arrived] == texts(gateway)


def test_nothing_is_held_for_ever(ledger: Ledger, worker: Worker, gateway: SmsGateway, clock: Clock) -> None:
    """After an hour nobody waits for it, and it is recorded as what it is: not sent."""
    sent(ledger, "a")
    gateway.play(*[CLOSED] * 10)
    rounds = [worker.round(clock.goes(minutes=minutes)) for minutes in (31, 59, 2, 1)]

    assert [{"held": 1}, {"held": 1}, {"late": 1}, {}] == list(map(counts, rounds))
    assert [0, 0, 0, 0] == [done.undecided for done in rounds]
    assert Outcome.ACCEPTED is outcome(ledger, "a")


def test_what_is_held_is_recorded_at_the_end(ledger: Ledger, worker: Worker, gateway: SmsGateway, clock: Clock) -> None:
    """A worker that ends leaves nothing open."""
    sent(ledger, "a")
    gateway.play(CLOSED, CLOSED)
    worker.round(clock.goes(minutes=31))
    assert 1 == ledger.counts().pending
    worker.close()

    assert 0 == ledger.counts().pending


@pytest.mark.parametrize(("minutes", "went"), [(59, "sent"), (60, "late"), (61, "late")])
def test_not_after_its_deadline(
    ledger: Ledger, worker: Worker, gateway: SmsGateway, clock: Clock, minutes: int, went: str
) -> None:
    """What should have arrived by now can only confuse."""
    sent(ledger, "a", deadline=START + timedelta(hours=1))

    assert {went: 1} == counts(worker.round(clock.goes(minutes=minutes)))
    assert (1 if went == "sent" else 0) == len(gateway.requests)
    assert 0 == ledger.counts().pending


def test_a_gateway_without_answers_is_left_alone(
    ledger: Ledger, worker: Worker, gateway: SmsGateway, clock: Clock
) -> None:
    """After a few fates that nobody knows the round ends, so that not all messages are lost to it."""
    for number in range(30):
        sent(ledger, f"n{number:02}")
    gateway.play(*[RESET] * 30)
    done = worker.round(clock.goes(minutes=31))

    assert done.trouble is not None
    assert done.count(Went.UNKNOWN) < 12
    assert 30 == done.count(Went.UNKNOWN) + done.count(Went.LEFT)


def test_a_sender_that_raises(ledger: Ledger, clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever a function of the user's raises, the message may have been sent, and the others still go."""
    told: list[str] = []

    def send(outgoing: Outgoing) -> None:
        told.append(outgoing.tag)
        if outgoing.tag == tag("a", 1):
            raise ValueError(outgoing.to)

    for name in ("a", "b"):
        sent(ledger, name)
    done = Worker(ledger, send, window=DAY, clock=clock).round(clock.goes(minutes=31))

    assert {"unknown": 1, "sent": 1} == counts(done)
    assert [tag("a", 1), tag("b", 1)] == told
    assert "+886" not in caplog.text


def test_without_a_sender(ledger: Ledger, clock: Clock) -> None:
    """A worker that has no gateway leaves the fallbacks to others, and does the rest."""
    sent(ledger, "a")
    worker = Worker(ledger, None, window=DAY, clock=clock)

    assert (0, 0) == (worker.round(clock.goes(minutes=31)).due, worker.last and worker.last.closed)
    assert Outcome.ACCEPTED is outcome(ledger, "a")
    assert 1 == worker.round(clock.goes(hours=24)).closed


@pytest.mark.parametrize(("hours", "becomes"), [(23, Outcome.ACCEPTED), (24, Outcome.NOT_DELIVERED)])
def test_silence(ledger: Ledger, clock: Clock, hours: int, becomes: Outcome) -> None:
    """What LINE tells nothing about for a day did not arrive."""
    sent(ledger, "a")
    Worker(ledger, None, window=DAY, clock=clock).round(clock.goes(hours=hours))

    assert becomes is outcome(ledger, "a")


def test_lost_answers(ledger: Ledger, clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    """What was begun and not answered within the lease is unknown, is told of, and is not sent again."""
    sent(ledger, "a", answer=None)
    worker = Worker(ledger, None, window=DAY, clock=clock)

    assert [0, 1] == [worker.round(clock.goes(minutes=minutes)).undecided for minutes in (4, 2)]
    assert Outcome.UNKNOWN is outcome(ledger, "a")
    assert "1 attempts may have been sent, and nobody knows" in caplog.text


def test_old_records_are_deleted(ledger: Ledger, clock: Clock) -> None:
    """What is over and older than the retention is deleted, once a day."""
    sent(ledger, "a", FINAL)
    ledger.delivered(tag("a"), "event-1", START, START, redelivery=False)
    worker = Worker(ledger, None, window=DAY, retention=timedelta(days=30), clock=clock)

    assert [0, 1, None] == [worker.round(clock.goes(**on)).pruned for on in ({"days": 29}, {"days": 2}, {"hours": 1})]
    assert ledger.read("a") is None


def test_two_workers_at_once(place: Path, gateway: SmsGateway, clock: Clock) -> None:
    """However many work on one ledger, each SMS goes once."""
    names = [f"m{number:02}" for number in range(60)]
    with Ledger(place, key=KEY) as one, Ledger(place, key=KEY) as other, sms(gateway.url) as sender:
        for name in names:
            sent(one, name)
        clock.goes(minutes=31)
        rounds: list[Round] = []
        workers = [Worker(ledger, sender, window=DAY, clock=clock) for ledger in (one, other)]
        threads = [Thread(target=lambda own=worker: rounds.append(own.round(clock.now))) for worker in workers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert 60 == sum(done.count(Went.SENT) for done in rounds)
        assert sorted(tag(name, 1) for name in names) == sorted(texts(gateway))
        assert {Outcome.FOLLOWED: 60} == dict(one.counts().by_outcome)


def test_more_than_one_round(ledger: Ledger, worker: Worker, gateway: SmsGateway, clock: Clock) -> None:
    """What is more than one round takes is left for the next, which follows at once."""
    for number in range(120):
        sent(ledger, f"m{number:03}")
    rounds = [worker.round(clock.goes(minutes=31)), worker.round(clock.now)]

    assert [(100, True), (20, False)] == [(done.count(Went.SENT), done.more) for done in rounds]
    assert 120 == len(gateway.requests)


def test_the_ledger_is_away(place: Path, sender: HttpSmsSender, clock: Clock, gateway: SmsGateway) -> None:
    """A ledger that does not answer is the trouble of the round, and not its end."""
    with Ledger(f"sqlite:///{place}?timeout=0.05", key=KEY) as ledger:
        sent(ledger, "a")
        worker = Worker(ledger, sender, window=DAY, clock=clock)
        clock.goes(minutes=31)
        holder = sqlite3.connect(place, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        away = worker.round(clock.now)
        holder.execute("ROLLBACK")
        holder.close()
        back = worker.round(clock.now)

    assert away.trouble is not None
    assert "held it for too long" in away.trouble
    assert ({}, {"sent": 1}) == (counts(away), counts(back))
    assert 1 == len(gateway.requests)


def test_a_server_that_goes_and_comes_back(postgres: Postgres, sender: HttpSmsSender, clock: Clock) -> None:
    """Worker and webhook outlive the database server, and go on with it."""
    with Ledger(postgres.url(), key=KEY) as ledger:
        sent(ledger, "a")
        sent(ledger, "b")
        worker, app = Worker(ledger, sender, window=DAY, clock=clock), webhook(ledger, SECRET)
        assert 0 == worker.round(clock.now).due
        postgres.stop()
        away = (post(app, body(delivery(tag("b")))), worker.round(clock.goes(minutes=31)))
        postgres.start()
        back = (post(app, body(delivery(tag("b")))), worker.round(clock.now))

        assert ((500, True), (200, False)) == tuple((told, done.trouble is not None) for told, done in (away, back))
        assert [Outcome.FOLLOWED, Outcome.DELIVERED] == [outcome(ledger, name) for name in ("a", "b")]


def test_an_answer_that_the_ledger_does_not_take(
    place: Path, sender: HttpSmsSender, clock: Clock, gateway: SmsGateway
) -> None:
    """An SMS that went while the ledger was held is recorded as soon as the ledger is free."""
    with Ledger(f"sqlite:///{place}?timeout=0.05", key=KEY) as ledger:
        sent(ledger, "a")
        worker = Worker(ledger, sender, window=DAY, clock=clock)
        gateway.play(Reply(200, b'{"code": "0"}', after=0.5))
        thread = Thread(target=worker.round, args=(clock.goes(minutes=31),))
        thread.start()
        until(lambda: gateway.requests)
        holder = sqlite3.connect(place, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        thread.join()
        assert worker.last is not None
        assert 1 == worker.last.owed
        holder.execute("ROLLBACK")
        holder.close()
        until(lambda: not ledger.owed)

        assert Outcome.FOLLOWED is outcome(ledger, "a")


def test_another_key(place: Path, sender: HttpSmsSender, clock: Clock) -> None:
    """A worker without the key says so, and does the rest of its work."""
    with Ledger(place, key=KEY) as ledger:
        sent(ledger, "a")
    with Ledger(place) as blind:
        done = Worker(blind, sender, window=DAY, clock=clock).round(clock.goes(minutes=31))

    assert done.trouble is not None
    assert "key" in done.trouble
    assert 0 == done.closed


def test_it_runs_until_it_is_stopped(ledger: Ledger, clock: Clock, gateway: SmsGateway, sender: HttpSmsSender) -> None:
    """Rounds follow one another, trouble or not, and a stop ends between two messages."""
    rounds: list[Round] = []
    worker = Worker(ledger, sender, window=DAY, clock=clock, observer=rounds.append)
    thread = Thread(target=worker.run, args=(timedelta(milliseconds=10),))
    thread.start()
    until(lambda: len(rounds) > 2)
    gateway.play(Reply(200, b'{"code": "0"}', after=0.3))
    for name in ("a", "b", "c"):
        sent(ledger, name, FINAL)
    until(lambda: gateway.requests)
    worker.stop()
    thread.join()

    assert Outcome.FOLLOWED is outcome(ledger, "a")
    assert [tag("a", 1)] == texts(gateway)
    assert worker.stirred is not None
