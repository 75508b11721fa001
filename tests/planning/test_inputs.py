"""What a plan is worked out from: each figure with its origin, and plans that cannot be worked out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from nmlint.api import Judge
from nmlint.bilingual import in_language
from nmlint.config import Settings
from nmlint.documents.model import SEND_PLAN
from nmlint.documents.plan import PlanDocument
from nmlint.documents.reading import read_file
from nmlint.errors import UnreadableError, UsageError
from nmlint.planning.inputs import Figure, Inputs, inputs_of

PLAN: dict[str, Any] = {
    "kind": "send-plan",
    "scenario": "delivery",
    "sender": "青禾書店",
    "event": "物流取件",
    "deliver_within": "24h",
    "audience": {"size": 12000},
    "steps": [
        {"channel": "notification-message", "text": "【青禾書店】您的訂單 A2611230042 已於 2026/11/23 10:00 出貨。"},
        {"channel": "sms", "text": "【青禾書店】訂單 A2611230042 已出貨。", "after": "30m", "unless": "delivered"},
    ],
}
ROWS = (
    "status,delay\n"
    + "delivered,5s\n" * 60
    + "delivered,3h\n" * 20
    + "delivered,30h\n" * 5
    + "422,\n" * 8
    + "none,\n" * 7
)

Read = Callable[[Mapping[str, Any]], Inputs]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads the inputs of a plan whose files are in a folder of its own."""
    (tmp_path / "past.csv").write_text(ROWS, "utf-8")
    (tmp_path / "past.xlsx").write_text("PK", "utf-8")
    (tmp_path.parent / "outside.csv").write_text(ROWS, "utf-8")
    (tmp_path / "faulty.csv").write_text("status,delay\ndelivered,soon\nlost,\n", "utf-8")

    def of(change: Mapping[str, Any]) -> Inputs:
        path = tmp_path / "plan.yaml"
        plan = {key: value for key, value in {**PLAN, **change}.items() if value is not None}
        path.write_text(yaml.safe_dump(json.loads(json.dumps(plan)), allow_unicode=True), "utf-8")
        judge = Judge(Settings(lang="en", as_of="2026-11-26"))
        document = judge.document(read_file(path, "plan.yaml"), SEND_PLAN, path)
        assert isinstance(document, PlanDocument)
        finder = judge.finder(tmp_path)
        return inputs_of(judge.judge_plan(document, finder, path)[0], lambda name: finder.path(name, str(path)))

    return of


def figures(inputs: Inputs) -> dict[str, Figure]:
    """The figures by name; no name stands twice."""
    found = {figure.name: figure for figure in inputs.figures}

    assert len(found) == len(inputs.figures)
    return found


def audience(**said: Any) -> dict[str, Any]:
    """A change of the audience."""
    return {"audience": {"size": 12000, **said}}


def test_where_nothing_is_known_all_is_assumed(read: Read) -> None:
    """The assumptions of the matrix, the prices of the catalogue and the size of the plan."""
    found = figures(read({}))

    assert {"rates.rejected", "rates.at_once", "rates.later", "rates.never"} == {
        name for name, figure in found.items() if figure.unit == "share" and name.startswith("rates.")
    }
    assert {
        "assumption": {"delays.half", "sms.delivered", "sms.transit"} | {name for name in found if "rates." in name},
        "catalogue": {"price.line", "price.sms"},
        "plan": {"sms.parts", "sms.parts_at_most", "audience.size"},
    } == {
        origin: {name for name, figure in found.items() if figure.origin == origin}
        for origin in {figure.origin for figure in found.values()}
    }
    assert (Fraction(4, 5), 2) == (found["price.sms"].low, found["price.sms"].high)
    assert all(in_language(figure.says, "en") != in_language(figure.says, "zh-TW") for figure in found.values())


@pytest.mark.parametrize(
    ("change", "origin", "later"),
    [
        (audience(rates={"at_once": "50%", "later": "50%"}), "plan", Fraction(1, 2)),
        (audience(counts={"at_once": 30, "later": 10}), "counts", Fraction(1, 4)),
        (audience(deliveries="past.csv"), "deliveries", Fraction(1, 5)),
        (audience(states={"verified-agreed": "70%", "verified-first": "30%"}), "states", Fraction(3, 10)),
        ({}, "assumption", Fraction(2, 25)),
    ],
)
def test_the_rates_and_their_origin(read: Read, change: dict[str, Any], origin: str, later: Fraction) -> None:
    """The rates come from one place, and what was counted has its interval and how much was counted."""
    inputs = read(change)
    figure = figures(inputs)["rates.later"]
    estimated = origin in ("counts", "deliveries")

    assert (origin, later, later) == (figure.origin, figure.value, inputs.rates.later)
    assert estimated is (figure.n is not None) is (inputs.n is not None)
    assert estimated is (figure.low is not None and figure.high is not None)


def test_past_deliveries(read: Read) -> None:
    """The delays are those of the file, beside the plan; what came after a day counts as never, and that is told."""
    found = figures(read(audience(deliveries="past.csv")))

    assert (3 * 3600, "deliveries", 20) == (
        found["delays.half"].value,
        found["delays.half"].origin,
        found["delays.half"].n,
    )
    assert (5, "count") == (found["deliveries.beyond"].value, found["deliveries.beyond"].unit)
    assert Fraction(12, 100) == found["rates.never"].value


