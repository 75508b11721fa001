"""`nmlint submission new`: a service plan to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from nmlint.cli.options import config_option, lang_option, spoken, write
from nmlint.config import load_settings


@click.command("new")
@click.option("--route", type=click.Choice(["customer", "partner"]), default="customer", show_default=True)
@click.option("--scenario", "scenarios", multiple=True, metavar="ID", help="A scenario to apply for; may be repeated.")
@click.option("--output", type=click.Path(path_type=Path), help="Write the plan to this .yaml or .xlsx file.")
@config_option
@lang_option
def new_command(
    route: str, scenarios: tuple[str, ...], output: Path | None, config: Path | None, lang: str | None
) -> None:
    """Write a service plan to fill in, with a comment at each key; `nmlint check` then tells what is missing."""
    # Late, so that `--help` loads none of it.
    from nmlint.api import catalogue_of  # noqa: PLC0415
    from nmlint.approval.partners import known_scenarios  # noqa: PLC0415
    from nmlint.cli.submission_file import refuse_existing, write_plan  # noqa: PLC0415
    from nmlint.output.skeleton import skeleton  # noqa: PLC0415

    settings = load_settings(Path.cwd(), config, lang=spoken(lang))
    lang = lang or settings.lang
    click.get_current_context().find_root().meta["nmlint.lang"] = lang
    catalogue = catalogue_of(settings)
    asked = known_scenarios(scenarios or ("delivery",), catalogue.scenarios)
    text = skeleton(catalogue, route, [catalogue.scenarios[name] for name in asked], lang)
    if output is None:
        write(text)
        return
    refuse_existing(output, new=True)
    write_plan(text, output, lang)
