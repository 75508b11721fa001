"""Options that are days, whose mistakes are told in the language of the command."""

from __future__ import annotations

import re
from datetime import date

import click

from nmlint.bilingual import Bilingual
from nmlint.errors import UsageError

_WRITTEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def day(_ctx: click.Context, parameter: click.Parameter, value: str | None) -> date | None:
    """The day that an option names; for a callback of click. Raises UsageError."""
    if value is None:
        return None
    try:
        if _WRITTEN.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    option = parameter.opts[0]
    raise UsageError(
        Bilingual(
            f"{option} {value}: this is no day; write it like 2026-11-23",
            f"{option} {value}：不是日期；請寫成 2026-11-23 的樣子",
        )
    )
