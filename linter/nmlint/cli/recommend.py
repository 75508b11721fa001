"""`nmlint recommend`: the channel that each template, message or plan should take, and why."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import click

from nmlint.bilingual import Bilingual, in_language
from nmlint.cli.faults import say
from nmlint.cli.inputs import require_consistent, start_of
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
from nmlint.config import load_settings


@click.command("recommend")
@click.argument("paths", nargs=-1, required=True, metavar="PATH... | -")
@click.option(
    "--kind",
    type=click.Choice(["template", "message", "send-plan"]),
    help="What standard input or a plain text is.",
)
@format_option("text", "json")
@as_of_option
@config_option
@lang_option
def recommend_command(
    paths: tuple[str, ...], kind: str | None, form: str, as_of: str | None, config: Path | None, lang: str | None
) -> None:
    """Say which channel each notice should take, by which rules and clauses, and what would change the answer.

    What advertises is told which channels may carry it, and what consent they need. What is wrong with a
    text, and where, is for nmlint check to say.

    Exit codes: 0 everything was judged, whatever is advised; 2 something could not be judged, or a rule
    did not load; 3 nothing to judge.
    """
    require_consistent(paths, None)
    settings = load_settings(start_of(paths, None), config, lang=spoken(lang))
    settings = replace(settings, lang=lang or settings.lang, as_of=as_of or settings.as_of, fail_on=None)
    click.get_current_context().find_root().meta["nmlint.lang"] = settings.lang

    from nmlint.cli.judging import judge_paths  # noqa: PLC0415  the engine is loaded once the call is known to be right
    from nmlint.documents.model import SERVICE_PLAN  # noqa: PLC0415  late, as below

    report, notes = judge_paths(paths, settings, kind=kind)
    plans = [artefact.path for artefact in report.artefacts if artefact.kind == SERVICE_PLAN]
    for note in (*notes, *map(_each, plans)):
        say(f"nmlint: {in_language(note, settings.lang)}")
    if form == "json":
        from nmlint.output.recommending import as_data  # noqa: PLC0415
        from nmlint.report import as_json  # noqa: PLC0415  late, as above

        write(as_json(as_data(report)))
    elif report.artefacts or report.faults:
        from nmlint.output.terminal import Style, wants_colour  # noqa: PLC0415
        from nmlint.output.text import TextReport  # noqa: PLC0415

        writer = TextReport(settings.lang, terminal_width(), Style(wants_colour("auto", sys.stdout)))
        write_lines(writer.recommendations(report))
    click.get_current_context().exit(report.exit_code)


def _each(path: str) -> Bilingual:
    return Bilingual(
        f"{path} is a service plan, and each of its notices takes a channel of its own; ask for its templates",
        f"{path} 是服務計畫，每則通知各有合適的通路；請對計畫裡的範本執行",
    )
