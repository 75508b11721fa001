"""Writes a report in the form that is asked for: data, a page, or lines for people."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nmlint.cli.options import write, write_lines

if TYPE_CHECKING:
    from nmlint.output.terminal import Style

Report = dict[str, Any]
Page = Callable[[Report], str]
Lines = Callable[[Report, "Style"], Iterable[str]]


def write_report(report: Report, form: str, output: Path | None, *, page: Page, lines: Lines) -> None:
    """The report as `json`, `html` or `text`; what makes a form is asked only for that one."""
    if form == "json":
        from nmlint.report import as_json  # noqa: PLC0415  late, so that `--help` loads none of it

        write(as_json(report), output)
    elif form == "html":
        write(page(report), output)
    else:
        from nmlint.output.terminal import Style, wants_colour  # noqa: PLC0415  late, as above

        coloured = output is None and wants_colour("auto", sys.stdout)
        write_lines(lines(report, Style(coloured)), output)
