"""`nmlint submission new` and `build`: plans to fill in, and the plan of a repository's templates."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

import nmlint
from nmlint.catalogue import load_builtin
from nmlint.cli import cli
from nmlint.documents.serviceplan import read_service_plan
from nmlint.output.submission_table import submission_markdown
from nmlint.source import Source

SHIPPED = """\
{#- nmlint
id: shipped
scenario: delivery
event: order.shipped
basis: the customer's own order
sender: 好日子書店
evidence: {phone_source: membership terms 2025-01}
variables:
  order_no: {type: order-number, example: TW1}
  shipped_at: {type: datetime, example: 2026-11-23 10:00}
links: {shop.example.com/orders: order-detail}
fallback: {channel: sms, after: 30m, unless: delivered, template: shipped.sms.j2}
-#}
【好日子書店】您的訂單 {{ order_no }} 已於 {{ shipped_at }} 出貨。
{% if late %}因天候延後，敬請見諒。{% endif %}
明細：https://shop.example.com/orders
若您已收到，請忽略此訊息。
"""
SMS = "{#- nmlint\nid: shipped-sms\nscenario: delivery\nmessage: sms\n-#}\n好日子書店：訂單 {{ order_no }} 已出貨"
PART = "客服 02-2345-6789"

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `nmlint` in a repository of its own, in English."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    (tmp_path / "templates").mkdir()
    for name, text in {"shipped.j2": SHIPPED, "shipped.sms.j2": SMS, "part.j2": PART}.items():
        (tmp_path / "templates" / name).write_text(text, "utf-8")
    return lambda *arguments: CliRunner().invoke(cli, arguments)


def built(run: Run, *arguments: str) -> dict[str, Any]:
    """The plan that a build writes."""
    result = run("submission", "build", *arguments)
    assert result.exit_code == 0, result.output
    plan: dict[str, Any] = yaml.safe_load(result.stdout)
    return plan


def test_a_template_becomes_a_row(run: Run) -> None:
    """Everything that LINE's reviewers ask for: both variants, values with examples, links, fallback, examples."""
    (row,) = built(run, "templates")["scenarios"]

    assert {key: row[key] for key in ("id", "scenario", "event", "basis", "template")} == {
        "id": "shipped",
        "scenario": "delivery",
        "event": "order.shipped",
        "basis": "the customer's own order",
        "template": "templates/shipped.j2",
    }
    assert all("{{ order_no }} 已於 {{ shipped_at }} 出貨" in text for text in row["text"])
    assert sorted("因天候延後" in text for text in row["text"]) == [False, True]
    assert list(row["variables"]) == ["order_no", "shipped_at"]
    assert row["links"] == {"shop.example.com/orders": "order-detail"}
    assert row["fallback"] == {
        "channel": "sms",
        "after": "30m",
        "unless": "delivered",
        "template": "templates/shipped.sms.j2",
    }
    assert row["examples"][0].startswith("【好日子書店】您的訂單 TW1 已於 2026-11-23 10:00 出貨。")


def test_fallbacks_and_parts_are_no_rows(run: Run) -> None:
    """LINE reviews neither the SMS behind a message nor a part that others include."""
    assert [row["id"] for row in built(run, "templates")["scenarios"]] == ["shipped"]


def test_what_was_said_before_is_kept(run: Run, tmp_path: Path) -> None:
    """A second build keeps the applicant, what templates cannot know, and notices that have no template."""
    (tmp_path / "plan.yaml").write_text(
        "kind: service-plan\ncompany: {name: 好日子書店}\nscenarios:\n"
        "- {id: shipped, scenario: delivery, volume: 每月 3 萬則, text: 舊的內容}\n"
        "- {id: by-hand, scenario: bill, text: 您的帳單}\n",
        "utf-8",
    )

    plan = built(run, "templates", "--plan", "plan.yaml")

    shipped, by_hand = plan["scenarios"]
    assert plan["company"] == {"name": "好日子書店"}
    assert shipped["volume"] == "每月 3 萬則"
    assert "舊的內容" not in shipped["text"]
    assert by_hand == {"id": "by-hand", "scenario": "bill", "text": "您的帳單"}


def test_a_plan_is_built_in_its_own_place(run: Run, tmp_path: Path) -> None:
    """The plan so far may be the file that is written; its templates are named from where it stands."""
    (tmp_path / "filing").mkdir()
    target = tmp_path / "filing" / "plan.yaml"

    for _ in range(2):
        arguments = ["--plan", "filing/plan.yaml"] if target.exists() else []
        result = run("submission", "build", "templates", *arguments, "--output", "filing/plan.yaml")
        assert (result.exit_code, result.output) == (0, "")

    plan = read_service_plan(Source("filing/plan.yaml", target.read_text("utf-8"))).plan
    assert [entry.template for entry in plan.entries] == ["../templates/shipped.j2"]
    assert sorted(path.name for path in target.parent.iterdir()) == ["plan.yaml"]


@pytest.mark.parametrize("name", ["filled.xlsx", "filled.yaml", "notes.md"])
def test_only_the_plan_it_builds_on_is_replaced(run: Run, tmp_path: Path, name: str) -> None:
    """A file that somebody filled in is not lost to a build that knows nothing of it; a table of ours is renewed."""
    (tmp_path / name).write_bytes(b"PK what somebody filled in")

    result = run("submission", "build", "templates", "--output", name)
    tables = [run("submission", "build", "templates", "--output", "plan.md").exit_code for _ in range(2)]

    assert (2, b"PK what somebody filled in") == (result.exit_code, (tmp_path / name).read_bytes())
    assert "there is such a file already" in result.output
    assert [0, 0] == tables


def test_what_is_built_is_judged_without_faults(run: Run, tmp_path: Path) -> None:
    """A built plan can be read by `check`, which finds nothing that differs from the templates."""
    run("submission", "build", "templates", "--output", "plan.yaml")

    (artefact,) = nmlint.check(tmp_path / "plan.yaml").artefacts

    assert artefact.problem is None
    assert not [finding.message for finding in artefact.findings if "differ" in finding.rule]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere"], "nowhere"),
        (["templates", "--output", "plan.docx"], "a plan is written as .yaml, .md or .xlsx"),
        (["templates", "--output", "nowhere/plan.yaml"], "cannot be written: No such file or directory"),
        (["templates", "--output", "templates/shipped.j2"], "this run reads that file"),
        (["templates", "--plan", "missing.yaml"], "missing.yaml"),
        (["templates/part.j2"], "no template for LINE with a front comment in templates/part.j2"),
    ],
)
def test_bad_calls(arguments: list[str], said: str, run: Run, tmp_path: Path) -> None:
    """Each is refused in a sentence, and nothing is written."""
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    result = run("submission", "build", *arguments)

    assert result.exit_code == 2
    assert said in result.output
    assert "Traceback" not in result.output
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_broken_template_stops_the_build(run: Run, tmp_path: Path) -> None:
    """A plan without one of its notices would be wrong: every template that cannot be read is named."""
    (tmp_path / "templates" / "a.j2").write_text("{#- nmlint\nid: a\n-#}\n{% if %}", "utf-8")
    (tmp_path / "templates" / "b.j2").write_text("{#- nmlint\nidd: b\n-#}\n", "utf-8")

    result = run("submission", "build", "templates", "--output", "plan.yaml")

    assert result.exit_code == 2
    assert "templates/a.j2:4" in result.output
    assert "templates/b.j2:2:1" in result.output
    assert not (tmp_path / "plan.yaml").exists()


