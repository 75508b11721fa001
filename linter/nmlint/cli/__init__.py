"""The command line."""

from nmlint.cli.program import cli, main

__all__ = ["cli", "main"]
