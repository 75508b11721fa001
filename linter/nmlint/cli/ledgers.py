"""What the commands about a ledger share: which one is meant, and the opening of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nmlint.bilingual import Bilingual
from nmlint.cli.options import config_option, lang_option, spoken
from nmlint.errors import UsageError

if TYPE_CHECKING:
    from nmlint.config import Settings
    from nmlint.dispatch.ledger.ledger import Ledger
    from nmlint.dispatch.outcomes import Outcomes

Command = Callable[..., Any]


def ledger_options(command: Command) -> Command:
    """`--ledger`, `--config` and `--lang`."""
    command = lang_option(config_option(command))
    return click.option(
        "--ledger",
        "place",
        envvar="NMLINT_LEDGER",
        metavar="FILE|URL",
        help="The ledger: a file or the address of a PostgreSQL database; by default NMLINT_LEDGER, "
        "else dispatch.ledger of the configuration.",
    )(command)


@dataclass(frozen=True, slots=True)
class Opened:
    """A ledger that exists, and what the command knows besides."""

    ledger: Ledger
    settings: Settings
    lang: str

    def outcomes(self) -> Outcomes:
        """The rules about what became of messages, asked now."""
        from nmlint.api import Judge  # noqa: PLC0415  late, so that `--help` loads none of it
        from nmlint.dispatch.outcomes import Outcomes  # noqa: PLC0415

        return Outcomes(Judge(self.settings).engine(self.settings.profile).rulebook, datetime.now(UTC))


@contextmanager
def opened(place: str | None, config: Path | None, lang: str | None) -> Iterator[Opened]:
    """The ledger that is meant, as long as the command needs it. Raises UsageError where there is none."""
    # Late, so that `--help` loads none of it.
    from nmlint.config import load_settings  # noqa: PLC0415
    from nmlint.dispatch.parts import LEDGER_KEY, Parts, extra  # noqa: PLC0415

    settings = load_settings(Path.cwd(), config, lang=spoken(lang))
    lang = lang or settings.lang
    click.get_current_context().find_root().meta["nmlint.lang"] = lang
    if place is None and settings.dispatch is None:
        raise UsageError(
            Bilingual(
                "which ledger? give --ledger, set NMLINT_LEDGER, or name it under dispatch: in nmlint.yaml",
                "請指定帳本：使用 --ledger、設定 NMLINT_LEDGER，或在 nmlint.yaml 的 dispatch: 寫明",
            )
        )
    with extra("guard,postgres"):
        from nmlint.dispatch.ledger.ledger import Ledger  # noqa: PLC0415
    key = os.environ.get(LEDGER_KEY) or None
    ledger = Parts.of(settings).ledger() if place is None else Ledger(place, key=key)
    if ledger.file is not None and not ledger.file.exists():
        # To read a ledger is not to make one.
        raise UsageError(Bilingual(f"{ledger.place}: there is no ledger", f"{ledger.place}：沒有這本帳本"))
    with ledger:
        yield Opened(ledger, settings, lang)