def test_two_templates_of_one_id(run: Run, tmp_path: Path) -> None:
    """A row needs an id of its own."""
    (tmp_path / "templates" / "twin.j2").write_text(SHIPPED, "utf-8")

    result = run("submission", "build", "templates")

    assert result.exit_code == 2
    assert "another template has the id 'shipped' too" in result.output


@pytest.mark.parametrize("lang", ["zh-TW", "en"])
@pytest.mark.parametrize("route", ["customer", "partner"])
def test_the_skeleton_can_be_read(run: Run, route: str, lang: str) -> None:
    """A plan to fill in has every key in its place, and none that is not known, for every scenario."""
    scenarios = [f"--scenario={name}" for name in load_builtin().scenarios]

    result = run("submission", "new", "--route", route, "--lang", lang, *scenarios)

    assert result.exit_code == 0, result.output
    plan = read_service_plan(Source("plan.yaml", result.output)).plan
    assert plan.route == route
    assert len(plan.entries) == len(scenarios)
    assert not any(paper.there for paper in plan.papers.values())


def test_the_skeleton_replaces_nothing(run: Run, tmp_path: Path) -> None:
    """A plan that was filled in is not lost to a second `new`."""
    first = run("submission", "new", "--output", "plan.yaml")
    second = run("submission", "new", "--output", "plan.yaml")

    assert (first.exit_code, second.exit_code) == (0, 2)
    assert "there is such a file already" in second.output
    assert (tmp_path / "plan.yaml").read_text("utf-8").startswith("# A service plan to fill in.")


