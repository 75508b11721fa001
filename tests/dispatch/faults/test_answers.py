"""Whatever LINE and the gateway answer: what the guard says, what the ledger has, and what is sent after all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from faults.desk import Desk, desk_of, ledger_at
from faults.witnesses import (
    CUT,
    FAILED_EARLY,
    FAILED_LATE,
    FORBIDDEN,
    LIMITED,
    LIMITED_LONG,
    MALFORMED,
    NO_USER,
    NONSENSE,
    RESET_EARLY,
    RESET_LATE,
    TAKEN,
    Turn,
    WitnessGateway,
    WitnessLine,
    silent,
)
from projects import SHIPPED, SHIPPED_SMS, project
from servers import Reply, limited, told

from nmlint.dispatch.decision import Sent

HANDED_OVER = """\
{#- nmlint
id: handed-over
scenario: delivery
message: line-template
sender: 好日子書店
variables:
  order_no: {type: order-number, example: TW20261123001}
  shipped_at: {type: datetime, example: 2026-11-23 10:00}
fallback: {channel: sms, after: 30m, unless: delivered, template: handed-over.sms.j2}
-#}
{
  "templateKey": "shipment_completed_tw",
  "body": {
    "items": [
      {"itemKey": "number_001_tw", "content": "{{ order_no }}"},
      {"itemKey": "date_002_tw", "content": "{{ shipped_at }}"}
    ]
  }
}
"""
HANDED_OVER_SMS = SHIPPED_SMS.replace("，預計 {{ eta }} 送達", "")
OF_A_PROXY = Turn(done=False, reply=Reply(422, b"<html>", {"X-Line-Request-Id": ""}))
LIMITED_TO_A_SECOND = Turn(done=False, reply=limited(1))
UNAUTHORIZED = Turn(done=False, reply=told(401))


@dataclass(frozen=True)
class Case:
    """What is answered, and what follows.

    `fate` is what the guard's caller is told of LINE's answer, and `followed` of the SMS that went at once. `outcome`
    is the ledger's, `requests` are those of the first call, to LINE and to the gateway. `again` says that a second call
    with the same key asks LINE once more. `at_last` is the outcome when a worker has been there after half an hour of
    silence, and `sms` counts the requests to the gateway by then.
    """

    name: str
    line: Sequence[Turn]
    fate: str
    outcome: str
    requests: tuple[int, int] = (1, 0)
    gateway: Sequence[Turn] = ()
    followed: str | None = None
    again: bool = False
    at_last: str = "followed"
    sms: int = 1
    template: str = "shipped"


def refused(name: str, turns: Sequence[Turn], requests: int = 1) -> Case:
    """Certainly not sent: the key is free, and the second call has it sent."""
    return Case(name, turns, "refused", "failed", (requests, 0), again=True)


def unclear(name: str, turns: Sequence[Turn], requests: int = 1) -> Case:
    """Perhaps sent: the key is held, and only silence brings the SMS."""
    return Case(name, turns, "unknown", "unknown", (requests, 0))


def unreached(name: str, turns: Sequence[Turn], followed: str, outcome: str, **more: int) -> Case:
    """LINE has no such user, and the SMS has this answer."""
    requests = (1, more.get("requests", 1))
    freed = outcome == "failed"
    return Case(name, [NO_USER], "refused", outcome, requests, turns, followed, freed, outcome, requests[1])


CASES = (
    # These take longest.
    unclear("silence, and sent", [silent(done=True)]),
    unclear("silence, and not sent", [silent(done=False)]),
    unreached("422, and the gateway is silent", [silent(done=True)], "unknown", "unknown"),
    Case("200", [TAKEN], "accepted", "accepted"),
    Case("202", [TAKEN], "accepted", "accepted", template="handed-over"),
    refused("400", [MALFORMED]),
    refused("401", [UNAUTHORIZED]),
    refused("403", [FORBIDDEN]),
    refused("422 of something between", [OF_A_PROXY]),
    refused("429 for ever", [LIMITED] * 3, 3),
    refused("429, come in a minute", [LIMITED_LONG]),
    Case("429, then free", [LIMITED], "accepted", "accepted", (2, 0)),
    Case("429, come in a second", [LIMITED_TO_A_SECOND], "accepted", "accepted", (2, 0)),
    unclear("429, then reset", [LIMITED, RESET_LATE], 2),
    unclear("500, and sent", [FAILED_LATE]),
    unclear("500, and not sent", [FAILED_EARLY]),
    unclear("reset, and sent", [RESET_LATE]),
    unclear("reset, and not sent", [RESET_EARLY]),
    unclear("half a body", [CUT]),
    unclear("nonsense", [NONSENSE]),
    unreached("422, and the SMS goes", [TAKEN], "accepted", "followed"),
    unreached("422, and the SMS is refused", [MALFORMED], "refused", "failed"),
    unreached("422, and the gateway is busy", [LIMITED] * 3, "refused", "failed", requests=3),
    unreached("422, and the gateway resets", [RESET_LATE], "unknown", "unknown"),
    unreached("422, and the gateway cuts its answer", [CUT], "unknown", "unknown"),
    unreached("422, and the gateway talks nonsense", [NONSENSE], "unknown", "unknown"),
    unreached("422, and the gateway fails", [FAILED_LATE], "unknown", "unknown"),
)


@pytest.fixture(scope="module")
def own_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with templates of both types."""
    files = {"handed-over.json.j2": HANDED_OVER, "handed-over.sms.j2": HANDED_OVER_SMS}
    return project(tmp_path_factory.mktemp("answers"), {"shipped.j2": SHIPPED, "shipped.sms.j2": SHIPPED_SMS, **files})


@pytest.fixture
def desk(own_root: Path, place: str, line: WitnessLine, gateway: WitnessGateway) -> Iterator[Desk]:
    """A guard that sends both templates."""
    with ledger_at(place) as ledger, desk_of(own_root, ledger, line, gateway) as opened:
        yield opened


def test_whatever_is_answered(desk: Desk) -> None:
    """Only what was certainly not sent is sent again, and silence or a refusal brings the SMS, once."""
    keys = {f"TW{number:03}": case for number, case in enumerate(CASES)}
    desk.line.plays({key: case.line for key, case in keys.items()})
    desk.gateway.plays({key: case.gateway for key, case in keys.items()})

    first = dict(zip(keys, _sent(desk, keys), strict=True))
    for key, case in keys.items():
        sent = first[key]
        assert sent.answer is not None, case
        followed = None if sent.followed is None else str(sent.followed.fate)
        assert (case.fate, case.followed) == (sent.answer.fate, followed), case
        assert ([case.outcome], case.requests) == (desk.outcomes(key), desk.asked(key)), case
        assert sent.answer.attempts == case.requests[0], case
    statuses = {case.name: answer.status for key, case in keys.items() if (answer := first[key].answer) is not None}
    assert (200, 202) == (statuses["200"], statuses["202"])
    assert [] == desk.faults(*keys, both=False)

    again = dict(zip(keys, _sent(desk, keys), strict=True))
    for key, case in keys.items():
        assert case.again is not again[key].repeated, case
        asked = (case.requests[0] + case.again, case.requests[1])
        assert ([case.outcome, "accepted" if case.again else "repeated"], asked) == (
            desk.outcomes(key),
            desk.asked(key),
        ), case
    assert [] == desk.faults(*keys, both=False)

    assert 0 == desk.work(minutes=29).due
    desk.work(minutes=2)
    for key, case in keys.items():
        # What was sent again was taken, and LINE told nothing of it either.
        outcome, sms = ("followed", case.requests[1] + 1) if case.again else (case.at_last, case.sms)
        assert (outcome, sms) == (desk.outcomes(key)[case.again], desk.asked(key)[1]), case
    assert [] == desk.faults(*keys)


def _sent(desk: Desk, keys: dict[str, Case]) -> list[Sent]:
    """Some at a time, for a few have to wait."""
    with ThreadPoolExecutor(6) as threads:
        return list(threads.map(lambda key: desk.send(key, keys[key].template), keys))
