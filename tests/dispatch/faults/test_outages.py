"""A ledger that cannot be written: nothing leaves meanwhile, and what was on its way is recorded afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest
from faults.desk import Desk, desk_of, ledger_at
from faults.outages import AFTER, BEFORE, Outage, Wire, held, small, stopped, unwritable
from faults.witnesses import NO_USER, TAKEN, Turn, WitnessGateway, WitnessLine
from postgres import Postgres
from service.notices import until

import nmlint

UNAVAILABLE = ["dispatch/ledger-unavailable"]
Opens = Callable[[str], Desk]


@pytest.fixture
def opens(root: Path, line: WitnessLine, gateway: WitnessGateway) -> Iterator[Opens]:
    """Opens desks for the ledgers that are named."""
    with ExitStack() as stack:
        yield lambda place: stack.enter_context(desk_of(root, stack.enter_context(ledger_at(place)), line, gateway))


@pytest.fixture(params=["a disk that takes nothing", "somebody who holds it", "a server that is down"])
def away(request: pytest.FixtureRequest, tmp_path: Path, opens: Opens) -> tuple[Desk, Outage]:
    """A desk, and how its ledger can be put out of reach."""
    path = str(tmp_path / "ledger.db")
    if request.param == "a server that is down":
        server: Postgres = request.getfixturevalue("postgres")
        return opens(server.url()), stopped(server)
    held_up = request.param == "somebody who holds it"
    return opens(f"sqlite:///{path}?timeout=0.1"), held(path) if held_up else unwritable(path)


def test_nothing_leaves_meanwhile(away: tuple[Desk, Outage]) -> None:
    """It is refused for the ledger's sake alone, whether it was sent before or not; afterwards all is as ever."""
    desk, outage = away
    desk.send("TW1")
    with outage():
        assert [UNAVAILABLE, UNAVAILABLE] == [desk.refused("TW1"), desk.refused("TW2")]
        assert [(1, 0), (0, 0)] == [desk.asked("TW1"), desk.asked("TW2")]

    assert [True, False] == [desk.send("TW1").repeated, desk.send("TW2").repeated]
    assert [["accepted", "repeated"], ["accepted"]] == [desk.outcomes("TW1"), desk.outcomes("TW2")]
    assert [] == desk.faults("TW1", "TW2")


def during(desk: Desk, outage: Outage, until_: ExitStack, turns: dict[str, Turn]) -> None:
    """The ledger is put out of reach when one of these has the request, for as long as the stack is open."""
    for server in (desk.line, desk.gateway):
        turn = turns.get("line" if server is desk.line else "gateway")
        if turn is not None:

            def turn_of(_: str, own: Turn = turn) -> Turn:
                until_.enter_context(outage())
                return own

            server.turn_of = turn_of


@pytest.mark.parametrize(
    ("turns", "fates", "outcome"),
    [
        ({"line": TAKEN}, ("accepted", None), "accepted"),
        ({"line": NO_USER}, ("refused", None), "pending"),
    ],
)
def test_it_goes_away_while_line_answers(away: tuple[Desk, Outage], turns: Any, fates: Any, outcome: str) -> None:
    """The caller learns what LINE answered, and the ledger does when it is back; an SMS that is due goes then."""
    desk, outage = away
    desk.send("TW0")
    with ExitStack() as lasts:
        during(desk, outage, lasts, turns)
        sent = desk.send("TW1")
        assert fates == (sent.answer and sent.answer.fate, sent.followed)
        assert 1 == desk.ledger.owed
        assert UNAVAILABLE == desk.refused("TW1")
    desk.line.plays({})
    until(lambda: not desk.ledger.owed)

    assert [outcome] == desk.outcomes("TW1")
    assert desk.send("TW1").repeated
    assert (1, 0) == desk.asked("TW1")
    desk.work(seconds=1)
    assert (1, 1 if turns["line"] is NO_USER else 0) == desk.asked("TW1")
    assert [] == desk.faults("TW0", "TW1", both=False)


