"""A ledger that cannot be written: nothing leaves meanwhile, and what was on its way is recorded afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from faults.desk import Desk, desk_of, ledger_at
from faults.outages import AFTER, BEFORE, Outage, Wire, held, small, stopped, unwritable
from faults.witnesses import NO_USER, TAKEN, Turn, Witness, WitnessGateway, WitnessLine
from postgres import Postgres
from service.notices import until

import nmlint
from nmlint.dispatch.outgoing import Fate

UNAVAILABLE = ["dispatch/ledger-unavailable"]
Opens = Callable[[str], Desk]


@pytest.fixture
def opens(root: Path, line: WitnessLine, gateway: WitnessGateway) -> Iterator[Opens]:
    """Opens desks for the ledgers that are named."""
    with ExitStack() as stack:
        yield lambda place: stack.enter_context(desk_of(root, stack.enter_context(ledger_at(place)), line, gateway))


@pytest.fixture(scope="module", params=["a disk that takes nothing", "somebody who holds it", "a server that is down"])
def away(
    request: pytest.FixtureRequest, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Desk, Outage]]:
    """A desk for tests that have keys of their own, and how its ledger can be put out of reach."""
    path = str(tmp_path_factory.mktemp("ledger") / "ledger.db")
    if request.param == "a server that is down":
        server: Postgres = request.getfixturevalue("postgres")
        place, outage = server.url(), stopped(server)
    else:
        place = f"sqlite:///{path}?timeout=0.1"
        outage = held(path) if request.param == "somebody who holds it" else unwritable(path)
    with ExitStack() as open_:
        line, gateway = WitnessLine(), WitnessGateway()
        open_.callback(line.close)
        open_.callback(gateway.close)
        yield open_.enter_context(desk_of(root, open_.enter_context(ledger_at(place)), line, gateway)), outage


def goes_away(server: Witness, outage: Outage, lasts: ExitStack, turn: Turn) -> None:
    """The ledger goes away when the server has the next request, for as long as the stack is open."""

    def turn_of(_: str) -> Turn:
        lasts.enter_context(outage())
        return turn

    server.turn_of = turn_of


def test_nothing_leaves_meanwhile(away: tuple[Desk, Outage]) -> None:
    """It is refused for the ledger's sake alone, whether it was sent before or not; afterwards all is as ever."""
    desk, outage = away
    desk.line.plays({})
    desk.gateway.plays({})
    desk.send("TW11")
    with outage():
        assert [UNAVAILABLE, UNAVAILABLE] == [desk.refused("TW11"), desk.refused("TW12")]
        assert [(1, 0), (0, 0)] == [desk.asked("TW11"), desk.asked("TW12")]

    assert [True, False] == [desk.send("TW11").repeated, desk.send("TW12").repeated]
    assert [["accepted", "repeated"], ["accepted"]] == [desk.outcomes("TW11"), desk.outcomes("TW12")]
    assert [] == desk.faults("TW11", "TW12", both=False)


def test_it_goes_away_while_line_takes_it(away: tuple[Desk, Outage]) -> None:
    """The caller learns that LINE took it, and so does the ledger when it is back."""
    desk, outage = away
    desk.line.plays({})
    desk.gateway.plays({})
    desk.send("TW20")
    with ExitStack() as lasts:
        goes_away(desk.line, outage, lasts, TAKEN)
        sent = desk.send("TW21")
        assert (Fate.ACCEPTED, 1) == (sent.answer and sent.answer.fate, desk.ledger.owed)
        assert UNAVAILABLE == desk.refused("TW21")
    until(lambda: not desk.ledger.owed)

    assert ["accepted"] == desk.outcomes("TW21")
    assert desk.send("TW21").repeated
    assert (1, 0) == desk.asked("TW21")
    assert [] == desk.faults("TW20", "TW21", both=False)


def test_it_goes_away_while_line_refuses_the_receiver(away: tuple[Desk, Outage]) -> None:
    """The caller learns that, and the SMS, which could not be begun, goes when the ledger is back."""
    desk, outage = away
    desk.line.plays({})
    desk.gateway.plays({})
    desk.send("TW30")
    with ExitStack() as lasts:
        goes_away(desk.line, outage, lasts, NO_USER)
        sent = desk.send("TW31")
        assert (Fate.REFUSED, None) == (sent.answer and sent.answer.fate, sent.followed)
    until(lambda: not desk.ledger.owed)

    assert ["pending"] == desk.outcomes("TW31")
    assert desk.send("TW31").repeated
    assert (1, 0) == desk.asked("TW31")
    desk.work(seconds=1)
    assert (["followed", "repeated"], (1, 1)) == (desk.outcomes("TW31"), desk.asked("TW31"))
    assert [] == desk.faults("TW30", "TW31", both=False)


def test_it_goes_away_while_the_gateway_answers(away: tuple[Desk, Outage]) -> None:
    """What the SMS came to is recorded when the ledger is back."""
    desk, outage = away
    desk.line.plays({"TW41": [NO_USER]})
    with ExitStack() as lasts:
        goes_away(desk.gateway, outage, lasts, TAKEN)
        sent = desk.send("TW41")
        assert (Fate.REFUSED, Fate.ACCEPTED) == (
            sent.answer and sent.answer.fate,
            sent.followed and sent.followed.fate,
        )
    until(lambda: not desk.ledger.owed)

    assert ["followed"] == desk.outcomes("TW41")
    assert (True, (1, 1)) == (desk.send("TW41").repeated, desk.asked("TW41"))
    assert [] == desk.faults("TW41", both=False)


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
