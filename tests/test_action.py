"""The action that repositories run in CI: its own command, on service plans."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
ACTION = ROOT / "action.yml"
WHOLE = "kind: service-plan\nscenarios:\n- {scenario: delivery, text: 全館 8 折，限時搶購}\n"

pytestmark = pytest.mark.skipif(not ACTION.exists(), reason="the installed package is tested away from the action")


def checked(folder: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """What the action's last step does in a repository."""
    action: dict[str, Any] = yaml.safe_load(ACTION.read_text("utf-8"))
    step = action["runs"]["steps"][-1]
    given = {name: known["default"] for name, known in action["inputs"].items()} | inputs
    env = {name: given[value.removeprefix("${{ inputs.").removesuffix(" }}")] for name, value in step["env"].items()}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", step["run"]],
        cwd=folder,
        env={**os.environ, **env, "PATH": path, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_a_broken_service_plan_fails_the_run(tmp_path: Path) -> None:
    """A plan with an advertisement in it does not get through, and the run says where."""
    (tmp_path / "plan.yaml").write_text(WHOLE, "utf-8")

    run = checked(tmp_path)

    assert run.returncode == 1, run.stderr
    assert "plan.yaml:3:" in run.stdout


def test_an_unreadable_service_plan_fails_the_run(tmp_path: Path) -> None:
    """What could not be judged is no success."""
    (tmp_path / "plan.yaml").write_text(f"{WHOLE}route: self\n", "utf-8")

    assert checked(tmp_path).returncode == 2


def test_arguments_and_paths_are_passed_on(tmp_path: Path) -> None:
    """Several paths, a glob among them, and further arguments; what stands in them is never run."""
    (tmp_path / "plan.yaml").write_text(WHOLE, "utf-8")

    assert checked(tmp_path, paths="*.yaml plan.yaml", arguments="--fail-on never").returncode == 0
    assert checked(tmp_path, paths="plan.yaml;exit").returncode == 2
