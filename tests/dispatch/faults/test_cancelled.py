"""Callers that wait no longer: what they had begun is neither sent twice nor lost without a word."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from random import Random

from faults.audit import Audit
from faults.desk import LINE, SMS, async_senders, ledger_at
from faults.witnesses import LIMITED, MALFORMED, NO_USER, RESET_LATE, TAKEN, Turn, WitnessGateway, WitnessLine
from projects import NUMBER, VALUES
from servers import Reply
from service.notices import Clock

import nmlint

KEYS = 12
TURNS = [TAKEN] * 4 + [Turn(done=True, reply=Reply(after=0.02))] * 4 + [NO_USER] * 4 + [LIMITED, MALFORMED, RESET_LATE]


def test_at_any_moment(root: Path, place: str, line: WitnessLine, gateway: WitnessGateway, rounds: int) -> None:
    """Half of the tasks are cancelled while they send, then all of them send again."""
    chance, clock = Random(rounds), Clock()  # noqa: S311  no secret
    line.turn_of = lambda _: chance.choice(TURNS)

    async def send(guard: nmlint.AsyncGuard, keys: Sequence[str]) -> None:
        async with asyncio.TaskGroup() as tasks:
            for key in keys:
                task = tasks.create_task(guard.send("shipped", NUMBER, {**VALUES, "order_no": key}, key=key))
                if chance.random() < 0.5:
                    asyncio.get_running_loop().call_later(chance.uniform(0, 0.1), task.cancel)

    async def run() -> None:
        senders = async_senders(line.url, gateway.url)
        guard = nmlint.AsyncGuard(root, senders=senders, ledger=ledger, clock=clock)
        for number in range(max(rounds // 3, 1)):
            keys = [f"TW{number:05}{key:02}" for key in range(KEYS)]
            await send(guard, keys)
            clock.goes(seconds=1)
            for key in keys:
                await guard.send("shipped", NUMBER, {**VALUES, "order_no": key}, key=key)
            assert [] == Audit(ledger, line, gateway).faults(keys, clock.now), number
        for channel in (LINE, SMS):
            await senders[channel].close()

    with ledger_at(place) as ledger:
        asyncio.run(run())
        assert "unknown" in ledger.counts().by_outcome
