"""`nmlint preview`: a message as a phone would show it, with the findings in place, as one HTML page."""

from __future__ import annotations

import io
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from nmlint.bilingual import Bilingual, in_language
from nmlint.cli.faults import exit_with, say
from nmlint.cli.options import config_option, lang_option, spoken, write
from nmlint.errors import UsageError

if TYPE_CHECKING:
    from nmlint.api import Judge
    from nmlint.documents.model import Document
    from nmlint.output.preview.page import Preview
    from nmlint.report import Artefact

STANDARD = "-"
_STDIN_NAME = "<stdin>"


@click.command("preview")
@click.argument("file", metavar="FILE | -")
@click.option("--output", metavar="PATH", help="The page; - is standard output. [default: FILE's name.preview.html]")
@click.option("--png", type=click.Path(path_type=Path, dir_okay=False), help="A picture too; needs a Chromium.")
@click.option("--variant", type=int, metavar="N", help="Only this variant, counted from 1.")
@click.option("--kind", type=click.Choice(["template", "message"]), help="What standard input or a plain text is.")
@config_option
@lang_option
def preview_command(  # noqa: PLR0913, PLR0917  one parameter an option
    file: str,
    output: str | None,
    png: Path | None,
    variant: int | None,
    kind: str | None,
    config: Path | None,
    lang: str | None,
) -> None:
    """Show a message as a phone would, with the findings in place, on one HTML page.

    The page needs no network and sends nothing: pictures are frames, links are text. It is written into
    the working directory unless --output says otherwise, and never over anything but an earlier preview.

    Exit codes: 0 the page was written, whatever the verdict, for a preview is no gate (nmlint check is);
    2 the message could not be judged (then there is no page), or something could not be written.
    """
    from nmlint.api import Judge  # noqa: PLC0415  late, so that `--help` loads none of it
    from nmlint.config import load_settings  # noqa: PLC0415

    settings = load_settings(_start(file), config, lang=spoken(lang))
    settings = replace(settings, lang=lang or settings.lang)
    click.get_current_context().find_root().meta["nmlint.lang"] = settings.lang
    judge = Judge(settings)
    preview = _judged(judge, file, kind, variant)
    page = _target(file, output)
    _refuse_to_overwrite(page, png, file, preview, settings.file.name if settings.file is not None else None)
    if page is None:
        write(preview.html())
    else:
        _write("--output", page, preview.html().encode(), settings.lang)
    if png is not None:
        _draw(preview, png, settings.lang)
    exit_with(judge.catalogue.faults, settings.lang)


def _start(file: str) -> Path:
    """Where to look for the configuration: where `check` looks for that of this file."""
    from nmlint.config import repository_root  # noqa: PLC0415  late, as above

    here = Path.cwd()
    if file == STANDARD or "\0" in file:
        return here
    root, path = repository_root(here), Path(os.path.abspath(file))  # noqa: PTH100  links stay as they are written
    return here if root is not None and path.is_relative_to(root) else path.parent


def _target(file: str, output: str | None) -> Path | None:
    """Where the page goes; None is standard output, which is also where a message from standard input goes."""
    if output == STANDARD or (output is None and file == STANDARD):
        return None
    return Path(output) if output is not None else Path(f"{Path(file).name}.preview.html")


