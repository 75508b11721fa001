"""The service of `nmlint serve`: LINE's webhook, the worker, their health and their figures, in one process."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from nmlint.bilingual import Bilingual
from nmlint.dispatch.ledger.ledger import Ledger
from nmlint.dispatch.ledger.problems import LedgerError
from nmlint.dispatch.metrics import CONTENT_TYPE, Metrics
from nmlint.dispatch.receiving import webhook
from nmlint.dispatch.working import LEASE, Worker
from nmlint.errors import UsageError

# Seconds that the ledger may take to show that it is there.
_PATIENCE = 1.0
_BACKLOG = 512
_MOST_REQUESTS = 1000

Clock = Callable[[], datetime]


class Health:
    """Whether deliveries can be recorded and fallbacks are sent."""

    def __init__(self, ledger: Ledger, worker: Worker | None, interval: timedelta, clock: Clock) -> None:
        self._ledger, self._worker, self._clock = ledger, worker, clock
        # A worker that is waited for longer than a sender may take is stuck.
        self._longest = LEASE + 2 * interval

    async def said(self) -> tuple[bool, dict[str, Any]]:
        """Whether all is well, and each part of it."""
        try:
            await asyncio.wait_for(asyncio.to_thread(self._ledger.read, ""), _PATIENCE)
            ledger = "reachable"
        except LedgerError as error:
            ledger = str(error.problem)
        except TimeoutError:
            ledger = "slow"
        owed = self._ledger.owed
        well, worker = self._of_worker()
        return well and ledger == "reachable" and not owed, {"ledger": ledger, "owed": owed, "worker": worker}

    def _of_worker(self) -> tuple[bool, dict[str, Any] | None]:
        if self._worker is None:
            return True, None
        last, stirred = self._worker.last, self._worker.stirred
        silent = None if stirred is None else (self._clock() - stirred).total_seconds()
        # What the trouble is stands in the log: its words may name a host.
        trouble = last is not None and last.trouble is not None
        well = not trouble and silent is not None and silent <= self._longest.total_seconds()
        return well, {
            "last_round": None if last is None else last.at.isoformat(),
            "silent_seconds": None if silent is None else round(silent, 1),
            "trouble": trouble,
        }


def service(
    ledger: Ledger,
    channel_secret: str,
    worker: Worker | None,
    metrics: Metrics,
    *,
    interval: timedelta,
    clock: Clock | None = None,
) -> Starlette:
    """The application: `/webhook` for LINE, `/healthz` and `/metrics` for those who run it.

    The worker starts and ends with it. Only `/webhook` is meant for the internet.
    """
    health = Health(ledger, worker, interval, clock or _now)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        if worker is None:
            yield
            return
        thread = Thread(target=worker.run, args=(interval,), name="nmlint-worker", daemon=True)
        thread.start()
        try:
            yield
        finally:
            worker.stop()
            await asyncio.to_thread(thread.join)

    async def healthz(_request: Request) -> Response:
        well, said = await health.said()
        return JSONResponse(said, 200 if well else 503)

    async def figures(_request: Request) -> Response:
        return Response(await asyncio.to_thread(metrics.text), media_type=CONTENT_TYPE)

    routes = [
        Route("/healthz", healthz),
        Route("/metrics", figures),
        Mount("/", webhook(ledger, channel_secret, observer=metrics.event)),
    ]
    return Starlette(routes=routes, lifespan=lifespan)


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises UsageError where it cannot."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][0]
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        said = error.strerror or type(error).__name__
        raise UsageError(
            Bilingual(
                f"cannot listen on {host}:{port}: {said}; give another --host or --port",
                f"無法在 {host}:{port} 接收連線：{said}；請改用其他 --host 或 --port",
            )
        ) from error


def address(listener: socket.socket) -> str:
    """Where a socket listens, as a person opens it."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class _Server(uvicorn.Server):
    """Tells the worker that it is to end before it waits for those who are still being answered."""

    def __init__(self, config: uvicorn.Config, worker: Worker) -> None:
        super().__init__(config)
        self._worker = worker

    async def main_loop(self) -> None:
        """Goes on until the process is asked to end."""
        await super().main_loop()
        self._worker.stop()


def run(app: Starlette, listener: socket.socket, worker: Worker) -> None:
    """Serves until SIGTERM or Ctrl-C, then answers what is being asked, ends the round and returns."""
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="on",
        ws="none",
        limit_concurrency=_MOST_REQUESTS,
        timeout_graceful_shutdown=int(LEASE.total_seconds()),
    )
    server = _Server(config, worker)
    # uvicorn sends the process its signal again when it is done, and a stop that was asked for is no failure.
    signal.signal(signal.SIGTERM, server.handle_exit)
    server.run(sockets=[listener])


def _now() -> datetime:
    return datetime.now(UTC)
