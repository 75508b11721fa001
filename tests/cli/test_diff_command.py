"""`nmlint diff`: every difference with its characters, what it asks for, and how long that takes."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator, FormatChecker

from nmlint.approval.change import KINDS, Drift
from nmlint.cli import cli
from nmlint.output.drift import WHATS

TEMPLATE = """\
{#- nmlint
id: order
scenario: delivery
sender: 好日子書店
message: line-flexible
-#}
{% from "closing.j2" import closing -%}
【好日子書店】您的訂單已於 2026/11/23 10:00 出貨。{{ closing() }}
"""
CLOSING = "{% macro closing() -%}\n若您已取貨，請忽略此訊息。客服 02-2345-6789\n{%- endmacro %}\n"

SCHEMA: dict[str, Any] = json.loads((files("nmlint.output") / "drift.schema.json").read_text("utf-8"))

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `nmlint diff` in a repository of its own with an approved template, in English."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    write("order.j2", TEMPLATE)
    write("closing.j2", CLOSING)
    recorded = CliRunner().invoke(cli, ["approve", "order.j2", "--reference", "LINE-42", "--date", "2026-01-20"])
    assert 0 == recorded.exit_code, recorded.output
    return lambda *arguments: CliRunner().invoke(cli, ["diff", *arguments])


def write(path: str, text: str) -> None:
    """Writes a file."""
    Path(path).write_text(text, encoding="utf-8")


def report(result: Result) -> dict[str, Any]:
    """The JSON of a run."""
    data: dict[str, Any] = json.loads(result.stdout)
    return data


def test_as_approved(run: Run) -> None:
    """Nothing differs: exit code 0, and the approval is named."""
    result = run()

    assert (0, "") == (result.exit_code, result.stderr)
    assert result.stdout == (
        "order.j2: as approved · approved 2026-01-20 LINE-42\n\ncompared with nmlint.lock: as approved 1\n"
    )


def test_a_change_is_shown_where_it_was_written(run: Run) -> None:
    """The characters, the line with its carets, the way through the macro, and what LINE takes for the review."""
    write("closing.j2", CLOSING.replace("若您", "如您"))

    result = run("--from", "2026-11-26")

    assert 1 == result.exit_code
    assert result.stdout.splitlines() == [
        "order.j2: LINE must review the change · approved 2026-01-20 LINE-42",
        "  closing.j2:2:1: review text (review-change)",
        "    the wording differs; LINE reviews any change of the approved wording",
        "       2 | 如您已取貨，請忽略此訊息。客服 02-2345-6789",
        "         | ^^",
        "    approved: 若",
        "    now: 如",
        "    through: order.j2:8:35",
        "  review: 5–7 working days, handed in on 2026-11-26: 2026-12-03 – 2026-12-07 [review-change]",
        "",
        "compared with nmlint.lock: to be reviewed 1",
    ]


def test_json(run: Run) -> None:
    """The same as data, with every place."""
    write("order.j2", TEMPLATE.replace("出貨", "寄出"))

    result = run("--format", "json", "--from", "2026-11-26")

    assert 1 == result.exit_code
    data = report(result)
    assert ("nmlint.drift/1", 1) == (data["schema"], data["summary"]["review"])
    (template,) = data["templates"]
    assert ("order", "order.j2", "review") == (template["id"], template["path"], template["state"])
    assert {"date": "2026-01-20", "reference": "LINE-42", "nmlint": "0.1.0"} == template["approved"]
    (change,) = template["changes"]
    assert ("review", "text", "出貨", "寄出", "review-change") == tuple(
        change[key] for key in ("drift", "what", "before", "after", "clause")
    )
    (place,) = change["places"]
    assert "寄出" == TEMPLATE.replace("出貨", "寄出")[place["start"]["offset"] : place["end"]["offset"]]
    (review,) = template["reviews"]
    assert {"least": 5, "most": 7} == review["working_days"]
    assert ("2026-11-26", "2026-12-03", "2026-12-07") == (review["handed_in"], review["earliest"], review["latest"])


@pytest.mark.parametrize("start", ["2036-01-01", "2035-12-28", "9999-12-31"])
@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "5–7 working days; on which days cannot be told, for the calendar of {} is not known [review-change]"),
        ("zh-TW", "5–7 個工作天；{} 年的行事曆還不知道，無法推算日期 [review-change]"),
    ],
)
def test_beyond_the_calendar_the_differences_are_shown(start: str, lang: str, said: str, run: Run) -> None:
    """Where nobody knows the working days, the differences are told all the same, and no date is made up."""
    write("order.j2", TEMPLATE.replace("出貨", "寄出"))
    year = max(int(start[:4]), 2036)

    result = run("--from", start, "--lang", lang)

    assert (1, "") == (result.exit_code, result.stderr)
    assert said.format(year) in result.stdout
    (review,) = report(run("--format", "json", "--from", start))["templates"][0]["reviews"]
    assert (year, None, None) == (review["unknown_year"], review["earliest"], review["handed_in"])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("order.j2", TEMPLATE),
        ("order.j2", TEMPLATE.replace("出貨", "寄出").replace("id: order", "id: parcel")),
        ("order.j2", TEMPLATE.replace("出貨。", "{% if late %}寄出{% else %}出貨{% endif %}。{{ no }}")),
        ("order.j2", TEMPLATE.replace("scenario: delivery", "scenario: refund")),
        ("order.j2", TEMPLATE + "{% if %}"),
        ("order.j2", TEMPLATE.replace("{{ closing() }}", "https://shop.example.com")),
        ("closing.j2", CLOSING.replace("若您", "如您")),
        ("new.j2", TEMPLATE.replace("id: order", "id: new")),
        ("order.txt", ""),
    ],
)
@pytest.mark.parametrize("start", [None, "2026-11-26", "2036-01-01"])
def test_json_keeps_to_its_schema(name: str, text: str, start: str | None, run: Run) -> None:
    """What is printed is what the schema says, and the schema knows every key of it."""
    if name == "order.txt":
        Path("order.j2").rename(name)
    else:
        write(name, text)

    data = report(run("--format", "json", *([] if start is None else ["--from", start])))

    Draft202012Validator(closed(SCHEMA), format_checker=FormatChecker()).validate(data)


def test_the_schema_knows_every_kind_and_state() -> None:
    """What may be told is listed."""
    defs = SCHEMA["$defs"]

    assert set(KINDS) == set(defs["change"]["properties"]["what"]["enum"])
    assert {drift.word for drift in Drift} - {"none"} == set(defs["change"]["properties"]["drift"]["enum"])
    assert {drift.word for drift in Drift} | {"unapproved", "gone"} == set(
        defs["template"]["properties"]["state"]["enum"]
    )


def closed(schema: Any) -> Any:
    """The schema without room for keys that it does not name."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    parts = {key: closed(part) for key, part in schema.items()}
    named = "required" in parts and "properties" in parts
    return {**parts, "additionalProperties": False} if named else parts


def test_a_new_scenario_has_no_promised_time(run: Run) -> None:
    """It goes to the headquarters on the next of their days, and takes what it takes."""
    write("order.j2", TEMPLATE.replace("scenario: delivery", "scenario: refund"))

    result = run("--from", "2026-11-26", "--lang", "zh-TW")

    assert 1 == result.exit_code
    assert "須以新情境送審" in result.stdout
    assert "不保證時間，2027-01-29 送審 [review-new-scenario]" in result.stdout


def test_cosmetic_is_no_fault(run: Run) -> None:
    """Nothing but formatting: exit code 0, and it is shown."""
    write("order.j2", TEMPLATE.replace("出貨。", "出貨。\n"))

    result = run()

    assert 0 == result.exit_code
    assert "cosmetic text" in result.stdout


def test_not_in_the_lock(run: Run) -> None:
    """A notice that LINE has not approved is told, and is exit code 1; what declares nothing is not."""
    write("new.j2", TEMPLATE.replace("id: order", "id: new"))

    result = run()

    assert 1 == result.exit_code
    assert "new.j2: not in the lock: LINE has not approved it" in result.stdout
    assert "closing.j2" not in result.stdout


def test_gone(run: Run) -> None:
    """An entry without its file is told, which is no fault; on other paths it is only told when the file is gone."""
    Path("order.j2").unlink()
    write("other.j2", TEMPLATE.replace("id: order", "id: other").replace("出貨", "寄出"))

    everything, one = run(), run("other.j2")

    assert "order.j2 (order): approved, but there is no such template any more" in everything.stdout
    assert "order.j2 (order)" in one.stdout


def test_other_paths_leave_entries_alone(run: Run) -> None:
    """A run on some paths says nothing of what stands elsewhere."""
    write("other.j2", TEMPLATE.replace("id: order", "id: other"))

    assert "order.j2:" not in run("other.j2").stdout.replace("other.j2:", "")


def test_another_id_is_no_way_out(run: Run) -> None:
    """Whoever changes the id of an approved file has not made it another."""
    write("order.j2", TEMPLATE.replace("id: order", "id: other").replace("出貨", "寄出"))

    result = run()

    assert 1 == result.exit_code
    assert "approved: 出貨" in result.stdout
    assert "no such template" not in result.stdout


@pytest.mark.parametrize(
    ("old", "new", "before"),
    [
        ("message: line-flexible", "message: sms", "line-flexible"),
        (TEMPLATE[: TEMPLATE.index("{% from")], "", "delivery"),
    ],
)
def test_saying_nothing_is_no_way_out(run: Run, old: str, new: str, before: str) -> None:
    """An approved file is compared, whatever it says of itself now."""
    write("order.j2", TEMPLATE.replace(old, new))

    result = run()

    assert 1 == result.exit_code
    assert f"approved: {before}" in result.stdout
    assert "no such template" not in result.stdout


def test_a_file_that_moved_is_found_under_its_id(run: Run) -> None:
    """The new file in its old place is another one, which was not approved."""
    Path("order.j2").rename("moved.j2")
    write("order.j2", TEMPLATE.replace("id: order", "id: new").replace("出貨", "寄出"))

    result = run()

    assert "moved.j2: as approved" in result.stdout
    assert "order.j2: not in the lock" in result.stdout


def test_an_id_that_is_gone(run: Run) -> None:
    """An entry whose file now holds another approved template is told."""
    write("copy.j2", TEMPLATE.replace("id: order", "id: copy"))
    CliRunner().invoke(cli, ["approve", "copy.j2", "--reference", "LINE-43"])
    Path("copy.j2").rename("order.j2")

    for result in (run(), run("order.j2")):
        assert "order.j2 (order): approved, but this file now holds copy, approved by itself" in result.stdout


@pytest.mark.parametrize("moved", ["order.j2", "moved.j2"])
@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "cosmetic id\n    the id changed, and the approval"),
        ("zh-TW", "僅格式 id\n    id 改變，核准記錄在原本的 id"),
    ],
)
def test_an_id_that_changed(moved: str, lang: str, said: str, run: Run) -> None:
    """A file under another id says what was approved, whether it moved or not: it is not gone."""
    write("order.j2", TEMPLATE.replace("id: order", "id: parcel"))
    Path("order.j2").rename(moved)

    result = run("--lang", lang)

    assert 0 == result.exit_code
    assert f"{moved}:2:5: {said}" in result.stdout
    assert "no such template" not in result.stdout
    assert "範本不見了" not in result.stdout


