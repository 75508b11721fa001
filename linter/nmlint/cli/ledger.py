"""`nmlint ledger`: what the guard decided, what was sent, what arrived, and what LINE bills."""

from __future__ import annotations

import click

from nmlint.cli.late import Late

_COMMANDS = {
    "list": "nmlint.cli.ledger_lists",
    "explain": "nmlint.cli.ledger_explain",
    "unknown": "nmlint.cli.ledger_lists",
    "reconcile": "nmlint.cli.ledger_reconcile",
    "export": "nmlint.cli.ledger_lists",
    "prune": "nmlint.cli.ledger_upkeep",
    "key": "nmlint.cli.ledger_upkeep",
}


@click.group("ledger", cls=Late, modules=_COMMANDS)
def ledger_command() -> None:
    """Read and keep up the ledger of the guard: its decisions, sends, deliveries and outcomes.

    The key that seals fallbacks is taken from NMLINT_LEDGER_KEY, never from an argument; reading needs none.
    """
