"""`nmlint check --locked`: what LINE approved is honoured, and nothing may differ from it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from nmlint.cli import cli

NOTICE = """\
{#- nmlint
id: shipped
scenario: delivery
sender: 好日子書店
variables:
  order_no: {type: order-number, example: TW1}
  shipped_at: {type: datetime, example: 2026-11-23 10:00}
-#}
【好日子書店】您的訂單 {{ order_no }} 已於 {{ shipped_at }} 寄出。今晚加購享 8 折！
若您已收到，請忽略此訊息。
"""

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `nmlint` in a repository of its own with an approved notice, in English, as of one day."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    (tmp_path / "shipped.j2").write_text(NOTICE, "utf-8")

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(cli, arguments)

    approved = invoke("approve", "shipped.j2", "--reference", "SP-7", "--date", "2026-11-20")
    assert approved.exit_code == 0, approved.output
    return invoke


def judged(run: Run, *arguments: str) -> tuple[int, dict[str, Any]]:
    """The exit code and the one artefact of a check."""
    result = run("check", "--format", "json", "--as-of", "2026-11-26", *arguments)
    (artefact,) = json.loads(result.stdout)["artefacts"]
    return result.exit_code, artefact


def rules(artefact: dict[str, Any], *, counted: bool) -> set[str]:
    """The rules that found something, and whether it counts."""
    return {finding["rule"] for finding in artefact["findings"] if (finding["suppressed"] is None) is counted}


@pytest.mark.parametrize("locked", [["--locked"], []])
def test_what_line_accepted_does_not_block(run: Run, locked: list[str]) -> None:
    """LINE has the last word on what it reviewed: its findings stay visible, with the approval that accepts them."""
    code, artefact = judged(run, *locked, "shipped.j2")

    assert (code, artefact["verdict"]) == (0, "pass")
    assert "promotion/price-cut" in rules(artefact, counted=False)
    assert {finding["suppressed"] for finding in artefact["findings"] if finding["suppressed"]} == {
        "accepted by LINE's review (SP-7, 2026-11-20)"
    }


def test_a_scenario_by_another_name_is_not_what_line_read(run: Run, tmp_path: Path) -> None:
    """The approval stands, and that nobody knows the name that is declared now is found all the same."""
    (tmp_path / "shipped.j2").write_text(NOTICE.replace("scenario: delivery", "scenario: 配送通知"), "utf-8")

    code, artefact = judged(run, "--locked", "shipped.j2")

    assert (1, {"scope/unknown", "submission/cosmetic-after-approval"}) == (code, rules(artefact, counted=True))
    assert "promotion/price-cut" in rules(artefact, counted=False)


def test_the_law_is_not_lines_to_waive(run: Run, tmp_path: Path) -> None:
    """A card number in a text is the receiver's harm, whoever approved it."""
    text = NOTICE.replace("今晚加購享 8 折！", "卡號 4111 1111 1111 1111。")
    (tmp_path / "shipped.j2").write_text(text, "utf-8")
    run("approve", "shipped.j2", "--reference", "SP-8", "--date", "2026-11-21")

    code, artefact = judged(run, "--locked", "shipped.j2")

    assert (code, artefact["verdict"]) == (1, "block")
    assert "privacy/full-card" in rules(artefact, counted=True)


def test_a_changed_text_loses_its_approval(run: Run, tmp_path: Path) -> None:
    """The very characters are shown, with how long LINE's review takes; and what LINE accepted counts again."""
    (tmp_path / "shipped.j2").write_text(NOTICE.replace("8 折", "7 折"), "utf-8")

    code, artefact = judged(run, "--locked", "shipped.j2")

    (change,) = [f for f in artefact["findings"] if f["rule"] == "submission/changed-after-approval"]
    assert code == 1
    assert (change["matched"], change["clause"]) == ("7", "review-change")
    assert "'8' became '7'" in change["message"]
    assert "takes 5–7 working days; handed in today it is over on 2026-12-03 at the earliest" in change["message"]
    assert "promotion/price-cut" in rules(artefact, counted=True)


@pytest.mark.parametrize("ignored", ["submission", "submission/*", "*"])
@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("8 折", "7 折", "submission/changed-after-approval"),
        (": delivery", ": pick-up", "submission/new-scenario-after-approval"),
        (": shipped", ": new", "submission/not-approved"),
    ],
)
def test_no_drift_is_ignored(old: str, new: str, rule: str, ignored: str, run: Run, tmp_path: Path) -> None:
    """What LINE has not approved stays an error, whatever a run is told to ignore, and it says so."""
    path = "other.j2" if rule == "submission/not-approved" else "shipped.j2"
    (tmp_path / path).write_text(NOTICE.replace(old, new), "utf-8")

    result = run("check", "--locked", "--format", "json", "--as-of", "2026-11-26", "--ignore", ignored, path)

    (artefact,) = json.loads(result.stdout)["artefacts"]
    assert (1, "block") == (result.exit_code, artefact["verdict"])
    assert rule in rules(artefact, counted=True)
    assert rule in result.stderr


