"""`nmlint eval`: what is counted, and how sure it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from nmlint.cli import cli
from nmlint.evaluation import LABELS, Share

FIELDS = {
    "n",
    "recall_block",
    "recall_flagged",
    "fpr_block",
    "fpr_flagged",
    "mixed_recall",
    "scenario_top1",
    "scenario_top2",
    "scenario_macro_top1",
}
ROWS: list[dict[str, Any]] = [
    {"text": "今晚加購享８折，限時優惠買一送一！", "label": "promo", "lang": "zh-TW"},
    {"text": "您的訂單已出貨。另有全館限時優惠８折！", "label": "mixed", "lang": "zh-TW", "scenario": 1},
    {
        "text": "【好日子書店】您訂購的商品（訂單 A123）已於 2026/11/23 出貨，預計 2026/11/25 送達。",
        "label": "transactional",
        "lang": "zh-TW",
        "scenario": "delivery",
    },
    {"text": "Your parcel has been shipped and arrives on 2026-11-25.", "label": "transactional", "scenario": "1"},
    {"text": "something else", "label": "spam"},
]

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `nmlint eval` on rows or raw lines."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")

    def invoke(lines: list[dict[str, Any] | bytes], *arguments: str) -> Result:
        raw = (line if isinstance(line, bytes) else json.dumps(line, ensure_ascii=False).encode() for line in lines)
        Path("rows.jsonl").write_bytes(b"\n".join(raw) + b"\n")
        return CliRunner().invoke(cli, ["eval", "rows.jsonl", *arguments])

    return invoke


def test_the_contract(run: Run) -> None:
    """Every group has every field; what cannot be measured is null; other labels are left out."""
    result = run([*ROWS], "--format", "json")
    data = json.loads(result.stdout)
    overall = data["overall"]

    assert (0, "nmlint.eval/1", 1) == (result.exit_code, data["schema"], data["rows"]["left_out"])
    assert [FIELDS] * 3 == [set(group) for group in (overall, *data["by_lang"].values())]
    assert [FIELDS | {"hits_positive", "hits_transactional", "precision"}] * len(data["by_rule"]) == [
        set(group) for group in data["by_rule"].values()
    ]
    assert ["und", "zh-TW"] == list(data["by_lang"])
    assert (4, 2, 2, 1, 3) == (
        overall["n"],
        overall["recall_block"]["n"],
        overall["fpr_block"]["n"],
        overall["mixed_recall"]["n"],
        overall["scenario_top1"]["n"],
    )
    assert (1.0, 0.0) == (overall["recall_block"]["value"], overall["fpr_block"]["value"])
    assert data["by_lang"]["und"]["recall_block"] is None
    assert overall["scenario_top2"]["value"] == 1.0


def test_rules_are_counted(run: Run) -> None:
    """A rule's hits are counted by row, on either side."""
    rules = json.loads(run([*ROWS], "--format", "json").stdout)["by_rule"]
    promotional = [group for rule, group in rules.items() if rule.startswith("promotion/")]

    assert promotional
    assert all(group["hits_positive"] <= 2 and group["hits_transactional"] == 0 for group in promotional)
    assert all(4 == group["n"] for group in rules.values())


def test_table(run: Run) -> None:
    """The table shows the same for people."""
    text = run([*ROWS]).stdout

    assert "4 rows, 1 rows left out" in text
    assert "recall_block         100.00% [" in text


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"{", "no valid JSON"),
        (b"[]", "a row is an object"),
        (b'{"label": "promo"}', '"text" must be a text'),
        (b'{"text": " ", "label": "promo"}', '"text" must be a text'),
        (b'{"text": "x"}', '"label" must be a text'),
        (b'{"text": "\\ud800", "label": "promo"}', '"text" holds half a character'),
        (b'{"text": "x", "label": "promo", "id": "\\ud800"}', '"id" holds half a character'),
        (b'{"text": "x", "label": "promo", "lang": "\\ud800"}', '"lang" holds half a character'),
        (b'{"text": "x", "facts": {}}', '"facts" must be a list'),
        (b'{"text": "x", "facts": [{"kind": "date"}]}', 'fact 1 of "facts" lacks "kind" or "value"'),
        (b'{"text": "x", "facts": [{"kind": "\\ud800", "value": ""}]}', '"kind" holds half a character'),
        (b'{"text": "x", "label": 3, "facts": []}', '"label" must be a text'),
        (b'{"text": "x", "label": "promo", "scenario": 99}', '"scenario" 99 is neither the number nor the id'),
        (b"\xff", "not UTF-8 at byte 1"),
        (b"[" * 100_000, ""),
        (b'{"text": "' + b"x" * 2_000_000 + b'", "label": "promo"}', "longer than a megabyte"),
    ],
)
def test_malformed_rows(run: Run, line: bytes, said: str) -> None:
    """A line that is no row is told by number and reason, the others are measured, and the code is 2."""
    result = run([ROWS[0], line, ROWS[2]], "--format", "json")
    data = json.loads(result.stdout)

    assert (2, 2, [2]) == (result.exit_code, data["rows"]["judged"], [row["line"] for row in data["rows"]["malformed"]])
    assert f"rows.jsonl:2: {said}" in result.stderr


def test_labels_that_count_are_named(run: Run) -> None:
    """Where rows are left out or none is left, the labels that count are told; the help names them too."""
    said = "rows count whose label is transactional, promo or mixed"
    left_out = run([{"text": "您好", "label": "neutral"}])

    assert (3, True) == (left_out.exit_code, f"{said}; 1 left out" in left_out.stderr)
    assert said in run([b""]).stderr
    assert said not in run([{"text": "您好", "label": "promo"}]).stderr
    assert all(label in run([b""], "--help").stdout for label in LABELS)


def test_nothing_to_measure(run: Run) -> None:
    """A file without rows is exit code 3."""
    assert 3 == run([b"", b"  "]).exit_code


@pytest.mark.parametrize("path", ["none.jsonl", "."])
def test_unreadable_file(run: Run, path: str) -> None:
    """A file that cannot be read is a sentence and exit code 2, also behind one that can be."""
    run([])
    result = CliRunner().invoke(cli, ["eval", "rows.jsonl", path])

    assert (2, False) == (result.exit_code, "Traceback" in result.output)


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662)],
)
def test_wilson(hits: int, n: int, low: float, high: float) -> None:
    """The interval is Wilson's."""
    share = Share.of(hits, n)

    assert share is not None
    assert low == pytest.approx(share.low, abs=5e-5)
    assert high == pytest.approx(share.high, abs=5e-5)


@given(
    st.lists(st.integers(1, 50).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1, max_size=18)
)
def test_means_lie_within_their_interval(pairs: list[tuple[int, int]]) -> None:
    """A mean of shares is a share again, between its bounds, and no wider than the widest of them."""
    shares = [share for hits, n in pairs if (share := Share.of(hits, n)) is not None]
    mean = Share.mean(shares)

    assert mean is not None
    assert 0 <= mean.low <= mean.value <= mean.high <= 1
    assert mean.high - mean.low <= max(share.high - share.low for share in shares) + 1e-9


def test_nothing_measured_is_nothing() -> None:
    """Without rows there is no share."""
    assert (None, None) == (Share.of(0, 0), Share.mean([]))