def test_it_goes_away_while_the_gateway_answers(away: tuple[Desk, Outage]) -> None:
    """What the SMS came to is recorded when the ledger is back."""
    desk, outage = away
    desk.line.plays({"TW1": [NO_USER]})
    with ExitStack() as lasts:
        during(desk, outage, lasts, {"gateway": TAKEN})
        sent = desk.send("TW1")
        assert ("refused", "accepted") == (sent.answer and sent.answer.fate, sent.followed and sent.followed.fate)
    desk.gateway.plays({})
    until(lambda: not desk.ledger.owed)

    assert ["followed"] == desk.outcomes("TW1")
    assert (desk.send("TW1").repeated, (1, 1)) == (True, desk.asked("TW1"))
    assert [] == desk.faults("TW1", both=False)


def test_the_disk_fills_up(opens: Opens, tmp_path: Path) -> None:
    """It is refused when there is no room for it, and goes when there is."""
    with small(80) as make_room:
        desk = opens(str(tmp_path / "ledger.db"))
        keys = [f"TW{number:04}" for number in range(1000)]
        sent = _until_refused(desk, keys)
        assert 0 < sent
        assert UNAVAILABLE == desk.refused(keys[sent])
        assert (0, 0) == desk.asked(keys[sent])
        assert sent == len(desk.line.seen)
        make_room()
        until(lambda: not desk.ledger.owed)

        assert not desk.send(keys[sent]).repeated
        assert [] == desk.faults(*keys[: sent + 1])


def _until_refused(desk: Desk, keys: Sequence[str]) -> int:
    for number, key in enumerate(keys):
        try:
            desk.send(key)
        except nmlint.Rejected:
            return number
    raise AssertionError("it never filled up")


def test_a_ledger_that_may_only_be_read(opens: Opens, place: str) -> None:
    """Whoever may not write may not send."""
    desk = opens(place)
    desk.send("TW1")
    server = "-csearch_path"
    reader = opens(
        place.replace(server, f"-cdefault_transaction_read_only%3Don%20{server}")
        if server in place
        else f"sqlite:///file:{place}?mode=ro&uri=true"
    )

    assert [UNAVAILABLE, UNAVAILABLE] == [reader.refused("TW1"), reader.refused("TW2")]
    assert 1 == len(desk.line.seen)
    assert not desk.send("TW2").repeated


@pytest.fixture
def wire(postgres: Postgres) -> Iterator[Wire]:
    """The network before a database."""
    with closing(Wire(postgres.url())) as opened:
        yield opened


@pytest.mark.parametrize("where", [BEFORE, AFTER])
def test_the_connection_breaks_at_the_commit(opens: Opens, wire: Wire, where: str) -> None:
    """Nobody knows whether the message was begun, so it does not leave; where it was, it is told as unknown."""
    desk = opens(wire.url)
    desk.send("TW0")
    wire.cut(where)

    assert UNAVAILABLE == desk.refused("TW1")
    assert (0, 0) == desk.asked("TW1")
    again = desk.send("TW1")
    assert (where == AFTER, None if where == AFTER else "accepted") == (
        again.repeated,
        again.answer and again.answer.fate,
    )
    assert (0 if where == AFTER else 1, 0) == desk.asked("TW1")
    assert [] == desk.faults("TW0", "TW1")
    if where == AFTER:
        assert ["unknown", "repeated"] == desk.outcomes("TW1")
        desk.work(minutes=31)
        assert (0, 1) == desk.asked("TW1")


@pytest.mark.parametrize("where", [BEFORE, AFTER])
def test_the_connection_breaks_while_an_answer_is_recorded(opens: Opens, wire: Wire, where: str) -> None:
    """It is recorded once more, and changes nothing where it was recorded already."""
    desk = opens(wire.url)
    desk.send("TW0")

    def turn_of(_: str) -> Turn:
        wire.cut(where)
        return TAKEN

    desk.line.turn_of = turn_of
    sent = desk.send("TW1")
    until(lambda: not desk.ledger.owed)

    assert "accepted" == (sent.answer and sent.answer.fate)
    assert ["accepted"] == desk.outcomes("TW1")
    assert (desk.send("TW1").repeated, (1, 0)) == (True, desk.asked("TW1"))
    assert [] == desk.faults("TW0", "TW1")
