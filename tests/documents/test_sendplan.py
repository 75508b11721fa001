"""Send plans as files and as plain data: what is read, and every fault with its place and its mend."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import nmlint
from nmlint.bilingual import CHINESE, ENGLISH, in_language
from nmlint.cli import cli
from nmlint.documents.model import JSON, YAML, Declaration, Variable
from nmlint.documents.plan import (
    CHANNELS,
    OUTCOMES,
    Audience,
    Money,
    PriceRange,
    QuietHours,
    Reminder,
    SendPlan,
    Step,
)
from nmlint.documents.reading import MAX_CHARACTERS
from nmlint.documents.sendplan import plan_document, read_send_plan
from nmlint.errors import UnreadableError, UsageError
from nmlint.report import Artefact
from nmlint.source import Source

PLANS = Path(__file__).parents[2] / "fixtures" / "plans"
BROKEN: Mapping[str, Any] = yaml.safe_load((PLANS / "expected.yaml").read_text(encoding="utf-8"))
STEPS = "steps: [{channel: sms}]"
ONE_STEP = (Step("sms", "steps.0"),)
LINE_STEP = (Step("notification-message", "steps.0"),)
OTHERS_KNOWN = "app-push, email, notification-message, oa-push, sms"


def whole(name: str) -> Source:
    """A plan among the fixtures, under the name of its file."""
    return Source(name, (PLANS / name).read_text(encoding="utf-8"))


def test_every_broken_plan_has_its_faults_beside_it() -> None:
    """No broken plan stands without its row, and no row without its plan."""
    assert {path.name for path in (PLANS / "broken").iterdir()} == BROKEN.keys()


@pytest.mark.parametrize("name", BROKEN)
def test_broken_plan(name: str) -> None:
    """Every fault of a plan is told at once, in both languages, with the place of the first."""
    expected = BROKEN[name]

    with pytest.raises(UnreadableError) as caught:
        read_send_plan(whole(f"broken/{name}"))

    error = caught.value
    assert error.location is not None
    assert expected == {
        "at": f"{error.location.start.line}:{error.location.start.column}",
        "problem": error.problem,
        "en": in_language(error.reason, ENGLISH),
        "zh-TW": in_language(error.reason, CHINESE),
    }


EVERYTHING = SendPlan(
    steps=(
        Step("notification-message", "steps.0", template="shipped.j2", valid_for=86400),
        Step(
            "sms",
            "steps.1",
            text="【青禾書店】訂單 A2611230042 已出貨。",
            after=1800,
            unless="delivered",
            via="好訊簡訊",
        ),
        Step("app-push", "steps.2", after=3600, on="undelivered"),
    ),
    notice="utility-bill",
    deliver_within=86400,
    deliver_by=datetime(2026, 12, 1, 18, 0),  # noqa: DTZ001  as it is written, of no zone
    starts_after=300,
    send_at=570,
    industry="零售",
    timezone="Asia/Taipei",
    quiet_hours=QuietHours(1320, 480),
    audience=Audience(
        size=12000,
        countries=("TW", "JP"),
        friends="some",
        rates={
            "rejected": Fraction(2, 25),
            "at_once": Fraction(7, 10),
            "later": Fraction(3, 25),
            "never": Fraction(1, 10),
        },
        delays=((1800, Fraction(3, 10)), (21600, Fraction(3, 4)), (86400, Fraction(1))),
        delivered={"sms": Fraction(97, 100), "email": Fraction(9, 10)},
    ),
    friends=("get-follower", "follow", "unfollow"),
    deduplicate_by=("order_no", "phone"),
    reminders=(Reminder(86400, "reminders.0"), Reminder(7200, "reminders.1")),
    limits={"late": Fraction(1, 50), "duplicate": Fraction(1, 20), "never": Fraction(1, 200)},
    budget=Money(Fraction(29250), "900 USD"),
    prices={
        "notification-message": PriceRange(Fraction(1, 5), Fraction(1, 5)),
        "sms": PriceRange(Fraction(4, 5), Fraction(6, 5)),
        "email": PriceRange(Fraction(13, 400), Fraction(13, 200)),
        "app-push": PriceRange(Fraction(0), Fraction(0)),
        "oa-push": PriceRange(Fraction(1, 5), Fraction(1, 5)),
    },
    code_valid_for=300,
)
FACTS = Declaration(
    id="shipped",
    scenario="delivery",
    sender="青禾書店",
    title="出貨通知",
    event="物流取件",
    basis="the customer's own order",
    evidence={"phone_source": "會員註冊時填寫", "fields": ["dining", 2]},
    variables={"order_no": Variable("order_no", "order-number", "A2611230042")},
    links={"track.example.com": "tracking"},
    products=("青禾誌",),
    present=True,
)
READ = {
    "everything.yaml": EVERYTHING,
    "everything.json": EVERYTHING,
    "orchestrated.yaml": SendPlan(
        (
            Step("notification-message", "steps.0"),
            Step("sms", "steps.1", after=1800, unless="delivered"),
            Step("email", "steps.2", after=7200, unless="read"),
        )
    ),
    "counts.yaml": SendPlan(
        LINE_STEP, audience=Audience(counts={"rejected": 80, "at_once": 700, "later": 120, "never": 100})
    ),
    "states.yml": SendPlan(
        LINE_STEP,
        audience=Audience(
            size=500,
            states={
                "verified-agreed": Fraction(3, 5),
                "verified-first": Fraction(1, 4),
                "unverified-first": Fraction(1, 10),
                "unverified-refused": Fraction(1, 20),
            },
        ),
    ),
    "deliveries.yaml": SendPlan(LINE_STEP, audience=Audience(friends="none", deliveries="past.csv")),
    "empty-values.yaml": SendPlan((Step("sms", "steps.0", text="您好"),)),
    "said-by-option.yaml": SendPlan((Step("sms", "steps.0", text="您好"),)),
    "fractions.json": None,
}


@pytest.mark.parametrize("path", sorted((PLANS / "valid").iterdir()), ids=lambda path: path.name)
def test_valid_plan(path: Path) -> None:
    """A plan is read to its values, however it is written."""
    document = read_send_plan(whole(f"valid/{path.name}"))

    assert (JSON if path.suffix == ".json" else YAML) == document.form
    if (expected := READ[path.name]) is not None:
        assert expected == document.plan


@pytest.mark.parametrize("name", ["everything.yaml", "everything.json"])
def test_facts_of_all_texts(name: str) -> None:
    """What a plan declares beside its steps is what a front comment declares, each at its place."""
    document = read_send_plan(whole(f"valid/{name}"))
    source, found = document.source, document.declaration

    variables = {key: replace(variable, span=None) for key, variable in found.variables.items()}
    assert "shipped" == document.id
    assert FACTS == replace(found, variables=variables, spans={})
    there = {key: source.text[span.start : span.end].strip('"') for key, span in found.spans.items()}
    assert {
        "kind": "send-plan",
        "scenario": "delivery",
        "deliver_within": "24h",
        "audience.size": "12000",
        "audience.delays.6h": "0.75",
        "reminders.0.before": "1d",
        "prices.notification-message": "0.2",
        "steps.1.channel": "sms",
        "steps.1.after": "30m",
        "evidence.fields.1": "2",
    }.items() <= there.items()


def test_shares_that_a_program_wrote_add_up() -> None:
    """What rounding leaves over is nobody: the shares are a whole, in the proportions that were written."""
    rates = read_send_plan(whole("valid/fractions.json")).plan.audience.rates

    assert 1 == sum(rates.values())
    assert [5e-05, 0.69995, 0.3] == pytest.approx([float(rates[key]) for key in ("rejected", "at_once", "later")])


def test_words_of_orchestrators_stand_where_the_author_wrote_them() -> None:
    """Seconds and statuses of the step before are told where they stand; what a step says itself comes first."""
    document = read_send_plan(whole("valid/orchestrated.yaml"))
    spans, text = document.declaration.spans, document.source.text

    there = {
        key: text[spans[key].start : spans[key].end]
        for key in ("steps.1.after", "steps.1.unless", "steps.2.after", "steps.2.unless")
    }
    assert {
        "steps.1.after": "1800",
        "steps.1.unless": "DELIVERED",
        "steps.2.after": "2h",
        "steps.2.unless": "read",
    } == there


def test_no_fault_hides_another() -> None:
    """Of a share that is none, no sum is told, and of a point that is none, no growth."""
    text = "audience: {rates: {rejected: 8, at_once: 92%}, delays: {1h: 50%, 24h: 100}}\n" + STEPS

    with pytest.raises(UnreadableError) as caught:
        read_send_plan(Source("plan.yaml", text))

    assert "2 faults in the send plan" == str(caught.value).partition("\n")[0]


# Each fault stands between « and »; a blank span is the place before it.
FAULTS = [
    ("«scenario: delivery»", "steps: say what is sent, such as - {channel: sms}", "steps 要列出發送步驟"),
    ("steps: «[]»", "steps: say what is sent", "steps 要列出發送步驟"),
    ("«steps»:", "steps: say what is sent", "steps 要列出發送步驟"),
    ("steps: «sms»", "steps needs a list, with a `-` before each entry", "steps 需要清單，每一項前面加 -"),
    ("steps: [«sms»]", "steps.0 needs keys with values, such as {channel: sms}", "steps.0 需要鍵值"),
    ("steps: [«{after: 30m}»]", "a step needs a channel, such as channel: sms", "每個步驟都要有 channel"),
    ("steps: [{«channel»: }]", "a step needs a channel, such as channel: sms", "每個步驟都要有 channel"),
    (
        "steps: [{channel: «fax»}]",
        f"steps.0.channel: 'fax' is not known; known: {OTHERS_KNOWN}",
        "不認得「fax」；可用：",
    ),
    ("steps: [{channel: «SMS»}]", "steps.0.channel: 'SMS' is not known", "不認得「SMS」"),
    ("steps: [{channel: «emial»}]", "did you mean 'email'?", "是不是「email」？"),
    ("steps: [{channel: «[sms]»}]", "steps.0.channel needs one text", "steps.0.channel 需要一段文字"),
    (
        "steps: [{channel: sms, after: «30»}]",
        "steps.0.after needs a unit; write 30s, 30m, 30h or 30d",
        "steps.0.after 需要時間單位；請寫 30s（秒）、30m（分）、30h（時）或 30d（天）",
    ),
    ("steps: [{channel: sms, after: «-30m»}]", "a duration such as 30s, 30m, 2h or 1d", "時間長度，例如 30s"),
    ("steps: [{channel: sms, after: «1h30m»}]", "a duration such as", "時間長度"),
    ("steps: [{channel: sms, after: «30 min»}]", "a duration such as", "時間長度"),
    ("steps: [{channel: sms, «aftr»: 30m}]", "unknown key 'steps.0.aftr'; did you mean 'after'?", "是不是「after」？"),
    (
        "steps: [{channel: sms, template: a.j2, text: «您好»}]",
        "a step has a template or a text, not both",
        "步驟只能寫 template 或 text 其中一個",
    ),
    ("steps: [{channel: sms, text: «''»}]", "text: nothing is written here", "text 是空的"),
    ("steps: [{channel: sms, template: «[a, b]»}]", "steps.0.template needs one text", "需要一段文字"),
    ("steps: [{channel: sms, fallbackAfter: «30m»}]", "a whole number, 0 or more", "需要 0 以上的整數"),
    ("steps: [{channel: sms, «fallbackafter»: 1}]", "did you mean 'fallbackAfter'?", "是不是「fallbackAfter」？"),
    ("«colour»: 1\n" + STEPS, "unknown key 'colour'; known here: audience,", "不認得「colour」；這裡可用：audience"),
    ("«deliverwithin»: 1h\n" + STEPS, "did you mean 'deliver_within'?", "是不是「deliver_within」？"),
    (
        "kind: «send-plna»\n" + STEPS,
        "'send-plna' is not known; did you mean 'send-plan'?",
        "是不是「send-plan」？",
    ),
    ("audience: «all»\n" + STEPS, "audience needs keys with values", "audience 需要鍵值"),
    ("audience: {size: «-1»}\n" + STEPS, "audience.size needs a whole number, 1 or more", "需要 1 以上的整數"),
    ("audience: {size: «0»}\n" + STEPS, "audience.size needs a whole number", "需要 1 以上的整數"),
    ("audience: {size: «'1000'»}\n" + STEPS, "audience.size needs a whole number", "需要 1 以上的整數"),
    ("audience: {size: «true»}\n" + STEPS, "audience.size needs a whole number", "需要 1 以上的整數"),
    ("audience: {countries: «[TW, Japan]»}\n" + STEPS, "'Japan' is no country code", "「Japan」不是國家代碼"),
    ("audience: {friends: «yes»}\n" + STEPS, "'yes' is not known; known: all, none, some", "不認得「yes」"),
    (
        "audience: {rates: «{rejected: 8%, at_once: 90%}»}\n" + STEPS,
        "rates add up to 98 %, not to 100 %; none may be left out or counted twice",
        "rates 合計為 98 %，不是 100 %；請檢查是否有遺漏或重複",
    ),
    ("audience: {rates: «{later: 60%, never: 60%}»}\n" + STEPS, "rates add up to 120 %", "rates 合計為 120 %"),
    ("audience: {rates: «{}»}\n" + STEPS, "rates add up to 0 %", "rates 合計為 0 %"),
    (
        "audience: {rates: «{later: 99.99999%, never: 0}»}\n" + STEPS,
        "rates add up to 99.99999 %, not to 100 %",
        "rates 合計為 99.99999 %",
    ),
    ("audience: {rates: {never: «100»}}\n" + STEPS, "rates.never needs a share, such as 8% or 0.08", "需要比例"),
    ("audience: {rates: {«atonce»: 100%}}\n" + STEPS, "did you mean 'at_once'?", "是不是「at_once」？"),
    ("audience: {states: «{verified-agreed: 90%}»}\n" + STEPS, "states add up to 90 %", "states 合計為 90 %"),
    ("audience: {states: {«verified-agree»: 100%}}\n" + STEPS, "did you mean 'verified-agreed'?", "是不是"),
    ("audience: {counts: «{rejected: 0, never: 0}»}\n" + STEPS, "counts: nothing was sent", "counts：沒有任何一筆"),
    ("audience: {counts: «{}»}\n" + STEPS, "counts: nothing was sent", "counts：沒有任何一筆"),
    ("audience: {counts: {never: «-1»}}\n" + STEPS, "a whole number, 0 or more", "需要 0 以上的整數"),
    (
        "audience: {rates: {never: 1}, counts: «{never: 1}»}\n" + STEPS,
        "audience has rates, counts; the outcomes come from one of them",
        "audience 同時有 rates、counts；只能擇一",
    ),
    (
        "audience: {states: «{verified-first: 1}», deliveries: past.csv}\n" + STEPS,
        "audience has deliveries, states",
        "audience 同時有 deliveries、states",
    ),
    (
        "audience: {delays: «{1h: 60%, 6h: 50%, 24h: 100%}»}\n" + STEPS,
        "delays: shares grow and end at 100%",
        "delays：比例要遞增，最後到 100%",
    ),
    ("audience: {delays: «{1h: 60%}»}\n" + STEPS, "delays: shares grow and end at 100%", "最後到 100%"),
    ("audience: {delays: {soon: «100%»}}\n" + STEPS, "'soon' is no duration such as 30m or 6h", "「soon」不是時間長度"),
    ("audience: {delays: {60m: 50%, 1h: «100%»}}\n" + STEPS, "'1h' stands here twice", "「1h」重複了"),
    ("audience: {delivered: {sms: «97»}}\n" + STEPS, "audience.delivered.sms needs a share", "需要比例"),
    ("deliver_within: «24»\n" + STEPS, "deliver_within needs a unit; write 24s, 24m, 24h or 24d", "需要時間單位"),
    ("deliver_by: «2026-12-01»\n" + STEPS, "a day and time such as 2026-12-01 18:00", "日期時間"),
    ("send_at: «8 pm»\n" + STEPS, "send_at needs a time of day such as 20:30", "send_at 需要時刻"),
    ("timezone: «Asia/Taipeh»\n" + STEPS, "timezone: 'Asia/Taipeh' is not known", "timezone：不認得「Asia/Taipeh」"),
    ("timezone: «Asia»\n" + STEPS, "timezone: 'Asia' is not known", "timezone：不認得「Asia」"),
    ("quiet_hours: «22-8»\n" + STEPS, "quiet_hours needs hours such as 22:00-08:00", "quiet_hours 需要時段"),
    ("quiet_hours: «[22:00, 08:00]»\n" + STEPS, "quiet_hours needs one text", "quiet_hours 需要一段文字"),
    ("reminders: [«{}»]\n" + STEPS, "a reminder says how long before, such as before: 1d", "提醒要寫提前多久"),
    ("reminders: [{before: «1»}]\n" + STEPS, "reminders.0.before needs a unit", "reminders.0.before 需要時間單位"),
    ("limits: {late: «5»}\n" + STEPS, "limits.late needs a share", "limits.late 需要比例"),
    ("limits: {«latte»: 5%}\n" + STEPS, "did you mean 'late'?", "是不是「late」？"),
    (
        "budget: «900 USD»\n" + STEPS,
        "an exchange rate for USD; add exchange: {USD: …}, New Taiwan dollars per unit",
        "budget 需要 USD 的匯率；請加上 exchange: {USD: …}（一單位等於多少新臺幣）",
    ),
    ("budget: «1-2»\n" + STEPS, "budget needs an amount such as 30000 TWD", "budget 需要金額，例如 30000 TWD"),
    ("prices: {sms: «1-2 EUR»}\n" + STEPS, "prices.sms needs an exchange rate for EUR", "prices.sms 需要 EUR 的匯率"),
    (
        "prices: {sms: «1.2-0.8»}\n" + STEPS,
        "prices.sms needs a price such as 0.9, or a range from low to high such as 0.8-1.2",
        "prices.sms 需要單價，例如 0.9，或由低到高的範圍，例如 0.8-1.2",
    ),
    ("prices: {«mms»: 3}\n" + STEPS, "did you mean 'sms'?", "是不是「sms」？"),
    ("exchange: {USD: «free»}\n" + STEPS, "how many New Taiwan dollars one unit is", "一單位等於多少新臺幣"),
    ("exchange: {USD: «0»}\n" + STEPS, "how many New Taiwan dollars one unit is", "一單位等於多少新臺幣"),
    ("exchange: {TWD: «1»}\n" + STEPS, "'TWD' is no other currency", "「TWD」不是外幣"),
    ("exchange: {usd: «30»}\n" + STEPS, "write its three letters, such as USD", "請寫三個大寫字母，例如 USD"),
    ("friends: «{a: b}»\n" + STEPS, "friends needs a list of texts", "friends 需要文字清單"),
    ("deduplicate_by: «['']»\n" + STEPS, "deduplicate_by needs a list of texts", "deduplicate_by 需要文字清單"),
    ("code_valid_for: «5»\n" + STEPS, "code_valid_for needs a unit", "code_valid_for 需要時間單位"),
    ("id: «' '»\n" + STEPS, "id: an id is never empty", "id 不能是空的"),
    ("variables: {a: {«typ»: date}}\n" + STEPS, "did you mean 'type'?", "是不是「type」？"),
    ("«- kind: send-plan»", "a send plan holds 'key: value' lines", "發送計畫必須是「key: value」的形式"),
    ("«send-plan»", "a send plan holds 'key: value' lines", "發送計畫必須是「key: value」的形式"),
    ("«»", "a send plan holds 'key: value' lines", "發送計畫必須是「key: value」的形式"),
    (f"sender: A\n{STEPS}\n«s»ender: B", "'sender' stands here twice, first in line 1", "「sender」重複"),
    (f"{STEPS}\n«-»--\n{STEPS}", "a second document", "有第二份文件"),
]


@pytest.mark.parametrize(("marked", "english", "chinese"), FAULTS)
def test_fault(marked: str, english: str, chinese: str) -> None:
    """A fault alone is told just where it is, with its mend, in both languages."""
    start, end = marked.index("«"), marked.index("»") - 1
    text = re.sub("[«»]", "", marked)

    with pytest.raises(UnreadableError) as caught:
        read_send_plan(Source("plan.yaml", text))

    error = caught.value
    assert english in in_language(error.reason, ENGLISH)
    assert chinese in in_language(error.reason, CHINESE)
    assert "\n" not in error.reason, error.reason
    assert error.location is not None
    assert text[start:end] == text[error.location.start.offset : error.location.end.offset]
    assert start == error.location.start.offset


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ('{"steps": [{"channel": "sms", "text": "a", "text": "b"}]}', '"text" stands twice in one object'),
        ('{"steps": [{"channel": "sms"},]}', "delete the comma"),
        ('{"steps": [{"channel": "sms"}]', "ends before this { is closed"),
        ('{"steps": [{"channel": "sms", "text": "\\ud83d"}]}', "half"),
        ('{"steps": [{"channel": "sms", "after": 1800}]}', "needs a unit; write 1800s"),
        ('{"steps": [{"channel": "sms", "after": null, "fallbackAfter": 1.5}]}', "a whole number, 0 or more"),
        ('{"audience": {"rates": {"never": 2}}, "steps": [{"channel": "sms"}]}', "needs a share"),
        ("[]", "a send plan holds 'key: value' lines"),
    ],
)
def test_fault_in_json(text: str, english: str) -> None:
    """A plan in JSON is held to JSON, and its values to the same."""
    with pytest.raises(UnreadableError) as caught:
        read_send_plan(Source("plan.json", text))

    assert english in str(caught.value)
    assert caught.value.location is not None


def problem(artefact: Artefact) -> str:
    """Why something was not judged."""
    assert artefact.problem is not None
    assert artefact.verdict is None
    return str(artefact.problem.message)


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("", "the file is empty; there is nothing to judge"),
        (" \n\n", "the file is empty; there is nothing to judge"),
        ("# nothing yet\n", "a send plan holds 'key: value' lines"),
        (f"kind: send-plan\n{STEPS}\n# {'x' * MAX_CHARACTERS}", "the file is too big to judge"),
        ("kind: send-plan\nsteps:\n" + "  - {channel: sms, text: a}\n" * 6000, "more than 20,000 values"),
        ("kind: send-plan\nvariables: " + "[" * 60 + "]" * 60, "nested too deeply"),
    ],
    ids=["empty", "blank", "comment", "big", "values", "deep"],
)
def test_too_little_and_too_much(tmp_path: Path, text: str, english: str) -> None:
    """A file without a plan in it, or with too much of one, is told as such."""
    (tmp_path / "plan.yaml").write_text(text, encoding="utf-8")

    (artefact,) = nmlint.check(tmp_path / "plan.yaml", kind="send-plan").artefacts

    assert english in problem(artefact)


def run(*arguments: str, stdin: str | None = None) -> Mapping[str, Any]:
    """The one artefact of `nmlint check` in English."""
    result = CliRunner().invoke(cli, ["check", *arguments, "--lang", "en", "--format", "json"], input=stdin)
    assert result.stdout, result.output
    (artefact,) = json.loads(result.stdout)["artefacts"]
    return dict(artefact)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository of its own to run in."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


PLAIN = "scenario: delivery\nsteps: [{channel: sms, text: 您好}]\n"


def test_a_file_says_what_it_is(folder: Path) -> None:
    """A plan is known by its `kind`, else by the option."""
    (folder / "said.yaml").write_text("kind: send-plan\n" + PLAIN, encoding="utf-8")
    (folder / "unsaid.yaml").write_text(PLAIN, encoding="utf-8")

    assert ("send-plan", None) == (run("said.yaml")["kind"], run("said.yaml")["error"])
    assert "unsupported-kind" == run("unsaid.yaml")["error"]["kind"]
    artefact = run("--kind", "send-plan", "unsaid.yaml")
    assert ("send-plan", None) == (artefact["kind"], artefact["error"])


def test_a_misspelt_kind_is_told(folder: Path) -> None:
    """A file that nearly says that it is a plan is not passed over."""
    (folder / "plan.yaml").write_text("kind: send_plan\n" + PLAIN, encoding="utf-8")

    artefact = run("plan.yaml")

    assert "did you mean 'send-plan'?" in artefact["error"]["message"]
    assert (1, 7) == tuple(artefact["error"][key] for key in ("line", "column"))


@pytest.mark.usefixtures("folder")
def test_standard_input() -> None:
    """On standard input a plan is known by what it says, or by the option."""
    assert "send-plan" == run("-", stdin="kind: send-plan\n" + PLAIN)["kind"]
    assert "send-plan" == run("-", stdin='{"kind": "send-plan", "steps": [{"channel": "sms"}]}')["kind"]
    assert "send-plan" == run("--kind", "send-plan", "-", stdin=PLAIN)["kind"]
    broken = run("--kind", "send-plan", "-", stdin="steps: [{channel: fax}]")
    assert "'fax' is not known" in broken["error"]["message"]


def test_a_plan_from_python() -> None:
    """A mapping is read like the JSON of it; what is wrong has a place there."""
    (artefact,) = nmlint.check({"kind": "send-plan", **yaml.safe_load(PLAIN)}).artefacts
    (told,) = nmlint.check({"steps": [{"channel": "fax"}]}, kind="send-plan", name="night").artefacts
    (misspelt,) = nmlint.check({"kind": "sendplan", **yaml.safe_load(PLAIN)}).artefacts

    assert ("send-plan", None) == (artefact.kind, artefact.problem)
    assert "steps.0.channel: 'fax' is not known" in problem(told)
    assert "night" == told.path
    assert "did you mean 'send-plan'?" in problem(misspelt)


@pytest.mark.parametrize("value", [float("nan"), {1, 2}, Fraction(1, 2), datetime(2026, 12, 1, 18, 0)])  # noqa: DTZ001
def test_what_is_no_data(value: object) -> None:
    """Values that JSON does not have are a wrong call, said so."""
    with pytest.raises(UsageError, match="no data of JSON"):
        plan_document({"kind": "send-plan", "deliver_by": value}, "plan")


def test_a_plan_that_holds_itself() -> None:
    """Data that go round in a circle are a wrong call."""
    data: dict[str, Any] = {"kind": "send-plan"}
    data["steps"] = [data]

    with pytest.raises(UsageError):
        plan_document(data, "plan")


def test_what_the_configuration_adds() -> None:
    """A plan's own facts come before those of the configuration; the id is its own, the given one, or its path."""
    supplied = Declaration(id="other", scenario="bill", sender="好日子書店")
    text = f"scenario: delivery\n{STEPS}"

    document = read_send_plan(Source("plans/shipped.yaml", text), supplied)

    assert ("other", "delivery", "好日子書店") == (
        document.id,
        document.declaration.scenario,
        document.declaration.sender,
    )
    assert "plans/shipped" == read_send_plan(Source("plans/shipped.yaml", text)).id
    assert "given" == read_send_plan(Source("plans/shipped.yaml", text), None, "given").id