def test_an_unknown_scenario(run: Run) -> None:
    """A misspelt scenario is told with the nearest one."""
    result = run("submission", "new", "--scenario", "delivry")

    assert result.exit_code == 2
    assert "'delivery'" in result.output


def test_markdown_keeps_what_authors_wrote() -> None:
    """Marks of Markdown and HTML in a cell stay text, and a fence in a text does not end its block."""
    plan = {
        "id": "a|b",
        "company": {"name": "<b>好日子</b>"},
        "scenarios": [
            {"id": "x", "text": ["```\n折扣 | 明細"], "variables": {"a_b": {"type": "amount", "example": "1|2"}}}
        ],
    }

    text = submission_markdown(plan, "en")

    assert "| company · name | \\<b>好日子\\</b> |" in text
    assert "````\n```\n折扣 | 明細\n````" in text
    assert "| a\\_b | amount | 1\\|2 |" in text


def test_a_notice_without_an_id_is_kept(run: Run, tmp_path: Path) -> None:
    """Nothing that stood in the plan so far is lost."""
    (tmp_path / "plan.yaml").write_text("kind: service-plan\nscenarios:\n- {scenario: bill, text: 您的帳單}\n", "utf-8")

    plan = built(run, "templates", "--plan", "plan.yaml")

    assert plan["scenarios"][-1] == {"scenario": "bill", "text": "您的帳單"}


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ("kind: service-plan\nscenarios: bill\n", "plan.yaml:2:12: in the service plan: scenarios needs a list"),
        ("kind: send-plan\nsteps: []\n", "kind: 'send-plan' is not known"),
        ("- a\n", "the service plan holds 'key: value' lines"),
        ("kind: service-plan\nscenarios: [{id: a, text: x}, {id: a, text: y}]\n", "two notices have the id 'a'"),
    ],
)
def test_a_plan_that_cannot_be_kept(plan: str, said: str, run: Run, tmp_path: Path) -> None:
    """A plan so far that cannot be read is told with its place, and nothing is built on it."""
    (tmp_path / "plan.yaml").write_text(plan, "utf-8")

    result = run("submission", "build", "templates", "--plan", "plan.yaml", "--output", "new.yaml")

    assert result.exit_code == 2
    assert said in result.output
    assert not (tmp_path / "new.yaml").exists()


