"""`nmlint recommend` and `nmlint.recommend`: the channel, why, what would change it, and exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

import nmlint
from nmlint.cli import cli
from nmlint.config import Settings
from nmlint.errors import UsageError

OFFER = "【好日子書店】今晚加購享８折，限時優惠買一送一！"
NOTICE = """\
{#- nmlint
id: delivery-shipped
scenario: delivery
message: line-flexible
sender: 好日子書店
event: order.shipped
basis: the customer's own order
variables:
  order_no: {type: order-number, example: TW20261123001}
  shipped_at: {type: datetime, example: 2026-11-23 10:00}
  eta: {type: date, example: 2026-11-25}
-#}
【好日子書店】您訂購的商品（訂單 {{ order_no }}）已於 {{ shipped_at }} 出貨，預計 {{ eta }} 送達。
若您已取貨，請忽略此訊息。客服 02-2345-6789
"""
CARD_USE = """\
{#- nmlint
scenario: payment-complete
message: line-flexible
sender: 好日子銀行
variables:
  last4: {type: last-digits, example: 1234}
  time: {type: datetime, example: 2026-11-23 10:00}
  amount: {type: amount, example: 5200}
-#}
【好日子銀行】您的信用卡末四碼 {{ last4 }} 於 {{ time }} 消費 {{ amount }} 元。客服 02-2345-6789
"""

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `nmlint` in a repository of its own, in English."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    for name, text in {"offer.j2": OFFER, "notice.j2": NOTICE, "card.j2": CARD_USE}.items():
        Path(name).write_text(text, encoding="utf-8")

    def invoke(*arguments: str, stdin: str | None = None) -> Result:
        return CliRunner().invoke(cli, arguments, input=stdin)

    return invoke


def advised(result: Result) -> dict[str, Any]:
    """The recommendations of a JSON run by id, each held to the report's schema."""
    assert 0 == result.exit_code, result.output
    data = json.loads(result.stdout)
    schema = json.loads((files("nmlint.output") / "report.schema.json").read_text("utf-8"))
    one = Draft202012Validator({**schema["$defs"]["recommendation"], "$defs": schema["$defs"]})
    found = {artefact["id"]: artefact["recommendation"] for artefact in data["artefacts"]}

    assert [] == [error.message for advice in found.values() for error in one.iter_errors(advice)]
    return found


def test_a_notice_that_can_wait(run: Run) -> None:
    """A delivery notice goes by LINE, by its deadline and its scenario, and would go by SMS within an hour."""
    advice = advised(run("recommend", "notice.j2", "--format", "json"))["delivery-shipped"]

    assert ("notification-message", "within-a-day") == (advice["channel"], advice["deadline"])
    assert ["urgency-1-day", "scenario-01"] == [reason["clause"] for reason in advice["reasons"]]
    assert {"when": "it must arrive within an hour", "channel": "sms", "clause": "urgency-1-hour"} in advice[
        "would_change"
    ]


def test_a_notice_that_must_come_at_once(run: Run) -> None:
    """Card use goes by SMS, by the rule that recognised it and the clause behind it."""
    advice = advised(run("recommend", "card.j2", "--format", "json"))["card"]

    assert "sms" == advice["channel"]
    assert ("channel/card-use-alert", "legal-doubt") == tuple(advice["reasons"][0][key] for key in ("rule", "clause"))
    assert ["email", "app-push"] == [other["channel"] for other in advice["alternatives"]]


def test_an_advertisement_is_told_where_it_may_go(run: Run) -> None:
    """Refused promotion names the lawful channels, each with the consent it needs."""
    advice = advised(run("recommend", "offer.j2", "--format", "json"))["offer"]

    assert "do-not-send" == advice["channel"]
    assert {"no-advertising"} <= {reason["clause"] for reason in advice["reasons"]}
    assert {"oa-push", "email", "app-push", "sms"} == {other["channel"] for other in advice["alternatives"]}
    assert all(other["needs"] and other["basis"] for other in advice["alternatives"])


def test_text(run: Run) -> None:
    """For people every reason stands in the words of its clause, in the language asked for."""
    english, chinese = run("recommend", "notice.j2"), run("recommend", "notice.j2", "--lang", "zh-TW")

    assert "  channel: LINE notification message (within a day)\n" in english.stdout
    assert "  because: urgency-1-day: Within a day: delivery" in english.stdout
    assert "  if: it must arrive within an hour → SMS (urgency-1-hour)\n" in english.stdout
    assert "  建議通路：LINE 通知型訊息（一天內）\n" in chinese.stdout
    assert "  如果：須在一小時內送達 → 簡訊 (urgency-1-hour)\n" in chinese.stdout
    assert "catalogue" in english.stdout.splitlines()[-1]


def test_the_check_says_it_in_a_line(run: Run) -> None:
    """A check has the channel on the line of the verdict, and two lines more where promotion is refused."""
    sent = run("check", "notice.j2").stdout
    refused = run("check", "offer.j2", "--lang", "zh-TW").stdout

    assert " · channel: LINE notification message (within a day: urgency-1-day, scenario-01)\n" in sent
    assert " · 建議通路：先不要發送\n" in refused
    assert "  宣傳內容可改走：官方帳號推播、電子郵件、App 推播、簡訊（" in refused


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["notice.j2"], 0),
        (["offer.j2"], 0),
        (["card.j2", "offer.j2", "notice.j2"], 0),
        (["missing.j2"], 2),
        (["notice.j2", "broken.j2"], 2),
        (["empty"], 3),
        (["notice.j2", "--as-of", "yesterday"], 2),
        (["-", "-"], 2),
    ],
)
def test_exit_codes(run: Run, arguments: list[str], code: int) -> None:
    """Advice is no gate: only what could not be judged fails."""
    Path("empty").mkdir()
    Path("broken.j2").write_text("{% if %}", encoding="utf-8")

    assert code == run("recommend", *arguments).exit_code