UNITS = {"s": 1, "m": 60, " h": 3600, "d": 86400}
LETTERS = st.characters(codec="utf-8", categories=["L", "N"])
WORDS = st.text(LETTERS, min_size=1, max_size=8).map(lambda word: f"x{word}")
SECONDS = st.tuples(st.integers(0, 999), st.sampled_from(sorted(UNITS))).map(
    lambda both: (f"{both[0]}{both[1]}", both[0] * UNITS[both[1]])
)
MINUTE = st.integers(0, 1439)
PERCENT = st.decimals(0, 100, places=3)


def clock(minute: int) -> str:
    """A minute of the day as a plan has it."""
    return f"{minute // 60}:{minute % 60:02}"


@st.composite
def parts_of_a_whole(draw: st.DrawFn, names: tuple[str, ...]) -> tuple[dict[str, str], dict[str, Fraction]]:
    """Shares that add up, as they are written and as they are meant."""
    cuts = [0, *sorted(draw(st.lists(st.integers(0, 10000), min_size=len(names) - 1, max_size=len(names) - 1))), 10000]
    parts = {name: Fraction(cuts[at + 1] - cuts[at], 10000) for at, name in enumerate(names)}
    return {name: f"{float(part * 100):.2f}%" for name, part in parts.items()}, parts


