"""A guard that decides for days does not grow."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from projects import project

# More of them by NMLINT_DECISIONS, which may leave no more each.
DECISIONS = int(os.environ.get("NMLINT_DECISIONS", "40000"))
# What a decision may leave behind: 20 MiB in 200,000.
BYTES_EACH = 20 * 2**20 / 200_000
SHORT = """\
{#- nmlint
id: short
scenario: delivery
message: line-flexible
sender: 好日子書店
variables:
  item: {type: text, example: 手沖咖啡壺, max_length: 40}
-#}
【好日子書店】您的{{ item }}已於 2026-11-23 10:00 出貨，若您已取貨，請忽略此訊息。客服 02-2345-6789
"""
# Of those that are refused each is so for another reason than the one before, and by another value.
VALUES = {
    "allowed": ["手沖咖啡壺第{}款"],
    "refused": ["第{}檔八五折", "第{}款\u202e壺", "https://shop{}.example.net", "{}" + "長" * 41, "{{{{ x{} }}}}", ""],
}
PROGRAM = """
import sys
from datetime import UTC, datetime
from pathlib import Path
import nmlint

root, number, *values = sys.argv[1:]
guard = nmlint.Guard(root, senders={"notification-message": print}, clock=lambda: datetime(2026, 11, 26, 4, tzinfo=UTC))

def decide(start, end):
    allowed = 0
    for each in range(start, end):
        to = f"09{each % 10**8:08}" if each % 50 else f"0{each}"
        item = values[each % len(values)].format(each)
        allowed += guard.decide("short", to, {"item": item, f"unasked{each}": each}).allowed
    return allowed

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

warm = int(number) // 10
decide(0, warm)
before = resident()
allowed = decide(warm, warm + int(number))
print(allowed, resident() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="nobody says how much memory is used")
def test_it_does_not_grow(tmp_path: Path) -> None:
    """So many decisions about different values, allowed and refused, leave next to nothing behind."""
    root = project(tmp_path, {"short.j2": SHORT})
    # Half of them each, on both cores.
    each = DECISIONS // 2
    command = [sys.executable, "-c", PROGRAM, str(root), str(each)]
    started = [subprocess.Popen([*command, *values], stdout=subprocess.PIPE, text=True) for values in VALUES.values()]
    (allowed, grown), (refused, grown_too) = [tuple(map(int, process.communicate()[0].split())) for process in started]

    assert each * 0.9 < allowed
    assert 0 == refused
    assert max(grown, grown_too) < each * BYTES_EACH, (grown, grown_too)
