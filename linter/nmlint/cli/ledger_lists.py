"""`nmlint ledger list`, `unknown` and `export`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nmlint.bilingual import Bilingual, in_language
from nmlint.cli.faults import say
from nmlint.cli.ledger_upkeep import duration
from nmlint.cli.ledgers import ledger_options, opened
from nmlint.cli.options import format_option, write, write_lines

if TYPE_CHECKING:
    from nmlint.dispatch.ledger.reading import Wanted

SCHEMA = "nmlint.ledger/1"
_OUTCOMES = (
    *("refused", "observed", "repeated", "pending", "accepted", "delivered", "followed", "duplicate"),
    *("not-delivered", "failed", "unknown"),
)
# What is written at a time of an export.
_LINES = 500

_FILTERS = (
    click.option("--template", metavar="ID", help="Decisions on this template."),
    click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Decisions of this day in Taiwan."),
    click.option("--verdict", type=click.Choice(["allowed", "refused", "observed"]), help="What was decided."),
    click.option("--outcome", type=click.Choice(_OUTCOMES), help="What became of it."),
    click.option("--rule", metavar="ID", help="Decisions that this rule objected to."),
    click.option("--key", metavar="KEY", help="Decisions under this idempotency key."),
)


def _filters(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_FILTERS):
        command = option(command)
    return command


def _wanted(day: datetime | None, outcome: str | None, others: dict[str, str | None]) -> Wanted:
    from nmlint.dispatch.ledger.life import Outcome  # noqa: PLC0415  late, so that `--help` loads none of it
    from nmlint.dispatch.ledger.reading import Wanted  # noqa: PLC0415  as above

    asked: date | None = None if day is None else day.date()
    return Wanted(day=asked, outcome=None if outcome is None else Outcome(outcome), **others)


@click.command("list")
@_filters
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="How many, the newest first.")
@format_option("text", "json")
@ledger_options
def list_command(  # noqa: PLR0913  an argument for each option
    *,
    day: datetime | None,
    outcome: str | None,
    limit: int,
    form: str,
    place: str | None,
    config: Path | None,
    lang: str | None,
    **others: str | None,
) -> None:
    """List decisions, the newest first: when, what became of them, the template, the id, and which rules objected."""
    with opened(place, config, lang) as found:
        entries = list(found.ledger.entries(_wanted(day, outcome, others), limit=limit + 1, newest_first=True))
        shown = [each.to_json() for each in entries[:limit]]
        more = len(entries) > limit
        if form == "json":
            from nmlint.report import as_json  # noqa: PLC0415  late, as above

            write(as_json({"schema": SCHEMA, "more": more, "decisions": shown}))
            return
        from nmlint.output.ledger_lists import listed  # noqa: PLC0415  late, as above

        write_lines(listed(shown))
        if more:
            say(f"nmlint: {in_language(_MORE, found.lang)}")


@click.command("unknown")
@click.option(
    "--older-than",
    "age",
    default="5m",
    show_default=True,
    callback=duration,
    metavar="DURATION",
    help="How long a sender may take; what was begun earlier and has no answer counts as lost.",
)
@format_option("text", "json")
@ledger_options
def unknown_command(age: timedelta, form: str, place: str | None, config: Path | None, lang: str | None) -> None:
    """List sends that may have gone out although nobody knows: their answer was lost, or never came.

    They are never sent again by themselves, and their key stays taken.

    Exit codes: 0 there are none; 1 there are some; 2 the ledger cannot be read.
    """
    with opened(place, config, lang) as found:
        lost = [each.to_json() for each in found.ledger.unknown(datetime.now(UTC) - age)]
        if form == "json":
            from nmlint.report import as_json  # noqa: PLC0415  late, as above

            write(as_json({"schema": SCHEMA, "unknown": lost}))
        else:
            from nmlint.output.ledger_lists import undecided  # noqa: PLC0415  late, as above

            write_lines(undecided(lost, found.lang))
    click.get_current_context().exit(1 if lost else 0)


@click.command("export")
@_filters
@format_option("jsonl", "csv")
@ledger_options
def export_command(
    *,
    day: datetime | None,
    outcome: str | None,
    form: str,
    place: str | None,
    config: Path | None,
    lang: str | None,
    **others: str | None,
) -> None:
    """Write decisions with their history to standard output, the oldest first, as they are read.

    jsonl has everything, also the hash of the receiver; csv has a row for each decision, without it.
    """
    with opened(place, config, lang) as found:
        from nmlint.dispatch.ledger.exporting import as_csv, as_jsonl  # noqa: PLC0415  late, as above

        lines = {"jsonl": as_jsonl, "csv": as_csv}[form](found.ledger.entries(_wanted(day, outcome, others)))
        while portion := "".join(islice(lines, _LINES)):
            write(portion)


_MORE = Bilingual("there are more; raise --limit or narrow it down", "還有更多；請提高 --limit 或縮小範圍")
