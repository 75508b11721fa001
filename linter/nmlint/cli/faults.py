"""What is said beside the report, and when nmlint itself is at fault."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from nmlint.bilingual import Bilingual, in_language

if TYPE_CHECKING:
    from nmlint.errors import Fault


def fault_of_ours(error: Exception) -> Bilingual:
    """That it is our fault, what happened, and how to report it. With NMLINT_DEBUG=1 the error is raised instead."""
    if os.environ.get("NMLINT_DEBUG") == "1":
        raise error
    what = f"{type(error).__name__}: {error}"
    return Bilingual(
        f"this is a fault of nmlint, not of your files: {what}\n"
        "Please report it where you got nmlint from, with the command and the file; NMLINT_DEBUG=1 shows the place.",
        f"這是 nmlint 本身的錯誤，不是您檔案的問題：{what}\n"
        "請向提供 nmlint 的人回報，附上指令與檔案；設定 NMLINT_DEBUG=1 可看到發生的位置。",
    )


def say(text: str) -> None:
    """A text on standard error; what came from files and names can do nothing to the terminal."""
    from nmlint.output.terminal import visible  # noqa: PLC0415  most runs say nothing

    click.echo(visible(text), err=True)


def exit_with(faults: Iterable[Fault], lang: str, code: int = 0) -> None:
    """Ends a command: with the code, or with 2 after saying what of the rules did not load."""
    for fault in faults:
        say(f"nmlint: {in_language(fault.said, lang)}")
        code = 2
    click.get_current_context().exit(code)
