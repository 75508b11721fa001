"""`nmlint serve`, run as it is run: real processes, real sockets, real signals."""

from __future__ import annotations

import signal
import socket
import sqlite3
import subprocess
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from servers import Reply, SmsGateway, slow
from service.notices import (
    DAY,
    FINAL,
    KEY,
    SECRET,
    command,
    configured,
    delivery,
    environment,
    outcome,
    sent,
    serving,
    tag,
    until,
)

from nmlint.dispatch.ledger import Ledger
from nmlint.dispatch.ledger.life import Outcome
from nmlint.dispatch.metrics import Metrics
from nmlint.dispatch.senders.http_sms import HttpSmsSender
from nmlint.dispatch.working import Worker

TAKEN = b'{"code": "0"}'


def run(folder: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Runs the command to its end; an empty variable is one that is not there."""
    told = {name: value for name, value in environment(**environ).items() if value}
    return subprocess.run(
        command(*arguments),
        cwd=folder,
        env=told,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=30,
    )


def due(ledger: Ledger, *names: str) -> None:
    """Messages that LINE refused just now, so that their fallbacks are due."""
    for name in names:
        sent(ledger, name, FINAL, now=datetime.now(UTC))


def test_once(tmp_path: Path, place: Path, ledger: Ledger, gateway: SmsGateway) -> None:
    """One round for cron: it says what it did."""
    due(ledger, "a", "b")
    configured(tmp_path, gateway.url)
    first, second = run(tmp_path, "--once"), run(tmp_path, "--once", "--lang", "zh-TW")

    assert (0, "fallbacks due: 2, sent: 2\n", "") == (first.returncode, first.stdout, first.stderr)
    assert (0, "到期備援 0 則\n") == (second.returncode, second.stdout)
    assert [tag("a", 1), tag("b", 1)] == sorted(dict(request.form)["tag"] for request in gateway.requests)
    assert place.exists()


def test_once_without_a_gateway(tmp_path: Path, ledger: Ledger) -> None:
    """What is not described is not sent, and that is said."""
    due(ledger, "a")
    done = run(configured(tmp_path, None), "--once")

    assert (0, "fallbacks due: 0\n") == (done.returncode, done.stdout)
    assert "no sms: is described" in done.stderr


def test_two_at_once(tmp_path: Path, ledger: Ledger, gateway: SmsGateway) -> None:
    """Two processes on one ledger send each SMS once."""
    names = [f"m{number:02}" for number in range(30)]
    due(ledger, *names)
    configured(tmp_path, gateway.url)
    both = [
        subprocess.Popen(command("--once"), cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [process.communicate()[0] for process in both]

    assert [0, 0] == [process.returncode for process in both], said
    assert sorted(tag(name, 1) for name in names) == sorted(dict(request.form)["tag"] for request in gateway.requests)
    assert {Outcome.FOLLOWED: 30} == dict(ledger.counts().by_outcome)


def test_it_serves(tmp_path: Path, ledger: Ledger, gateway: SmsGateway) -> None:
    """It takes the webhook, sends what is due, tells its health and figures, and ends well on SIGTERM."""
    sent(ledger, "a", now=datetime.now(UTC))
    with serving(configured(tmp_path, gateway.url)) as served:
        assert 200 == served.tell(delivery(tag("a"), at=datetime.now(UTC)))
        assert Outcome.DELIVERED is outcome(ledger, "a")
        due(ledger, "b")
        until(lambda: outcome(ledger, "b") is Outcome.FOLLOWED)
        until(lambda: httpx.get(f"{served.url}/healthz").status_code == 200)
        assert 400 == httpx.post(f"{served.url}/webhook", content=b"{}").status_code
        page = httpx.get(f"{served.url}/metrics").text
        served.process.send_signal(signal.SIGTERM)
        code, said = served.ends()

    figures = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
    }
    told = [
        ("webhook_events_total", "delivered"),
        ("webhook_events_total", "forged"),
        ("worker_fallbacks_total", "sent"),
    ]
    assert [1, 1, 1] == [figures[f"nmlint_{name}", label] for name, label in told]
    assert 0 == code, said
    assert "fallbacks due: 1, sent: 1" in said
    secrets = (SECRET, KEY, environment()["SMS_KEY"], "+886912345678")
    assert [] == [secret for secret in secrets if secret in said + page]


def test_sigterm_in_the_middle_of_a_round(tmp_path: Path, ledger: Ledger, gateway: SmsGateway) -> None:
    """What was handed over is recorded, and nothing else is begun; it stays due."""
    due(ledger, "a", "b", "c")
    gateway.play(Reply(200, TAKEN, after=2.5))
    with serving(configured(tmp_path, gateway.url)) as served:
        until(lambda: gateway.requests)
        served.process.send_signal(signal.SIGTERM)
        code, said = served.ends()

    assert 0 == code, said
    assert [tag("a", 1)] == [dict(request.form)["tag"] for request in gateway.requests]
    assert [Outcome.FOLLOWED, Outcome.PENDING] == [outcome(ledger, name) for name in ("a", "b")]
    assert 2 == len(ledger.due(datetime.now(UTC), 10, window=DAY))


def test_kill_between_the_claim_and_the_answer(
    tmp_path: Path, ledger: Ledger, gateway: SmsGateway, sender: HttpSmsSender
) -> None:
    """Nobody knows whether that SMS went: it shows as unknown, and never goes again."""
    due(ledger, "a")
    gateway.play(slow(30))
    with serving(configured(tmp_path, gateway.url)) as served:
        until(lambda: gateway.requests)
        served.process.kill()
        code, _ = served.ends()
    assert -signal.SIGKILL == code
    with serving(tmp_path) as again:
        until(lambda: httpx.get(f"{again.url}/healthz").status_code == 200)
    later = datetime.now(UTC) + timedelta(minutes=6)
    done = Worker(ledger, sender, window=DAY).round(later)

    assert (0, 1) == (done.due, done.undecided)
    assert 1 == len(gateway.requests)
    assert Outcome.UNKNOWN is outcome(ledger, "a")
    assert "nmlint_ledger_unknown 1.0" in Metrics(ledger).text().decode()


def test_the_ledger_is_away_and_comes_back(tmp_path: Path, gateway: SmsGateway) -> None:
    """The service waits for its ledger, and LINE is asked to tell it again meanwhile."""
    folder = configured(tmp_path, gateway.url, ledger="later/guard.db")
    with serving(folder) as served:
        assert 500 == served.tell(delivery("tag-of-somebody-1"))
        assert 503 == httpx.get(f"{served.url}/healthz").status_code
        (tmp_path / "later").mkdir()
        assert 200 == served.tell(delivery("tag-of-somebody-1"))
        served.process.send_signal(signal.SIGTERM)
        code, said = served.ends()

    assert 0 == code
    assert "it cannot be opened or reached" in said


@pytest.mark.parametrize(
    ("section", "environ", "arguments", "said"),
    [
        ({}, {"LINE_CHANNEL_SECRET": ""}, (), "the environment variable LINE_CHANNEL_SECRET is not set"),
        ({"serve": {"port": "x"}}, {}, ("--once",), "nmlint.yaml:1:69: dispatch.serve.port needs a whole number"),
        ({"serve": {"host": "no.such.host.invalid"}}, {}, (), "cannot listen on no.such.host.invalid:8080"),
        ({}, {}, ("--interval", "0s"), "'0s' is no length of time; write it like 5s or 1m"),
    ],
)
def test_what_cannot_be_served(
    tmp_path: Path, section: dict[str, object], environ: dict[str, str], arguments: tuple[str, ...], said: str
) -> None:
    """It is said in a sentence, and the exit code is 2."""
    done = run(configured(tmp_path, "http://127.0.0.1:1", **section), *arguments, **environ)

    assert 2 == done.returncode
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    """The port is named, and what to do."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        port = held.getsockname()[1]
        done = run(configured(tmp_path, None), "--port", str(port), "--lang", "zh-TW")

    assert 2 == done.returncode
    assert f"無法在 127.0.0.1:{port} 接收連線" in done.stderr


def test_a_ledger_of_a_newer_version(tmp_path: Path, place: Path, ledger: Ledger) -> None:
    """What this nmlint does not understand is left alone."""
    due(ledger, "a")
    with closing(sqlite3.connect(place)) as database, database:
        database.execute("UPDATE nmlint_meta SET value = '99' WHERE name = 'schema'")
    done = run(configured(tmp_path, None))

    assert 2 == done.returncode
    assert "a newer nmlint made it (version 99" in done.stderr


def test_no_configuration(tmp_path: Path) -> None:
    """What to write first is said."""
    (tmp_path / ".git").mkdir()
    done = run(tmp_path)

    assert (2, True) == (done.returncode, "there is no dispatch: section" in done.stderr)
