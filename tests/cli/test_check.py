"""`nmlint check`: exit codes, inputs, options, and that nothing passes in silence."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from nmlint import check
from nmlint.catalogue import load_builtin
from nmlint.cli import cli
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

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `nmlint` in a repository of its own, in English."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    monkeypatch.delenv("FORCE_COLOR", raising=False)

    def invoke(*arguments: str, stdin: str | bytes | None = None) -> Result:
        return CliRunner().invoke(cli, arguments, input=stdin)

    return invoke


def report(result: Result) -> dict[str, Any]:
    """The JSON report of a run, held to its schema."""
    assert result.stdout, result.stderr
    data: dict[str, Any] = json.loads(result.stdout)
    schema = json.loads((files("nmlint.output") / "report.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    faults = sorted(error.message for error in Draft202012Validator(schema).iter_errors(data))

    assert [] == faults
    return data


def test_an_offer_is_blocked(run: Run) -> None:
    """A promotional template is blocked, with the span in the file and exit code 1."""
    Path("a.j2").write_text(OFFER)
    result = run("check", "a.j2", "--format", "json")
    data = report(result)
    artefact = data["artefacts"][0]

    assert 1 == result.exit_code
    assert ("a", "a.j2", "template", "block", None) == tuple(
        artefact[key] for key in ("id", "path", "kind", "verdict", "error")
    )
    assert "do-not-send" == artefact["recommendation"]["channel"]
    for finding in artefact["findings"]:
        span = finding["span"]
        if finding["view"] == "raw" and finding["slot"] and finding["matched"] in OFFER:
            assert finding["matched"] == OFFER[span["start"]["offset"] : span["end"]["offset"]]


def test_an_honest_notice_is_not_blocked(run: Run) -> None:
    """A notice of the sales kit's first scenario goes through with exit code 0."""
    Path("a.j2").write_text(NOTICE)
    result = run("check", "a.j2", "--format", "json")

    assert 0 == result.exit_code, result.stdout
    assert report(result)["artefacts"][0]["verdict"] in {"pass", "review"}
    assert "delivery-shipped" == report(result)["artefacts"][0]["id"]


def test_two_runs_print_the_same_bytes(run: Run) -> None:
    """The output depends on nothing but the input."""
    Path("a.j2").write_text(OFFER)
    Path("b.j2").write_text(NOTICE)

    for form in ("text", "json"):
        assert run("check", ".", "--format", form).stdout_bytes == run("check", ".", "--format", form).stdout_bytes


def test_text_report(run: Run) -> None:
    """Text is the default and speaks the language asked for."""
    Path("a.j2").write_text(OFFER)

    assert "a.j2: block" in run("check", "a.j2").stdout
    assert "a.j2: 擋下" in run("check", "a.j2", "--lang", "zh-TW").stdout
    assert "100 - 40 (" in run("check", "a.j2", "--explain-score").stdout
    assert "\x1b[" not in run("check", "a.j2").stdout
    assert "\x1b[" in run("check", "a.j2", "--color", "always").stdout


@pytest.mark.parametrize(
    ("option", "expected"),
    [("error", 0), ("warning", 1), ("info", 1), ("never", 0)],
)
def test_fail_on(run: Run, option: str, expected: int) -> None:
    """The threshold alone decides between 0 and 1."""
    Path("a.j2").write_text("您好，{{ name }}")
    data = report(run("check", "a.j2", "--format", "json"))

    assert {"warning"} <= {finding["severity"] for finding in data["artefacts"][0]["findings"]}
    assert expected == run("check", "a.j2", "--fail-on", option).exit_code


def test_never_does_not_hide_what_was_not_judged(run: Run) -> None:
    """Not judged is exit code 2 whatever the threshold, and before findings."""
    Path("a.j2").write_text(OFFER)
    Path("b.j2").write_text("{% if %}")

    assert 2 == run("check", ".", "--fail-on", "never").exit_code