@st.composite
def audiences(draw: st.DrawFn) -> tuple[dict[str, Any], Audience]:
    """An audience as it is written and as it is meant."""
    written: dict[str, Any] = {}
    meant: dict[str, Any] = {}
    if draw(st.booleans()):
        written["size"] = meant["size"] = draw(st.integers(1, 10**9))
    codes = draw(st.lists(st.from_regex(r"[A-Za-z]{2}", fullmatch=True), max_size=3))
    written["countries"], meant["countries"] = codes, tuple(map(str.upper, codes))
    told = draw(st.sampled_from(["rates", "counts", "deliveries", "states", None]))
    if told == "rates":
        written[told], meant[told] = draw(parts_of_a_whole(OUTCOMES))
    elif told == "states":
        written[told], meant[told] = draw(parts_of_a_whole(("verified-first", "unverified-agreed")))
    elif told == "counts":
        written[told] = meant[told] = {"at_once": draw(st.integers(1, 10**6)), "never": draw(st.integers(0, 10**6))}
    elif told == "deliveries":
        written[told] = meant[told] = draw(WORDS)
    if draw(st.booleans()):
        times = sorted(draw(st.sets(st.integers(1, 1439), max_size=4)))
        grown = sorted(draw(st.lists(PERCENT, min_size=len(times), max_size=len(times))))
        written["delays"] = {f"{time}m": f"{part}%" for time, part in zip(times, grown, strict=True)} | {"1d": "100%"}
        points = [(time * 60, Fraction(part) / 100) for time, part in zip(times, grown, strict=True)]
        meant["delays"] = (*points, (86400, Fraction(1)))
    return written, Audience(**meant)


