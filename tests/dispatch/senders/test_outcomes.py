"""What is answered for everything that a server can do, how often it was tried, and how many requests arrived."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from senders.handing import KINDS, MANNERS, NUMBER, Stage, described, hand
from servers import BROKEN, GARBAGE, HALF, RESET, Reply, Server, deaf, limited, refusing, slow, told

from nmlint.dispatch.outgoing import Answer, Fate
from nmlint.dispatch.senders.retrying import Retries

LINE = ("line-flexible", "line-template")
SMS, FRIEND = "sms", "oa-push"
ACCEPTED, REFUSED, UNKNOWN = Fate.ACCEPTED, Fate.REFUSED, Fate.UNKNOWN
TAKEN = {"line-flexible": 200, "line-template": 202, "sms": 200, "oa-push": 200}


@dataclass(frozen=True)
class Expected:
    """What a sender must answer. `status` None is that of a message taken as usual."""

    fate: Fate
    attempts: int = 1
    final: bool = False
    arrived: int | None = None


REPEATED = Expected(ACCEPTED, 2)
"""Made again, and accepted then."""

# For each behaviour: its replies, and what is expected of pushes to numbers, of an SMS and of a push to a friend.
BEHAVIOURS: dict[str, tuple[Sequence[Reply], Expected, Expected, Expected]] = {
    "taken": ((), Expected(ACCEPTED), Expected(ACCEPTED), Expected(ACCEPTED)),
    "400": ((told(400),), Expected(REFUSED), Expected(REFUSED), Expected(REFUSED)),
    "401": ((told(401),), Expected(REFUSED), Expected(REFUSED), Expected(REFUSED)),
    "403": ((told(403),), Expected(REFUSED), Expected(REFUSED), Expected(REFUSED)),
    "413": ((told(413),), Expected(REFUSED), Expected(REFUSED), Expected(REFUSED)),
    "403 not in UTF-8": ((Reply(403, b"\xb8T\xa4\xee"),), Expected(REFUSED), Expected(REFUSED), Expected(REFUSED)),
    "422": ((told(422),), *(Expected(REFUSED, final=True),) * 3),
    "429, then free": ((limited(),), REPEATED, REPEATED, REPEATED),
    "429 for ever": ((limited(),) * 3, *(Expected(REFUSED, 3),) * 3),
    "429, come in a minute": ((limited(60),), *(Expected(REFUSED),) * 3),
    "500": ((BROKEN,), Expected(UNKNOWN), Expected(UNKNOWN), REPEATED),
    "503 for ever": ((Reply(503),) * 3, Expected(UNKNOWN), Expected(UNKNOWN), Expected(UNKNOWN, 3)),
    "408": ((Reply(408),), Expected(UNKNOWN), Expected(UNKNOWN), REPEATED),
    "late": ((slow(3.0),), Expected(UNKNOWN), Expected(UNKNOWN), REPEATED),
    "reset": ((RESET,), Expected(UNKNOWN), Expected(UNKNOWN), REPEATED),
    "half a body": ((HALF,), Expected(UNKNOWN), Expected(UNKNOWN), REPEATED),
    "garbage": ((GARBAGE,), Expected(UNKNOWN), Expected(UNKNOWN), REPEATED),
    "a portal's page": (
        (Reply(body=b"<html>", headers={"X-Line-Request-Id": ""}),),
        Expected(UNKNOWN),
        Expected(UNKNOWN),
        REPEATED,
    ),
    "led elsewhere": (
        (Reply(302, headers={"Location": "/elsewhere"}),),
        Expected(UNKNOWN),
        Expected(UNKNOWN),
        REPEATED,
    ),
    "429, then reset": ((limited(), RESET), Expected(UNKNOWN, 2), Expected(UNKNOWN, 2), Expected(ACCEPTED, 3)),
    # What may have arrived is not undone by a later refusal.
    "reset, then 429": ((RESET, limited(), limited()), Expected(UNKNOWN), Expected(UNKNOWN), Expected(UNKNOWN, 3)),
}


def expected_of(behaviour: str, kind: str) -> Expected:
    """What is expected of a kind of message."""
    _, line, sms, friend = BEHAVIOURS[behaviour]
    return {"sms": sms, "oa-push": friend}.get(kind, line)


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """The servers and the senders of this module."""
    stage = Stage()
    yield stage
    stage.close()


@pytest.fixture
def server(kind: str, stage: Stage) -> Server:
    """The server that the kind of message goes to."""
    return stage.server(kind)


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("behaviour", BEHAVIOURS)
def test_every_behaviour_has_its_answer(behaviour: str, kind: str, manner: str, server: Server, stage: Stage) -> None:
    """Refused is only what cannot have been sent, and nothing else is repeated without a key that makes it safe."""
    replies, expected = BEHAVIOURS[behaviour][0], expected_of(behaviour, kind)
    server.play(*replies)

    answer = stage.hand(kind, manner, timeout=0.6 if behaviour == "late" else 5.0)

    assert (expected.fate, expected.attempts, expected.final) == (answer.fate, answer.attempts, answer.final)
    assert expected.attempts == len(server.requests)
    assert (answer.reason == "") == (answer.fate is ACCEPTED and answer.status != 409)
    assert "elsewhere" not in {request.path for request in server.requests}


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("kind", KINDS)
def test_what_never_left_is_refused_and_repeated(kind: str, manner: str) -> None:
    """Where nobody listens nothing was sent, and that is known."""
    with refusing() as nobody:
        answer = hand(kind, manner, nobody)

    assert (REFUSED, None, 3, False) == (answer.fate, answer.status, answer.attempts, answer.final)


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("kind", ["line-flexible", "sms"])
def test_a_connection_that_never_comes_about_is_a_refusal(kind: str, manner: str) -> None:
    """Late as it is, it is known that nothing was sent."""
    with deaf() as nobody:
        answer = hand(kind, manner, nobody, timeout=0.3, retries=Retries(attempts=1))

    assert (REFUSED, None, False) == (answer.fate, answer.status, answer.final)


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("kind", ["line-flexible", "sms"])
def test_a_name_that_leads_nowhere_is_a_refusal(kind: str, manner: str) -> None:
    """No address, no connection, nothing sent."""
    url = "https://nowhere.invalid"
    answer = hand(kind, manner, url, description=described(url), retries=Retries(attempts=1))

    assert (REFUSED, None, False) == (answer.fate, answer.status, answer.final)


# The shortest wait that can be asked for is a second, so not every kind is tried in both manners.
@pytest.mark.parametrize(
    ("kind", "manner"), [("line-flexible", "async"), ("line-template", "sync"), ("sms", "sync"), ("oa-push", "async")]
)
def test_the_wait_that_is_asked_for_is_kept(kind: str, manner: str, server: Server, stage: Stage) -> None:
    """Whoever comes before Retry-After is over is refused again, and this sender is not."""
    server.be_busy(1)

    answer = stage.hand(kind, manner, retries=Retries(attempts=2, within=5, first=0, longest=0))

    assert (ACCEPTED, 2) == (answer.fate, answer.attempts)


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.usefixtures("server")
def test_a_message_taken_has_a_status_and_a_name(kind: str, manner: str, stage: Stage) -> None:
    """The answer carries the status, and what the other side calls the request."""
    answer = stage.hand(kind, manner)

    assert TAKEN[kind] == answer.status
    assert answer.request_id
    assert NUMBER[-8:] not in answer.request_id


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("kind", KINDS)
def test_retries_are_bounded_by_count(kind: str, manner: str, server: Server, stage: Stage) -> None:
    """One attempt is one request."""
    server.play(limited())

    answer = stage.hand(kind, manner, retries=Retries(attempts=1))

    assert (REFUSED, 1, 1) == (answer.fate, answer.attempts, len(server.requests))


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("kind", KINDS)
def test_retries_are_bounded_by_time(kind: str, manner: str, server: Server, stage: Stage) -> None:
    """Without time for a second attempt there is none."""
    server.play(limited())

    answer = stage.hand(kind, manner, retries=Retries(attempts=9, within=0))

    assert (REFUSED, 1, 1) == (answer.fate, answer.attempts, len(server.requests))


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("kind", [*LINE, FRIEND])
def test_a_spent_quota_is_not_asked_again(kind: str, manner: str, server: Server, stage: Stage) -> None:
    """429 also says that the month's messages are used up, and seconds do not mend that."""
    server.play(told(429, "You have reached your monthly limit."))

    answer = stage.hand(kind, manner)

    assert (REFUSED, 1) == (answer.fate, answer.attempts)
    assert "month" in answer.reason


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("kind", LINE)
def test_line_took_it_though_its_answer_is_unreadable(kind: str, manner: str, server: Server, stage: Stage) -> None:
    """A status of LINE's own, known by the name it gives to the request, says enough."""
    server.play(Reply(200, b'{"sent'))

    answer = stage.hand(kind, manner)

    assert ACCEPTED is answer.fate
    assert "cannot be read" in answer.reason


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("kind", LINE)
def test_only_line_refuses_for_good(kind: str, manner: str, server: Server, stage: Stage) -> None:
    """422 of something in between says nothing about the receiver."""
    server.play(Reply(422, b"<html>", {"X-Line-Request-Id": ""}))

    answer = stage.hand(kind, manner)

    assert (REFUSED, False) == (answer.fate, answer.final)


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("kind", LINE)
def test_places_of_faults_are_told(kind: str, manner: str, server: Server, stage: Stage) -> None:
    """LINE names the property it does not like; of its sentences nothing is taken over."""
    places = b'{"message": "m", "details": [{"property": "messages[0].contents.body", "message": "+886912345678"},'
    server.play(Reply(400, places + b'{"property": "+886912345678"}]}'))

    answer = stage.hand(kind, manner)

    assert answer.reason.endswith(": messages[0].contents.body")