@pytest.mark.parametrize(
    ("name", "data", "kind", "said"),
    [
        ("a.j2", b"", "unreadable", "empty"),
        ("a.j2", "您的訂單已出貨，預計明日送達門市".encode("cp950"), "unreadable", "Big5"),
        ("a.j2", b"{#- nmlint\nscenaro: x\n-#}", "unreadable", "did you mean 'scenario'"),
        ("a.j2", b"{% if %}", "syntax", ""),
        ("a.j2", b"{% include 'none.j2' %}", "missing-include", "none.j2"),
        ("a.j2", b"{% include '../x.j2' %}", "", ""),
        ("a.txt", "您好".encode(), "unreadable", "not known what kind"),
        ("a.json", b"{}", "unsupported-kind", "this is no message"),
        ("a.json", b'{"messages": [', "syntax", "the text ends"),
    ],
)
def test_not_judged(run: Run, name: str, data: bytes, kind: str, said: str) -> None:
    """Each way of not being judged has a reason, a null verdict, and exit code 2."""
    Path(name).write_bytes(data)
    result = run("check", name, "--format", "json")
    artefact = report(result)["artefacts"][0]

    assert (2, None, None) == (result.exit_code, artefact["verdict"], artefact["score"])
    assert said in artefact["error"]["message"]
    assert kind in artefact["error"]["kind"]
    assert "Traceback" not in result.output


def test_reasons_are_said_in_the_language_asked_for(run: Run) -> None:
    """The reason in the report follows --lang, in both formats."""
    Path("a.j2").write_text("")

    assert "檔案是空的" in run("check", "a.j2", "--lang", "zh-TW").stdout
    data = report(run("check", "a.j2", "--lang", "zh-TW", "--format", "json"))
    assert "檔案是空的" in data["artefacts"][0]["error"]["message"]


def test_nothing_to_check(run: Run) -> None:
    """An empty folder is exit code 3 and says so; with JSON there is still a report."""
    Path("empty").mkdir()
    result = run("check", "empty")

    assert 3 == result.exit_code
    assert "empty: no templates or messages there" in result.stderr
    assert "nothing to check" in result.stderr
    assert [] == report(run("check", "empty", "--format", "json"))["artefacts"]


@pytest.mark.parametrize("path", ["missing.j2", "broken.j2", "."])
def test_missing_paths(run: Run, path: str) -> None:
    """A path to nothing, and a broken link even inside a folder, are exit code 2."""
    Path("broken.j2").symlink_to("gone")
    result = run("check", path)

    assert 2 == result.exit_code
    assert "not judged" in result.stdout


def test_partials_are_judged_through_their_templates(run: Run) -> None:
    """What others include is judged where it is included, and the finding points into it."""
    Path("a.j2").write_text('您好{% include "part.j2" %}')
    Path("part.j2").write_text(OFFER)
    result = run("check", ".", "--format", "json")
    data = report(result)

    assert ["a.j2"] == [artefact["path"] for artefact in data["artefacts"]]
    assert "part.j2" in {finding["path"] for finding in data["artefacts"][0]["findings"]}
    assert "judged through the templates that include them: part.j2" in result.stderr
    assert ["part.j2"] == [a["path"] for a in report(run("check", "part.j2", "--format", "json"))["artefacts"]]


@pytest.mark.parametrize(
    ("arguments", "stdin", "kind", "path"),
    [
        ([], OFFER, "message", "<stdin>"),
        ([], OFFER + "{{ name }}", "template", "<stdin>"),
        (["--kind", "template"], OFFER, "template", "<stdin>"),
        (["--kind", "message"], OFFER + "{{ name }}", "message", "<stdin>"),
        (["--stdin-filename", "sub/x.j2"], OFFER, "template", "sub/x.j2"),
    ],
)
def test_standard_input(run: Run, arguments: list[str], stdin: str, kind: str, path: str) -> None:
    """Standard input is judged under the name and kind given, or what it looks like."""
    result = run("check", "-", "--format", "json", *arguments, stdin=stdin)
    artefact = report(result)["artefacts"][0]

    assert (1, kind, path, "block") == (result.exit_code, artefact["kind"], artefact["path"], artefact["verdict"])


