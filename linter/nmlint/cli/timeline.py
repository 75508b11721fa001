"""`nmlint submission timeline`: when each step of an application ends, and by when to start for a wanted launch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nmlint.approval.selecting import ALL, CUSTOMER, PARTNER, ROUTES
from nmlint.bilingual import Bilingual
from nmlint.cli.days import day
from nmlint.cli.faults import exit_with
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
from nmlint.errors import UsageError

if TYPE_CHECKING:
    from nmlint.output.terminal import Style

# Nobody develops for years between two reviews.
MOST_DAYS = 500


@click.command("timeline")
@click.option(
    "--from",
    "start",
    callback=day,
    metavar="DATE",
    help="The day on which the documents are handed in; by default today.",
)
@click.option("--route", type=click.Choice(ROUTES), default=ALL, show_default=True, help="Who applies, or a change.")
@click.option(
    "--scenario", "scenarios", multiple=True, metavar="ID", help="A scenario to apply for; may be given several times."
)
@click.option("--partner", metavar="NAME", help="The partner that applies.")
@click.option(
    "--development",
    type=click.IntRange(0, MOST_DAYS),
    metavar="DAYS",
    help="Working days for development and tests; an assumption where it is not given.",
)
@click.option("--launch", callback=day, metavar="DATE", help="The wanted day of launch: tells by when to start.")
@format_option("text", "json", "html")
@click.option("--output", type=click.Path(path_type=Path), help="Write the timeline to this file.")
@as_of_option
@config_option
@lang_option
def timeline_command(  # noqa: PLR0913  one parameter an option
    *,
    start: date | None,
    route: str,
    scenarios: Sequence[str],
    partner: str | None,
    development: int | None,
    launch: date | None,
    form: str,
    output: Path | None,
    as_of: str | None,
    config: Path | None,
    lang: str | None,
) -> None:
    """Tell when each step of an application ends, route by route, in Taiwan's working days.

    A date that nobody can promise is shown as open or unknown, never as a date.
    """
    settings = load_settings(Path.cwd(), config, lang=spoken(lang))
    settings = replace(settings, lang=lang or settings.lang, as_of=as_of or settings.as_of)
    click.get_current_context().find_root().meta["nmlint.lang"] = settings.lang
    refuse_overwriting(output, (), settings)
    if partner is not None and route == CUSTOMER:
        raise UsageError(
            Bilingual(
                f"--partner goes with --route {PARTNER} or {ALL}; leave one of the two out",
                f"--partner 只能與 --route {PARTNER} 或 {ALL} 一起使用；請去掉其中一個",
            ),
        )

    # Late, so that `--help` loads none of it.
    from nmlint.api import catalogue_of  # noqa: PLC0415
    from nmlint.approval.calendar import working_days_of  # noqa: PLC0415
    from nmlint.approval.partners import known_scenarios, partner_named, partners_of  # noqa: PLC0415
    from nmlint.approval.routes import assumed_development, routes_of  # noqa: PLC0415
    from nmlint.approval.selecting import chosen  # noqa: PLC0415
    from nmlint.approval.timeline import timeline as dates_of  # noqa: PLC0415
    from nmlint.catalogue.model import localized  # noqa: PLC0415
    from nmlint.output.timeline_report import Asked, timeline_report  # noqa: PLC0415

    catalogue = catalogue_of(settings)
    partners = partners_of(catalogue)
    if partner is not None:
        partners = (partner_named(partner, partners),)
    asked = Asked(
        start=date.fromisoformat(settings.as_of) if start is None else start,
        as_of=settings.as_of,
        development=assumed_development(catalogue) if development is None else development,
        assumed=development is None,
        scenarios=known_scenarios(scenarios, catalogue.scenarios),
        partner=None if partner is None else localized(partners[0].names, settings.lang),
        launch=launch,
    )
    calendar = working_days_of(catalogue)
    routes = routes_of(catalogue, asked.development).values()
    found = [
        (each, dates_of(each.route, asked.start, calendar, asked.launch))
        for each in chosen(routes, route, asked.scenarios, catalogue.scenarios, partners)
    ]
    report = timeline_report(asked, found, calendar, catalogue, settings.lang)
    lang = settings.lang
    write_report(report, form, output, page=partial(_page, lang=lang), lines=partial(_lines, lang=lang))
    exit_with(catalogue.faults, settings.lang)


def _page(report: dict[str, Any], *, lang: str) -> str:
    from nmlint.output.timeline_page import timeline_page  # noqa: PLC0415  late, as above

    return timeline_page(report, lang)


def _lines(report: dict[str, Any], style: Style, *, lang: str) -> Iterable[str]:
    from nmlint.output.timeline import TimelineText  # noqa: PLC0415  late, as above

    return TimelineText(lang, terminal_width(), style).lines(report)
