"""`nmlint check`: which files, under which settings, and how it is said."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nmlint.bilingual import in_language
from nmlint.cli.faults import say
from nmlint.cli.inputs import refuse_overwriting, require_consistent, start_of
from nmlint.cli.options import (
    as_of_option,
    config_option,
    format_option,
    lang_option,
    spoken,
    terminal_width,
    write,
    write_lines,
)
from nmlint.config import FAIL_ON, Settings, load_settings, threshold

if TYPE_CHECKING:
    from nmlint.report import Report


def _listed(_ctx: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip())


@click.command("check")
@click.argument("paths", nargs=-1, required=True, metavar="PATH... | -")
@click.option(
    "--kind",
    type=click.Choice(["template", "message", "send-plan", "service-plan"]),
    help="What standard input or a plain text is.",
)
@click.option("--stdin-filename", metavar="PATH", help="The path that standard input is judged and shown under.")
@format_option("text", "json")
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the report to this file, - for standard output.",
)
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
@click.option("--explain-score", is_flag=True, help="Show how each score came about.")
@click.option("--select", multiple=True, callback=_listed, metavar="RULES", help="Only these rules, families or globs.")
@click.option(
    "--ignore", multiple=True, callback=_listed, metavar="RULES", help="Not these rules; mandatory ones stay."
)
@click.option("--fail-on", type=click.Choice(FAIL_ON), help="The least severity that makes the exit code 1.")
@click.option("--profile", metavar="NAME", help="A named set of severities.")
@click.option("--locked", is_flag=True, help="Refuse what differs from what LINE approved, as nmlint.lock has it.")
@as_of_option
@config_option
@lang_option
def check_command(  # noqa: PLR0913, PLR0917  one parameter an option
    paths: tuple[str, ...],
    kind: str | None,
    stdin_filename: str | None,
    form: str,
    output: Path | None,
    color: str,
    explain_score: bool,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    fail_on: str | None,
    profile: str | None,
    locked: bool,
    as_of: str | None,
    config: Path | None,
    lang: str | None,
) -> None:
    """Judge templates, messages and send plans: files, folders, globs, or - for standard input."""
    started = time.monotonic()
    require_consistent(paths, stdin_filename)
    settings = load_settings(start_of(paths, stdin_filename), config, lang=spoken(lang))
    changes: dict[str, object] = {"select": select, "ignore": ignore, "locked": locked}
    if lang is not None:
        changes["lang"] = lang
    if fail_on is not None:
        changes["fail_on"] = threshold(fail_on)
    if profile is not None:
        changes |= {"profile": profile, "profile_at": None}
    if as_of is not None:
        changes["as_of"] = as_of
    settings = replace(settings, **changes)  # type: ignore[arg-type]
    click.get_current_context().find_root().meta["nmlint.lang"] = settings.lang

    from nmlint.cli.judging import judge_paths  # noqa: PLC0415  the engine is loaded once the call is known to be right

    if output == Path("-"):
        output = None
    report, notes = judge_paths(paths, settings, kind=kind, stdin_filename=stdin_filename)
    of_files = (name for artefact in report.artefacts for name in (artefact.path, *artefact.sources))
    refuse_overwriting(output, (*paths, *of_files), settings)
    for note in notes:
        say(f"nmlint: {in_language(note, settings.lang)}")
    if form == "json":
        write(report.to_json(), output)
    elif report.artefacts or report.faults:
        _write_text(report, settings, output, color, explain_score=explain_score)
    if sys.stderr.isatty():
        click.echo(f"{time.monotonic() - started:.2f} s", err=True)
    click.get_current_context().exit(report.exit_code)


def _write_text(report: Report, settings: Settings, output: Path | None, color: str, *, explain_score: bool) -> None:
    from nmlint.output.terminal import Style, wants_colour  # noqa: PLC0415  JSON needs no terminal
    from nmlint.output.text import TextReport  # noqa: PLC0415  the same

    coloured = color == "always" if output is not None else wants_colour(color, sys.stdout)
    writer = TextReport(settings.lang, terminal_width(), Style(coloured), explain_score)
    write_lines(writer.lines(report), output)