@pytest.mark.parametrize("stdin", [b"", b" \n", b"\xff\xfe\x00", "您好".encode("cp950")])
def test_unreadable_standard_input(run: Run, stdin: bytes) -> None:
    """Nothing or no text on standard input is not a pass."""
    assert 2 == run("check", "-", stdin=stdin).exit_code


PLAN = "kind: service-plan\nscenarios: [{scenario: delivery, text: 全館 8 折}]\n"


@pytest.mark.parametrize(
    ("arguments", "stdin"),
    [
        (["."], None),
        (["plans"], None),
        (["plans/*"], None),
        (["plans/plan.yaml"], None),
        (["plans/plan.yaml", "--kind", "message"], None),
        (["-", "--stdin-filename", "plans/plan.yaml"], PLAN),
    ],
)
def test_plans_are_not_passed_over(run: Run, arguments: list[str], stdin: str | None) -> None:
    """A plan is judged as what it says it is, however it was reached, and whatever the caller takes it for."""
    Path("plans").mkdir()
    Path("plans/plan.yaml").write_text(PLAN)
    Path("plans/other.yaml").write_text("kind: Deployment\n")
    Path("plans/a.j2").write_text(NOTICE)
    result = run("check", *arguments, "--format", "json", stdin=stdin)
    plans = [artefact for artefact in report(result)["artefacts"] if artefact["kind"] == "service-plan"]

    assert 1 == result.exit_code
    assert [("plans/plan", "plans/plan.yaml", "block")] == [
        (artefact["id"], artefact["path"], artefact["verdict"]) for artefact in plans
    ]
    assert "promotion/price-cut" in [finding["rule"] for finding in plans[0]["findings"]]


@pytest.mark.usefixtures("run")
def test_plans_from_python() -> None:
    """The call from Python says the same of such a file."""
    Path("plan.json").write_text('{"kind": "service-plan", "scenarios": [{"scenario": "bill", "text": "全館 8 折"}]}')
    for kind in (None, "message"):
        (artefact,) = check(Path("plan.json"), kind=kind).artefacts

        assert ("service-plan", "block") == (artefact.kind, artefact.verdict)


@pytest.mark.parametrize(
    ("start", "typed"),
    [
        (".", "templates/a.sms.j2"),
        ("templates", "a.sms.j2"),
        ("templates", "../templates"),
        (".", "{root}/templates/*"),
    ],
)
def test_ids_are_the_same_wherever_the_run_starts(
    run: Run, monkeypatch: pytest.MonkeyPatch, start: str, typed: str
) -> None:
    """Without an id of its own an artefact goes by its path below the root, judged or not; the path stays as typed."""
    root = Path.cwd()
    Path("templates").mkdir()
    typed = typed.replace("{root}", str(root))
    for text in (OFFER, "{% if %}", ""):
        Path("templates/a.sms.j2").write_text(text)
        monkeypatch.chdir(root / start)
        (artefact,) = report(run("check", typed, "--format", "json"))["artefacts"]
        monkeypatch.chdir(root)

        assert "templates/a.sms" == artefact["id"]
        assert artefact["path"].startswith(typed.rstrip("*"))


def test_ids_outside_of_the_root(run: Run, tmp_path_factory: pytest.TempPathFactory) -> None:
    """What lies outside goes by its path as it was typed."""
    Path("nmlint.yaml").write_text("lang: en\n")
    outside = tmp_path_factory.mktemp("outside") / "a.j2"
    outside.write_text(OFFER)
    (artefact,) = report(run("check", str(outside), "--config", "nmlint.yaml", "--format", "json"))["artefacts"]

    assert str(outside).removesuffix(".j2") == artefact["id"]


def test_plain_text_with_a_kind(run: Run) -> None:
    """A text file is judged as what the caller says it is."""
    Path("a.txt").write_text(OFFER)

    assert (1, "message") == (
        run("check", "a.txt", "--kind", "message").exit_code,
        report(run("check", "a.txt", "--kind", "message", "--format", "json"))["artefacts"][0]["kind"],
    )


