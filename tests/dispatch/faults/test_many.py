"""Many processes send the same messages by one ledger."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from faults.audit import Audit, contradicted
from faults.processes import NOON, Order, Processes
from faults.witnesses import LIMITED, WitnessGateway, WitnessLine, keys_of
from service.notices import KEY

from nmlint.dispatch.ledger import Ledger

KEYS = tuple(f"TW{number:03}" for number in range(50))
PROCESSES = 8


def test_at_once(processes: Processes, place: str, line: WitnessLine, gateway: WitnessGateway, tmp_path: Path) -> None:
    """LINE takes each message once, also where it has refused others before, and one caller is told that he sent it."""
    # Who is refused so often gives up, and the key is free for somebody else.
    line.plays({key: [LIMITED] * 3 for key in KEYS[::3]})
    gate = tmp_path / "gate"
    orders = [Order(do, KEYS, gate=str(gate)) for do in ("send", "await") * (PROCESSES // 2)]
    started = [processes.start(order) for order in orders]
    gate.touch()

    assert [0] * PROCESSES == list(map(processes.wait, started))
    # All others may have asked before the one who was refused had given up.
    processes.run(Order("send", KEYS))
    assert sorted(KEYS) == sorted(keys_of(line.done()))
    assert [] == gateway.seen
    acks = [ack for ack in processes.acks() if ack[0] == "sent"]
    assert len(KEYS) * (PROCESSES + 1) == len(acks)
    assert dict.fromkeys(KEYS, 1) == Counter(ack[1] for ack in acks if not ack[3] and ack[4] == "accepted")
    with Ledger(place, key=KEY) as ledger:
        assert [] == Audit(ledger, line, gateway).faults(KEYS, NOON)
        assert [] == contradicted(ledger, acks)
