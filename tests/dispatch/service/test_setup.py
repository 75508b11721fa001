"""What a configuration describes is made, with secrets out of the environment, and mistakes are told with the mend."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from projects import NUMBER, VALUES, project
from servers import TOKEN, FakeLine, SmsGateway
from service.notices import SECRET, START, body, configured, delivery, described, environment, outcome, post

from nmlint.config import load_settings
from nmlint.dispatch.decision import Rejected, Sent
from nmlint.dispatch.ledger import LedgerError
from nmlint.dispatch.ledger.life import Outcome
from nmlint.dispatch.parts import Parts
from nmlint.dispatch.receiving import webhook
from nmlint.dispatch.section import Serve, dispatch_of
from nmlint.dispatch.setup import async_guard_from, guard_from
from nmlint.errors import UsageError

PASSWORD = "p@ss/word"  # noqa: S105  it opens nothing


def made(folder: Path, **section: Any) -> Parts:
    """The parts of a project whose section says so."""
    return Parts.of(load_settings(configured(folder, None, **section)), environment(LEDGER_PASSWORD=PASSWORD))


def written(folder: Path, text: str) -> str:
    """What is said of a configuration."""
    (folder / "nmlint.yaml").write_text(text, "utf-8")
    with pytest.raises(UsageError) as raised:
        dispatch_of(load_settings(folder))
    return str(raised.value)


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ("guard.db", "{folder}/guard.db"),
        ("data/guard.db", "{folder}/data/guard.db"),
        ("/var/lib/guard.db", "/var/lib/guard.db"),
        ("postgresql://guard:${LEDGER_PASSWORD}@db.example/n", "postgresql+psycopg://guard:***@db.example/n"),
        ("postgresql://guard@db.example/n", "postgresql+psycopg://guard@db.example/n"),
    ],
)
def test_places(tmp_path: Path, place: str, shown: str) -> None:
    """A file is looked for beside the configuration, and a password comes from the environment, whatever is in it."""
    with made(tmp_path, ledger=place).ledger() as ledger:
        assert shown.format(folder=tmp_path) == ledger.place


def test_a_place_that_is_all_secret(tmp_path: Path) -> None:
    """The whole address may stand in one variable, as platforms hand it out."""
    told = environment(DATABASE_URL="postgresql://guard:secret@db.example/n\n")
    parts = Parts.of(load_settings(configured(tmp_path, None, ledger="${DATABASE_URL}")), told)
    with parts.ledger() as ledger:
        assert "postgresql+psycopg://guard:***@db.example/n" == ledger.place
    assert "secret@" not in repr(parts)


@pytest.mark.parametrize(
    "place",
    [
        "postgresql://guard:hunter2@db.example/n",
        "postgresql://guard:hunter${LEDGER_PASSWORD}@db.example/n",
        "postgresql://db.example/n?user=guard&password=hunter2",
    ],
)
def test_a_password_in_the_file(tmp_path: Path, place: str) -> None:
    """It is refused at its place, and not repeated."""
    said = written(tmp_path, f"lang: en\ndispatch:\n  ledger: {place}\n")

    assert f"{tmp_path}/nmlint.yaml:3:11: dispatch.ledger: a password may not stand in a file" in said
    assert "hunter2" not in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("lang: en\n", "nmlint.yaml: there is no dispatch: section; begin with dispatch: {ledger: nmlint-ledger.db}"),
        ("dispatch:\n  line: {}\n", "nmlint.yaml:2:3: dispatch needs ledger: a file"),
        ("dispatch: {ledger: ''}\n", "nmlint.yaml:1:20: dispatch needs ledger: a file"),
        ("dispatch: {ledger: a, leger: b}\n", "nmlint.yaml:1:23: unknown key 'dispatch.leger'; did you mean 'ledger'?"),
        ("dispatch: {ledger: '{PATH}'}\n", "nmlint.yaml:1:20: dispatch.ledger: a name in braces needs a $"),
        (
            "dispatch: {ledger: a, line: {token_env: abc/def+ghi=}}\n",
            "nmlint.yaml:1:41: dispatch.line.token_env needs the name of an environment variable, never the secret",
        ),
        ("dispatch: {ledger: a, line: {host: line.me}}\n", "nmlint.yaml:1:36: dispatch.line.host: write it like https"),
        ("dispatch: {ledger: a, serve: {port: 70000}}\n", "nmlint.yaml:1:37: dispatch.serve.port needs a port, 0 to"),
        ("dispatch: {ledger: a, retention: 0d}\n", "nmlint.yaml:1:34: dispatch.retention needs more than 0"),
        ("dispatch: {ledger: a, sms: {url: 'ftp://a'}}\n", "nmlint.yaml:1:34: dispatch.sms.url: write an address"),
    ],
)
def test_faults(tmp_path: Path, text: str, said: str) -> None:
    """Each names file, line and column, and what to write instead."""
    (tmp_path / ".git").mkdir()

    assert said in written(tmp_path, text)


def test_every_fault_at_once(tmp_path: Path) -> None:
    """An author mends them all in one go, and never sees a secret repeated."""
    said = written(
        tmp_path, "dispatch:\n  line: {token: abc, secret_env: '5f+2c'}\n  serve: {port: x}\n  retention: 1\n"
    )

    assert [2, 2, 2, 3, 4] == [int(line.split(":")[1]) for line in said.splitlines()]
    assert "5f+2c" not in said


def test_everything_is_read(tmp_path: Path) -> None:
    """Every key arrives."""
    read = made(
        tmp_path,
        plans=["plans/a.yaml"],
        line={"token_env": "T", "secret_env": "S", "host": "http://127.0.0.1:1"},
        serve={"host": "0.0.0.0", "port": 80, "interval": "2m"},  # noqa: S104  only read
        retention="400d",
        sms=described("http://127.0.0.1:1"),
    ).dispatch

    assert (("plans/a.yaml",), timedelta(days=400)) == (read.plans, read.retention)
    assert ("T", "S", "http://127.0.0.1:1") == (read.line.token_env, read.line.secret_env, read.line.host)
    assert Serve("0.0.0.0", 80, timedelta(minutes=2)) == read.serve  # noqa: S104  as above
    assert read.sms is not None
    assert {"SMS_KEY"} == read.sms.secrets


@pytest.mark.parametrize(
    ("missing", "asks", "said"),
    [
        (
            "LINE_CHANNEL_SECRET",
            Parts.channel_secret,
            "LINE_CHANNEL_SECRET is not set; it holds a secret, and dispatch",
        ),
        ("LINE_CHANNEL_ACCESS_TOKEN", Parts.token, "LINE_CHANNEL_ACCESS_TOKEN is not set"),
        ("LEDGER_URL", Parts.ledger, "LEDGER_URL is not set; it holds a secret, and dispatch.ledger names it"),
        ("SMS_KEY", Parts.sms, "SMS_KEY"),
    ],
)
def test_missing_secrets(tmp_path: Path, missing: str, asks: Any, said: str) -> None:
    """The variable is named, and who asks for it."""
    told = {name: value for name, value in environment().items() if name != missing}
    settings = load_settings(configured(tmp_path, "http://127.0.0.1:1", ledger="${LEDGER_URL}"))

    with pytest.raises(UsageError, match=said):
        asks(Parts.of(settings, told))


def test_a_key_that_is_none(tmp_path: Path) -> None:
    """The key of the ledger is looked at when the ledger is made."""
    settings = load_settings(configured(tmp_path, None))

    with pytest.raises(LedgerError, match="nmlint ledger key"):
        Parts.of(settings, environment(NMLINT_LEDGER_KEY="short")).ledger()


def test_a_worker_needs_the_key(tmp_path: Path) -> None:
    """Without it no fallback could be opened; where none is sent it is not asked for."""
    told = environment(NMLINT_LEDGER_KEY="")
    sends = Parts.of(load_settings(configured(tmp_path, "http://127.0.0.1:1")), told)
    with sends.ledger() as ledger:
        with pytest.raises(UsageError, match="NMLINT_LEDGER_KEY is not set"), sends.worker(ledger):
            pass
        with Parts.of(load_settings(configured(tmp_path, None)), told).worker(ledger) as worker:
            assert 0 == worker.round(START).due


@pytest.mark.parametrize(
    ("module", "makes", "said"),
    [
        ("sqlalchemy", "parts.Parts.of(settings).ledger()", "pip install 'nmlint[guard]'"),
        ("linebot", "setup.guard_from('.')", "pip install 'nmlint[guard,line]'"),
    ],
)
def test_missing_extras(tmp_path: Path, module: str, makes: str, said: str) -> None:
    """What is not installed is told with the command that brings it."""
    configured(tmp_path, None)
    code = (
        f"import sys; sys.modules[{module!r}] = None\n"
        "from pathlib import Path; from nmlint.config import load_settings; from nmlint.dispatch import parts, setup\n"
        f"settings = load_settings(Path())\n{makes}"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment(LINE_CHANNEL_ACCESS_TOKEN=TOKEN),
        capture_output=True,
        text=True,
        check=False,
    )

    assert said in done.stderr


@pytest.fixture
def sending(tmp_path: Path, line: FakeLine, gateway: SmsGateway, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with approved templates that sends to the servers of the tests."""
    for name, value in environment(LINE_CHANNEL_ACCESS_TOKEN=TOKEN).items():
        monkeypatch.setenv(name, value)
    root = project(tmp_path)
    section = {"ledger": "guard.db", "line": {"host": line.url}, "sms": described(gateway.url)}
    with (root / "nmlint.yaml").open("a", encoding="utf-8") as file:
        file.write(f"dispatch: {json.dumps(section)}\n")
    return root


