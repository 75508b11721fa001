"""nmlint: judges a business notification before it is sent."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from nmlint.api import check, recommend
    from nmlint.dispatch.decision import Decision, Rejected
    from nmlint.dispatch.guard import AsyncGuard, Guard
    from nmlint.errors import NmlintError
    from nmlint.finding import Finding, Severity
    from nmlint.report import Artefact, Report
    from nmlint.verdict import Verdict

__all__ = [
    "Artefact",
    "AsyncGuard",
    "Decision",
    "Finding",
    "Guard",
    "NmlintError",
    "Rejected",
    "Report",
    "Severity",
    "Verdict",
    "check",
    "recommend",
]

_HOMES = {
    "Artefact": "report",
    "AsyncGuard": "dispatch.guard",
    "Decision": "dispatch.decision",
    "Finding": "finding",
    "Guard": "dispatch.guard",
    "NmlintError": "errors",
    "Rejected": "dispatch.decision",
    "Report": "report",
    "Severity": "finding",
    "Verdict": "verdict",
    "check": "api",
    "recommend": "api",
}


def __getattr__(name: str) -> Any:
    """Loads a public name when it is first asked for, so that `nmlint --version` loads nothing else."""
    if name not in _HOMES:
        raise AttributeError(f"module 'nmlint' has no attribute {name!r}")
    return getattr(import_module(f"nmlint.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
