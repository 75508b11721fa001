"""The `nmlint` command: finds its subcommands late, and turns every failure into a sentence and an exit code."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any

import click

from nmlint import __version__
from nmlint.bilingual import in_language, language
from nmlint.cli.faults import fault_of_ours, say
from nmlint.errors import NmlintError

# The module of each command; loaded when it is asked for, so that `--version` stays fast.
_COMMANDS = {
    "check": "nmlint.cli.check",
    "rules": "nmlint.cli.catalogue",
    "explain": "nmlint.cli.catalogue",
    "scenarios": "nmlint.cli.catalogue",
    "clauses": "nmlint.cli.catalogue",
    "render": "nmlint.cli.render",
    "eval": "nmlint.cli.evaluate",
}

FAILED = 2
INTERRUPTED = 130


class Program(click.Group):
    """A group whose commands are modules, and whose failures never show a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of their use."""
        _ = ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        if cmd_name not in _COMMANDS:
            return super().get_command(ctx, cmd_name)
        command: click.Command = getattr(import_module(_COMMANDS[cmd_name]), f"{cmd_name}_command")
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command; what goes wrong becomes a message and exit code 2."""
        code = FAILED
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except NmlintError as error:
            _complain(error.args[0] if error.args else type(error).__name__, ctx)
        except BrokenPipeError:
            _silence()
        except KeyboardInterrupt:
            code = INTERRUPTED
        except Exception as error:  # noqa: BLE001  the last resort: no traceback reaches a user
            _complain(fault_of_ours(error), ctx)
        raise click.exceptions.Exit(code)


def current_language(ctx: click.Context) -> str:
    """The language of the command that runs, as far as it is known yet."""
    root = ctx.find_root()
    return str(root.meta.get("nmlint.lang") or language(None, os.environ))


def _complain(text: str, ctx: click.Context) -> None:
    say(f"nmlint: {in_language(text, current_language(ctx))}")


def _silence() -> None:
    """Nobody reads standard output any more; what is still buffered for it must not complain at exit."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123  lives until the process ends


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="nmlint %(version)s")
def cli() -> None:
    """Tell, before it is sent, whether a business notification may go out, on which channel, and why.

    Exit codes: 0 nothing at or above --fail-on; 1 findings; 2 something could not be judged, or a rule
    did not load; 3 nothing to check.
    """


def main() -> None:
    """The entry point of the installed command."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            # A terminal that cannot show a character gets its number instead of a crash.
            reconfigure(errors="backslashreplace")
    try:
        # Outside of click's standalone mode an interrupt keeps its own exit code.
        code = cli.main(prog_name="nmlint", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = FAILED
    except (KeyboardInterrupt, click.Abort):
        code = INTERRUPTED
    sys.exit(code)
