"""`nmlint eval`: measures the verdicts on labelled messages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from nmlint.bilingual import Bilingual, in_language
from nmlint.cli.faults import exit_with, say
from nmlint.cli.options import config_option, format_option, lang_option, spoken, write, write_lines
from nmlint.errors import UsageError

_SHOWN = 20


@click.command("eval")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@format_option("text", "json")
@config_option
@lang_option
def eval_command(files: tuple[Path, ...], form: str, config: Path | None, lang: str | None) -> None:
    """Measure recall and false alarms on each FILE: one JSON object a line, with text and label.

    Rows count whose label is transactional, promo or mixed; others are left out. Rows with facts measure how well
    those are recognised.
    """
    from nmlint.api import Judge  # noqa: PLC0415  late, so that `--help` loads none of it
    from nmlint.config import load_settings  # noqa: PLC0415
    from nmlint.documents.reading import reason_of, shown_name  # noqa: PLC0415
    from nmlint.evaluation import Evaluation, bounded_lines  # noqa: PLC0415
    from nmlint.output.evaluation import evaluation_text  # noqa: PLC0415
    from nmlint.report import as_json  # noqa: PLC0415

    settings = load_settings(Path.cwd(), config, lang=spoken(lang))
    settings = replace(settings, lang=lang or settings.lang)
    judge = Judge(settings)
    engine = judge.engine(settings.profile)
    evaluation = Evaluation(judge.catalogue)
    for file in files:
        try:
            if not file.is_file() and file.exists():
                raise UsageError(Bilingual(f"{file} is no regular file", f"{file} 不是一般檔案"))
            with file.open("rb") as stream:
                evaluation.run(
                    shown_name(file),
                    bounded_lines(stream),
                    lambda document: engine.judge(document, lambda _name, _parent: None),
                )
        except OSError as error:
            reason = reason_of(error, file)
            raise UsageError(Bilingual(f"{file}: {reason}", f"{file}：{reason.chinese}")) from error
    data = evaluation.to_dict()
    if form == "json":
        write(as_json(data))
    else:
        write_lines(evaluation_text(data, settings.lang))
    for row in evaluation.malformed[:_SHOWN]:
        say(f"{row.file}:{row.line}: {row.reason}")
    more = len(evaluation.malformed) - _SHOWN
    if more > 0:
        click.echo(f"… + {more}", err=True)
    judged = data["rows"]["judged"]
    measured = judged or evaluation.facts_only
    if evaluation.left_out or not measured:
        say(f"nmlint: {in_language(_labels_that_count(evaluation.left_out), settings.lang)}")
    exit_with(judge.catalogue.faults, settings.lang, 2 if evaluation.malformed else 0 if measured else 3)


def _labels_that_count(left_out: int) -> Bilingual:
    return Bilingual(
        f"rows count whose label is transactional, promo or mixed; {left_out} left out",
        f"只計標籤為 transactional、promo、mixed 的列；{left_out} 列不計",
    )
