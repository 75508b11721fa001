"""`nmlint rules`, `explain`, `scenarios` and `clauses`: what is judged by, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from nmlint.bilingual import Bilingual, did_you_mean, joined
from nmlint.cli.faults import exit_with
from nmlint.cli.options import config_option, format_option, lang_option, spoken, write, write_lines
from nmlint.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from nmlint.catalogue.model import Catalogue


def _loaded(config: Path | None, lang: str | None) -> tuple[Catalogue, str]:
    """The catalogue in force in this repository, and the language to speak."""
    # Late, so that `--help` loads none of it.
    from pathlib import Path  # noqa: PLC0415

    from nmlint.api import catalogue_of  # noqa: PLC0415
    from nmlint.config import load_settings  # noqa: PLC0415

    settings = load_settings(Path.cwd(), config, lang=spoken(lang))
    return catalogue_of(settings), lang or settings.lang


@click.command("rules")
@format_option("text", "json", "markdown")
@config_option
@lang_option
def rules_command(form: str, config: Path | None, lang: str | None) -> None:
    """List the rules."""
    from nmlint.output import catalogue as shown  # noqa: PLC0415

    catalogue, lang = _loaded(config, lang)
    if form == "json":
        write(shown.rules_json(catalogue, lang))
    else:
        write_lines((shown.rules_markdown if form == "markdown" else shown.rules_text)(catalogue, lang))
    exit_with(catalogue.faults, lang)


@click.command("explain")
@click.argument("name", metavar="ID")
@format_option("text", "json")
@config_option
@lang_option
def explain_command(name: str, form: str, config: Path | None, lang: str | None) -> None:
    """Explain one rule, scenario or clause, or list the rules of a family."""
    from nmlint.output.catalogue import families  # noqa: PLC0415
    from nmlint.output.explaining import explained, explained_json  # noqa: PLC0415

    catalogue, lang = _loaded(config, lang)
    lines = explained(catalogue, name, lang)
    data = explained_json(catalogue, name, lang) if form == "json" else None
    if lines is None:
        retired = catalogue.retired.get(name)
        if retired is not None:
            successors = ", ".join(retired.replaced_by) or "-"
            raise UsageError(
                Bilingual(
                    f"{name} was retired on {retired.since}: {retired.reason} (now: {successors})",
                    f"{name} 已於 {retired.since} 停用：{retired.reason}（現由：{successors}）",
                ),
            )
        known = {*catalogue.rules, *catalogue.scenarios, *catalogue.clauses, *families(catalogue.rules)}
        hint = did_you_mean(name, known)
        what = Bilingual(
            f"no rule, scenario or clause is called {name!r}{hint}",
            f"沒有叫「{name}」的規則、情境或條款{hint.chinese}",
        )
        # What is unknown may be what did not load.
        raise UsageError(joined("\n", [what, *(fault.said for fault in catalogue.faults)]))
    if data is None:
        write_lines(lines)
    else:
        write(data)
    exit_with(catalogue.faults, lang)


@click.command("scenarios")
@format_option("text", "json")
@config_option
@lang_option
def scenarios_command(form: str, config: Path | None, lang: str | None) -> None:
    """List the scenarios a notification message is allowed for."""
    from nmlint.output import catalogue as shown  # noqa: PLC0415

    catalogue, lang = _loaded(config, lang)
    if form == "json":
        write(shown.scenarios_json(catalogue, lang))
    else:
        write_lines(shown.scenarios_text(catalogue, lang))
    exit_with(catalogue.faults, lang)


@click.command("clauses")
@format_option("text", "json")
@config_option
@lang_option
def clauses_command(form: str, config: Path | None, lang: str | None) -> None:
    """List the clauses of the policies, and which rules hold them or why a person must judge."""
    from nmlint.output import catalogue as shown  # noqa: PLC0415

    catalogue, lang = _loaded(config, lang)
    if form == "json":
        write(shown.clauses_json(catalogue, lang))
    else:
        write_lines(shown.clauses_text(catalogue, lang))
    exit_with(catalogue.faults, lang)