def test_the_path_was_the_id(run: Run) -> None:
    """Of a template without an id of its own, moving the file changes the id, and nothing else."""
    write("order.j2", TEMPLATE.replace("id: order\n", ""))
    CliRunner().invoke(cli, ["approve", "order.j2", "--reference", "LINE-42"])
    Path("parts").mkdir()
    Path("order.j2").rename("parts/order.j2")

    result = run()

    assert 0 == result.exit_code
    assert "parts/order.j2: cosmetic" in result.stdout
    assert "approved: order\n    now: parts/order" in result.stdout


def test_two_copies_of_one_that_moved(run: Run) -> None:
    """What LINE approved was one template: the second of two under new ids is not approved."""
    Path("order.j2").unlink()
    for name in ("first", "second"):
        write(f"{name}.j2", TEMPLATE.replace("id: order", f"id: {name}"))

    result = run()

    assert 1 == result.exit_code
    assert "first.j2: cosmetic" in result.stdout
    assert "second.j2: not in the lock" in result.stdout


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("出貨", "寄出", "須送審 文字 (review-change)"),
        ("出貨。", "出貨。\n", "僅格式 文字"),
        ("message: line-flexible", "message: line-template", "須送審 訊息類型 (review-change)"),
        ("scenario: delivery", "scenario: refund", "新情境 情境 (review-new-scenario)"),
        ("您的訂單", "您的訂單{{ no }}", "須送審 變數 (review-change)"),
    ],
)
def test_kinds_in_chinese(old: str, new: str, said: str, run: Run) -> None:
    """What a change is and asks for is said in the reader's language."""
    write("order.j2", TEMPLATE.replace(old, new))

    assert said in run("--lang", "zh-TW").stdout


