"""The ledger, the senders and the worker that a configuration describes.

Secrets come from the environment, by the names that the `dispatch:` section gives.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nmlint.api import catalogue_of
from nmlint.bilingual import Bilingual
from nmlint.channel.matrix import matrix_of
from nmlint.config import Settings
from nmlint.errors import UsageError
from nmlint.vocabulary import NOTIFICATION, OA_PUSH, SMS

if TYPE_CHECKING:
    from nmlint.dispatch.ledger.ledger import Ledger
    from nmlint.dispatch.section import Dispatch
    from nmlint.dispatch.senders.friends import AsyncFriendPush, FriendPush
    from nmlint.dispatch.senders.http_sms import AsyncHttpSmsSender, HttpSmsSender
    from nmlint.dispatch.senders.line import AsyncLineSender, LineSender
    from nmlint.dispatch.working import Worker

LEDGER_KEY = "NMLINT_LEDGER_KEY"
"""The environment variable with the key that seals what the ledger keeps of fallbacks."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A configuration and the environment that holds its secrets; it makes the parts that they describe."""

    settings: Settings
    dispatch: Dispatch
    environment: Mapping[str, str] = field(repr=False)

    @classmethod
    def of(cls, settings: Settings, environment: Mapping[str, str] | None = None) -> Parts:
        """The parts of a configuration. Raises UsageError with every fault in its `dispatch:` section."""
        with extra("guard"):
            from nmlint.dispatch.section import dispatch_of  # noqa: PLC0415  late, for what it needs is an extra
        return cls(settings, dispatch_of(settings), os.environ if environment is None else environment)

    @property
    def plans(self) -> tuple[Path, ...]:
        """The files of the send plans."""
        return tuple(self.settings.root / plan for plan in self.dispatch.plans)

    def ledger(self) -> Ledger:
        """The ledger, which is opened when something is asked of it."""
        with extra("guard"):
            from nmlint.dispatch.ledger.ledger import Ledger  # noqa: PLC0415  late, as above
        place = self.dispatch.ledger
        where = place.filled({name: self.secret(name, "dispatch.ledger") for name in place.secrets})
        key = self.environment.get(LEDGER_KEY) or None
        return Ledger(where if "://" in where else self.settings.root / where, key=key)

    def sms(self) -> HttpSmsSender | None:
        """The sender of SMS, None where none is described."""
        with extra("guard"):
            from nmlint.dispatch.senders.http_sms import HttpSmsSender  # noqa: PLC0415  late, as above
        described = self.dispatch.sms
        return None if described is None else HttpSmsSender(described, environment=self.environment)

    def senders(self, ledger: Ledger) -> dict[str, LineSender | FriendPush | HttpSmsSender]:
        """The sender of each channel; SMS where it is described, and pushes to the friends that the ledger knows."""
        with extra("guard,line"):
            from nmlint.dispatch.senders.friends import FriendPush  # noqa: PLC0415  late, as above
            from nmlint.dispatch.senders.line import LineSender  # noqa: PLC0415  late, as above
        token, host, sms = self.token(), self.dispatch.line.host, self.sms()
        line: dict[str, LineSender | FriendPush | HttpSmsSender] = {
            NOTIFICATION: LineSender(token, host=host),
            OA_PUSH: FriendPush(token, _friends(ledger), host=host),
        }
        return line if sms is None else {**line, SMS: sms}

    def async_senders(self, ledger: Ledger) -> dict[str, AsyncLineSender | AsyncFriendPush | AsyncHttpSmsSender]:
        """The same for programs that await."""
        with extra("guard,line"):
            from nmlint.dispatch.senders.friends import AsyncFriendPush  # noqa: PLC0415  late, as above
            from nmlint.dispatch.senders.http_sms import AsyncHttpSmsSender  # noqa: PLC0415  late, as above
            from nmlint.dispatch.senders.line import AsyncLineSender  # noqa: PLC0415  late, as above
        token, host, sms = self.token(), self.dispatch.line.host, self.dispatch.sms
        line: dict[str, AsyncLineSender | AsyncFriendPush | AsyncHttpSmsSender] = {
            NOTIFICATION: AsyncLineSender(token, host=host),
            OA_PUSH: AsyncFriendPush(token, _friends(ledger), host=host),
        }
        return line if sms is None else {**line, SMS: AsyncHttpSmsSender(sms, environment=self.environment)}

    @contextmanager
    def worker(self, ledger: Ledger, **options: Any) -> Iterator[Worker]:
        """The worker on a ledger, with the window of the channel matrix, and a sender that is closed in the end.

        `options` are those of `Worker`.
        """
        with extra("guard"):
            from nmlint.dispatch.working import Worker  # noqa: PLC0415  late, as above
        window = timedelta(seconds=matrix_of(catalogue_of(self.settings)).channels[NOTIFICATION].window or 0)
        with ExitStack() as open_:
            sms = self.sms()
            if sms is not None:
                open_.enter_context(sms)
                self._require_key()
            worker = Worker(ledger, sms, window=window, retention=self.dispatch.retention, **options)
            open_.callback(worker.close)
            yield worker

    def _require_key(self) -> None:
        """Raises UsageError where no fallback could be opened."""
        if not self.environment.get(LEDGER_KEY):
            raise UsageError(
                Bilingual(
                    f"the environment variable {LEDGER_KEY} is not set, without which no fallback can be opened; it is "
                    "the key that the guard's program has too, and nmlint ledger key makes one",
                    f"尚未設定環境變數 {LEDGER_KEY}，無法開啟備援訊息；"
                    "須與 guard 程式使用同一把金鑰，可由 nmlint ledger key 產生",
                )
            )

    def token(self) -> str:
        """The channel access token."""
        return self.secret(self.dispatch.line.token_env, "dispatch.line.token_env")

    def channel_secret(self) -> str:
        """The channel secret, with which LINE signs its webhook."""
        return self.secret(self.dispatch.line.secret_env, "dispatch.line.secret_env")

    def secret(self, name: str, key: str) -> str:
        """The secret of an environment variable that a key of the configuration names."""
        # A line end, such as a file of secrets has, is part of none.
        value = self.environment.get(name, "").strip()
        if not value:
            raise UsageError(
                Bilingual(
                    f"the environment variable {name} is not set; it holds a secret, and {key} names it",
                    f"尚未設定環境變數 {name}；它保存密鑰，由 {key} 指定",
                )
            )
        return value


@contextmanager
def extra(names: str) -> Iterator[None]:
    """While it lasts something is imported that an extra brings. Raises UsageError with the command that brings it."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "nmlint":
            raise
        raise UsageError(
            Bilingual(
                f"this needs {error.name}, which is not installed: pip install 'nmlint[{names}]'",
                f"需要尚未安裝的 {error.name}：請執行 pip install 'nmlint[{names}]'",
            )
        ) from error


def _friends(ledger: Ledger) -> Callable[[str], bool]:
    """Who is known to be a friend; of whom nothing is known is none."""
    return lambda user: ledger.is_friend(user) is True
