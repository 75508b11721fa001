"""A price list that is wrong is a fault at its line, and the one of the catalogue stays in force."""

from __future__ import annotations

from pathlib import Path

import pytest

from nmlint.catalogue import load_builtin, load_pack

SOURCE = "{title: Contract, section: prices, checked: 2026-11-23}"
LINE = f"- {{channel: notification-message, low: 0.2, high: 0.2, currency: TWD, per: message, source: {SOURCE}}}\n"
SMS = f"- {{channel: sms, low: 0.9, high: 1.1, currency: TWD, per: part, source: {SOURCE}}}\n"


def faults(folder: Path, text: str) -> list[str]:
    """What is wrong with a pack that brings these prices."""
    (folder / "policies").mkdir()
    (folder / "policies" / "prices.yaml").write_text(text, encoding="utf-8")
    pack = load_pack(folder, load_builtin())
    assert pack.tables["prices"]
    return [str(fault) for fault in pack.faults]


def test_prices_of_a_pack(tmp_path: Path) -> None:
    """A contract's own prices take the place of ours."""
    assert [] == faults(tmp_path, LINE + SMS)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (LINE + SMS.replace("high: 1.1", "high: 0.1"), ":2: `high` (0.1) is less than `low` (0.9)"),
        (SMS, "there is no price of `notification-message`"),
        (LINE, "there is no price of `sms`"),
    ],
)
def test_wrong_price_lists(tmp_path: Path, text: str, words: str) -> None:
    """A range upside down, and a list by which a plan would be reckoned as free."""
    (only,) = faults(tmp_path, text)

    assert words in only