def _sms(manner: str, stage: Stage, body: bytes, **reply: Any) -> Answer:
    stage.gateway.play(Reply(body=body, **reply))
    return stage.hand(SMS, manner, timeout=0.3 if reply.get("drips") else 5.0)


@pytest.mark.parametrize("manner", MANNERS)
def test_a_gateway_refuses_with_200(manner: str, stage: Stage) -> None:
    """The body says what happened; a code that the description does not know proves nothing."""
    spent, strange = _sms(manner, stage, b'{"code": -3}'), _sms(manner, stage, b'{"code": "77"}')
    busy = _sms(manner, stage, b'{"code": "-9"}')

    assert (REFUSED, "out of credit", 1) == (spent.fate, spent.reason, spent.attempts)
    assert UNKNOWN is strange.fate
    assert (ACCEPTED, 2) == (busy.fate, busy.attempts)


@pytest.mark.parametrize("manner", MANNERS)
def test_a_gateway_that_is_busy_for_long_is_left_alone(manner: str, stage: Stage) -> None:
    """What may be tried again waits for as long as it is asked to, or is not tried."""
    answer = _sms(manner, stage, b'{"code": "-9"}', headers={"Retry-After": "60"})

    assert (REFUSED, 1, False) == (answer.fate, answer.attempts, answer.final)


@pytest.mark.parametrize("manner", MANNERS)
def test_an_answer_that_drips_is_late(manner: str, stage: Stage) -> None:
    """Each drop comes in time, and the whole does not."""
    answer = _sms(manner, stage, b'{"code": "0", "x": "' + b"x" * 60 + b'"}', drips=True)

    assert (UNKNOWN, 200) == (answer.fate, answer.status)
    assert "in time" in answer.reason


@pytest.mark.parametrize("manner", MANNERS)
def test_an_endless_answer_is_none(manner: str, stage: Stage) -> None:
    """An answer of a megabyte is not read to its end."""
    answer = _sms(manner, stage, b'{"code": "0", "x": "' + b"x" * 1_000_000 + b'"}')

    assert UNKNOWN is answer.fate
