"""LINE tells of deliveries while the guard sends, again and again, too late, or it is somebody else who tells."""

from __future__ import annotations

import pytest
from faults.desk import Desk
from faults.witnesses import FAILED_LATE, NO_USER, RESET_LATE, TAKEN, Seen, Turn
from service.notices import OTHER, SECRET, body, delivery, post
from starlette.applications import Starlette

from nmlint.dispatch.receiving import signature, webhook


@pytest.fixture
def app(desk: Desk) -> Starlette:
    """The receiver of the webhook, on the same ledger; nobody has told it anything yet."""
    desk.line.tells = desk.gateway.tells = lambda _: None
    return webhook(desk.ledger, SECRET, clock=desk.clock)


def told(app: Starlette, seen: Seen, number: int = 1, secret: str = SECRET) -> int:
    """LINE tells that the message arrived; what it is answered with."""
    content = body(delivery(seen.tag, f"event-{number}-{seen.tag}"))
    return post(app, content, {"X-Line-Signature": signature(content, secret).decode()})


@pytest.mark.parametrize(
    ("key", "turn"), [("TW11", TAKEN), ("TW12", RESET_LATE), ("TW13", FAILED_LATE), ("TW14", NO_USER)]
)
def test_before_the_response(desk: Desk, app: Starlette, key: str, turn: Turn) -> None:
    """Whatever the response is then, the message arrived: it is not sent again, and no SMS follows."""
    answers: list[int] = []
    desk.line.plays({key: [turn]})
    desk.line.tells = lambda seen: answers.extend(told(app, seen, number) for number in (1, 1, 2))
    desk.send(key)
    again = desk.send(key)
    desk.work(minutes=31)

    assert [200, 200, 200] == answers
    assert (["delivered", "repeated"], (1, 0)) == (desk.outcomes(key), desk.asked(key))
    assert (True, "accepted") == (again.repeated, again.answer and again.answer.fate)


def test_while_the_fallback_goes(desk: Desk, app: Starlette) -> None:
    """LINE had refused and delivers after all, when the gateway has the SMS already: it is known to be there twice."""
    desk.line.plays({"TW2": [NO_USER]})
    desk.gateway.tells = lambda _: told(app, desk.line.of("TW2")[0])
    sent = desk.send("TW2")

    assert "accepted" == (sent.followed and sent.followed.fate)
    assert (["duplicate"], (1, 1)) == (desk.outcomes("TW2"), desk.asked("TW2"))
    assert desk.send("TW2").repeated
    assert (1, 1) == desk.asked("TW2")


def test_after_the_fallback(desk: Desk, app: Starlette) -> None:
    """The SMS went for silence; what is told later, and again, makes it a duplicate, and sends nothing."""
    desk.send("TW3")
    desk.work(minutes=31)
    (seen,) = desk.line.of("TW3")

    assert [200, 200, 200] == [told(app, seen, number) for number in (1, 2, 1)]
    desk.work(minutes=31)
    assert desk.send("TW3").repeated
    assert (["duplicate", "repeated"], (1, 1)) == (desk.outcomes("TW3"), desk.asked("TW3"))
    assert [] == desk.faults("TW3")


def test_by_somebody_else(desk: Desk, app: Starlette) -> None:
    """What LINE's secret did not sign keeps no SMS back."""
    desk.send("TW4")
    (seen,) = desk.line.of("TW4")

    assert 400 == told(app, seen, secret=OTHER)
    desk.work(minutes=31)
    assert (["followed"], (1, 1)) == (desk.outcomes("TW4"), desk.asked("TW4"))
    assert [] == desk.faults("TW4")