def test_a_kind_speaks_for_plain_texts_in_folders(run: Run) -> None:
    """With a kind, a folder's text files are judged too, and nothing else is."""
    for name in ("a.txt", "b.md", "c.j2"):
        Path(name).write_text(OFFER)
    artefacts = report(run("check", ".", "--kind", "message", "--format", "json"))["artefacts"]

    assert [("a.txt", "message"), ("c.j2", "template")] == [(a["path"], a["kind"]) for a in artefacts]


def test_the_line_of_a_fault_is_shown(run: Run) -> None:
    """What could not be read is shown with its line and a caret, as a finding is."""
    Path("a.j2").write_text("{#- nmlint\nscenaro: delivery\n-#}")

    assert "     2 | scenaro: delivery\n       | ^^^^^^^\n" in run("check", "a.j2").stdout


def test_names_cannot_command_the_terminal(run: Run) -> None:
    """Escape codes in names and values are written out, on both streams."""
    Path("a\x1b[2J.j2").write_text("{# nmlint {scen\u202eario: x} #}")
    result = run("check", ".", "--ignore", "x\x1b[2J")

    assert "\x1b" not in result.output
    assert "\x1b" not in run("check", ".").output


def test_configuration_by_path(run: Run) -> None:
    """What the configuration names is a template, with the facts stated there, also inside a folder."""
    Path("nmlint.yaml").write_text("paths:\n  'texts/*.txt': {scenario: delivery, sender: 好日子書店}\n")
    Path("texts").mkdir()
    Path("texts/a.txt").write_text("【好日子書店】您的包裹已送達")
    artefacts = report(run("check", "texts", "--format", "json"))["artefacts"]

    assert ["delivery"] == [artefact["scenario"]["declared"] for artefact in artefacts]


def test_selecting(run: Run) -> None:
    """Under a selection nothing passes, but what blocks still blocks."""
    Path("a.j2").write_text(NOTICE)
    Path("b.j2").write_text(OFFER)
    data = report(run("check", ".", "--select", "promotion", "--format", "json"))
    families = {finding["rule"].split("/")[0] for artefact in data["artefacts"] for finding in artefact["findings"]}

    assert [None, "block"] == [artefact["verdict"] for artefact in data["artefacts"]]
    assert {"promotion"} == families
    assert (1, 1, 0) == tuple(data["summary"][key] for key in ("block", "not_fully_asked", "not_judged"))
    assert "1 checked: not fully asked 1; 0 findings" in run("check", "a.j2", "--select", "promotion").stdout


def test_mandatory_rules_are_not_ignored(run: Run) -> None:
    """Ignoring a mandatory rule changes nothing and is said."""
    Path("a.j2").write_text(OFFER)
    result = run("check", "a.j2", "--ignore", "promotion")

    mandatory = [rule for rule in load_builtin().rules.values() if rule.mandatory and rule.family == "promotion"]

    assert 1 == result.exit_code
    assert "mandatory rules cannot be ignored" in result.stderr
    assert [] == [rule.id for rule in mandatory if rule.id not in result.stderr]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--select", "promotoin"], "did you mean 'promotion'"),
        (["--ignore", "nothing/*"], "no rule or family"),
        (["--profile", "strcit"], "strcit"),
        (["--as-of", "tomorrow"], "write it like 2026-11-23"),
        (["--as-of", "2020-01-01"], "nothing can be judged as of 2020-01-01: the catalogue speaks from 20"),
        (["--fail-on", "errors"], "errors"),
        (["--config", "none.yaml"], "cannot be read"),
        (["--stdin-filename", "x.j2"], "give - as a path too"),
        (["--output", "no/such/folder.txt"], "cannot be written"),
        (["-", "-"], "only once"),
        (["--nonsense"], "nonsense"),
    ],
)
def test_wrong_calls(run: Run, arguments: list[str], said: str) -> None:
    """A wrong call is exit code 2 with a sentence, and judges nothing."""
    Path("a.j2").write_text(NOTICE)
    result = run("check", "a.j2", *arguments)

    assert 2 == result.exit_code
    assert said in result.stderr
    assert "Traceback" not in result.output


