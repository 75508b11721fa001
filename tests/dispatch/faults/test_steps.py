"""A process is killed at each step of sending; who goes on with the same keys never sends one twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from faults.audit import Audit, contradicted
from faults.processes import NOON, Order, Processes
from faults.witnesses import NO_USER, TAKEN, Turn, WitnessGateway, WitnessLine, silent
from service.notices import KEY, until

from nmlint.cli import cli
from nmlint.dispatch.ledger import Ledger
from nmlint.dispatch.ledger.reading import Wanted

LATER = NOON + timedelta(hours=12)
ASKED, ASKED_IN_VAIN = silent(done=True), silent(done=False)


@dataclass(frozen=True)
class Step:
    """Where a process is killed, and what is true afterwards.

    `name` says it in words. `stop` is where it waits for its end; without one it is killed as soon as `server` has the
    request. `line` and `sms` count the requests that the servers have seen once another process has gone on with the
    same keys, `held` says that it found this one taken, and `outcome` is what the ledger says then. `at_last` is what
    it says when a worker has been there after the time of the fallback, and `sms_at_last` counts the SMS by then.
    """

    name: str
    stop: str = ""
    server: str = ""
    line_turn: Turn = TAKEN
    sms_turn: Turn = TAKEN
    line: int = 1
    sms: int = 0
    held: bool = True
    outcome: str = "unknown"
    at_last: str = "followed"
    sms_at_last: int = 1


STEPS = (
    Step("decided, and not begun", "decided", held=False, outcome="accepted"),
    Step("begun, and LINE not asked", "line begun", line=0),
    Step("LINE asked, which takes it", server="line", line_turn=ASKED),
    Step("LINE asked, which does not take it", server="line", line_turn=ASKED_IN_VAIN),
    Step("LINE's answer not recorded", "line answered"),
    Step("LINE's refusal not recorded", "line answered", line_turn=NO_USER),
    Step("recorded", "returned", outcome="accepted"),
    Step("LINE's refusal recorded, the fallback not begun", "line recorded", line_turn=NO_USER, outcome="pending"),
    Step("the fallback begun, the gateway not asked", "sms begun", line_turn=NO_USER, at_last="unknown", sms_at_last=0),
    Step(
        "the gateway asked, which takes it",
        server="gateway",
        line_turn=NO_USER,
        sms_turn=ASKED,
        sms=1,
        at_last="unknown",
    ),
    Step(
        "the gateway asked in vain",
        server="gateway",
        line_turn=NO_USER,
        sms_turn=ASKED_IN_VAIN,
        sms=1,
        at_last="unknown",
    ),
    Step("the gateway's answer not recorded", "sms answered", line_turn=NO_USER, sms=1, at_last="unknown"),
    Step("the fallback recorded", "returned", line_turn=NO_USER, sms=1, outcome="followed"),
)
# What a worker sends was accepted by LINE, which told nothing of it since.
WORKER_STEPS = (
    Step("claimed, and the gateway not asked", "sms begun", at_last="unknown", sms_at_last=0),
    Step("the gateway asked, which takes it", server="gateway", sms_turn=ASKED, at_last="unknown"),
    Step("the gateway asked in vain", server="gateway", sms_turn=ASKED_IN_VAIN, at_last="unknown"),
    Step("the gateway's answer not recorded", "sms answered", at_last="unknown"),
)


@dataclass(frozen=True)
class Stage:
    """The processes, what they send to, and where it is recorded."""

    processes: Processes
    place: str
    line: WitnessLine
    gateway: WitnessGateway

    def plays(self, steps: Mapping[str, Step]) -> None:
        """LINE and the gateway answer these keys as the steps have it, and all others as usual."""
        self.line.plays({key: [step.line_turn] for key, step in steps.items()})
        self.gateway.plays({key: [step.sms_turn] for key, step in steps.items()})

    def die(self, orders: Mapping[str, Order], steps: Mapping[str, Step]) -> None:
        """Starts a process for each key, and kills each of them at its step."""
        doomed = {
            key: self.processes.start(replace(orders[key], stop=step.stop, at=key)) for key, step in steps.items()
        }
        for key, process in doomed.items():
            until(lambda own=key: self._is_there(own, steps[own]))
            self.processes.kill(process)

    def _is_there(self, key: str, step: Step) -> bool:
        if step.server:
            return bool({"line": self.line, "gateway": self.gateway}[step.server].of(key))
        return ["at", step.stop, key] in self.processes.acks()

    def held(self, key: str) -> bool:
        """Whether who sent the key last found it taken."""
        return [bool(ack[3]) for ack in self.processes.acks() if ack[:2] == ["sent", key]][-1]

    def outcomes(self, keys: Iterable[str]) -> list[list[str]]:
        """What became of the decisions on each key, in the order of their time, once nobody can answer any more."""
        with Ledger(self.place, key=KEY) as ledger:
            ledger.unknown(LATER)
            return [[str(each.outcome) for each in ledger.entries(Wanted(key=key))] for key in keys]

    def asked(self, key: str) -> tuple[int, int]:
        """How often LINE and the gateway were asked for a key."""
        return len(self.line.of(key)), len(self.gateway.of(key))

    def faults(self, keys: Sequence[str], *, both: bool = False) -> list[str]:
        """All that is wrong with the keys."""
        with Ledger(self.place, key=KEY) as ledger:
            acks = [ack for ack in self.processes.acks() if ack[1] in keys]
            audit = Audit(ledger, self.line, self.gateway, both=both)
            return audit.faults(keys, NOON) + contradicted(ledger, acks)


@pytest.fixture
def stage(processes: Processes, place: str, line: WitnessLine, gateway: WitnessGateway) -> Stage:
    """All that a test needs."""
    return Stage(processes, place, line, gateway)


def test_of_the_guard(stage: Stage, rounds: int) -> None:
    """The key is sent again only where the first certainly did not leave; whatever is not known is told of."""
    for number in range(shared(rounds)):
        steps = {f"TW{number:05}{place:02}": step for place, step in enumerate(STEPS)}
        before = {key: f"{key}0" for key in steps}
        keys = (*before.values(), *steps)
        stage.plays(steps)
        stage.die({key: Order("send", (before[key], key)) for key in steps}, steps)
        stage.processes.run(Order("send", keys))
        for (key, step), outcomes in zip(steps.items(), stage.outcomes(steps), strict=True):
            assert (step.held, step.line, step.sms) == (stage.held(key), *stage.asked(key)), step
            assert [step.outcome, *(["repeated"] if step.held else [])] == outcomes, step
        assert [] == stage.faults(keys)

        stage.processes.run(Order("work", ahead=45))
        stage.processes.run(Order("send", keys))
        for (key, step), outcomes in zip(steps.items(), stage.outcomes(steps), strict=True):
            assert (step.line, step.sms_at_last) == stage.asked(key), step
            assert step.at_last == outcomes[0], step
        assert [] == stage.faults(keys, both=True)


def test_of_a_worker(stage: Stage, rounds: int, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another worker sends the others, and never the one that may have been sent."""
    for number in range(shared(rounds)):
        steps = {f"TW{number:05}{place:02}": step for place, step in enumerate(WORKER_STEPS)}
        others = tuple(f"TW{number:05}{place:02}0" for place in range(8))
        keys = (*others[:4], *steps, *others[4:])
        stage.plays(steps)
        stage.processes.run(Order("send", keys))
        for key, step in steps.items():
            stage.die({key: Order("work", ahead=45)}, {key: step})
        stage.processes.run(Order("work", ahead=45))
        stage.processes.run(Order("send", keys))

        assert [(1, 1)] * len(others) == list(map(stage.asked, others))
        for (key, step), outcomes in zip(steps.items(), stage.outcomes(steps), strict=True):
            assert (1, step.sms_at_last) == stage.asked(key), step
            assert [step.at_last, "repeated"] == outcomes, step
        assert [] == stage.faults(keys, both=True)

    with Ledger(stage.place) as ledger:
        (record,) = [each for each in ledger.entries(Wanted(key=next(iter(steps)))) if each.tried]
    monkeypatch.chdir(root)
    told = CliRunner().invoke(cli, ["ledger", "explain", record.id, "--ledger", stage.place, "--lang", "en"])
    assert (0, True) == (told.exit_code, "no answer was recorded; it may have been sent" in told.output), told.output


def shared(rounds: int) -> int:
    """How many rounds there are of what kills so many processes in each."""
    return max(rounds // 10, 1)
