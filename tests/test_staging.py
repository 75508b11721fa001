"""The texts of a plan's steps: opened from files or from the plan itself, and told where they were written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

import nmlint
from nmlint.bilingual import CHINESE, in_language
from nmlint.finding import Finding
from nmlint.report import Artefact
from nmlint.verdict import Verdict

OFFER = "promotion/offer-words"
UNREADABLE = "channel/step-unreadable"
CIRCLE = "channel/circular-fallback"
NOTICE = "【好日子書店】您的訂單 TW001 已於 2026/11/23 10:00 出貨。若您已取貨，請忽略此訊息。客服 02-2345-6789"
HEAD = "kind: send-plan\nscenario: delivery\nsender: 好日子書店\n"


class Bench:
    """A repository of its own with a plan and the files beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / ".git").mkdir()

    def judge(
        self, plan: str, files: Mapping[str, str] | None = None, name: str = "plan.yaml", kind: str | None = None
    ) -> Artefact:
        """The verdict on a plan that stands beside the files."""
        for path, text in {**(files or {}), name: plan}.items():
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).write_bytes(text.encode())
        (artefact,) = nmlint.check(self.folder / name, kind=kind).artefacts
        assert artefact.problem is None
        return artefact

    def name(self, path: str) -> str:
        """The name under which findings tell a file."""
        return (self.folder / path).as_posix()


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """An empty repository."""
    return Bench(tmp_path)


def of(artefact: Artefact, rule: str) -> list[Finding]:
    """The findings of one rule."""
    return [finding for finding in artefact.findings if finding.rule == rule]


def written(artefact: Artefact, finding: Finding) -> str:
    """The characters that a finding points at, in whichever file they stand."""
    text = artefact.sources[finding.location.path].text
    return text[finding.location.start.offset : finding.location.end.offset]


def step(text: str) -> str:
    """A plan of one step whose text is written so."""
    return f"{HEAD}steps:\n  - channel: notification-message\n    text: {text}\n    via: 自建系統\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("line.j2", NOTICE + "限時優惠"),
        ("line.json", json.dumps({"to": "+886912345678", "messages": [{"type": "text", "text": NOTICE + "限時優惠"}]})),
        ("line.yaml", f"kind: message\ntext: {NOTICE}限時優惠\n"),
        ("line.txt", NOTICE + "限時優惠"),
        ("line", NOTICE + "限時優惠 {{ order_no }}"),
        ("line.json.j2", '{"type": "text", "text": "' + NOTICE + '限時優惠 {{ order_no }}"}'),
        ("texts/line.j2", NOTICE + "限時優惠"),
    ],
)
def test_a_file_that_a_step_names(bench: Bench, name: str, text: str) -> None:
    """A template or a message beside the plan is judged as the step sends it; the plan tells where it is refused."""
    plan = f"{HEAD}steps: [{{channel: notification-message, template: {name}}}]\n"

    artefact = bench.judge(plan, {name: text})

    (finding,) = of(artefact, "channel/text-refused")
    assert name == written(artefact, finding)
    assert f"promotion/limited-time ({bench.name(name)}:" in finding.message
    assert Verdict.BLOCK is artefact.verdict


def unreadable(artefact: Artefact) -> Finding:
    """The one finding that a step's text cannot be read."""
    (finding,) = of(artefact, UNREADABLE)
    return finding


@pytest.mark.parametrize(
    ("files", "named", "said"),
    [
        ({}, "missing.j2", "找不到「missing.j2」：計畫旁邊與 search_path 裡都沒有；請檢查路徑"),
        ({}, "../outside.j2", "找不到「../outside.j2」"),
        ({"a.j2": " \n"}, "a.j2", "檔案是空的"),
        ({"a.j2": "您好{% if %}"}, "a.j2", "a.j2:1:9: "),
        ({"a.j2": "{#- nmlint\nmessage: fax\n-#}\n您好"}, "a.j2", "不認得「fax」"),
        ({"a.json": '{"type": "text",}'}, "a.json", "a.json:1:16: "),
        ({"a.yaml": "kind: send-plan\nsteps: [{channel: sms}]"}, "a.yaml", "本身是計畫，不是訊息內容"),
        ({"a.j2": "{% include 'gone.j2' %}"}, "a.j2", "gone.j2"),
        ({"a.j2": "{% include 'a.j2' %}"}, "a.j2", "a.j2"),
    ],
)
def test_a_text_that_cannot_be_read(bench: Bench, files: dict[str, str], named: str, said: str) -> None:
    """What is missing, empty, broken or no text is told at the name in the plan, with the reason."""
    plan = f"{HEAD}steps: [{{channel: sms, template: {named}}}]\n"

    finding = unreadable(bench.judge(plan, files))

    assert said in in_language(finding.message, CHINESE)
    assert (bench.name("plan.yaml"), plan.index(named)) == (finding.location.path, finding.location.start.offset)


