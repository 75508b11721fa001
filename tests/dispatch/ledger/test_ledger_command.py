"""`nmlint ledger`: what it lists, explains, compares, exports and deletes, and its exit codes."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from ledgers import (
    ACCEPTED,
    HASH,
    KEY,
    PHONE,
    UNKNOWN,
    at,
    attempt,
    decision,
    fallback,
    following,
    objection,
    sent,
    tag,
)
from postgres import Postgres
from servers import TOKEN, FakeLine

from nmlint.cli import cli
from nmlint.dispatch.ledger import Ledger
from nmlint.dispatch.ledger.sealing import Seal
from nmlint.dispatch.masking import canonical, digest_of

VALUES = {"order_no": "TW20261123001"}

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `nmlint ledger` beside a ledger, in English."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    for name in ("NMLINT_LEDGER", "NMLINT_LEDGER_KEY", "LINE_CHANNEL_ACCESS_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    with Ledger("ledger.db", key=KEY) as ledger:
        fill(ledger)
    monkeypatch.setenv("NMLINT_LEDGER", "ledger.db")
    return lambda *arguments: CliRunner().invoke(cli, ["ledger", *arguments])


def fill(ledger: Ledger) -> None:
    """One that arrived twice, one that was refused, one that is unknown, one that was repeated."""
    sent(ledger, "twice")
    ledger.begin_fallback("twice", fallback("twice"), at(minutes=31))
    ledger.answered(tag("twice", 1), ACCEPTED, at(minutes=32))
    ledger.delivered(tag("twice"), "event-1", at(minutes=40), at(minutes=41), redelivery=True)
    digest = digest_of(canonical(VALUES))
    refused = decision("refused", allowed=False, channel=None, objections=(objection(),), digest=digest)
    ledger.begin(refused, None)
    sent(ledger, "lost", UNKNOWN)
    ledger.begin(decision("again", key="key of twice"), attempt("again"))


def test_list(run: Run) -> None:
    """A line for each, the newest first."""
    lines = run("list").stdout.splitlines()

    assert ["twice", "refused", "lost", "again"] == [line.split()[4] for line in lines]
    assert "2026-11-25 10:00:00+08:00  refused    shipped  refused  promotion/discount" in lines
    assert ["lost"] == [line.split()[4] for line in run("list", "--outcome", "unknown").stdout.splitlines()]
    assert "" == run("list", "--day", "2026-11-24").stdout


def test_a_limited_list(run: Run) -> None:
    """That there is more is said."""
    result = run("list", "--limit", "1")
    data = json.loads(run("list", "--limit", "4", "--format", "json").stdout)

    assert 1 == len(result.stdout.splitlines())
    assert "there are more" in result.stderr
    assert ("nmlint.ledger/1", False, 4) == (data["schema"], data["more"], len(data["decisions"]))


def test_explain(run: Run) -> None:
    """What, why, by what, how it was sent and what came of it."""
    told = run("explain", "twice").stdout

    for said in (
        "duplicate: it arrived, and its fallback was sent too",
        "nothing objected",
        "nmlint 0.1.0, rules in force on 2026-11-25",
        "catalogue sha256-of-the-catalogue",
        "policy line-tw",
        "approved by LINE as SP-031, lock sha256-of-the-lock",
        "1. notification-message (line-flexible)",
        "2026-11-25 10:00:01+08:00 accepted 200: taken [line-1]",
        "2026-11-25 10:40:00+08:00 delivered",
        "2. sms (sms)",
        "event-1 (told again)",
    ):
        assert said in told
    assert PHONE not in told


def test_explain_a_silence(run: Run) -> None:
    """What LINE took and never told of, with nothing that followed, is a finding with its clause."""
    with Ledger("ledger.db") as ledger:
        ledger.begin(decision("silent", at=at(days=-3)), attempt("silent", at=at(days=-3)))
        ledger.answered(tag("silent"), ACCEPTED, at(days=-3))

    told = run("explain", "silent").stdout

    assert "dispatch/never-delivered (error, condition-2-not-blocked): LINE took it" in told
    assert "LINE 收下後" in run("explain", "silent", "--lang", "zh-TW").stdout


def test_explain_a_refusal(run: Run) -> None:
    """The rule, its clause and its words; and in Chinese."""
    assert "promotion/discount (error, no-advertising): it offers a discount" in run("explain", "refused").stdout
    assert "nothing was sent" in run("explain", "refused").stdout
    assert "規則不准發送" in run("explain", "refused", "--lang", "zh-TW").stdout
    assert "(by twice)" in run("explain", "again").stdout


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        (json.dumps(VALUES), 0, "are those that were judged"),
        ('{"order_no": "TW20261123002"}', 1, "NOT those"),
        ("[]", 2, "values stand by their names"),
        ("no JSON", 2, "cannot be read"),
    ],
)
def test_explain_with_values(run: Run, text: str, code: int, said: str) -> None:
    """Whoever has the values can tell whether they were these."""
    Path("values.json").write_text(text, "utf-8")
    result = run("explain", "refused", "--values", "values.json")
    as_json = run("explain", "refused", "--values", "values.json", "--format", "json")

    assert (code, code) == (result.exit_code, as_json.exit_code)
    assert said in result.output
    if code < 2:
        assert (code == 0) is json.loads(as_json.stdout)["values_match"]


def test_values_of_which_nothing_is_known(run: Run) -> None:
    """A decision without a digest can be compared with nothing."""
    Path("values.json").write_text("{}", "utf-8")

    assert "without a digest" in run("explain", "twice", "--values", "values.json").stderr


def test_unknown(run: Run) -> None:
    """What may have been sent is listed, and is a finding."""
    result, data = run("unknown"), json.loads(run("unknown", "--format", "json").stdout)

    assert (1, 1) == (result.exit_code, len(result.stdout.splitlines()))
    assert "lost  the answer was cut short" in result.stdout
    assert ["lost"] == [each["decision"] for each in data["unknown"]]
    with Ledger("other.db") as ledger:
        ledger.follow("somebody", at())
    nothing = run("unknown", "--ledger", "other.db", "--lang", "zh-TW")
    assert (0, "每次發送的結果都已知\n") == (nothing.exit_code, nothing.stdout)


def test_export(run: Run) -> None:
    """All of it, or what is asked for."""
    lines = run("export").stdout.splitlines()
    table = list(csv.reader(io.StringIO(run("export", "--format", "csv", "--verdict", "refused").stdout)))

    assert {"twice", "refused", "lost", "again"} == {json.loads(line)["decision"]["id"] for line in lines}
    assert (2, "refused") == (len(table), table[1][1])
    assert PHONE not in "".join(lines)
    assert HASH in "".join(lines)


def test_prune(run: Run) -> None:
    """What is over goes, what is open stays, and both are counted."""
    result = run("prune", "--older-than", "0d")

    assert 0 == result.exit_code
    assert "deleted: 3 decisions and 1 deliveries; kept although older, because open: 1" in result.stdout
    assert "nothing" not in run("prune", "--older-than", "400d").stdout
    assert 2 == run("prune", "--older-than", "soon").exit_code
    assert 2 == run("prune").exit_code


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--billed", "1"], 0, "total         1          1     1           0"),
        (["--billed", "3"], 1, "LINE's figure is the one that is billed (billing-console-figure)"),
        (["--billed", "line-flexible=1"], 0, "line-flexible         1          1     1           0"),
        (["--billed", "line-template=0"], 2, "nothing could be compared"),
        (["--figures", "figures.json"], 0, "line-template         0          0     0           0"),
        (["--figures", "figures.json", "--day", "2026-11-26"], 1, "-2"),
        (["--figures", "figures.json", "--day", "2026-11-27"], 2, "not-given"),
        (["--figures", "broken.json"], 2, "cannot be read"),
        (["--figures", "wrong.json"], 2, "write it like"),
        (["--billed", "x"], 2, "write a number"),
        (["--billed", "1", "--billed", "line-flexible=1"], 2, "one number for all"),
        (["--billed", "1", "--day", "2026-11-26"], 2, "the figure of one day"),
        ([], 2, "LINE_CHANNEL_ACCESS_TOKEN"),
    ],
)
def test_reconcile(run: Run, arguments: list[str], code: int, said: str) -> None:
    """The same is 0, a difference 1, and what cannot be compared 2."""
    sent_on_both = {"line-flexible": 1, "line-template": 0}
    figures = {"2026-11-25": sent_on_both, "2026-11-26": {"line-flexible": 0, "line-template": -0}}
    Path("figures.json").write_text(json.dumps(figures), "utf-8")
    Path("broken.json").write_text("{", "utf-8")
    Path("wrong.json").write_text('{"2026-11-25": {"line-flexible": -1}}', "utf-8")
    with Ledger("ledger.db") as ledger:
        for name in ("x", "y"):
            ledger.begin(decision(name, at=at(days=1)), attempt(name, at=at(days=1)))
            ledger.answered(tag(name), ACCEPTED, at(days=1))
            ledger.delivered(tag(name), name, at(days=1), at(days=1), redelivery=False)
    result = run("reconcile", "--day", "2026-11-25", *arguments)

    assert (code, True) == (result.exit_code, said in result.output), result.output


def test_reconcile_as_json(run: Run) -> None:
    """The same as data, with the clause."""
    data = json.loads(run("reconcile", "--day", "2026-11-25", "--billed", "2", "--format", "json").stdout)
    (finding,) = data["days"][0].pop("findings")

    assert ("dispatch/billing-differs", "billing-console-figure") == (finding["rule"], finding["clause"])

    assert {
        "schema": "nmlint.reconciliation/1",
        "clause": "billing-console-figure",
        "days": [
            {
                "day": "2026-11-25",
                "message": "total",
                "accepted": 1,
                "delivered": 1,
                "billed": 2,
                "status": "ready",
                "difference": 1,
            }
        ],
    } == data


def test_line_is_asked(run: Run, line: FakeLine, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the token of the environment, at the host of the configuration."""
    Path("nmlint.yaml").write_text(f"dispatch: {{ledger: ledger.db, line: {{host: '{line.url}'}}}}\n", "utf-8")
    monkeypatch.setenv("LINE_CHANNEL_ACCESS_TOKEN", TOKEN)
    line.counts["line-flexible", "20261125"] = 1
    result = run("reconcile", "--day", "2026-11-25", "--lang", "zh-TW")

    assert ["Bearer " + TOKEN] * 2 == [request.headers["authorization"] for request in line.requests]
    assert 2 == result.exit_code
    assert "2026-11-25     line-flexible     1     1        1     0" in result.stdout
    assert "2026-11-25     line-template     0     0  unready     ?" in result.stdout
    assert TOKEN not in result.output


