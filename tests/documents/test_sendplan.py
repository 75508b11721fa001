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

import nmlint
from nmlint.bilingual import CHINESE, ENGLISH, in_language
from nmlint.cli import cli
from nmlint.documents.model import JSON, YAML, Declaration, Variable
from nmlint.documents.plan import (
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
LINE_STEP = (Step("notification-message", "steps.0"),)


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
        ("# nothing yet\n", "the send plan holds 'key: value' lines"),
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


@pytest.mark.parametrize("data", [[], {}, [{"kind": "send-plan"}], {"kind": "send-plan", "steps": []}])
def test_data_that_are_no_plan(data: Any) -> None:
    """A list, and a mapping without steps, are told like the files that hold such."""
    with pytest.raises(UnreadableError) as caught:
        plan_document(data, "plan")

    assert re.search("holds 'key: value' lines|say what is sent", str(caught.value))


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