@st.composite
def plans(draw: st.DrawFn) -> tuple[dict[str, Any], SendPlan]:
    """A plan as it is written and as it is meant."""
    written: dict[str, Any] = {"kind": "send-plan"}
    meant: dict[str, Any] = {}
    for key in ("deliver_within", "starts_after", "code_valid_for"):
        if draw(st.booleans()):
            written[key], meant[key] = draw(SECONDS)
    for key in ("notice", "industry"):
        if draw(st.booleans()):
            written[key] = meant[key] = draw(WORDS)
    if draw(st.booleans()):
        start, end = draw(st.tuples(MINUTE, MINUTE).filter(lambda both: both[0] != both[1]))
        written["quiet_hours"], meant["quiet_hours"] = f"{clock(start)}-{clock(end)}", QuietHours(start, end)
    if draw(st.booleans()):
        minute = draw(MINUTE)
        written["send_at"], meant["send_at"] = clock(minute), minute
    for key in ("friends", "deduplicate_by"):
        texts = draw(st.lists(WORDS, max_size=3))
        written[key], meant[key] = texts, tuple(texts)
    before = draw(st.lists(SECONDS, max_size=3))
    written["reminders"] = [{"before": text} for text, _ in before]
    meant["reminders"] = tuple(Reminder(seconds, f"reminders.{at}") for at, (_, seconds) in enumerate(before))
    limits = draw(st.dictionaries(st.sampled_from(["late", "duplicate", "never"]), PERCENT))
    written["limits"] = {key: f"{part}%" for key, part in limits.items()}
    meant["limits"] = {key: Fraction(part) / 100 for key, part in limits.items()}
    prices = draw(st.dictionaries(st.sampled_from(CHANNELS), st.tuples(PERCENT, PERCENT).map(sorted)))
    written["prices"] = {key: f"{low}-{high}" for key, (low, high) in prices.items()}
    meant["prices"] = {key: PriceRange(Fraction(low), Fraction(high)) for key, (low, high) in prices.items()}
    written["audience"], meant["audience"] = draw(audiences())
    steps, read = [], []
    for at in range(draw(st.integers(1, 4))):
        step: dict[str, Any] = {"channel": draw(st.sampled_from(CHANNELS))}
        values: dict[str, Any] = {}
        if (named := draw(st.sampled_from(["template", "text", None]))) is not None:
            step[named] = values[named] = draw(WORDS)
        for key in draw(st.sets(st.sampled_from(["after", "valid_for"]))):
            step[key], values[key] = draw(SECONDS)
        for key in draw(st.sets(st.sampled_from(["on", "via"]))):
            step[key] = values[key] = draw(WORDS)
        if draw(st.booleans()):
            step["unless"] = draw(st.sampled_from(["delivered", "READ", "Sent"]))
            values["unless"] = step["unless"].lower()
        steps.append(step)
        read.append(Step(step["channel"], f"steps.{at}", **values))
    return {**written, "steps": steps}, SendPlan(tuple(read), **meant)