def test_a_spreadsheet_holds_the_same_plan(run: Run, tmp_path: Path) -> None:
    """A plan that is built as a spreadsheet and built upon again is the plan in YAML."""
    run("submission", "build", "templates", "--output", "plan.xlsx")
    run("submission", "build", "templates", "--plan", "plan.xlsx", "--output", "plan.xlsx")

    again = built(run, "templates", "--plan", "plan.xlsx")

    assert again["scenarios"] == built(run, "templates")["scenarios"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [".git", "plan.xlsx", "templates"]


def test_the_draft_of_a_notice_becomes_its_row(run: Run, tmp_path: Path) -> None:
    """What was filled in of a draft is kept, nothing of it stays behind, and a draft without a template is named."""
    run("submission", "new", "--scenario", "delivery", "--scenario", "bill", "--output", "plan.yaml")
    draft = (tmp_path / "plan.yaml").read_text("utf-8")
    (tmp_path / "plan.yaml").write_text(draft.replace("    volume:", "    volume: 每月 3 萬則", 1), "utf-8")

    result = run("submission", "build", "templates", "--plan", "plan.yaml")

    (row,) = yaml.safe_load(result.stdout)["scenarios"]
    assert {"id": "shipped", "volume": "每月 3 萬則"} == {key: row[key] for key in ("id", "volume")}
    assert "no template has their scenario: bill" in result.stderr


@pytest.mark.parametrize("scenarios", ["", "scenarios: []\n", "scenarios:\n"])
def test_a_plan_without_notices_is_built_on(run: Run, tmp_path: Path, scenarios: str) -> None:
    """The notices are what a build fills in."""
    (tmp_path / "plan.yaml").write_text(f"kind: service-plan\nsender: 好日子書店\n{scenarios}", "utf-8")

    plan = built(run, "templates", "--plan", "plan.yaml")

    assert ("好日子書店", ["shipped"]) == (plan["sender"], [row["id"] for row in plan["scenarios"]])


@pytest.mark.parametrize("lang", ["en", "zh-TW"])
@pytest.mark.parametrize("suffix", [".yaml", ".xlsx"])
def test_what_is_replaced_is_said_at_its_place(run: Run, tmp_path: Path, suffix: str, lang: str) -> None:
    """A text that somebody changed in the plan gives way to the template's, with both said; what agrees is not told."""
    name = f"plan{suffix}"
    run("submission", "build", "templates", "--output", name)
    if suffix == ".yaml":
        text = (tmp_path / name).read_text("utf-8")
        (tmp_path / name).write_text(text.replace("已於 {{ shipped_at }} 出貨", "已寄出", 1), "utf-8")
    else:
        book = load_workbook(tmp_path / name)
        book["情境"]["E2"].value = book["情境"]["E2"].value.replace("已於 {{ shipped_at }} 出貨", "已寄出")
        book.save(tmp_path / name)

    result = run("submission", "build", "templates", "--plan", name, "--output", name, "--lang", lang)

    assert 0 == result.exit_code
    place = "plan.yaml:13:5" if suffix == ".yaml" else "plan.xlsx 情境!E2"
    assert result.stderr.startswith(f"nmlint: {place}")
    assert "  - 【好日子書店】您的訂單 {{ order_no }} 已寄出。" in result.stderr
    assert "  + 【好日子書店】您的訂單 {{ order_no }} 已於 {{ shipped_at }} 出貨。" in result.stderr
    assert 3 == len(result.stderr.splitlines())
    assert not run("submission", "build", "templates", "--plan", name, "--output", name).stderr


def test_what_only_the_plan_says_stays(run: Run, tmp_path: Path) -> None:
    """Evidence and a title that the template does not have are not lost; what it declares otherwise is told."""
    (tmp_path / "plan.yaml").write_text(
        "kind: service-plan\nscenarios:\n- id: shipped\n  title: 出貨通知\n  sender: 別家書店\n"
        "  evidence: {reviewed: 2026-01}\n  links: {gone.example.com: order-detail}\n",
        "utf-8",
    )

    result = run("submission", "build", "templates", "--plan", "plan.yaml")

    (row,) = yaml.safe_load(result.stdout)["scenarios"]
    assert ("出貨通知", "好日子書店") == (row["title"], row["sender"])
    assert {"reviewed": "2026-01", "phone_source": "membership terms 2025-01"} == row["evidence"]
    assert ["shop.example.com/orders"] == [*row["links"]]
    assert ["plan.yaml:5:11: shipped: sender", "plan.yaml:7:10: shipped: links"] == [
        line.removeprefix("nmlint: ").partition(" is not ")[0]
        for line in result.stderr.splitlines()
        if line.startswith("nmlint")
    ]


def test_notes_and_sheets_of_people_are_kept(run: Run, tmp_path: Path) -> None:
    """What people wrote into a workbook for themselves stays on its row; what cannot stay is said."""
    run("submission", "build", "templates", "--output", "plan.xlsx")
    book = load_workbook(tmp_path / "plan.xlsx")
    _noted(book["情境"], 2, "問過法務")
    _noted(book["變數"], 2, "訂單系統給的")
    _noted(book["申請資料"], 3, "六月改走夥伴")
    book["連結"].append(["shipped", "old.example.com", "tracking", "舊的連結"])
    book["情境"]["A2"].comment = Comment("誰寫的？", "某人")
    mine = book.create_sheet("備註")
    mine["A1"], mine.column_dimensions["A"].width = "LINE 窗口的回覆", 42
    book.save(tmp_path / "plan.xlsx")

    result = run("submission", "build", "templates", "--plan", "plan.xlsx", "--output", "plan.xlsx")

    book = load_workbook(tmp_path / "plan.xlsx")
    said = [_notes(book[sheet]) for sheet in ("情境", "變數", "申請資料")]
    assert (["問過法務"], ["訂單系統給的"]) == (said[0], said[1])
    assert "六月改走夥伴" == said[2][1]
    assert ("LINE 窗口的回覆", 42) == (book["備註"]["A1"].value, book["備註"].column_dimensions["A"].width)
    assert "連結!D3: this note is not kept, for its row is gone: 舊的連結" in result.stderr
    assert "comments on cells are not kept" in result.stderr
    assert ["申請資料", "情境"] == book.sheetnames[:2]

    told = run("submission", "build", "templates", "--plan", "plan.xlsx", "--output", "plan.md").stderr
    assert "kept in a .xlsx only: 申請資料!C3, 情境!W2, 變數!J2, 備註" in told


def test_comments_that_are_lost_are_said(run: Run, tmp_path: Path) -> None:
    """YAML is written anew, without what stood behind a #."""
    run("submission", "new", "--output", "plan.yaml")

    first = run("submission", "build", "templates", "--plan", "plan.yaml", "--output", "plan.yaml").stderr
    second = run("submission", "build", "templates", "--plan", "plan.yaml", "--output", "plan.yaml").stderr

    assert ("nmlint: plan.yaml: its comments (#) are not kept\n", "") == (first, second)
    assert "null" not in (tmp_path / "plan.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "nmlint check plan.yaml blocks this plan; findings that block: {}\n"),
        ("zh-TW", "nmlint check plan.yaml 會攔阻這份計畫，共 {} 項"),
    ],
)
def test_what_blocks_the_plan_is_said(run: Run, tmp_path: Path, lang: str, said: str) -> None:
    """Whoever builds a plan of an advertisement learns it at once; the plan is written all the same."""
    text = SHIPPED.replace("若您已收到", "全館８５折限時搶購！若您已收到").replace("{% if late %}", "{% if 0 %}")
    (tmp_path / "templates" / "shipped.j2").write_text(text, "utf-8")

    result = run("submission", "build", "templates", "--output", "plan.yaml", "--lang", lang)

    (artefact,) = nmlint.check(tmp_path / "plan.yaml").artefacts
    blocking = [finding for finding in artefact.findings if finding.severity is nmlint.Severity.ERROR]
    assert (0, 1) == (result.exit_code, len(result.stderr.splitlines()))
    assert said.format(len(blocking)) in result.stderr


def _noted(page: Worksheet, row: int, text: str) -> None:
    """Writes into the column for notes."""
    page.cell(row, page.max_column).value = text


def _notes(page: Worksheet) -> list[str]:
    """What stands in the column for notes."""
    cells = (str(row[-1]) for row in page.iter_rows(min_row=2, values_only=True) if row[-1])
    return [*cells]
