"""What a service plan must say of each notice, whether the plan or its template says it, and what is told only once."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

import nmlint
from nmlint.cli.program import cli
from nmlint.config import Settings
from nmlint.finding import Finding
from nmlint.report import Artefact
from nmlint.source import Source
from nmlint.verdict import Verdict

FIXTURES = Path(__file__).parents[2] / "fixtures" / "families" / "submission"
SETTINGS = Settings(as_of="2026-11-26", lang="en")
SHIPPED = "【好日子】您的訂單 {{ order_no }} 已於 {{ shipped_at }} 出貨。"
VARIABLES = """\
    variables:
      order_no: {type: order-number, example: TW001}
      shipped_at: {type: datetime, example: 2026/11/26 10:00}
"""


def judged(folder: Path, notices: str, head: str = "", **files: str) -> Artefact:
    """A plan with some notices, beside files of which a name has `__` for the dot."""
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    plan = folder / "plan.yaml"
    plan.write_text(f"kind: service-plan\n{head}scenarios:\n{notices}", encoding="utf-8")
    (artefact,) = nmlint.check(plan, config=SETTINGS).artefacts
    return artefact


def of_notices(artefact: Artefact) -> list[Finding]:
    """What was found in the notices, and not in the head of the plan."""
    return [finding for finding in artefact.findings if finding.pointer.startswith("/scenarios/")]


def rules(artefact: Artefact, pointer: str = "/scenarios/") -> list[str]:
    """The rules that found something under a pointer."""
    return [finding.rule for finding in artefact.findings if finding.pointer.startswith(pointer)]


@pytest.mark.parametrize(
    ("route", "wanted"),
    [
        ("customer", "submission/screenshots-missing"),
        ("partner", "submission/partner-screenshots-missing"),
    ],
)
@pytest.mark.parametrize("step", ["service-plan", "test-permission", "production-permission"])
def test_screenshots_are_due_with_production_permission(tmp_path: Path, route: str, wanted: str, step: str) -> None:
    """Before that step nobody asks for them, and each route has a clause of its own."""
    artefact = judged(tmp_path, f"  - scenario: delivery\n    text: {SHIPPED}\n", f"step: {step}\nroute: {route}\n")

    found = [rule for rule in rules(artefact) if "screenshots" in rule]

    assert ([wanted] if step == "production-permission" else []) == found


def test_screenshots_that_are_there(tmp_path: Path) -> None:
    """A file beside the plan counts, one that is gone is told by its place in the list."""
    notices = f"  - scenario: delivery\n    text: {SHIPPED}\n    screenshots: [seen.png, lost.png]\n"
    artefact = judged(tmp_path, notices, "step: production-permission\n", seen__png="a picture")

    (found,) = [finding for finding in artefact.findings if "screenshot" in finding.rule]

    assert ("submission/screenshot-not-there", "lost.png", "/scenarios/0/screenshots/1") == (
        found.rule,
        found.matched,
        found.pointer,
    )


def test_what_the_template_says_need_not_be_said_again(tmp_path: Path) -> None:
    """Scenario, trigger, basis and fallback count where the template's front comment has them."""
    template = (
        "{#- nmlint\nscenario: delivery\nevent: 倉庫交寄包裹\nbasis: 用戶自己下的訂單\nsender: 好日子\n"
        "variables: {shipped_at: {type: datetime, example: 2026/11/26 10:00}}\n"
        "fallback: {channel: sms, after: 30m, unless: delivered}\n-#}\n"
        "【好日子】您的訂單已於 {{ shipped_at }} 出貨。若您已取貨，請忽略此訊息。"
    )
    notices = "  - {template: shipped.j2, opt_out: 在 LINE 關閉, volume: 每月 100 則}\n"

    assert [] == of_notices(judged(tmp_path, notices, shipped__j2=template))