def test_no_arguments_is_a_wrong_call(run: Run) -> None:
    """`nmlint check` alone checks nothing and says what it wants."""
    assert 2 == run("check").exit_code


CONFIG = """\
profile: PROFILE
paths:
  "a/**": {scenario: SCENARIO}
  "b/**": {profile: OTHER}
"""


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("PROFILE", "nmlint.yaml:1:10: profile: 'PROFILE' is not known; known: default, "),
        ("SCENARIO", "nmlint.yaml:3:22: paths.a/**.scenario: 'SCENARIO' is not known; known: account-opened, "),
        ("OTHER", "nmlint.yaml:4:21: paths.b/**.profile: 'OTHER' is not known; known: default, "),
    ],
)
def test_names_in_the_configuration_that_do_not_exist(run: Run, name: str, said: str) -> None:
    """What only the catalogue knows is looked up there, and told with its place in the configuration."""
    right = {"PROFILE": "strict", "SCENARIO": "bill", "OTHER": "default"}
    text = CONFIG
    for key in right.keys() - {name}:
        text = text.replace(key, right[key])
    Path("nmlint.yaml").write_text(text)
    Path("x.j2").write_text(NOTICE)
    result = run("check", "x.j2")

    assert (2, "") == (result.exit_code, result.stdout)
    assert said in result.stderr


def test_an_unknown_key_of_a_path(run: Run) -> None:
    """`profile` is one of the keys that a path may have, and so may be the one that was meant."""
    Path("nmlint.yaml").write_text('paths: {"*.j2": {profil: strict}}\n')
    Path("x.j2").write_text(NOTICE)

    assert "nmlint.yaml:1:18: unknown key 'profil'; did you mean 'profile'?" in run("check", "x.j2").stderr


def test_a_rule_that_did_not_load(run: Run) -> None:
    """One bad rule of a pack fails alone and visibly: the rest judges, the fault is shown, and the exit code is 2."""
    Path("own/rules/house").mkdir(parents=True)
    Path("own/rules/house/bad.yaml").write_text("a: [\n")
    Path("nmlint.yaml").write_text("extends: [own]\nlang: en\n")
    Path("a.j2").write_text(OFFER)
    result, text = run("check", "a.j2", "--format", "json"), run("check", "a.j2")
    data = report(result)

    assert (2, 2) == (result.exit_code, text.exit_code)
    assert ["block"] == [artefact["verdict"] for artefact in data["artefacts"]]
    assert [("own/rules/house/bad.yaml", 1)] == [(fault["path"], fault["line"]) for fault in data["faults"]]
    assert 1 == data["summary"]["faults"]
    assert text.stdout.index("own/rules/house/bad.yaml:1: fault in the rules: ") < text.stdout.index("1 checked: block")
    assert "; faults in the rules: 1\n" in text.stdout

    # What is unknown may be what did not load.
    assert "own/rules/house/bad.yaml:1: " in run("check", "a.j2", "--select", "house/bad").stderr
    Path("a.j2").unlink()
    assert (2, True) == ((empty := run("check", ".")).exit_code, "own/rules/house/bad.yaml:1: " in empty.stdout)


@pytest.mark.parametrize("name", ["a.j2", "a.jinja", "a.jinja2"])
def test_a_name_is_not_judged_as_a_text(run: Run, name: str) -> None:
    """A str is a text, and one that names a template which is there is a mistake that is told."""
    _ = run  # in its folder
    assert check(name).artefacts

    Path(name).write_text(OFFER)

    assert check(f"{name}\n").artefacts
    assert check(Path(name)).artefacts
    with pytest.raises(UsageError, match=r"pass pathlib\.Path"):
        check(name)