def test_a_guard(sending: Path, line: FakeLine, gateway: SmsGateway) -> None:
    """From the call to the delivery: what the guard sent the ledger knows, and the webhook leaves no work."""
    with guard_from(sending) as guard:
        sent = guard.send("shipped", NUMBER, VALUES)
        told = post(webhook(guard.ledger, SECRET), body(delivery(f"{sent.decision.id}-0")))

    assert (1, [], 200) == (len(line.sent), line.faults, told)
    parts = Parts.of(load_settings(sending))
    with parts.ledger() as ledger, parts.worker(ledger) as worker:
        assert Outcome.DELIVERED is outcome(ledger, sent.decision.id)
        assert 0 == worker.round(sent.decision.at + timedelta(hours=1)).due
    assert [] == gateway.requests


def test_a_guard_whose_message_is_not_delivered(sending: Path, gateway: SmsGateway) -> None:
    """Silence brings the approved SMS, by the worker of the same configuration."""

    async def send() -> Sent:
        async with async_guard_from(sending) as guard:
            return await guard.send("shipped", NUMBER, VALUES)

    sent = asyncio.run(send())
    parts = Parts.of(load_settings(sending))
    with parts.ledger() as ledger, parts.worker(ledger) as worker:
        done = worker.round(sent.decision.at + timedelta(minutes=31))

        assert (1, Outcome.FOLLOWED) == (done.due, outcome(ledger, sent.decision.id))
    form = dict(gateway.requests[0].form)
    assert "+886912345678" == form["to"]
    assert form["text"].startswith("【好日子書店】訂單 TW20261126001 已於 2026-11-26 10:00 出貨")


def test_a_guard_refuses_without_the_key_of_the_ledger(
    sending: Path, line: FakeLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A number is never written down in clear, so what needs it later does not leave."""
    monkeypatch.delenv("NMLINT_LEDGER_KEY")
    with guard_from(sending) as guard, pytest.raises(Rejected, match="dispatch/ledger-unavailable"):
        guard.send("shipped", NUMBER, VALUES)

    assert [] == line.requests
