"""The `nmlint` command: finds its subcommands late, and turns every failure into a sentence and an exit code."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from typing import Any

import click

from nmlint import __version__
from nmlint.bilingual import Bilingual, in_language, language
from nmlint.cli import garbage
from nmlint.cli.faults import fault_of_ours, say
from nmlint.cli.late import Late
from nmlint.cli.options import unwritable
from nmlint.errors import NmlintError

# The module of each command; loaded when it is asked for, so that `--version` stays fast.
_COMMANDS = {
    "check": "nmlint.cli.check",
    "recommend": "nmlint.cli.recommend",
    "rules": "nmlint.cli.catalogue",
    "explain": "nmlint.cli.catalogue",
    "scenarios": "nmlint.cli.catalogue",
    "clauses": "nmlint.cli.catalogue",
    "plan": "nmlint.cli.plan",
    "render": "nmlint.cli.render",
    "preview": "nmlint.cli.preview",
    "hash": "nmlint.cli.hash",
    "reach": "nmlint.cli.reach",
    "submission": "nmlint.cli.submission",
    "approve": "nmlint.cli.approve",
    "diff": "nmlint.cli.diff",
    "eval": "nmlint.cli.evaluate",
    "serve": "nmlint.cli.serve",
    "ledger": "nmlint.cli.ledger",
}

FAILED = 2
INTERRUPTED = 130

_UNNAMEABLE = Bilingual(
    "this locale cannot name the file; set LC_ALL=C.UTF-8 or PYTHONUTF8=1",
    "目前的語系無法表示這個檔名；請設定 LC_ALL=C.UTF-8 或 PYTHONUTF8=1",
)


class Program(Late):
    """The commands, whose failures never show a traceback."""

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
        except OSError as error:
            # Nothing but the help of a command is printed without this being expected.
            full = error.errno == errno.ENOSPC
            _complain(unwritable(error) if full else fault_of_ours(error), ctx)
        except UnicodeEncodeError as error:
            named = error.encoding == sys.getfilesystemencoding() != "utf-8"
            _complain(_UNNAMEABLE if named else fault_of_ours(error), ctx)
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


@click.group(
    cls=Program, modules=_COMMANDS, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, message="nmlint %(version)s")
def cli() -> None:
    """Tell, before it is sent, whether a business notification may go out, on which channel, and why.

    Exit codes: 0 nothing at or above --fail-on; 1 findings; 2 something could not be judged, or a rule
    did not load; 3 nothing to check.
    """


def main() -> None:
    """The entry point of the installed command."""
    try:
        _prepare_streams()
        with garbage.put_off():
            # Outside of click's standalone mode an interrupt keeps its own exit code.
            code = cli.main(prog_name="nmlint", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        code = FAILED
    except (KeyboardInterrupt, click.Abort):
        code = INTERRUPTED
    except (OSError, SystemExit) as error:
        # Click ends the program itself when nobody reads what it prints.
        code = FAILED
        _silence()
        if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
            with suppress(OSError):
                say(f"nmlint: {in_language(unwritable(error), language(None, os.environ))}")
    try:
        sys.stdout.flush()
    except OSError:
        _silence()
    sys.exit(code)


def _prepare_streams() -> None:
    """Both output streams exist and show any character, if need be by its number."""
    if sys.stdout is None:
        # Closed by the caller: the same as a pipe that nobody reads.
        reader, writer = os.pipe()
        os.close(reader)
        sys.stdout = open(writer, "w", encoding="utf-8")  # noqa: SIM115, PTH123  lives until the process ends
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123  the same
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            # A terminal that cannot show a character gets its number instead of a crash.
            reconfigure(errors="backslashreplace")
