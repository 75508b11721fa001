"""Clients that belong to the event loop in which they were made."""

from __future__ import annotations

from asyncio import AbstractEventLoop, get_running_loop
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

ClientT = TypeVar("ClientT")


class PerLoop(Generic[ClientT]):
    """One client for each event loop, made when it is first asked for there.

    Connections cannot go from one loop to another, and a script that calls `asyncio.run` for every message has many.
    What was not closed before its loop was is let go.
    """

    def __init__(self, make: Callable[[], ClientT], close: Callable[[ClientT], Awaitable[None]]) -> None:
        self._make, self._close = make, close
        self._clients: dict[AbstractEventLoop, ClientT] = {}

    def here(self) -> ClientT:
        """The client of the running loop."""
        loop = get_running_loop()
        client = self._clients.get(loop)
        if client is None:
            for gone in [each for each in self._clients if each.is_closed()]:
                del self._clients[gone]
            client = self._clients[loop] = self._make()
        return client

    async def close(self) -> None:
        """Closes the client of the running loop, if there is one."""
        client = self._clients.pop(get_running_loop(), None)
        if client is not None:
            await self._close(client)
