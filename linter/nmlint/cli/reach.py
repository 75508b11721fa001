"""`nmlint reach`: what a user sees of a notification message, and when the sender learns what became of it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from nmlint.cli.faults import exit_with
from nmlint.cli.options import config_option, format_option, lang_option, spoken, terminal_width, write, write_lines

_YES_NO = {"yes": True, "no": False}
_YES_OR_NO = click.Choice(tuple(_YES_NO))


@click.command("reach")
@click.option(
    "--consent",
    type=click.Choice(("first", "agreed", "refused")),
    help="Whether the user agrees to receive notification messages; first: never asked.",
)
@click.option("--verified", type=_YES_OR_NO, help="Whether the user passed SMS authentication within six months.")
@click.option("--blocked", type=_YES_OR_NO, help="Whether the user has blocked the account.")
@click.option("--matched", type=_YES_OR_NO, help="Whether the phone number is the one the user has with LINE.")
@format_option("text", "json")
@config_option
@lang_option
def reach_command(  # noqa: PLR0913  one for each fact about a user
    *,
    consent: str | None,
    verified: str | None,
    blocked: str | None,
    matched: str | None,
    form: str,
    config: Path | None,
    lang: str | None,
) -> None:
    """Tell what a user sees of a notification message, and when the sender learns its fate.

    What is left open is answered for each case; with nothing given, the whole matrix is shown. A number
    that does not match, or a block, decides whatever the other options say.
    """
    # Late, so that `--help` loads none of it.
    from nmlint.api import catalogue_of  # noqa: PLC0415
    from nmlint.channel.matrix import matrix_of  # noqa: PLC0415
    from nmlint.channel.reach import reaches  # noqa: PLC0415
    from nmlint.config import load_settings  # noqa: PLC0415
    from nmlint.output.reach import ReachText, reach_json  # noqa: PLC0415
    from nmlint.output.terminal import Style, wants_colour  # noqa: PLC0415

    settings = load_settings(Path.cwd(), config, lang=spoken(lang))
    catalogue = catalogue_of(settings)
    lang = lang or settings.lang
    matrix = matrix_of(catalogue)
    facts = {name: _YES_NO[given] for name, given in _given(matched=matched, blocked=blocked, verified=verified)}
    found = list(reaches(matrix, consent=consent, **facts))
    if form == "json":
        write(reach_json(found, matrix, catalogue, lang))
    else:
        text = ReachText(lang, terminal_width(), Style(wants_colour("auto", sys.stdout)))
        whole = consent is None and not facts
        write_lines(text.overview(found, matrix, catalogue) if whole else text.answers(found, catalogue))
    exit_with(catalogue.faults, lang)


def _given(**options: str | None) -> list[tuple[str, str]]:
    return [(name, value) for name, value in options.items() if value is not None]
