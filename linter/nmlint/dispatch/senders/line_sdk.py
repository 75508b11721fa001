"""LINE's official SDK for Python, called so that a request leaves as it was judged and every outcome comes back told.

The SDK's models drop properties that they do not know and write others that nobody asked for (`notificationDisabled`),
so a message would leave other than it was judged. Its ApiClient takes of a model only what `to_dict` gives, and here
that is the very body.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from ssl import SSLCertVerificationError
from typing import Any

from nmlint.bilingual import Bilingual
from nmlint.dispatch.senders.heard import Heard, Trouble
from nmlint.dispatch.senders.perloop import PerLoop
from nmlint.dispatch.senders.quiet import levels_kept, quiet
from nmlint.errors import UsageError

HOST = "https://api.line.me"


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the SDK's MessagingApi: the name of the method, its arguments, and the model and body it sends."""

    method: str
    arguments: Mapping[str, Any] = field(default_factory=dict, repr=False)
    model: str | None = None
    body: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def on(self, api: Any, timeout: Any) -> Any:
        """Makes the call, on an API of either kind."""
        sent = () if self.model is None else (_verbatim(self.model)(self.body),)
        return getattr(api, f"{self.method}_with_http_info")(*sent, **self.arguments, _request_timeout=timeout)


class Sdk:
    """The SDK over urllib3; a call may take `timeout` seconds to connect and as many to hear each next part."""

    def __init__(self, token: str, host: str, timeout: float) -> None:
        self._errors = _module("urllib3.exceptions")
        messaging, configuration = _module(_SDK), _configuration(token, host)
        # urllib3 would connect thrice at once, and follow redirects; what may be repeated is decided elsewhere.
        configuration.retries = False
        self._client = messaging.ApiClient(configuration)
        self._api = messaging.MessagingApi(self._client)
        self._timeout = (timeout, timeout)

    def call(self, call: Call) -> Heard:
        """Makes a call, once, and raises nothing for what comes of it."""
        try:
            with quiet():
                return _whole(call.on(self._api, self._timeout))
        except Exception as error:  # noqa: BLE001  whatever the SDK raises, the request may have left
            return _answered(error) or Heard(trouble=self._trouble(error), error=type(error).__name__)

    def close(self) -> None:
        """Closes the connections that are kept open."""
        self._client.rest_client.pool_manager.clear()

    def _trouble(self, error: Exception) -> Trouble:
        errors = self._errors
        if isinstance(error, errors.NewConnectionError | errors.ConnectTimeoutError) or _is_unverified(error):
            return Trouble.UNREACHED
        if isinstance(error, errors.TimeoutError):
            return Trouble.LATE
        broken = isinstance(error, errors.HTTPError | OSError) or _is_unanswered(error)
        return Trouble.BROKEN if broken else Trouble.UNREADABLE


class AsyncSdk:
    """The SDK over aiohttp, with a client of its own for each event loop that sends."""

    def __init__(self, token: str, host: str, timeout: float) -> None:
        self._aiohttp, self._messaging = _module("aiohttp"), _module(_SDK)
        self._configuration = _configuration(token, host)
        # All of it may take twice as long, so that a failure to connect is told apart from a missing answer.
        self._timeout = self._aiohttp.ClientTimeout(
            total=2 * timeout, connect=timeout, sock_connect=timeout, sock_read=timeout
        )
        self._clients: PerLoop[Any] = PerLoop(self._client, lambda client: client.close())

    async def call(self, call: Call) -> Heard:
        """Makes a call, once, and raises nothing for what comes of it."""
        try:
            with quiet():
                return _whole(await call.on(self._messaging.AsyncMessagingApi(self._clients.here()), self._timeout))
        except Exception as error:  # noqa: BLE001  whatever the SDK raises, the request may have left
            return _answered(error) or Heard(trouble=self._trouble(error), error=type(error).__name__)

    async def close(self) -> None:
        """Closes the connections of this event loop."""
        await self._clients.close()

    def _client(self) -> Any:
        client = self._messaging.AsyncApiClient(self._configuration)
        client.rest_client.pool_manager = _Straight(client.rest_client.pool_manager)
        return client

    def _trouble(self, error: Exception) -> Trouble:
        aiohttp = self._aiohttp
        if isinstance(
            error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError | aiohttp.ClientHttpProxyError
        ):
            return Trouble.UNREACHED
        if isinstance(error, TimeoutError):
            return Trouble.LATE
        return Trouble.BROKEN if isinstance(error, aiohttp.ClientError | OSError) else Trouble.UNREADABLE


class _Straight:
    """A session that follows no redirect: the GET in place of a push would be answered as if LINE had taken it."""

    def __init__(self, session: Any) -> None:
        self._session = session

    def request(self, **arguments: Any) -> Any:
        """The request of the SDK, made as it is."""
        return self._session.request(**arguments, allow_redirects=False)

    async def close(self) -> None:
        """Closes the session."""
        await self._session.close()


_SDK = "linebot.v3.messaging"


def _module(name: str) -> Any:
    # Late: the SDK takes a second to import, and only those who send with it have it.
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        raise UsageError(
            Bilingual(
                "LINE's senders need line-bot-sdk; install it with: pip install 'nmlint[guard,line]'",
                "傳送 LINE 訊息需要 line-bot-sdk；請執行 pip install 'nmlint[guard,line]'",
            )
        ) from error


def _configuration(token: str, host: str) -> Any:
    messaging = _module(_SDK)
    with levels_kept():
        return messaging.Configuration(host=host.rstrip("/"), access_token=token)


@cache
def _verbatim(name: str) -> Callable[[Mapping[str, Any]], Any]:
    """What makes an instance of one of the SDK's models that is sent as the body given, whatever the model knows."""
    model = getattr(_module(_SDK), name)

    class Verbatim(model):  # type: ignore[misc, valid-type]  # the SDK has no types
        _body: dict[str, Any] = {}  # noqa: RUF012  pydantic copies it for each instance

        class Config:
            underscore_attrs_are_private = True

        def to_dict(self) -> dict[str, Any]:
            return self._body

    def made(body: Mapping[str, Any]) -> Any:
        instance = Verbatim.construct()
        instance._body = _plain(body)  # noqa: SLF001  our own class
        return instance

    return made


def _plain(value: Any) -> Any:
    """Mappings as dicts and sequences as lists: the SDK knows no others."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(item) for item in value]
    return value


def _whole(response: Any) -> Heard:
    return Heard(response.status_code, response.raw_data, _lowered(response.headers), value=response.data)


def _answered(error: BaseException) -> Heard | None:
    """The answer that an exception of the SDK tells of."""
    # The SDK decodes what comes with a refusal, and where that fails the refusal is only behind the failure.
    told = error.__context__ if isinstance(error, UnicodeDecodeError) else error
    if not isinstance(told, _module(f"{_SDK}.exceptions").ApiException) or _is_unanswered(told):
        return None
    body = told.body if isinstance(told.body, str) else None
    return Heard(told.status, body, _lowered(told.headers))


def _is_unanswered(error: BaseException) -> bool:
    """Whether the SDK tells of a failure of TLS, which it gives a status of its own."""
    return getattr(error, "status", None) == 0


def _is_unverified(error: BaseException) -> bool:
    """Whether the other side could not prove who it is, which is found out before anything is sent."""
    behind = error.__context__
    return behind is not None and any(isinstance(each, SSLCertVerificationError) for each in behind.args)


def _lowered(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