def test_a_file_that_is_no_text(bench: Bench) -> None:
    """Bytes that are no UTF-8 and files that nobody may look at are told at the name in the plan."""
    (bench.folder / "a.j2").write_bytes("您好".encode("big5") * 20)
    (bench.folder / "b.j2").symlink_to("/etc/hostname")
    plan = f"{HEAD}steps: [{{channel: notification-message, template: a.j2}}, {{channel: sms, template: b.j2}}]\n"

    found = of(bench.judge(plan), UNREADABLE)

    assert ["/steps/0/template", "/steps/1/template"] == [finding.pointer for finding in found]
    assert "UTF-8" in found[0].message
    assert "「b.j2」不是範本資料夾內的檔案" in found[1].message


def test_a_plan_that_names_itself(bench: Bench) -> None:
    """A plan is no text of its own steps."""
    finding = unreadable(bench.judge(f"{HEAD}steps: [{{channel: sms, template: plan.yaml}}]\n"))

    assert "本身是計畫" in finding.message


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("您的訂單 {{ order_no 已出貨", "已出貨"),
        ("'您的''訂單 {% if %}'", "%}"),
        ('"您的\\u8a02單 {% if %}"', "%}"),
        ("|\n      您的訂單\n      {% if %}", "%}"),
    ],
)
def test_a_broken_text_in_the_plan_is_told_where_it_breaks(bench: Bench, text: str, fault: str) -> None:
    """A tag that is wrong in a step's own text is told at its characters in the plan."""
    plan = step(text)

    artefact = bench.judge(plan)

    finding = unreadable(artefact)
    assert (bench.name("plan.yaml"), "/steps/0/text") == (finding.location.path, finding.pointer)
    assert written(artefact, finding).startswith(fault)


@pytest.mark.parametrize("in_file", [True, False])
def test_includes_and_macros_of_a_step(bench: Bench, in_file: bool) -> None:
    """An offer that comes from a macro is found, whether the text that calls it is a file or stands in the plan."""
    body = "{% from 'parts/m.j2' import end %}" + NOTICE + "{{ end(vip) }}"
    files = {"parts/m.j2": "{% macro end(vip) %}{% if vip %}限時優惠{% endif %}{% endmacro %}", "a.j2": body}
    named = "template: a.j2" if in_file else f'text: "{body}"'

    artefact = bench.judge(f"{HEAD}steps:\n  - channel: notification-message\n    {named}\n", files)

    if in_file:
        (refused,) = of(artefact, "channel/text-refused")
        assert f"{OFFER} ({bench.name('parts/m.j2')}:1:33)" in refused.message
    else:
        (finding,) = of(artefact, OFFER)
        assert ("限時優惠", bench.name("parts/m.j2")) == (written(artefact, finding), finding.location.path)
        (call,) = finding.through
        plan = artefact.sources[bench.name("plan.yaml")].text
        assert bench.name("plan.yaml") == call.path
        assert "{{ end(vip) }}" == plan[call.start.offset : call.end.offset]


FALLBACK = "{{#- nmlint\nfallback: {{channel: sms, after: 30m, unless: delivered, template: {}}}\n-#}}\n" + NOTICE


@pytest.mark.parametrize(
    ("chain", "circle"),
    [
        ({"a.j2": "a.j2"}, ["a.j2", "a.j2"]),
        ({"a.j2": "b.j2", "b.j2": "a.j2"}, ["a.j2", "b.j2", "a.j2"]),
        ({"a.j2": "b.j2", "b.j2": "c.j2", "c.j2": "b.j2"}, ["a.j2", "b.j2", "c.j2", "b.j2"]),
        ({"a.j2": "sub/b.j2", "sub/b.j2": "../a.j2"}, ["a.j2", "sub/b.j2", "a.j2"]),
        ({"a.j2": "b.j2"}, None),
        ({"a.j2": "missing.j2"}, None),
    ],
)
def test_fallbacks_that_go_round(bench: Bench, chain: dict[str, str], circle: list[str] | None) -> None:
    """A fallback that leads back to a file before it is told with the way it goes; one that ends is none."""
    files = {"b.j2": NOTICE, **{name: FALLBACK.format(target) for name, target in chain.items()}}

    artefact = bench.judge(f"{HEAD}steps: [{{channel: notification-message, template: a.j2}}]\n", files)
    (alone,) = nmlint.check(bench.folder / "a.j2").artefacts

    if circle is None:
        assert [] == of(artefact, CIRCLE) == of(alone, CIRCLE)
    else:
        (finding,) = of(artefact, CIRCLE)
        assert " → ".join(map(bench.name, circle)) in finding.message
        assert of(alone, CIRCLE)