def test_output_file(run: Run) -> None:
    """The report goes to the file, without colour, and standard output stays empty."""
    Path("a.j2").write_text(OFFER)
    result = run("check", "a.j2", "--format", "json", "--output", "report.json")

    assert (1, "") == (result.exit_code, result.stdout)
    assert "block" == json.loads(Path("report.json").read_text("utf-8"))["artefacts"][0]["verdict"]


@pytest.mark.parametrize("output", ["a.j2", "./b/../a.j2", "link.txt", "nmlint.yaml", "b/part.j2"])
def test_the_report_overwrites_nothing_that_was_read(run: Run, output: str) -> None:
    """Inputs, what they include and the configuration stay as they are, by whatever path they are named."""
    Path("b").mkdir()
    Path("nmlint.yaml").write_text("lang: en\n")
    Path("b/part.j2").write_text(OFFER)
    Path("a.j2").write_text(OFFER + "{% include 'b/part.j2' %}")
    Path("link.txt").symlink_to("a.j2")
    before = Path(output).read_bytes()
    result = run("check", "a.j2", "--output", output)

    assert (2, before) == (result.exit_code, Path(output).read_bytes())
    assert "this run reads that file" in result.stderr


@pytest.mark.parametrize("locked", [True, False])
def test_the_report_overwrites_no_lock(run: Run, locked: bool) -> None:
    """What LINE approved stays recorded, whether or not the run is held to it."""
    Path("a.j2").write_text("{#- nmlint\nscenario: delivery\n-#}\n" + NOTICE)
    assert 0 == run("approve", "a.j2", "--reference", "SP-1").exit_code
    before = Path("nmlint.lock").read_bytes()
    result = run("check", "a.j2", *(["--locked"] if locked else []), "--output", "nmlint.lock")

    assert (2, before) == (result.exit_code, Path("nmlint.lock").read_bytes())
    assert "this run reads that file" in result.stderr


@pytest.mark.parametrize("form", [("text",), ("text", "--color", "always"), ("json",)])
def test_the_report_overwrites_earlier_reports_only(run: Run, form: tuple[str, ...]) -> None:
    """A report is renewed in its place; a file that somebody wrote stays, though no run read it."""
    Path("a.j2").write_text(OFFER)
    Path("other.j2").write_text(NOTICE)
    Path("empty").touch()
    arguments = ("check", "a.j2", "--format", *form, "--output")

    assert [1, 1, 1] == [run(*arguments, name).exit_code for name in ("report", "report", "empty")]
    result = run(*arguments, "other.j2")
    assert (2, NOTICE) == (result.exit_code, Path("other.j2").read_text())
    assert "no earlier report of nmlint" in result.stderr


def test_long_quotes_are_cut(run: Run) -> None:
    """The text report stays readable where a finding quotes very much."""
    Path("a.j2").write_text("https://shop.example.com/" + "a" * 50_000 + " " + "！" * 3000)
    result = run("check", "a.j2")

    assert max(map(len, result.stdout.split("\n"))) < 1500


def test_as_of(run: Run) -> None:
    """The day judged by stands in the report."""
    Path("a.j2").write_text(NOTICE)

    assert "2024-01-31" == report(run("check", "a.j2", "--as-of", "2024-01-31", "--format", "json"))["policy"]["as_of"]


def test_configuration_of_the_files_repository(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Judged from outside, files are judged under their own repository's configuration."""
    (tmp_path / "nmlint.yaml").write_text("fail_on: never\n")
    (tmp_path / "a.j2").write_text(OFFER)
    elsewhere = tmp_path.parent / f"{tmp_path.name}-elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)

    assert 0 == run("check", str(tmp_path / "a.j2")).exit_code


def test_a_fault_of_ours_is_told_as_one(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error in nmlint names itself and the place to report it, and the file is not passed."""
    Path("a.j2").write_text(NOTICE)

    def broken(*_arguments: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr("nmlint.engine.Engine.judge", broken)
    result = run("check", "a.j2")

    assert 2 == result.exit_code
    assert "this is a fault of nmlint" in result.stdout
    assert "RuntimeError: boom" in result.stdout
    assert "Traceback" not in result.output
