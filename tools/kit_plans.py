"""The service plans of `fixtures/submission/kit.yaml`: the innocent ones, and what each row makes of one of them."""

# ruff: noqa: INP001  # a script, not a package
from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml

KIT: Mapping[str, Any] = yaml.safe_load(
    (Path(__file__).parents[1] / "fixtures" / "submission" / "kit.yaml").read_text(encoding="utf-8")
)
AS_OF = str(KIT["as_of"])
# The least that is taken for a picture.
PICTURE = b"\x89PNG\r\n\x1a\n"


def plan_called(name: str) -> dict[str, Any]:
    """One of the innocent plans."""
    told = KIT["plans"][name]
    return changed(plan_called(told["of"]), told["changes"]) if "of" in told else dict(told["plan"])


def plan_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """The plan of a row: an innocent one with the row's change."""
    return changed(plan_called(row["plan"]), row["change"])


def changed(plan: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The plan with other values under some dotted keys; None takes a key out."""
    result = deepcopy(dict(plan))
    for dotted, value in changes.items():
        *path, last = dotted.split(".")
        place: Any = result
        for part in path:
            place = place[int(part)] if isinstance(place, list) else place.setdefault(part, {})
        if value is None:
            place.pop(last, None)
        else:
            place[last] = deepcopy(value)
    return result


def written(plan: Mapping[str, Any], folder: Path) -> Path:
    """The plan as a file in a folder, beside the screenshots that it names."""
    path = folder / "plan.yaml"
    path.write_text(yaml.safe_dump(plan, allow_unicode=True, sort_keys=False), encoding="utf-8")
    for notice in plan["scenarios"]:
        for name in notice.get("screenshots", ()):
            (folder / name).write_bytes(PICTURE)
    return path
