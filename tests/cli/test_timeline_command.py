"""`nmlint submission timeline` and `nmlint submission partners`: their forms, their options, and what they refuse."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from nmlint.catalogue import load_builtin
from nmlint.cli import cli

FIXTURES = Path(__file__).parents[2] / "fixtures" / "approval" / "timeline"
CASES: dict[str, dict[str, Any]] = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FIXTURES.glob("*.yaml"))
}
SCHEMA = Draft202012Validator(json.loads((files("nmlint.output") / "timeline.schema.json").read_text("utf-8")))
CLAUSES = load_builtin().clauses
WIDTH = 100

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `nmlint submission` in an empty repository, in English."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    return lambda *arguments: CliRunner().invoke(cli, ["submission", *arguments])


def report(result: Result) -> dict[str, Any]:
    """The JSON of a timeline, held to its schema."""
    assert 0 == result.exit_code, result.output
    data: dict[str, Any] = json.loads(result.stdout)

    assert [] == [error.message for error in SCHEMA.iter_errors(data)]
    return data


def refused(result: Result) -> str:
    """What is said of a call that is refused: no traceback, no report, and not that nmlint is at fault."""
    assert (2, "") == (result.exit_code, result.stdout)
    assert "fault of nmlint" not in result.stderr
    return result.stderr


def asked(case: dict[str, Any]) -> list[str]:
    """A fixture as options."""
    options = ["--from", str(case["from"]), "--launch", str(case["launch"])]
    return [*options, "--development", str(case["development"])] if "development" in case else options


def written(dates: list[Any] | None) -> list[str | None] | None:
    """Dates of a fixture as JSON has them."""
    return dates and [None if day is None else day.isoformat() for day in dates]


def ends(dates: dict[str, Any] | None) -> list[Any] | None:
    """Dates of a report as fixtures write them."""
    return None if dates is None else [dates["earliest"], dates["latest"]]


@pytest.mark.parametrize("name", CASES)
def test_json(run: Run, name: str) -> None:
    """Every date that was counted by hand stands in the JSON, where its schema says."""
    case = CASES[name]
    data = report(run("timeline", *asked(case), "--format", "json"))

    assert (str(case["day_zero"]), case["reckoned"]) == (data["day_zero"], data["calendar"]["reckoned"])
    assert case["soonest"] == data["soonest"]
    assert case["routes"].keys() == {route["id"] for route in data["routes"]}
    for route in data["routes"]:
        expected = case["routes"][route["id"]]
        assert written(expected["launch"]) == ends(route["launch"])
        assert written(expected["start_by"]) == ends(route["backward"]["start_by"])
        assert written(expected.get("answer_by")) == ends(route["backward"]["answer_by"])
        assert expected["outlook"] == route["backward"]["outlook"]
        told = expected.get("ends", {})
        steps = {step["id"]: step for step in route["steps"]}
        assert {step: written(dates) for step, dates in told.items()} == {
            step: ends(steps[step]["ends"]) for step in told
        }


@pytest.mark.parametrize("lang", ["zh-TW", "en"])
@pytest.mark.parametrize("name", CASES)
def test_text_has_the_dates(run: Run, name: str, lang: str) -> None:
    """Each date and each clause of the JSON stands in the text, in either language, within the width."""
    case = CASES[name]
    data = report(run("timeline", *asked(case), "--format", "json", "--lang", lang))
    result = run("timeline", *asked(case), "--lang", lang)

    assert 0 == result.exit_code
    assert {*dates_of(data["routes"])} <= set(re.findall(r"\d{4}-\d\d-\d\d", result.stdout))
    assert {*clauses_of(data["routes"])} <= set(re.findall(r"[\w-]+", result.stdout))
    assert "\x1b" not in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= WIDTH


@pytest.mark.parametrize(
    ("arguments", "lang", "expected"),
    [
        (
            ("--route", "customer", "--launch", "2027-03-01"),
            "zh-TW",
            (
                "申請時程：2026-12-01（二）提交",
                "希望上線：2027-03-01（一）",
                "開發與測試：10 個工作天（假設）",
                "2  審核 Service Plan     至少 20    2026-12-30（三）  未知",
                "其中的情境審核        7–14",
                "IO 合約用印電子檔     第 6 步前  2027-01-28（四）  未知",
                "正式上線                         2027-02-11（四）  未知",
                "沒有任何提交日能確保趕上",
                "最晚在 2026-12-16（三）提交",
                "依目前的提交日：可能趕得上",
                "2027-01-29（五）送審至總部 [review-new-scenario]",
                "2  總部審核新情境        不保證     無法預定          無法預定",
                "總部有結果之後，到上線還要 25–31 個工作天",
                "最晚在 2026-10-30（五）提交，趕上當天送審至總部",
                "總部須在 2027-01-07（四）前有結果，最遲 2027-01-15（五）；審核時間不保證",
                "2027 年的日期由《紀念日及節日實施條例》推算",
            ),
        ),
        (
            ("--route", "partner", "--development", "7"),
            "en",
            (
                "Timeline: documents handed in on Tue 2026-12-01",
                "development and tests: 7 working days\n",
                "2  Scenario review (none needed)           0             Tue 2026-12-01  Tue 2026-12-01",
                "[partner-approved-content-only]",
                "Soonest: By a partner, scenario that the partner got approved",
                "Days of 2027 are reckoned from the holiday act",
            ),
        ),
        (
            ("--route", "change"),
            "en",
            ("2  Review of the change  5–7           Tue 2026-12-08  Thu 2026-12-10", "Change approved"),
        ),
    ],
)
def test_text(run: Run, arguments: tuple[str, ...], lang: str, expected: tuple[str, ...]) -> None:
    """What people read, route by route."""
    result = run("timeline", "--from", "2026-12-01", *arguments, "--lang", lang)

    assert 0 == result.exit_code
    assert [] == [words for words in expected if words not in result.stdout]


@pytest.mark.parametrize(
    ("arguments", "notes", "others"),
    [
        (("--from", "2026-11-02", "--route", "change"), {"counting", "days", "launch", "calendar"}, set()),
        (("--from", "2026-12-28", "--route", "change"), {"reckoned"}, {"assumed", "open", "includes"}),
        (("--from", "2026-01-05", "--route", "partner"), {"assumed"}, {"reckoned", "open", "includes"}),
        (("--from", "2026-01-05", "--route", "partner", "--development", "3"), set(), {"assumed", "reckoned"}),
        (("--from", "2026-01-05", "--route", "customer"), {"assumed", "open", "includes"}, {"reckoned"}),
        # Only what the wanted launch demands lies in a year that was not looked up.
        (("--from", "2026-01-05", "--route", "change", "--launch", "2027-06-01"), {"reckoned"}, set()),
    ],
)
def test_notes(run: Run, arguments: tuple[str, ...], notes: set[str], others: set[str]) -> None:
    """An assumption is told where something rests on it, and a year that was not looked up wherever it is used."""
    told = {note["id"] for note in report(run("timeline", *arguments, "--format", "json"))["notes"]}

    assert notes <= told
    assert not others & told


def test_the_default_start(run: Run) -> None:
    """Without a start, it is the day of asking."""
    data = report(run("timeline", "--as-of", "2026-11-28", "--format", "json"))

    assert ("2026-11-28", "2026-11-30") == (data["from"], data["day_zero"])
    assert ("2026-11-28", None, []) == (data["policy"]["as_of"], data["launch"], data["scenarios"])
    assert {None} == {route["backward"] and 1 for route in data["routes"]}


def test_scenarios_and_a_partner(run: Run) -> None:
    """Each scenario is told on its own route, with the partner that was named."""
    options = ("--from", "2026-12-01", "--scenario", "delivery", "--scenario", "refund", "--partner", "直通國際")
    data = report(run("timeline", *options, "--format", "json"))
    routes = {route["id"]: (route["scenarios"], route["partners"]) for route in data["routes"]}

    assert ("ESI", ["delivery", "refund"]) == (data["partner"], data["scenarios"])
    assert {
        "customer": (["delivery"], []),
        "customer-new": (["refund"], []),
        "partner": (["delivery"], ["ESI"]),
        "partner-new": (["refund"], []),
    } == routes


def test_a_change_is_no_way_to_launch(run: Run) -> None:
    """Whoever applies for a scenario has nothing approved yet; of what is, a change is told when it is asked for."""
    first = report(run("timeline", "--from", "2026-12-01", "--scenario", "delivery", "--format", "json"))
    change = report(
        run("timeline", "--from", "2026-12-01", "--scenario", "delivery", "--route", "change", "--format", "json")
    )

    assert "change" not in {route["id"] for route in first["routes"]}
    assert ["change"] == [route["id"] for route in change["routes"]]


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("zh-TW", "總部須在 2026-05-06（三）前有結果（之後每一步驟都用最短的審核時間）"),
        ("en", "the headquarters must answer by Wed 2026-05-06, and every later step take its least time"),
    ],
)
def test_the_headquarters_answer_after_they_were_asked(run: Run, lang: str, expected: str) -> None:
    """What goes to them on 30 April is not answered on the 27th, however long the steps behind it take."""
    asked = ("--from", "2026-04-01", "--route", "customer", "--scenario", "refund", "--development", "5")
    result = run("timeline", *asked, "--launch", "2026-06-03", "--lang", lang)

    assert "2026-04-30" in result.stdout
    assert expected in result.stdout.replace("\n    ", " ")
    assert "2026-04-27" not in result.stdout


@pytest.mark.parametrize("option", ["--from", "--launch", "--as-of"])
@pytest.mark.parametrize("value", ["12/01", "2026-02-30"])
def test_a_day_that_is_none(run: Run, option: str, value: str) -> None:
    """It is refused in the language of the command, with how a day is written."""
    english = refused(run("timeline", option, value, "--lang", "en"))
    chinese = refused(run("timeline", option, value, "--lang", "zh-TW"))

    assert f"{option} {value}" in english
    assert f"{option} {value}：不是日期；請寫成 2026-11-23 的樣子" in chinese


@pytest.mark.parametrize("lang", ["zh-TW", "en"])
def test_page(run: Run, lang: str) -> None:
    """One page that needs nothing else, with a described chart for each route and every date in its tables."""
    arguments = ("timeline", "--from", "2026-12-01", "--launch", "2027-03-01", "--lang", lang)
    page = run(*arguments, "--format", "html").stdout
    data = report(run(*arguments, "--format", "json"))
    reader = Reader()
    reader.feed(page)

    assert page == run(*arguments, "--format", "html").stdout
    assert f'<html lang="{lang}">' in page
    assert not re.search(r"https?:|@import|url\([^#]|javascript:", page)
    assert not {"script", "link", "img", "iframe", "object", "form"} & {name for name, _ in reader.elements}
    ids = [attributes["id"] for _, attributes in reader.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    charts = [attributes for name, attributes in reader.elements if name == "svg"]
    assert 2 * len(data["routes"]) == len(charts)
    for chart in charts:
        assert "img" == chart["role"]
        assert set((chart["aria-labelledby"] or "").split()) <= set(ids)
    assert {*dates_of(data["routes"])} <= set(re.findall(r"\d{4}-\d\d-\d\d", " ".join(reader.texts)))
    assert {*clauses_of(data["routes"])} <= set(reader.texts)


def test_output_file(run: Run) -> None:
    """The report goes to the file, and nothing to standard output."""
    arguments = ("timeline", "--from", "2026-12-01", "--format", "html")
    result = run(*arguments, "--output", "timeline.html")

    assert (0, "") == (result.exit_code, result.stdout)
    assert Path("timeline.html").read_text("utf-8") == run(*arguments).stdout


def test_the_configuration_is_not_written_over(run: Run) -> None:
    """Nor is any other file of the run."""
    Path("nmlint.yaml").write_text("lang: en\n", "utf-8")

    assert "nmlint.yaml" in refused(run("timeline", "--output", "nmlint.yaml"))


@pytest.mark.parametrize("name", ["plan.yaml", "shipped.j2", "nmlint.lock", "plan.xlsx"])
def test_what_somebody_wrote_is_not_written_over(run: Run, name: str) -> None:
    """A timeline reads no plan, template or lock, and replaces none either; one of its own it renews."""
    Path(name).write_bytes(b"PK kept")

    assert name in refused(run("timeline", "--output", name))
    assert b"PK kept" == Path(name).read_bytes()
    for form in ("text", "json", "html"):
        codes = [run("timeline", "--format", form, "--output", f"report.{form}").exit_code for _ in range(2)]
        assert [0, 0] == codes


@pytest.mark.parametrize("lang", ["zh-TW", "en"])
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("timeline", "--from", "2036-01-01"), "2035"),
        (("timeline", "--from", "2024-06-01"), "2025"),
        (("timeline", "--from", "2026-12-01", "--launch", "2040-01-01"), "2035"),
        (("timeline", "--scenario", "bookin"), "booking"),
        (("timeline", "--partner", "Crescendo Labs"), "Crescendo Lab"),
        (("timeline", "--route", "customer", "--partner", "ESI"), "--route partner"),
        (("timeline", "--from", "12/01"), "12/01"),
        (("timeline", "--development", "-1"), "-1"),
        (("partners", "delivry"), "delivery"),
    ],
)
def test_refused(run: Run, arguments: tuple[str, ...], words: str, lang: str) -> None:
    """What cannot be reckoned is refused with a sentence that says what can."""
    assert words in refused(run(*arguments, "--lang", lang))


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        (
            "zh-TW",
            ("漸強實驗室", "支付延遲通知", "late-payment", "無須再審：delivery、booking", "沒有夥伴列出：refund"),
        ),
        (
            "en",
            ("Crescendo Lab", "支付延遲通知", "late-payment", "no new review: delivery, booking", "No partner lists"),
        ),
    ],
)
def test_partners(run: Run, lang: str, expected: tuple[str, ...]) -> None:
    """The table of all partners, and what they cover of some scenarios, with the clauses of both."""
    table = run("partners", "--lang", lang)
    coverage = run("partners", "delivery", "booking", "refund", "--lang", lang)

    assert (0, 0) == (table.exit_code, coverage.exit_code)
    said = table.stdout + coverage.stdout
    assert [] == [words for words in expected if words not in said]
    for result in (table, coverage):
        for clause in ("partner-no-internal-review", "partner-approved-content-only", "partner-new-or-custom-review"):
            assert f"[{clause}]" in result.stdout
        assert max(map(len, result.stdout.splitlines())) <= WIDTH


def test_partners_json(run: Run) -> None:
    """For programs: the partners, and what was asked for."""
    whole = json.loads(run("partners", "--format", "json").stdout)
    some = json.loads(run("partners", "late-payment", "outage", "refund", "--format", "json").stdout)

    assert ("nmlint.partners/1", None, 4) == (whole["schema"], whole["asked"], len(whole["partners"]))
    assert {"name", "url", "clause", "listed", "scenarios"} == whole["partners"][0].keys()
    assert {clause["id"] for clause in whole["clauses"]} <= CLAUSES.keys()
    told = some["asked"]
    assert ("Crescendo Lab", ["Crescendo Lab", "ESI"]) == (told["best"], told["together"])
    assert ["refund"] == told["by_none"]
    assert {"partner": "ESI", "covered": ["outage"], "left": ["late-payment", "refund"]} == told["coverage"][1]


@pytest.mark.parametrize("arguments", [(), ("timeline", "--help"), ("partners", "--help")])
def test_help(run: Run, arguments: tuple[str, ...]) -> None:
    """Both commands are found and explained."""
    said = run(*arguments)
    text = said.stdout + said.stderr

    assert "Usage" in text
    assert all(name in text for name in (("timeline", "partners") if not arguments else ("--lang",)))


def dates_of(node: Any) -> list[str]:
    """Every date in a report."""
    if isinstance(node, str):
        return [node] if re.fullmatch(r"\d{4}-\d\d-\d\d", node) else []
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    # The latest begin of a step is the latest end of another.
    return [found for child in children for found in dates_of(child)]


def clauses_of(node: Any) -> list[str]:
    """Every clause in a report."""
    if isinstance(node, list):
        return [found for child in node for found in clauses_of(child)]
    if not isinstance(node, dict):
        return []
    own = [*node.get("clauses", ()), *([node["clause"]] if "clause" in node else [])]
    return [*own, *(found for child in node.values() for found in clauses_of(child))]


class Reader(HTMLParser):
    """The elements of a page with their attributes, and its texts."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One more element."""
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """One more text."""
        self.texts.append(data)
