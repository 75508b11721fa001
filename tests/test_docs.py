"""What is written about the product agrees with the product."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from nmlint.catalogue import load_builtin
from nmlint.config import load_settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def nmlint(*arguments: str) -> str:
    """What a command prints, whatever its exit code."""
    command = [sys.executable, "-m", "nmlint", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False).stdout.decode()


def test_the_list_of_rules_is_current() -> None:
    """docs/rules.md is what `nmlint rules --format markdown` prints."""
    assert (ROOT / "docs" / "rules.md").read_text(encoding="utf-8") == nmlint(
        "rules", "--format", "markdown", "--lang", "en"
    )


def test_the_finding_in_the_readme_is_one_of_the_example() -> None:
    """The sample output is part of what the first command prints in Chinese."""
    sample = README.partition("```text\n")[2].partition("```")[0]

    assert sample in nmlint("check", "fixtures/examples/delivery.j2", "--lang", "zh-TW")


def test_the_configuration_in_the_readme_is_accepted(tmp_path: Path) -> None:
    """The sample configuration loads, and every key of it has its effect."""
    sample = README.partition("## Configuration")[2].partition("```yaml\n")[2].partition("```")[0]
    (tmp_path / "nmlint.yaml").write_text(sample, encoding="utf-8")
    keys = "templates: {delivery_tw: {items: [date_001], buttons: [contact]}}\n"
    (tmp_path / "line-keys.yaml").write_text(keys, encoding="utf-8")

    settings = load_settings(tmp_path)

    assert ("shop.example.com",) == settings.hosts
    assert settings.jinja.trim_blocks
    entry = settings.for_path(tmp_path / "templates" / "bank" / "bill.j2")
    assert entry is not None
    assert "finance" == entry.profile
    assert ("delivery_tw",) == tuple(known.key for known in settings.template_keys)


def test_evidence_keys_in_the_readme_are_those_the_rules_ask_for() -> None:
    """Every key that a rule asks for is told to authors."""
    asked = set(re.findall(r"evidence\.(\w+)", str([rule.check for rule in load_builtin().rules.values()])))
    told = README.partition("- **Evidence**")[2].partition("\n- **")[0]

    assert set() == {key for key in asked if f"`{key}`" not in told}


def test_the_guard_in_the_readme_runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The example sends the first message and refuses the second, as it stands."""
    monkeypatch.chdir(ROOT)
    part = README.partition("## Before it leaves")[2]
    code = part.partition("```python\n")[2].partition("```")[0]

    exec(compile(code, "README.md", "exec"), {})  # noqa: S102  the README's own words

    sent, refused = capsys.readouterr().out.splitlines()
    assert sent.startswith("notification-message {'messages': [{'type': 'text', 'text': '【好日子書店】")
    assert refused.startswith("shipped: promotion/price-cut | ")
