"""How fast nmlint is, as ratios within one run. Run by hand: `python tests/benchmarks/bench.py`.

Needs the `bench` extra (Hyperscan) for the floor; without it that row is left out and says so.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nmlint
from nmlint.catalogue import Catalogue, PhraseList, Rule, load_builtin
from nmlint.channel.outcomes import Course, Delays, FollowUp, Line, Rates, expect
from nmlint.cli.planning import report_on
from nmlint.config import Settings
from nmlint.documents.model import JSON, Declaration, Document
from nmlint.engine import Engine
from nmlint.intent.reading import Understood
from nmlint.intent.table import FILE, parsed
from nmlint.jsontree import read_json
from nmlint.planning.simulation import simulate
from nmlint.source import Source
from nmlint.text.views import fold

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "fixtures" / "golden" / "delivery-shipped.j2"
IMPORTS = "import click, yaml, jinja2, regex"
MESSAGE = (
    "【好日子書店】您訂購的商品（訂單 TW20261123001）已於 2026-11-23 10:00 出貨，預計 2026-11-25 送達中山門市。"
    "取貨時請出示訂單編號與身分證件，門市營業時間為每日 10:00 至 22:00，商品將保留七天。"
    "若您已取貨，請忽略此訊息。如對本次訂購有任何疑問，歡迎於上班時間來電客服 02-2345-6789 "
    "或至官網 https://shop.example.com/orders 查詢訂單進度，謝謝您的訂購。"
)
SENDS = 100_000
PLAN = """\
kind: send-plan
scenario: delivery
sender: 好日子書店
event: 物流取件
deliver_within: 24h
audience: {{size: {size}, countries: [TW]}}
steps:
  - channel: notification-message
    text: 【好日子書店】您訂購的商品（訂單 TW20261123001）已於 2026-11-23 10:00 出貨。若您已取貨，請忽略此訊息。
  - channel: sms
    text: 【好日子書店】訂單 TW20261123001 已於 2026-11-23 10:00 出貨。
    after: 30m
    unless: delivered
