"""Servers on this machine that play LINE and an SMS gateway, and misbehave when they are told to.

They speak HTTP over real sockets, remember every request that arrived, and start in a few milliseconds. What they
answer is scripted with `play`, one reply for each request; without a script they answer as the real ones would.
"""

from __future__ import annotations

import json
import re
import socket
import ssl
import struct
import threading
import uuid
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

import pytest

TOKEN = "token-that-must-not-be-logged"  # noqa: S105  a token that opens nothing
PATHS = {
    "line-flexible": "/bot/pnp/push",
    "line-template": "/v2/bot/message/pnp/templated/push",
    "oa-push": "/v2/bot/message/push",
}
STATISTICS = {
    "/v2/bot/message/delivery/pnp": "line-flexible",
    "/v2/bot/message/delivery/pnp/templated": "line-template",
}
FOLLOWERS = "/v2/bot/followers/ids"

_SHA256 = re.compile(r"[0-9a-f]{64}")
_USER_ID = re.compile(r"U[0-9a-f]{32}")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DAY = re.compile(r"[0-9]{8}")
_BODY_KEYS = {
    "line-flexible": frozenset({"to", "messages", "notificationDisabled", "customAggregationUnits"}),
    "line-template": frozenset({"to", "templateKey", "body", "customAggregationUnits"}),
    "oa-push": frozenset({"to", "messages", "notificationDisabled", "customAggregationUnits"}),
}


@dataclass(frozen=True, slots=True)
class Arrived:
    """One request as it arrived; names of headers in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        """The path, as it was written."""
        return urlsplit(self.target).path

    @property
    def query(self) -> list[tuple[str, str]]:
        """The pairs behind the question mark, decoded."""
        return parse_qsl(urlsplit(self.target).query, keep_blank_values=True, strict_parsing=False)

    @property
    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.body)

    @property
    def form(self) -> list[tuple[str, str]]:
        """The pairs of a form."""
        return parse_qsl(self.body.decode(), keep_blank_values=True)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a request is answered with: after so many seconds, cut off inside the body, with a reset, or drop by drop.

    With `lost`, the request is carried out as if it were good, and only then goes the answer astray: what a sender
    fears most.
    """

    status: int = 200
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)
    after: float = 0.0
    cut: bool = False
    reset: bool = False
    lost: bool = False
    drips: bool = False


def told(status: int, message: str = "Failed to send messages", **headers: str) -> Reply:
    """A refusal in the shape that LINE gives to its errors."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, json.dumps({"message": message}).encode(), named)


def limited(seconds: float | str | None = None) -> Reply:
    """Too many requests; with the seconds, or the date, after which to come again."""
    reply = told(429, "The API rate limit has been exceeded. Try again later.")
    return reply if seconds is None else Reply(429, reply.body, {"Retry-After": str(seconds)})


def slow(seconds: float) -> Reply:
    """An answer that comes when the client may have gone."""
    return Reply(after=seconds, lost=True)


RESET = Reply(reset=True, lost=True)
HALF = Reply(cut=True, body=b'{"a": "' + b"b" * 100 + b'"}', lost=True)
GARBAGE = Reply(body=b"<html>\xff\xfe Sign in to the network</html>", headers={"Content-Type": "text/html"})
BROKEN = Reply(500, b'{"message": "Internal server error"}', lost=True)


class Server:
    """A server on loopback: `url` is where, `requests` what came, `play` what it shall answer; https with `tls`."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.requests: list[Arrived] = []
        self._script: deque[Reply] = deque()
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._busy_for = 0
        self._busy_until: float | None = None
        self._http = _Http(self)
        if tls is not None:
            self._http.socket = tls.wrap_socket(self._http.socket, server_side=True)
        self.url = f"http{'' if tls is None else 's'}://127.0.0.1:{self._http.server_address[1]}"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.005,), daemon=True)
        self._thread.start()

    def play(self, *replies: Reply) -> Self:
        """The next requests are answered with these, in order."""
        with self._lock:
            self._script.extend(replies)
        return self

    def forget(self) -> None:
        """As if nothing had ever come, and nothing been scripted."""
        with self._lock:
            self.requests, self._busy_for, self._busy_until = [], 0, None
            self._script.clear()

    def be_busy(self, seconds: int) -> None:
        """From the next request on, every one is answered with 429 for so long, also one that comes too early."""
        with self._lock:
            self._busy_for, self._busy_until = seconds, None

    def close(self) -> None:
        """Stops at once, also where an answer is being waited with."""
        self._closing.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def natural(self, request: Arrived) -> Reply:
        """What the server answers of itself, and does."""
        _ = request
        return Reply()

    def reply(self, request: Arrived) -> Reply:
        """What this request is answered with; it is remembered."""
        with self._lock:
            self.requests.append(request)
            if self._is_busy():
                return limited(self._busy_for)
            played = self._script.popleft() if self._script else None
            if played is None or played.lost:
                natural = self.natural(request)
        return natural if played is None else played

    def _is_busy(self) -> bool:
        if self._busy_for and self._busy_until is None:
            # A little less than what is said, so that whoever heeds it is never early.
            self._busy_until = monotonic() + self._busy_for * 0.9
        return self._busy_until is not None and monotonic() < self._busy_until

    def wait(self, seconds: float) -> None:
        """Lets time pass, or the server be closed."""
        self._closing.wait(seconds)


