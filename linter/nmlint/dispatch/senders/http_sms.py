"""SMS by way of any gateway that speaks HTTP, as its description says.

A gateway knows no retry key: what may have been sent is never repeated, but for the answers that the description marks
with `again`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache, partial
from ssl import SSLContext
from types import TracebackType
from typing import Any, Self

import httpx

from nmlint.dispatch.outgoing import Answer, Outgoing
from nmlint.dispatch.senders.hearing import Hearing
from nmlint.dispatch.senders.perloop import PerLoop
from nmlint.dispatch.senders.retrying import Attempt, Retries, settled, tried, tried_async
from nmlint.dispatch.senders.sms_answers import of_sms
from nmlint.dispatch.senders.sms_filling import Filling
from nmlint.dispatch.senders.sms_request import SmsRequest

_TIMEOUT = 10.0


class HttpSmsSender:
    """Sends SMS; threads may share it.

    Secrets are taken from the environment when it is made. A request may take `timeout` seconds to connect and as many
    for each next step, its answer twice as many in all. Raises UsageError for a missing secret.
    """

    def __init__(
        self,
        request: SmsRequest,
        *,
        environment: Mapping[str, str] | None = None,
        timeout: float = _TIMEOUT,
        retries: Retries | None = None,
    ) -> None:
        self._filling = Filling(request, os.environ if environment is None else environment)
        self._client = httpx.Client(timeout=timeout, verify=_trusted())
        self._timeout, self._retries = timeout, retries or Retries()

    def send(self, outgoing: Outgoing) -> Answer:
        """Hands a message to the gateway; repeats nothing that may have been sent."""
        arguments = self._filling.arguments(outgoing)
        if isinstance(arguments, Answer):
            return arguments
        return settled(tried(partial(self._sent, arguments, outgoing), self._retries))

    def close(self) -> None:
        """Closes the connections that are kept open."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _sent(self, arguments: Mapping[str, Any], outgoing: Outgoing) -> Attempt:
        hearing = Hearing(self._timeout)
        with hearing.told(), self._client.stream(**arguments) as response:
            hearing.begins(response)
            for part in response.iter_bytes():
                if not hearing.goes_on(part):
                    break
        return of_sms(hearing.heard, self._filling.request, _digits(outgoing))


class AsyncHttpSmsSender:
    """The same, awaited. It may send in several event loops, and is closed in each of them."""

    def __init__(
        self,
        request: SmsRequest,
        *,
        environment: Mapping[str, str] | None = None,
        timeout: float = _TIMEOUT,
        retries: Retries | None = None,
    ) -> None:
        self._filling = Filling(request, os.environ if environment is None else environment)
        self._clients = PerLoop(lambda: httpx.AsyncClient(timeout=timeout, verify=_trusted()), httpx.AsyncClient.aclose)
        self._timeout, self._retries = timeout, retries or Retries()

    async def send(self, outgoing: Outgoing) -> Answer:
        """Hands a message to the gateway; repeats nothing that may have been sent."""
        arguments = self._filling.arguments(outgoing)
        if isinstance(arguments, Answer):
            return arguments
        return settled(await tried_async(partial(self._sent, arguments, outgoing), self._retries))

    async def close(self) -> None:
        """Closes the connections of this event loop."""
        await self._clients.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _sent(self, arguments: Mapping[str, Any], outgoing: Outgoing) -> Attempt:
        hearing = Hearing(self._timeout)
        with hearing.told():
            async with self._clients.here().stream(**arguments) as response:
                hearing.begins(response)
                async for part in response.aiter_bytes():
                    if not hearing.goes_on(part):
                        break
        return of_sms(hearing.heard, self._filling.request, _digits(outgoing))


@cache
def _trusted() -> SSLContext:
    """Whom to trust, read from disk once: a script with an event loop for each message would do it for each."""
    return httpx.create_ssl_context()


def _digits(outgoing: Outgoing) -> str:
    """The digits by which the number would be known, whatever stands before them."""
    return outgoing.to[-8:]
