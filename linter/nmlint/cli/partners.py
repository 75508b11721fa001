"""`nmlint submission partners`: which partners support a scenario without a new review by LINE."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from nmlint.cli.faults import exit_with
from nmlint.cli.options import config_option, format_option, lang_option, spoken, terminal_width, write, write_lines
from nmlint.config import load_settings


@click.command("partners")
@click.argument("scenarios", nargs=-1, metavar="[SCENARIO]...")
@format_option("text", "json")
@config_option
@lang_option
def partners_command(scenarios: tuple[str, ...], form: str, config: Path | None, lang: str | None) -> None:
    """Tell which partners support the scenarios without a new review, and which few support them all.

    Without a scenario, every partner is shown with what it supports.
    """
    # Late, so that `--help` loads none of it.
    from nmlint.api import catalogue_of  # noqa: PLC0415
    from nmlint.approval.partners import covers, known_scenarios, partners_of, smallest_set  # noqa: PLC0415
    from nmlint.output.partners import PartnersText, partners_json  # noqa: PLC0415
    from nmlint.output.terminal import Style, wants_colour  # noqa: PLC0415

    settings = load_settings(Path.cwd(), config, lang=spoken(lang))
    lang = lang or settings.lang
    click.get_current_context().find_root().meta["nmlint.lang"] = lang
    catalogue = catalogue_of(settings)
    asked = known_scenarios(scenarios, catalogue.scenarios)
    known = partners_of(catalogue)
    found = covers(asked, known)
    if form == "json":
        write(partners_json(known, asked, found, catalogue, lang))
    else:
        text = PartnersText(lang, terminal_width(), Style(wants_colour("auto", sys.stdout)))
        shown = text.coverage(asked, found, smallest_set(asked, known), catalogue) if asked else None
        write_lines(text.table(known, catalogue) if shown is None else shown)
    exit_with(catalogue.faults, lang)
