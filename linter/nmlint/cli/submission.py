"""`nmlint submission`: what leads from a template to an approved service plan."""

from __future__ import annotations

from importlib import import_module

import click

# The module of each command, which has a function of the command's name; loaded when it is asked for.
_COMMANDS = {
    "new": "nmlint.cli.submission_new",
    "build": "nmlint.cli.submission_build",
    "timeline": "nmlint.cli.timeline",
    "partners": "nmlint.cli.partners",
}


class Submission(click.Group):
    """A group whose commands are modules."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of their use."""
        _ = ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        if cmd_name not in _COMMANDS:
            return super().get_command(ctx, cmd_name)
        command: click.Command = getattr(import_module(_COMMANDS[cmd_name]), cmd_name)
        return command


@click.group("submission", cls=Submission)
def submission_command() -> None:
    """Write a service plan, tell when it may be approved, and which partners support a scenario."""
