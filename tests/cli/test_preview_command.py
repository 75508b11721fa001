"""`nmlint preview`: where the page goes, what it never overwrites, and what is said when there is none."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nmlint.cli import cli
from nmlint.output.preview import picture
from nmlint.output.preview.page import is_page

TEMPLATE = "您好{% if late %}，抱歉晚到{% endif %}，限時優惠買一送一，立即選購！"
PAGE = Path("a.j2.preview.html")

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `nmlint` beside a template that is full of faults, without any browser."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "a.j2").write_text(TEMPLATE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "no-browser"))
    return lambda *arguments, **more: CliRunner().invoke(cli, arguments, **more)


def here() -> set[str]:
    """What stands in the working directory."""
    return {path.name for path in Path().iterdir()}


def test_the_page_goes_into_the_working_directory(run: Run) -> None:
    """It is named after the file, its place is told, and the verdict does not matter."""
    Path("sub").mkdir()
    Path("sub/a.j2").write_text(TEMPLATE)
    result = run("preview", "sub/a.j2")

    assert (0, "", "nmlint: wrote a.j2.preview.html\n") == (result.exit_code, result.stdout, result.stderr)
    assert is_page(PAGE.read_bytes()[:4096])
    assert {".git", "a.j2", "sub", PAGE.name} == here()


def test_an_earlier_page_is_replaced(run: Run) -> None:
    """The same command may run again."""
    codes = [run("preview", "a.j2", "--variant", "1").exit_code, run("preview", "a.j2").exit_code]

    assert [0, 0] == codes
    assert PAGE.read_text().count('class="variant"') == 2


def test_standard_output(run: Run) -> None:
    """With - the page is written there and nowhere else."""
    result = run("preview", "a.j2", "--output", "-")

    assert result.stdout.startswith("<!doctype html>")
    assert (0, "", {".git", "a.j2"}) == (result.exit_code, result.stderr, here())


def test_standard_input(run: Run) -> None:
    """A message from standard input goes to standard output."""
    result = run("preview", "-", input="限時優惠買一送一")

    assert 0 == result.exit_code
    assert "<mark" in result.stdout


@pytest.mark.parametrize("name", ["message.txt", "settings.json"])
def test_a_kind(run: Run, name: str) -> None:
    """What nothing tells the kind of can be given one."""
    Path(name).write_text('{"text": "您的訂單已出貨"}' if name.endswith("json") else "您的訂單已出貨")

    assert (2, 0) == (run("preview", name).exit_code, run("preview", name, "--kind", "message").exit_code)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--output", "a.j2"], "this run reads that file"),
        (["--output", "part.html"], "no nmlint preview"),
        (["--output", "sub"], "no nmlint preview"),
        (["--output", "pipe"], "no nmlint preview"),
        (["--output", "none/x.html"], "cannot be written"),
        (["--png", "part.html"], "no nmlint preview"),
        (["--png", "a.j2"], "this run reads that file"),
        (["--png", "x", "--output", "x"], "the page goes there"),
        (["--variant", "3"], "there are 2 variants"),
        (["--variant", "0"], "there are 2 variants"),
    ],
)
def test_what_is_refused(run: Run, arguments: list[str], said: str) -> None:
    """Nothing but an earlier preview is overwritten, and nothing is written beside the fault."""
    Path("part.html").write_text("<!doctype html>\nmine")
    Path("sub").mkdir()
    os.mkfifo("pipe")
    before = here()
    result = run("preview", "a.j2", *arguments)

    assert 2 == result.exit_code
    assert said in result.stderr
    assert (TEMPLATE, "<!doctype html>\nmine") == (Path("a.j2").read_text(), Path("part.html").read_text())
    assert before == here()


def test_an_included_file_is_an_input(run: Run) -> None:
    """A preview that a template includes is not overwritten by the preview of that template."""
    assert 0 == run("preview", "a.j2").exit_code
    Path("b.j2").write_text('好{% include "a.j2.preview.html" %}')
    result = run("preview", "b.j2", "--output", str(PAGE))

    assert (2, True) == (result.exit_code, "this run reads that file" in result.stderr)


def test_a_link_is_followed(run: Run) -> None:
    """What a symbolic link leads to is replaced, the link stays."""
    run("preview", "a.j2", "--output", "real.html")
    Path("link.html").symlink_to("real.html")
    result = run("preview", "a.j2", "--output", "link.html", "--lang", "zh-TW")

    assert 0 == result.exit_code
    assert Path("link.html").is_symlink()
    assert 'lang="zh-TW"' in Path("real.html").read_text()


@pytest.mark.parametrize(
    ("name", "words", "said"),
    [
        ("broken.j2", "x\n{% if %}", "broken.j2:2"),
        ("broken.json", '{"type": "flex",', "broken.json:1:1: not judged"),
        ("empty.j2", " ", "the file is empty"),
        ("plan.yaml", "kind: service-plan\n", "scenarios: list the notices"),
        ("unknown.txt", "您好", "it is not known what kind of file this is"),
        (".", None, "is a folder"),
        ("none.j2", None, "no such file"),
    ],
)
def test_what_cannot_be_judged(run: Run, name: str, words: str | None, said: str) -> None:
    """There is no page; the reason is told as `check` tells it."""
    if words is not None:
        Path(name).write_text(words)
    result = run("preview", name)

    assert 2 == result.exit_code
    assert said in result.stderr
    assert "not judged" in result.stderr
    assert result.stderr.splitlines()[0] in run("check", name).stdout or words is None
    assert [] == list(Path().glob("*.html"))


def test_the_language(run: Run) -> None:
    """The page and what is said about it are in one language."""
    result = run("preview", "a.j2", "--lang", "zh-TW")

    assert "已寫入" in result.stderr
    assert "預覽：a" in PAGE.read_text()


def test_the_configuration(run: Run) -> None:
    """The sender that the configuration names is shown."""
    Path("other.yaml").write_text("senders: [好日子書店]\n")
    run("preview", "a.j2", "--config", "other.yaml")

    assert "好日子書店" in PAGE.read_text()


def test_without_a_browser(run: Run) -> None:
    """The page is written all the same, and what to install is told."""
    result = run("preview", "a.j2", "--png", "a.png")

    assert 2 == result.exit_code
    assert "wrote a.j2.preview.html" in result.stderr
    assert "install one of chromium" in result.stderr
    assert is_page(PAGE.read_bytes()[:4096])
    assert not Path("a.png").exists()


@pytest.mark.parametrize(("script", "said"), [("exit 0", "made no picture"), ("sleep 60 & sleep 60", "not done after")])
def test_a_browser_that_fails(run: Run, monkeypatch: pytest.MonkeyPatch, script: str, said: str) -> None:
    """A browser that draws nothing, or never ends, is told of and ended."""
    Path("browser").write_text(f"#!/bin/sh\n{script}\n")
    Path("browser").chmod(0o755)
    monkeypatch.setenv("CHROMIUM", str(Path("browser").absolute()))
    monkeypatch.setattr(picture, "_SECONDS", 1)
    result = run("preview", "a.j2", "--png", "a.png")

    assert (2, True) == (result.exit_code, said in result.stderr), result.stderr
    assert not Path("a.png").exists()


@pytest.mark.skipif(picture.find_browser({}) is None, reason="a picture needs a Chromium")
def test_a_picture(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is as wide as a desktop and as high as the page, and may be drawn again."""
    monkeypatch.delenv("CHROMIUM")
    results = [run("preview", "a.j2", "--png", "a.png") for _ in range(2)]
    data = Path("a.png").read_bytes()
    width, height = struct.unpack_from(">II", data, 16)

    assert [0, 0] == [result.exit_code for result in results], results[0].stderr
    assert picture.WIDTH == width
    assert 800 < height < 10_000
    assert picture.is_picture(data)


@pytest.mark.usefixtures("run")
def test_checking_loads_no_preview() -> None:
    """`nmlint check` does without any of it."""
    code = (
        "import sys\nfrom nmlint.cli import cli\n"
        "try: cli(['check', 'a.j2'])\nexcept SystemExit: pass\n"
        "print([name for name in sys.modules if 'preview' in name], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)

    assert b"[]" == done.stderr.splitlines()[-1]