@pytest.mark.parametrize(("day", "year"), [("2036-01-01", "2036"), ("2035-12-28", "2036"), ("9999-12-31", "9999")])
@pytest.mark.parametrize(
    ("old", "new", "takes"),
    [
        ("8 折", "7 折", "takes 5–7 working days; on which days cannot be told, for the calendar of {} is not known"),
        (": delivery", ": pick-up", "LINE's headquarters, and no time is promised; on which days cannot be told, for"),
    ],
)
def test_a_change_beyond_the_calendar_is_told_without_dates(  # noqa: PLR0913, PLR0917  one parameter a fixture
    day: str, year: str, old: str, new: str, takes: str, run: Run, tmp_path: Path
) -> None:
    """Where nobody knows the working days, the change is found all the same, and no date is made up."""
    (tmp_path / "shipped.j2").write_text(NOTICE.replace(old, new), "utf-8")

    result = run("check", "--locked", "--format", "json", "--as-of", day, "shipped.j2")

    (artefact,) = json.loads(result.stdout)["artefacts"]
    assert (1, None) == (result.exit_code, artefact["error"])
    (change,) = [f for f in artefact["findings"] if f["rule"].endswith("-after-approval")]
    assert takes.format(year) in change["message"]
    assert "-01-" not in change["message"].replace(f"{day}", "")


def test_without_locked_a_change_is_no_fault(run: Run, tmp_path: Path) -> None:
    """While a template is being written it is judged as any other, without its approval."""
    (tmp_path / "shipped.j2").write_text(NOTICE.replace("今晚加購享 8 折！", ""), "utf-8")

    code, artefact = judged(run, "shipped.j2")

    assert (code, artefact["verdict"]) == (0, "pass")
    assert not [rule for rule in rules(artefact, counted=True) if rule.startswith("submission/")]


def test_a_new_scenario_waits_for_headquarters(run: Run, tmp_path: Path) -> None:
    """The text is the same; what it is for is not, and that counts."""
    (tmp_path / "shipped.j2").write_text(NOTICE.replace("scenario: delivery", "scenario: pick-up"), "utf-8")

    _, artefact = judged(run, "--locked", "shipped.j2")

    (change,) = [f for f in artefact["findings"] if f["rule"] == "submission/new-scenario-after-approval"]
    assert change["matched"] == "pick-up"
    assert "headquarters on 2027-01-29, and no time is promised" in change["message"]


def test_a_template_that_was_never_approved(run: Run, tmp_path: Path) -> None:
    """It may be as good as it likes: LINE has not seen it."""
    (tmp_path / "new.j2").write_text(NOTICE.replace("id: shipped", "id: new").replace("今晚加購享 8 折！", ""), "utf-8")

    assert judged(run, "new.j2")[1]["verdict"] == "pass"
    code, artefact = judged(run, "--locked", "new.j2")

    assert code == 1
    assert rules(artefact, counted=True) == {"submission/not-approved"}


def test_a_moved_file_keeps_its_approval(run: Run, tmp_path: Path) -> None:
    """An approval is of a notice, not of the name of its file."""
    (tmp_path / "notices").mkdir()
    (tmp_path / "shipped.j2").rename(tmp_path / "notices" / "shipped.j2")

    code, artefact = judged(run, "--locked", "notices")

    assert (code, artefact["verdict"]) == (0, "pass")


@pytest.mark.parametrize("moved", ["shipped.j2", "notices/shipped.j2", "parcel.j2"])
@pytest.mark.parametrize(("old", "new"), [("id: shipped", "id: parcel"), ("id: shipped", "id: shipped")])
def test_another_id_or_path_keeps_the_approval(old: str, new: str, moved: str, run: Run, tmp_path: Path) -> None:
    """The file is there, so nothing is gone; that its id changed is told, and that this needs no review."""
    (tmp_path / "shipped.j2").write_text(NOTICE.replace(old, new), "utf-8")
    (tmp_path / "notices").mkdir()
    (tmp_path / "shipped.j2").rename(tmp_path / moved)

    result = run("check", "--locked", "--format", "json", "--as-of", "2026-11-26", ".")

    (artefact,) = json.loads(result.stdout)["artefacts"]
    assert (0, "pass") == (result.exit_code, artefact["verdict"])
    assert (old != new) == ("submission/cosmetic-after-approval" in rules(artefact, counted=True))
    assert "is gone" not in result.stderr


