"""`nmlint render`: every variant, its condition, and where its text was written."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nmlint.cli import cli

TEMPLATE = '您好{% if late %}，抱歉晚到{% endif %}\n訂單 {{ no }}{% include "part.j2" %}\n'

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `nmlint` beside a template with a branch and a part."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "a.j2").write_text(TEMPLATE)
    (tmp_path / "part.j2").write_text("客服")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    return lambda *arguments: CliRunner().invoke(cli, arguments)


def test_text(run: Run) -> None:
    """Each variant names its condition, each line its origin, and each foreign part its way."""
    lines = run("render", "a.j2").stdout.splitlines()

    assert {"--- variant 1/2: late", "--- variant 2/2: not late"} <= set(lines)
    assert "a.j2:1:1 | 您好，抱歉晚到" in lines
    assert "         |   ↳ 客服 part.j2:1:1 through a.j2:2:12" in lines


def test_json(run: Run) -> None:
    """Pieces carry the place of their text, which joined together is the variant."""
    data = json.loads(run("render", "a.j2", "--format", "json").stdout)

    assert ("nmlint.render/1", ["late", "not late"]) == (
        data["schema"],
        sorted(variant["condition"] for variant in data["variants"]),
    )
    for variant in data["variants"]:
        assert variant["text"] == "".join(piece["text"] for piece in variant["pieces"])
    values = [piece for piece in data["variants"][0]["pieces"] if piece["value"]]
    assert [("no", "{{ no }}", 2)] == [(piece["value"], piece["text"], piece["line"]) for piece in values]


def test_one_variant(run: Run) -> None:
    """A variant can be asked for by its number."""
    data = json.loads(run("render", "a.j2", "--variant", "2", "--format", "json").stdout)

    assert [2] == [variant["number"] for variant in data["variants"]]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["a.j2", "--variant", "3"], "there are 2 variants"),
        (["a.j2", "--variant", "0"], "there are 2 variants"),
        (["none.j2"], "no such file"),
        (["broken.j2"], "broken.j2:2"),
        (["."], "is a folder"),
    ],
)
def test_what_cannot_be_rendered(run: Run, arguments: list[str], said: str) -> None:
    """A template that cannot be rendered says where and why, with exit code 2."""
    Path("broken.j2").write_text("x\n{% if %}")
    result = run("render", *arguments)

    assert 2 == result.exit_code
    assert said in result.stderr
    assert "Traceback" not in result.output
