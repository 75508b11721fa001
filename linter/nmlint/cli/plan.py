"""`nmlint plan`: what a send plan will do and cost, and which timer is best."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nmlint.cli.inputs import refuse_overwriting
from nmlint.cli.options import (
    as_of_option,
    config_option,
    format_option,
    lang_option,
    spoken,
    terminal_width,
)
from nmlint.cli.reports import write_report
from nmlint.config import load_settings

if TYPE_CHECKING:
    from nmlint.output.terminal import Style

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
    lang = settings.lang
    write_report(report, form, output, page=partial(_page, lang=lang), lines=partial(_lines, lang=lang))


def _page(report: dict[str, Any], *, lang: str) -> str:
    from nmlint.output.plan_page import plan_page  # noqa: PLC0415  late, as above

    return plan_page(report, lang)


def _lines(report: dict[str, Any], style: Style, *, lang: str) -> Iterable[str]:
    from nmlint.output.plan import PlanText  # noqa: PLC0415  late, as above

    return PlanText(lang, terminal_width(), style).lines(report)