def test_every_kind_has_its_words() -> None:
    """No kind of change is missing in the text."""
    assert set(KINDS) == set(WHATS)
    assert all(said.chinese for said in WHATS.values())


@pytest.mark.parametrize(("lang", "said"), [("en", "--from soon: this is no day"), ("zh-TW", "--from soon：不是日期")])
def test_a_day_that_is_none(lang: str, said: str, run: Run) -> None:
    """A wrong day is told in the reader's language."""
    result = run("--from", "soon", "--lang", lang)

    assert 2 == result.exit_code
    assert said in result.stderr


def test_not_judged(run: Run) -> None:
    """What cannot be opened is exit code 2, and told; the rest is compared all the same."""
    write("broken.j2", "{#- nmlint\nid: broken\n-#}\n{% if %}")

    result, data = run(), run("--format", "json")

    assert 2 == result.exit_code
    assert "broken.j2:4" in result.stderr
    assert "order.j2: as approved" in result.stdout
    assert ["broken.j2"] == [one["path"] for one in report(data)["not_judged"]]


def test_an_approved_template_that_broke(run: Run) -> None:
    """It is told as one that cannot be opened, not as one that is gone."""
    write("order.j2", TEMPLATE + "{% if %}")

    result = run()

    assert (2, "compared with nmlint.lock: 0\n") == (result.exit_code, result.stdout)


def test_without_a_lock(run: Run) -> None:
    """Where there is no lock, it is told how to make one."""
    Path("nmlint.lock").unlink()

    result = run()

    assert (2, "") == (result.exit_code, result.stdout)
    assert "nmlint approve records" in result.stderr


def test_a_broken_lock(run: Run) -> None:
    """A lock with a fault is told with its place and the mend."""
    text = Path("nmlint.lock").read_text(encoding="utf-8")
    write("nmlint.lock", text.replace("出貨", "寄出"))

    result = run()

    assert (2, "") == (result.exit_code, result.stdout)
    assert "was changed by hand" in result.stderr


def test_nothing_to_compare(run: Run) -> None:
    """A folder without notices is exit code 3."""
    Path("empty").mkdir()

    assert 3 == run("empty").exit_code


def test_two_runs_print_the_same(run: Run) -> None:
    """Nothing of the clock or of chance stands in the report."""
    write("order.j2", TEMPLATE.replace("出貨", "寄出"))

    assert run("--format", "json").stdout == run("--format", "json").stdout