"""


def _seconds(command: list[str]) -> float:
    # An installed package has its byte code; a machine that forbids to write it would measure the compiler instead.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    subprocess.run(command, check=False, capture_output=True, env=environment)
    return time.perf_counter() - start


def cold(rounds: int = 15) -> None:
    """One template, process start included, paired with the bare imports."""
    base, whole = [], []
    for _ in range(rounds):
        base.append(_seconds([sys.executable, "-c", IMPORTS]))
        whole.append(_seconds([sys.executable, "-m", "nmlint", "check", str(TEMPLATE)]))
    ratio = statistics.median(w / b for w, b in zip(whole, base, strict=True))
    print(f"cold check of one template  {statistics.median(whole) * 1e3:7.0f} ms  {ratio:5.2f} x the bare imports")


def _per_call(call: Callable[[], object], rounds: int = 9, calls: int = 200) -> float:
    """The median over rounds of the mean time of one call, in microseconds."""
    call()
    times = []
    for _ in range(rounds):
        start = time.process_time()
        for _ in range(calls):
            call()
        times.append((time.process_time() - start) / calls)
    return statistics.median(times) * 1e6


def _judge(engine: Engine, text: str) -> Callable[[], object]:
    declaration = Declaration(scenario="delivery", sender="好日子書店")
    document = Document("message", "bench", Source("bench", text), declaration)
    return lambda: engine.judge(document, lambda _name, _parent: None)


def _tenfold(catalogue: Catalogue) -> Catalogue:
    """The same catalogue with ten times as many literal rules, each of made-up phrases."""
    chance = random.Random(7)  # noqa: S311  a benchmark, no secret
    literal = [rule for rule in catalogue.rules.values() if "phrases" in str(rule.check)]
    alphabet = sorted({char for entry in catalogue.lists.values() for phrase in entry.all_phrases for char in phrase})
    rules: dict[str, Rule] = dict(catalogue.rules)
    lists: dict[str, PhraseList] = dict(catalogue.lists)
    size = sum(len(entry.all_phrases) for entry in lists.values()) // len(literal) + 1
    for copy in range(9):
        for rule in literal:
            phrases = ["".join(chance.choices(alphabet, k=chance.randint(2, 5))) for _ in range(size)]
            name = f"bench/{copy}-{rule.id.replace('/', '-')}"
            rules[name] = replace(rule, id=name, check={"phrases": {"list": phrases}})
    return replace(catalogue, rules=rules, lists=lists)


def warm(catalogue: Catalogue) -> None:
    """One rendered message, with its growth and its floor."""
    engine = Engine(catalogue, Settings())
    text = MESSAGE[:180]
    once = _per_call(_judge(engine, text))
    print(f"warm check, {len(text)} characters  {once:7.0f} µs")
    many = Engine(_tenfold(catalogue), Settings())
    ten = _per_call(_judge(many, text))
    print(f"  literal rules x 10         {ten:7.0f} µs  {ten / once:5.2f} x   ({len(many.rulebook.rules)} rules)")
    long = _per_call(_judge(engine, (MESSAGE * 10)[:1800]), calls=40)
    print(f"  characters x 10            {long:7.0f} µs  {long / once:5.2f} x")
    if find_spec("hyperscan") is None:
        print("  floor                      not measured: hyperscan is not installed")
        return
    import hyperscan  # noqa: PLC0415  optional

    literals = sorted({phrase for entry in catalogue.lists.values() for phrase in entry.all_phrases})
    database = hyperscan.Database()
    database.compile(
        expressions=[literal.encode() for literal in literals],
        elements=len(literals),
        literal=True,
        flags=[hyperscan.HS_FLAG_SINGLEMATCH] * len(literals),
    )
    data = text.encode()
    floor = _per_call(lambda: database.scan(data, match_event_handler=lambda *_: None))
    print(f"  Hyperscan, same literals   {floor:7.1f} µs  {once / floor:5.0f} x cheaper ({len(literals)} literals)")


def _flex(rows: int) -> dict[str, Any]:
    """A push request with a Flex bubble of so many lines of an order."""
    lines = [
        {
            "type": "box",
            "layout": "baseline",
            "contents": [
                {"type": "text", "text": f"商品 {number}", "flex": 2, "size": "sm", "color": "#888888"},
                {
                    "type": "text",
                    "text": f"文庫本第 {number} 冊，數量 1，金額 {number * 10} 元",
                    "flex": 5,
                    "wrap": True,
                },
            ],
        }
        for number in range(rows)
    ]
    head = {"type": "text", "text": "您的訂單 TW20261123001 已於 2026/11/23 10:00 出貨", "wrap": True}
    body = {"type": "box", "layout": "vertical", "contents": [head, *lines]}
    message = {"type": "flex", "altText": "訂單 TW20261123001 已出貨", "contents": {"type": "bubble", "body": body}}
    return {"to": "d41e0ad70dddfeb68f149ad6fc61574b9c5780ab7bcb2fba5517771ffbb2409c", "messages": [message]}


def messages(catalogue: Catalogue) -> None:
    """LINE's objects: the largest bubble there may be, as it is written and in escapes, and an SMS."""
    engine = Engine(catalogue, Settings())
    request = _flex(130)
    plain = json.dumps(request, ensure_ascii=False, separators=(",", ":"))
    escaped = json.dumps(request)
    parts = sum(1 for _ in plain.split('"text":')) - 1

    def judged(text: str) -> Callable[[], object]:
        document = Document("message", "bench", Source("bench.json", text), Declaration(scenario="delivery"), JSON)
        return lambda: engine.judge(document, lambda _name, _parent: None)

    whole = _per_call(judged(plain), calls=10)
    apart = _per_call(judged(escaped), calls=10)
    print(f"Flex bubble, {len(plain.encode()):,} bytes  {whole / 1e3:7.1f} ms  {parts} texts")
    print(f"  the same in escapes        {apart / 1e3:7.1f} ms  {apart / whole:5.2f} x")
    read, bare = _per_call(lambda: read_json(plain), calls=20), _per_call(lambda: json.loads(plain), calls=20)
    print(f"  reading it with places     {read / 1e3:7.1f} ms  {read / bare:5.0f} x json.loads")
    declaration = Declaration(scenario="delivery", sender="好日子書店", message="sms")
    sms = Document("message", "bench", Source("bench", MESSAGE[:180]), declaration)
    line = _per_call(_judge(engine, MESSAGE[:180]))
    took = _per_call(lambda: engine.judge(sms, lambda _name, _parent: None))
    print(f"SMS, 180 characters          {took:7.0f} µs  {took / line:5.2f} x LINE text")


