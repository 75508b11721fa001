"""What `nmlint eval` shows to people."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from nmlint.cli import cli

FILES: dict[str, list[dict[str, Any]]] = {
    "offers.jsonl": [
        {"text": "今晚加購享８折，限時優惠買一送一！", "label": "transactional", "id": "o-1", "scenario": "delivery"},
        {"text": "明日見", "label": "promo", "lang": "\x1b[31m", "id": "\x1b[31m"},
    ],
    "notices.jsonl": [
        {"text": "您的訂單 A123 已於 2026/11/23\n出貨", "label": "transactional", "scenario": "outage"},
        {"text": "您的包裹已出貨，配送中。", "label": "transactional", "scenario": "delivery"},
        {"text": "2026/11/23", "facts": [{"kind": "date", "value": "2026-11-23"}, {"kind": "plate", "value": "X"}]},
    ],
}

Show = Callable[[str], list[str]]


@pytest.fixture
def show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Show:
    """The lines of `nmlint eval` in a language."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    for name, rows in FILES.items():
        Path(name).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")

    def lines(lang: str) -> list[str]:
        result = CliRunner().invoke(cli, ["eval", *FILES, "--lang", lang])
        assert 0 == result.exit_code, result.output
        return result.stdout.splitlines()

    return lines


@pytest.mark.parametrize(
    ("lang", "wanted"),
    [
        (
            "en",
            [
                "4 rows, 0 rows left out",
                "1 rows for their facts only",
                "overall (n = 4)",
                "offers.jsonl (n = 2)",
                "notices.jsonl (n = 2)",
                "und (n = 3)",
                "by scenario",
                "largest confusions of scenarios",
                "      1  outage taken for delivery",
                "facts recognised: precision, recall",
                "worst mistakes",
                "  blocked wrongly: offers.jsonl:1 o-1: transactional, ",
                "    今晚加購享８折，限時優惠買一送一！",
                "  missed: offers.jsonl:2 ",
                "  wrong scenario: notices.jsonl:1: transactional, outage taken for delivery (",
                "    您的訂單 A123 已於 2026/11/23 出貨",
                "rules: on promotional, on transactional, precision",
            ],
        ),
        (
            "zh-TW",
            [
                "4 列",
                "1 列只計事實",
                "全部 (n = 4)",
                "各情境",
                "最常混淆的情境",
                "      1  outage 誤為 delivery",
                "辨識的事實: 精確率, 召回率",
                "最嚴重的誤判",
                "  誤擋: offers.jsonl:1 o-1: ",
                "  漏判: offers.jsonl:2 ",
                "  情境判錯: notices.jsonl:1: transactional, outage 誤為 delivery (",
                "規則: 命中宣傳, 命中交易, 精確率",
            ],
        ),
    ],
)
def test_everything_is_shown_in_order(show: Show, lang: str, wanted: list[str]) -> None:
    """Groups, scenarios, confusions, facts, the worst mistakes and the rules follow one another."""
    lines = iter(show(lang))

    assert [] == [start for start in wanted if not any(line.startswith(start) for line in lines)]


def test_columns_stand_under_their_heads(show: Show) -> None:
    """The table of scenarios is a table."""
    lines = show("en")
    head, delivery, outage = lines[lines.index("by scenario") + 1 :][:3]

    assert ["n", "top1", "top2", "recall_block", "recall_flagged", "fpr_block", "fpr_flagged"] == head.split()
    assert ["delivery", "2", *["50.00%"] * 2, "-", "-", *["50.00%"] * 2] == delivery.split()
    assert 1 == len({len(line) for line in (head, delivery, outage)})
    assert [head.index(" n ") + 1] == [delivery.index("2")]


def test_what_stands_in_rows_cannot_reach_the_terminal(show: Show) -> None:
    """Control characters in names are shown as what they are."""
    assert "\x1b" not in "\n".join(show("en"))
