"""`nmlint plan`: its forms, its options, and what it says of plans that cannot be worked out."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from nmlint.cli import cli

PLAN = """\
kind: send-plan
scenario: delivery
sender: 青禾書店
event: 物流取件
basis: the customer's own order
evidence: {phone_source: 會員註冊時填寫}
deliver_within: 24h
deduplicate_by: [order_no]
audience: {size: 12000, countries: [TW]}
steps:
  - channel: notification-message
    text: >-
      【青禾書店】您的訂單 A2611230042 已於 2026/11/23 10:00 出貨，預計 2026/11/25 送達。
      若您已取貨，請忽略此訊息。客服 02-2345-6789
  - channel: sms
    text: 【青禾書店】訂單 A2611230042 已於 2026/11/23 10:00 出貨，2026/11/25 送達。若已取貨請忽略。
    after: 30m
    unless: delivered
"""
SCHEMA = Draft202012Validator(json.loads((files("nmlint.output") / "plan.schema.json").read_text("utf-8")))

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `nmlint plan` in a repository of its own, in English."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    Path("plan.yaml").write_text(PLAN, "utf-8")

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(cli, ["plan", *arguments])

    return invoke


def report(result: Result) -> dict[str, Any]:
    """The JSON of a run, held to its schema."""
    assert 0 == result.exit_code, result.output
    data: dict[str, Any] = json.loads(result.stdout)

    assert [] == [error.message for error in SCHEMA.iter_errors(data)]
    return data


def refused(result: Result) -> str:
    """What is said of a plan that is refused: no traceback, no report, and not that nmlint is at fault."""
    assert (2, "") == (result.exit_code, result.stdout)
    assert "fault of nmlint" not in result.stderr
    return result.stderr


def test_text(run: Run) -> None:
    """For people, in both languages: the plan, the advice, the options, and the plan to paste."""
    english, chinese = run("plan.yaml"), run("plan.yaml", "--lang", "zh-TW")

    assert (0, 0) == (english.exit_code, chinese.exit_code)
    for words in (
        "Send plan: plan\n",
        "  recipients: 12,000\n",
        "Recommendation: LINE notification message, then SMS to those not reached after 30 minutes\n",
        "30 minutes >*",
        "    - channel: sms\n",
        "      after: 30m\n",
    ):
        assert words in english.stdout
    assert "建議：LINE 通知型訊息，30 分鐘內未送達改發簡訊\n" in chinese.stdout


def test_json(run: Run) -> None:
    """For programs: the contract, with what judged and by which day."""
    data = report(run("plan.yaml", "--format", "json", "--as-of", "2026-11-26"))

    assert ("nmlint.plan/1", "2026-11-26", "plan.yaml") == (
        data["schema"],
        data["policy"]["as_of"],
        data["plan"]["path"],
    )
    assert ["notification-message", "sms"] == data["plan"]["channels"]
    assert data["simulation"] is None


def test_html(run: Run) -> None:
    """A page in the language asked for."""
    page = run("plan.yaml", "--format", "html", "--lang", "zh-TW").stdout

    assert page.startswith("<!")
    assert '<html lang="zh-' in page
    assert "<svg" in page


@pytest.mark.parametrize("form", ["text", "json", "html"])
def test_two_runs_write_the_same_bytes(run: Run, form: str) -> None:
    """The report depends on nothing but its input, and is the same in a file."""
    arguments = ("plan.yaml", "--format", form, "--simulate", "500", "--seed", "3")

    assert run(*arguments).stdout_bytes == run(*arguments).stdout_bytes
    assert 0 == run(*arguments, "--output", "report").exit_code
    assert run(*arguments).stdout_bytes == Path("report").read_bytes()


def test_the_replay(run: Run) -> None:
    """A single send can be replayed, and many; the seed makes the run, and the report says it."""
    one = report(run("plan.yaml", "--format", "json", "--simulate", "1"))["simulation"]
    many = [
        report(run("plan.yaml", "--format", "json", "--simulate", "3000", *seed))["simulation"]
        for seed in ((), ("--seed", "1"), ("--seed", "2"))
    ]

    assert {0, 1} >= {measure["simulated"] for measure in one["measures"]}
    assert many[0] == many[1] != many[2]
    assert all(measure["agrees"] for measure in many[0]["measures"])
    assert "3,000 sends, seed 1" in run("plan.yaml", "--simulate", "3000").stdout


@pytest.mark.parametrize(
    "arguments",
    [("--simulate", "0"), ("--simulate", "1000001"), ("--simulate", "many"), ("--simulate", "5", "--seed", "-1")],
)
def test_replays_that_cannot_be(run: Run, arguments: tuple[str, ...]) -> None:
    """How many are replayed has its bounds."""
    assert "Invalid value" in refused(run("plan.yaml", *arguments))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "plan.yaml: the file is empty"),
        ("steps", "plan.yaml:1:1: the send plan holds 'key: value' lines"),
        ("kind: send-plan\n", "plan.yaml:1:1: in the send plan: steps"),
        ("kind: send-plan\nsteps: [{channel: fax}]\n", "plan.yaml:2:19: in the send plan: steps.0.channel: 'fax'"),
        ("steps: [{channel: sms}]\ndeliver_within: soon\n", "plan.yaml:2:17: in the send plan: deliver_within needs"),
        ("steps: [{channel: sms}\n", "plan.yaml:"),
        (PLAN.replace("size: 12000", "size: 0"), "plan.yaml:9:18: in the send plan: audience.size"),
        (PLAN.replace("size: 12000", "deliveries: no.csv"), "plan.yaml:9:24: there is no such file beside the plan"),
        (
            PLAN.replace("size: 12000", "deliveries: /etc/passwd"),
            "plan.yaml:9:24: there is no such file beside the plan",
        ),
        (PLAN.replace("size: 12000", "deliveries: ../../../../../../etc/passwd"), "is no file within the folders"),
        (
            PLAN.replace("steps:\n", "steps:\n  - {channel: sms, text: 您好}\n"),
            "plan.yaml:12:14: the notification message",
        ),
        (PLAN + "  - {channel: email, after: 1h, unless: delivered}\n" * 4, "plan.yaml:22:15: too many steps"),
    ],
)
def test_plans_that_cannot_be_read(run: Run, text: str, said: str) -> None:
    """The place and the reason are told, and the exit code is 2."""
    Path("plan.yaml").write_text(text, "utf-8")

    assert said in refused(run("plan.yaml"))


def test_files_that_are_no_plan(run: Run) -> None:
    """A missing file, a folder, other bytes."""
    Path("bytes.yaml").write_bytes(b"\xff\xfes\x00")

    assert "no.yaml: there is no such file" in refused(run("no.yaml"))
    assert "UTF-16" in refused(run("bytes.yaml"))


@pytest.mark.parametrize(
    ("name", "text", "what", "chinese"),
    [
        (".", None, "a folder", "資料夾"),
        ("delivery.j2", "【青禾書店】訂單 {{ order_no }} 已出貨。", "a template", "範本"),
        ("empty.j2", "", "a template", "範本"),
        ("push.json", '{"to": "U1", "messages": [{"type": "text", "text": "好"}]}', "a message", "訊息"),
        ("said.yaml", "kind: message\ntext: 好\n", "a message", "訊息"),
        ("service.yaml", "kind: service-plan\n", "a service plan", "服務計畫"),
        ("notes.txt", "今天出貨三件", "a text of another kind", "其他文字檔"),
    ],
)
def test_files_of_another_kind(run: Run, name: str, text: str | None, what: str, chinese: str) -> None:
    """It is said what they are, and what a send plan looks like, in the language of the reader."""
    if text is not None:
        Path(name).write_text(text, "utf-8")
    said, in_chinese = refused(run(name)), refused(run(name, "--lang", "zh-TW"))

    assert f"{name} is {what}, no send plan" in said
    assert f"{name} 是{chinese}，不是發送計畫" in in_chinese
    for shown in (said, in_chinese):
        assert "kind: send-plan\n" in shown
        assert "template: delivery.j2" in shown or name != "delivery.j2"


def test_the_plan_that_is_shown_can_be_planned(run: Run) -> None:
    """Whoever saves it beside his template has a plan."""
    Path("delivery.j2").write_text("【青禾書店】訂單已於 2026/11/23 10:00 出貨。", "utf-8")
    shown = refused(run("delivery.j2")).partition("such as\n")[2]
    Path("shown.yaml").write_text(shown, "utf-8")

    assert ["notification-message", "sms"] == report(run("shown.yaml", "--format", "json"))["plan"]["channels"]


def test_a_plan_of_another_name(run: Run) -> None:
    """A plan that says so is one whatever its file is called."""
    Path("plan.txt").write_text(PLAN, "utf-8")

    assert "send plan" in run("plan.txt").stdout.lower()


def test_a_missing_file_is_told_in_chinese(run: Run) -> None:
    """As is a folder where the report should go."""
    assert "no.yaml：沒有這個檔案" in refused(run("no.yaml", "--lang", "zh-TW"))
    assert "--output .：無法寫入" in refused(run("plan.yaml", "--lang", "zh-TW", "--output", "."))


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to this user")
def test_a_folder_without_permission(run: Run) -> None:
    """A plan that may not be read is told as such."""
    folder = Path("closed")
    folder.mkdir()
    (folder / "plan.yaml").write_text(PLAN, "utf-8")
    folder.chmod(0o000)
    try:
        assert "closed/plan.yaml" in refused(run("closed/plan.yaml"))
    finally:
        folder.chmod(0o700)


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("plan.yaml", "this run reads that file"),
        ("./plan.yaml", "this run reads that file"),
        ("linked.yaml", "this run reads that file"),
        ("no/report.html", "cannot be written"),
        ("x" * 300, "cannot be written"),
    ],
)
def test_output_that_cannot_be_written(run: Run, output: str, said: str) -> None:
    """The plan is never written over, and what cannot be written is told."""
    Path("linked.yaml").symlink_to("plan.yaml")

    assert said in refused(run("plan.yaml", "--output", output))
    assert PLAN == Path("plan.yaml").read_text("utf-8")


def test_a_blocked_plan_is_worked_out(run: Run) -> None:
    """Whatever the check says of it, the exit code is 0 and the plan to paste is a mended one."""
    Path("plan.yaml").write_text(PLAN.replace("30m", "36h"), "utf-8")
    data = report(run("plan.yaml", "--format", "json"))

    assert ("block", "notification-message", 22 * 3600) == (
        data["verdict"],
        data["recommended"]["channel"],
        data["recommended"]["timer"],
    )


def test_an_advertisement_has_no_plan_to_paste(run: Run) -> None:
    """What may not be sent is not written out as a plan."""
    Path("plan.yaml").write_text(PLAN.replace("已於", "限時優惠買一送一，已於"), "utf-8")
    said = run("plan.yaml").stdout

    assert "Recommendation: do not send\n" in said
    assert "ready to paste" not in said


def test_a_json_plan(run: Run) -> None:
    """A plan in JSON is worked out, and what is recommended is written as YAML, also where it had to be mended."""
    steps = [
        {"channel": "notification-message", "text": "您的訂單 A2611230042 已出貨。"},
        {"channel": "sms", "text": "已出貨。"},
    ]
    Path("plan.json").write_text(json.dumps({"kind": "send-plan", "deliver_within": "5m", "steps": steps}), "utf-8")
    data = report(run("plan.json", "--format", "json"))

    assert "plan.json" == data["plan"]["path"]
    assert data["recommended"]["yaml"].startswith("kind: send-plan\n") or not data["recommended"]["yaml"]


def test_hidden_characters_do_nothing_to_the_terminal(run: Run) -> None:
    """What an id hides is shown, or left out, but not sent to the terminal."""
    Path("plan.yaml").write_text('id: "a\\e[31m\\u200b\\u202eb"\n' + PLAN, "utf-8")
    said = run("plan.yaml")

    assert 0 == said.exit_code
    assert not {"\x1b", "\u202e"} & set(said.stdout)
    assert "\x1b" not in run("plan.yaml", "--format", "html").stdout


def test_files_are_looked_for_beside_the_plan(run: Run) -> None:
    """Texts and past deliveries are found from the folder of the plan, not from where one stands."""
    folder = Path("plans")
    folder.mkdir()
    (folder / "past.csv").write_text("status,delay\ndelivered,5s\ndelivered,3h\nrejected,\n", "utf-8")
    (folder / "past.jsonl").write_text('{"status": "delivered", "delay": "2h"}\n{"status": null}\n', "utf-8")
    (folder / "sms.txt").write_text("【青禾書店】訂單 A2611230042 已於 2026/11/23 10:00 出貨。", "utf-8")
    for name, count in (("past.csv", 3), ("past.jsonl", 2)):
        text = PLAN.replace("size: 12000", f"size: 12000, deliveries: {name}").replace(
            "text: 【青禾書店】訂單", "template: sms.txt # "
        )
        (folder / "plan.yaml").write_text(text, "utf-8")
        data = report(run("plans/plan.yaml", "--format", "json"))

        assert {count} == {given["n"] for given in data["inputs"] if given["name"].startswith("rates.")}
        assert not [found for found in data["findings"] if found["rule"] == "channel/step-unreadable"]


def test_faulty_deliveries(run: Run) -> None:
    """Each faulty row is told on a line of its own."""
    Path("past.csv").write_text("status,delay\ndelivered,soon\nlost,\n", "utf-8")
    Path("plan.yaml").write_text(PLAN.replace("size: 12000", "deliveries: past.csv"), "utf-8")
    said = refused(run("plan.yaml"))

    assert "past.csv: row 2, delay: 'soon' is no duration" in said
    assert "past.csv: row 3, status: 'lost' is none" in said
