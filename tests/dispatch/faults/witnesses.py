"""LINE and an SMS gateway that know for certain what they carried out, whatever they answer."""

from __future__ import annotations

import json
import re
import socket
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from servers import GARBAGE, HALF, RESET, Arrived, FakeLine, Reply, Server, SmsGateway, limited, told

_KEY = re.compile(r"TW\d+")
_REFUSALS = frozenset({400, 401, 403, 422, 429})


@dataclass(frozen=True, slots=True)
class Turn:
    """What a request comes to: whether it is carried out, and what is answered; without a reply, the usual."""

    done: bool
    reply: Reply | None = None

    @property
    def refuses(self) -> bool:
        """Whether whoever reads the answer knows for certain that nothing was sent."""
        return self.reply is not None and self.reply.status in _REFUSALS and not self.done


TAKEN = Turn(done=True)
NO_USER = Turn(done=False, reply=told(422))
MALFORMED = Turn(done=False, reply=told(400))
FORBIDDEN = Turn(done=False, reply=told(403))
LIMITED = Turn(done=False, reply=limited())
LIMITED_LONG = Turn(done=False, reply=limited(60))
CUT = Turn(done=True, reply=HALF)
NONSENSE = Turn(done=False, reply=GARBAGE)
FAILED_LATE = Turn(done=True, reply=Reply(500, b'{"message": "Internal server error"}'))
FAILED_EARLY = Turn(done=False, reply=Reply(500, b'{"message": "Internal server error"}'))
RESET_LATE = Turn(done=True, reply=RESET)
RESET_EARLY = Turn(done=False, reply=RESET)


def silent(*, done: bool) -> Turn:
    """A request that is not answered as long as anybody waits."""
    return Turn(done, Reply(after=60))


@dataclass(frozen=True, slots=True)
class Seen:
    """One request: the order number in its text, its tag, and what it came to."""

    key: str
    tag: str
    turn: Turn


class Witness(Server):
    """A server that asks `turn_of` what each request comes to, by its order number, and remembers it in `seen`.

    Before it answers it `tells` somebody, as LINE does by its webhook.
    """

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self.turn_of: Callable[[str], Turn] = _taken
        self.tells: Callable[[Seen], object] = _nobody
        super().__init__()
        # Connections inherit it; without it an answer waits for the client to acknowledge its first half.
        self._http.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def reply(self, request: Arrived) -> Reply:
        """Half a request, whose sender was killed, is none: nothing is done for it, and nobody waits for an answer."""
        if len(request.body) < int(request.headers.get("content-length", "0")):
            return Reply(reset=True)
        return super().reply(request)

    def natural(self, request: Arrived) -> Reply:
        """What the turn says; what is carried out is carried out before anything is answered."""
        key = key_in(self.text(request))
        turn = self.turn_of(key)
        seen = Seen(key, self.tag(request), turn)
        self.seen.append(seen)
        usual = super().natural(request) if turn.done else Reply()
        self.tells(seen)
        return turn.reply or usual

    def plays(self, turns: Mapping[str, Sequence[Turn]]) -> None:
        """Answers these order numbers so, one turn after the other, and everything else as usual."""
        left = {key: deque(of) for key, of in turns.items()}
        self.turn_of = lambda key: left[key].popleft() if left.get(key) else TAKEN

    def of(self, key: str) -> list[Seen]:
        """The requests for an order number, in the order in which they came."""
        return [each for each in list(self.seen) if each.key == key]

    def done(self) -> list[Seen]:
        """What was carried out."""
        return [each for each in list(self.seen) if each.turn.done]

    @staticmethod
    def text(request: Arrived) -> str:
        """The text in which the order number stands."""
        raise NotImplementedError

    @staticmethod
    def tag(request: Arrived) -> str:
        """The tag of the attempt."""
        raise NotImplementedError


class WitnessLine(Witness, FakeLine):
    """LINE."""

    @staticmethod
    def text(request: Arrived) -> str:
        """All of the body, unescaped."""
        return json.dumps(request.json, ensure_ascii=False)

    @staticmethod
    def tag(request: Arrived) -> str:
        """The header that LINE gives back with the delivery."""
        return request.headers["x-line-delivery-tag"]


class WitnessGateway(Witness, SmsGateway):
    """The SMS gateway."""

    @staticmethod
    def text(request: Arrived) -> str:
        """The text of the SMS."""
        return dict(request.form)["text"]

    @staticmethod
    def tag(request: Arrived) -> str:
        """As the description of the gateway places it."""
        return dict(request.form)["tag"]


def key_in(text: Any) -> str:
    """The order number in a text, or in what holds texts."""
    found = _KEY.search(str(text))
    assert found is not None, text
    return found[0]


def keys_of(seen: Iterable[Seen]) -> list[str]:
    """The order numbers of requests, in order."""
    return [each.key for each in seen]


def _taken(_key: str) -> Turn:
    return TAKEN


def _nobody(_seen: Seen) -> None:
    """Nobody is told."""