def test_what_cannot_be_judged_says_so(run: Run) -> None:
    """There is no advice on a broken template, and its place is shown beside that on the others."""
    Path("broken.j2").write_text("{% if %}", encoding="utf-8")
    text, data = run("recommend", "broken.j2", "notice.j2"), run("recommend", "broken.j2", "--format", "json")
    (artefact,) = json.loads(data.stdout)["artefacts"]

    assert "broken.j2:1:7: not judged" in text.stdout
    assert "notice.j2: " in text.stdout
    assert (None, None) == (artefact["recommendation"], artefact["verdict"])
    assert artefact["error"]["message"]


def test_standard_input(run: Run) -> None:
    """A text can be piped in, and its kind said."""
    advice = advised(run("recommend", "-", "--kind", "message", "--format", "json", stdin=OFFER))

    assert ["do-not-send"] == [found["channel"] for found in advice.values()]


def test_two_runs_print_the_same_bytes(run: Run) -> None:
    """The answer depends on nothing but the input."""
    for form in ("text", "json"):
        assert run("recommend", ".", "--format", form).stdout == run("recommend", ".", "--format", form).stdout


def test_the_output_names_what_judged(run: Run) -> None:
    """The JSON says its schema, and the catalogue and policy by version and hash."""
    data = json.loads(run("recommend", "notice.j2", "--format", "json").stdout)

    assert "nmlint.recommend/1" == data["schema"]
    assert (64, 64) == (len(data["catalogue"]["sha256"]), len(data["policy"]["sha256"]))
    assert ["id", "path", "kind", "verdict", "error", "scenario", "recommendation"] == list(data["artefacts"][0])


@pytest.mark.usefixtures("run")
def test_the_python_call() -> None:
    """The call takes what `check` takes, and has no advice on what was not judged, or not wholly."""
    advice = nmlint.recommend(Path("notice.j2"))
    selecting = Settings(select=("privacy",))

    assert advice is not None
    assert "notification-message" == advice.channel
    assert advice == nmlint.check(Path("notice.j2")).artefacts[0].recommendation
    assert "do-not-send" == getattr(nmlint.recommend(OFFER, kind="message"), "channel", None)
    assert nmlint.recommend(Path("missing.j2")) is None
    assert nmlint.recommend("您好", kind="message", config=selecting) is None
    with pytest.raises(UsageError):
        nmlint.recommend(OFFER, kind="letter")


@pytest.mark.parametrize("message", ["sms", "email", "app-push"])
def test_a_card_alert_is_known_on_every_channel(message: str) -> None:
    """A text that must come at once stays on the channel that brings it so, whatever scenario it declares."""
    text = CARD_USE.replace("payment-complete", "bill").replace("line-flexible", message)

    advice = nmlint.recommend(text)

    assert advice is not None
    assert advice.channel == message
    assert "channel/card-use-alert" in [reason.rule for reason in advice.reasons]


def test_a_bill_by_sms_may_go_by_line() -> None:
    """A notice that can wait is told that LINE is enough."""
    advice = nmlint.recommend(NOTICE.replace("line-flexible", "sms"))

    assert advice is not None
    assert advice.channel == "notification-message"
