"""`nmlint ledger reconcile`: what was delivered by the ledger, beside what LINE counts and bills."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nmlint.bilingual import Bilingual
from nmlint.cli.ledgers import Opened, ledger_options, opened
from nmlint.cli.options import format_option, write, write_lines
from nmlint.errors import UsageError

if TYPE_CHECKING:
    from nmlint.dispatch.ledger.reconciling import Figure

SCHEMA = "nmlint.reconciliation/1"
_TOKEN = "LINE_CHANNEL_ACCESS_TOKEN"  # noqa: S105  the name of a variable
_MESSAGES = ("line-flexible", "line-template")
_TOTAL = "total"
_GIVEN, _NOT_GIVEN = "ready", "not-given"

Asked = tuple[Sequence[str], Callable[[date, str], "Figure"]]


def _billed(_ctx: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, int]:
    figures = {}
    for value in values:
        message, _, number = value.rpartition("=")
        if not number.isdecimal() or message not in {"", *_MESSAGES}:
            raise click.BadParameter(f"{value!r}: write a number, or {_MESSAGES[0]}=NUMBER")
        figures[message or _TOTAL] = int(number)
    if _TOTAL in figures and len(figures) > 1:
        raise click.BadParameter("give one number for all types, or one for each type")
    return figures


@click.command("reconcile")
@click.option(
    "--day",
    "days",
    type=click.DateTime(["%Y-%m-%d"]),
    multiple=True,
    required=True,
    help="A day as LINE counts it, by the time of Japan (UTC+9); may be given more than once.",
)
@click.option(
    "--billed",
    callback=_billed,
    multiple=True,
    metavar="[TYPE=]NUMBER",
    help="LINE's figure of the one day, as its console shows it: of all types, or of one.",
)
@click.option(
    "--figures",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help='LINE\'s figures as JSON: {"2026-11-25": {"line-flexible": 10}}.',
)
@format_option("text", "json")
@ledger_options
def reconcile_command(  # noqa: PLR0913  an argument for each option
    *,
    days: tuple[datetime, ...],
    billed: dict[str, int],
    figures: Path | None,
    form: str,
    place: str | None,
    config: Path | None,
    lang: str | None,
) -> None:
    """Compare the notification messages that were delivered on a day with LINE's count, which is what is billed.

    Without --billed and --figures LINE is asked, with the token in LINE_CHANNEL_ACCESS_TOKEN. A difference
    may be a delivery that LINE told on another day, a webhook that did not reach the ledger, or a message
    that was sent past the guard.

    Exit codes: 0 the same; 1 a difference; 2 something could not be compared, such as a day that LINE has
    not counted yet.
    """
    if billed and (figures is not None or len(days) > 1):
        raise UsageError(
            Bilingual(
                "--billed is the figure of one day; for more use --figures", "--billed 只對應一天；多天請用 --figures"
            )
        )
    with opened(place, config, lang) as found:
        from nmlint.dispatch.ledger.reconciling import CLAUSE, reconciled  # noqa: PLC0415  late: `--help` needs none

        types, figure = _asked(billed, figures, found)
        outcomes = found.outcomes()
        rows = [
            each.to_json() | {"findings": [objection.to_json() for objection in outcomes.billed(each)]}
            for day in dict.fromkeys(day.date() for day in days)
            for each in reconciled(day, found.ledger.day_counts(day), types, figure)
        ]
        if form == "json":
            from nmlint.report import as_json  # noqa: PLC0415  late, as above

            write(as_json({"schema": SCHEMA, "clause": CLAUSE, "days": rows}))
        else:
            from nmlint.output.ledger_lists import compared  # noqa: PLC0415  late, as above

            write_lines(compared(rows, CLAUSE, found.lang))
    differences = [row["difference"] for row in rows]
    click.get_current_context().exit(2 if None in differences else 1 if any(differences) else 0)


def _asked(billed: dict[str, int], figures: Path | None, found: Opened) -> Asked:
    """The types that are compared, and who tells LINE's figure of one."""
    from nmlint.dispatch.ledger.reconciling import Figure  # noqa: PLC0415  late, as above

    if billed:
        return list(billed), lambda _day, message: _figure(billed.get(message))
    if figures is not None:
        known = _read(figures)
        return _MESSAGES, lambda day, message: _figure(known.get(day.isoformat(), {}).get(message))
    sender = click.get_current_context().with_resource(_line(found))

    def ask(day: date, message: str) -> Figure:
        told = sender.statistics(day, message)
        return Figure(told.status, told.count)

    return _MESSAGES, ask


def _figure(count: int | None) -> Figure:
    from nmlint.dispatch.ledger.reconciling import Figure  # noqa: PLC0415  late, as above

    return Figure(_NOT_GIVEN if count is None else _GIVEN, count)


def _line(found: Opened) -> Any:
    """LINE's API, with the token of the environment and the host of the configuration."""
    from nmlint.dispatch.parts import Parts, extra  # noqa: PLC0415  late, as above

    with extra("guard,line"):
        from nmlint.dispatch.senders.line import LineSender  # noqa: PLC0415  late, as above
    if found.settings.dispatch is not None:
        parts = Parts.of(found.settings)
        return LineSender(parts.token(), host=parts.dispatch.line.host)
    token = os.environ.get(_TOKEN, "").strip()
    if not token:
        raise UsageError(
            Bilingual(
                f"LINE is asked with the token in {_TOKEN}, which is not set; or give --billed or --figures",
                f"查詢 LINE 的數字需要 {_TOKEN}，但尚未設定；也可以改用 --billed 或 --figures",
            )
        )
    return LineSender(token)


def _read(path: Path) -> dict[str, dict[str, int]]:
    try:
        given = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or "no JSON"
        raise UsageError(
            Bilingual(f"--figures {path}: cannot be read: {said}", f"--figures {path}：無法讀取：{said}")
        ) from error
    if not isinstance(given, dict) or not all(map(_is_day, given.values())):
        raise UsageError(
            Bilingual(
                f'--figures {path}: write it like {{"2026-11-25": {{"line-flexible": 10}}}}',
                f'--figures {path}：請寫成 {{"2026-11-25": {{"line-flexible": 10}}}}',
            )
        )
    return given


def _is_day(figures: object) -> bool:
    return isinstance(figures, dict) and all(type(each) is int and each >= 0 for each in figures.values())