class FakeLine(Server):
    """LINE: takes what its reference allows, and says why not in its words.

    `faults` are all breaches of the reference, also of requests whose answer was scripted. `sent` holds what was taken,
    each once: the type and the body. `unreachable` are the hashes and user ids that are answered with 422.
    """

    def __init__(self, token: str = TOKEN, tls: ssl.SSLContext | None = None) -> None:
        self.token = token
        self.faults: list[str] = []
        self.sent: list[tuple[str, Any]] = []
        self.unreachable: set[str] = set()
        self.followers: list[str] = []
        self.counts: dict[tuple[str, str], int] = {}
        self._taken: dict[str, str] = {}
        super().__init__(tls)

    def forget(self) -> None:
        """As if nothing had ever come; friends, counts and who cannot be reached stay."""
        super().forget()
        self.faults, self.sent, self._taken = [], [], {}

    def reply(self, request: Arrived) -> Reply:
        """As the reference says; every answer has an id."""
        self.faults += self.breaches(request)
        reply = super().reply(request)
        if reply is GARBAGE:
            return reply  # it is not LINE that answers like this
        headers = {"Content-Type": "application/json", "X-Line-Request-Id": str(uuid.uuid4()), **reply.headers}
        return replace(reply, headers=headers)

    def natural(self, request: Arrived) -> Reply:
        """What LINE does with the request."""
        breaches = self.breaches(request)
        if breaches:
            return told(401 if "token" in breaches[0] else 400, breaches[0])
        if request.method == "GET":
            return self._count(request) if request.path in STATISTICS else self._page(request)
        message = next(kind for kind, path in PATHS.items() if path == request.path)
        body = request.json
        if body["to"] in self.unreachable:
            return told(422)
        key = request.headers.get("x-line-retry-key")
        if key in self._taken:
            accepted = {"X-Line-Accepted-Request-Id": self._taken[key]}
            return Reply(409, b'{"message": "The retry key is already accepted"}', accepted)
        ident = str(uuid.uuid4())
        if key is not None:
            self._taken[key] = ident
        self.sent.append((message, body))
        own = {"X-Line-Request-Id": ident}
        if message == "oa-push":
            return Reply(200, b'{"sentMessages": [{"id": "461230966842064897"}]}', own)
        return Reply(202 if message == "line-template" else 200, b"{}", own)

    def breaches(self, request: Arrived) -> list[str]:
        """Where a request is not what the reference asks for."""
        found = []
        if request.headers.get("authorization") != f"Bearer {self.token}":
            found.append("Authentication failed: token")
        if request.method == "GET":
            known = request.path in STATISTICS or request.path == FOLLOWERS
            return found if known else [*found, f"no such path: {request.path}"]
        message = next((kind for kind, path in PATHS.items() if path == request.path), None)
        if request.method != "POST" or message is None:
            return [*found, f"no such path: {request.method} {request.path}"]
        if request.headers.get("content-type", "").split(";")[0] != "application/json":
            found.append("Content-Type is not application/json")
        try:
            body = request.json
        except ValueError:
            return [*found, "The request body is no JSON"]
        return found + list(_wrong_headers(message, request.headers)) + list(_wrong_body(message, body))

    def _count(self, request: Arrived) -> Reply:
        day = dict(request.query).get("date", "")
        if not _DAY.fullmatch(day):
            return told(400, "date")
        count = self.counts.get((STATISTICS[request.path], day))
        answer: dict[str, Any] = {"status": "unready"} if count is None else {"status": "ready", "success": count}
        return Reply(200, json.dumps(answer).encode())

    def _page(self, request: Arrived) -> Reply:
        asked = dict(request.query)
        start, limit = int(asked.get("start", "0")), int(asked.get("limit", "300"))
        answer: dict[str, Any] = {"userIds": self.followers[start : start + limit]}
        if start + limit < len(self.followers):
            answer["next"] = str(start + limit)
        return Reply(200, json.dumps(answer).encode())


