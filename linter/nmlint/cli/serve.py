"""`nmlint serve`: takes LINE's webhook and sends the fallbacks that are due."""

from __future__ import annotations

import logging
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nmlint.bilingual import Bilingual, in_language
from nmlint.cli import garbage
from nmlint.cli.faults import say
from nmlint.cli.options import config_option, lang_option, spoken, write_lines

if TYPE_CHECKING:
    from nmlint.dispatch.ledger.ledger import Ledger
    from nmlint.dispatch.parts import Parts

_PORTS = click.IntRange(0, 65535)


def _duration(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> timedelta | None:
    from nmlint.durations import parsed  # noqa: PLC0415  late, so that `--help` loads none of it

    if value is None:
        return None
    seconds = parsed(value)
    if not seconds:
        raise click.BadParameter(f"{value!r} is no length of time; write it like 5s or 1m")
    return timedelta(seconds=seconds)


@click.command("serve")
@click.option("--host", help="The address to listen on; by default 127.0.0.1.")
@click.option("--port", type=_PORTS, help="The port to listen on; by default 8080, and 0 takes any that is free.")
@click.option("--interval", callback=_duration, metavar="DURATION", help="Rest between two rounds; by default 5s.")
@click.option("--once", is_flag=True, help="Do one round, say what it did, and end: for cron. Nothing is listened to.")
@config_option
@lang_option
def serve_command(
    *,
    host: str | None,
    port: int | None,
    interval: timedelta | None,
    once: bool,
    config: Path | None,
    lang: str | None,
) -> None:
    """Take LINE's webhook at /webhook, and send fallbacks that are due.

    The dispatch: section of the configuration says where the ledger is, which environment variables hold
    secrets, and how the SMS gateway is spoken to. /healthz and /metrics tell how it goes; only /webhook is
    meant for the internet. SIGTERM and Ctrl-C end it when the round is done.
    """
    from nmlint.config import load_settings  # noqa: PLC0415  late, so that `--help` loads none of it
    from nmlint.dispatch.parts import Parts  # noqa: PLC0415  as above

    settings = load_settings(Path.cwd(), config, lang=spoken(lang))
    lang = lang or settings.lang
    parts = Parts.of(settings)
    _log()
    ledger = parts.ledger()
    if parts.dispatch.sms is None:
        say(f"nmlint: {in_language(_NO_SMS, lang)}")
    try:
        if once:
            _once(parts, ledger, lang)
        else:
            serve = parts.dispatch.serve
            _serve(parts, ledger, (host or serve.host, serve.port if port is None else port), interval, lang)
    finally:
        ledger.close()


_NO_SMS = Bilingual(
    "no sms: is described under dispatch:, so that no fallback is sent here",
    "dispatch: 沒有設定 sms:，這裡不會送出備援簡訊",
)


def _once(parts: Parts, ledger: Ledger, lang: str) -> None:
    with parts.worker(ledger) as worker:
        done = worker.round(datetime.now(UTC))
    write_lines([in_language(done.said, lang)])
    if done.trouble is not None:
        say(f"nmlint: {in_language(done.trouble, lang)}")
        click.get_current_context().exit(2)


def _serve(parts: Parts, ledger: Ledger, where: tuple[str, int], interval: timedelta | None, lang: str) -> None:
    from nmlint.dispatch.parts import extra  # noqa: PLC0415  as above

    with extra("serve"):
        from nmlint.dispatch import serving  # noqa: PLC0415  as above
        from nmlint.dispatch.metrics import Metrics  # noqa: PLC0415  as above
    secret, metrics = parts.channel_secret(), Metrics(ledger)
    interval = interval or parts.dispatch.serve.interval
    with parts.worker(ledger, observer=metrics.round) as worker, serving.listening(*where) as listener:
        _look_into(ledger, lang)
        url = serving.address(listener)
        said = Bilingual(
            f"listening on {url}: LINE's webhook at /webhook, and /healthz and /metrics",
            f"接收位址 {url}：LINE webhook 為 /webhook，另有 /healthz 與 /metrics",
        )
        write_lines([in_language(said, lang)])
        sys.stdout.flush()
        garbage.search_from_now_on()
        serving.run(serving.service(ledger, secret, worker, metrics, interval=interval), listener, worker)


def _look_into(ledger: Ledger, lang: str) -> None:
    """Opens the ledger, so that what will never work is told now; one that is only away is waited for."""
    from nmlint.dispatch.ledger.problems import LedgerError, Problem  # noqa: PLC0415  as above

    try:
        ledger.read("")
    except LedgerError as error:
        if error.problem not in {Problem.UNREACHABLE, Problem.LOCKED, Problem.FULL}:
            raise
        say(f"nmlint: {in_language(error.args[0], lang)}")


def _log() -> None:
    """What happens while it runs is told on standard error; nothing there names a receiver or a text."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(message)s")
    logging.getLogger("nmlint").setLevel(os.environ.get("NMLINT_LOG", "INFO"))
