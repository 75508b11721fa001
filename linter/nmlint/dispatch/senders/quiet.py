"""Keeps the libraries beneath from writing into logs what no log may hold.

An HTTP library logs each URL, and LINE's SDK each body that it receives; a number, a user id or a password may stand in
them. While a sender works, what these libraries log is dropped; their loggers stay as they are for everybody else.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# A filter sees only what is logged on its very logger, so each that speaks of requests is named.
_LOGGERS = (
    "aiohttp.client",
    "httpcore.connection",
    "httpcore.http11",
    "httpcore.http2",
    "httpcore.proxy",
    "httpcore.socks",
    "httpx",
    "linebot.v3.messaging.async_rest",
    "linebot.v3.messaging.rest",
    "urllib3.connection",
    "urllib3.connectionpool",
    "urllib3.poolmanager",
    "urllib3.response",
    "urllib3.util.retry",
)
# LINE's SDK sets the levels of these as soon as it is configured, also for those who use urllib3 for something else.
_LEVELLED = ("linebot.v3.messaging", "urllib3")
# A context variable rather than a flag: other threads and tasks that use these libraries go on logging.
_working: ContextVar[bool] = ContextVar("nmlint_sender_works", default=False)


class _Hush(logging.Filter):
    """Drops what is logged while a sender works."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record may be logged."""
        _ = record
        return not _working.get()


_hush = _Hush()


@contextmanager
def quiet() -> Iterator[None]:
    """While it lasts, the libraries beneath log nothing in this thread or task."""
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_hush)  # adding it again changes nothing
    before = _working.set(True)
    try:
        yield
    finally:
        _working.reset(before)


@contextmanager
def levels_kept() -> Iterator[None]:
    """Afterwards the loggers that LINE's SDK would set have the levels that they had."""
    levels = {name: logging.getLogger(name).level for name in _LEVELLED}
    try:
        yield
    finally:
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
