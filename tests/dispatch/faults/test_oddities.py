"""Keys and answers that no database can keep: they stop nobody else, and nothing that was sent raises afterwards."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from faults.desk import LINE, ledger_at
from projects import NUMBER, VALUES
from service.notices import KEY, START, Clock

import nmlint
from nmlint.dispatch.decision import Sent
from nmlint.dispatch.ledger import Ledger
from nmlint.dispatch.ledger.reading import Wanted
from nmlint.dispatch.outgoing import Answer, Fate, Outgoing

LATER = START + timedelta(days=1)


class Own:
    """A guard with a sender of the program's own, which answers each key as it is told, and accepts all others."""

    def __init__(self, root: Path, ledger: Ledger) -> None:
        self.answers: list[Answer] = []
        self.handed: list[Outgoing] = []
        self.ledger, self._clock = ledger, Clock()
        self._guard = nmlint.Guard(root, senders={LINE: self._send}, ledger=ledger, clock=self._clock)

    def send(self, key: str, *answers: Answer) -> Sent:
        """Sends under a key, to be answered so."""
        self._clock.goes(seconds=1)
        self.answers.extend(answers)
        return self._guard.send("shipped", NUMBER, VALUES, key=key)

    def outcomes(self, key: str) -> list[str]:
        """What became of it, once nobody can answer any more."""
        self.ledger.unknown(LATER)
        return [str(each.outcome) for each in self.ledger.entries(Wanted(key=key))]

    def _send(self, outgoing: Outgoing) -> Answer:
        self.handed.append(outgoing)
        return self.answers.pop() if self.answers else Answer(Fate.ACCEPTED)


def test_odd_answers(root: Path, place: str) -> None:
    """What can be kept of it is kept; what cannot is unknown, is not owed for ever, and holds up no other message."""
    answers: list[tuple[Answer, str]] = [
        (Answer(Fate.ACCEPTED, 200, "taken\0"), "accepted"),
        (Answer(Fate.ACCEPTED, 200, "taken\ud800"), "accepted"),
        (Answer(Fate.ACCEPTED, 200, request_id="\0\udfff"), "accepted"),
        # What types would have told, had the program asked them.
        (Answer(Fate.ACCEPTED, 200, request_id=12345), "accepted"),  # type: ignore[arg-type]
        (Answer("sent"), "unknown"),  # type: ignore[arg-type]
        (Answer(Fate.ACCEPTED, 200, attempts=None), "unknown"),  # type: ignore[arg-type]
    ]
    with ledger_at(place) as ledger:
        own = Own(root, ledger)
        for number, (answer, outcome) in enumerate(answers):
            odd, other = f"odd {number}", f"other {number}"
            assert answer is own.send(odd, answer).answer
            assert Fate.ACCEPTED == getattr(own.send(other).answer, "fate", None), answer

            assert (0, [outcome], ["accepted"]) == (ledger.owed, own.outcomes(odd), own.outcomes(other)), answer
            assert own.send(odd).repeated
            assert 2 * number + 2 == len(own.handed)


def test_odd_keys(root: Path, place: str) -> None:
    """One is sent once, or refused; it is nobody else's refusal."""
    with ledger_at(place) as ledger:
        own = Own(root, ledger)
        for number, key in enumerate(("key\0", "key\ud800")):
            handed, other = len(own.handed), f"other {number}"
            with ThreadPoolExecutor(2) as threads:
                told = list(threads.map(lambda each: _outcome(own, each), (key, other)))

            assert ["accepted"] == own.outcomes(other)
            assert sum(isinstance(each, Sent) for each in told) == len(own.handed) - handed


def _outcome(own: Own, key: str) -> Sent | nmlint.Rejected:
    try:
        return own.send(key)
    except nmlint.Rejected as rejected:
        return rejected


def test_the_ledger_is_closed_meanwhile(root: Path, tmp_path: Path) -> None:
    """Who sent learns what came of it, although it cannot be recorded any more; who comes later is refused."""
    ledger = Ledger(tmp_path / "ledger.db", key=KEY)

    def send(_: Outgoing) -> Answer:
        ledger.close()
        return Answer(Fate.ACCEPTED, 200)

    guard = nmlint.Guard(root, senders={LINE: send}, ledger=ledger, clock=Clock())

    assert "accepted" == getattr(guard.send("shipped", NUMBER, VALUES, key="a").answer, "fate", None)
    with pytest.raises(nmlint.Rejected, match="it was closed already"):
        guard.send("shipped", NUMBER, VALUES, key="b")
    with ledger_at(str(tmp_path / "ledger.db")) as again:
        again.unknown(LATER)
        assert ["unknown"] == [each.outcome for each in again.entries()]
