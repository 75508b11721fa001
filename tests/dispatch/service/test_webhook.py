"""LINE's webhook: what it tells is written down once, and only what LINE signed."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from service.notices import (
    ACCEPTED,
    DAY,
    HASH,
    KEY,
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
    outcome,
    post,
    sent,
    tag,
)
from starlette.applications import Starlette
from starlette.routing import Mount

from nmlint.dispatch.ledger import Ledger
from nmlint.dispatch.ledger.life import Outcome
from nmlint.dispatch.ledger.model import Attempt
from nmlint.dispatch.receiving import MOST_BYTES, signature, webhook
from nmlint.dispatch.senders.http_sms import HttpSmsSender
from nmlint.dispatch.working import Worker
from nmlint.errors import UsageError

DELIVERED = body(delivery(tag("a")))


def test_the_signature_is_lines() -> None:
    """The base64 of an HMAC-SHA256, as computed by openssl."""
    assert b"EHIq8dY8P4/Vn7sSC6uQF/EbB3+ZFTr98WLXsu3fUyY=" == signature(b"{}", SECRET)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"X-Line-Signature": signature(DELIVERED, SECRET).decode()}, 200),
        ({"x-line-signature": signature(DELIVERED, SECRET).decode()}, 200),
        ({"X-Line-Signature": signature(DELIVERED, OTHER).decode()}, 400),
        ({"X-Line-Signature": signature(DELIVERED + b" ", SECRET).decode()}, 400),
        ({"X-Line-Signature": signature(DELIVERED, SECRET).decode().rstrip("=")}, 400),
        ({"X-Line-Signature": signature(DELIVERED, SECRET).hex()}, 400),
        ({"X-Line-Signature": ""}, 400),
        ({"X-Line-Signature": "\xe9" * 44}, 400),
        ({}, 400),
    ],
)
def test_signatures(ledger: Ledger, headers: dict[str, str], status: int) -> None:
    """Only what the channel's secret signed counts, and nothing is said to anybody else."""
    sent(ledger, "a")
    raw = {name: value.encode("latin-1") for name, value in headers.items()}
    answer = asked(webhook(ledger, SECRET), "POST", "/webhook", content=DELIVERED, headers=raw)

    assert (status, b"") == (answer.status_code, answer.content)
    assert (Outcome.DELIVERED if status == 200 else Outcome.ACCEPTED) is outcome(ledger, "a")


@pytest.mark.parametrize("secret", ["", "  "])
def test_no_secret(ledger: Ledger, secret: str) -> None:
    """Without a secret anybody could sign."""
    with pytest.raises(UsageError, match="empty"):
        webhook(ledger, secret)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"\xff\xfe",
        b'{"events": {}}',
        b'{"destination": "U00"}',
        b"[" * 100_000,
        body("delivery"),
        body({"type": 7}),
        body({}),
    ],
)
def test_garbage(ledger: Ledger, content: bytes) -> None:
    """What is signed and no webhook is refused, and breaks nothing."""
    assert 400 == post(webhook(ledger, SECRET), content)


@pytest.mark.parametrize(
    "broken",
    [
        {"webhookEventId": None},
        {"webhookEventId": ""},
        {"webhookEventId": "e" * 101},
        {"delivery": {"data": 7}},
        {"delivery": {"data": "tag\ud800"}},
        {"delivery": "data"},
        {"delivery": None},
        {"timestamp": "1"},
        {"timestamp": True},
        {"timestamp": 10**30},
        {"timestamp": None},
    ],
)
def test_an_event_that_cannot_be_understood(ledger: Ledger, broken: dict[str, Any]) -> None:
    """It is never answered with 200, and keeps none of the others from being written down."""
    sent(ledger, "a")
    app = webhook(ledger, SECRET)

    assert 400 == post(app, body(delivery(tag("b"), "event-2", **broken), delivery(tag("a"))))
    assert Outcome.DELIVERED is outcome(ledger, "a")


def test_other_events_are_ignored(ledger: Ledger) -> None:
    """An account's webhook tells of messages and postbacks too, and LINE verifies it with no event at all."""
    app = webhook(ledger, SECRET)
    message = {"type": "message", "message": {"type": "text", "text": "哈囉"}, "source": {"userId": USER}}

    assert 200 == post(app, body())
    assert 200 == post(app, body(message, {"type": "postback"}, {"type": "something-new"}))


async def parts(content: bytes) -> AsyncIterator[bytes]:
    """A body whose length nobody announces."""
    for start in range(0, len(content), 65536):
        yield content[start : start + 65536]


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_that_is_too_large(ledger: Ledger, announced: bool) -> None:
    """It is not read to its end, whether it says how long it is or not."""
    content = body(delivery(tag("a"))) + b" " * MOST_BYTES
    headers = {"X-Line-Signature": signature(content, SECRET).decode()}
    app = webhook(ledger, SECRET)
    given = content if announced else parts(content)

    assert 413 == asked(app, "POST", "/webhook", headers=headers, content=given).status_code
    assert 200 == post(app, body(delivery(tag("a"))).ljust(MOST_BYTES))


def test_only_posts(ledger: Ledger) -> None:
    """There is nothing to read."""
    assert 405 == asked(webhook(ledger, SECRET), "GET", "/webhook").status_code
    assert 404 == asked(webhook(ledger, SECRET), "GET", "/").status_code


