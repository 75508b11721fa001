"""Options that several commands share, and the writing of what they say."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import click

from nmlint.bilingual import LANGUAGES, Bilingual, language
from nmlint.errors import UsageError

Command = Callable[..., Any]


def _remember_language(ctx: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """Errors that happen while the command runs are said in its language."""
    if value is not None:
        ctx.find_root().meta["nmlint.lang"] = value
    return value


def lang_option(command: Command) -> Command:
    """`--lang`."""
    return click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        callback=_remember_language,
        is_eager=True,
        help="Language of texts for people; by default that of the configuration, else of the locale.",
    )(command)


def config_option(command: Command) -> Command:
    """`--config`."""
    return click.option(
        "--config",
        type=click.Path(path_type=Path),
        help="The configuration file, instead of nmlint.yaml at the repository root.",
    )(command)


def _day(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise UsageError(
            Bilingual(
                f"--as-of {value}: this is no date; write it like 2026-11-23",
                f"--as-of {value}：不是日期；請寫成 2026-11-23 的樣子",
            )
        ) from None


def as_of_option(command: Command) -> Command:
    """`--as-of`."""
    return click.option("--as-of", callback=_day, metavar="DATE", help="Judge by the rules in force on this day.")(
        command
    )


def format_option(*formats: str) -> Callable[[Command], Command]:
    """`--format`, with the first format as the default."""
    return click.option("--format", "form", type=click.Choice(formats), default=formats[0], show_default=True)


def spoken(lang: str | None) -> str:
    """The language of a command that reads no configuration."""
    return language(lang, os.environ)


def write(text: str, output: Path | None = None) -> None:
    """The text, in UTF-8, to a file or to standard output."""
    if output is None:
        try:
            click.echo(text.encode("utf-8") if not sys.stdout.isatty() else text, nl=False)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise UsageError(unwritable(error)) from error
        return
    try:
        output.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        said = error.strerror or type(error).__name__
        raise UsageError(
            Bilingual(f"--output {output}: cannot be written: {said}", f"--output {output}：無法寫入：{said}"),
        ) from error


def unwritable(error: OSError) -> Bilingual:
    """That standard output takes nothing, and why."""
    said = error.strerror or type(error).__name__
    return Bilingual(f"standard output cannot be written: {said}", f"無法寫入標準輸出：{said}")


def write_lines(lines: Iterable[str], output: Path | None = None) -> None:
    """The lines, each with its end."""
    write("".join(f"{line}\n" for line in lines), output)


def terminal_width() -> int:
    """The cells there are on a terminal; a fixed width elsewhere, so that two runs print the same."""
    return min(shutil.get_terminal_size((100, 24)).columns, 160) if sys.stdout.isatty() else 100