def test_delays_of_the_plan(read: Read) -> None:
    """Half have it where the line between the points crosses the half."""
    found = figures(read(audience(delays={"1h": "25%", "3h": "75%", "24h": "100%"})))["delays.half"]

    assert (2 * 3600, "plan", None) == (found.value, found.origin, found.n)


def test_an_sms_that_may_grow_costs_more_at_most(read: Read) -> None:
    """Its usual parts are paid at the low price, its most parts at the high one; a fixed text has one number."""
    text = "【青禾書店】{{ name }} 您好，您的訂單 A2611230042 已出貨。"
    long = {**PLAN["steps"][1], "text": text}
    growing, fixed = (read({"steps": [PLAN["steps"][0], sms]}) for sms in (long, PLAN["steps"][1]))
    parts = Fraction(figures(growing)["sms.parts_at_most"].value)

    assert parts > 1
    assert [1, 1, 1] == [
        figures(each)[name].value
        for each, name in ((growing, "sms.parts"), (fixed, "sms.parts"), (fixed, "sms.parts_at_most"))
    ]
    assert [(Fraction(4, 5), 2 * parts), (Fraction(4, 5), 2)] == [
        (each.course.follow_ups[0].low, each.course.follow_ups[0].high) for each in (growing, fixed)
    ]


@pytest.mark.parametrize(
    ("change", "deadline"),
    [
        ({}, 24 * 3600),
        ({"deliver_within": None}, None),
        ({"code_valid_for": "5m"}, 300),
        ({"code_valid_for": "48h"}, 24 * 3600),
        ({"reminders": [{"before": "12h"}, {"before": "2h"}]}, 2 * 3600),
    ],
)
def test_the_deadline(read: Read, change: dict[str, Any], deadline: int | None) -> None:
    """It is the least of all that bounds the plan."""
    assert deadline == read(change).course.deadline


def test_prices_and_shares_of_the_plan(read: Read) -> None:
    """What the plan says goes before the catalogue; a channel without a price counts as free, and says so."""
    steps = [PLAN["steps"][0], {"channel": "email", "text": "您的訂單已出貨。", "after": "1h", "unless": "delivered"}]
    change = {"steps": steps, "prices": {"notification-message": "0.3"}, **audience(delivered={"email": "50%"})}
    found = figures(read(change))

    assert ("plan", Fraction(3, 10)) == (found["price.line"].origin, found["price.line"].value)
    assert ("assumption", 0) == (found["price.email"].origin, found["price.email"].value)
    assert "none known" in found["price.email"].says
    assert ("plan", Fraction(1, 2)) == (found["email.delivered"].origin, found["email.delivered"].value)


@pytest.mark.parametrize("steps", [PLAN["steps"][:1], PLAN["steps"][1:]])
def test_what_a_plan_lacks_is_completed(read: Read, steps: list[dict[str, Any]]) -> None:
    """A message without fallback gets an SMS, an SMS alone a message before it; the plan itself stays what it is."""
    inputs = read(
        {"steps": [{key: value for key, value in step.items() if key not in ("after", "unless")} for step in steps]}
    )

    assert inputs.completed.line is not None
    assert ["sms"] == [step.channel for step in inputs.completed.follow_ups]
    assert inputs.course != inputs.completed
    assert (inputs.course.line is None) is not (not inputs.course.follow_ups)


def test_a_completed_plan_has_the_shares_of_the_plan(read: Read) -> None:
    """An SMS that is added arrives as the plan says of its SMS."""
    inputs = read({"steps": PLAN["steps"][:1], **audience(delivered={"sms": "50%"})})

    assert Fraction(1, 2) == inputs.completed.follow_ups[0].delivered


@pytest.mark.parametrize(
    ("change", "said", "chinese"),
    [
        ({"steps": PLAN["steps"][::-1]}, "plan.yaml:13:12: the notification message is not the first", "請往前移"),
        ({"steps": [*PLAN["steps"], *PLAN["steps"][1:] * 4]}, ": too many steps", "步驟太多"),
        (audience(delays={"48h": "100%"}), "plan.yaml:3:5: nothing is delivered after 24 hours", "24 小時"),
        (audience(deliveries="a\0b.csv"), "there is no such file beside the plan", "沒有這個檔案"),
        (audience(deliveries="missing.csv"), "there is no such file beside the plan", "沒有這個檔案"),
        (audience(deliveries="../outside.csv"), "is no file within the folders", "不予讀取"),
        (audience(deliveries="past.xlsx"), "past.xlsx: rows are read from a .csv or a .jsonl", ".jsonl"),
    ],
)
def test_what_cannot_be_worked_out(read: Read, change: dict[str, Any], said: str, chinese: str) -> None:
    """A plan that is none for the planner is refused at the place that says so."""
    with pytest.raises(UsageError) as refused:
        read(change)

    assert said in in_language(refused.value.args[0], "en")
    assert chinese in in_language(refused.value.args[0], "zh-TW")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("faulty.csv", "row 2, delay: 'soon' is no duration"),
        ("faulty.csv", "row 3, status: 'lost' is none"),
    ],
)
def test_deliveries_that_cannot_be_read(read: Read, name: str, said: str) -> None:
    """A faulty file is told with its row."""
    with pytest.raises(UnreadableError) as refused:
        read(audience(deliveries=name))

    assert said in refused.value.reason
