"""`nmlint render`: what a template becomes, in every variant."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from nmlint.bilingual import Bilingual
from nmlint.cli.faults import exit_with
from nmlint.cli.options import config_option, format_option, lang_option, spoken, write, write_lines
from nmlint.errors import UnreadableError, UsageError


@click.command("render")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--variant", type=int, metavar="N", help="Only this variant, counted from 1.")
@format_option("text", "json")
@config_option
@lang_option
def render_command(file: Path, variant: int | None, form: str, config: Path | None, lang: str | None) -> None:
    """Show every variant of a template, when it appears, and where its text comes from."""
    from nmlint.api import TEMPLATE, Judge  # noqa: PLC0415  late, so that `--help` loads none of it
    from nmlint.config import load_settings  # noqa: PLC0415
    from nmlint.documents.reading import read_file, shown_name  # noqa: PLC0415
    from nmlint.messages.kinds import PLANS  # noqa: PLC0415
    from nmlint.output.rendering import rendering_json, rendering_text  # noqa: PLC0415
    from nmlint.output.text import TextReport  # noqa: PLC0415
    from nmlint.rendering import TemplateProblem  # noqa: PLC0415

    start = Path.cwd()
    settings = load_settings(start, config, lang=spoken(lang))
    settings = replace(settings, lang=lang or settings.lang)
    judge, name = Judge(settings), shown_name(file)
    if judge.kind_of_file(file) in PLANS:
        raise UsageError(
            Bilingual(
                f"{name} is a plan and no template; render the templates that it names",
                f"{name} 是計畫，不是範本；請對計畫裡的範本執行 render",
            )
        )
    finder = judge.finder(file.parent)
    refused = None
    try:
        source = read_file(file, name)
        document = judge.document(source, TEMPLATE, file)
        rendering = judge.engine(settings.profile).opener.render(document, finder)
    except UnreadableError as error:
        refused = judge.not_judged(name, TEMPLATE, error, file)
    except TemplateProblem:
        # Judging says the same with its place.
        refused = judge.judge_source(source, TEMPLATE, finder, file)
    if refused is not None:
        for line in TextReport(settings.lang).closing(refused):
            click.echo(line, err=True)
        click.get_current_context().exit(2)
    total = len(rendering.variants)
    if variant is not None and not 1 <= variant <= total:
        raise UsageError(
            Bilingual(f"--variant {variant}: there are {total} variants", f"--variant {variant}：共有 {total} 種變化"),
        )
    numbers = range(1, total + 1) if variant is None else [variant]
    if form == "json":
        write(rendering_json(rendering, list(numbers), name, settings.lang))
    else:
        write_lines(rendering_text(rendering, list(numbers), settings.lang))
    exit_with(judge.catalogue.faults, settings.lang)