def intent(catalogue: Catalogue) -> None:
    """Reading what a text is for, which is part of every check, and taking the table out of its file."""
    text = fold(MESSAGE[:180]).text
    data = (files("nmlint.intent") / FILE).read_bytes()
    table = parsed(data)
    check = _per_call(_judge(Engine(catalogue, Settings()), MESSAGE[:180]))
    read = _per_call(lambda: Understood(text, table).promotion)
    load = _per_call(lambda: Understood(text, parsed(data)).promotion, calls=5)
    whole = _per_call(lambda: _every_shelf(data), calls=2)
    print(f"intent of 180 characters    {read:7.0f} us  {read / check:5.2f} x the whole check")
    print(f"table for one message       {load / 1e3:7.1f} ms  {load / whole:5.2f} x the whole table")


def _course() -> tuple[Course, Rates, Delays]:
    """A notification message with two follow-ups, of whose recipients a part gets it late."""
    steps = (
        FollowUp("sms", 30 * 60, 30, Fraction(49, 50), Fraction(4, 5), Fraction(2)),
        FollowUp("email", 2 * 3600, 120, Fraction(19, 20), Fraction(0), Fraction(0)),
    )
    rates = Rates(Fraction(2, 25), Fraction(18, 25), Fraction(2, 25), Fraction(3, 25))
    delays = Delays(((1800, Fraction(3, 10)), (10_800, Fraction(3, 5)), (86_400, Fraction(1))))
    return Course(Line(Fraction(1, 5), Fraction(1, 5), 86_400), steps, 86_400), rates, delays


def _loop(course: Course, rates: Rates, delays: Delays, sends: int) -> tuple[int, int, int]:
    """The same sends in a plain loop, without a clock: what arrives when, worked out for each by itself."""
    chance = random.Random(7)  # noqa: S311  a benchmark, no secret
    bounds = [float(rates.rejected), float(rates.rejected + rates.at_once), float(1 - rates.never)]
    points = [(0, 0.0), *((at, float(share)) for at, share in delays.points)]
    twice = late = never = 0
    for _ in range(sends):
        fate, arrivals = chance.random(), []
        if bounds[0] <= fate < bounds[1]:
            arrivals.append(0.0)
        elif bounds[1] <= fate < bounds[2]:
            share = chance.random()
            after = next(at for at in range(1, len(points)) if share <= points[at][1])
            (start, low), (end, high) = points[after - 1], points[after]
            arrivals.append(start + (end - start) * (share - low) / (high - low))
        moved = course.follow_ups[0].after if fate < bounds[0] else 0
        for step in course.follow_ups:
            if all(arrival > step.after - moved for arrival in arrivals) and chance.random() < step.delivered:
                arrivals.append(step.after - moved + step.transit)
        twice += len(arrivals) > 1
        never += not arrivals
        late += bool(arrivals) and min(arrivals) > course.left
    return twice, late, never


def planning(catalogue: Catalogue) -> None:
    """Planning does not grow with the recipients; the replay does, and has a loop beside it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "plan.yaml"

        def planned(size: int) -> float:
            path.write_text(PLAN.format(size=size), encoding="utf-8")
            return _per_call(lambda: report_on(path, Settings(), None), rounds=5, calls=10)

        thousand, millions = planned(1000), planned(10_000_000)
        check = _per_call(lambda: nmlint.check(path, config=Settings()), rounds=5, calls=10)
    print(f"plan, 10 million recipients  {millions / 1e3:7.1f} ms  {millions / thousand:5.2f} x a thousand")
    rules = _per_call(lambda: Engine(catalogue, Settings()), rounds=5, calls=5)
    alone = millions - rules - check
    print(f"  of it preparing the rules  {rules / 1e3:7.1f} ms  {rules / millions:5.2f} of it")
    print(f"  its check                  {check / 1e3:7.1f} ms  {check / millions:5.2f} of it")
    print(f"  the rest, with all timers  {alone / 1e3:7.1f} ms  {alone / millions:5.2f} of it")
    course, rates, delays = _course()
    once = _per_call(lambda: expect(course, rates, delays))
    replay = _per_call(lambda: simulate(course, rates, delays, sends=SENDS, seed=1), rounds=3, calls=1)
    loop = _per_call(lambda: _loop(course, rates, delays, SENDS), rounds=3, calls=1)
    print(f"reckoning one timer          {once:7.0f} µs")
    print(f"  replay of {SENDS:,} sends   {replay / 1e3:7.0f} ms  {replay / loop:5.2f} x a plain loop")


def _every_shelf(data: bytes) -> None:
    table = parsed(data)
    table.rows(map(chr, range(0x10000)))


if __name__ == "__main__":
    cold()
    warm(load_builtin())
    messages(load_builtin())
    intent(load_builtin())
    planning(load_builtin())