def _judged(judge: Judge, file: str, kind: str | None, variant: int | None) -> Preview:
    """The document, judged; what cannot be judged is told, and ends the command."""
    from nmlint.api import UNKNOWN  # noqa: PLC0415  late, as above
    from nmlint.documents.reading import shown_name  # noqa: PLC0415
    from nmlint.errors import UnreadableError  # noqa: PLC0415
    from nmlint.messages.kinds import PLANS  # noqa: PLC0415
    from nmlint.opening import NotJudgedError  # noqa: PLC0415
    from nmlint.output.preview.page import Preview, numbered_contents  # noqa: PLC0415
    from nmlint.report import Artefact  # noqa: PLC0415

    path = None if file == STANDARD else Path(file)
    name = _STDIN_NAME if path is None else shown_name(path)
    finder = judge.finder(Path.cwd() if path is None else path.parent)
    try:
        document = _document(judge, path, name, kind)
    except UnreadableError as error:
        _refuse(judge, judge.not_judged(name, kind or UNKNOWN, error, path))
    if document.kind in PLANS:
        raise UsageError(
            Bilingual(
                f"{name} is a plan and no message; preview the templates that it names",
                f"{name} 是計畫，不是訊息；請預覽計畫裡的範本",
            )
        )
    entry = judge.settings.for_path(path) if path is not None else None
    engine = judge.engine((entry.profile if entry else None) or judge.settings.profile)
    try:
        opened = engine.opener.open(document, finder)
        artefact = engine.judge_opened(opened)
    except NotJudgedError as error:
        sources = {**finder.known, document.source.name: document.source}
        _refuse(judge, Artefact(document.id, name, document.kind, None, problem=error.problem, sources=sources))
    numbers = numbered_contents(opened)
    if variant is not None and variant not in numbers:
        total = max(numbers)
        raise UsageError(
            Bilingual(
                f"--variant {variant}: there are {total} variants, or this one cannot be rendered",
                f"--variant {variant}：共有 {total} 種變化，或這一種無法產生",
            )
        )
    return Preview(engine, opened, judge.report([artefact]), variant)


def _document(judge: Judge, path: Path | None, name: str, kind: str | None) -> Document:
    """What is to be shown, of the kind that `check` takes it for. Raises UnreadableError."""
    from nmlint.api import MESSAGE, TEMPLATE  # noqa: PLC0415  late, as above
    from nmlint.documents.reading import read_file, read_stream  # noqa: PLC0415
    from nmlint.documents.template import holds_tags  # noqa: PLC0415

    if path is None:
        # A process started without standard input has none at all.
        source = read_stream(sys.stdin.buffer if sys.stdin else io.BytesIO(), name)
        return judge.document(source, kind or (TEMPLATE if holds_tags(source.text) else MESSAGE))
    known = judge.kind_of(path, judge.kind_of_file(path), kind)
    source = read_file(path, name)
    if known is None:
        _refuse(judge, judge.refused(source, path))
    return judge.document(source, known, path)


def _refuse(judge: Judge, artefact: Artefact) -> NoReturn:
    """Says why there is no verdict, as `check` says it, and ends the command."""
    from nmlint.output.text import TextReport  # noqa: PLC0415  late, as above

    for line in TextReport(judge.settings.lang).closing(artefact):
        click.echo(line, err=True)
    click.get_current_context().exit(2)


def _refuse_to_overwrite(page: Path | None, png: Path | None, file: str, preview: Preview, config: str | None) -> None:
    from nmlint.output.preview.files import refuse_to_overwrite  # noqa: PLC0415  late, as above
    from nmlint.output.preview.page import is_page  # noqa: PLC0415
    from nmlint.output.preview.picture import is_picture  # noqa: PLC0415

    inputs = [file, *preview.opened.sources, *([config] if config is not None else [])]
    if page is not None:
        refuse_to_overwrite("--output", page, is_page, inputs)
    if png is not None:
        if page is not None and os.path.realpath(page) == os.path.realpath(png):
            raise UsageError(
                Bilingual(
                    f"--png {png}: the page goes there; name another file",
                    f"--png {png}：那是網頁的位置；請指定別的檔案",
                )
            )
        refuse_to_overwrite("--png", png, is_picture, inputs)


def _draw(preview: Preview, png: Path, lang: str) -> None:
    """The picture. Raises UsageError where no browser makes one."""
    from nmlint.output.preview.picture import find_browser, no_browser, picture_of  # noqa: PLC0415  only for --png

    browser = find_browser()
    if browser is None:
        raise UsageError(no_browser())
    picture = picture_of(replace(preview, unrolled=True).html(), browser)
    _write("--png", png, picture.data, lang)
    if picture.cut:
        cut = Bilingual(
            f"{png}: the page is longer than a picture can be, and its end is missing; see the page, or say --variant",
            f"{png}：頁面比圖片長，圖片只有開頭；請看網頁，或以 --variant 指定一種變化",
        )
        say(f"nmlint: {in_language(cut, lang)}")


def _write(option: str, target: Path, data: bytes, lang: str) -> None:
    from nmlint.output.preview.files import write_whole  # noqa: PLC0415  late, as above

    write_whole(option, target, data)
    say(f"nmlint: {in_language(Bilingual(f'wrote {target}', f'已寫入 {target}'), lang)}")
