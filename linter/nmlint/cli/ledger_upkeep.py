"""`nmlint ledger prune` and `nmlint ledger key`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from nmlint.bilingual import Bilingual, in_language
from nmlint.cli.ledgers import ledger_options, opened
from nmlint.cli.options import write_lines


def duration(_ctx: click.Context, _parameter: click.Parameter, value: str) -> timedelta:
    """A length of time with its unit."""
    from nmlint.durations import parsed  # noqa: PLC0415  late, so that `--help` loads none of it

    seconds = parsed(value)
    if seconds is None:
        raise click.BadParameter(f"{value!r} is no length of time; write it like 400d, 12h or 5m")
    return timedelta(seconds=seconds)


@click.command("prune")
@click.option(
    "--older-than",
    "age",
    required=True,
    callback=duration,
    metavar="DURATION",
    help="How long ago what is deleted was decided, such as 400d.",
)
@ledger_options
def prune_command(age: timedelta, place: str | None, config: Path | None, lang: str | None) -> None:
    """Delete decisions that are over and older, with their sends and deliveries; what is open stays."""
    with opened(place, config, lang) as found:
        gone = found.ledger.prune(datetime.now(UTC) - age)
        said = Bilingual(
            f"deleted: {gone.decisions} decisions and {gone.deliveries} deliveries; kept although older, "
            f"because open: {gone.open}",
            f"已刪除 {gone.decisions} 筆決定與 {gone.deliveries} 筆送達紀錄；雖較舊但尚未結束而保留：{gone.open} 筆",
        )
        write_lines([in_language(said, found.lang)])


@click.command("key")
def key_command() -> None:
    """Make a key that seals what the ledger keeps of fallbacks.

    Keep it where secrets are kept, and give it as NMLINT_LEDGER_KEY. To change it, put the new one before
    the old one with a comma between, and drop the old one after a day. Without it no fallback can be sent.
    """
    from nmlint.dispatch.parts import extra  # noqa: PLC0415  late, so that `--help` loads none of it

    with extra("guard"):
        from nmlint.dispatch.ledger.sealing import new_key  # noqa: PLC0415  as above
    write_lines([new_key()])
