"""The requests as they arrive: what LINE's reference asks for, and what a gateway's description says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from senders.handing import (
    ENVIRONMENT,
    FLEX,
    FRIEND,
    HASH,
    MANNERS,
    MESSAGES,
    NUMBER,
    PASSWORD,
    TAG,
    TEMPLATED,
    TEXT,
    described,
    hand,
)
from servers import PATHS, TOKEN, FakeLine, SmsGateway

from nmlint.dispatch.outgoing import Fate, Outgoing
from nmlint.dispatch.senders.friends import FriendPush, retry_key
from nmlint.dispatch.senders.http_sms import HttpSmsSender
from nmlint.dispatch.senders.sms_request import SmsRequest

BODIES = {"line-flexible": FLEX, "line-template": TEMPLATED, "oa-push": FLEX}
RECEIVERS = {"line-flexible": HASH, "line-template": HASH, "oa-push": FRIEND}


class Frozen(Mapping[str, Any]):
    """A mapping that is no dict, such as a caller may hand over."""

    def __init__(self, items: Mapping[str, Any]) -> None:
        self._items = {key: _frozen(value) for key, value in items.items()}

    def __getitem__(self, key: str) -> Any:
        return self._items[key]

    def __iter__(self) -> Any:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return Frozen(value)
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("kind", PATHS)
def test_a_push_is_what_the_reference_asks_for(kind: str, manner: str, line: FakeLine) -> None:
    """Path, method, authorization, content type and tag or retry key; nothing LINE would find fault with."""
    hand(kind, manner, line.url)
    (request,) = line.requests
    headers = request.headers
    named = {
        "x-line-delivery-tag": headers.get("x-line-delivery-tag"),
        "x-line-retry-key": headers.get("x-line-retry-key"),
    }

    assert ("POST", PATHS[kind]) == (request.method, request.target)
    assert f"Bearer {TOKEN}" == headers["authorization"]
    assert "application/json" == headers["content-type"]
    assert headers["user-agent"].startswith("line-bot-sdk-python/")
    assert (
        {"x-line-delivery-tag": None, "x-line-retry-key": retry_key(TAG)}
        if kind == "oa-push"
        else {"x-line-delivery-tag": TAG, "x-line-retry-key": None}
    ) == named
    assert [] == line.faults


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("kind", PATHS)
def test_the_body_leaves_as_it_was_judged(kind: str, manner: str, line: FakeLine) -> None:
    """No property is lost or added, also of those that LINE's SDK does not know, and no null either."""
    hand(kind, manner, line.url)

    assert {**BODIES[kind], "to": RECEIVERS[kind]} == line.requests[0].json


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("kind", PATHS)
def test_any_mapping_will_do(kind: str, manner: str, line: FakeLine) -> None:
    """A body of mappings and tuples leaves as one of dicts and lists."""
    hand(kind, manner, line.url, replace(MESSAGES[kind], body=Frozen(BODIES[kind])))

    assert {**BODIES[kind], "to": RECEIVERS[kind]} == line.requests[0].json


@pytest.mark.parametrize("manner", MANNERS)
def test_the_receiver_is_that_of_the_message(manner: str, line: FakeLine) -> None:
    """A `to` in the body does not win over the receiver that was judged."""
    hand("line-flexible", manner, line.url, replace(MESSAGES["line-flexible"], body={**FLEX, "to": "0" * 64}))

    assert HASH == line.requests[0].json["to"]


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize(
    ("kind", "changed"),
    [
        ("line-flexible", {"to": NUMBER}),
        ("line-flexible", {"to": HASH.upper()}),
        ("line-flexible", {"tag": "short"}),
        ("line-flexible", {"tag": "t" * 101}),
        ("line-template", {"tag": "line\r\nfeed" * 2}),
        ("line-template", {"message": "sms"}),
        ("oa-push", {"to": HASH}),
        ("oa-push", {"message": "line-flexible"}),
        ("sms", {"to": HASH}),
        ("sms", {"to": "0912345678"}),
        ("sms", {"to": "+85223456789"}),  # the description wants the national form of a mobile
        ("sms", {"body": {}}),
        ("sms", {"body": {"text": ""}}),
        ("sms", {"body": {"text": "\ud83d"}}),
        ("sms", {"tag": "a b"}),
        ("sms", {"message": "line-flexible"}),
    ],
)
def test_what_cannot_be_right_is_not_asked(
    kind: str, changed: dict[str, Any], manner: str, line: FakeLine, gateway: SmsGateway
) -> None:
    """A receiver, tag or message that the other side could only refuse makes no request, and no number leaves."""
    answer = hand(kind, manner, (gateway if kind == "sms" else line).url, replace(MESSAGES[kind], **changed))

    assert (Fate.REFUSED, 0) == (answer.fate, answer.attempts)
    assert [] == line.requests + gateway.requests