@given(plans())
def test_plans_read_back(both: tuple[dict[str, Any], SendPlan]) -> None:
    """A plan has the same values in YAML, in JSON with and without escapes, and as plain data."""
    written, meant = both
    texts = {
        "plan.yaml": yaml.safe_dump(written, allow_unicode=True, sort_keys=False),
        "plan.yml": yaml.safe_dump(written, default_flow_style=True, width=40),
        "plan.json": json.dumps(written, ensure_ascii=False),
        "escaped.json": json.dumps(written, indent=2),
    }

    for name, text in texts.items():
        assert meant == read_send_plan(Source(name, text)).plan
    assert meant == plan_document(written, "plan").plan


KEYS = st.sampled_from(
    ["kind", "steps", "channel", "audience", "rates", "delays", "1h", "prices", "sms", "exchange", "USD", "evidence",
     "quiet_hours", "timezone", "deliver_by", "reminders", "before", "text", "after", "variables", "limits", "late"]
)  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


def told(source: Source) -> UnreadableError | None:
    """What is wrong with a plan, None where it is read."""
    try:
        read_send_plan(source)
    except UnreadableError as error:
        return error
    return None


@given(st.dictionaries(KEYS, VALUES, max_size=6))
def test_any_data_are_read_or_told(data: dict[str, Any]) -> None:
    """Whatever stands under whatever key, a plan is read or its faults are told at their place, in both languages."""
    for name, text in (("a.json", json.dumps(data)), ("a.yaml", yaml.safe_dump(data))):
        if (error := told(Source(name, text))) is not None:
            assert error.location is not None
            assert in_language(error.reason, CHINESE)


@given(st.text() | st.text("ks:- [{}]'\"\n#|>&*!%@`,1h send-plan"), st.sampled_from(["a.yaml", "a.json", "a"]))
def test_any_text_is_read_or_told(text: str, name: str) -> None:
    """Whatever a file holds, nothing but its faults is raised."""
    error = told(Source(name, text))

    assert error is None or error.reason
