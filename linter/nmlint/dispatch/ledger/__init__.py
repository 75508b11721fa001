"""The durable record of decisions, sends, deliveries and outcomes."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nmlint.dispatch.ledger.ledger import Ledger
    from nmlint.dispatch.ledger.problems import LedgerError

__all__ = ["Ledger", "LedgerError"]

_HOMES = {"Ledger": "ledger", "LedgerError": "problems"}


def __getattr__(name: str) -> Any:
    """Loads a public name when it is first asked for, so that what is only spoken of needs no database."""
    if name not in _HOMES:
        raise AttributeError(f"module 'nmlint.dispatch.ledger' has no attribute {name!r}")
    return getattr(import_module(f"nmlint.dispatch.ledger.{_HOMES[name]}"), name)
