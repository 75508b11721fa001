"""Numbers, texts, user ids, tokens and passwords stand in no log, no representation and no reason."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

import httpx
import pytest
from senders.handing import (
    ENVIRONMENT,
    FRIEND,
    HASH,
    KINDS,
    MANNERS,
    MESSAGES,
    NUMBER,
    PASSWORD,
    TEXT,
    Stage,
    described,
    hand,
    made,
)
from servers import BROKEN, GARBAGE, HALF, RESET, TOKEN, FakeLine, Reply, SmsGateway, limited, refusing, slow, told

from nmlint.dispatch.senders.line import AsyncLineSender, LineSender
from nmlint.dispatch.senders.plain import NotSentError, of_callable
from nmlint.dispatch.senders.sms_request import SmsRequest

SECRETS = (
    TOKEN,
    PASSWORD,
    quote(PASSWORD, safe=""),
    NUMBER,
    NUMBER[-9:],
    "912345678",
    HASH,
    FRIEND,
    TEXT,
    "482913",
    quote(TEXT),
)
LOGGERS = ("", "httpx", "httpcore", "urllib3", "linebot", "linebot.v3.messaging", "aiohttp", "asyncio", "nmlint")

# A server that repeats in its answer all that it was sent, as a careless one might.
ECHO = json.dumps(
    {"message": TEXT, "details": [{"message": NUMBER, "property": TEXT}], "code": NUMBER, "msgid": NUMBER}
)


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """The servers and the senders of this module."""
    stage = Stage()
    yield stage
    stage.close()


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Everything that anybody logs, of every level."""
    levels = {name: logging.getLogger(name).level for name in LOGGERS}
    caplog.set_level(logging.DEBUG)
    for name in LOGGERS:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield caplog
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


REPLIES = (
    Reply(),
    Reply(200, ECHO.encode()),
    Reply(400, ECHO.encode(), {"Location": f"/?to={NUMBER}", "X-Line-Request-Id": NUMBER}),
    told(403),
    told(422),
    limited(),
    RESET,
    HALF,
    GARBAGE,
    BROKEN,
    Reply(302, headers={"Location": f"/?to={quote(NUMBER)}&text={quote(TEXT)}"}),
    slow(1),
)


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_told(kind: str, manner: str, stage: Stage, logged: pytest.LogCaptureFixture) -> None:
    """Whatever a server does, neither logs at the lowest level nor answers hold what is secret."""
    server = stage.server(kind)
    answers = [stage.hand(kind, manner, timeout=0.4)]
    for reply in REPLIES:
        server.play(reply)
        answers.append(stage.hand(kind, manner, timeout=0.4))
    with refusing() as nobody:
        answers.append(hand(kind, manner, nobody))
    said = "\n".join([logged.text, *map(repr, answers), *(repr(record.args) for record in logged.records)])

    assert [] == [secret for secret in SECRETS if secret in said]


def test_the_libraries_would_have_told(gateway: SmsGateway, logged: pytest.LogCaptureFixture) -> None:
    """Outside of a sender the same libraries go on logging, and this is what they would log."""
    hand("sms", "sync", gateway.url)
    httpx.get(f"{gateway.url}/?to={quote(NUMBER)}")

    assert quote(NUMBER) in logged.text
    assert "httpcore.http11" in {record.name for record in logged.records}


@pytest.mark.parametrize("manner", MANNERS)
def test_questions_are_not_told_either(manner: str, line: FakeLine, logged: pytest.LogCaptureFixture) -> None:
    """The user ids of friends come in a body that LINE's SDK would log."""
    line.followers = [FRIEND]
    if manner == "sync":
        with LineSender(TOKEN, host=line.url) as sender:
            found = list(sender.followers())
    else:
        found = asyncio.run(_followers(line.url))

    assert [FRIEND] == found
    assert FRIEND not in logged.text


async def _followers(url: str) -> list[str]:
    async with AsyncLineSender(TOKEN, host=url) as sender:
        return [each async for each in sender.followers()]


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.usefixtures("logged")
def test_levels_stay_as_they_were(manner: str, line: FakeLine) -> None:
    """LINE's SDK would turn down the loggers of a program that uses urllib3 for something else."""
    hand("line-flexible", manner, line.url)

    assert logging.DEBUG == logging.getLogger("urllib3").level


@pytest.mark.parametrize("kind", KINDS)
def test_senders_and_messages_show_nothing(kind: str, line: FakeLine) -> None:
    """Printing a sender, a message or the description of a gateway gives nothing away."""
    sender = made(kind, "sync", line.url)
    said = f"{sender!r} {sender} {MESSAGES[kind]!r} {SmsRequest.read(described(line.url))!r}"
    sender.close()

    assert [] == [secret for secret in SECRETS if secret in said]
    assert ENVIRONMENT["SMS_USER"] not in said


def test_the_name_of_a_request_is_no_number(gateway: SmsGateway) -> None:
    """A gateway that calls a request by the number of its receiver is not quoted."""
    gateway.play(Reply(body=json.dumps({"code": "0", "msgid": f"x{NUMBER[1:]}"}).encode()))

    assert hand("sms", "sync", gateway.url).request_id is None


def test_a_function_that_fails_is_not_quoted() -> None:
    """Of an exception only the type is told, and of what was not sent no digits."""

    def careless(_: object) -> None:
        raise ConnectionError(NUMBER)

    def careful(_: object) -> None:
        raise NotSentError(f"no route to {NUMBER}")

    message = replace(MESSAGES["sms"])
    said = [of_callable(each).send(message).reason for each in (careless, careful)]

    assert "ConnectionError" in said[0]
    assert said[1].startswith("no route to ")
    assert NUMBER not in "".join(said)
    assert NUMBER[1:] not in "".join(said)
