"""The guard of a project, with the ledger and the senders that its configuration describes.

with nmlint.dispatch.setup.guard_from("path/of/the/project") as guard:
guard.send("shipped", "0912-345-678", {"order_no": "TW20261126001"})
"""

from __future__ import annotations

import asyncio
import atexit
import os
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from nmlint.config import load_settings
from nmlint.dispatch.guard import AsyncGuard, Guard
from nmlint.dispatch.parts import Parts
from nmlint.errors import NmlintError

if TYPE_CHECKING:
    from nmlint.dispatch.ledger.ledger import Ledger


def guard_from(root: str | os.PathLike[str] = ".", **options: Any) -> ProjectGuard:
    """The guard of the project in a folder.

    `options` are those of `Guard` that no file can hold: `mode`, `filters`, `clock`, `observer`. Raises UsageError for
    a configuration, a secret or an extra that is missing.
    """
    return ProjectGuard(root, Parts.of(load_settings(Path(root))), **options)


def async_guard_from(root: str | os.PathLike[str] = ".", **options: Any) -> AsyncProjectGuard:
    """The same for programs that await; see guard_from."""
    return AsyncProjectGuard(root, Parts.of(load_settings(Path(root))), **options)


class ProjectGuard(Guard):
    """A guard that has its ledger and senders by itself, and lets go of them when it is closed, or the program ends.

    `ledger` is for what else the program asks of it, such as the webhook in an application of its own.
    """

    def __init__(self, root: str | os.PathLike[str], parts: Parts, **options: Any) -> None:
        self.ledger = parts.ledger()
        self._own = parts.senders(self.ledger)
        super().__init__(root, senders=self._own, ledger=self.ledger, plans=parts.plans, **options)
        self._at_exit = _closed_at_exit(self.ledger)

    def close(self) -> None:
        """Closes connections and ledger. Raises LedgerError where answers could not be recorded."""
        atexit.unregister(self._at_exit)
        for sender in self._own.values():
            sender.close()
        self.ledger.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncProjectGuard(AsyncGuard):
    """The same for programs that await. It is closed in the event loop in which it sent."""

    def __init__(self, root: str | os.PathLike[str], parts: Parts, **options: Any) -> None:
        self.ledger = parts.ledger()
        self._own = parts.async_senders(self.ledger)
        super().__init__(root, senders=self._own, ledger=self.ledger, plans=parts.plans, **options)
        self._at_exit = _closed_at_exit(self.ledger)

    async def close(self) -> None:
        """Closes connections and ledger. Raises LedgerError where answers could not be recorded."""
        atexit.unregister(self._at_exit)
        for sender in self._own.values():
            await sender.close()
        await asyncio.to_thread(self.ledger.close)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


def _closed_at_exit(ledger: Ledger) -> partial[None]:
    """Has what is still owed recorded when the program ends without having closed its guard."""
    closing = partial(_close, ledger)
    atexit.register(closing)
    return closing


def _close(ledger: Ledger) -> None:
    # What could not be recorded shows as unknown, and at the exit of a program nobody can do more.
    with suppress(NmlintError):
        ledger.close()