@pytest.mark.parametrize("manner", MANNERS)
def test_strangers_get_no_push(manner: str, line: FakeLine) -> None:
    """Who is not known as a friend is refused for good, without a request."""
    answer = hand("oa-push", manner, line.url, replace(MESSAGES["oa-push"], to="U" + "f" * 32))

    assert (Fate.REFUSED, True, 0) == (answer.fate, answer.final, answer.attempts)
    assert "friend" in answer.reason
    assert [] == line.requests


def test_a_register_that_fails_lets_nobody_through(line: FakeLine) -> None:
    """Where it cannot be asked who is a friend, nothing is sent, and the reason names the type of the error only."""

    def broken(user: str) -> bool:
        raise LookupError(user)

    with FriendPush(TOKEN, broken, host=line.url) as sender:
        answer = sender.send(MESSAGES["oa-push"])

    assert (Fate.REFUSED, False, 0) == (answer.fate, answer.final, answer.attempts)
    assert "LookupError" in answer.reason
    assert FRIEND not in answer.reason


def test_the_key_of_a_push_is_its_tags() -> None:
    """The same tag has the same key, in every process and version; another has another."""
    assert "6faaeab8-97c5-5e88-ae72-f42fd1651fa1" == retry_key(TAG)
    assert retry_key(TAG) != retry_key(TAG + "0")


@pytest.mark.parametrize("manner", MANNERS)
def test_an_sms_is_what_the_description_says(manner: str, gateway: SmsGateway) -> None:
    """Values stand where the description puts them, in the query, the JSON and its lists."""
    hand("sms", manner, gateway.url)
    (request,) = gateway.requests

    assert ("POST", "/api/send") == (request.method, request.path)
    assert [("user", "bookshop"), ("password", PASSWORD), ("dstaddr", "0912345678")] == request.query
    assert {"message": {"text": TEXT, "from": "好日子書店"}, "ids": [TAG], "long": True} == request.json


@pytest.mark.parametrize("manner", MANNERS)
def test_a_form_a_header_and_a_path_are_filled(manner: str, gateway: SmsGateway) -> None:
    """What stands in the path is one segment of it, whatever it holds."""
    description = {
        "method": "PUT",
        "url": f"{gateway.url}/v1/${{SMS_PASSWORD}}/{{to}}",
        "headers": {"X-Tag": "tag={tag}"},
        "form": {"dstaddr": "{to}", "smbody": "{{{text}}}", "encoding": 1, "empty": ""},
        "accepted": {"status": [200]},
    }
    hand("sms", manner, gateway.url, description=description)
    (request,) = gateway.requests

    assert ("PUT", "/v1/p4ssw0rd%26x%3D1/%2B886912345678") == (request.method, request.target)
    assert f"tag={TAG}" == request.headers["x-tag"]
    assert [("dstaddr", NUMBER), ("smbody", f"{{{TEXT}}}"), ("encoding", "1"), ("empty", "")] == request.form


HOSTILE = st.text(min_size=1).filter(lambda text: not any("\ud800" <= character <= "\udfff" for character in text))


@settings(max_examples=60, deadline=None)
@given(text=HOSTILE | st.sampled_from(['","to":"x', "&to=1#?", "{to}", "${SMS_PASSWORD}", "}}{{", "\r\nX: y", "\0"]))
def test_no_text_is_anything_but_text(text: str) -> None:
    """Whatever a message holds arrives as that one value, in JSON, form and query, and fills nothing."""
    arguments = _filled(text, json={"a": ["{text}"]}, form=None, query={"b": "{text}", "to": "{to}"})

    assert {"a": [text]} == arguments["json"]
    assert {"b": text, "to": NUMBER} == arguments["params"]


def test_texts_arrive_whole(gateway: SmsGateway) -> None:
    """The same over the wire, for what is most often forgotten."""
    texts = ['","to":"x', "&to=1#?%00+", "{to} ${SMS_PASSWORD} }}{{", "第一行\r\n第二行", "👨‍👩‍👧 é"]
    description = described(gateway.url, query={"b": "{text}", "to": "{to}"}, form={"c": "{text}"}, json=None)
    with HttpSmsSender(SmsRequest.read(description), environment=ENVIRONMENT) as sender:
        for text in texts:
            sender.send(Outgoing("sms", "sms", NUMBER, {"text": text}, TAG))

    assert [[("b", text), ("to", NUMBER)] for text in texts] == [request.query for request in gateway.requests]
    assert [[("c", text)] for text in texts] == [request.form for request in gateway.requests]


def test_numbers_of_a_json_stay_numbers(gateway: SmsGateway) -> None:
    """What is no text in a description is sent as it is."""
    given_json = {"t": "{text}{to}", "n": 1, "f": 0.5, "b": False, "z": None, "l": [[]]}
    hand("sms", "sync", gateway.url, description=described(gateway.url, query=None, json=given_json))

    assert {**given_json, "t": TEXT + NUMBER} == json.loads(gateway.requests[0].body)


def _filled(text: str, **changed: Any) -> dict[str, Any]:
    request = SmsRequest.read(described("http://127.0.0.1", **changed))
    values = {"to": NUMBER, "to_national": "0912345678", "text": text, "sender": "s", "tag": TAG}
    return request.arguments(values, ENVIRONMENT)
