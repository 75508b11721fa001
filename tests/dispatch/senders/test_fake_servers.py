"""The servers that the other tests lean on do what they are told."""

from __future__ import annotations

import uuid

import httpx
import pytest
from servers import GARBAGE, HALF, PATHS, RESET, TOKEN, FakeLine, SmsGateway, limited, refusing, slow

HASH = "1315ec4a63ba3d2b8f5db63688770e89a402ee623ef33e4c8c2f36e48f271be0"
FLEXIBLE = {"to": HASH, "messages": [{"type": "text", "text": "您的包裹已送達"}]}
BEARER = {"Authorization": f"Bearer {TOKEN}"}


def _push(line: FakeLine, body: object = FLEXIBLE, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.post(line.url + PATHS["line-flexible"], json=body, headers={**BEARER, **named})


def test_what_line_takes_is_kept(line: FakeLine) -> None:
    """A request as the reference has it is answered with 200 and {}, and is remembered as it came."""
    answer = _push(line, X_Line_Delivery_Tag="t" * 16)

    assert (200, {}) == (answer.status_code, answer.json())
    assert uuid.UUID(answer.headers["X-Line-Request-Id"])
    assert [("line-flexible", FLEXIBLE)] == line.sent
    assert "t" * 16 == line.requests[0].headers["x-line-delivery-tag"]
    assert [] == line.faults


def test_breaches_are_refused_and_told(line: FakeLine) -> None:
    """A tag that is too short, a number in place of its hash, a retry key and a wrong token are refused."""
    answers = [
        _push(line, X_Line_Delivery_Tag="short"),
        _push(line, {**FLEXIBLE, "to": "+886912345678"}),
        _push(line, X_Line_Retry_Key=str(uuid.uuid4())),
        _push(line, Authorization="Bearer no"),
    ]

    assert [400, 400, 400, 401] == [answer.status_code for answer in answers]
    assert [] == line.sent
    assert 4 == len(line.faults)


def test_a_retry_key_is_taken_once(line: FakeLine) -> None:
    """The second push to a friend with the same key is answered with 409 and the id of the first."""
    line.play(RESET)
    url, key = line.url + PATHS["oa-push"], {**BEARER, "X-Line-Retry-Key": str(uuid.uuid4())}
    body = {"to": "U" + "0" * 32, "messages": [{"type": "text", "text": "hello"}]}

    with pytest.raises(httpx.ReadError):
        httpx.post(url, json=body, headers=key)
    answer = httpx.post(url, json=body, headers=key)

    assert 409 == answer.status_code
    assert answer.headers["X-Line-Accepted-Request-Id"]
    assert 1 == len(line.sent)


def test_it_misbehaves_as_scripted(gateway: SmsGateway) -> None:
    """A reset, a body cut short, an answer that is late, nonsense, and too many requests."""
    gateway.play(RESET, HALF, slow(5), GARBAGE, limited(3))
    raised = []
    for _ in range(3):
        with pytest.raises(httpx.TransportError) as told:
            httpx.get(gateway.url, timeout=0.2)
        raised.append(told.type)
    garbage, busy = httpx.get(gateway.url), httpx.get(gateway.url)

    assert [httpx.ReadError, httpx.RemoteProtocolError, httpx.ReadTimeout] == raised
    assert b"\xff" in garbage.content
    assert (429, "3") == (busy.status_code, busy.headers["Retry-After"])
    assert 5 == len(gateway.requests)


def test_nobody_listens() -> None:
    """A connection to the reserved port is refused."""
    with refusing() as url, pytest.raises(httpx.ConnectError):
        httpx.get(url)