@pytest.mark.parametrize(
    ("own", "offers"),
    [
        ("", False),
        ("{#- nmlint\nscenario: bill\n-#}\n", False),
        ("{#- nmlint\nscenario: bill\nsender: 晨光出版\n-#}\n", True),
    ],
)
def test_what_a_text_says_of_itself_comes_first(bench: Bench, own: str, offers: bool) -> None:
    """A template's own facts hold for it, and the plan's fill in what it does not say; the plan keeps its own.

    The name of a sender is no offer, so whose name it is tells which sender counts.
    """
    plan = HEAD.replace("好日子書店", "買一送一書店")
    text = own + NOTICE.replace("好日子書店", "買一送一書店")

    artefact = bench.judge(plan + "steps: [{channel: notification-message, template: a.j2}]\n", {"a.j2": text})

    told = [finding.message for finding in artefact.findings if finding.rule.startswith("channel/text-")]
    assert offers == any("promotion/buy-one-get-one" in message for message in told)
    assert artefact.scenario is not None
    assert "delivery" == artefact.scenario.declared


def test_a_plan_takes_the_scenario_of_its_texts(bench: Bench) -> None:
    """A plan that names no scenario is of that of the first text that does."""
    plan = "kind: send-plan\nsteps: [{channel: sms, template: a.j2}, {channel: email, template: b.j2}]\n"
    files = {"a.j2": NOTICE, "b.j2": "{#- nmlint\nscenario: bill\n-#}\n" + NOTICE}

    artefact = bench.judge(plan, files)

    assert artefact.scenario is not None
    assert "bill" == artefact.scenario.declared


@pytest.mark.parametrize("in_file", [True, False])
def test_variables_that_the_plan_declares(bench: Bench, in_file: bool) -> None:
    """What the plan says of a variable holds in every text that prints it, and is told within the text."""
    text = NOTICE.replace("TW001", "{{ order_no }}") + "{{ state }} {{ other }}"
    named = "template: a.j2" if in_file else f'text: "{text}"'
    variables = "order_no: {type: order-number, example: TW1}, state: {type: choice, values: [限時優惠]}"
    head = f"{HEAD}variables: {{{variables}}}\n"

    artefact = bench.judge(f"{head}steps:\n  - channel: notification-message\n    {named}\n", {"a.j2": text})

    if in_file:
        (refused,) = of(artefact, "channel/text-refused")
        assert f"({bench.name('a.j2')}:1:{text.index('{{ state') + 1})" in refused.message
    else:
        assert ["{{ state }}"] == [written(artefact, finding) for finding in of(artefact, OFFER)]
        assert ["other"] == [written(artefact, finding) for finding in of(artefact, "variables/undeclared")]


def test_a_text_that_is_of_another_channel(bench: Bench) -> None:
    """A template that declares another message type than its step sends is told."""
    own = "{#- nmlint\nmessage: email\n-#}\n" + NOTICE

    artefact = bench.judge(HEAD + "steps: [{channel: sms, template: a.j2}]\n", {"a.j2": own})

    (finding,) = of(artefact, "channel/other-message-type")
    assert "a.j2" == written(artefact, finding)


def test_the_configuration_of_a_step_file(bench: Bench) -> None:
    """What the configuration says of a path holds for a step's file too."""
    files = {
        "nmlint.yaml": "jinja: {search_path: texts}\npaths: {'texts/**': {message: email}}\n",
        "texts/a.txt": NOTICE + "{{ order_no }}",
    }

    artefact = bench.judge(HEAD + "steps: [{channel: sms, template: a.txt}]\n", files)

    assert [] == of(artefact, UNREADABLE)
    assert 1 == len(of(artefact, "channel/other-message-type"))


def test_a_kind_given_for_the_plan_is_not_that_of_its_texts(bench: Bench) -> None:
    """A plan that does not say so itself is read as one; its steps' files stay what they are."""
    plan = (
        "scenario: delivery\nsteps: [{channel: sms, template: a.j2}, {channel: notification-message, text: 限時優惠}]\n"
    )

    artefact = bench.judge(plan, {"a.j2": NOTICE}, kind="send-plan")

    assert "send-plan" == artefact.kind
    assert [] == of(artefact, UNREADABLE)
    assert ["/steps/1/text"] == [finding.pointer for finding in of(artefact, OFFER)]


def test_a_plan_from_python_finds_files_from_the_working_directory(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Plain data have no folder; their files are those of the working directory."""
    monkeypatch.chdir(bench.folder)
    (bench.folder / "a.j2").write_text(NOTICE + "限時優惠", encoding="utf-8")
    plan = {
        "kind": "send-plan",
        "scenario": "delivery",
        "steps": [{"channel": "notification-message", "template": "a.j2"}],
    }

    (artefact,) = nmlint.check(plan).artefacts

    (finding,) = of(artefact, "channel/text-refused")
    assert '"a.j2"' == written(artefact, finding)


def test_a_step_without_a_text_is_no_failure(bench: Bench) -> None:
    """What is not said is asked for, not refused."""
    artefact = bench.judge(HEAD + "steps: [{channel: sms}]\n")

    assert [] == of(artefact, UNREADABLE)
    (finding,) = of(artefact, "channel/step-without-text")
    assert "sms" == written(artefact, finding)