@pytest.mark.parametrize(
    ("names", "judged"),
    [
        (("shipped.j2", "copy.j2"), {"shipped.j2"}),
        (("a.j2", "b.j2"), set()),
        (("shipped.j2", "copy.json"), {"shipped.j2"}),
    ],
)
def test_two_files_claim_one_approval(names: tuple[str, str], judged: set[str], run: Run, tmp_path: Path) -> None:
    """LINE approved one of them: the file that the approval was recorded for, or nobody knows which."""
    (tmp_path / "shipped.j2").unlink()
    for name in names:
        message = {"kind": "message", "id": "shipped", "messages": [{"type": "text", "text": "您的訂單已出貨"}]}
        text = NOTICE if name.endswith(".j2") else json.dumps(message, ensure_ascii=False)
        (tmp_path / name).write_text(text, "utf-8")

    result = run("check", "--locked", "--format", "json", "--as-of", "2026-11-26", *names)

    artefacts = {artefact["path"]: artefact for artefact in json.loads(result.stdout)["artefacts"]}
    assert 2 == result.exit_code
    assert judged == {name for name, artefact in artefacts.items() if artefact["verdict"] is not None}
    refused = [artefact for artefact in artefacts.values() if artefact["verdict"] is None]
    assert {"same-id"} == {artefact["error"]["kind"] for artefact in refused}
    assert all("the id 'shipped' was approved for shipped.j2, and" in one["error"]["message"] for one in refused)
    assert 0 == run("check", "--locked", "--as-of", "2026-11-26", names[0]).exit_code


def test_a_template_that_is_gone(run: Run, tmp_path: Path) -> None:
    """Whoever checks is told of an approved notice without its file."""
    (tmp_path / "shipped.j2").rename(tmp_path / "other.txt")
    (tmp_path / "sms.j2").write_text("{#- nmlint\nmessage: sms\nscenario: delivery\n-#}\n好日子：訂單已寄出", "utf-8")

    result = run("check", "--locked", "sms.j2")

    assert "shipped was approved, but shipped.j2 is gone; restore it, or run nmlint approve --remove shipped" in (
        result.output
    )


@pytest.mark.parametrize(
    ("lock", "said"),
    [
        (None, "there is no nmlint.lock, so nothing is known to be approved"),
        ("lock: 3\napproved: {}\n", "nmlint.lock:1:7: lock: 3 was written by a newer nmlint"),
        ("lock: 1\napproved: {}\n", "nmlint.lock:1:7: lock: 1 was written by an older nmlint"),
        (
            "<<<<<<< ours\nlock: 2\n=======\nlock: 2\n>>>>>>> theirs\n",
            "nmlint.lock:1:1: a merge conflict, up to line 5",
        ),
        ("", "nmlint.lock"),
    ],
)
def test_a_lock_that_tells_nothing(lock: str | None, said: str, run: Run, tmp_path: Path) -> None:
    """Without a lock that can be read nothing passes for approved."""
    (tmp_path / "nmlint.lock").unlink()
    if lock is not None:
        (tmp_path / "nmlint.lock").write_text(lock, "utf-8")

    result = run("check", "--locked", "shipped.j2")

    assert result.exit_code == 2
    assert said in result.output
    assert "Traceback" not in result.output


def test_a_broken_lock_is_never_passed_over(run: Run, tmp_path: Path) -> None:
    """Even where nothing is demanded: what LINE accepted would count as refused."""
    (tmp_path / "nmlint.lock").write_text("lock: 2\napproved: [", "utf-8")

    assert run("check", "shipped.j2").exit_code == 2


def test_a_notice_that_leaves_line(run: Run, tmp_path: Path) -> None:
    """What LINE approved goes out by LINE: as an SMS it is something else."""
    (tmp_path / "shipped.j2").write_text(NOTICE.replace("scenario: d", "message: sms\nscenario: d"), "utf-8")

    code, artefact = judged(run, "--locked", "shipped.j2")

    changes = [f["matched"] for f in artefact["findings"] if f["rule"] == "submission/changed-after-approval"]
    assert code == 1
    assert "sms" in changes
