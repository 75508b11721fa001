"""The `dispatch:` section of a configuration: where the ledger is, and by what messages leave and answers come."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import quote, urlsplit

from nmlint.bilingual import Bilingual
from nmlint.config import Settings, faulty
from nmlint.dispatch.senders.placeholders import Pattern, UnfitError
from nmlint.dispatch.senders.sms_request import SmsRequest
from nmlint.errors import UsageError
from nmlint.fields import FieldFault, Fields
from nmlint.source import Span

TOKEN, SECRET = "LINE_CHANNEL_ACCESS_TOKEN", "LINE_CHANNEL_SECRET"
LINE_API = "https://api.line.me"

_KEYS = frozenset({"ledger", "plans", "line", "sms", "serve", "retention"})
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PORTS = 65535


@dataclass(frozen=True, slots=True)
class Line:
    """The names of the environment variables that hold the channel's token and secret, and where LINE's API is."""

    token_env: str = TOKEN
    secret_env: str = SECRET
    host: str = LINE_API


@dataclass(frozen=True, slots=True)
class Serve:
    """Where `nmlint serve` listens, and how long its worker rests between two rounds."""

    host: str = "127.0.0.1"
    port: int = 8080
    interval: timedelta = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the ledger is: a file or an address, in which `${NAME}` stands for what the environment has."""

    pattern: Pattern

    @property
    def secrets(self) -> frozenset[str]:
        """The environment variables that it needs."""
        return self.pattern.secrets

    def filled(self, environment: dict[str, str]) -> str:
        """The file or address. A variable that is all of it is taken as it is, a part of an address is escaped."""
        whole = len(self.pattern.pieces) == 1
        values = {name: environment[name] if whole else quote(environment[name], safe="") for name in self.secrets}
        return self.pattern.filled({}, values)


@dataclass(frozen=True, slots=True)
class Dispatch:
    """How messages are sent and accounted for. It holds the names of secrets and never a secret.

    `plans` are send plans, relative to the root. `retention` is how long the ledger keeps what is over, None for ever.
    """

    ledger: Place
    plans: tuple[str, ...] = ()
    line: Line = field(default_factory=Line)
    sms: SmsRequest | None = None
    serve: Serve = field(default_factory=Serve)
    retention: timedelta | None = None


def dispatch_of(settings: Settings) -> Dispatch:
    """What the section says. Raises UsageError where there is none, and with every fault in it."""
    if settings.dispatch is None or settings.file is None:
        where = "nmlint.yaml" if settings.file is None else settings.file.name
        raise UsageError(
            Bilingual(
                f"{where}: there is no dispatch: section; begin with dispatch: {{ledger: nmlint-ledger.db}}",
                f"{where}：沒有 dispatch: 這一段；請先寫 dispatch: {{ledger: nmlint-ledger.db}}",
            )
        )
    faults: list[FieldFault] = []
    spans: dict[str, Span] = {}
    top = Fields(settings.dispatch, settings.file, faults, spans, "dispatch")
    top.only(_KEYS)
    place = _place(top)
    sms = top.fields("sms")
    retention = _duration(top, "retention")
    read = (_line(top.fields("line")), None if sms is None else SmsRequest.of(sms), _serve(top.fields("serve")))
    plans = top.texts("plans")
    if faults or place is None:
        raise faulty(faults)
    return Dispatch(place, plans, *read, retention)


def _place(top: Fields) -> Place | None:
    needed = Bilingual(
        "dispatch needs ledger: a file such as nmlint-ledger.db, or ${NAME} of an environment variable",
        "dispatch 需要 ledger：檔案（例如 nmlint-ledger.db），或以 ${NAME} 指定環境變數",
    )
    top.require("ledger", needed)
    top.check("ledger", lambda text: bool(text.strip()), needed)
    written = top.text("ledger")
    if written is None:
        return None
    try:
        pattern = Pattern.read(written, ())
    except UnfitError:
        top.refuse(
            "ledger",
            Bilingual(
                "dispatch.ledger: a name in braces needs a $ before it, such as ${LEDGER_PASSWORD}",
                "dispatch.ledger：大括號前面要有 $，例如 ${LEDGER_PASSWORD}",
            ),
        )
        return None
    if _shows_password(pattern):
        # What stands there is not repeated: it is a secret.
        top.refuse(
            "ledger",
            Bilingual(
                "dispatch.ledger: a password may not stand in a file; write ${NAME} of an environment variable instead",
                "dispatch.ledger：密碼不可寫在檔案裡；請改以 ${NAME} 指定環境變數",
            ),
        )
    return Place(pattern)


def _shows_password(pattern: Pattern) -> bool:
    """Whether there is a password, or a part of one, that is no variable."""
    text = "".join("\0" if piece.secret else piece.text for piece in pattern.pieces)
    login = urlsplit(text).netloc.rpartition("@")[0] if "://" in text else ""
    return bool(login.partition(":")[2].strip("\0")) or re.search(r"[?&]password=[^&\0]", text) is not None


def _line(found: Fields | None) -> Line:
    if found is None:
        return Line()
    found.only({"token_env", "secret_env", "host"})
    host = found.text("host") or LINE_API
    found.check(
        "host",
        lambda text: urlsplit(text).scheme in {"http", "https"} and bool(urlsplit(text).hostname),
        Bilingual(f"{found.at}.host: write it like {LINE_API}", f"{found.at}.host：請寫成 {LINE_API} 的形式"),
    )
    return Line(_variable(found, "token_env") or TOKEN, _variable(found, "secret_env") or SECRET, host)


def _variable(found: Fields, key: str) -> str | None:
    """The name of an environment variable; what is none may be the secret itself, and is not repeated."""
    found.check(
        key,
        lambda text: _NAME.fullmatch(text) is not None,
        Bilingual(
            f"{found.at}.{key} needs the name of an environment variable, never the secret itself",
            f"{found.at}.{key} 需要環境變數的名稱，不可寫密鑰本身",
        ),
    )
    return found.text(key)


def _serve(found: Fields | None) -> Serve:
    if found is None:
        return Serve()
    found.only({"host", "port", "interval"})
    usual = Serve()
    port = found.integer("port", least=0)
    if port is not None and port > _PORTS:
        found.needs("port", Bilingual(f"a port, 0 to {_PORTS}", f"0 到 {_PORTS} 的埠號"))
    return Serve(
        found.text("host") or usual.host,
        usual.port if port is None else port,
        _duration(found, "interval") or usual.interval,
    )


def _duration(found: Fields, key: str) -> timedelta | None:
    """A length of time that is more than none."""
    seconds = found.duration(key)
    if seconds == 0:
        found.needs(key, Bilingual("more than 0, such as 5s or 400d", "大於 0 的時間，例如 5s 或 400d"))
    return timedelta(seconds=seconds) if seconds else None
