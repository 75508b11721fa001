"""Senders among threads, event loops and certificates, and without what they need."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from senders.handing import KINDS, MANNERS, MESSAGES, QUICK, hand, made
from servers import TOKEN, FakeLine, SmsGateway, limited, slow

from nmlint.dispatch.outgoing import Answer, Fate
from nmlint.dispatch.senders.line import AsyncLineSender, LineSender
from nmlint.dispatch.senders.retrying import Retries
from nmlint.errors import UsageError

TAGS = [f"tag-{number:016d}" for number in range(60)]


@pytest.fixture(scope="module")
def own_certificate(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """TLS with a certificate that nobody vouches for."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "self")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "own.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


@pytest.fixture
def impostor(own_certificate: ssl.SSLContext) -> Iterator[FakeLine]:
    """Somebody who says that he is LINE, and cannot prove it."""
    server = FakeLine(tls=own_certificate)
    yield server
    server.close()


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_told_to_an_impostor(kind: str, manner: str, impostor: FakeLine) -> None:
    """Without a certificate that is vouched for nothing is sent, and that is known."""
    answer = hand(kind, manner, impostor.url)

    assert (Fate.REFUSED, 3) == (answer.fate, answer.attempts)
    assert [] == impostor.requests


def test_threads_share_a_sender(line: FakeLine) -> None:
    """Each message arrives once, with its own tag."""
    with LineSender(TOKEN, host=line.url, retries=QUICK) as sender, ThreadPoolExecutor(8) as pool:
        messages = [replace(MESSAGES["line-flexible"], tag=tag) for tag in TAGS]
        answers = list(pool.map(sender.send, messages))

    assert {Fate.ACCEPTED} == {answer.fate for answer in answers}
    assert TAGS == sorted(request.headers["x-line-delivery-tag"] for request in line.requests)


def test_tasks_share_a_sender(line: FakeLine) -> None:
    """The same in one event loop."""

    async def all_at_once() -> list[Answer]:
        async with AsyncLineSender(TOKEN, host=line.url, retries=QUICK) as sender:
            messages = [replace(MESSAGES["line-flexible"], tag=tag) for tag in TAGS]
            return await asyncio.gather(*map(sender.send, messages))

    answers = asyncio.run(all_at_once())

    assert {Fate.ACCEPTED} == {answer.fate for answer in answers}
    assert TAGS == sorted(request.headers["x-line-delivery-tag"] for request in line.requests)


@pytest.mark.parametrize("kind", KINDS)
def test_event_loops_come_and_go(kind: str, line: FakeLine, gateway: SmsGateway) -> None:
    """A script that runs a loop for each message sends them all."""
    server = gateway if kind == "sms" else line
    sender = made(kind, "async", server.url)

    async def once() -> Answer:
        told = sender.send(MESSAGES[kind])
        answer = told if isinstance(told, Answer) else await told
        await (sender.close() or asyncio.sleep(0))
        return answer

    fates = [asyncio.run(once()).fate for _ in range(2)]

    assert [Fate.ACCEPTED] * 2 == fates
    assert 2 == len(server.requests)


@pytest.mark.parametrize("kind", KINDS)
def test_a_cancelled_task_is_cancelled(kind: str, line: FakeLine, gateway: SmsGateway) -> None:
    """Whoever waits no longer is told so at once, and the guard takes the fate for unknown."""
    server = (gateway if kind == "sms" else line).play(slow(5))

    async def impatient() -> None:
        sender = made(kind, "async", server.url)
        told = sender.send(MESSAGES[kind])
        assert not isinstance(told, Answer)
        sending = asyncio.create_task(told)
        try:
            while not server.requests:  # noqa: ASYNC110  the server is in a thread of its own
                await asyncio.sleep(0.01)
            sending.cancel()
            await sending
        finally:
            await (sender.close() or asyncio.sleep(0))

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(impatient())
    assert 1 == len(server.requests)


@pytest.mark.parametrize("kind", [LineSender, AsyncLineSender])
def test_without_the_sdk_the_mend_is_told(
    kind: type[LineSender | AsyncLineSender], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The extra that brings it is named."""
    monkeypatch.setitem(sys.modules, "linebot.v3.messaging", None)

    with pytest.raises(UsageError, match=r"pip install 'nmlint\[guard,line\]'"):
        kind(TOKEN)


def test_the_sdk_is_imported_late() -> None:
    """It takes a second, which is only for those who send with it."""
    code = (
        "import sys, nmlint.dispatch.senders.line, nmlint.dispatch.senders.friends; sys.exit('linebot' in sys.modules)"
    )

    assert 0 == subprocess.run([sys.executable, "-c", code], check=False).returncode


@pytest.mark.parametrize("wrong", [{"attempts": 0}, {"within": -1}, {"first": -0.1}, {"first": 9, "longest": 8}])
def test_retries_must_mean_something(wrong: dict[str, float]) -> None:
    """Numbers that contradict themselves are told when they are given."""
    with pytest.raises(UsageError, match="retries need attempts"):
        Retries(**wrong)  # type: ignore[arg-type]  # the mistakes that this is about


def test_a_date_to_come_again_is_understood(line: FakeLine) -> None:
    """Retry-After may be a date, and one in a minute is too far away for these retries."""
    line.play(limited((datetime.now(UTC) + timedelta(minutes=1)).strftime("%a, %d %b %Y %H:%M:%S GMT")))
    line.play(limited("Mon, 23 Nov 2020 10:00:00 GMT"), limited("soon"))

    first = hand("line-flexible", "sync", line.url)
    second = hand("line-flexible", "sync", line.url)

    assert (Fate.REFUSED, 1) == (first.fate, first.attempts)
    assert (Fate.ACCEPTED, 3) == (second.fate, second.attempts)