@pytest.mark.parametrize(
    ("scenario", "rule", "instead"),
    [
        ("", "submission/scenario-missing", "scope/undeclared"),
        ("    scenario: delivary\n", "submission/scenario-unknown", "scope/unknown"),
        ("    scenario: refund\n", "submission/scenario-outside-list", "scope/extension"),
    ],
)
def test_a_scenario_is_told_once(tmp_path: Path, scenario: str, rule: str, instead: str) -> None:
    """What is wrong with a scenario is told where the plan has it, not again in each text and template."""
    notices = f"  - template: shipped.j2\n{scenario}    text: {SHIPPED}\n{VARIABLES}"
    artefact = judged(tmp_path, notices, shipped__j2="{#- nmlint\nsender: 好日子\n-#}\n" + SHIPPED)

    found = rules(artefact)

    assert (1, 0) == (found.count(rule), found.count(instead))
    assert not any(instead in finding.message for finding in artefact.findings)


def test_every_notice_is_told_what_it_lacks(tmp_path: Path) -> None:
    """What one notice lacks as a whole is no reason to pass over another."""
    empty = "  - scenario: delivery\n    text: 【好日子】您的包裹已出貨。\n"

    found = [
        finding.pointer for finding in judged(tmp_path, empty * 2).findings if finding.rule.startswith("scope/fact")
    ]

    assert ["/scenarios/0/text", "/scenarios/1/text"] == found


def test_a_variable_of_one_text_is_not_missing_in_another(tmp_path: Path) -> None:
    """A notice declares the variables of all its texts together."""
    texts = f"    text:\n      - {SHIPPED}\n      - 【好日子】您的訂單已於 {{{{ shipped_at }}}} 出貨。\n"
    artefact = judged(tmp_path, f"  - scenario: delivery\n{VARIABLES}{texts}")

    assert not {"submission/variable-unused", "variables/unused", "variables/undeclared"} & {*rules(artefact)}


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        ("'您的訂單 {{ order_no 已出貨'", "已出貨"),
        ('"{#- nmlint\\nsendr: 好日子\\n-#}\\n您的訂單已出貨"', "sendr"),
    ],
)
def test_an_unreadable_text_is_told_at_its_characters(tmp_path: Path, text: str, matched: str) -> None:
    """A text that stands in the plan has its fault in the plan's own file, and the plan may not go out."""
    artefact = judged(tmp_path, f"  - scenario: delivery\n    text: {text}\n")

    (found,) = [finding for finding in artefact.findings if finding.rule == "submission/text-unreadable"]
    source = Source("plan", (tmp_path / "plan.yaml").read_text(encoding="utf-8"))
    place = found.location

    assert Verdict.BLOCK == artefact.verdict
    assert (tmp_path / "plan.yaml").as_posix().endswith(Path(place.path).name)
    assert source.text[place.start.offset : place.end.offset].startswith(matched)


def test_the_file_of_a_fallback_stands_beside_the_plan(tmp_path: Path) -> None:
    """What a notice of the plan names is looked for where the plan is."""
    fallback = "    fallback: {channel: sms, after: 30m, unless: delivered, template: sms.j2}\n"
    notices = f"  - scenario: delivery\n    text: {SHIPPED}\n{VARIABLES}{fallback}"
    sms = "{#- nmlint\nmessage: sms\n-#}\n" + SHIPPED

    there, gone = judged(tmp_path, notices, sms__j2=sms), judged(tmp_path, notices.replace("sms.j2", "lost.j2"))

    assert "channel/step-unreadable" not in rules(there)
    assert "channel/step-unreadable" in rules(gone)


@pytest.mark.parametrize(("name", "code"), [("bookshop", 0), ("gym", 0), ("bookshop-astray", 1), ("gym-rush", 1)])
def test_a_broken_plan_fails(name: str, code: int) -> None:
    """The command says by its exit code whether a plan may be handed in."""
    result = CliRunner().invoke(cli, ["check", str(FIXTURES / name / "plan.yaml"), "--as-of", "2026-11-26"])

    assert code == result.exit_code, result.output
