"""The texts of a plan's steps: opened from files or from the plan itself, and told where they were written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    ("text", "expected"),
    [
        ("您的訂單已出貨，限時優惠。", "限時優惠"),
        ("您的訂單\n      已出貨\n\n      ，限時優惠。", "限時優惠"),
        ("'it''s 出貨''限時優惠'", "限時優惠"),
        ('"您的訂單\\n\\"已出貨\\"限時優惠"', "限時優惠"),
        ('"訂單 \\U0001F4E6 出貨，限時\\u512a惠"', "限時\\u512a惠"),
        ('"\\u9650\\u6642\\u512a\\u60e0"', "\\u9650\\u6642\\u512a\\u60e0"),
        ('"出貨，限時\\\n      優惠"', "限時\\\n      優惠"),
        ("|\n      您的訂單已出貨。\n\n      限時優惠", "限時優惠"),
        ("|-\n      您的訂單已出貨。\n        限時優惠\n", "限時優惠"),
        ("|2-\n      您的訂單已出貨。\n      限時優惠", "限時優惠"),
        ("|+ # 內容\n      您的訂單已出貨，限時優惠。\n\n", "限時優惠"),
        (">\n      您的訂單\n      已出貨。\n\n      限時優惠\n", "限時優惠"),
        (">-\n      📦 您的訂單已出貨，\n      限時優惠", "限時優惠"),
        ("您的訂單 {{ order_no }} 已出貨，限時優惠", "限時優惠"),
        ("'{% if vip %}限時優惠{% endif %}您的訂單''已出貨'", "限時優惠"),
        ('"{# 註\\t記 #}您的訂單已出貨，\\n限時優惠"', "限時優惠"),
        ('"您的訂單已出貨，{{ note|default(\\"限時優惠\\") }}"', "限時優惠"),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_an_offer_in_the_plan_itself_is_found_at_its_characters(
    bench: Bench, text: str, expected: str, line_end: str
) -> None:
    """However YAML writes a step's text, a finding points at the characters in the plan's file."""
    artefact = bench.judge(step(text).replace("\n", line_end))

    (finding,) = of(artefact, OFFER)
    assert bench.name("plan.yaml") == finding.location.path
    assert expected.replace("\n", line_end) in written(artefact, finding)
    assert len(written(artefact, finding)) <= len(expected.replace("\n", line_end)) + len('{{ note|default(\\"\\") }}')
    assert "/steps/0/text" == finding.pointer
    assert Verdict.BLOCK is artefact.verdict


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"您的訂單已出貨，限時優惠。"', "限時優惠"),
        ('"您的訂單\\n\\"已出貨\\"\\/限時優惠"', "限時優惠"),
        ('"\\ud83d\\udce6 出貨，限時\\u512a惠"', "限時\\u512a惠"),
        (json.dumps("限時優惠"), json.dumps("限時優惠")[1:-1]),
        ('"📦\\t出貨，限\\u6642優惠"', "限\\u6642優惠"),
        ('"{{ order_no }}\\n限時優惠"', "限時優惠"),
    ],
)
def test_an_offer_in_a_plan_in_json(bench: Bench, text: str, expected: str) -> None:
    """JSON's escapes count as they are written."""
    steps = f'[{{"channel": "notification-message", "text": {text}}}]'
    plan = f'{{\n "kind": "send-plan", "scenario": "delivery",\n "steps": {steps}\n}}'

    artefact = bench.judge(plan, name="plan.json")

    (finding,) = of(artefact, OFFER)
    assert expected == written(artefact, finding)
    assert bench.name("plan.json") == finding.location.path


SURE = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P"], exclude_characters="{}%#", max_codepoint=0xFFFF),
    max_size=12,
)
# JSON's escapes in pairs are none of YAML's, so all drawn characters have one escape.


@given(before=SURE, after=SURE, escaped=st.booleans(), form=st.sampled_from(["yaml", "json", "block"]))
def test_places_in_any_text(before: str, after: str, escaped: bool, form: str) -> None:
    """Whatever stands around an offer, and however it is escaped, the plan's own characters are pointed at."""
    said = f"{before} 限時優惠 {after}"
    if form == "block":
        plan = f"kind: send-plan\nsteps:\n- channel: notification-message\n  text: |2\n    {said}\n"
        expected = "限時優惠"
    else:
        dumped = json.dumps(said, ensure_ascii=escaped)
        expected = json.dumps("限時優惠", ensure_ascii=escaped)[1:-1]
        plan = f'{{"kind": "send-plan", "steps": [{{"channel": "notification-message", "text": {dumped}}}]}}'
        plan = (
            plan if form == "json" else f"kind: send-plan\nsteps:\n- channel: notification-message\n  text: {dumped}\n"
        )
    (artefact,) = nmlint.check(plan).artefacts

    assert artefact.problem is None
    starts = {finding.location.start.offset: finding for finding in of(artefact, OFFER)}
    finding = starts[plan.index(expected)]
    assert written(artefact, finding).startswith(expected)


@pytest.mark.parametrize("name", ["plan.yaml", "plan.json"])
def test_a_message_of_lines_in_the_plan_itself(bench: Bench, name: str) -> None:
    """A step's text may be a message object in JSON; a finding in it stands in the plan, as far as the plan goes."""
    message = json.dumps({"type": "text", "text": NOTICE + "\n限時優惠"})
    plan = json.dumps(
        {
            "kind": "send-plan",
            "scenario": "delivery",
            "steps": [{"channel": "notification-message", "text": message}],
        }
    )

    artefact = bench.judge(plan, name=name)

    (finding,) = of(artefact, OFFER)
    assert "/steps/0/text" == finding.pointer
    assert json.dumps(json.dumps("限時優惠")[1:-1])[1:-1] == written(artefact, finding)


def test_each_text_has_findings_of_its_own(bench: Bench) -> None:
    """The same offer in two texts of a plan is two findings, each in its step."""
    plan = (
        HEAD + "steps:\n  - {channel: notification-message, text: 已出貨。限時優惠}\n"
        "  - {channel: sms, text: 已出貨。限時優惠, after: 30m}\n"
    )

    found = of(bench.judge(plan), OFFER)

    assert [("/steps/0/text", 5), ("/steps/1/text", 6)] == [(one.pointer, one.location.start.line) for one in found]


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
        ({"a.yaml": "kind: send-plan\nsteps: [{channel: sms}]"}, "a.yaml", "本身是發送計畫，不是訊息內容"),
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

    assert "本身是發送計畫" in finding.message


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


def test_what_a_text_says_of_itself_comes_first(bench: Bench) -> None:
    """A template's own facts hold for it, and the plan's fill in what it does not say."""
    own = "{#- nmlint\nscenario: bill\nsender: 晨光出版\n-#}\n"
    plan = HEAD + "steps: [{channel: sms, template: a.j2}]\n"
    bench.judge(plan, {"a.j2": own + NOTICE.replace("好日子書店", "晨光出版")})

    (under_plan,) = nmlint.check(bench.folder / "plan.yaml").artefacts
    assert "delivery" == (under_plan.scenario.declared if under_plan.scenario else None)
    own_only = bench.judge(plan.replace("scenario: delivery\n", ""), {"a.j2": own + NOTICE})
    assert "bill" == (own_only.scenario.declared if own_only.scenario else None)


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
