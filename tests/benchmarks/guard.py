"""How much the guard costs, as ratios within one run. Run by hand: `python tests/benchmarks/guard.py`."""

from __future__ import annotations

import gc
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1] / "dispatch"))

from jinja2 import Environment
from projects import CONFIG, project

import nmlint

TEMPLATE = """\
{#- nmlint
id: shipped
scenario: delivery
message: line-flexible
sender: 好日子書店
event: 倉庫交寄包裹
basis: 用戶自己下的訂單
variables:
  item: {type: text, example: 手沖咖啡壺, max_length: 40}
  note: {type: text, example: 請由側門進入, max_length: 40}
  order_no: {type: order-number, example: TW20261123001}
  shipped_at: {type: datetime, example: 2026-11-23 10:00}
  eta: {type: date, example: 2026-11-25}
-#}
【好日子書店】您訂購的「{{ item }}」（訂單 {{ order_no }}）已於 {{ shipped_at }} 出貨，\
預計 {{ eta }} 送達，配送備註：{{ note }}。若您已取貨，請忽略此訊息。客服 02-2345-6789
"""
MESSAGES = 1_000_000


def values(number: int) -> dict[str, str]:
    """Five values, two of them free Han text; no two messages have the same."""
    return {
        "item": f"黑芝麻糊禮盒{number % 9973}入",
        "note": f"請放管理室{number % 7919}號櫃",
        "order_no": f"TW{number:011}",
        "shipped_at": "2026-11-26 10:00",
        "eta": "2026-11-28",
    }


def percentiles(call: Callable[[int], object], rounds: int) -> tuple[float, float]:
    """The median and the 99th percentile of one call, in microseconds."""
    for number in range(500):
        call(number)
    gc.collect()
    took = []
    for number in range(rounds):
        start = time.perf_counter()
        call(number)
        took.append(time.perf_counter() - start)
    took.sort()
    return statistics.median(took) * 1e6, took[int(rounds * 0.99)] * 1e6


def main(messages: int) -> None:
    """Rendering alone and the guard's decision, side by side, then memory over many messages."""
    with TemporaryDirectory() as folder:
        root = project(Path(folder), {"shipped.j2": TEMPLATE}, CONFIG)
        guard = nmlint.Guard(root, senders={"notification-message": lambda _: None})
        plain = Environment(autoescape=False).from_string(TEMPLATE)  # noqa: S701  a text, no page
        first = guard.decide("shipped", "0912345678", values(1))
        assert first.allowed, first.objections
        half, most = percentiles(lambda number: plain.render(values(number)), 20_000)
        print(f"plain rendering                p50 {half:7.1f} us  p99 {most:7.1f} us")
        guarded, slowest = percentiles(lambda number: guard.decide("shipped", "0912345678", values(number)), 20_000)
        ratio = guarded / half
        print(f"guard, five values             p50 {guarded:7.1f} us  p99 {slowest:7.1f} us  {ratio:5.1f} x rendering")
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for number in range(messages):
            guard.decide("shipped", "0912345678", values(number))
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(f"memory over {messages:,} decisions  {before / 1024:.0f} -> {after / 1024:.0f} MiB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else MESSAGES)
