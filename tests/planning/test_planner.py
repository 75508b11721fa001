"""Whole plans worked out from their files: the figures, the plan that is recommended, and how far both hold."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from html import unescape
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import nmlint
from nmlint.api import Judge
from nmlint.channel.outcomes import Rates, expect
from nmlint.cli.planning import report_on
from nmlint.config import Settings
from nmlint.documents.model import SEND_PLAN
from nmlint.documents.plan import PlanDocument
from nmlint.documents.reading import read_file
from nmlint.durations import parsed
from nmlint.output.plan import PlanText
from nmlint.output.plan_figures import rows_of
from nmlint.output.plan_page import plan_page
from nmlint.planning.inputs import Inputs, inputs_of
from nmlint.planning.planner import Simulation
from nmlint.planning.simulation import agreement, simulate

FOLDER = Path(__file__).parents[2] / "fixtures" / "planning" / "plans"
STORIES = sorted(path.parent.name for path in FOLDER.glob("*/plan.yaml"))
VARIANTS: list[dict[str, Any]] = yaml.safe_load((FOLDER / "variants.yaml").read_text("utf-8"))
SCHEMA = Draft202012Validator(json.loads((files("nmlint.output") / "plan.schema.json").read_text("utf-8")))
BY_NAME = pytest.mark.parametrize("variant", VARIANTS, ids=[variant["name"] for variant in VARIANTS])
BY_STORY = pytest.mark.parametrize("story", STORIES)
DAY = "2026-11-26"
NO_TIMER_FAULT = re.compile(r"channel/(timer-.*|no-timer|broadcast|success-not-delivered)")
TEXTS = {
    "line": (
        "【青禾書店】您的訂單 A2611230042 已於 2026/11/23 10:00 出貨，預計 2026/11/25 送達。"
        "若您已取貨，請忽略此訊息。客服 02-2345-6789"
    ),
    "sms": "【青禾書店】訂單 A2611230042 已於 2026/11/23 10:00 出貨，2026/11/25 送達。若已取貨請忽略。",
}
SHIPPING: dict[str, Any] = {
    "kind": "send-plan",
    "scenario": "delivery",
    "sender": "青禾書店",
    "event": "物流取件",
    "basis": "the customer's own order",
    "evidence": {"phone_source": "會員註冊時填寫"},
    "deliver_within": "24h",
    "deduplicate_by": ["order_no"],
    "audience": {"size": 12000, "countries": ["TW"]},
}


def settings_in(lang: str = "en") -> Settings:
    """Settings that do not depend on the day or the machine."""
    return Settings(lang=lang, as_of=DAY)


def report_of(path: Path, lang: str = "en", simulation: Simulation | None = None) -> dict[str, Any]:
    """The report on a plan, held to its schema."""
    report, _ = report_on(path, settings_in(lang), simulation)

    assert [] == [error.message for error in SCHEMA.iter_errors(report)]
    return report


def step_of(short: str, texts: Mapping[str, str]) -> dict[str, Any]:
    """A step from its short form: a channel, then its timer, then keys with their values."""
    channel, *words = short.split()
    step: dict[str, Any] = {"channel": "notification-message" if channel == "line" else channel}
    step["text"] = texts["line" if channel == "line" else "sms"]
    for word in words:
        key, given, value = word.partition("=")
        if given:
            step[key] = int(value) if value.isdigit() else value
        else:
            step |= {"after": word, "unless": "delivered"}
    return step


def plan_of(variant: Mapping[str, Any]) -> dict[str, Any]:
    """The shipping plan with what a variant changes."""
    texts = {**TEXTS, **variant.get("texts", {})}
    steps = [step_of(short, texts) for short in variant.get("steps", ["line", "sms 30m"])]
    changed = {**SHIPPING, **variant.get("change", {}), "steps": steps}
    return {key: value for key, value in changed.items() if value is not None}


def stored(folder: Path, plan: Mapping[str, Any]) -> Path:
    """A plan's file."""
    path = folder / "plan.yaml"
    path.write_text(yaml.safe_dump(dict(plan), allow_unicode=True, sort_keys=False), "utf-8")
    return path


def read(path: Path) -> Inputs:
    """What a plan is worked out from."""
    judge = Judge(settings_in())
    document = judge.document(read_file(path, str(path)), SEND_PLAN, path)

    assert isinstance(document, PlanDocument)
    finder = judge.finder(path.parent)
    return inputs_of(judge.judge_plan(document, finder, path)[0], lambda name: finder.path(name, str(path)))


