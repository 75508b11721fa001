"""`nmlint submission`: what leads from a template to an approved service plan."""

from __future__ import annotations

import click

from nmlint.cli.late import Late

_COMMANDS = {
    "new": "nmlint.cli.submission_new",
    "build": "nmlint.cli.submission_build",
    "timeline": "nmlint.cli.timeline",
    "partners": "nmlint.cli.partners",
}


@click.group("submission", cls=Late, modules=_COMMANDS)
def submission_command() -> None:
    """Write a service plan, tell when it may be approved, and which partners support a scenario."""
