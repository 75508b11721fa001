"""Listens to an answer that comes over httpx, part by part."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

import httpx

from nmlint.dispatch.senders.heard import Heard, Trouble
from nmlint.dispatch.senders.quiet import quiet

# An answer says a number or two; what is longer is no answer.
_MOST_BYTES = 65536
_UNREACHED = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)


class Hearing:
    """Takes down one answer as it comes in, and what goes wrong meanwhile."""

    def __init__(self, timeout: float) -> None:
        self._heard: Heard | None = None
        self._until = monotonic() + 2 * timeout
        self._parts: list[bytes] = []
        self._response: httpx.Response | None = None

    @property
    def heard(self) -> Heard:
        """What came of the request, once that is told."""
        assert self._heard is not None, "asked before the request was over"  # noqa: S101  a mistake of ours
        return self._heard

    @contextmanager
    def told(self) -> Iterator[None]:
        """While it lasts a request is made; afterwards `heard` holds what came of it, whatever that was."""
        try:
            with quiet():
                yield
        except Exception as error:  # noqa: BLE001  whatever httpx raises, the request may have left
            self._ends(_trouble(error), type(error).__name__)
        if self._heard is None:
            self._ends(None)

    def begins(self, response: httpx.Response) -> None:
        """The status and the headers are there."""
        self._response = response

    def goes_on(self, part: bytes) -> bool:
        """Takes a part of the body; whether to wait for more."""
        self._parts.append(part)
        if monotonic() > self._until:
            self._ends(Trouble.LATE)
        elif sum(map(len, self._parts)) > _MOST_BYTES:
            self._ends(Trouble.UNREADABLE)
        else:
            return True
        return False

    def _ends(self, trouble: Trouble | None, error: str = "") -> None:
        response = self._response
        if response is None:
            self._heard = Heard(trouble=trouble, error=error)
            return
        body = None if trouble else _text(b"".join(self._parts), response.charset_encoding)
        headers = {name.lower(): value for name, value in response.headers.items()}
        self._heard = Heard(response.status_code, body, headers, trouble, error)


def _trouble(error: Exception) -> Trouble:
    if isinstance(error, _UNREACHED):
        return Trouble.UNREACHED
    if isinstance(error, httpx.TimeoutException):
        return Trouble.LATE
    return Trouble.BROKEN if isinstance(error, httpx.TransportError | OSError) else Trouble.UNREADABLE


def _text(body: bytes, encoding: str | None) -> str:
    try:
        return body.decode(encoding or "utf-8", "replace")
    except LookupError:
        return body.decode("utf-8", "replace")
