"""The command line."""

import sys

try:
    from nmlint.cli.program import cli, main
except KeyboardInterrupt:
    # Loading takes long enough to be interrupted; nothing is said then either.
    sys.exit(130)

__all__ = ["cli", "main"]