def planned_again(path: Path, report: Mapping[str, Any]) -> dict[str, Any]:
    """The report on the plan that was recommended, as it is pasted beside the one that was read."""
    again = path.with_name("again.yaml")
    again.write_text(report["recommended"]["yaml"], "utf-8")
    return report_of(again)


def seconds(written: str | None) -> int | None:
    """A duration of a fixture."""
    return None if written is None else parsed(written)


def option_of(report: Mapping[str, Any], timer: int) -> dict[str, Any]:
    """The option with a timer."""
    (found,) = (option for option in report["options"] if option["timer"] == timer)
    return dict(found)


def require_figures(expected: Mapping[str, Any], option: Mapping[str, Any]) -> None:
    """An option has the figures worked out by hand."""
    for key, value in expected.items():
        found = option[key]
        if key in ("cost", "saving"):
            assert pytest.approx(value) == [found["low"], found["high"]], key
        elif key in ("yours", "messages"):
            assert value == found, key
        else:
            assert pytest.approx(value, abs=1e-6) == found["value"], key


@BY_STORY
def test_figures_worked_out_by_hand(story: str) -> None:
    """Each story has the shares, messages and money that its fixture works out."""
    report = report_of(FOLDER / story / "plan.yaml")
    expected = yaml.safe_load((FOLDER / story / "expected.yaml").read_text("utf-8"))

    assert expected["verdict"] == report["verdict"]
    assert expected["recommended"] == {key: report["recommended"][key] for key in ("channel", "timer")}
    assert expected["latest"] == report["latest"]["timer"]
    assert expected["cheapest"] == report["cheapest"]["timer"]
    for timer, figures in expected["options"].items():
        require_figures(figures, option_of(report, timer))
    for key in ("line_only", "sms_only"):
        require_figures(expected[key], report[key])


@BY_STORY
@pytest.mark.parametrize("lang", ["en", "zh-TW"])
def test_text_and_page_say_the_figures(story: str, lang: str) -> None:
    """People read the figures of the JSON and the sentences of the fixture, in the text as on the page."""
    report = report_of(FOLDER / story / "plan.yaml", lang)
    text = "\n".join(PlanText(lang, 160).lines(report))
    page = unescape(re.sub(r"<[^>]*>", " ", plan_page(report, lang)))
    says = yaml.safe_load((FOLDER / story / "expected.yaml").read_text("utf-8"))["says"][lang]

    for said in (text, page):
        squeezed = re.sub(r"\s", "", said)
        missing = [figure.text for row in rows_of(report, lang) for figure in row.figures if figure.text not in said]
        assert not missing
        assert not [why for why in report["recommended"]["why"] if re.sub(r"\s", "", why) not in squeezed]
    assert not [words for words in says if re.sub(r"\s", "", words) not in re.sub(r"\s", "", text)]


@BY_NAME
def test_variants(variant: Mapping[str, Any], tmp_path: Path) -> None:
    """What is recommended when a plan is changed, and why."""
    report = report_of(stored(tmp_path, plan_of(variant)))
    recommended, expected = report["recommended"], variant["recommended"]
    why = "\n".join(recommended["why"])

    assert (expected["channel"], seconds(expected["timer"])) == (recommended["channel"], recommended["timer"])
    for key in ("cheapest", "latest"):
        if key in variant:
            assert seconds(variant[key]) == (report[key] and report[key]["timer"])
    assert variant.get("why_none", "") in (report["why_none"] or "")
    assert ("why_none" in variant) is (report["why_none"] is not None) or "cheapest" in variant
    assert not [words for words in variant.get("why", []) if words not in why]
    assert not [words for words in variant.get("notes", []) if words not in "\n".join(report["notes"])]
    assert not [words for words in variant.get("no_notes", []) if words in "\n".join(report["notes"])]
    if "deadline" in variant:
        assert seconds(variant["deadline"]) == report["plan"]["deadline"]
    for name in ("line_only", "sms_only"):
        assert bool(report[name] and report[name]["yours"]) is (name in variant.get("yours", []))
    assert ("table" in variant) is (report["line_only"] is None)
    assert ("yours" not in variant) is any(option["yours"] for option in report["options"])
    if "from" in variant:
        origins = {given["from"] for given in report["inputs"] if given["name"].startswith("rates.")}
        assert {variant["from"]} == origins
    told = {given["name"]: given for given in report["inputs"]}
    assert all(told[name]["value"] == 0 and told[name]["from"] == "assumption" for name in variant.get("unpriced", []))


