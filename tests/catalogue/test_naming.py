"""People write the name of a scenario where its id belongs, and the id that they mean is found."""

from __future__ import annotations

import pytest

import nmlint
from nmlint.catalogue import load_builtin
from nmlint.catalogue.naming import scenario_named

SCENARIOS = load_builtin().scenarios


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("配送通知", "delivery"),
        ("配送", "delivery"),
        (" 配送 通知 ", "delivery"),
        ("帳單", "bill"),
        ("費用確認(帳單)通知", "bill"),
        ("費用確認", "bill"),
        ("預約", "booking"),
        ("預約提醒", "booking-reminder"),
        ("點數", "points-earned"),
        ("得點通知", "points-earned"),
        ("ＯＴＰ", "otp-membership"),
        ("超商取貨", "pick-up"),
        ("Delivery notice", "delivery"),
        ("DELIVERY", "delivery"),
        ("ポイント獲得通知", "points-earned"),
        ("提醒", None),
        ("提醒通知", None),
        ("購物", None),
        ("通知", None),
        ("", None),
        ("促銷", None),
        ("delivary", None),
    ],
)
def test_the_scenario_that_is_meant(written: str, expected: str | None) -> None:
    """A name or a category leads to the one scenario that has it; what several share, and what none has, to none."""
    assert expected == scenario_named(written, SCENARIOS)


def test_every_id_and_name_leads_to_its_scenario() -> None:
    """No name of the catalogue is mistaken for another one."""
    for name, scenario in SCENARIOS.items():
        for written in (name, *scenario.names.values()):
            assert name == scenario_named(written, SCENARIOS), written


def test_an_unknown_scenario_is_told_by_its_id() -> None:
    """Whoever declares a name is told the id."""
    report = nmlint.check({"text": "您的包裹已出貨", "scenario": "帳單"})

    (message,) = [finding.message for finding in report if finding.rule == "scope/unknown"]
    assert "最接近的是「bill」" in message