class SmsGateway(Server):
    """An SMS gateway that answers 200 whatever happens, and says in the body what did."""

    def natural(self, request: Arrived) -> Reply:
        """Takes it, and gives it a number."""
        _ = request
        return Reply(200, json.dumps({"code": "0", "msgid": f"m{len(self.requests)}"}).encode())


@contextmanager
def refusing() -> Iterator[str]:
    """The address of a port that is nobody's, so that every connection to it is refused."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # bound and never listening: nobody else gets the port meanwhile
        yield f"http://127.0.0.1:{held.getsockname()[1]}"


@contextmanager
def deaf() -> Iterator[str]:
    """The address of a port where a connection is never made: its queue is full, and nobody takes from it."""
    with socket.socket() as held, ExitStack() as waiting:
        held.bind(("127.0.0.1", 0))
        held.listen(0)
        for _ in range(4):
            queued = waiting.enter_context(socket.socket())
            queued.setblocking(False)
            queued.connect_ex(held.getsockname())
        yield f"http://127.0.0.1:{held.getsockname()[1]}"


@pytest.fixture
def line() -> Iterator[FakeLine]:
    """A LINE for one test."""
    server = FakeLine()
    yield server
    server.close()


@pytest.fixture
def gateway() -> Iterator[SmsGateway]:
    """An SMS gateway for one test."""
    server = SmsGateway()
    yield server
    server.close()


def _wrong_headers(message: str, headers: Mapping[str, str]) -> Iterator[str]:
    tag, key = headers.get("x-line-delivery-tag"), headers.get("x-line-retry-key")
    if message == "oa-push":
        if tag is not None:
            yield "X-Line-Delivery-Tag belongs to notification messages"
        if key is not None and not _UUID.fullmatch(key):
            yield "X-Line-Retry-Key is no UUID"
    elif key is not None:
        yield "X-Line-Retry-Key is not supported"
    elif tag is not None and not 16 <= len(tag) <= 100:
        yield "X-Line-Delivery-Tag has not 16 to 100 characters"


def _wrong_body(message: str, body: Any) -> Iterator[str]:
    if not isinstance(body, dict):
        yield "The request body is no object"
        return
    shape = _USER_ID if message == "oa-push" else _SHA256
    if not shape.fullmatch(str(body.get("to"))):
        yield "The value must be a valid SHA-256 digest." if message != "oa-push" else "to is no user id"
    for key in body.keys() - _BODY_KEYS[message]:
        yield f"{key} is no property"
    if message == "line-template":
        if not isinstance(body.get("templateKey"), str):
            yield "Invalid templateKey"
    elif not isinstance(body.get("messages"), list) or not 1 <= len(body["messages"]) <= 5:
        yield "messages are not 1 to 5"


class _Http(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, owner: Server) -> None:
        self.owner = owner
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is what these tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Nothing: the tests look at what is logged."""

    def _answer(self) -> None:
        assert isinstance(self.server, _Http)
        owner = self.server.owner
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = owner.reply(Arrived(self.command, self.path, headers, body))
        if reply.after:
            owner.wait(reply.after)
        if reply.reset:
            self._reset()
            return
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if reply.drips:
            for at in range(len(reply.body)):
                self.wfile.write(reply.body[at : at + 1])
                owner.wait(0.05)
        else:
            self.wfile.write(reply.body[: len(reply.body) // 2] if reply.cut else reply.body)
        if reply.cut:
            self.close_connection = True

    def _reset(self) -> None:
        """Tears the connection down with RST instead of closing it."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    do_GET = do_POST = do_PUT = _answer  # noqa: N815  the names that the library calls