@BY_NAME
def test_grounds_and_notes_in_chinese(variant: Mapping[str, Any], tmp_path: Path) -> None:
    """Whoever reads Chinese is told as much, and nothing in English."""
    path = stored(tmp_path, plan_of(variant))
    english, chinese = (report_of(path, lang) for lang in ("en", "zh-TW"))
    notes = [(report["notes"], report["recommended"]["why"]) for report in (english, chinese)]

    assert [len(told) for told in notes[0]] == [len(told) for told in notes[1]]
    assert not [said for told in notes[1] for said in told if re.search("[\u4e00-\u9fff]", said) is None]
    assert not [said for told in notes[0] for said in told if re.search("[\u4e00-\u9fff]", said)]


@pytest.mark.parametrize("variant", [each for each in VARIANTS if "table" in each], ids=lambda each: str(each["name"]))
def test_a_message_that_is_not_sent_has_no_figures(variant: Mapping[str, Any], tmp_path: Path) -> None:
    """A plan without a notification message that should have none shows nothing of one, and raises no alarm."""
    report = report_of(stored(tmp_path, plan_of(variant)))

    assert ([], [], None, None, None) == tuple(
        report[key] for key in ("options", "delays", "latest", "cheapest", "why_none")
    )
    names = {given["name"] for given in report["inputs"]}
    assert {"sms.delivered", "sms.transit", "price.sms", "sms.parts", "sms.parts_at_most", "audience.size"} <= names
    assert not [name for name in names if name.startswith(("rates.", "delays.")) or name == "price.line"]


def test_no_alarm_where_another_channel_is_advised() -> None:
    """That no timer suits a message that should go by SMS is no news; the table of its timers stays."""
    path = FOLDER / "card-use" / "plan.yaml"
    report = report_of(path)

    assert "sms" == report["recommended"]["channel"]
    assert (240, None) == (report["latest"]["timer"], report["why_none"])
    assert report["options"]


def test_the_timers_of_the_table() -> None:
    """From the shortest that makes sense on; no message is reported as delivered sooner."""
    timers = [option["timer"] for option in report_of(FOLDER / "shipping" / "plan.yaml")["options"]]

    assert [60 * minutes for minutes in (1, 5, 15, 30, 60, 120, 240, 480, 720, 1440)] == timers


@pytest.mark.parametrize(
    ("change", "budget"),
    [
        ({}, None),
        ({"budget": "30000 TWD"}, {"amount": 30000, "currency": "TWD", "written": "30000 TWD", "sendings": 1}),
        (
            {"budget": "1000 USD", "exchange": {"USD": 32.5}},
            {"amount": 32500, "currency": "TWD", "written": "1000 USD", "sendings": 1},
        ),
        (
            {"budget": "30000 TWD", "reminders": [{"before": "1d"}]},
            {"amount": 30000, "currency": "TWD", "written": "30000 TWD", "sendings": 2},
        ),
    ],
)
def test_the_budget(change: dict[str, Any], budget: Mapping[str, Any] | None, tmp_path: Path) -> None:
    """It is told in the currency of the costs, and as it was written."""
    assert budget == report_of(stored(tmp_path, plan_of({"change": change})))["budget"]


def test_rows_delivered_too_late_are_told(tmp_path: Path) -> None:
    """With their number, and what may be wrong with them."""
    (tmp_path / "past.csv").write_text("status,delay\n" + "delivered,5s\n" * 90 + "delivered,30h\n" * 10, "utf-8")
    change = {"audience": {"size": 100, "deliveries": "past.csv"}}
    english, chinese = (
        "\n".join(report_of(stored(tmp_path, plan_of({"change": change})), lang)["notes"]) for lang in ("en", "zh-TW")
    )

    assert "10 rows of the log were delivered after more than 24 hours" in english
    assert "10 列" in chinese
    assert "clocks" in english


@BY_NAME
def test_the_recommended_plan_can_be_pasted(variant: Mapping[str, Any], tmp_path: Path) -> None:
    """It reads back as a plan that nothing is wrong with in its timers, and for which the same is recommended."""
    path = stored(tmp_path, plan_of(variant))
    report = report_of(path)
    recommended = report["recommended"]

    if recommended["channel"] == "do-not-send":
        assert "" == recommended["yaml"]
        return
    again = planned_again(path, report)
    (artefact,) = nmlint.check(tmp_path / "again.yaml", config=settings_in()).artefacts

    assert not [f.rule for f in artefact.findings if NO_TIMER_FAULT.fullmatch(f.rule)]
    assert "block" != artefact.verdict
    for key in ("channel", "timer", "yaml"):
        assert recommended[key] == again["recommended"][key], key
    assert [option["yours"] for option in again["options"] if option["timer"] == recommended["timer"]] == (
        [True] if recommended["channel"] == "notification-message" else []
    )


