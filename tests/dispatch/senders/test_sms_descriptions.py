"""How a gateway is described: what is understood, and what a person is told who wrote it wrong."""

from __future__ import annotations

from typing import Any

import pytest
from senders.handing import ENVIRONMENT, MANNERS, NUMBER, TEXT, described, hand
from servers import Reply, SmsGateway

from nmlint.bilingual import CHINESE, in_language
from nmlint.dispatch.outgoing import Fate
from nmlint.dispatch.senders.http_sms import AsyncHttpSmsSender, HttpSmsSender
from nmlint.dispatch.senders.sms_request import SmsRequest
from nmlint.errors import UsageError

HERE = "http://127.0.0.1:9"
MINIMAL = {"url": "https://sms.example.tw", "form": {"to": "{to}", "text": "{text}"}, "accepted": {"status": 200}}

FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "no address": ({"url": None}, "sms.url: the address of the gateway is needed"),
    "no web address": ({"url": "sms.example.tw/api"}, "sms.url: write an address such as https://"),
    "a broken port": ({"url": "https://sms.example.tw:port/"}, "sms.url: write an address"),
    "a place in the host": ({"url": "https://{tag}.example.tw/"}, "only its path may have places to fill"),
    "a login in the address": (
        {"url": "https://me:pw@sms.example.tw/"},
        "sms.url: no name and password in the address",
    ),
    "a query in the address": (
        {"url": "https://sms.example.tw/?a=1"},
        "sms.url: write what stands behind ? under query",
    ),
    "in the clear": ({"url": "http://sms.example.tw/"}, "sms.url: numbers and texts would travel readable for all"),
    "a text in the path": (
        {"url": "https://sms.example.tw/{text}"},
        "sms.url: nothing fills {text} here; there are {to}",
    ),
    "another method": ({"method": "DELETE"}, "sms.method: 'DELETE' is not known"),
    "a key misspelt": ({"accept": {"status": 200}}, "unknown key 'sms.accept'; did you mean 'accepted'?"),
    "a place misspelt": (
        {"form": {"t": "{text}", "n": "{to_nation}{to}"}},
        "sms.form.n: nothing fills {to_nation} here; did you mean",
    ),
    "a stray brace": ({"form": {"t": "{text} {", "n": "{to}"}}, "sms.form.t: a brace stands alone; write {{ or }}"),
    "no text": ({"form": {"to": "{to}"}}, "sms: {text} stands nowhere"),
    "no number": ({"form": {"t": "{text}"}}, "sms: neither {to} nor {to_national} stands anywhere"),
    "no sender": ({"query": {"from": "{sender}"}}, "sms: {sender} is used, so sender: must say who sends"),
    "a secret in the file": (
        {"query": {"api_key": "abc123"}},
        "sms.query.api_key: a secret stands in the file; put it in",
    ),
    "a secret in a header": (
        {"headers": {"Authorization": "Basic YTpi"}},
        "sms.headers.Authorization: a secret stands",
    ),
    "a secret deep inside": (
        {"form": None, "json": {"t": "{text}{to}", "a": [{"Password": "x"}]}},
        "sms.json.a.0.Password: a secret",
    ),
    "no header": ({"headers": {"X Y": "1"}}, "sms.headers: 'X Y' is no name of a header"),
    "a text in a header": ({"headers": {"X": "{text}"}}, "sms.headers.X: nothing fills {text} here"),
    "form and json": ({"json": {}}, "sms: give form or json, not both"),
    "a body with GET": ({"method": "GET"}, "sms.form: GET has no body; write query"),
    "no JSON": ({"form": None, "json": {"t": "{text}{to}", "n": float("nan")}}, "sms.json.n is no JSON value"),
    "nothing accepted": ({"accepted": None}, "sms: accepted must say by what a message is known to be taken"),
    "an empty mark": ({"accepted": {"is": ["0"]}}, "sms.accepted.is says nothing without at or matches"),
    "no status": ({"accepted": {"status": ["ok"]}}, "sms.accepted.status needs HTTP statuses, such as [200]"),
    "a bad pointer": ({"accepted": {"at": "code"}}, "sms.accepted.at needs a JSON pointer such as /code"),
    "a bad expression": ({"accepted": {"matches": "("}}, "sms.accepted.matches is no regular expression"),
    "two ways to find": ({"request_id": {"at": "/a", "matches": "b"}}, "sms.request_id: give at or matches, not both"),
    "final and again": (
        {"not_sent": [{"status": 409, "final": True, "again": True}]},
        "sms.not_sent.0: what is final is not tried again",
    ),
    "no list": ({"not_sent": {"status": 400}}, "sms.not_sent needs a list"),
    "no mapping": ({"query": "a=1"}, "sms.query needs keys with values"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_with_its_key_and_mend(fault: str) -> None:
    """In both languages, which differ."""
    changed, wanted = FAULTS[fault]

    with pytest.raises(UsageError) as told:
        SmsRequest.read({**MINIMAL, **changed})

    assert wanted in str(told.value)
    assert in_language(told.value.args[0], CHINESE) != str(told.value)


def test_all_faults_are_told_at_once() -> None:
    """A person mends them in one go."""
    with pytest.raises(UsageError) as told:
        SmsRequest.read({"url": "ftp://x", "form": {"a": "{b}"}, "accepted": {}})

    assert 5 == len(str(told.value).splitlines())


def test_what_a_description_may_leave_out() -> None:
    """An address, where number and text go, and what is accepted are enough; and the own network needs no TLS."""
    assert "POST" == SmsRequest.read(MINIMAL).method
    assert "http://10.1.2.3" == SmsRequest.read({**MINIMAL, "url": "http://10.1.2.3/api"}).origin


@pytest.mark.parametrize("kind", [HttpSmsSender, AsyncHttpSmsSender])
def test_missing_secrets_are_all_named(kind: Any) -> None:
    """When the sender is made, not when the first message is to leave; an empty one is missing too."""
    with pytest.raises(UsageError, match="set: SMS_PASSWORD, SMS_USER"):
        kind(SmsRequest.read(described(HERE)), environment={"SMS_USER": ""})


def test_a_secret_with_a_line_end_is_none() -> None:
    """What would break a header is found before anything is sent, and not shown."""
    with pytest.raises(UsageError, match="SMS_PASSWORD holds a line end") as told:
        HttpSmsSender(SmsRequest.read(described(HERE)), environment={**ENVIRONMENT, "SMS_PASSWORD": "opensesame\n"})

    assert "opensesame" not in str(told.value)


# As gateways in Taiwan answer: lines of key=value, numbers between commas, one number alone.
LINES = {
    "accepted": {"status": 200, "matches": r"^statuscode=([a-z0-9])\s*$", "is": ["0", "1", "2", "4"]},
    "not_sent": [{"matches": "^statuscode=[a-z]", "reason": "the account is refused"}],
    "request_id": {"matches": r"^msgid=(\S+)"},
}
COMMAS = {
    "accepted": {"matches": r"\A[0-9.]+,1,"},
    "not_sent": [{"matches": r"\A-"}],
    "request_id": {"matches": r"[0-9a-f-]{36}"},
}
NESTED = {
    "accepted": {"status": [200, 201], "at": "/results/0/ok", "is": ["true"]},
    "not_sent": [{"status": 200, "at": "/results/0/err~1code"}],
    "request_id": {"at": "/results/0/id"},
}
UUID = "c0ffee00-0000-4000-8000-000000000001"


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize(
    ("marks", "reply", "fate", "ident"),
    [
        (
            LINES,
            Reply(body=b"[1]\r\nmsgid=#000000013\r\nstatuscode=1\r\nAccountPoint=126\r\n"),
            Fate.ACCEPTED,
            "#000000013",
        ),
        (LINES, Reply(body=b"[1]\r\nstatuscode=e\r\nError=\xb1b\xb8\xb9\r\n"), Fate.REFUSED, None),
        (LINES, Reply(body=b"[1]\r\nstatuscode=7\r\n"), Fate.UNKNOWN, None),
        (LINES, Reply(201, b"statuscode=1"), Fate.UNKNOWN, None),
        (COMMAS, Reply(body=f"79.0,1,1,0,{UUID}".encode()), Fate.ACCEPTED, UUID),
        (COMMAS, Reply(body="-99,主機端發生不明錯誤".encode()), Fate.REFUSED, None),
        (
            COMMAS,
            Reply(body="-3,點數不足".encode("big5"), headers={"Content-Type": "text/plain; charset=big5"}),
            Fate.REFUSED,
            None,
        ),
        (COMMAS, Reply(body=b"78,0,0,1,", headers={"Content-Type": "text/plain; charset=none"}), Fate.UNKNOWN, None),
        (NESTED, Reply(201, b'{"results": [{"ok": true, "id": 7}]}'), Fate.ACCEPTED, "7"),
        (NESTED, Reply(200, b'{"results": [{"ok": false, "err/code": 12}]}'), Fate.REFUSED, None),
        (NESTED, Reply(200, b'{"results": []}'), Fate.UNKNOWN, None),
        (NESTED, Reply(200, b'{"results": {"0": {"ok": "true"}}}'), Fate.ACCEPTED, None),
        (NESTED, Reply(200, b"[" * 100_000), Fate.UNKNOWN, None),
        # What says that it was not sent wins over what seems to accept it.
        ({**NESTED, "accepted": {"status": 200}}, Reply(200, b'{"results": [{"err/code": 1}]}'), Fate.REFUSED, None),
    ],
)
def test_answers_are_read_as_described(
    marks: dict[str, Any], reply: Reply, fate: Fate, ident: str | None, manner: str, gateway: SmsGateway
) -> None:
    """By status, JSON pointer or expression; what the description does not know proves nothing."""
    gateway.play(reply)

    answer = hand("sms", manner, gateway.url, description=described(gateway.url, **marks))

    assert (fate, ident) == (answer.fate, answer.request_id)
    assert NUMBER not in answer.reason
    assert TEXT not in answer.reason