def test_a_key(run: Run) -> None:
    """Each is another, and seals."""
    keys = {run("key").stdout.strip() for _ in range(3)}

    assert 3 == len(keys)
    for key in keys:
        assert following("a") == Seal(key).open(*Seal(key).close(following("a"), "tag"), "tag")


@pytest.mark.parametrize(
    "command", [["list"], ["explain", "a"], ["unknown"], ["export"], ["prune", "--older-than", "1d"]]
)
def test_a_ledger_that_is_not_there(run: Run, monkeypatch: pytest.MonkeyPatch, command: list[str]) -> None:
    """It is said, and none is made."""
    result = run(*command, "--ledger", "missing.db")
    assert (2, True) == (result.exit_code, "missing.db: there is no ledger" in result.stderr)
    assert not Path("missing.db").exists()

    monkeypatch.delenv("NMLINT_LEDGER")
    assert "which ledger?" in run(*command).stderr


def test_the_ledger_of_the_configuration(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any other it is meant."""
    monkeypatch.delenv("NMLINT_LEDGER")
    Path("nmlint.yaml").write_text("dispatch: {ledger: ledger.db}\nlang: zh-TW\n", "utf-8")

    assert 4 == len(run("list").stdout.splitlines())
    assert "沒有決定「nobody」" in run("explain", "nobody").stderr


def test_a_ledger_on_a_server(run: Run, postgres: Postgres) -> None:
    """It is read by its address, of which no password is shown."""
    url = postgres.url()
    with Ledger(url, key=KEY) as ledger:
        fill(ledger)

    assert 4 == len(run("list", "--ledger", url).stdout.splitlines())
    unreachable = run("list", "--ledger", "postgresql://somebody:secret@127.0.0.1:1/x?connect_timeout=2")
    assert (2, True) == (unreachable.exit_code, "cannot be opened or reached" in unreachable.stderr)
    assert "secret" not in unreachable.output


def test_help_is_light() -> None:
    """What each command does is told without a database."""
    commands = ["list", "explain", "unknown", "reconcile", "export", "prune", "key"]
    code = (
        "import sys\nfrom nmlint.cli import cli\n"
        f"for name in {commands}:\n"
        "    try: cli(['ledger', name, '--help'])\n"
        "    except SystemExit as end: assert not end.code\n"
        "print([name for name in ('sqlalchemy', 'cryptography', 'httpx') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)

    assert "[]" == done.stdout.splitlines()[-1]


def test_nothing_hostile_reaches_the_terminal(run: Run) -> None:
    """What stands in a ledger can move no cursor."""
    with Ledger("ledger.db") as ledger:
        ledger.begin(decision("hostile", template="a\x1b[2Jb\nc", allowed=False, reasons=("\x1b]0;x\x07",)), None)

    for shown in (run("list").stdout, run("explain", "hostile").stdout):
        assert "\x1b" not in shown
        assert "\x07" not in shown