@BY_STORY
def test_the_recommended_plan_of_a_story(story: str, tmp_path: Path) -> None:
    """With its texts beside it, the plan to paste is judged as well as they are."""
    for path in (FOLDER / story).iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    report = report_of(tmp_path / "plan.yaml")
    again = planned_again(tmp_path / "plan.yaml", report)

    assert "block" != again["verdict"]
    assert not [found for found in again["findings"] if NO_TIMER_FAULT.fullmatch(found["rule"])]
    assert report["recommended"]["yaml"] == again["recommended"]["yaml"]


def test_the_steps_of_the_recommended_plan(tmp_path: Path) -> None:
    """What follows how is written out for each step; words of orchestrators go, all else of the author's stays."""
    steps = ["line", "app-push 10m via=app fallbackAfter=3600 successStatus=delivered", "sms via=vendor"]
    report = report_of(stored(tmp_path, plan_of({"steps": steps})))
    told = yaml.safe_load(report["recommended"]["yaml"])

    assert [
        {"channel": "notification-message"},
        {"channel": "app-push", "via": "app", "after": "10m", "unless": "delivered"},
        {"channel": "sms", "via": "vendor", "after": "1h", "unless": "delivered"},
    ] == [{key: value for key, value in step.items() if key != "text"} for step in told["steps"]]
    assert {key: value for key, value in told.items() if key != "steps"} == SHIPPING


@BY_STORY
def test_two_runs_are_alike(story: str) -> None:
    """The same plan makes the same bytes, as does the same seed."""
    path = FOLDER / story / "plan.yaml"

    for simulation in (None, Simulation(2000, 7)):
        first, second = (json.dumps(report_of(path, "zh-TW", simulation)) for _ in range(2))
        assert first == second
    other = report_of(path, "zh-TW", Simulation(2000, 8))
    assert report_of(path, "zh-TW", Simulation(2000, 7))["simulation"] != other["simulation"]


@BY_STORY
def test_the_replay_agrees(story: str) -> None:
    """Sends replayed one by one come out as they were reckoned."""
    simulation = report_of(FOLDER / story / "plan.yaml", simulation=Simulation(20_000, 1))["simulation"]

    assert (20_000, 1) == (simulation["sends"], simulation["seed"])
    assert [] == [measure["name"] for measure in simulation["measures"] if not measure["agrees"]]
    assert {"duplicate", "late", "never", "on_time", "notification-message", "sms"} == {
        measure["name"] for measure in simulation["measures"]
    }


def with_other_rates(inputs: Inputs) -> Inputs:
    """Two percent more are never reached."""
    rates, moved = inputs.rates, Fraction(1, 50)
    return replace(inputs, rates=Rates(rates.rejected, rates.at_once - moved, rates.later, never=rates.never + moved))


def with_a_longer_timer(inputs: Inputs) -> Inputs:
    """The follow-up goes out an hour later."""
    return replace(inputs, course=inputs.course.with_timer(inputs.course.follow_ups[0].after + 3600))


def with_a_worse_sms(inputs: Inputs) -> Inputs:
    """Some more of the SMS are lost."""
    step = inputs.course.follow_ups[0]
    worse = replace(step, delivered=step.delivered - Fraction(1, 20))
    return replace(inputs, course=replace(inputs.course, follow_ups=(worse,)))


@pytest.mark.parametrize("mistaken", [with_other_rates, with_a_longer_timer, with_a_worse_sms])
def test_the_replay_notices_a_wrong_reckoning(mistaken: Callable[[Inputs], Inputs]) -> None:
    """A reckoning of something else than what is replayed does not pass for it."""
    inputs = read(FOLDER / "shipping" / "plan.yaml")
    result = simulate(inputs.course, inputs.rates, inputs.delays, sends=20_000, seed=1)
    wrong = mistaken(inputs)

    assert all(measure.agrees for measure in agreement(expect(inputs.course, inputs.rates, inputs.delays), result))
    assert not all(measure.agrees for measure in agreement(expect(wrong.course, wrong.rates, wrong.delays), result))


CHANNELS = st.sampled_from(["sms", "email", "app-push"])
TIMERS = st.sampled_from(["0s", "30s", "1m", "7m", "30m", "1h", "5h", "12h", "23h", "24h", "36h"])
PERCENT = st.integers(0, 100).map(lambda number: f"{number}%")


