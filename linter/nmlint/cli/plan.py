"""`nmlint plan`: what a send plan will do and cost, and which timer is best."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from nmlint.cli.inputs import refuse_overwriting
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

# Each send takes a kilobyte or two while it is played.
MOST_SENDS = 200_000


@click.command("plan")
@click.argument("path", type=click.Path(path_type=Path), metavar="FILE")
@format_option("text", "json", "html")
@click.option("--output", type=click.Path(path_type=Path), help="Write the report to this file.")
@click.option(
    "--simulate",
    type=click.IntRange(1, MOST_SENDS),
    metavar="N",
    help="Replay N sends, and compare what happens with what was worked out.",
)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="The seed of the replay.")
@as_of_option
@config_option
@lang_option
def plan_command(  # noqa: PLR0913, PLR0917  one parameter an option
    path: Path,
    form: str,
    output: Path | None,
    simulate: int | None,
    seed: int,
    as_of: str | None,
    config: Path | None,
    lang: str | None,
) -> None:
    """Plan a notice: the chance that it is late, doubled or lost for each timer, its cost, and the best plan.

    The exit code is 0 when the plan could be worked out, whatever `nmlint check` says of it.
    """
    settings = load_settings(path.parent, config, lang=spoken(lang))
    settings = replace(settings, lang=lang or settings.lang, as_of=as_of or settings.as_of)
    click.get_current_context().find_root().meta["nmlint.lang"] = settings.lang

    from nmlint.cli.planning import report_on  # noqa: PLC0415  late, as in `check`
    from nmlint.planning.planner import Simulation  # noqa: PLC0415  the same

    report, read = report_on(path, settings, None if simulate is None else Simulation(simulate, seed))
    refuse_overwriting(output, read, settings)
    _write(report, form, output, settings.lang)


def _write(report: dict[str, Any], form: str, output: Path | None, lang: str) -> None:
    if form == "json":
        from nmlint.report import as_json  # noqa: PLC0415  late, as above

        write(as_json(report), output)
    elif form == "html":
        from nmlint.output.plan_page import plan_page  # noqa: PLC0415  the same

        write(plan_page(report, lang), output)
    else:
        from nmlint.output.plan import PlanText  # noqa: PLC0415  the same
        from nmlint.output.terminal import Style, wants_colour  # noqa: PLC0415  the same

        coloured = output is None and wants_colour("auto", sys.stdout)
        write_lines(PlanText(lang, terminal_width(), Style(coloured)).lines(report), output)