def test_mounted_in_another_application(ledger: Ledger) -> None:
    """It may stand under any path of the user's own."""
    sent(ledger, "a")
    app = Starlette(routes=[Mount("/line", webhook(ledger, SECRET))])

    assert 200 == post(app, DELIVERED, path="/line/webhook")
    assert Outcome.DELIVERED is outcome(ledger, "a")


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ([delivery(tag("a"))], ["delivered"]),
        ([delivery(HASH)], ["delivered"]),
        ([delivery("tag-of-nobody-here")], ["unmatched"]),
        ([delivery(tag("a")), delivery(tag("a"))], ["delivered", "repeated"]),
        ([delivery(tag("a")), delivery(tag("a"), deliveryContext={"isRedelivery": True})], ["delivered", "repeated"]),
        ([delivery(tag("a")), delivery(tag("a"), "event-2")], ["delivered", "repeated"]),
    ],
)
def test_once_and_again(ledger: Ledger, events: list[object], words: list[str]) -> None:
    """LINE tells the same again, with the same id or another; it counts once."""
    sent(ledger, "a")
    heard: list[str] = []
    app = webhook(ledger, SECRET, observer=lambda word, number: heard.extend([word] * number))

    assert [200] * len(events) == [post(app, body(event)) for event in events]
    assert words == heard


def test_told_before_the_answer_of_the_push(ledger: Ledger) -> None:
    """The webhook may be faster than the response, and the response may be lost."""
    sent(ledger, "a", answer=None)

    assert 200 == post(webhook(ledger, SECRET), DELIVERED)
    assert Outcome.DELIVERED is outcome(ledger, "a")
    ledger.answered(tag("a"), ACCEPTED, START)
    assert Outcome.DELIVERED is outcome(ledger, "a")


def test_told_before_the_message_is_in_the_ledger(ledger: Ledger) -> None:
    """An event of nobody's is kept until somebody's message goes by its tag."""
    assert 200 == post(webhook(ledger, SECRET), DELIVERED)
    ledger.begin(decision("a"), Attempt(tag("a"), "notification-message", "line-flexible", START))

    assert Outcome.DELIVERED is outcome(ledger, "a")


def test_told_after_the_fallback(ledger: Ledger, sender: HttpSmsSender, clock: Clock) -> None:
    """A message that arrives after its SMS was sent is a duplicate, and is counted as one."""
    sent(ledger, "a")
    worker = Worker(ledger, sender, window=DAY, clock=clock)
    worker.round(clock.goes(minutes=31))
    assert Outcome.FOLLOWED is outcome(ledger, "a")

    assert 200 == post(webhook(ledger, SECRET), body(delivery(tag("a"), at=clock.now)))
    assert Outcome.DUPLICATE is outcome(ledger, "a")
    assert 1 == ledger.counts().duplicates


@pytest.mark.parametrize(
    ("told", "friend"),
    [
        ([("follow", 0)], True),
        ([("follow", 0), ("unfollow", 1)], False),
        ([("unfollow", 1), ("follow", 0)], False),
        ([("unfollow", 0), ("follow", 1)], True),
        ([("follow", 2), ("unfollow", 1), ("follow", 0)], True),
        ([("unfollow", 0)], False),
    ],
)
def test_friends_out_of_order(ledger: Ledger, told: list[tuple[str, int]], friend: bool) -> None:
    """Who is a friend follows from when things happened, not from when they are told."""
    app = webhook(ledger, SECRET)
    events = [friendship(kind, START + timedelta(seconds=second)) for kind, second in told]

    assert [200] * len(events) == [post(app, body(event)) for event in events]
    assert friend is (ledger.is_friend(USER) is True)


def test_a_group_is_no_friend(ledger: Ledger) -> None:
    """Only users follow; what names none cannot be understood."""
    event = {**friendship("follow", START), "source": {"type": "group", "groupId": "C" + USER[1:]}}

    assert 400 == post(webhook(ledger, SECRET), body(event))


def test_the_ledger_is_away_and_comes_back(place: Path, caplog: pytest.LogCaptureFixture) -> None:
    """What was not written down is answered with 500, so that LINE tells it again; what is told again is written."""
    with Ledger(f"sqlite:///{place}?timeout=0.05", key=KEY) as ledger:
        sent(ledger, "a")
        app = webhook(ledger, SECRET)
        holder = sqlite3.connect(place, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")

        assert 500 == post(app, body(delivery(tag("a")), friendship("follow", START)))
        holder.execute("ROLLBACK")
        assert Outcome.ACCEPTED is outcome(ledger, "a")
        assert 200 == post(app, body(delivery(tag("a")), friendship("follow", START)))
        assert Outcome.DELIVERED is outcome(ledger, "a")
        holder.close()
    assert USER not in caplog.text


def test_the_ledger_is_not_there_yet(tmp_path: Path) -> None:
    """The webhook may be up before the place of the ledger is."""
    with Ledger(tmp_path / "later" / "guard.db", key=KEY) as ledger:
        app = webhook(ledger, SECRET)

        assert 500 == post(app, DELIVERED)
        (tmp_path / "later").mkdir()
        assert 200 == post(app, DELIVERED)


def test_many_events_at_once(ledger: Ledger) -> None:
    """A body of many events is written down whole."""
    names = [f"many-{number}" for number in range(200)]
    for name in names:
        sent(ledger, name)

    assert 200 == post(webhook(ledger, SECRET), body(*(delivery(tag(name), f"event-{name}") for name in names)))
    assert 200 == ledger.counts().by_outcome[Outcome.DELIVERED]


def test_nothing_of_a_body_is_logged(ledger: Ledger, caplog: pytest.LogCaptureFixture) -> None:
    """Neither what is taken nor what is refused."""
    caplog.set_level(logging.DEBUG)
    app = webhook(ledger, SECRET)
    private = body({"type": "message", "text": NUMBER}, friendship("follow", START), delivery(HASH))
    post(app, private)
    post(app, private, {"X-Line-Signature": "forged"})
    post(app, private[:-1])

    assert [] == [word for word in (NUMBER, USER, HASH, SECRET) if word in caplog.text]