@st.composite
def wholes(draw: st.DrawFn) -> dict[str, str]:
    """Four shares that make 100 %."""
    cuts = sorted(draw(st.lists(st.integers(0, 100), min_size=3, max_size=3)))
    parts = [after - before for before, after in pairwise((0, *cuts, 100))]
    return dict(zip(("rejected", "at_once", "later", "never"), (f"{part}%" for part in parts), strict=True))


@st.composite
def plans(draw: st.DrawFn) -> dict[str, Any]:
    """Plans of all kinds that can be read."""
    follow_ups = draw(st.lists(st.tuples(CHANNELS, TIMERS), max_size=4))
    line = draw(st.booleans()) or not follow_ups
    steps = ["line"] * line + [f"{channel} {timer}" for channel, timer in follow_ups]
    audience: dict[str, Any] = {"countries": ["TW"]}
    audience |= draw(st.fixed_dictionaries({}, optional={"size": st.integers(1, 5_000_000), "rates": wholes()}))
    optional: dict[str, st.SearchStrategy[Any]] = {
        "deliver_within": st.sampled_from(["30s", "5m", "1h", "2h", "24h", "9d"]),
        "starts_after": st.sampled_from(["0s", "20m", "23h", "25h"]),
        "send_at": st.sampled_from(["00:00", "09:10", "21:45"]),
        "quiet_hours": st.sampled_from(["22:00-08:00", "12:00-13:30"]),
        "budget": st.integers(1, 10_000_000).map(lambda amount: f"{amount} TWD"),
        "code_valid_for": st.sampled_from(["5m", "3h", "2d"]),
        "reminders": st.sampled_from([[{"before": "2h"}], [{"before": "24h"}, {"before": "90m"}]]),
        "limits": st.dictionaries(st.sampled_from(["late", "duplicate", "never"]), PERCENT, min_size=1),
    }
    change = {"deliver_within": None, **draw(st.fixed_dictionaries({}, optional=optional)), "audience": audience}
    return plan_of({"steps": steps, "change": change})


def require_room_for_quiet_hours(report: Mapping[str, Any]) -> None:
    """Where a plan starts at any hour, every follow-up arrives by the deadline even if quiet hours hold it."""
    plan, deadline, steps = yaml.safe_load(report["recommended"]["yaml"]), report["plan"]["deadline"], []
    if deadline is None or "quiet_hours" not in plan or "send_at" in plan:
        return
    given = {each["name"]: each["value"] for each in report["inputs"]}
    quiet, at = (
        {"22:00-08:00": 36_000, "12:00-13:30": 5400}[plan["quiet_hours"]],
        seconds(plan.get("starts_after")) or 0,
    )
    for step in plan["steps"][1:]:
        at += seconds(step["after"]) or 0
        steps.append(at + quiet + given[f"{step['channel']}.transit"] <= deadline)
    assert all(steps)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(
    plan={
        "kind": "send-plan",
        "scenario": "delivery",
        "sender": "青禾書店",
        "deliver_within": "24h",
        "steps": [
            {"channel": "sms", "text": TEXTS["sms"]},
            {"channel": "sms", "text": TEXTS["sms"], "after": "24h", "unless": "delivered"},
        ],
    }
)
@given(plan=plans())
def test_any_plan(plan: dict[str, Any], tmp_path: Path) -> None:
    """Every report keeps the contract: shares are shares, rows ascend, and what is recommended keeps the limits."""
    path = stored(tmp_path, plan)
    report = report_of(path)
    timers = [option["timer"] for option in report["options"]]
    recommended = report["recommended"]

    assert sorted(set(timers)) == timers
    for option in filter(None, (*report["options"], report["line_only"], report["sms_only"])):
        together = sum(option[name]["value"] for name in ("on_time", "late", "never"))
        assert pytest.approx(1, abs=1e-5) == together
        assert option["each"]["low"] <= option["each"]["high"]
    for before, after in pairwise(report["options"]):
        assert before["late"]["value"] <= after["late"]["value"]
        assert before["duplicate"]["value"] >= after["duplicate"]["value"]
    if recommended["timer"] is not None and report["cheapest"] is not None:
        chosen = option_of(report, recommended["timer"])
        assert all(limit is None or chosen[name]["value"] <= limit for name, limit in report["limits"].items())
    by_line = recommended["channel"] == "notification-message"
    if by_line and not any("cannot be met" in why for why in recommended["why"]):
        require_room_for_quiet_hours(report)
    if recommended["yaml"]:
        again = planned_again(path, report)
        assert recommended["yaml"] == again["recommended"]["yaml"]
        assert not [found for found in again["findings"] if NO_TIMER_FAULT.fullmatch(found["rule"])]
